/// How likely a finding is right, by the weaker of the two runs beside it, in nats of evidence.
pub(in crate::timing) fn of_finding(evidence: f32) -> f64 {
    risen(f64::from(evidence), 12.0)
}

/// How likely a matched segment is right, by its own evidence in nats.
pub(in crate::timing) fn of_segment(evidence: f32) -> f64 {
    risen(f64::from(evidence), 4.0)
}

fn risen(evidence: f64, half: f64) -> f64 {
    let evidence = evidence.max(0.0);
    (evidence / (evidence + half)).clamp(0.05, 0.995)
}

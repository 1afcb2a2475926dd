//! Confidence from evidence: e / (e + half). It says how far evidence is from even odds; it is not calibrated here.

/// Nats of evidence at which a finding or a segment is as likely right as wrong. Chosen.
const HALF_OF_FINDING: f64 = 12.0;
const HALF_OF_SEGMENT: f64 = 4.0;

/// How likely a finding is right, 0 to 1, by the weaker of the two runs beside it, in nats of evidence.
pub(super) fn of_finding(evidence: f32) -> f64 {
    rising(f64::from(evidence), HALF_OF_FINDING)
}

/// How likely a matched segment is right, 0 to 1, by its own evidence in nats.
pub(super) fn of_segment(evidence: f32) -> f64 {
    rising(f64::from(evidence), HALF_OF_SEGMENT)
}

fn rising(evidence: f64, half: f64) -> f64 {
    let evidence = evidence.max(0.0);
    (evidence / (evidence + half)).clamp(0.05, 0.995)
}

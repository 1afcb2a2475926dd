//! Writes a finding as text for the request page. Takes a finding and what it was seen in; reads no clock and no file.

use super::{Finding, Task};
use crate::timebase::{FrameRate, Nudge, Timecode, TimecodeFormat, offset_text};

/// What a finding does not hold itself, but a reader away from the desk needs.
#[derive(Clone, Copy, Debug)]
pub struct FindingContext<'a> {
    pub title: &'a str,
    pub task: Task,
    /// Rate of the served picture.
    pub rate: FrameRate,
    /// Label of its first frame, where the movie has one.
    pub start: Option<Timecode>,
    /// Id and version of the policy profile.
    pub policy: &'a str,
    /// Where the finding's rule is written.
    pub citation: Option<&'a str>,
}

impl Finding {
    /// Labels of the first and the last frame concerned, where `start` labels the picture's first frame.
    pub fn timecodes(&self, start: Timecode) -> (Timecode, Timecode) {
        let rate = start.format.rate;
        let first = rate.frame_at(self.from);
        // `to` is the first sample after the last frame, and a finding at one instant concerns its frame.
        let after_last = rate.frame_at(self.to);
        let whole = rate.start_of_frame(after_last) == self.to;
        let last = if whole { after_last.saturating_sub(1) } else { after_last }.max(first);
        let label = |frame: i64| Timecode::new(start.frames.saturating_add(frame), start.format);
        (label(first), label(last))
    }
}

/// A finding as plain text, ready to paste into a request page: a line for each fact, and nothing in it that
/// needs Twopop to be understood.
pub fn finding_text(finding: &Finding, seen: &FindingContext<'_>) -> String {
    let lines = [
        Some(heading(finding)),
        Some(format!("{} · {}", one_line(seen.title), seen.task.label())),
        Some(place(finding, seen)),
        filled("", &finding.text),
        filled("Against: ", &one_line(&finding.against)),
        offset(finding.nudge, seen.rate),
        rule(finding, seen),
        heard(finding),
        flagged(finding),
    ];
    let mut text = String::new();
    for line in lines.into_iter().flatten() {
        text.push_str(&line);
        text.push('\n');
    }
    text
}

fn heading(finding: &Finding) -> String {
    let proposed = if finding.needs_supervisor {
        " (proposed: the policy states no severity here, a supervisor decides)"
    } else {
        ""
    };
    format!("{}{proposed} · {}", finding.severity.label(), finding.kind.label())
}

fn place(finding: &Finding, seen: &FindingContext<'_>) -> String {
    let from_zero = Timecode::new(0, TimecodeFormat::non_drop(seen.rate));
    let start = seen.start.unwrap_or(from_zero);
    let (first, last) = finding.timecodes(start);
    let counted =
        if seen.start.is_some() { "" } else { ", counted from the first frame: the movie has no timecode" };
    format!("In {first} · out {last} (last frame concerned; {}{counted})", start.format.label())
}

/// The error the nudge in force cured, never the bare nudge.
fn offset(nudge: Nudge, rate: FrameRate) -> Option<String> {
    if nudge == Nudge::ZERO {
        return None;
    }
    let error = offset_text(nudge.corrected_error(), rate);
    Some(format!("Offset: audio {error} against the picture, and moved by as much when this was seen"))
}

fn rule(finding: &Finding, seen: &FindingContext<'_>) -> Option<String> {
    let rule = finding.rule.as_deref()?;
    let cited = seen.citation.map(|citation| format!(": {}", one_line(citation)));
    Some(format!("Rule: {} of {}{}", one_line(rule), one_line(seen.policy), cited.unwrap_or_default()))
}

fn heard(finding: &Finding) -> Option<String> {
    let heard = finding.evidence.heard_through.as_ref()?;
    Some(format!("Heard through {}", one_line(&heard.label())))
}

fn flagged(finding: &Finding) -> Option<String> {
    let said = [filled("by ", &one_line(&finding.by)), filled("at ", &one_line(&finding.at))];
    let said: Vec<String> = said.into_iter().flatten().collect();
    filled("Flagged ", &said.join(" "))
}

fn filled(label: &str, text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| format!("{label}{text}"))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::ticket::{Evidence, FindingId, FindingKind, HeardThrough, PictureDelay, Severity};
    use crate::timebase::SampleDelta;

    fn start() -> Timecode {
        Timecode::parse("00:59:50:00", TimecodeFormat::non_drop(FrameRate::F23_976)).unwrap()
    }

    fn door_slam() -> Finding {
        let rate = FrameRate::F23_976;
        Finding {
            id: FindingId(Uuid::nil()),
            kind: FindingKind::GlobalOffset,
            from: rate.start_of_frame(535),
            to: rate.start_of_frame(540),
            severity: Severity::Blocker,
            rule: Some("final-proxy-timing".to_owned()),
            needs_supervisor: false,
            text: "The door slam comes late,\nand so does everything after it.\n".to_owned(),
            nudge: Nudge::new(SampleDelta::new(-6006)),
            against: "Final Proxy, NIGHTFALL_Final_v3.mov, v3".to_owned(),
            by: "Ann".to_owned(),
            at: "2026-01-15T10:00:00+01:00[Europe/Paris]".to_owned(),
            channels: Vec::new(),
            proposed: None,
            evidence: Evidence::default(),
        }
    }

    fn seen() -> FindingContext<'static> {
        FindingContext {
            title: "NIGHTFALL R1",
            task: Task::MusicAndEffects,
            rate: FrameRate::F23_976,
            start: Some(start()),
            policy: "asset-qc 1",
            citation: Some("Asset QC, Video Reference, “Final Proxy”"),
        }
    }

    #[test]
    fn a_finding_reads_without_the_desk() {
        let expected = "\
BLOCKER · Global offset
NIGHTFALL R1 · M&E
In 01:00:12:07 · out 01:00:12:11 (last frame concerned; 23.976)
The door slam comes late,
and so does everything after it.
Against: Final Proxy, NIGHTFALL_Final_v3.mov, v3
Offset: audio LATE by 3 frames (125.13 ms, 6 006 samples) against the picture, and moved by as much when this was seen
Rule: final-proxy-timing of asset-qc 1: Asset QC, Video Reference, “Final Proxy”
Flagged by Ann at 2026-01-15T10:00:00+01:00[Europe/Paris]
";
        assert_eq!(finding_text(&door_slam(), &seen()), expected);
    }

    #[test]
    fn what_is_not_known_is_left_out_or_said() {
        let finding = Finding {
            rule: None,
            needs_supervisor: true,
            severity: Severity::Issue,
            text: String::new(),
            nudge: Nudge::ZERO,
            against: " ".to_owned(),
            by: String::new(),
            at: String::new(),
            ..door_slam()
        };
        let expected = "\
ISSUE (proposed: the policy states no severity here, a supervisor decides) · Global offset
NIGHTFALL R1 · M&E
In 00:00:22:07 · out 00:00:22:11 (last frame concerned; 23.976, counted from the first frame: the movie has no timecode)
";
        assert_eq!(finding_text(&finding, &FindingContext { start: None, ..seen() }), expected);
    }

    #[test]
    fn the_device_it_was_heard_through_is_named_with_its_self_test() {
        let mut finding = door_slam();
        let calibrated_at = Some("2026-01-15T09:00:00+01:00".to_owned());
        let picture = PictureDelay { milliseconds: 40, calibrated_at };
        finding.evidence.heard_through = Some(HeardThrough { device: "HDMI\n1".to_owned(), picture });
        let text = finding_text(&finding, &seen());
        let told =
            "\nHeard through HDMI 1, calibrated 2026-01-15 09:00: picture LATER than sound by 40 ms\nFlagged";
        assert!(text.contains(told), "{text}");
    }

    #[test]
    fn a_finding_at_an_instant_concerns_its_frame() {
        let mut finding = door_slam();
        finding.to = finding.from;
        let (first, last) = finding.timecodes(start());
        assert_eq!((first.to_string(), last), ("01:00:12:07".to_owned(), first));
        finding.to = finding.from + SampleDelta::new(1);
        assert_eq!(finding.timecodes(start()), (first, first));
        finding.to = finding.from + SampleDelta::new(2003);
        assert_eq!(finding.timecodes(start()).1.to_string(), "01:00:12:08");
    }
}

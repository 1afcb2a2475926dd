//! Exact measures inside the mix as drafted findings: true peak, polarity and channel order beside a Print Master, digital
//! drop-outs of several channels at once, or of one where the Print Master goes on. All else is a candidate for a person to hear, and never drafted.

use super::draft::Draft;
use super::mix_place::MixPlacing;
use super::mix_text::{mix_judgement, mix_kind, mix_text};
use crate::mix::{ComparedWith, MixCandidate, MixResult};
use crate::policy::Profile;
use crate::ticket::{CandidateRecord, FindingKind, Mode};
use crate::timebase::{FrameRate, SamplePos};

/// What a mix was found in, and how it lies on the picture.
#[derive(Clone, Copy, Debug)]
pub struct MixDrafting<'a> {
    pub profile: &'a Profile,
    pub mix: &'a MixResult,
    pub placing: MixPlacing,
    /// Of the picture.
    pub rate: FrameRate,
    /// Samples in the delivered file.
    pub length: i64,
    /// The delivered channels by name, in the order of the file.
    pub names: &'a [String],
}

/// A finding drafted from one candidate, or from several that are one: two channels upside down are one mismap.
#[derive(Clone, Debug, PartialEq)]
pub struct MixDraft {
    pub draft: Draft,
    /// Channels concerned, by their places in the file.
    pub channels: Vec<usize>,
    /// The candidates, by their places in the result.
    pub candidates: Vec<usize>,
}

/// The drafts of what was found, by place, as far as `mode` looks for them.
pub fn mix_drafts(from: &MixDrafting<'_>, mode: Mode) -> Vec<MixDraft> {
    let mut drafts: Vec<MixDraft> = Vec::new();
    for (place, found) in from.mix.candidates.iter().enumerate() {
        if !found.is_exact() || !mode.looks_for(mix_kind(found.check)) {
            continue;
        }
        let new = drafted(from, place, found);
        match drafts.iter_mut().find(|kept| is_one(&kept.draft, &new.draft)) {
            Some(kept) => kept.take_in(new),
            None => drafts.push(new),
        }
    }
    drafts.sort_by_key(|one| one.draft.from);
    drafts
}

/// Whether two drafts are one finding.
fn is_one(one: &Draft, other: &Draft) -> bool {
    (one.kind, one.from, one.to) == (other.kind, other.from, other.to) && one.kind != FindingKind::Other
}

impl MixDraft {
    fn take_in(&mut self, other: Self) {
        self.channels.extend(other.channels);
        self.channels.sort_unstable();
        self.channels.dedup();
        self.candidates.extend(other.candidates);
        let text = format!("{} {}", self.draft.text, other.draft.text);
        // The worse of both, with its rule.
        if other.draft.judgement.severity > self.draft.judgement.severity {
            self.draft.judgement = other.draft.judgement;
        }
        self.draft.confidence = self.draft.confidence.min(other.draft.confidence);
        self.draft.text = text;
    }
}

fn drafted(from: &MixDrafting<'_>, place: usize, found: &MixCandidate) -> MixDraft {
    let frames = from.placing.frames(found, from.rate);
    let draft = Draft {
        kind: mix_kind(found.check),
        from: frames.from,
        to: frames.to,
        judgement: mix_judgement(from.profile, found, from.length),
        text: mix_text(&from.profile.mix, found, &from.mix.measures, from.names),
        evidence: None,
        confidence: found.confidence,
    };
    MixDraft { draft, channels: found.channels.clone(), candidates: vec![place] }
}

/// A candidate as a ticket keeps it, found in `round`.
pub fn candidate_record(found: &MixCandidate, round: u32) -> CandidateRecord {
    CandidateRecord {
        check: found.check.id().to_owned(),
        channels: found.channels.clone(),
        audio_from: SamplePos::new(found.audio_from),
        audio_to: SamplePos::new(found.audio_to),
        level: found.level_db.map(|level| (level * 100.0).round() as i64),
        compared_with: match found.compared_with {
            Some(ComparedWith::PrintMaster) => "Print Master".to_owned(),
            Some(ComparedWith::DialogueGuide) => "dialogue guide".to_owned(),
            None => String::new(),
        },
        confidence_percent: (100.0 * found.confidence.clamp(0.0, 1.0)).round() as u8,
        round,
        judgement: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ticket::{MixCheck, Severity};
    use crate::timebase::SampleDelta;

    fn candidate(check: MixCheck, channel: usize, from: i64, to: i64) -> MixCandidate {
        MixCandidate {
            check,
            channels: vec![channel],
            audio_from: from,
            audio_to: to,
            level_db: None,
            compared_with: None,
            confidence: 0.95,
            in_print_master: None,
        }
    }

    fn drafts(candidates: Vec<MixCandidate>, mode: Mode) -> Vec<MixDraft> {
        let mix = MixResult { candidates, ..MixResult::without_sound("") };
        let names = ["L", "R"].map(str::to_owned);
        let placing = MixPlacing {
            shift: SampleDelta::new(-96_000),
            duration: SampleDelta::new(48_000 * 60),
            programme: SamplePos::new(96_000),
        };
        let from = MixDrafting {
            profile: Profile::asset_qc(),
            mix: &mix,
            placing,
            rate: FrameRate::F24,
            length: 48_000 * 62,
            names: &names,
        };
        mix_drafts(&from, mode)
    }

    #[test]
    fn only_exact_measures_are_drafted_at_their_frames_on_the_picture() {
        let found = vec![
            candidate(MixCheck::Click, 0, 480_000, 480_002),
            MixCandidate { channels: vec![0, 1], ..candidate(MixCheck::DropOut, 1, 481_000, 481_480) },
            // One channel by itself may have been cut so.
            candidate(MixCheck::DropOut, 0, 960_000, 960_480),
        ];
        let beside = MixCandidate { compared_with: Some(ComparedWith::PrintMaster), ..found[2].clone() };
        let [one] = &drafts(vec![beside], Mode::Full)[..] else { panic!("the Print Master goes on") };
        assert_eq!(one.draft.text, "Drop-out of 10 ms on L, not in the Print Master.");
        let drafted = drafts(found, Mode::Full);
        let [one] = &drafted[..] else { panic!("{drafted:?}") };
        assert_eq!(
            (one.draft.kind, &one.channels[..], &one.candidates[..]),
            (FindingKind::DropOut, &[0, 1][..], &[1][..])
        );
        // 385 000 to 385 480 of the picture: frame 192 of 2000 samples.
        assert_eq!((one.draft.from, one.draft.to), (SamplePos::new(384_000), SamplePos::new(386_000)));
        assert!(one.draft.is_flagged());
        assert_eq!(one.draft.text, "Drop-out of 10 ms on L R.");
    }

    #[test]
    fn two_channels_upside_down_are_one_mismap_where_the_programme_begins() {
        let whole = |channel| candidate(MixCheck::Polarity, channel, 0, 48_000 * 62);
        let drafted = drafts(vec![whole(0), whole(1)], Mode::Spot);
        let [one] = &drafted[..] else { panic!("{drafted:?}") };
        assert_eq!((&one.channels[..], &one.candidates[..]), (&[0, 1][..], &[0, 1][..]));
        assert_eq!((one.draft.from, one.draft.to), (SamplePos::ZERO, SamplePos::new(2_000)));
        assert!(one.draft.judgement.severity >= Some(Severity::Issue));
    }
}

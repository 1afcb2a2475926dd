//! Where the delivered audio belongs before anything is measured: by the policy's order, like the measurement after it.

use crate::drafting::conditions;
use crate::policy::{Facts, Profile};
use crate::ticket::{Asset, AssetFacts};
use crate::timebase::{Nudge, SAMPLE_RATE, SampleDelta};
use crate::timing::{Conditions, WitnessKind};

/// Where the delivered audio belongs, and by which witness, in words. Of the policy's witnesses those are asked that need
/// no sound: the BWF TimeReference against the picture's start timecode, and the start of both files.
///
/// The sign is a nudge's: positive places the audio's first sample after the picture's first frame.
pub fn initial_alignment(
    profile: &Profile,
    reference: Option<&Asset>,
    delivered: Option<&Asset>,
) -> (Nudge, String) {
    let facts = |asset: Option<&Asset>| asset.and_then(|asset| asset.facts.clone());
    let Some((picture, audio)) = facts(reference).zip(facts(delivered)) else {
        return (Nudge::ZERO, file_start("nothing else to go by"));
    };
    let rate = picture.frame_rate.unwrap_or(Facts::FALLBACK_RATE);
    let conditions = conditions(profile, rate, &picture, &audio, false);
    let without_sound = |kind| match kind {
        WitnessKind::TimeReference => conditions.time_stamp_offset(),
        WitnessKind::FileStart => Some(0.0),
        WitnessKind::SyncPop | WitnessKind::ProgrammeStart | WitnessKind::Content => None,
    };
    let aligned = conditions.initial_alignment(without_sound, audio.duration.get(), picture.duration.get());
    let by = match aligned.by {
        WitnessKind::FileStart => file_start(why_no_time_stamp(&conditions, &picture, &audio)),
        by => by.label().to_owned(),
    };
    // Audio that is late by so much has to be placed earlier by as much.
    (Nudge::new(SampleDelta::new(-aligned.offset.round() as i64)), by)
}

fn file_start(why: &str) -> String {
    format!("{} ({why})", WitnessKind::FileStart.label())
}

fn why_no_time_stamp(conditions: &Conditions, picture: &AssetFacts, audio: &AssetFacts) -> &'static str {
    if !conditions.order.contains(&WitnessKind::TimeReference) {
        "the policy does not use the TimeReference"
    } else if picture.start_timecode.is_none() {
        "the picture has no start timecode"
    } else if audio.time_reference.is_none() {
        "the audio has no TimeReference"
    } else if audio.sample_rate != SAMPLE_RATE {
        "the audio's TimeReference is not counted at 48 kHz"
    } else if conditions.time_reference.is_none() {
        "the audio's TimeReference is zero, as where none was written"
    } else {
        "the TimeReference lies outside the picture"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::AlignmentSource;
    use crate::ticket::{Delivery, Role};
    use crate::timebase::{FrameRate, SamplePos, Timecode, TimecodeFormat};

    fn asset(facts: AssetFacts) -> Asset {
        Asset {
            role: Role::Unrecognised,
            files: Vec::new(),
            version: None,
            delivery: Delivery::Delivered,
            guide_track: None,
            recognised_by: None,
            recognised_words: String::new(),
            facts: Some(facts),
            problem: None,
            sha256: None,
        }
    }

    /// Ten minutes that start at 01:00:00:00.
    fn picture() -> AssetFacts {
        let format = TimecodeFormat::non_drop(FrameRate::F24);
        AssetFacts {
            duration: SampleDelta::new(600 * 48_000),
            frame_rate: Some(FrameRate::F24),
            start_timecode: Timecode::parse("01:00:00:00", format).ok(),
            ..AssetFacts::default()
        }
    }

    /// Ten minutes that start `after` the picture's first frame, by their stamp.
    fn audio(after: i64) -> AssetFacts {
        AssetFacts {
            duration: SampleDelta::new(600 * 48_000),
            sample_rate: SAMPLE_RATE,
            time_reference: Some(SamplePos::new(3600 * 48_000 + after)),
            ..AssetFacts::default()
        }
    }

    /// What is known before, and what a measurement of the same files goes by where no sound helps.
    fn both(
        profile: &Profile,
        picture: &AssetFacts,
        audio: &AssetFacts,
    ) -> ((i64, String), (i64, &'static str)) {
        let (nudge, by) =
            initial_alignment(profile, Some(&asset(picture.clone())), Some(&asset(audio.clone())));
        let conditions = conditions(profile, FrameRate::F24, picture, audio, false);
        let silent = |kind| match kind {
            WitnessKind::TimeReference => conditions.time_stamp_offset(),
            WitnessKind::FileStart => Some(0.0),
            _ => None,
        };
        let measured = conditions.initial_alignment(silent, audio.duration.get(), picture.duration.get());
        ((nudge.delta().get(), by), (-measured.offset.round() as i64, measured.by.label()))
    }

    #[test]
    fn before_and_after_measuring_the_same_witness_is_used() {
        let profile = Profile::asset_qc();
        let mut without_stamp = profile.clone();
        without_stamp.alignment_order.retain(|source| *source != AlignmentSource::TimeReference);
        let zero = AssetFacts { time_reference: Some(SamplePos::ZERO), ..audio(0) };
        let from_midnight = AssetFacts {
            start_timecode: Timecode::parse("00:00:00:00", TimecodeFormat::non_drop(FrameRate::F24)).ok(),
            ..picture()
        };
        let other_rate = AssetFacts { sample_rate: 44_100, ..audio(96_000) };
        for (profile, picture, audio, nudge, by) in [
            (
                profile,
                picture(),
                audio(96_000),
                96_000,
                "BWF TimeReference against the picture's start timecode",
            ),
            (
                profile,
                picture(),
                audio(-96_000),
                -96_000,
                "BWF TimeReference against the picture's start timecode",
            ),
            // Zero is not a stamp, even where the picture starts at midnight and the two would meet.
            (
                profile,
                from_midnight,
                zero,
                0,
                "file start (the audio's TimeReference is zero, as where none was written)",
            ),
            // A profile that leaves the stamp out is obeyed.
            (
                &without_stamp,
                picture(),
                audio(96_000),
                0,
                "file start (the policy does not use the TimeReference)",
            ),
            (
                profile,
                picture(),
                audio(600 * 48_000),
                0,
                "file start (the TimeReference lies outside the picture)",
            ),
            (
                profile,
                picture(),
                other_rate,
                0,
                "file start (the audio's TimeReference is not counted at 48 kHz)",
            ),
        ] {
            let (before, after) = both(profile, &picture, &audio);
            assert_eq!((before.0, before.1.as_str()), (nudge, by));
            assert_eq!(after.0, nudge, "{by}");
            assert!(by.starts_with(after.1), "{by}: {}", after.1);
        }
    }

    #[test]
    fn without_stamps_both_files_are_placed_from_their_start() {
        let profile = Profile::asset_qc();
        let by = |picture: Option<AssetFacts>, audio: Option<AssetFacts>| {
            initial_alignment(profile, picture.map(asset).as_ref(), audio.map(asset).as_ref())
        };
        let unstamped = AssetFacts { time_reference: None, ..audio(0) };
        let unlabelled = AssetFacts { start_timecode: None, ..picture() };
        let file_start = |why: &str| (Nudge::ZERO, format!("file start ({why})"));
        assert_eq!(by(None, Some(audio(0))), file_start("nothing else to go by"));
        assert_eq!(by(Some(picture()), Some(unstamped)), file_start("the audio has no TimeReference"));
        assert_eq!(by(Some(unlabelled), Some(audio(0))), file_start("the picture has no start timecode"));
    }
}

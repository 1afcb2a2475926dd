//! What is said of a candidate inside the mix: its kind of finding, its severity, its words.

use super::mix_figures::{channel_name as name, channels_text, length_text, tenths};
use crate::mix::{ComparedChannel, ComparedWith, MixCandidate, MixMeasures};
use crate::policy::{Judgement, MixPolicy, Profile, judge_mix};
use crate::ticket::{FindingKind, MixCheck};

/// What the policy says of a candidate that is accepted, in a file of `length` samples. The one place where it is asked.
pub fn mix_judgement(profile: &Profile, found: &MixCandidate, length: i64) -> Judgement {
    judge_mix(profile, found.check, found.extent(length))
}

/// The kind of finding that an accepted candidate becomes.
pub fn mix_kind(check: MixCheck) -> FindingKind {
    use MixCheck as C;
    match check {
        C::DialogueLeftIn => FindingKind::DialogueBleed,
        C::MissingEffect => FindingKind::MissingEffect,
        C::DropOut => FindingKind::DropOut,
        C::ChannelOrder | C::ChannelDelay | C::Polarity | C::DualMono | C::SilentChannel => {
            FindingKind::ChannelMismap
        }
        C::TruePeak => FindingKind::TruePeak,
        C::LevelDifference | C::Click | C::Clipping | C::Loudness | C::FoldDown => FindingKind::Other,
    }
}

/// A candidate in a sentence, with its level and what it was compared with, by the limits of `policy`. `names`: the delivered
/// channels in order.
pub fn mix_text(
    policy: &MixPolicy,
    found: &MixCandidate,
    measures: &MixMeasures,
    names: &[String],
) -> String {
    use MixCheck as C;
    let on = channels_text(&found.channels, names);
    let level = |unit: &str| found.level_db.map(|level| format!("{} {unit}", tenths(level)));
    let with = |start: String, more: Option<String>| match more {
        Some(more) => format!("{start}, {more}."),
        None => format!("{start}."),
    };
    match found.check {
        C::DialogueLeftIn if found.compared_with.is_none() => {
            format!("Voices on {on}: dialogue left in, or a song or crowd that belongs there.")
        }
        C::DialogueLeftIn => {
            let original = match found.compared_with {
                Some(ComparedWith::DialogueGuide) => "against the dialogue guide",
                _ => "against the dialogue of the Print Master",
            };
            with(format!("Dialogue left in on {on}"), level("dB").map(|level| format!("{level} {original}")))
        }
        C::MissingEffect => with(
            format!("Sound of the Print Master missing on {on}"),
            level("dB").map(|level| format!("{level} over what is there")),
        ),
        C::LevelDifference => match found.level_db {
            Some(level) => {
                let way = if level < 0.0 { "softer" } else { "louder" };
                format!("{on} {} dB {way} than in the Print Master.", tenths(level.abs()))
            }
            None => format!("{on} silent where the Print Master sounds."),
        },
        C::DropOut => with(
            format!("Drop-out of {} on {on}", length_text(found.audio_to - found.audio_from)),
            found.compared_with.map(|_| "not in the Print Master".to_owned()),
        ),
        C::Click => {
            let there = found.in_print_master.map(|is_there| match is_there {
                true => "in the Print Master too",
                false => "not in the Print Master",
            });
            let said: Vec<String> = level("dBFS").into_iter().chain(there.map(str::to_owned)).collect();
            with(format!("Click on {on}"), (!said.is_empty()).then(|| said.join(", ")))
        }
        C::ChannelOrder => {
            let holds = found.channels.iter().filter_map(|&channel| {
                let held = of_channel(measures, channel)?.map?;
                Some(format!("{} holds {}", name(channel, names), name(held, names)))
            });
            let holds: Vec<String> = holds.collect();
            with(
                format!("Channels in another order than in the Print Master: {on}"),
                (!holds.is_empty()).then(|| holds.join(", ")),
            )
        }
        C::ChannelDelay => {
            let late = found.channels.iter().find_map(|&one| of_channel(measures, one)?.delay_samples);
            match late {
                Some(late) => {
                    let way = if late < 0 { "EARLY" } else { "LATE" };
                    let (count, length) = (late.abs(), length_text(late.abs()));
                    let unit = if count == 1 { "sample" } else { "samples" };
                    format!("{on} {way} by {count} {unit} ({length}) against the other channels.")
                }
                None => format!("{on} not in time with the other channels."),
            }
        }
        C::Polarity => format!("{on} upside down (polarity) against the Print Master."),
        C::DualMono => format!("{} are one sound (dual mono).", on.replace(' ', " and ")),
        C::SilentChannel => format!("{on} silent from first to last."),
        C::Clipping => format!("Clipping on {on}: samples in a row at full scale."),
        C::TruePeak => with(
            format!("True peak over {} dBTP on {on}", policy.true_peak.most),
            level("dBTP").map(|level| format!("{level} at most")),
        ),
        C::Loudness => {
            let target = &policy.programme_loudness;
            with(
                format!("Programme loudness off {} LKFS by more than {} dB", target.level, target.within),
                level("LKFS by the programme").map(|level| match measures.speech_lkfs {
                    Some(speech) => format!(
                        "{level}, and {} LKFS while somebody speaks, off {} by more than {}, too; that is an estimate: a title with a target for dialogue needs a licensed meter",
                        tenths(speech),
                        policy.dialogue_loudness.level,
                        policy.dialogue_loudness.within
                    ),
                    None => format!("{level}; a title with a target for dialogue needs a licensed meter"),
                }),
            )
        }
        C::FoldDown => with(
            "The 2.0 is not the fold-down of the 5.1".to_owned(),
            level("dB").map(|level| format!("what does not fit is at {level}")),
        ),
    }
}

fn of_channel(measures: &MixMeasures, channel: usize) -> Option<ComparedChannel> {
    measures.channels.as_ref()?.get(channel).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(check: MixCheck, channels: &[usize], level_db: Option<f64>) -> MixCandidate {
        MixCandidate {
            check,
            channels: channels.to_vec(),
            audio_from: 48_000,
            audio_to: 48_576,
            level_db,
            compared_with: Some(ComparedWith::PrintMaster),
            confidence: 0.9,
            in_print_master: Some(false),
        }
    }

    fn said(found: &MixCandidate) -> String {
        said_by(Profile::asset_qc(), found)
    }

    fn said_by(profile: &Profile, found: &MixCandidate) -> String {
        let names = ["L", "R", "C", "LFE", "Ls", "Rs"].map(str::to_owned);
        let channels = (0..6).map(|at| ComparedChannel {
            map: Some(5 - at),
            delay_samples: Some(48),
            ..Default::default()
        });
        let measures = MixMeasures { channels: Some(channels.collect()), ..MixMeasures::default() };
        mix_text(&profile.mix, found, &measures, &names)
    }

    #[test]
    fn limits_are_those_of_the_facility() {
        let facility =
            include_str!("../../resources/policy/asset-qc.ron").replacen("most: -1.0", "most: -2.0", 1);
        let facility = Profile::read(&facility).unwrap();
        let peak = candidate(MixCheck::TruePeak, &[0], Some(-1.5));
        assert_eq!(said_by(&facility, &peak), "True peak over −2 dBTP on L, −1.5 dBTP at most.");
        let loud = candidate(MixCheck::Loudness, &[], Some(-20.0));
        assert!(
            said(&loud).starts_with("Programme loudness off −24 LKFS by more than 3 dB, −20.0"),
            "{}",
            said(&loud)
        );
    }

    #[test]
    fn a_candidate_is_said_with_its_level_and_what_it_was_compared_with() {
        let of = |check, channels: &[usize], level| said(&candidate(check, channels, level));
        assert_eq!(
            of(MixCheck::DialogueLeftIn, &[2], Some(-18.04)),
            "Dialogue left in on C, −18.0 dB against the dialogue of the Print Master."
        );
        assert_eq!(
            of(MixCheck::LevelDifference, &[0, 1], Some(-3.0)),
            "L R 3.0 dB softer than in the Print Master."
        );
        assert_eq!(of(MixCheck::DropOut, &[0], None), "Drop-out of 12 ms on L, not in the Print Master.");
        assert_eq!(
            of(MixCheck::Click, &[2], Some(-12.3)),
            "Click on C, −12.3 dBFS, not in the Print Master."
        );
        assert_eq!(
            of(MixCheck::ChannelOrder, &[0, 5], None),
            "Channels in another order than in the Print Master: L Rs, L holds Rs, Rs holds L."
        );
        assert_eq!(
            of(MixCheck::ChannelDelay, &[4], None),
            "Ls LATE by 48 samples (1.0 ms) against the other channels."
        );
        assert_eq!(
            of(MixCheck::TruePeak, &[0], Some(-0.04)),
            "True peak over −1 dBTP on L, 0.0 dBTP at most."
        );
        assert_eq!(of(MixCheck::DualMono, &[0, 1], None), "L and R are one sound (dual mono).");
    }
}

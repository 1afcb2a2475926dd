//! The sentences for a facility whose own profile is wrong.

use twopop::policy::{AlignmentSource, Extent, Profile, ProfileError, judge_mix};
use twopop::ticket::{MixCheck, Severity};

const ASSET_QC: &str = include_str!("../../../resources/policy/asset-qc.ron");

fn refusal(from: &str, to: &str) -> ProfileError {
    assert!(ASSET_QC.contains(from), "the built-in profile no longer holds {from:?}");
    Profile::read(&ASSET_QC.replacen(from, to, 1)).expect_err("the changed profile is wrong")
}

#[test]
fn the_built_in_profile_is_sound() {
    let profile = Profile::read(ASSET_QC).unwrap();
    assert_eq!(&profile, Profile::asset_qc());
    assert_eq!(profile.name(), "asset-qc 1");
    assert_eq!(profile.alignment_order.first(), Some(&AlignmentSource::SyncPop));
}

#[test]
fn a_kind_that_does_not_exist_is_shown_by_line_and_column() {
    let error = refusal("when: Best(FinalProxy)", "when: Best(FinalCut)");
    let line = ASSET_QC.lines().position(|line| line.contains("when: Best(FinalProxy)")).unwrap() + 1;
    let ProfileError::NotAProfile { line: told, why, .. } = &error else { panic!("{error:?}") };
    assert_eq!(*told, line);
    assert!(why.contains("FinalCut"), "{why}");
}

#[test]
fn a_typo_is_shown_by_line_and_column() {
    let error = refusal("id: \"trim\",", "id: \"trim\"");
    assert!(matches!(error, ProfileError::NotAProfile { line, .. } if line > 100), "{error}");
}

#[test]
fn what_leaves_a_question_open_is_refused_in_words() {
    let same_id = refusal("id: \"below-turnover\"", "id: \"below-final-proxy\"");
    assert_eq!(same_id, ProfileError::SameId("below-final-proxy".to_owned()));
    let same_thing = refusal("when: Below(ServicingTurnover)", "when: Below(FinalProxy)");
    assert!(same_thing.to_string().contains("apply to the same thing"), "{same_thing}");
}

#[test]
fn a_missing_rule_is_named() {
    let start = ASSET_QC.find("        (\n            id: \"stage-mix-unstated\"").unwrap();
    let end = start + ASSET_QC[start..].find("\n        ),\n").unwrap() + "\n        ),\n".len();
    let without = format!("{}{}", &ASSET_QC[..start], &ASSET_QC[end..]);
    let error = Profile::read(&without).unwrap_err();
    assert_eq!(error, ProfileError::MissingRule("Against(StageMix)".to_owned()));
}

#[test]
fn a_rule_cannot_serve_what_is_not_there() {
    let error = refusal("when: Missing,\n            then: Hold", "when: Missing,\n            then: Serve");
    assert_eq!(error.to_string(), "rule “held-missing”: Serve cannot follow Missing");
}

#[test]
fn a_word_nothing_can_fill_is_refused() {
    let error = refusal("no {kind} {place}", "no {colour} {place}");
    assert!(error.to_string().contains("{colour} cannot be filled in"), "{error}");
}

#[test]
fn a_ladder_and_witnesses_must_be_whole() {
    let twice = refusal("ladder: [Companion, FinalProxy", "ladder: [Companion, Companion, FinalProxy");
    assert!(matches!(twice, ProfileError::ServingOrder(_)), "{twice}");
    let forgotten = refusal("ladder: [Companion, FinalProxy", "ladder: [Companion");
    assert!(matches!(forgotten, ProfileError::ServingOrder(_)), "{forgotten}");
    let no_end = refusal("ProgrammeStart, FileStart]", "ProgrammeStart]");
    assert!(matches!(no_end, ProfileError::AlignmentOrder(_)), "{no_end}");
    let nothing = refusal("tolerance: (frames: 1", "tolerance: (frames: 0");
    assert_eq!(nothing, ProfileError::Tolerance { frames: 0, of: 2 });
}

#[test]
fn a_profile_written_before_mixes_were_judged_takes_those_rules_from_the_built_in_one() {
    let start = ASSET_QC.find("    mix: (").unwrap();
    let before = format!("{})", &ASSET_QC[..start]);
    assert_eq!(Profile::read(&before).unwrap().mix, Profile::asset_qc().mix);
}

#[test]
fn every_fault_inside_a_mix_has_a_severity_and_a_citation() {
    for fault in MixCheck::ALL {
        for over in [Extent::OneScene, Extent::WholeProgramme] {
            let judgement = judge_mix(Profile::asset_qc(), fault, over);
            assert!(judgement.severity.is_some(), "{fault:?}");
            assert_eq!(
                Profile::asset_qc().citation(&judgement.rule),
                Some(&*judgement.citation),
                "{fault:?}"
            );
            // What the pages read do not state is for the supervisor.
            assert!(!judgement.needs_supervisor || judgement.severity == Some(Severity::Issue), "{fault:?}");
        }
    }
    let silent = judge_mix(Profile::asset_qc(), MixCheck::SilentChannel, Extent::WholeProgramme);
    assert!(silent.conflicts[0].contains("BLOCKER"), "both readings are shown: {silent:?}");
}

#[test]
fn what_a_facility_says_of_a_mix_is_checked_and_taken() {
    let stricter = ASSET_QC.replacen("most: -1.0", "most: -2.05", 1);
    let stricter = Profile::read(&stricter).unwrap();
    assert_eq!(stricter.mix.true_peak.most.to_string(), "−2.05");
    let gone = refusal("fault: TruePeak", "fault: TruePeak, over: OneScene");
    assert_eq!(gone, ProfileError::MissingRule("TruePeak".to_owned()));
    let twice = refusal("fault: ChannelDelay", "fault: Polarity");
    assert!(twice.to_string().contains("apply to the same thing"), "{twice}");
    let never_met = refusal("within: 3.0", "within: 0.0");
    assert_eq!(never_met.to_string(), "mix, programme_loudness: within must be above 0");
    let no_level = refusal("most: -1.0", "most: -1e9");
    assert!(no_level.to_string().contains("a level is between"), "{no_level}");
}

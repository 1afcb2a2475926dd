//! How a facility's profile differs from another one, in sentences a supervisor can check.

use super::mix_policy::Target;
use super::profile::{Profile, Tolerance};
use super::rule::Rule;

/// Every difference of `profile` from `built_in`, one sentence each; none where they say the same.
pub fn differences(built_in: &Profile, profile: &Profile) -> Vec<String> {
    let mut found = Vec::new();
    let mut differ = |what: &str, before: String, after: String| {
        if before != after {
            found.push(format!("{what}: {after}, instead of {before}"));
        }
    };
    differ("Name", built_in.name(), profile.name());
    differ("Date", built_in.date.clone(), profile.date.clone());
    differ("Source", quoted(&built_in.source), quoted(&profile.source));
    differ("Tolerance", tolerance_text(built_in.tolerance), tolerance_text(profile.tolerance));
    let kinds = |profile: &Profile| {
        let kinds: Vec<String> = profile.serving_order.iter().map(ToString::to_string).collect();
        kinds.join(" before ")
    };
    differ("Order of serving", kinds(built_in), kinds(profile));
    differ("To finish with", built_in.finish_with.to_string(), profile.finish_with.to_string());
    let order = |profile: &Profile| {
        let order: Vec<String> = profile.alignment_order.iter().map(|source| format!("{source:?}")).collect();
        order.join(" before ")
    };
    differ("Initial alignment by", order(built_in), order(profile));
    differ("A spot check looks for", checks(built_in), checks(profile));
    differ("Highest true peak", limit_text(built_in), limit_text(profile));
    differ(
        "Loudness of the programme",
        target_text(&built_in.mix.programme_loudness),
        target_text(&profile.mix.programme_loudness),
    );
    differ(
        "Loudness of the dialogue",
        target_text(&built_in.mix.dialogue_loudness),
        target_text(&profile.mix.dialogue_loudness),
    );
    if built_in.assumptions != profile.assumptions {
        found.push("The sentences for what is assumed differ".to_owned());
    }
    rules("serving", &built_in.serving, &profile.serving, &mut found);
    rules("judging", &built_in.judging, &profile.judging, &mut found);
    rules("the mix", &built_in.mix.rules, &profile.mix.rules, &mut found);
    found
}

fn checks(profile: &Profile) -> String {
    let names: Vec<String> = profile.mix.spot_check.checks.iter().map(|check| check.label()).collect();
    names.join(", ")
}

fn limit_text(profile: &Profile) -> String {
    format!("{} dBTP", profile.mix.true_peak.most)
}

/// "−24 ± 3 LUFS".
fn target_text(target: &Target) -> String {
    format!("{} ± {} LUFS", target.level, target.within)
}

/// "1/2 of a frame".
pub fn tolerance_text(tolerance: Tolerance) -> String {
    match tolerance {
        Tolerance { frames: 1, of: 1 } => "1 frame".to_owned(),
        Tolerance { frames, of: 1 } => format!("{frames} frames"),
        Tolerance { frames, of } => format!("{frames}/{of} of a frame"),
    }
}

/// Rules are the same where they apply to the same.
fn rules<When: PartialEq + std::fmt::Debug, Then: PartialEq + std::fmt::Debug>(
    of: &str,
    built_in: &[Rule<When, Then>],
    profile: &[Rule<When, Then>],
    found: &mut Vec<String>,
) {
    for rule in profile {
        match built_in.iter().find(|other| other.when == rule.when) {
            None => found
                .push(format!("Rule of {of} “{}” is added: {:?} for {:?}", rule.id, rule.then, rule.when)),
            Some(other) => of_rule(of, other, rule, found),
        }
    }
    for rule in built_in.iter().filter(|rule| profile.iter().all(|other| other.when != rule.when)) {
        found.push(format!("Rule of {of} “{}” is gone: {:?}", rule.id, rule.when));
    }
}

fn of_rule<When: std::fmt::Debug, Then: PartialEq + std::fmt::Debug>(
    of: &str,
    before: &Rule<When, Then>,
    after: &Rule<When, Then>,
    found: &mut Vec<String>,
) {
    let rule = format!("Rule of {of} “{}” ({:?})", after.id, after.when);
    if before.then != after.then {
        found.push(format!("{rule}: {:?}, instead of {:?}", after.then, before.then));
    }
    if before.id != after.id {
        found.push(format!("{rule} was named “{}”", before.id));
    }
    if before.reason != after.reason {
        found.push(format!("{rule}: reason “{}”, instead of “{}”", after.reason, before.reason));
    }
    if before.citation != after.citation {
        found.push(format!(
            "{rule}: cites {}, instead of {}",
            quoted(&after.citation),
            quoted(&before.citation)
        ));
    }
    if before.conflicts != after.conflicts {
        found.push(format!(
            "{rule}: other readings differ ({} instead of {})",
            after.conflicts.len(),
            before.conflicts.len()
        ));
    }
}

fn quoted(text: &str) -> String {
    format!("“{text}”")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{ServingOutcome, SeverityRule};
    use crate::ticket::Severity;

    #[test]
    fn a_profile_differs_from_itself_in_nothing() {
        assert_eq!(differences(Profile::asset_qc(), Profile::asset_qc()), Vec::<String>::new());
    }

    #[test]
    fn every_difference_is_a_sentence_of_its_own() {
        let mut facility = Profile::asset_qc().clone();
        facility.version = "facility 3".to_owned();
        facility.tolerance = Tolerance { frames: 1, of: 4 };
        facility.serving_order.swap(0, 1);
        let rule = &mut facility.judging[0];
        rule.then = SeverityRule::Stated(Severity::Fyi);
        rule.reason = "as agreed".to_owned();
        facility.serving[0].then = ServingOutcome::Hold;
        facility.mix.spot_check.checks.pop();
        facility.mix.rules[0].then = SeverityRule::Stated(Severity::Blocker);
        let found = differences(Profile::asset_qc(), &facility);
        assert_eq!(found.len(), 8, "{found:#?}");
        assert!(found[1].contains("1/4 of a frame, instead of 1/2 of a frame"), "{found:#?}");
        assert!(found.iter().any(|one| one.contains("“as agreed”")), "{found:#?}");
    }

    #[test]
    fn a_rule_that_is_gone_or_added_is_said() {
        let mut facility = Profile::asset_qc().clone();
        let gone = facility.judging.pop().unwrap();
        let found = differences(Profile::asset_qc(), &facility);
        assert_eq!(found, [format!("Rule of judging “{}” is gone: {:?}", gone.id, gone.when)]);
        assert!(differences(&facility, Profile::asset_qc())[0].contains("is added"));
    }
}

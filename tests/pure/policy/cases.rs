//! Each folder of `tests/cases/policy` is one request in words and what is expected of it. To write the
//! expectation of a new case, run with `TWOPOP_WRITE_CASES=1` and read what came out before keeping it.

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use twopop::intake::stated_facts;
use twopop::policy::{self, CandidateOutcome, Facts, Profile, ReferenceStatus, ServingDecision};

/// What is expected, in sentences a QC person can check.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    decision: String,
    ladder: Vec<String>,
    assumptions: Vec<String>,
    finish_with: Option<String>,
    mismatch: Option<String>,
    would_change: Vec<String>,
}

#[test]
fn every_case_comes_out_as_written() {
    let mut wrong = Vec::new();
    let folders = case_folders();
    assert!(folders.len() >= 20, "only {} cases were found", folders.len());
    for folder in folders {
        let facts = read_facts(&folder);
        let told = Expected::of(&facts, &policy::serve(Profile::asset_qc(), &facts));
        let path = folder.join("expected.ron");
        if std::env::var_os("TWOPOP_WRITE_CASES").is_some() {
            let pretty = ron::ser::PrettyConfig::new().compact_arrays(false);
            fs::write(&path, ron::ser::to_string_pretty(&told, pretty).unwrap() + "\n").unwrap();
        }
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let expected: Expected = read_ron(&path, &text);
        if told != expected {
            wrong.push(format!("{}\n  expected {expected:#?}\n  came out {told:#?}", folder.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

fn case_folders() -> Vec<PathBuf> {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/policy");
    let mut folders: Vec<_> = fs::read_dir(cases).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    folders
}

fn read_facts(folder: &Path) -> Facts {
    let stated = stated_facts(folder).unwrap_or_else(|| panic!("{} states no facts", folder.display()));
    stated.unwrap_or_else(|error| panic!("{error}")).facts
}

fn read_ron<T: for<'de> Deserialize<'de>>(path: &Path, text: &str) -> T {
    let options = ron::Options::default().with_default_extension(ron::extensions::Extensions::IMPLICIT_SOME);
    options.from_str(text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

impl Expected {
    fn of(facts: &Facts, decision: &ServingDecision) -> Self {
        let decided = match &decision.status {
            ReferenceStatus::Served { asset, rule, .. } => {
                format!("{} is served, by {rule}", name(facts, *asset))
            }
            ReferenceStatus::Held { kind, rule, because } => {
                format!("held for the {kind}, by {rule}: {because}")
            }
            ReferenceStatus::NotListed { rule, because } => {
                format!("held for a listing, by {rule}: {because}")
            }
            ReferenceStatus::Unnamed { rule, because } => format!("held for a name, by {rule}: {because}"),
            ReferenceStatus::NoReference { rule, because } => format!("no reference, by {rule}: {because}"),
        };
        let ladder = decision.considered.iter().map(|row| {
            let who = row.asset.map_or_else(|| row.kind.to_string(), |asset| name(facts, asset));
            format!("{who}: {}, by {}", mark(row.outcome), row.rule)
        });
        let mismatch = decision.if_mismatch.as_ref();
        Self {
            decision: decided,
            ladder: ladder.collect(),
            assumptions: decision.assumptions.clone(),
            finish_with: decision.fallback.map(|asset| name(facts, asset)),
            mismatch: mismatch.map(|severity| format!("{}, by {}", severity.short_text(), severity.rule)),
            would_change: decision
                .would_change
                .iter()
                .map(|change| format!("if {}: {}", change.condition, change.outcome))
                .collect(),
        }
    }
}

fn name(facts: &Facts, asset: usize) -> String {
    let candidate = &facts.candidates[asset];
    match &candidate.version {
        Some(version) => format!("{} {version}", candidate.kind),
        None => candidate.kind.to_string(),
    }
}

fn mark(outcome: CandidateOutcome) -> &'static str {
    match outcome {
        CandidateOutcome::Served => "served",
        CandidateOutcome::Outranked => "outranked",
        CandidateOutcome::NotDelivered => "not delivered",
        CandidateOutcome::NotFound => "not found",
        CandidateOutcome::Unavailable => "unavailable",
        CandidateOutcome::Disregarded => "disregarded",
    }
}

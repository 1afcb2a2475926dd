//! Fuzzing: the readers of everything that comes from outside, given files that were damaged at random.
//!
//! `fuzz/run` runs each target for some minutes. `./test` runs every seed (`fuzz/seeds`) and every case that was found before
//! (`fuzz/found`), and a few thousand damaged ones. A panic, an overflow or a reading of more than a second is a finding; the
//! input that made it is kept. Read `targets.rs`, `mutation.rs`, `corpus.rs`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a test says what it expects by failing, and works in a folder of its own"
)]

mod corpus;
mod mutation;
mod targets;
#[path = "../tests/shared/wave_builder.rs"]
#[allow(dead_code, reason = "shared with tests that use more of it")]
mod wave_builder;

use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::Duration;

use corpus::Corpus;
use cpu_time::ThreadTime;
use mutation::Random;
use targets::{TARGETS, Target};

/// A reading that takes more of the processor is a finding. *Chosen*: a hundred times what the slowest seed takes.
const SLOW: Duration = Duration::from_secs(1);
/// Damaged inputs of each target that `./test` tries.
const IN_EVERY_TEST: usize = 1500;

/// Inputs that are kept to be damaged further. *Chosen*: some hundred megabytes at most.
const MOST_INPUTS: usize = 10_000;

/// What one input did.
enum Outcome {
    /// What the reader said, without numbers. Inputs with the same text went much the same way.
    Said(String),
    Panicked(String),
    Slow(Duration),
}

fn tried(target: &Target, input: &[u8], folder: &Path) -> Outcome {
    let started = ThreadTime::now();
    let said = catch_unwind(AssertUnwindSafe(|| (target.read)(input, folder)));
    let spent = started.elapsed();
    match said {
        Err(panic) => {
            let text = panic.downcast_ref::<String>().cloned();
            let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
            Outcome::Panicked(text.unwrap_or_default())
        }
        Ok(_) if spent > SLOW => Outcome::Slow(spent),
        Ok(said) => {
            let mut text: String = said.chars().filter(|letter| !letter.is_ascii_digit()).collect();
            text.truncate(text.char_indices().nth(300).map_or(text.len(), |(at, _)| at));
            Outcome::Said(text)
        }
    }
}

#[test]
fn seeds_and_found_cases_are_read_within_their_time() {
    let folder = tempfile::tempdir().unwrap();
    for target in TARGETS {
        let corpus = Corpus::of(target);
        assert!(!corpus.inputs.is_empty(), "{} has no seed", target.name);
        for (name, input) in corpus.named() {
            match tried(target, input, folder.path()) {
                Outcome::Said(_) => {}
                Outcome::Panicked(text) => panic!("{}: {name}: {text}", target.name),
                Outcome::Slow(took) => panic!("{}: {name} took {took:?}", target.name),
            }
        }
    }
}

#[test]
fn what_was_damaged_at_random_is_read_or_refused() {
    for target in TARGETS {
        let report = fuzz(target, 1, |done, _| done < IN_EVERY_TEST);
        assert!(report.findings.is_empty(), "{}: {:?}", target.name, report.findings);
    }
}

/// Run by `fuzz/run`: the target `FUZZ_TARGET` (every one, where it is not set) for `FUZZ_SECONDS` of the processor, from the
/// seed `FUZZ_SEED` on. Findings are kept in `fuzz/found`, and a line for each target in the file `FUZZ_LEDGER` where it is set.
#[test]
#[ignore = "runs for as long as it is asked to: see fuzz/run"]
fn for_as_long_as_asked() {
    let asked = |name: &str| std::env::var(name).ok();
    let seconds = asked("FUZZ_SECONDS").and_then(|text| text.parse().ok()).unwrap_or(60);
    let seed = asked("FUZZ_SEED").and_then(|text| text.parse().ok()).unwrap_or(2);
    let wanted = asked("FUZZ_TARGET");
    let mut findings = 0;
    for target in TARGETS.iter().filter(|one| wanted.as_ref().is_none_or(|wanted| wanted == one.name)) {
        let started = ThreadTime::now();
        let report = fuzz(target, seed, |_, _| started.elapsed().as_secs() < seconds);
        let (spent, found) = (started.elapsed().as_secs(), report.findings.len());
        let (name, tried, corpus) = (target.name, report.tried, report.corpus);
        println!(
            "{name}: {tried} inputs in {spent} s of the processor, corpus of {corpus}, {found} findings"
        );
        if let Some(ledger) = asked("FUZZ_LEDGER") {
            let mut ledger = std::fs::OpenOptions::new().append(true).create(true).open(ledger).unwrap();
            let commit = asked("FUZZ_COMMIT").unwrap_or_default();
            writeln!(ledger, "{commit}\t{name}\t{seed}\t{spent}\t{tried}\t{corpus}\t{found}").unwrap();
        }
        for (name, input) in &report.findings {
            let file = corpus::found_folder(target).join(format!("{name}.bin"));
            std::fs::create_dir_all(corpus::found_folder(target)).unwrap();
            std::fs::write(&file, input).unwrap();
            println!("    {}", file.display());
        }
        findings += report.findings.len();
    }
    assert_eq!(findings, 0, "findings are kept in fuzz/found");
}

struct Report {
    tried: usize,
    corpus: usize,
    /// Each with what it did, once of a kind.
    findings: Vec<(String, Vec<u8>)>,
}

/// Tries damaged inputs while `goes_on` says so. An input that makes a reader say something new is damaged further.
fn fuzz(target: &Target, seed: u64, goes_on: impl Fn(usize, usize) -> bool) -> Report {
    let folder = tempfile::tempdir().unwrap();
    let mut corpus = Corpus::of(target);
    let mut random = Random::new(seed);
    let mut report = Report { tried: 0, corpus: 0, findings: Vec::new() };
    let quiet = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    for place in 0..corpus.inputs.len() {
        if let Outcome::Said(text) = tried(target, &corpus.inputs[place], folder.path()) {
            corpus.said.insert(text);
        }
    }
    while goes_on(report.tried, report.findings.len()) {
        let input = random.damaged(&corpus.inputs, target.is_text);
        report.tried += 1;
        let name = match tried(target, &input, folder.path()) {
            Outcome::Said(text) => {
                if corpus.inputs.len() < MOST_INPUTS && corpus.said.insert(text) {
                    corpus.inputs.push(input);
                }
                continue;
            }
            Outcome::Panicked(text) => corpus::file_name_of(&text),
            Outcome::Slow(took) => format!("slow_{}_s", took.as_secs()),
        };
        if !report.findings.iter().any(|(known, _)| *known == name) {
            report.findings.push((name, input));
        }
    }
    std::panic::set_hook(quiet);
    report.corpus = corpus.inputs.len();
    report
}

//! The second shell: the same core without a window, for scripts and for a machine without a display.
//!
//! Takes arguments, and gives text or one JSON object on the output and an exit code. It decides nothing: what
//! it prints, `policy` decided. Progress and errors go to the error output, so that `--json` stays clean.
//!
//! Read `arguments.rs`, `check_arguments.rs` and `request_flags.rs` for what can be asked, `settled.rs` for how a request is settled, `explain.rs`, then
//! `explain_text.rs` and `explain_json.rs` for the two forms of the answer; `compare.rs` likewise for a measurement,
//! and `check.rs` for serving, measuring and judging together, with `conform_search.rs` for the other pictures,
//! `reheard.rs` for earlier findings at a fix check, and `check_many.rs` for many requests; `report.rs`
//! writes a ticket as a page, text or markers, the change list, which `dry_run.rs` tries, or clips (`clip.rs`), and
//! `waveform.rs` builds peak files; `mix_stats.rs` counts what people made of candidates inside the mix.

mod answer;
mod arguments;
#[cfg(feature = "media")]
mod check;
mod check_arguments;
#[cfg(feature = "media")]
mod check_json;
#[cfg(feature = "media")]
mod check_many;
#[cfg(feature = "media")]
mod check_text;
#[cfg(feature = "media")]
mod check_ticket;
#[cfg(feature = "media")]
mod checked;
#[cfg(feature = "media")]
mod clip;
mod compare;
mod compare_json;
mod compare_text;
#[cfg(feature = "media")]
mod conform_search;
mod decision_text;
#[cfg(feature = "media")]
mod dry_run;
mod exit;
mod explain;
mod explain_json;
mod explain_text;
mod found_json;
#[cfg(feature = "media")]
mod mix_json;
mod mix_stats;
#[cfg(feature = "media")]
mod mix_text;
mod policy_in_force;
#[cfg(feature = "media")]
mod reheard;
mod report;
mod request_flags;
mod settled;
mod waveform;

use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;

use clap::Parser;

use crate::policy::Profile;
use crate::ticket::Task;

use exit::{say, say_line};
use request_flags::PolicyFlag;

pub use arguments::{Arguments, CliCommand};
pub use check_arguments::CheckArguments;
pub use compare_json::{Compared, compare_json};
pub use exit::{Exit, stalled_text};
pub use explain_json::explain_json;
pub use explain_text::explain_text;
pub use request_flags::RequestFlags;

/// What `main` goes on with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NextStep {
    /// Open the desk on these: a request folder, a ticket, or media files; none for an empty desk.
    OpenDesk(Vec<PathBuf>),
    /// The same, in a window of its own though one is open.
    OpenNewWindow(Vec<PathBuf>),
    Exit(Exit),
}

/// Carries out `arguments` (the program's name first). What scripts read goes to `out`, the rest to `err`.
pub fn run(
    arguments: impl IntoIterator<Item = OsString>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> NextStep {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(refusal) => return NextStep::Exit(show_refusal(&refusal, out, err)),
    };
    let exit = match arguments.asked {
        None if arguments.new_window => return NextStep::OpenNewWindow(arguments.paths),
        None => return NextStep::OpenDesk(arguments.paths),
        Some(CliCommand::Explain { request, flags, policy, json }) => {
            judged_by(&policy, "explain", err, |profile, err| {
                explain::explain(&request, &flags, profile, json, out, err)
            })
        }
        Some(CliCommand::Compare { reference, audio, task, guide_track, frame_rate, policy, json }) => {
            let full_mix = task.is_some_and(|task| Task::from(task) == Task::PrintMaster);
            judged_by(&policy, "compare", err, |profile, err| {
                let (reference, audio) = (&reference, &audio);
                let asked = compare::CompareInput {
                    reference,
                    audio,
                    profile,
                    frame_rate,
                    guide_track,
                    full_mix,
                    json,
                };
                compare::compare(&asked, out, err)
            })
        }
        #[cfg(feature = "media")]
        Some(CliCommand::Check(asked)) => judged_by(&asked.policy, "check", err, |profile, err| {
            if asked.are_many() {
                check_many::check_all(&asked, profile, out, err)
            } else {
                check::check_one(&asked, profile, out, err)
            }
        }),
        #[cfg(not(feature = "media"))]
        Some(CliCommand::Check(_)) => {
            say_line(err, "twopop check: this build reads no movies. Install the one with media.");
            Exit::Unusable
        }
        Some(CliCommand::Waveform { audio, rebuild, json }) => {
            waveform::waveform(&waveform::WaveformInput { audio, rebuild, json }, out, err)
        }
        Some(CliCommand::MixStats { places, json }) => mix_stats::print_mix_stats(&places, json, out, err),
        Some(CliCommand::Report(asked)) => {
            judged_by(&asked.policy, "report", err, |profile, err| report::report(&asked, profile, out, err))
        }
    };
    NextStep::Exit(exit)
}

/// Answers by the policy in force; unusable where it cannot be read.
fn judged_by(
    policy: &PolicyFlag,
    command: &str,
    err: &mut dyn Write,
    answer: impl FnOnce(&Profile, &mut dyn Write) -> Exit,
) -> Exit {
    match policy_in_force::policy_in_force(policy.policy.as_deref()) {
        Ok(profile) => answer(&profile, err),
        Err(why) => {
            say_line(err, &format!("twopop {command}: {why}"));
            Exit::Unusable
        }
    }
}

/// Says in one line why the program ends; what came from outside in it, such as a path, begins no other.
pub fn say_failure(err: &mut dyn Write, why: &str) {
    say_line(err, &format!("twopop: {why}"));
}

/// Help and version are answers; all else is wrong usage.
fn show_refusal(refusal: &clap::Error, out: &mut dyn Write, err: &mut dyn Write) -> Exit {
    if refusal.use_stderr() {
        say_line(err, &usage_line(&refusal.to_string()));
        Exit::Unusable
    } else {
        say(out, &refusal.to_string());
        Exit::Fine
    }
}

/// What clap refuses in paragraphs, on one line: what is wrong, and where to read on.
fn usage_line(refusal: &str) -> String {
    let (wrong, usage) = refusal.split_once("\n\nUsage: ").unwrap_or((refusal, "twopop"));
    let words = wrong.trim_start_matches("error: ").split_whitespace();
    let wrong = words.collect::<Vec<_>>().join(" ").replace(" tip: ", "; ");
    let wrong = wrong.split(" For more information").next().unwrap_or_default();
    let command: Vec<&str> =
        usage.split_whitespace().take_while(|word| word.starts_with(char::is_alphanumeric)).collect();
    format!("twopop: {wrong}. `{} --help` shows what can be asked.", command.join(" "))
}

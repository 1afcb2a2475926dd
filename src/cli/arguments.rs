//! What can be asked on the command line, and so what `--help` shows: only what is built.

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand};

use super::check_arguments::CheckArguments;
use super::request_flags::{PolicyFlag, RequestFlags, TaskName};
use crate::report::{ChangeListFormat, ReportFormat};
use crate::timebase::FrameRate;

/// Serves the right picture reference for film-audio QC, plays it under the waveform, and keeps what was found.
#[derive(Debug, Parser)]
#[command(name = "twopop", version, args_conflicts_with_subcommands = true)]
#[command(after_help = "Exit: 0 nothing to flag, 1 findings, 2 usage or unreadable input, 3 cannot judge.")]
pub struct Arguments {
    #[command(subcommand)]
    pub asked: Option<CliCommand>,
    /// A request folder, a request or ticket file, or media files to open on the desk
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Open another window, though one is open on this display; without it, that one takes the PATHs
    #[arg(long)]
    pub new_window: bool,
}

/// What is asked of Twopop without a window.
#[derive(Debug, Subcommand)]
pub enum CliCommand {
    /// Which reference is served, why, what would change it, and what a mismatch would mean
    Explain {
        /// A request folder, a request file, or stated facts (facts.ron)
        request: PathBuf,
        #[command(flatten)]
        flags: RequestFlags,
        #[command(flatten)]
        policy: PolicyFlag,
        /// Print one JSON object (twopop.check/1) and nothing else
        #[arg(long)]
        json: bool,
    },
    /// Measure timing only
    Compare {
        /// The movie, or a sound, to measure against
        #[arg(long)]
        reference: PathBuf,
        /// The delivered audio; several files are one discrete set
        #[arg(long, num_args = 1.., required = true)]
        audio: Vec<PathBuf>,
        /// What the audio is: silence inside a Print Master, where the guide sounds, is missing sound
        #[arg(long)]
        task: Option<TaskName>,
        /// The movie's sound track to compare with, counted from 1; without it the one that shares most with the audio
        #[arg(long, value_name = "N")]
        guide_track: Option<usize>,
        /// Rate of a reference without picture, such as 24000/1001
        #[arg(long)]
        frame_rate: Option<FrameRate>,
        #[command(flatten)]
        policy: PolicyFlag,
        #[arg(long)]
        json: bool,
    },
    /// Serve, measure and judge; draft findings
    Check(Box<CheckArguments>),
    /// Build the peaks that the waveform is drawn from, and keep them for the desk
    Waveform {
        /// The sound; several files that belong together are one
        #[arg(required = true)]
        audio: Vec<PathBuf>,
        /// Read what is kept already once more
        #[arg(long)]
        rebuild: bool,
        /// Print one JSON object (twopop.waveform/1) and nothing else
        #[arg(long)]
        json: bool,
    },
    /// Count what people made of candidates inside the mix, check by check: for limits of your own. Never sent anywhere
    MixStats {
        /// Desk folders, tickets' folders, or ticket files
        #[arg(value_name = "FOLDER", required = true, num_args = 1..)]
        places: Vec<PathBuf>,
        /// Print one JSON object (twopop.mix_stats/1) and nothing else
        #[arg(long)]
        json: bool,
    },
    /// Write a ticket as a page, as text, as a table or as markers for an editing system
    Report(Box<ReportArguments>),
}

/// What a report is made from, and how.
#[derive(Clone, Debug, Args)]
pub struct ReportArguments {
    /// A ticket's file, or the folder of one ticket
    pub ticket: PathBuf,
    #[arg(long, value_parser = output_form())]
    pub format: OutputForm,
    /// The file to write; - writes to the output
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
    /// Leave out title, file names and people
    #[arg(long)]
    pub redact: bool,
    /// Leave out stills of the picture
    #[arg(long)]
    pub no_stills: bool,
    /// Write over a file that is there
    #[arg(long)]
    pub replace: bool,
    /// Of a change list: the way from audio conformed by it back to the delivered cut
    #[arg(long)]
    pub back: bool,
    /// Of a change list: conform the delivered audio by it in memory, measure that again, and say what comes of it
    #[arg(long)]
    pub dry_run: bool,
    /// Of clips: the finding by its number in the report; without it all, into a folder
    #[arg(long, value_name = "N")]
    pub finding: Option<usize>,
    /// Of clips: seconds shown before and after a finding
    #[arg(long, value_name = "SECONDS", default_value_t = 2, value_parser = clap::value_parser!(u32).range(0..=30))]
    pub handles: u32,
    /// Of clips: the audio as it was delivered, then corrected, instead of beside the guide
    #[arg(long)]
    pub corrected: bool,
    #[command(flatten)]
    pub policy: PolicyFlag,
}

/// What `report` writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutputForm {
    Report(ReportFormat),
    ChangeList(ChangeListFormat),
    /// Evidence clips.
    Clip,
}

impl OutputForm {
    /// Every form, with its name and what it is.
    fn all() -> Vec<(Self, &'static str, &'static str)> {
        let reports = ReportFormat::ALL.map(|form| (Self::Report(form), form.name(), form.label()));
        let lists = ChangeListFormat::ALL.map(|form| (Self::ChangeList(form), form.name(), form.label()));
        let clip = (Self::Clip, "clip", "Evidence clip (MP4) of a finding, or of all into a folder");
        reports.into_iter().chain(lists).chain([clip]).collect()
    }
}

/// Reads the name of a form.
fn output_form() -> impl TypedValueParser<Value = OutputForm> {
    let names = OutputForm::all().into_iter().map(|(_, name, label)| PossibleValue::new(name).help(label));
    PossibleValuesParser::new(names).try_map(|typed| {
        let form = OutputForm::all().into_iter().find(|(_, name, _)| *name == typed);
        form.map(|(form, ..)| form).ok_or("it is no form of report")
    })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn help_shows_only_what_is_built() {
        let help = Arguments::command().render_long_help().to_string().to_lowercase();
        let command = Arguments::command();
        let mut shown: Vec<&str> =
            command.get_subcommands().filter(|one| !one.is_hide_set()).map(clap::Command::get_name).collect();
        shown.sort_unstable();
        assert_eq!(shown, ["check", "compare", "explain", "mix-stats", "report", "waveform"]);
        for built in shown {
            assert!(help.contains(&format!("\n  {built} ")), "{built}: {help}");
        }
    }

    /// Every `--word` in a sentence of the program is one that can be typed.
    #[test]
    fn no_advice_names_a_flag_that_does_not_exist() {
        let command = Arguments::command();
        let arguments = command.get_subcommands().chain([&command]).flat_map(clap::Command::get_arguments);
        let mut known: Vec<String> = arguments.filter_map(|one| one.get_long().map(str::to_owned)).collect();
        known.extend(["help", "version"].map(str::to_owned));
        // The program's own word to its reader of movies: nobody types it.
        known.push("read-one-movie".to_owned());
        let mut folders = vec![PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))];
        let mut named = 0;
        while let Some(folder) = folders.pop() {
            for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                if path.ends_with("tests.rs") || path.components().any(|part| part.as_os_str() == "tests") {
                    continue;
                }
                let text = std::fs::read_to_string(&path).unwrap();
                let shipped = text.split("#[cfg(test)]").next().unwrap_or_default();
                let sentences = shipped.lines().filter(|line| !line.trim_start().starts_with("//"));
                for (line, place) in
                    sentences.flat_map(|line| line.match_indices("--").map(move |(place, _)| (line, place)))
                {
                    let word = line
                        .get(place + 2..)
                        .and_then(|rest| rest.split(|c: char| !(c.is_ascii_lowercase() || c == '-')).next());
                    let word = word.unwrap_or_default();
                    if !word.is_empty() && !word.starts_with('-') {
                        named += 1;
                        assert!(known.iter().any(|one| one == word), "{}: --{word}\n{line}", path.display());
                    }
                }
            }
        }
        assert!(named > 5, "{named} were found");
    }
}

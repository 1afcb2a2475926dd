//! `twopop check FOLDER… --jobs N`: many requests, one JSON line each; tickets for a person go where the desk keeps its own.

use std::ffi::OsString;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::check_arguments::CheckArguments;
use super::exit::{Exit, one_line, say_line, say_raw};
use super::request_flags::TaskName;
use crate::machine::{BatchOrder, BatchOutput, BatchProgress, check_many};
use crate::media::{end_asked, hear_end_signals};
use crate::policy::Profile;
use crate::store::{DocumentKind, check_records, data_folder, read_document, read_preferences};
use crate::ticket::sha256_text;

const COMMAND: &str = "twopop check";

/// Where no terminal shows a bar, how far it is is said no more often. Chosen.
const SAID_AGAIN: Duration = Duration::from_secs(60);

/// Checks every request that is asked for.
pub(super) fn check_all(
    asked: &CheckArguments,
    profile: &Profile,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Exit {
    if let Some(why) = refusal(asked) {
        say_line(err, &format!("{COMMAND}: {why}"));
        return Exit::Unusable;
    }
    let opened = data_folder(std::env::var_os("TWOPOP_DATA").map(PathBuf::from)).and_then(|folder| {
        let preferences = read_preferences(&folder)?.value;
        check_records(&preferences, &folder)
    });
    let (records, store) = match opened {
        Ok(opened) => opened,
        Err(error) => {
            say_line(err, &format!("{COMMAND}: {error}"));
            return Exit::Unusable;
        }
    };
    hear_end_signals();
    let mut said = ManyOutput::new(out, err);
    let order = order(asked, profile);
    check_many(order, records.as_ref(), store.as_ref(), &end_asked, &mut said);
    said.finish()
}

/// Why this cannot be asked of many.
fn refusal(asked: &CheckArguments) -> Option<String> {
    if asked.ticket.is_some() {
        return Some(
            "--ticket is for one request: the tickets of many go where the desk keeps its own".to_owned(),
        );
    }
    if asked.flags.named_files().names_files() {
        return Some("files are named for one request: without --jobs and --watch".to_owned());
    }
    (asked.jobs.is_none() && !asked.watch)
        .then(|| "several requests are checked with --jobs N, so many at a time".to_owned())
}

fn order(asked: &CheckArguments, profile: &Profile) -> BatchOrder {
    let mut arguments: Vec<OsString> = Vec::new();
    if let Some(task) = asked.flags.task {
        arguments.extend(["--task".into(), if task == TaskName::Me { "me" } else { "pm" }.into()]);
    }
    if asked.spot {
        arguments.push("--spot".into());
    }
    if let Some(track) = asked.flags.guide_track {
        arguments.extend(["--guide-track".into(), track.to_string().into()]);
    }
    if let Some(policy) = &asked.policy.policy {
        arguments.extend(["--policy".into(), policy.into()]);
    }
    // Of the policy everything counts: one that was changed without a new version judges otherwise all the same.
    let judged_by = sha256_text(&format!(
        "{profile:?} {:?} {} {:?}",
        asked.flags.task, asked.spot, asked.flags.guide_track
    ));
    BatchOrder {
        folders: asked.requests.clone(),
        jobs: usize::from(asked.jobs.unwrap_or(1)),
        watch: asked.watch,
        program: own_program(),
        arguments,
        judged_by,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        host: host(),
        claims_last: Duration::from_secs(u64::from(asked.claim_seconds)),
    }
}

/// This program, to be started again; on Linux this very one, even where another version has taken its place since.
fn own_program() -> PathBuf {
    let running = Path::new("/proc/self/exe");
    if running.exists() { running.to_owned() } else { std::env::current_exe().unwrap_or_default() }
}

/// The name of this computer, for who measured what.
fn host() -> String {
    let name = read_document(Path::new("/proc/sys/kernel/hostname"), DocumentKind::Claim).unwrap_or_default();
    let name: String = name.trim().chars().filter(|c| !c.is_whitespace()).collect();
    if name.is_empty() { "unnamed".to_owned() } else { name }
}

/// Answers on the output, everything else on the error output.
struct ManyOutput<'a> {
    out: &'a mut dyn Write,
    err: &'a mut dyn Write,
    on_terminal: bool,
    shown: String,
    /// What the batch had taken when it was said last.
    said: Option<Duration>,
    exits: Vec<Exit>,
    before: usize,
    /// A folder had no request, or could not be read.
    nothing_found: bool,
}

impl<'a> ManyOutput<'a> {
    fn new(out: &'a mut dyn Write, err: &'a mut dyn Write) -> Self {
        let on_terminal = std::io::stderr().is_terminal();
        Self {
            out,
            err,
            on_terminal,
            shown: String::new(),
            said: None,
            exits: Vec::new(),
            before: 0,
            nothing_found: false,
        }
    }

    fn clear(&mut self) {
        if self.on_terminal && !self.shown.is_empty() {
            self.shown.clear();
            say_raw(self.err, "\r\u{1b}[K");
        }
    }

    /// Says what came of all, and gives the worst of it.
    fn finish(mut self) -> Exit {
        self.clear();
        let count = |exit: Exit| self.exits.iter().filter(|one| **one == exit).count();
        let sentence = format!(
            "{COMMAND}: {} checked, {} of them before: {} nothing to flag, {} with findings, {} that cannot be judged, {} that \
             cannot be read",
            self.exits.len(),
            self.before,
            count(Exit::Fine),
            count(Exit::Findings),
            count(Exit::CannotJudge),
            count(Exit::Unusable),
        );
        say_line(self.err, &sentence);
        let nothing = self.nothing_found.then_some(Exit::Unusable);
        Exit::worst(self.exits.into_iter().chain(nothing))
    }
}

impl BatchOutput for ManyOutput<'_> {
    fn answer(&mut self, line: &str, exit: u8, is_kept: bool) {
        self.clear();
        say_raw(self.out, &format!("{line}\n"));
        self.exits.push(match exit {
            0 => Exit::Fine,
            1 => Exit::Findings,
            3 => Exit::CannotJudge,
            _ => Exit::Unusable,
        });
        self.before += usize::from(is_kept);
    }

    fn note(&mut self, sentence: &str) {
        self.clear();
        say_line(self.err, &format!("{COMMAND}: {sentence}"));
    }

    fn nothing_found(&mut self) {
        self.nothing_found = true;
    }

    fn progress(&mut self, progress: &BatchProgress) {
        let text = progress.text();
        if text == self.shown || progress.of == 0 {
            return;
        }
        if self.on_terminal {
            say_raw(self.err, &format!("\r{}\u{1b}[K", one_line(&text)));
            self.shown = text;
            return;
        }
        if self.said.is_none_or(|said| progress.spent >= said + SAID_AGAIN) {
            say_line(self.err, &format!("{COMMAND}: {text}"));
            self.said = Some(progress.spent);
            self.shown = text;
        }
    }
}

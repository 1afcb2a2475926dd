//! From a path and flags to a request that can be judged: task, references opened, a person's choice.

use std::io::{IsTerminal, Write};
use std::path::Path;

use super::exit::{one_line, say_line, say_raw};
use super::request_flags::RequestFlags;
use crate::intake::{self, IntakeError, Request, StatedRequest};
use crate::media::MediaCache;
use crate::policy::Facts;
use crate::store::{self, StoreError};
use crate::ticket::{Asset, FileKind, Role, Task, Ticket, audio_under_qc};

/// A request with everything the policy asks: its task, its references opened, a person's choice.
pub(super) struct ResolvedRequest {
    pub title: String,
    pub facts: Facts,
    pub assets: Vec<Asset>,
    /// The ticket that it was settled from, where it is one.
    #[cfg_attr(
        not(feature = "media"),
        expect(dead_code, reason = "without movies nothing is measured again")
    )]
    pub ticket: Option<Box<Ticket>>,
    /// What is open of them, so that nothing is opened twice.
    #[cfg_attr(
        not(feature = "media"),
        expect(dead_code, reason = "without movies nothing is opened after this")
    )]
    pub media: MediaCache,
    /// What was noticed and tolerated on the way, in sentences.
    pub warnings: Vec<String>,
    /// Of these, what leaves open whether the audio is whole: nothing is called in order then.
    #[cfg_attr(not(feature = "media"), expect(dead_code, reason = "without movies nothing is judged"))]
    pub incomplete: Vec<String>,
}

/// What lies at a path: one request, or one in reels.
pub(super) enum SettledRequest {
    Whole(Box<ResolvedRequest>),
    InReels(ReelsRequest),
}

/// A request in reels.
pub(super) struct ReelsRequest {
    /// What belongs to no reel.
    pub assets: Vec<Asset>,
    pub warnings: Vec<String>,
    /// Each with its label; why one cannot be judged.
    pub reels: Vec<(String, Result<Box<ResolvedRequest>, Refusal>)>,
}

/// Why a request cannot be judged, and what was noticed on the way.
pub(super) struct Refusal {
    pub why: ResolveError,
    pub warnings: Vec<String>,
}

impl<E: Into<ResolveError>> From<E> for Refusal {
    fn from(error: E) -> Self {
        Self { why: error.into(), warnings: Vec::new() }
    }
}

/// Why a request cannot be judged: one line for the error output.
#[derive(Debug, thiserror::Error)]
pub(super) enum ResolveError {
    #[error(transparent)]
    Intake(#[from] IntakeError),
    #[error(transparent)]
    Ticket(StoreError),
    #[error("{request} holds both an M&E and a Print Master. Say which is under QC: --task me or --task pm.")]
    BothMixes { request: String },
    #[error("{request} does not say what is under QC. Say it: --task me or --task pm.")]
    NoTask { request: String },
}

/// Settles what lies at `path`: a request folder, a request file, a ticket, or stated facts. Opens every
/// reference, which may take seconds on a slow share.
pub(super) fn settle(path: &Path, flags: &RequestFlags) -> Result<SettledRequest, Refusal> {
    let whole = |request| SettledRequest::Whole(Box::new(request));
    if let Some(stated) = intake::stated_facts(path) {
        return Ok(whole(of_stated(stated?, flags)));
    }
    if FileKind::of(path) == Some(FileKind::Document)
        && let Ok(ticket) = store::read_ticket(path)
    {
        return Ok(whole(of_ticket(ticket.value, ticket.warnings, flags)));
    }
    let request = intake::open_request(path, &flags.named_files()).map_err(|error| {
        // A ticket that is misspelt is no misspelt request.
        store::ticket_fault(path).map_or(ResolveError::Intake(error), ResolveError::Ticket)
    })?;
    if request.reels.is_empty() {
        return of_request(path, request).map(whole);
    }
    let reels = request.reels.into_iter().map(|reel| {
        let settled = of_request(path, reel.request).map(Box::new);
        (reel.label, settled)
    });
    let reels = reels.collect();
    Ok(SettledRequest::InReels(ReelsRequest { assets: request.assets, warnings: request.warnings, reels }))
}

fn of_stated(stated: StatedRequest, flags: &RequestFlags) -> ResolvedRequest {
    let task = flags.task.map_or(stated.facts.task, Task::from);
    let facts = Facts { task, ..stated.facts };
    ResolvedRequest {
        title: stated.title,
        facts,
        assets: stated.assets,
        ticket: None,
        media: MediaCache::default(),
        warnings: Vec::new(),
        incomplete: Vec::new(),
    }
}

fn of_ticket(ticket: Ticket, warnings: Vec<String>, flags: &RequestFlags) -> ResolvedRequest {
    let task = flags.task.map_or(ticket.task(), Task::from);
    let (assets, media) = opened(ticket.assets().to_vec());
    let facts = Facts::from_assets(task, &assets, ticket.overridden().cloned());
    ResolvedRequest {
        title: ticket.title().to_owned(),
        facts,
        assets,
        ticket: Some(Box::new(ticket)),
        media,
        warnings,
        incomplete: Vec::new(),
    }
}

fn of_request(path: &Path, request: Request) -> Result<ResolvedRequest, Refusal> {
    let Request { title, warnings, incomplete, .. } = &request;
    let task = match task_of(path, &request) {
        Ok(task) => task,
        Err(why) => return Err(Refusal { why, warnings: warnings.clone() }),
    };
    let (title, warnings, incomplete) = (title.clone(), warnings.clone(), incomplete.clone());
    let (assets, media) = opened(request.assets);
    let facts = Facts::from_assets(task, &assets, None);
    Ok(ResolvedRequest { title, facts, assets, ticket: None, media, warnings, incomplete })
}

impl ResolvedRequest {
    /// What was noticed while finding and reading the files, in sentences: of the request, of the audio under QC and of
    /// the picture at `served` among the assets.
    pub fn noticed(&self, served: Option<usize>) -> Vec<String> {
        let audio = audio_under_qc(self.facts.task, &self.assets);
        let used = [audio, served].into_iter().flatten().filter_map(|place| self.assets.get(place));
        let mut noticed = self.warnings.clone();
        for sentence in used.flat_map(Asset::noted) {
            if !noticed.contains(&sentence) {
                noticed.push(sentence);
            }
        }
        noticed
    }
}

fn task_of(path: &Path, request: &Request) -> Result<Task, ResolveError> {
    let shown = path.display().to_string();
    match (request.task, request.tasks_present.as_slice()) {
        (Some(task), _) => Ok(task),
        (None, [_, _, ..]) => Err(ResolveError::BothMixes { request: shown }),
        (None, _) => Err(ResolveError::NoTask { request: shown }),
    }
}

/// Only what opens can be served, so every reference is opened. The audio under QC has no say in that, but whoever
/// asks wants to know at once when it is no audio.
fn opened(mut assets: Vec<Asset>) -> (Vec<Asset>, MediaCache) {
    let media = MediaCache::default();
    let matters = |asset: &&mut Asset| matches!(asset.role, Role::Reference(_) | Role::Delivered(_));
    for asset in assets.iter_mut().filter(matters) {
        intake::examine(asset, &media);
    }
    (assets, media)
}

/// Names the file of `asset` by its content, with a bar on `err` where that is a terminal. A file that cannot be
/// read to its end keeps no name, and the reason is said.
pub(super) fn name_by_content(asset: &mut Asset, err: &mut dyn Write) {
    let Some(file) = asset.files.first() else { return };
    let on_terminal = std::io::stderr().is_terminal();
    let mut shown = None;
    let hashed = intake::hash_file(
        file,
        |done, of| {
            let percent = done.saturating_mul(100) / of.max(1);
            if on_terminal && shown.replace(percent) != Some(percent) {
                let file = file.display().to_string();
                say_raw(err, &format!("\rreading {} {percent} %", one_line(&file)));
            }
        },
        || false,
    );
    if shown.is_some() {
        say_raw(err, "\r\u{1b}[K");
    }
    match hashed {
        Ok(sha256) => asset.sha256 = sha256,
        Err(error) => say_line(err, &format!("twopop: no SHA-256 of the served file: {error}")),
    }
}

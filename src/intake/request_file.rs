//! Reads a request file (RON) and says with line and column what is wrong with it. Opens no media.

use std::path::{Path, PathBuf};

use ron::extensions::Extensions;
use serde::Deserialize;

use super::named_files::note_named_sound;
use super::{IntakeError, Request, spelled_otherwise, unusable};
use crate::store::{DocumentKind, read_document};
use crate::ticket::{Asset, Delivery, Problem, RecognisedBy, ReferenceKind, Role, Task};

const KINDS: &str = "An asset's kind is one of Companion, FinalProxy, ServicingTurnover, LockedCut, StageMix, \
    MusicAndEffects, PrintMaster, Other; a task is MusicAndEffects or PrintMaster.";
const FIELDS: &str =
    "A Request has title, task and assets; an Asset has kind, file or files, delivered and version.";
const SPELLING: &str =
    "Check commas, quotes and brackets there: every text stands in quotes, every bracket is closed.";

/// The file as it is written; see the room's head for the form.
#[derive(Debug, Deserialize)]
#[serde(rename = "Request", deny_unknown_fields)]
struct WrittenRequest {
    title: Option<String>,
    task: Option<WrittenTask>,
    assets: Vec<WrittenAsset>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename = "Task")]
enum WrittenTask {
    #[serde(alias = "ME")]
    MusicAndEffects,
    #[serde(alias = "PM")]
    PrintMaster,
}

#[derive(Debug, Deserialize)]
#[serde(rename = "Asset", deny_unknown_fields)]
struct WrittenAsset {
    kind: WrittenKind,
    file: Option<PathBuf>,
    #[serde(default)]
    files: Vec<PathBuf>,
    delivered: Option<bool>,
    version: Option<String>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename = "Kind")]
enum WrittenKind {
    Companion,
    FinalProxy,
    ServicingTurnover,
    LockedCut,
    StageMix,
    #[serde(alias = "ME")]
    MusicAndEffects,
    #[serde(alias = "PM")]
    PrintMaster,
    Other,
}

/// Reads a request file. Checks whether its assets exist; opens none.
pub(super) fn read(file: &Path) -> Result<Request, IntakeError> {
    let text =
        read_document(file, DocumentKind::Request).map_err(|error| IntakeError::from_io(file, error))?;
    let written = parse(&text, file)?;
    let folder = file.parent().unwrap_or(Path::new("."));
    let mut warnings = Vec::new();
    let assets = written
        .assets
        .into_iter()
        .enumerate()
        .map(|(place, asset)| asset.into_asset(file, folder, place + 1, &mut warnings))
        .collect::<Result<Vec<_>, _>>()?;
    let title = written.title.unwrap_or_else(|| title_of(file));
    let request = Request::of(title, file.to_owned(), written.task.map(Task::from), assets);
    warnings.extend(request.assets.iter().filter_map(|asset| match &asset.problem {
        Some(Problem::Unreadable(why) | Problem::NotListed(why)) => Some(why.clone()),
        Some(Problem::Missing) | None => None,
    }));
    let mut request = Request { warnings, ..request };
    let is_mix = |asset: &&Asset| matches!(asset.role, Role::Delivered(_)) && asset.problem.is_none();
    let mixes: Vec<Vec<PathBuf>> =
        request.assets.iter().filter(is_mix).map(|asset| asset.files.clone()).collect();
    for files in mixes {
        note_named_sound(&mut request, &files);
    }
    Ok(request)
}

fn parse(text: &str, file: &Path) -> Result<WrittenRequest, IntakeError> {
    // `version: "v3"` rather than `version: Some("v3")`: the file is written by people.
    let reader = ron::Options::default().with_default_extension(Extensions::IMPLICIT_SOME);
    reader.from_str(text).map_err(|error| IntakeError::Malformed {
        file: file.to_owned(),
        line: error.span.start.line,
        column: error.span.start.col,
        wrong: error.code.to_string(),
        remedy: remedy_for(&error.code),
    })
}

fn remedy_for(error: &ron::Error) -> &'static str {
    use ron::Error as Ron;
    match error {
        Ron::NoSuchEnumVariant { .. } | Ron::ExpectedIdentifier => KINDS,
        Ron::NoSuchStructField { .. } | Ron::MissingStructField { .. } | Ron::DuplicateStructField { .. } => {
            FIELDS
        }
        Ron::ExpectedDifferentStructName { .. } | Ron::ExpectedNamedStructLike(_) => {
            "A request file reads Request(title: \"…\", assets: [Asset(…), …])."
        }
        Ron::ExpectedBoolean => "delivered is true or false.",
        _ => SPELLING,
    }
}

impl WrittenAsset {
    fn into_asset(
        self,
        request: &Path,
        folder: &Path,
        number: usize,
        warnings: &mut Vec<String>,
    ) -> Result<Asset, IntakeError> {
        let found = self.file.iter().chain(&self.files).map(|file| spelled_otherwise::find(folder, file));
        let (files, notes): (Vec<PathBuf>, Vec<Option<String>>) =
            found.map(|found| (found.path, found.note)).unzip();
        warnings.extend(notes.into_iter().flatten());
        let contradiction = |wrong, remedy| IntakeError::InvalidAsset {
            file: request.to_owned(),
            number,
            kind: format!("{:?}", self.kind),
            wrong,
            remedy,
        };
        if self.file.is_some() && !self.files.is_empty() {
            return Err(contradiction(
                "it names both file and files",
                "Use files for a discrete set, else file.",
            ));
        }
        let delivery = match (self.delivered, files.is_empty()) {
            (None, true) => {
                return Err(contradiction(
                    "it says neither file nor delivered",
                    "Name its file, or say delivered: false.",
                ));
            }
            (Some(false), _) => Delivery::NotDelivered,
            (Some(true) | None, _) => Delivery::Delivered,
        };
        let missing = files.is_empty() || files.iter().any(|file| !file.is_file());
        let unusable = files.iter().find_map(|file| unusable::problem_of_listed(file));
        let problem = missing.then(|| unusable.unwrap_or(Problem::Missing));
        let problem = problem.filter(|_| delivery == Delivery::Delivered);
        Ok(Asset {
            role: self.kind.into(),
            files,
            version: self.version,
            delivery,
            guide_track: None,
            recognised_by: Some(RecognisedBy::RequestFile),
            recognised_words: format!("request file, asset {number}"),
            facts: None,
            problem,
            sha256: None,
        })
    }
}

/// "nightfall" of `nightfall.request.ron`; the folder's name of a bare `request.ron`.
fn title_of(file: &Path) -> String {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let stem = name.trim_end_matches(".ron").trim_end_matches("request").trim_end_matches('.');
    if !stem.is_empty() {
        return stem.to_owned();
    }
    let folder = file.parent().and_then(Path::file_name).unwrap_or_default();
    folder.to_string_lossy().into_owned()
}

impl From<WrittenTask> for Task {
    fn from(task: WrittenTask) -> Self {
        match task {
            WrittenTask::MusicAndEffects => Self::MusicAndEffects,
            WrittenTask::PrintMaster => Self::PrintMaster,
        }
    }
}

impl From<WrittenKind> for Role {
    fn from(kind: WrittenKind) -> Self {
        match kind {
            WrittenKind::Companion => Self::Reference(ReferenceKind::Companion),
            WrittenKind::FinalProxy => Self::Reference(ReferenceKind::FinalProxy),
            WrittenKind::ServicingTurnover => Self::Reference(ReferenceKind::ServicingTurnover),
            WrittenKind::LockedCut => Self::Reference(ReferenceKind::LockedCut),
            WrittenKind::StageMix => Self::Reference(ReferenceKind::StageMix),
            WrittenKind::MusicAndEffects => Self::Delivered(Task::MusicAndEffects),
            WrittenKind::PrintMaster => Self::Delivered(Task::PrintMaster),
            WrittenKind::Other => Self::Unrecognised,
        }
    }
}

//! Reads `facts.ron`: a question to the policy without any media, for tests and for trying a profile.

use std::fs;
use std::path::{Path, PathBuf};

use ron::extensions::Extensions;
use serde::Deserialize;

use super::IntakeError;
use crate::policy::{Candidate, DeliverySource, Facts, Presence};
use crate::store::{DocumentKind, read_document};
use crate::ticket::{Asset, Delivery, Override, Problem, RecognisedBy, ReferenceKind, Role, Task};

/// Name of the file in its folder.
const FILE_NAME: &str = "facts.ron";

const REMEDY: &str = "Stated facts read (task: …, told_by: Request or BareFolder, candidates: [(kind: …, \
    presence: Usable, AssumedDelivered, NotDelivered, Missing or Unreadable(\"why\")), …]).";

/// A question to the policy without any media: what would be served, were these the facts?
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatedRequest {
    /// Title: the folder's name in words.
    pub title: String,
    /// What the policy decides from.
    pub facts: Facts,
    /// One for each candidate, without files.
    pub assets: Vec<Asset>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenFacts {
    task: Task,
    told_by: DeliverySource,
    candidates: Vec<WrittenCandidate>,
    /// File names of movies of unknown kind.
    #[serde(default)]
    unnamed: Vec<String>,
    /// Why parts of the request could not be listed, in sentences.
    #[serde(default)]
    not_listed: Vec<String>,
    chosen: Option<WrittenChoice>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenCandidate {
    kind: ReferenceKind,
    presence: Presence,
    version: Option<String>,
    #[serde(default)]
    sound_only: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenChoice {
    /// Index into the candidates, from 0.
    candidate: usize,
    by: String,
    why: String,
    #[serde(default)]
    at: String,
}

/// The facts stated at `path`: a `facts.ron`, or a folder that holds one. `None` when `path` is neither.
///
/// # Errors
/// The file cannot be read, or does not have the form: then with line, column and how it should read.
pub fn stated_facts(path: &Path) -> Option<Result<StatedRequest, IntakeError>> {
    let file = if path.is_dir() { path.join(FILE_NAME) } else { path.to_owned() };
    let named = file.file_name().is_some_and(|name| name == FILE_NAME);
    // Read whatever it is: a pipe of that name is refused with a sentence.
    (named && fs::metadata(&file).is_ok_and(|stored| !stored.is_dir())).then(|| read(&file))
}

fn read(file: &Path) -> Result<StatedRequest, IntakeError> {
    let text =
        read_document(file, DocumentKind::StatedFacts).map_err(|error| IntakeError::from_io(file, error))?;
    let reader = ron::Options::default().with_default_extension(Extensions::IMPLICIT_SOME);
    let written: WrittenFacts = reader.from_str(&text).map_err(|error| IntakeError::Malformed {
        file: file.to_owned(),
        line: error.span.start.line,
        column: error.span.start.col,
        wrong: error.code.to_string(),
        remedy: REMEDY,
    })?;
    let assets = written.candidates.iter().map(WrittenCandidate::asset).collect();
    Ok(StatedRequest { title: title_of(file), facts: written.facts(), assets })
}

/// The folder's name in words: "nothing delivered" of `nothing-delivered/facts.ron`.
fn title_of(file: &Path) -> String {
    let absolute = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
    let folder = absolute.parent().and_then(Path::file_name).unwrap_or_default();
    folder.to_string_lossy().replace('-', " ")
}

impl WrittenFacts {
    fn facts(self) -> Facts {
        let candidates = self.candidates.into_iter().enumerate().map(|(asset, written)| Candidate {
            asset,
            kind: written.kind,
            version: written.version,
            presence: written.presence,
            has_picture: !written.sound_only,
        });
        let overridden = self.chosen.map(|chosen| Override {
            asset: chosen.candidate,
            by: chosen.by,
            why: chosen.why,
            at: chosen.at,
        });
        Facts {
            task: self.task,
            delivery_source: self.told_by,
            candidates: candidates.collect(),
            unnamed: self.unnamed,
            not_listed: self.not_listed,
            overridden,
        }
    }
}

impl WrittenCandidate {
    fn asset(&self) -> Asset {
        let (delivery, problem) = match &self.presence {
            Presence::Usable => (Delivery::Delivered, None),
            Presence::AssumedDelivered => (Delivery::Assumed, None),
            Presence::NotDelivered => (Delivery::NotDelivered, None),
            Presence::Missing => (Delivery::Delivered, Some(Problem::Missing)),
            Presence::Unreadable(why) => (Delivery::Delivered, Some(Problem::Unreadable(why.clone()))),
        };
        Asset {
            role: Role::Reference(self.kind),
            files: Vec::<PathBuf>::new(),
            version: self.version.clone(),
            delivery,
            guide_track: None,
            recognised_by: Some(RecognisedBy::RequestFile),
            recognised_words: "stated".to_owned(),
            facts: None,
            problem,
            sha256: None,
        }
    }
}

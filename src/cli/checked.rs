//! What `check` was asked, and what it found of one request: the shared types that its text, its JSON and its ticket are written from.

use std::path::{Path, PathBuf};

use super::compare_json::Compared;
use super::conform_search::ConformAnswer;
use super::request_flags::RequestFlags;
use super::settled::ResolvedRequest;
use crate::conform::CutMatch;
use crate::drafting::{Draft, Reheard, Served};
use crate::mix::MixResult;
use crate::policy::{Profile, ServingDecision};
use crate::ticket::{Mode, TicketId};
use crate::timing::SyncVerdict;

/// What `check` was asked.
pub(super) struct CheckInput<'a> {
    pub request: &'a Path,
    pub flags: &'a RequestFlags,
    /// Serves and judges.
    pub profile: &'a Profile,
    pub mode: Mode,
    pub json: bool,
    /// Where the findings go, as a ticket.
    pub ticket: Option<&'a Path>,
    /// One of many: the answer holds a ticket of this id, with its drafts open.
    pub one_of_many: Option<TicketId>,
}

/// A request, served, measured and judged as far as it goes.
pub(super) struct CheckedRequest {
    pub settled: ResolvedRequest,
    pub decision: ServingDecision,
    pub outcome: CheckOutcome,
}

impl CheckedRequest {
    /// What was noticed while finding, reading and measuring, in sentences, each once.
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = self.settled.noticed(self.decision.served().map(|(place, _)| place));
        if let CheckOutcome::Judged(judged) = &self.outcome {
            let measured = judged.compared.warnings();
            let new: Vec<String> = measured.into_iter().filter(|one| !warnings.contains(one)).collect();
            warnings.extend(new);
        }
        warnings
    }
}

pub(super) enum CheckOutcome {
    Judged(Box<JudgedAudio>),
    /// Nothing was measured: no reference is served, or there is no audio to lay against it. Why, in a sentence.
    NotMeasured(String),
}

/// The audio compared with the picture served.
pub(super) struct JudgedAudio {
    pub served: Served,
    /// Place of the picture served among the assets.
    pub picture: usize,
    pub compared: Compared,
    pub drafts: Vec<Draft>,
    /// Where audio and picture share no sound: the Print Master they were measured through.
    pub through: Option<ViaPrintMaster>,
    /// Which picture it fits, where it does not fit the one served.
    pub fits: Option<ConformAnswer>,
    /// What was found inside the mix: candidates for a person, which change neither drafts nor exit code. `None` where
    /// nobody asked for it.
    pub mix: Option<MixResult>,
    /// Of the ticket of a fix check: what was heard of its earlier findings inside the mix.
    pub reheard: Option<Vec<Reheard>>,
}

/// The way round by the Print Master.
pub(super) struct ViaPrintMaster {
    pub print_master: PathBuf,
    /// What the audio and the picture said of each other.
    pub direct: SyncVerdict,
}

/// Whether the stage mix is to be offered: there is one, and the timing against the picture served is flagged.
pub(super) fn offers_fallback(checked: &CheckedRequest, judged: &JudgedAudio) -> bool {
    checked.decision.fallback.is_some() && judged.drafts.iter().any(Draft::is_flagged)
}

/// How the audio fits the stage mix; `None` where there is none, or no reason to try it.
pub(super) fn fallback_closeness(checked: &CheckedRequest, judged: &JudgedAudio) -> Option<CutMatch> {
    let mix = checked.settled.assets.get(checked.decision.fallback?)?;
    let others = &judged.fits.as_ref()?.others;
    let fitted = others.iter().find(|fitted| Some(&fitted.path) == mix.files.first())?;
    Some(fitted.picture_match.closeness)
}

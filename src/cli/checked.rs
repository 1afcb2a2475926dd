//! What `check` was asked, and what it found of one request: the shared types that its text, its JSON and its ticket are written from.

use std::path::{Path, PathBuf};

use super::compare_json::Compared;
use super::conform_search::ConformAnswer;
use super::request_flags::RequestFlags;
use super::settled::ResolvedRequest;
use crate::conform::CutMatch;
use crate::drafting::{Draft, MixDraft, Reheard, Served};
use crate::machine::MixCost;
use crate::mix::MixResult;
use crate::monitoring::{ChannelOrder, Speaker, speakers};
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
    /// What was found inside the mix: candidates for a person, which change neither findings nor exit code.
    pub mix: MixResult,
    /// What listening took.
    pub mix_cost: MixCost,
    /// Whether the audio was read a second time for it.
    pub read_again: bool,
    /// Of these the exact measures, as findings.
    pub mix_drafts: Vec<MixDraft>,
    /// Of the ticket of a fix check: what was heard of its earlier findings inside the mix.
    pub reheard: Option<Vec<Reheard>>,
}

impl JudgedAudio {
    /// Every draft: of timing, then of the inside of the mix.
    pub fn all_drafts(&self) -> impl Iterator<Item = &Draft> {
        self.drafts.iter().chain(self.mix_drafts.iter().map(|one| &one.draft))
    }

    /// Samples in the delivered file.
    pub fn length(&self) -> i64 {
        self.compared.audio_facts.duration.get()
    }

    /// The delivered channels by name, in the order of the file.
    pub fn channel_names(&self) -> Vec<String> {
        let channels = usize::try_from(self.compared.audio_facts.channels).unwrap_or(0);
        speakers(channels, ChannelOrder::Smpte).into_iter().map(Speaker::label).collect()
    }
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

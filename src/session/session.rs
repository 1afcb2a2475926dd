//! What one person has open: a ticket with everything known around it that is not saved with it.

use std::collections::BTreeMap;

use super::state::{
    ConformSearch, HeardCandidate, HeardCut, HeldSamples, HeldSpectrum, History, LoopMarks, Measured,
    MeasuredBefore, Measuring, MixState, SecondPicture, Side, SnapshotCache, Transport, View,
};
use crate::drafting::Draft;
use crate::monitoring::{Monitoring, OrderCheck};
use crate::policy::{ReferenceStatus, ServingDecision};
use crate::ticket::{
    Asset, FindingId, FindingKind, MeasurementOrigin, Override, ReferenceKind, Role, State, Ticket,
    TrackedTicket,
};
use crate::timebase::{FrameRate, Nudge, SampleDelta, TimeRange, Timecode, TimecodeFormat};
use crate::timing::GuideTrack;
use crate::waveform::Pyramid;

/// A ticket on the desk, with all that is known around it and not saved with it.
#[derive(Clone, Debug)]
pub struct Session {
    pub(super) ticket: TrackedTicket,
    pub(super) decision: ServingDecision,
    pub(super) reference_lock: Option<Override>,
    pub(super) history: History,
    pub(super) transport: Transport,
    pub(super) loop_marks: LoopMarks,
    pub(super) monitoring: Monitoring,
    pub(super) channel_order: OrderCheck,
    pub(super) pyramids: BTreeMap<Side, Pyramid>,
    pub(super) peaks_done: Vec<Side>,
    /// Sides whose peaks are kept from before, while their sound is still being read.
    pub(super) peaks_kept: Vec<Side>,
    pub(super) samples: BTreeMap<Side, HeldSamples>,
    pub(super) spectra: BTreeMap<Side, HeldSpectrum>,
    /// So many times the sounds on the desk have been replaced: each gets a waveform of its own.
    pub(super) sounds_opened: u64,
    pub(super) loading: Loading,
    pub(super) save: SaveState,
    /// Places of assets whose content is not what the ticket was made with.
    pub(super) replaced: Vec<usize>,
    pub(super) view: View,
    pub(super) chosen_kind: FindingKind,
    /// Frames that the open card is about; `None` while it is closed.
    pub(super) card: Option<TimeRange>,
    pub(super) unsaved_nudge: Option<Nudge>,
    /// What could be undone before the last submission, approval or return; `Some` while that can be taken back.
    pub(super) before_decision: Option<History>,
    /// The draft that is looked at, by its place among all drafts.
    pub(super) selected_draft: Option<usize>,
    /// The finding that was gone to last.
    pub(super) recalled: Option<FindingId>,
    pub(super) measuring: Measuring,
    /// When what comes next from the machine was measured, and whether that was in an earlier sitting.
    pub(super) origin: Option<(MeasurementOrigin, bool)>,
    pub(super) measured_before: Option<MeasuredBefore>,
    /// The sound track that was measured against; `None` until then.
    pub(super) guide_track: Option<GuideTrack>,
    pub(super) served_result: Option<Box<Measured>>,
    pub(super) conform: Option<Box<ConformSearch>>,
    /// What was heard inside the mix.
    pub(super) mix: MixState,
    /// The candidate that is looked at, by its place in what was heard.
    pub(super) selected_candidate: Option<usize>,
    /// The candidate that is being listened to.
    pub(super) heard_candidate: Option<HeardCandidate>,
    pub(super) snapshots: SnapshotCache,
    /// The cut that is being heard both ways.
    pub(super) heard_cut: Option<HeardCut>,
    /// The other picture beside the one served.
    pub(super) second_picture: Option<SecondPicture>,
    /// The ticket was kept from an earlier session.
    pub(super) reopened: bool,
}

/// How far opening has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loading {
    /// Assets are being examined.
    Examining,
    /// Picture and sound are being opened.
    Opening,
    Ready,
    /// Nothing to play: no reference served, or it cannot be opened.
    Nothing,
}

/// Whether the ticket on disk is the ticket on screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SaveState {
    #[default]
    Saved,
    Saving,
    /// Why, in words; the work is kept on this computer, and saving is tried again.
    Failed(String),
    /// Another desk saved it meanwhile, in words; this version is kept beside it, and goes no further.
    Conflicted(String),
    /// Why, in words; the work is in this window only.
    OnNoDisk(String),
}

impl SaveState {
    /// Why the ticket on screen is not the one on disk, in words.
    pub fn fault(&self) -> Option<&str> {
        match self {
            Self::Saved | Self::Saving => None,
            Self::Failed(why) | Self::Conflicted(why) | Self::OnNoDisk(why) => Some(why),
        }
    }
}

impl Session {
    /// The sound track of the movie that the audio was compared with; `None` until it was.
    pub fn guide_track(&self) -> Option<GuideTrack> {
        self.guide_track
    }

    /// Read as a ticket; changed by edits, transitions and observations, which go with the next save.
    pub fn ticket(&self) -> &Ticket {
        &self.ticket
    }

    pub fn decision(&self) -> &ServingDecision {
        &self.decision
    }

    /// The reference this ticket was started with, while the policy would serve another now and nobody has decided.
    pub fn reference_lock(&self) -> Option<&Override> {
        self.reference_lock.as_ref()
    }

    pub fn history(&self) -> &History {
        &self.history
    }

    pub fn transport(&self) -> &Transport {
        &self.transport
    }

    pub fn loop_marks(&self) -> LoopMarks {
        self.loop_marks
    }

    pub fn monitoring(&self) -> Monitoring {
        self.monitoring
    }

    /// The channel order the delivered audio's content suggests, once enough of it was read.
    pub fn channel_order(&self) -> OrderCheck {
        self.channel_order
    }

    /// Peaks of each side as far as they have been read.
    pub fn pyramids(&self) -> &BTreeMap<Side, Pyramid> {
        &self.pyramids
    }

    /// Sides whose peaks are complete.
    pub fn peaks_done(&self) -> &[Side] {
        &self.peaks_done
    }

    /// Whether the peaks of a side are kept from before, and its sound is still being read.
    pub fn is_kept(&self, side: Side) -> bool {
        self.peaks_kept.contains(&side)
    }

    /// Frames of a side whose samples can be asked for: peaks that are kept are there before any sound is.
    pub fn readable_frames(&self, side: Side) -> i64 {
        if self.is_kept(side) { 0 } else { self.pyramids.get(&side).map_or(0, Pyramid::frames) }
    }

    /// The samples of one side around the playhead, while the waveform shows them.
    pub fn samples(&self, side: Side) -> Option<&HeldSamples> {
        self.samples.get(&side)
    }

    /// The tiles of one side's spectrogram, while its lane is shown.
    pub fn spectrum(&self, side: Side) -> Option<&HeldSpectrum> {
        self.spectra.get(&side)
    }

    pub fn loading(&self) -> Loading {
        self.loading
    }

    pub fn save_state(&self) -> &SaveState {
        &self.save
    }

    pub fn view(&self) -> View {
        self.view
    }

    /// The frames that the open card is about; they stay while the playhead moves on. `None` while it is closed.
    pub fn card(&self) -> Option<TimeRange> {
        self.card
    }

    /// What the next finding will be: as the last one.
    pub fn chosen_kind(&self) -> FindingKind {
        self.chosen_kind
    }

    /// The nudge while the waveform is being dragged, or while a locked ticket is only looked at.
    pub fn unsaved_nudge(&self) -> Option<Nudge> {
        self.unsaved_nudge
    }

    /// The finding that was gone to last.
    pub fn recalled(&self) -> Option<FindingId> {
        self.recalled
    }

    /// Whether a submission, approval or return was made in this session that may still be taken back.
    pub fn can_take_back(&self) -> bool {
        self.before_decision.is_some()
    }

    /// The measurement of the pair on the desk.
    pub fn measuring(&self) -> &Measuring {
        &self.measuring
    }

    /// While the QC is finished on a stage mix: what was measured against the reference served.
    pub fn served_result(&self) -> Option<&Measured> {
        self.served_result.as_deref()
    }

    /// Which other picture the audio fits, where it does not fit the one served.
    pub fn conform(&self) -> Option<&ConformSearch> {
        self.conform.as_deref()
    }

    /// Snapshots of findings, as far as they are looked at.
    pub fn snapshots(&self) -> &SnapshotCache {
        &self.snapshots
    }

    /// The reference in force and what kind it is: served by the policy or by a recorded override.
    pub fn served(&self) -> Option<(&Asset, ReferenceKind)> {
        let ReferenceStatus::Served { asset, kind, .. } = &self.decision.status else { return None };
        Some((self.ticket.assets().get(*asset)?, *kind))
    }

    /// How much time may stand across the waveform: from 10 ms to what shows all of the programme with the playhead, in
    /// the middle, at either end; at least 20 s.
    pub fn usable_span(&self, wanted: SampleDelta) -> SampleDelta {
        let shortest = SampleDelta::from_milliseconds(10);
        let least = SampleDelta::from_milliseconds(20_000);
        let all = SampleDelta::new(self.transport.duration.get().saturating_mul(2));
        wanted.clamp(shortest, all.max(least))
    }

    /// The audio under QC for the ticket's task.
    pub fn delivered(&self) -> Option<&Asset> {
        let wanted = Role::Delivered(self.ticket.task());
        self.ticket.assets().iter().find(|asset| asset.role == wanted)
    }

    /// The served picture's rate; 24 where there is no picture.
    pub fn frame_rate(&self) -> FrameRate {
        self.served()
            .and_then(|(asset, _)| asset.facts.as_ref()?.frame_rate)
            .unwrap_or(crate::policy::Facts::FALLBACK_RATE)
    }

    /// The label of the picture's first frame; 00:00:00:00 where the movie has none.
    pub fn start_timecode(&self) -> Timecode {
        self.served()
            .and_then(|(asset, _)| asset.facts.as_ref()?.start_timecode)
            .unwrap_or_else(|| Timecode::new(0, TimecodeFormat::non_drop(self.frame_rate())))
    }

    /// The label of the frame shown.
    pub fn timecode(&self) -> Timecode {
        self.start_timecode().at(self.transport.position)
    }

    /// What was measured: against the reference served, then against the stage mix the QC is finished on.
    pub fn measured(&self) -> impl Iterator<Item = &Measured> {
        let now = match &self.measuring {
            Measuring::Done(measured) => Some(measured.as_ref()),
            _ => None,
        };
        self.served_result.as_deref().into_iter().chain(now)
    }

    /// The drafts a person has still to decide on, each with its place for [`super::MeasureCommand::AcceptDraft`] and with
    /// what it was measured against.
    pub fn open_drafts(&self) -> impl Iterator<Item = (usize, &Draft, &Measured)> {
        let mut before = 0;
        self.measured().flat_map(move |measured| {
            let first = before;
            before += measured.drafts.len();
            let open = measured.open_drafts(&self.ticket);
            open.map(move |(place, draft)| (first + place, draft, measured))
        })
    }

    /// Why the round at hand can no longer be changed, in words; `None` while it can.
    pub fn locked(&self) -> Option<&'static str> {
        self.ticket.lifecycle().state().locked()
    }

    /// Whether nobody works on the ticket yet: the first edit claims it.
    pub fn is_unclaimed(&self) -> bool {
        matches!(self.ticket.lifecycle().state(), State::New | State::Returned)
    }

    /// The working nudge as heard now: while dragging, the one under the pointer.
    pub fn nudge(&self) -> Nudge {
        self.unsaved_nudge.unwrap_or(self.ticket.nudge())
    }

    /// How far the delivered audio is shifted in all, as heard and drawn now.
    pub fn alignment(&self) -> Nudge {
        self.ticket.initial_alignment() + self.nudge().delta()
    }
}

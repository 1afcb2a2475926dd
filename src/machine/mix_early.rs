//! Listening to a mix while it is read for timing, so that it is read once.
//!
//! Where its programme lies, its two ends say, which are looked at first. A Print Master is taken to lie where the time stamps say; it is read
//! beside the mix, into the features of timing as well. Whether that was right, the measurement of timing says in the end: what was
//! heard counts only where it is exactly what would be heard then.

use std::ops::Range;
use std::sync::Arc;

use super::mix_beside::{BesideMix, sound_beside};
use super::mix_cost::{CostMeter, MixCost, MixWork};
use super::mix_hearing::Hearing;
use super::mix_marks::{AudioMarks, MixAsked};
use super::mix_master::print_master;
use super::read_once::ReadOnce;
use super::sound_lanes::lanes;
use crate::media::{MediaCache, OpenedMedia, PcmSource, SetAside, SoundSink};
use crate::mix::{AlignedPiece, LONGEST_LEADER, LeaderMeter, MOST_CHANNELS, MixResult};
use crate::timing::Features;

/// A mix that is listened to as it is read, from its first frame to its last.
pub struct EarlyMix {
    opened: Arc<OpenedMedia>,
    marks: AudioMarks,
    placed: Result<Vec<AlignedPiece>, String>,
    /// The Print Master, if there is one.
    once: Option<(Arc<OpenedMedia>, Arc<ReadOnce>)>,
    /// Until it is over.
    hearing: Option<(Hearing, LeaderMeter)>,
    /// Once it is over.
    heard: Option<HeardEarly>,
    /// Processor seconds until now.
    spent: f64,
    leader_from: i64,
    channels: usize,
    length: i64,
    next: i64,
    has_failed: bool,
}

/// What was heard so.
pub(super) struct HeardEarly {
    /// What it rests on.
    pub marks: AudioMarks,
    pub placed: Result<Vec<AlignedPiece>, String>,
    pub beside: BesideMix,
    /// Of the Print Master that lay beside it: put aside, as timing measures with others first.
    pub features: Option<SetAside<Features>>,
    pub result: MixResult,
    pub cost: MixCost,
}

impl EarlyMix {
    /// `None` for sound that isn't listened to, and where nothing says before a measurement where the Print Master lies.
    pub fn begin(asked: &MixAsked, media: &MediaCache) -> Option<Self> {
        let mut cost = CostMeter::start();
        let opened = media.open_sound(asked.audio).ok()?;
        let audio = opened.sound().filter(|audio| audio.channels() <= MOST_CHANNELS)?;
        let marks = AudioMarks::by_ends(audio).ok()?;
        let found = match print_master(asked, audio, media) {
            Ok(found) => Ok(found.stamped(asked.audio_facts, &marks)?),
            Err(why) => Err(why),
        };
        let placed = found.as_ref().map(|found| found.pieces.clone()).map_err(Clone::clone);
        let master = found.as_ref().ok().map(|found| (Arc::clone(&found.opened), Arc::clone(&found.sound)));
        let mut beside = sound_beside(asked, &marks, found, audio, media).ok()?;
        let once = match (master, beside.print_master.as_mut()) {
            (Some((opened, sound)), Ok(placed)) => {
                let once = Arc::new(ReadOnce::of(sound));
                *placed = placed.read_through(Arc::clone(&once) as Arc<dyn PcmSource>);
                Some((opened, once))
            }
            // It lies elsewhere, which the measurement will tell.
            (Some(_), Err(_)) => return None,
            (None, _) => None,
        };
        cost.add(MixWork::Survey);
        let leader_from = marks.programme.start.saturating_sub(LONGEST_LEADER).max(0);
        let hearing = Hearing::begin(asked, &marks, beside, audio, cost);
        Some(Self {
            spent: hearing.cost.total(),
            hearing: Some((hearing, LeaderMeter::new(audio.channels(), leader_from))),
            heard: None,
            leader_from,
            channels: audio.channels(),
            length: audio.frames(),
            opened: Arc::clone(&opened),
            placed,
            once,
            marks,
            next: 0,
            has_failed: false,
        })
    }

    /// Processor seconds spent so far.
    pub fn seconds(&self) -> f64 {
        self.spent
    }

    /// `None` where not all of it was read, or what lies beside it could not be.
    pub(super) fn finish(self) -> Option<HeardEarly> {
        self.heard.filter(|_| self.opened.is_current())
    }

    /// All of it was read: what it was heard with is let go before timing is measured.
    fn end(&mut self) -> Option<HeardEarly> {
        let (mut hearing, leader) = self.hearing.take()?;
        hearing.cost.restart();
        let read = match &self.once {
            Some((opened, once)) => Some(once.finish().filter(|_| opened.is_current())?),
            None => None,
        };
        hearing.cost.add(MixWork::Reading);
        if let Some((_, seconds)) = &read {
            // They were made while it was read.
            hearing.cost.add_seconds(MixWork::Reading, -seconds);
            hearing.cost.add_seconds(MixWork::PrintMasterFeatures, *seconds);
        }
        let leader = leader.finish();
        hearing.cost.add(MixWork::Leader);
        let features = read.map(|(features, _)| SetAside::new(features, None));
        features.iter().for_each(SetAside::put_aside);
        hearing.cost.add(MixWork::PrintMasterFeatures);
        let (mut result, beside, cost) = hearing.finish();
        self.spent = cost.total();
        result.measures.leader = Some(leader);
        let (marks, placed) = (self.marks.clone(), self.placed.clone());
        Some(HeardEarly { marks, placed, beside, features, result, cost })
    }

    /// The samples of a block from frame `first` on that lie in `range`, and their first frame.
    fn within<'a>(&self, block: &'a [f32], first: i64, range: &Range<i64>) -> Option<(i64, &'a [f32])> {
        let end = first + i64::try_from(block.len() / self.channels).unwrap_or(0);
        let (from, to) = (first.max(range.start), end.min(range.end));
        let place = |frame: i64| usize::try_from(frame - first).ok().map(|frames| frames * self.channels);
        (from < to).then(|| block.get(place(from)?..place(to)?)).flatten().map(|part| (from, part))
    }
}

impl SoundSink for EarlyMix {
    fn push(&mut self, block: &[f32]) {
        let first = self.next;
        self.next += i64::try_from(block.len() / self.channels).unwrap_or(0);
        let Some((mut hearing, mut leader)) = self.hearing.take().filter(|_| !self.has_failed) else {
            return;
        };
        hearing.cost.restart();
        if let Some((_, part)) = self.within(block, first, &(self.leader_from..self.marks.programme.start)) {
            leader.push(part);
            hearing.cost.add(MixWork::Leader);
        }
        if let Some((from, part)) = self.within(block, first, &self.marks.to_read) {
            self.has_failed = hearing.hear(lanes(part, self.channels), from).is_err();
        }
        self.spent = hearing.cost.total();
        self.hearing = Some((hearing, leader));
        if self.next == self.length && !self.has_failed {
            self.heard = self.end();
        }
    }
}

//! What each witness says about the initial alignment, and which one is used. Takes both leaders, time stamps and content.

use super::alignment::{Conditions, Contradiction, InitialAlignment, Witness, WitnessKind};
use crate::timing::leader::{Leader, LeaderSound, TWO_SECONDS};
use crate::timing::path::are_whole;

/// Least samples of format silence, a second, and how far from whole frames it may be, as a share of a frame. Chosen.
const LEAST_FORMAT_SILENCE: f64 = 48_000.0;
const WHOLE_FRAMES: f64 = 0.02;
/// Samples by which head silence may end before the programme begins by content: 20 ms. Chosen.
const SILENCE_ENDS: f64 = 960.0;

/// What the witnesses can see.
pub(super) struct Witnesses<'a> {
    pub audio: &'a Leader,
    pub reference: &'a Leader,
    /// Audio minus reference position where the reference's programme begins, by the sound; `None`: nothing matched.
    pub content: Option<f64>,
    pub conditions: &'a Conditions,
    /// Whether both sides' pops are proved.
    pub pops_proved: bool,
}

impl Witnesses<'_> {
    /// What every witness says, in the order of use, content last.
    pub fn all(&self) -> Vec<Witness> {
        let ordered =
            self.conditions.order.iter().map(|kind| Witness { kind: *kind, offset: self.offset(*kind) });
        ordered.chain([Witness { kind: WitnessKind::Content, offset: self.content }]).collect()
    }

    fn offset(&self, kind: WitnessKind) -> Option<f64> {
        match kind {
            WitnessKind::SyncPop => self.pop_offset(),
            WitnessKind::TimeReference => self.stamp_offset(),
            WitnessKind::ProgrammeStart => self.programme_offset(),
            WitnessKind::FileStart => Some(0.0),
            WitnessKind::Content => self.content,
        }
    }

    fn pop_offset(&self) -> Option<f64> {
        let (audio, reference) = self.audio.head_pop().zip(self.reference.head_pop())?;
        self.pops_proved.then_some((audio - reference) as f64)
    }

    fn stamp_offset(&self) -> Option<f64> {
        self.conditions.time_stamp_offset()
    }

    /// Where a side has a leader, or head silence of whole frames explains the content's offset exactly: silence gives a
    /// programme's beginning roughly, the content gives it to the sample.
    fn programme_offset(&self) -> Option<f64> {
        let marked = |leader: &Leader| leader.has(LeaderSound::Pop) || leader.has(LeaderSound::Tone);
        let content = self.content?;
        if marked(self.audio) || marked(self.reference) || self.is_format_silence(content) {
            return Some(content);
        }
        None
    }

    fn is_format_silence(&self, content: f64) -> bool {
        let whole = are_whole(content, self.conditions.frame_rate.samples_per_frame(), WHOLE_FRAMES);
        let silence =
            if content > 0.0 { self.audio.leading_silence() } else { self.reference.leading_silence() };
        whole && content.abs() >= LEAST_FORMAT_SILENCE && silence as f64 >= content.abs() - SILENCE_ENDS
    }

    /// The first witness that says something possible: the two sides must overlap.
    pub fn initial_alignment(&self) -> InitialAlignment {
        let (audio, reference) = (self.audio.length, self.reference.length);
        self.conditions.initial_alignment(|kind| self.offset(kind), audio, reference)
    }

    /// Whether a constant offset can be judged after `aligned`. Where the sound itself gave the alignment, another witness
    /// must agree: a pop on one side, two seconds before the whole hour of the other side's clock.
    pub fn judges(&self, aligned: &InitialAlignment) -> bool {
        if aligned.by != WitnessKind::ProgrammeStart {
            return true;
        }
        let half_frame = self.conditions.frame_rate.samples_per_frame() / 2.0;
        let hour = |starts: Option<i64>| starts.map(|starts| self.conditions.to_whole_hour(starts));
        let by_audio = self.audio.head_pop().zip(hour(self.conditions.picture_starts));
        let by_reference = self.reference.head_pop().zip(hour(self.conditions.time_reference));
        let says = [
            by_audio.map(|(pop, hour)| pop + TWO_SECONDS - hour),
            by_reference.map(|(pop, hour)| hour - pop - TWO_SECONDS),
        ];
        says.into_iter().flatten().any(|offset| (offset as f64 - aligned.offset).abs() < half_frame)
    }

    /// Witnesses other than the file start that disagree by half a frame or more.
    pub fn contradictions(&self) -> Vec<Contradiction> {
        let half_frame = self.conditions.frame_rate.samples_per_frame() / 2.0;
        let kinds = [WitnessKind::SyncPop, WitnessKind::TimeReference, WitnessKind::Content];
        let mut found = Vec::new();
        for (at, first) in kinds.iter().enumerate() {
            for second in kinds.iter().skip(at + 1) {
                let Some((one, other)) = self.offset(*first).zip(self.offset(*second)) else { continue };
                if (other - one).abs() >= half_frame {
                    found.push(Contradiction { between: [*first, *second], by: other - one });
                }
            }
        }
        found
    }
}

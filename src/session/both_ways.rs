//! Hearing a cut both ways: the join as delivered and as corrected, in a loop.
//!
//! Which join: of the draft that is looked at, else the measured recut nearest to the playhead, else the offset of the whole
//! at the playhead. Nothing of the ticket changes: it is heard only.

use super::{
    Effect, HeardCut, LoopMarks, Measured, Measuring, MonitorEffect, Session, TransportEffect, playing,
    suggestion,
};
use crate::monitoring::BothWays;
use crate::timebase::{Nudge, SampleDelta, SamplePos, Speed, TimeRange, offset_text};
use crate::timing::{Discrepancy, Recut, SegmentKind};

const NO_CUT: &str = "no recut and no offset was measured that could be heard both ways";
/// What is played before a cut and after it.
const AROUND: SampleDelta = SampleDelta::from_milliseconds(2000);

impl Session {
    /// The cut that is being heard both ways.
    pub fn heard_cut(&self) -> Option<HeardCut> {
        self.heard_cut
    }

    /// Of a cut that is heard both ways, whether it is heard as corrected now.
    pub fn hears_corrected(&self) -> bool {
        BothWays::is_corrected(self.transport.loops)
    }

    /// What is heard now, in words: "As delivered: after the cut the audio is EARLY by 12 frames".
    pub fn heard_cut_text(&self) -> Option<String> {
        let cut = self.heard_cut?;
        let place = if cut.is_offset { "the audio" } else { "after the cut the audio" };
        Some(if self.hears_corrected() {
            let place = if cut.is_offset { "in sync" } else { "in sync on both sides of the cut" };
            format!("As corrected: {place}")
        } else {
            format!("As delivered: {place} is {}", offset_text(cut.lateness(), self.frame_rate()))
        })
    }
}

/// Why no cut can be heard both ways here.
pub(super) fn refusal(session: &Session) -> Option<&'static str> {
    (session.heard_cut.is_none() && cut_here(session).is_none()).then_some(NO_CUT)
}

/// Plays the cut both ways, or ends that.
pub(super) fn toggle(session: &mut Session) -> Vec<Effect> {
    if session.heard_cut.is_some() {
        return playing::leave_both_ways(session);
    }
    let Some((ways, is_offset)) = cut_here(session) else { return Vec::new() };
    let mut effects = playing::leave_candidate(session);
    session.heard_cut = Some(HeardCut { ways, is_offset, marks: session.loop_marks });
    session.transport.loops = 0;
    let rate = session.frame_rate();
    let from = rate.start_of_frame(rate.frame_at((ways.gap.from - AROUND).max(SamplePos::ZERO)));
    let to = (ways.gap.to + AROUND).min(SamplePos::ZERO + session.transport.duration);
    session.loop_marks = LoopMarks { from: Some(from), to: Some(to), is_on: true, is_marked: false };
    session.transport.wanted = Speed::NORMAL;
    effects.extend([
        Effect::Monitor(MonitorEffect::HearBothWays(Some(ways))),
        playing::repeat(session),
        Effect::Transport(TransportEffect::Seek(from)),
        Effect::Transport(TransportEffect::Play),
    ]);
    effects
}

fn cut_here(session: &Session) -> Option<(BothWays, bool)> {
    let Measuring::Done(measured) = &session.measuring else { return None };
    let looked_at = session.selected_draft().and_then(|selected| {
        let (_, draft, of) = session.open_drafts().find(|(place, ..)| *place == selected)?;
        of.measurement.discrepancies.get(draft.evidence?)
    });
    if let Some(ways) =
        looked_at.and_then(|found| recut(found)).and_then(|recut| around_recut(measured, recut))
    {
        return Some((ways, false));
    }
    let here = session.transport.position;
    let recuts = measured.measurement.discrepancies.iter().filter_map(recut);
    let nearest = recuts.min_by_key(|recut| (recut.reference_from - here).get().abs());
    let ways = nearest.and_then(|recut| around_recut(measured, recut));
    ways.map(|ways| (ways, false)).or_else(|| offset(session).map(|ways| (ways, true)))
}

fn recut(found: &Discrepancy) -> Option<&Recut> {
    match found {
        Discrepancy::Removed(recut)
        | Discrepancy::Inserted(recut)
        | Discrepancy::Replaced(recut)
        | Discrepancy::Swapped(recut) => Some(recut),
        Discrepancy::GlobalOffset { .. } | Discrepancy::Drift { .. } | Discrepancy::Missing(_) => None,
    }
}

/// As delivered, it goes on as it lay before the recut; as corrected, it is in sync on both sides of it.
fn around_recut(measured: &Measured, recut: &Recut) -> Option<BothWays> {
    let measurement = &measured.measurement;
    let matched = || measurement.segments.iter().filter(|segment| segment.kind == SegmentKind::Matched);
    let before = matched().rfind(|segment| segment.reference_from < recut.reference_from);
    let after = matched().find(|segment| segment.reference_from >= recut.reference_from);
    let (before, after) = match before.zip(after) {
        Some((before, after)) => {
            let rate = measurement.rate;
            let (left, right) = (recut.reference_from, recut.reference_to);
            (
                suggestion::nudge_against(before.offset_at(left, rate)),
                suggestion::nudge_against(after.offset_at(right, rate)),
            )
        }
        // At its very ends, nothing else was matched.
        None => (
            Nudge::new(recut.reference_from - recut.audio_from),
            Nudge::new(recut.reference_to - recut.audio_to),
        ),
    };
    let gap = TimeRange { from: recut.reference_from, to: recut.reference_to.max(recut.reference_from) };
    (before != after).then_some(BothWays { delivered: before, before, gap, after })
}

/// As delivered, it lies where the initial alignment puts it; as corrected, where it is in sync at the playhead.
fn offset(session: &Session) -> Option<BothWays> {
    let here = session.transport.position;
    let delivered = session.ticket.initial_alignment();
    session.measured_lateness()?;
    let right = delivered + session.suggested_nudge()?.delta();
    let gap = TimeRange { from: here, to: here };
    (right != delivered).then_some(BothWays { delivered, before: right, gap, after: right })
}

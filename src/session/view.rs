//! View: commands that change how the waveform is shown, and the peaks it is drawn from.

use super::table::{command_family, listed, unlisted};
use super::{Effect, Session, Side, View, Workspace};
use crate::timebase::SampleDelta;
use crate::waveform::{BasePeaks, Pyramid};

command_family! {
    /// Changes how the waveform is shown.
    pub enum ViewCommand {
        listed {
            ShowChannels => listed("Lanes per channel", &["C"], "One waveform lane for each channel");
            ZoomIn => listed("Zoom in", &["Plus", "Equals"], "Less time across the waveform").repeats();
            ZoomOut => listed("Zoom out", &["Minus"], "More time across the waveform").repeats();
            /// The tabs are the window's, which opens them.
            ShowWhy => listed("Show Why", &["Alt+1"], "Why this reference is served");
            ShowAlign => listed("Show Align", &["Alt+2"], "What was measured, nudged and results");
            ShowTiming => listed("Show Timing", &["Alt+3"], "What was measured, and the drafts");
            ShowFindings => listed("Show Findings", &["Alt+4"], "What was flagged, and the ticket's status");
            ShowRequest => listed("Show Request", &["Alt+5"], "What was asked for and delivered");
        }
        unlisted {
            Set(View) => unlisted();
        }
    }
}

/// Peaks, as they are read.
#[derive(Clone, Debug)]
pub enum ViewEvent {
    Peaks { side: Side, channels: usize, peaks: BasePeaks },
    PeaksDone(Side),
}

pub(super) fn update(workspace: &mut Workspace, command: ViewCommand) -> Vec<Effect> {
    let Some(session) = workspace.session.as_mut() else { return Vec::new() };
    match command {
        ViewCommand::ShowChannels => session.view.per_channel = !session.view.per_channel,
        ViewCommand::ZoomIn => zoom(session, 1, 2),
        ViewCommand::ZoomOut => zoom(session, 2, 1),
        ViewCommand::Set(view) => session.view = view,
        ViewCommand::ShowWhy
        | ViewCommand::ShowAlign
        | ViewCommand::ShowTiming
        | ViewCommand::ShowFindings
        | ViewCommand::ShowRequest => {}
    }
    Vec::new()
}

pub(super) fn event(workspace: &mut Workspace, event: ViewEvent) -> Vec<Effect> {
    let Some(session) = workspace.session.as_mut() else { return Vec::new() };
    match event {
        ViewEvent::Peaks { side, channels, peaks } => {
            let number = session.sounds_opened;
            let pyramid =
                session.pyramids.entry(side).or_insert_with(|| Pyramid::new(channels).numbered(number));
            // A run out of order is of an earlier load: the machine has dropped that job already.
            pyramid.append(&peaks).unwrap_or_default();
        }
        ViewEvent::PeaksDone(side) => session.peaks_done.push(side),
    }
    Vec::new()
}

fn zoom(session: &mut Session, times: i64, over: i64) {
    session.view.span = session.usable_span(SampleDelta::new(session.view.span.get() * times / over));
}

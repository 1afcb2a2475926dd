//! View: commands that change how picture and waveform are shown, and the peaks it is drawn from.

use std::ops::Range;
use std::sync::Arc;

use super::table::{CommandRow, Need, WhileTyping, command_family, listed, unlisted};
use super::{
    Effect, HeldSamples, HeldSpectrum, PictureZoom, Session, Settings, Side, View, ViewEffect,
    WaveformLayout, Workspace, second_picture,
};
use crate::timebase::SampleDelta;
use crate::waveform::{BasePeaks, Pyramid, SampleBlock, SpectrumTile, TileKey};

/// A push of the keys for the waveform's height, in decibels.
const GAIN_STEP: i32 = 6;

/// The row of a tab: its key types nothing, so it shows the tab while a text is typed, too.
const fn tab(label: &'static str, keys: &'static [&'static str], tooltip: &'static str) -> CommandRow {
    listed(label, keys, tooltip).while_typing(WhileTyping::Yes)
}

command_family! {
    /// Changes how picture and waveform are shown.
    pub enum ViewCommand {
        listed {
            ShowChannels => listed("Lanes per channel", &["C"], "One waveform lane for each channel");
            ZoomIn => listed("Zoom in", &["Plus", "Equals"], "Less time across the waveform").repeats();
            ZoomOut => listed("Zoom out", &["Minus"], "More time across the waveform").repeats();
            /// The tabs are the window's, which opens them; numbered from left to right.
            ShowWhy => tab("Show Why", &["Alt+1"], "Why this reference is served");
            ShowAlign => tab("Show Align", &["Alt+2"], "What was measured, nudged and results");
            ShowTiming => tab("Show Timing", &["Alt+3"], "What was measured, and the drafts");
            ShowMix => tab("Show Mix", &["Alt+4"], "What was heard inside the mix, for you to listen to");
            ShowFindings => tab("Show Findings", &["Alt+5"], "What was flagged, and the ticket's status");
            ShowRequest => tab("Show Request", &["Alt+6"], "What was asked for and delivered");
            Taller => listed("Waveform taller", &["Alt+Up"], "The waveform 6 dB taller").repeats();
            Lower => listed("Waveform lower", &["Alt+Down"], "The waveform 6 dB lower").repeats();
            InDecibels => listed(
                "Waveform in dB", &["Shift+W"], "The height of the waveform in decibels, from −60 dBFS"
            );
            ShowSpectrum => listed(
                "Spectrum lane", &["Shift+S"], "What is heard by its frequencies, 20 Hz to 20 kHz, under the waveform"
            );
            MoveWaveform => listed(
                "Waveform below / over / hidden",
                &["W"],
                "Under the picture, over its lower part, or nowhere",
            );
            ComparePictures => listed(
                "Compare pictures",
                &["V"],
                "Another reference at the same timecode: wiped over the one served, side by side, or off",
            ).needs(&[Need::Playback, Need::SecondPicture]);
            FitPicture => listed("Fit picture", &["F"], "The whole picture again, after zooming into it");
            FullScreen => listed("Full-screen picture", &["F11"], "The picture alone, with the transport; Esc leaves");
            PictureWindow => listed(
                "Picture window",
                &["Shift+F11"],
                "The picture in a window of its own, for a second monitor; F11 there fills its screen",
            ).without_request();
        }
        unlisted {
            Set(View) => unlisted();
            /// Height or opacity of the waveform is being dragged: seen at once.
            DragWaveform(WaveformLayout) => unlisted();
            /// The drag ended: what was set is kept.
            EndWaveformDrag => unlisted();
            LeaveFullScreen => unlisted();
            /// Show this asset's picture beside the one served.
            ChooseSecond(usize) => unlisted().needs(&[Need::Playback, Need::SecondPicture]);
            /// The edge of the wipe is being dragged, 0 to 1.
            DragWipe(f32) => unlisted();
            /// The waveform shows these samples of one side.
            WantSamples { side: Side, frames: Range<i64> } => unlisted();
            /// The spectrum lane shows this tile of one side.
            WantSpectrum { side: Side, key: TileKey } => unlisted();
            /// The waveform shows peaks: no samples are wanted.
            ForgetSamples => unlisted();
        }
    }
}

/// Peaks, as they are read.
#[derive(Clone, Debug)]
pub enum ViewEvent {
    Peaks {
        side: Side,
        channels: usize,
        peaks: BasePeaks,
    },
    /// All peaks of a side at once, kept since it was read before.
    PeaksKept {
        side: Side,
        pyramid: Box<Pyramid>,
    },
    PeaksDone(Side),
    /// A tile of the spectrogram that was asked for; `None` where its sound cannot be read.
    Spectrum {
        side: Side,
        key: TileKey,
        tile: Option<Arc<SpectrumTile>>,
    },
    /// Samples that were asked for; `None` where they cannot be read.
    Samples {
        side: Side,
        block: Option<Arc<SampleBlock>>,
    },
}

pub(super) fn update(workspace: &mut Workspace, command: ViewCommand) -> Vec<Effect> {
    use ViewCommand as C;
    match command {
        C::MoveWaveform => {
            let waveform = workspace.settings.waveform;
            return keep(workspace, WaveformLayout { place: waveform.place.next(), ..waveform });
        }
        C::DragWaveform(layout) => workspace.settings.waveform = layout.usable(),
        C::EndWaveformDrag => return keep(workspace, workspace.settings.waveform),
        C::ComparePictures => {
            return workspace.session.as_mut().map(second_picture::next_layout).unwrap_or_default();
        }
        C::ChooseSecond(asset) => {
            let session = workspace.session.as_mut();
            return session.map(|session| second_picture::choose(session, asset)).unwrap_or_default();
        }
        C::WantSamples { side, frames } => {
            let session = workspace.session.as_mut();
            let asked = session.and_then(|session| session.samples.entry(side).or_default().ask(&frames));
            return asked.map(|frames| ViewEffect::ReadSamples { side, frames }.into()).into_iter().collect();
        }
        C::WantSpectrum { side, key } => {
            let session = workspace.session.as_mut();
            let is_asked = session.is_some_and(|session| session.spectra.entry(side).or_default().ask(key));
            return is_asked.then(|| ViewEffect::BuildSpectrum { side, key }.into()).into_iter().collect();
        }
        C::PictureWindow => workspace.picture_window = !workspace.picture_window,
        _ => {
            if let Some(session) = workspace.session.as_mut() {
                show(session, command);
            }
        }
    }
    Vec::new()
}

/// Changes how this session is shown, and nothing that is kept.
fn show(session: &mut Session, command: ViewCommand) {
    use ViewCommand as C;
    let view = &mut session.view;
    match command {
        C::ShowChannels => view.per_channel = !view.per_channel,
        C::ZoomIn => zoom(session, 1, 2),
        C::ZoomOut => zoom(session, 2, 1),
        C::FitPicture => view.zoom = PictureZoom::default(),
        C::FullScreen => view.full_screen = !view.full_screen,
        C::LeaveFullScreen => view.full_screen = false,
        C::DragWipe(edge) => {
            if let Some(second) = &mut session.second_picture {
                second.edge = edge.clamp(0.0, 1.0);
            }
        }
        C::Taller => view.taller(GAIN_STEP),
        C::Lower => view.taller(-GAIN_STEP),
        C::InDecibels => view.in_decibels = !view.in_decibels,
        C::ShowSpectrum => {
            view.spectrum = !view.spectrum;
            session.spectra.values_mut().for_each(HeldSpectrum::forget);
        }
        C::ForgetSamples => session.samples.values_mut().for_each(HeldSamples::forget),
        C::Set(wanted) => *view = View { zoom: wanted.zoom.usable(), ..wanted },
        C::ShowWhy
        | C::ShowAlign
        | C::ShowTiming
        | C::ShowMix
        | C::ShowFindings
        | C::ShowRequest
        | C::MoveWaveform
        | C::DragWaveform(_)
        | C::EndWaveformDrag
        | C::PictureWindow
        | C::WantSamples { .. }
        | C::WantSpectrum { .. }
        | C::ComparePictures
        | C::ChooseSecond(_) => {}
    }
}

fn keep(workspace: &mut Workspace, waveform: WaveformLayout) -> Vec<Effect> {
    let settings = Settings { waveform, ..workspace.settings.clone() };
    workspace.set(settings)
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
        ViewEvent::PeaksKept { side, pyramid } => {
            session.pyramids.insert(side, pyramid.numbered(session.sounds_opened));
            session.peaks_kept.push(side);
        }
        ViewEvent::PeaksDone(side) => {
            session.peaks_kept.retain(|kept| *kept != side);
            session.peaks_done.push(side);
        }
        ViewEvent::Spectrum { side, key, tile } => session.spectra.entry(side).or_default().take(key, tile),
        ViewEvent::Samples { side, block } => session.samples.entry(side).or_default().take(block),
    }
    Vec::new()
}

fn zoom(session: &mut Session, times: i64, over: i64) {
    session.view.span = session.usable_span(SampleDelta::new(session.view.span.get() * times / over));
}

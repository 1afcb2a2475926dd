//! What is set at the waveform's upper edge: zoom and lanes, and over the picture its opacity.

use eframe::egui::{Align, Layout, Rect, RichText, Slider, Ui, UiBuilder, pos2, vec2};

use super::time_scale::TimeScale;
use crate::desk::panels::loop_marks;
use crate::desk::text::span_text;
use crate::desk::widgets::{Icon, action_button, icon_button, toggle_button};
use crate::desk::{keys, theme};
use crate::session::{Command, Session, ViewCommand, WaveformLayout, WaveformPlace, Workspace};

/// Zoom and lanes, small in the upper right corner.
pub fn show(ui: &mut Ui, rect: Rect, scale: TimeScale, workspace: &Workspace, commands: &mut Vec<Command>) {
    let layout = workspace.settings().waveform;
    if layout.place == WaveformPlace::Over {
        opacity_slider(ui, rect, layout, commands);
    }
    let place = Rect::from_min_size(pos2(rect.right() - 312.0, rect.top() + 4.0), vec2(300.0, 30.0));
    let layout = Layout::right_to_left(Align::Center);
    ui.scope_builder(UiBuilder::new().max_rect(place).layout(layout), |ui| {
        ui.spacing_mut().item_spacing.x = theme::CLOSE;
        let is_on = workspace.session().is_some_and(|session| session.view().spectrum);
        toggle_button(ui, workspace, ViewCommand::ShowSpectrum, "Spectrum", is_on, commands);
        action_button(ui, workspace, ViewCommand::ShowChannels, "Lanes", commands);
        icon_button(ui, workspace, ViewCommand::ZoomIn, Icon::Plus, commands);
        icon_button(ui, workspace, ViewCommand::ZoomOut, Icon::Minus, commands);
        let Some(session) = workspace.session() else { return };
        let words = RichText::new(shown_text(session, scale));
        ui.label(words.font(theme::figures(theme::SMALL)).color(theme::TEXT));
    });
}

/// How much the waveform covers of the picture under it, left of the loop's buttons.
fn opacity_slider(ui: &mut Ui, rect: Rect, layout: WaveformLayout, commands: &mut Vec<Command>) {
    let right = loop_marks::buttons_rect(rect).left() - theme::GAP;
    let place = Rect::from_min_size(pos2(right - 88.0, rect.top() + 6.0), vec2(88.0, 24.0));
    ui.scope_builder(UiBuilder::new().max_rect(place), |ui| {
        ui.spacing_mut().slider_width = 72.0;
        let mut opacity_percent = layout.opacity_percent;
        let slider = Slider::new(&mut opacity_percent, WaveformLayout::PERCENT).show_value(false);
        let response = ui.add(slider).accessible_name("Waveform opacity");
        keys::leave_arrows_to(&response);
        if opacity_percent != layout.opacity_percent {
            commands.push(ViewCommand::DragWaveform(WaveformLayout { opacity_percent, ..layout }).into());
        }
        if response.drag_stopped() || (response.changed() && !response.dragged()) {
            commands.push(ViewCommand::EndWaveformDrag.into());
        }
        response.on_hover_text("How much the waveform covers the picture");
    });
}

/// How much time is shown, and how tall: "5 s +12 dB".
fn shown_text(session: &Session, scale: TimeScale) -> String {
    let view = session.view();
    let span = span_text(if scale.is_close() { scale.span() } else { view.span });
    let gain = if view.gain_decibels == 0 { String::new() } else { format!(" {:+} dB", view.gain_decibels) };
    if view.in_decibels { format!("{span}{gain} · in dB") } else { format!("{span}{gain}") }
}

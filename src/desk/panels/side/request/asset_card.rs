//! One file or set of the request: its role, whether it was delivered, what was read from it, and what is wrong
//! with it.

use eframe::egui::{ComboBox, Frame, Grid, Margin, RichText, Ui};

use crate::desk::bidi::isolated;
use crate::desk::text::delivery_text;
use crate::desk::theme;
use crate::desk::widgets::{StatusIcon, choice, figures, paragraph, small_text, status_icon};
use crate::session::{Command, RequestCommand};
use crate::ticket::{Asset, AssetFacts, Delivery, ReferenceKind, Role, Task};
use crate::timebase::duration_text;

const ROLES: [Role; 10] = [
    Role::Reference(ReferenceKind::Companion),
    Role::Reference(ReferenceKind::FinalProxy),
    Role::Reference(ReferenceKind::ServicingTurnover),
    Role::Reference(ReferenceKind::LockedCut),
    Role::Reference(ReferenceKind::StageMix),
    Role::Delivered(Task::MusicAndEffects),
    Role::Delivered(Task::PrintMaster),
    Role::OtherForm(Task::MusicAndEffects),
    Role::OtherForm(Task::PrintMaster),
    Role::Unrecognised,
];

/// One asset with everything known about it. `place` is its index among the assets.
pub fn show(ui: &mut Ui, place: usize, asset: &Asset, commands: &mut Vec<Command>) {
    let frame = Frame::new().fill(theme::RAISED).corner_radius(theme::CORNER).inner_margin(Margin::same(10));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        pickers(ui, place, asset, commands);
        let name = RichText::new(isolated(&asset.file_name())).font(theme::figures(theme::BODY - 1.0));
        ui.add(eframe::egui::Label::new(name.color(theme::BRIGHT)).wrap());
        if let Some(problem) = &asset.problem {
            noted(ui, StatusIcon::Problem, &problem.to_string());
        }
        ui.scope(|ui| {
            ui.spacing_mut().interact_size.y = 0.0;
            Grid::new(("asset", place))
                .num_columns(2)
                .spacing([12.0, 4.0])
                .show(ui, |ui| properties(ui, asset));
        });
        for warning in asset.facts.iter().flat_map(|facts| facts.incomplete.iter().chain(&facts.warnings)) {
            noted(ui, StatusIcon::Info, warning);
        }
        guide_picker(ui, place, asset, commands);
        small_text(ui, asset.recognised_text());
    });
}

fn noted(ui: &mut Ui, shape: StatusIcon, text: &str) {
    ui.horizontal_top(|ui| {
        status_icon(ui, shape, 12.0);
        paragraph(ui, text);
    });
}

fn pickers(ui: &mut Ui, place: usize, asset: &Asset, commands: &mut Vec<Command>) {
    let number = place + 1;
    // Each in its half, however long its words are.
    ui.columns(2, |halves| {
        let [first, second] = halves else { return };
        let combo = ComboBox::from_id_salt(("role", place))
            .selected_text(asset.role.to_string())
            .width(first.available_width() - theme::GAP)
            .height(400.0)
            .truncate();
        let roles = ROLES.into_iter().map(|role| (role, role.to_string(), role == asset.role));
        if let Some(role) = choice(first, combo, &format!("Role of asset {number}"), roles) {
            commands.push(RequestCommand::SetRole { asset: place, role }.into());
        }
        let combo = ComboBox::from_id_salt(("delivery", place))
            .selected_text(delivery_text(&asset.delivery))
            .width(second.available_width() - theme::GAP)
            .truncate();
        let all = [Delivery::Delivered, Delivery::NotDelivered, Delivery::Assumed];
        let options = all.map(|delivery| {
            let (label, is_chosen) = (delivery_text(&delivery).to_owned(), delivery == asset.delivery);
            (delivery, label, is_chosen)
        });
        if let Some(delivery) = choice(second, combo, &format!("Delivery of asset {number}"), options) {
            commands.push(RequestCommand::SetDelivery { asset: place, delivery }.into());
        }
    });
}

/// Which sound track of a movie is the guide, where it has several.
fn guide_picker(ui: &mut Ui, place: usize, asset: &Asset, commands: &mut Vec<Command>) {
    let tracks = asset.facts.as_ref().map(|facts| facts.sound_tracks.as_slice()).unwrap_or_default();
    if tracks.len() < 2 || !matches!(asset.role, Role::Reference(_)) {
        return;
    }
    let by_sound = "Guide track: chosen by sound".to_owned();
    let named = |number: usize| {
        let track = number.checked_sub(1).and_then(|place| tracks.get(place));
        track.map_or(format!("Guide track {number}"), |track| {
            format!("Guide track {number}: {}", track.label())
        })
    };
    let combo = ComboBox::from_id_salt(("guide track", place))
        .selected_text(asset.guide_track.map_or_else(|| by_sound.clone(), named))
        .width(ui.available_width())
        .truncate();
    let numbered = (1..=tracks.len()).map(|number| (Some(number), named(number)));
    let all = std::iter::once((None, by_sound.clone())).chain(numbered);
    let options = all.map(|(track, label)| (track, label, asset.guide_track == track));
    if let Some(track) = choice(ui, combo, &format!("Guide track of asset {}", place + 1), options) {
        commands.push(RequestCommand::SetGuideTrack { asset: place, track }.into());
    }
}

fn properties(ui: &mut Ui, asset: &Asset) {
    if let Some(version) = &asset.version {
        property(ui, "Version", version);
    }
    if let Some(facts) = &asset.facts {
        measured(ui, facts);
    }
    if let Some(hash) = &asset.sha256 {
        let short: String = hash.chars().take(16).collect();
        ui.label(RichText::new("SHA-256").size(theme::SMALL).color(theme::QUIET));
        figures(ui, format!("{short}…")).on_hover_text(hash);
        ui.end_row();
    }
}

fn measured(ui: &mut Ui, facts: &AssetFacts) {
    if let Some(rate) = facts.frame_rate {
        property(ui, "Rate", &facts.start_timecode.map_or(rate.label(), |timecode| timecode.format.label()));
    }
    if let Some(start) = facts.start_timecode {
        property(ui, "Starts at", &start.to_string());
    }
    property(ui, "Lasts", &duration_text(facts.duration));
    if facts.channels > 0 {
        property(ui, "Sound", &format!("{} ch · {} Hz", facts.channels, facts.sample_rate));
    }
    if let Some(reference) = facts.time_reference {
        property(ui, "TimeReference", &format!("{} samples", reference.get()));
    }
    if !facts.formats.is_empty() {
        property(ui, "Format", &facts.formats.join(" · "));
    }
}

fn property(ui: &mut Ui, name: &str, value: &str) {
    ui.label(RichText::new(name).size(theme::SMALL).color(theme::QUIET));
    figures(ui, value);
    ui.end_row();
}

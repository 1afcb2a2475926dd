//! The still and the waveform that were saved when a finding was flagged, on its card.

use eframe::egui::{
    Color32, Id, Label, Rect, RichText, Role, Sense, TextureHandle, Ui, WidgetInfo, pos2, vec2,
};

use crate::desk::text::sentence;
use crate::desk::theme;
use crate::desk::widgets::SnapshotTextures;
use crate::session::{CachedSnapshot, Command, FindingCommand, Session};
use crate::ticket::Finding;

/// Height of both pictures on a card.
const HEIGHT: f32 = 84.0;
/// Width of an image in its tooltip, where all of it is shown.
const HOVER_WIDTH: f32 = 640.0;

/// The still of the finding's first frame and, right of it, the waveform around it, both as saved when it was flagged.
/// Asks for them when the card is on screen.
pub fn show(
    ui: &mut Ui,
    number: usize,
    finding: &Finding,
    session: &Session,
    snapshots: &mut SnapshotTextures,
    commands: &mut Vec<Command>,
) {
    let (still, waveform) = (finding.evidence.still.as_deref(), finding.evidence.waveform.as_deref());
    if still.is_none() && waveform.is_none() {
        return;
    }
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::hover());
    if !ui.is_rect_visible(rect) {
        return;
    }
    let mut left = rect.left();
    if let Some(name) = still {
        let image = CardImage {
            file: name,
            label: format!("Still of finding {number}"),
            missing: "No still was kept.",
        };
        let shown = entry(ui, session, snapshots, &image, commands);
        let shape = if let ImageState::Ready(texture) = &shown { texture.aspect_ratio() } else { 16.0 / 9.0 };
        let most = if waveform.is_some() { rect.width() * 0.6 } else { rect.width() };
        let width = (HEIGHT * shape).min(most);
        let size = vec2(width, width / shape);
        place(ui, Rect::from_min_size(rect.min, size), &image, &shown, 1.0);
        left += width + theme::GAP;
    }
    if let Some(name) = waveform {
        let image = CardImage {
            file: name,
            label: format!("Waveform at finding {number}"),
            missing: "No waveform was kept.",
        };
        let shown = entry(ui, session, snapshots, &image, commands);
        let room = Rect::from_min_max(pos2(left, rect.top()), rect.max);
        let shape = if let ImageState::Ready(texture) = &shown { texture.aspect_ratio() } else { 1.0 };
        // The middle of it, where the finding is; all of it under the pointer.
        place(ui, room, &image, &shown, (room.width() / (HEIGHT * shape)).min(1.0));
    }
}

/// A still or a waveform on the card.
struct CardImage<'a> {
    file: &'a str,
    /// Its accessible name.
    label: String,
    /// Shown instead when there is none.
    missing: &'static str,
}

enum ImageState {
    Loading,
    Ready(TextureHandle),
    /// What is said in its place.
    Missing(String),
}

fn entry(
    ui: &Ui,
    session: &Session,
    snapshots: &mut SnapshotTextures,
    image: &CardImage<'_>,
    commands: &mut Vec<Command>,
) -> ImageState {
    match session.snapshots().entry(image.file) {
        Some(CachedSnapshot::There(snapshot)) => {
            ImageState::Ready(snapshots.texture(ui.ctx(), image.file, snapshot))
        }
        Some(CachedSnapshot::Missing) => ImageState::Missing(image.missing.to_owned()),
        Some(CachedSnapshot::NotKept(why)) => {
            ImageState::Missing(format!("{} {}", image.missing, sentence(why)))
        }
        Some(CachedSnapshot::Asked) => ImageState::Loading,
        None => {
            commands.push(FindingCommand::LoadSnapshot(image.file.to_owned()).into());
            ImageState::Loading
        }
    }
}

/// Shows the middle `share` of a picture's width in `rect`.
fn place(ui: &mut Ui, rect: Rect, image: &CardImage<'_>, shown: &ImageState, share: f32) {
    match shown {
        ImageState::Loading => _ = ui.painter().rect_filled(rect, theme::CORNER, theme::FIELD),
        ImageState::Missing(words) => {
            let words = RichText::new(words).size(theme::SMALL).color(theme::QUIET);
            ui.put(rect, Label::new(words).wrap());
        }
        ImageState::Ready(texture) => {
            let uv = Rect::from_min_max(pos2(0.5 - share / 2.0, 0.0), pos2(0.5 + share / 2.0, 1.0));
            ui.painter().image(texture.id(), rect, uv, Color32::WHITE);
            let response = ui.interact(rect, Id::unique(("picture", image.file)), Sense::hover());
            response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &image.label));
            response.on_hover_ui(|ui| {
                let size = vec2(HOVER_WIDTH, HOVER_WIDTH / texture.aspect_ratio());
                let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
                let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
                ui.painter().image(texture.id(), rect, whole, Color32::WHITE);
            });
        }
    }
}

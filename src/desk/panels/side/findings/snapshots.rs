use eframe::egui::{
    Color32, Id, Label, Rect, RichText, Role, Sense, TextureHandle, Ui, WidgetInfo, pos2, vec2,
};

use crate::desk::theme;
use crate::desk::widgets::SnapshotTextures;
use crate::session::{CachedSnapshot, Command, Session};
use crate::ticket::Finding;

/// Height of both pictures on a card.
const HEIGHT: f32 = 84.0;
/// How wide a picture is under the pointer, where it is seen whole.
const WHOLE: f32 = 640.0;

/// How the finding looked when it was flagged: the still of its first frame, and the waveform around it at its right.
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
        let named = Named { file: name, words: format!("Still of finding {number}"), missing: NO_STILL };
        let shown = entry(ui, session, snapshots, &named, commands);
        let shape = if let Shown::There(texture) = &shown { texture.aspect_ratio() } else { 16.0 / 9.0 };
        let most = if waveform.is_some() { rect.width() * 0.6 } else { rect.width() };
        let width = (HEIGHT * shape).min(most);
        let size = vec2(width, width / shape);
        place(ui, Rect::from_min_size(rect.min, size), &named, &shown, 1.0);
        left += width + theme::GAP;
    }
    if let Some(name) = waveform {
        let named = Named {
            file: name,
            words: format!("Waveform at finding {number}"),
            missing: "No waveform was kept.",
        };
        let shown = entry(ui, session, snapshots, &named, commands);
        let room = Rect::from_min_max(pos2(left, rect.top()), rect.max);
        let shape = if let Shown::There(texture) = &shown { texture.aspect_ratio() } else { 1.0 };
        // The middle of it, where the finding is; all of it under the pointer.
        place(ui, room, &named, &shown, (room.width() / (HEIGHT * shape)).min(1.0));
    }
}

const NO_STILL: &str = "No still was kept: another frame was on screen.";

/// A picture of the card.
struct Named<'a> {
    file: &'a str,
    /// What it is called for those who do not see it.
    words: String,
    /// What stands in its place where there is none.
    missing: &'static str,
}

enum Shown {
    Awaited,
    There(TextureHandle),
    Missing,
}

fn entry(
    ui: &Ui,
    session: &Session,
    snapshots: &mut SnapshotTextures,
    named: &Named<'_>,
    commands: &mut Vec<Command>,
) -> Shown {
    match session.snapshots.entry(named.file) {
        Some(CachedSnapshot::There(print)) => Shown::There(snapshots.texture(ui.ctx(), named.file, print)),
        Some(CachedSnapshot::Missing) => Shown::Missing,
        Some(CachedSnapshot::Asked) => Shown::Awaited,
        None => {
            commands.push(Command::LookAtPicture(named.file.to_owned()));
            Shown::Awaited
        }
    }
}

/// Shows the middle `share` of a picture's width in `rect`.
fn place(ui: &mut Ui, rect: Rect, named: &Named<'_>, shown: &Shown, share: f32) {
    match shown {
        Shown::Awaited => _ = ui.painter().rect_filled(rect, theme::CORNER, theme::FIELD),
        Shown::Missing => {
            let words = RichText::new(named.missing).size(theme::SMALL).color(theme::QUIET);
            ui.put(rect, Label::new(words).wrap());
        }
        Shown::There(texture) => {
            let uv = Rect::from_min_max(pos2(0.5 - share / 2.0, 0.0), pos2(0.5 + share / 2.0, 1.0));
            ui.painter().image(texture.id(), rect, uv, Color32::WHITE);
            let response = ui.interact(rect, Id::unique(("picture", named.file)), Sense::hover());
            response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &named.words));
            response.on_hover_ui(|ui| {
                let size = vec2(WHOLE, WHOLE / texture.aspect_ratio());
                let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
                let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
                ui.painter().image(texture.id(), rect, whole, Color32::WHITE);
            });
        }
    }
}

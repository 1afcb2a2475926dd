use eframe::egui::{ComboBox, Id, Ui};

use crate::desk::theme;
use crate::desk::widgets::{field, quiet};
use crate::session::{Command, Session};
use crate::ticket::{Asset, ReferenceKind, Role};

/// An override half made.
#[derive(Clone, Debug, Default)]
struct Half {
    asset: Option<usize>,
    why: String,
}

/// Choose a reference against the policy; the reason is recorded with the name and the time.
pub fn form(ui: &mut Ui, session: &Session, commands: &mut Vec<Command>) {
    let memory = Id::unique(("override", session.ticket.id));
    let mut half: Half = ui.data(|kept| kept.get_temp(memory)).unwrap_or_default();
    let usable: Vec<(usize, &Asset)> = candidates(session).collect();
    if usable.is_empty() {
        quiet(ui, "No other file of this request can serve. If one should, give it its role under Request.");
        return;
    }
    let chosen = half.asset.or(usable.first().map(|(place, _)| *place));
    let name_of = |place: Option<usize>| {
        usable.iter().find(|(one, _)| Some(*one) == place).map(|(_, asset)| label(asset)).unwrap_or_default()
    };
    ComboBox::from_id_salt("override asset")
        .selected_text(name_of(chosen))
        .width(ui.available_width())
        .truncate()
        .show_ui(ui, |ui| {
            for (place, asset) in &usable {
                if ui.selectable_label(chosen == Some(*place), label(asset)).clicked() {
                    half.asset = Some(*place);
                }
            }
        })
        .response
        .accessible_name("Serve instead");
    if let Some(why) = field(ui, "Reason for the override", "Reason, recorded with your name", &half.why) {
        half.why = why;
    }
    ui.add_space(theme::CLOSE);
    let ready = chosen.filter(|_| !half.why.trim().is_empty());
    let button = ui.add_enabled(ready.is_some(), eframe::egui::Button::new("Serve it instead"));
    let button = button.on_disabled_hover_text("An override needs a reason");
    match ready {
        Some(asset) if button.clicked() => {
            commands.push(Command::Override { asset, why: half.why.clone() });
            ui.data_mut(|kept| kept.remove::<Half>(memory));
        }
        _ => {
            ui.data_mut(|kept| kept.insert_temp(memory, half));
        }
    }
}

/// References that open and are not served already.
fn candidates(session: &Session) -> impl Iterator<Item = (usize, &Asset)> {
    let served = session.served().map(|(asset, _)| asset);
    session.ticket.assets.iter().enumerate().filter(move |(_, asset)| {
        let has_picture = asset.facts.as_ref().is_some_and(|facts| facts.frame_rate.is_some());
        let is_reference = match asset.role {
            // Only a stage mix may be sound alone: it is measured against, never watched.
            Role::Reference(ReferenceKind::StageMix) => true,
            Role::Reference(_) => has_picture,
            _ => false,
        };
        let usable = asset.problem.is_none() && !asset.files.is_empty();
        is_reference && usable && served != Some(*asset)
    })
}

fn label(asset: &Asset) -> String {
    format!("{}: {}", asset.role, asset.file_name())
}

//! The form to serve another reference than the policy's; needs a reason, which is recorded.

use eframe::egui::{ComboBox, Id, Ui};

use crate::desk::bidi::isolated;
use crate::desk::theme;
use crate::desk::widgets::{choice, small_text, text_field};
use crate::session::{Command, RequestCommand, Session};
use crate::ticket::{Asset, ReferenceKind, Role};

/// An override that is being typed.
#[derive(Clone, Debug, Default)]
struct OverrideDraft {
    asset: Option<usize>,
    why: String,
}

/// Serves a reference other than the policy's; the reason is recorded with name and time.
pub fn form(ui: &mut Ui, session: &Session, commands: &mut Vec<Command>) {
    let memory = Id::unique(("override", session.ticket().id()));
    let mut draft: OverrideDraft = ui.data(|kept| kept.get_temp(memory)).unwrap_or_default();
    let usable: Vec<(usize, &Asset)> = candidates(session).collect();
    if usable.is_empty() {
        small_text(
            ui,
            "No other file of this request can serve. If one should, give it its role under Request.",
        );
        return;
    }
    let chosen = draft.asset.or(usable.first().map(|(place, _)| *place));
    let name_of = |place: Option<usize>| {
        usable.iter().find(|(one, _)| Some(*one) == place).map(|(_, asset)| label(asset)).unwrap_or_default()
    };
    let combo = ComboBox::from_id_salt("override asset")
        .selected_text(name_of(chosen))
        .width(ui.available_width())
        .truncate();
    let options = usable.iter().map(|(place, asset)| (*place, label(asset), chosen == Some(*place)));
    if let Some(place) = choice(ui, combo, "Serve instead", options) {
        draft.asset = Some(place);
    }
    if let Some(why) =
        text_field(ui, "Reason for the override", "Reason, recorded with your name", &draft.why)
    {
        draft.why = why;
    }
    ui.add_space(theme::CLOSE);
    let ready = chosen.filter(|_| !draft.why.trim().is_empty());
    let button = ui.add_enabled(ready.is_some(), eframe::egui::Button::new("Serve it instead"));
    let button = button.on_disabled_hover_text("An override needs a reason");
    match ready {
        Some(asset) if button.clicked() => {
            commands.push(RequestCommand::Override { asset, why: draft.why.clone() }.into());
            ui.data_mut(|kept| kept.remove::<OverrideDraft>(memory));
        }
        _ => {
            ui.data_mut(|kept| kept.insert_temp(memory, draft));
        }
    }
}

/// References that open and are not served now.
fn candidates(session: &Session) -> impl Iterator<Item = (usize, &Asset)> {
    let served = session.served().map(|(asset, _)| asset);
    session.ticket().assets().iter().enumerate().filter(move |(_, asset)| {
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
    format!("{}: {}", asset.role, isolated(&asset.file_name()))
}

//! The deliveries that a fix check could take: each with its file, time and length, and the way to another one.

use eframe::egui::{Id, Key, Modifiers, RichText, TextEdit, Ui};

use crate::desk::bidi::isolated;
use crate::desk::text::moment_text;
use crate::desk::theme;
use crate::desk::widgets::{paragraph, selectable, small_text};
use crate::session::{Command, FixCheck, Newness, Redelivery, Session, TicketCommand};
use crate::timebase::duration_text;

/// What can be taken, and a field for what is not in the request yet.
pub fn show(ui: &mut Ui, session: &Session, check: &FixCheck, commands: &mut Vec<Command>) {
    if check.offered.is_empty() && !check.is_looking {
        let judged = session.judged_file().unwrap_or_default();
        paragraph(
            ui,
            format!(
                "No newer delivery is in this request: {} is what was judged. Choose the new one here, or put it into the \
                 folder of the request and open the request again.",
                isolated(&judged)
            ),
        );
    }
    for (place, delivery) in check.offered.iter().enumerate() {
        let file = delivery.asset.file_name();
        let name = format!("Take {file}");
        if selectable(ui, check.chosen == Some(place), &isolated(&file)).accessible_name(name).clicked() {
            commands.push(TicketCommand::TakeDelivery(place).into());
        }
        small_text(ui, about(delivery, session));
    }
    if let Some(refused) = &check.refused {
        paragraph(ui, refused.clone());
    }
    ui.add_space(theme::CLOSE);
    named(ui, commands);
}

/// "Written 2026-11-22 10:00 · 0:30.0 long · 6 ch · another file than NIGHTFALL_R1_ME_51.wav, which was judged."
fn about(delivery: &Redelivery, session: &Session) -> String {
    let written = delivery.written.as_deref();
    let mut words = vec![
        written
            .map_or_else(|| "Its time is not known".to_owned(), |at| format!("Written {}", moment_text(at))),
    ];
    if let Some(facts) = &delivery.asset.facts {
        words.push(format!("{} long", duration_text(facts.duration)));
        words.push(format!("{} ch", facts.channels));
    }
    let judged = session.judged_file().unwrap_or_default();
    words.push(match session.newness(delivery) {
        Newness::AnotherFile => format!("another file than {}, which was judged", isolated(&judged)),
        Newness::OtherContent => "the file that was judged, with other content now".to_owned(),
        Newness::WrittenSince => {
            "the file that was judged, written to since it was submitted: its content may be the same"
                .to_owned()
        }
        Newness::SameFile => "the file that was judged: nothing says that it changed".to_owned(),
        Newness::EarlierRound => "a file of an earlier round".to_owned(),
    });
    format!("{}.", words.join(" · "))
}

/// Another delivery: by the system's dialog, or its path typed.
fn named(ui: &mut Ui, commands: &mut Vec<Command>) {
    let memory = Id::unique("path of the new delivery");
    let mut typed: String = ui.data(|kept| kept.get_temp(memory)).unwrap_or_default();
    ui.horizontal(|ui| {
        if ui.button("Choose another…").accessible_name("Choose another delivery").clicked() {
            commands.push(TicketCommand::ChooseDelivery.into());
        }
        let edit = TextEdit::singleline(&mut typed)
            .hint_text(RichText::new("or type the path of its WAV, then Enter").color(theme::QUIET));
        let field = ui.add(edit.id(memory.with("field")).desired_width(f32::INFINITY));
        let field = field.accessible_name("Path of the new delivery");
        // Enter in the field names the file; it does not begin the round.
        let entered =
            field.lost_focus() && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter));
        let path = typed.trim();
        if entered && !path.is_empty() {
            commands.push(TicketCommand::NameDelivery(vec![path.into()]).into());
            typed.clear();
        }
    });
    ui.data_mut(|kept| kept.insert_temp(memory, typed));
}

//! Correcting a finding until it is submitted: its type, in, out and channels. Text and severity are on the card itself.

use eframe::egui::{Id, RichText, TextEdit, Ui};

use super::fields::kind_picker;
use crate::desk::text::channel_name;
use crate::desk::theme;
use crate::desk::widgets::selectable;
use crate::session::{Clock, Command, Correction, FindingCommand, Session};
use crate::ticket::Finding;
use crate::timebase::{SampleDelta, SamplePos};

/// The fields of one finding. `number` is the card's.
pub fn show(ui: &mut Ui, number: usize, finding: &Finding, session: &Session, commands: &mut Vec<Command>) {
    let mut correct = |to| commands.push(FindingCommand::Correct { finding: finding.id, to }.into());
    kind_picker(ui, &format!("Type of finding {number}"), finding.kind, |kind| {
        correct(Correction::Kind(kind));
    });
    let here = session.transport().position;
    let ends = [("In", finding.from), ("Out", finding.to - SampleDelta::new(1))];
    for (word, place) in ends {
        let to = |place| if word == "In" { Correction::In(place) } else { Correction::Out(place) };
        ui.horizontal(|ui| {
            ui.add_sized([28.0, theme::ROW], eframe::egui::Label::new(word));
            if let Some(place) = timecode(ui, &format!("{word} of finding {number}"), place, session) {
                correct(to(place));
            }
            let name = format!("{word} of finding {number} at the playhead");
            let button = ui.button("At the playhead").accessible_name(name);
            if button.on_hover_text("The frame on screen").clicked() {
                correct(to(here));
            }
        });
    }
    let channels = channels_of(session);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = theme::CLOSE;
        ui.label("Channels");
        for channel in 0..channels.min(16) {
            let is_concerned = finding.channels.contains(&channel);
            let word = channel_name(channels, channel);
            let name = format!("{word} of finding {number}");
            if selectable(ui, is_concerned, &word).accessible_name(name).clicked() {
                let mut concerned: Vec<usize> =
                    finding.channels.iter().copied().filter(|kept| *kept != channel).collect();
                if !is_concerned {
                    concerned.push(channel);
                    concerned.sort_unstable();
                }
                correct(Correction::Channels(concerned));
            }
        }
    });
}

/// A timecode to be typed over; `Some` when it was changed to another place.
fn timecode(ui: &mut Ui, name: &str, place: SamplePos, session: &Session) -> Option<SamplePos> {
    let memory = Id::unique((name.to_owned(), session.ticket().id()));
    let shown = session.start_timecode().at(place).to_string();
    let mut typed: String = ui.data(|kept| kept.get_temp(memory)).unwrap_or_else(|| shown.clone());
    let edit = TextEdit::singleline(&mut typed).id(memory.with("field")).desired_width(110.0);
    let response = ui.add(edit.font(theme::figures(theme::BODY))).accessible_name(name);
    if response.lost_focus() {
        ui.data_mut(|kept| kept.remove::<String>(memory));
        let changed = (typed.trim() != shown).then(|| session.place_typed(&typed, Clock::Source));
        return changed.and_then(Result::ok);
    }
    if response.has_focus() {
        ui.data_mut(|kept| kept.insert_temp(memory, typed));
    }
    None
}

/// "L, C": the channels concerned, as a label; nothing for all.
pub fn channels_label(ui: &mut Ui, finding: &Finding, session: &Session) {
    if finding.channels.is_empty() {
        return;
    }
    let all = channels_of(session);
    let names: Vec<String> = finding.channels.iter().map(|channel| channel_name(all, *channel)).collect();
    ui.label(RichText::new(names.join(", ")).color(theme::TEXT));
}

/// How many channels the delivered audio has; 0 until it was opened.
fn channels_of(session: &Session) -> usize {
    let facts = session.delivered().and_then(|asset| asset.facts.as_ref());
    facts.map_or(0, |facts| facts.channels as usize)
}

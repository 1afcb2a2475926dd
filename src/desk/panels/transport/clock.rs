//! The timecode at the playhead on the clock the operator chose, and the field to type another place into.

use eframe::egui::{
    Area, Frame, Id, Key, Label, Order, Rect, Response, RichText, Sense, TextEdit, Ui, UiBuilder, vec2,
};

use crate::desk::text::{speed_text, whole_seconds};
use crate::desk::{keys, theme};
use crate::session::{Clock, Command, Session, TransportCommand, Workspace};
use crate::timebase::{SamplePos, duration_text};

/// The playhead's place on the chosen clock; a click opens the field to type another.
pub fn show(
    ui: &mut Ui,
    workspace: &Workspace,
    session: &Session,
    narrow: bool,
    commands: &mut Vec<Command>,
) {
    let size = if narrow { theme::TIMECODE_NARROW } else { theme::TIMECODE };
    let clock = session.view().clock;
    // Without a picture there is no timecode, only a count.
    let colour = if session.served().is_some() { theme::BRIGHT } else { theme::TEXT };
    let time = RichText::new(session.time_on(clock)).font(theme::figures(size)).color(colour);
    if workspace.typing_timecode() {
        // The field takes the room of the time, so that nothing beside it moves.
        let (_, rect) = ui.allocate_space(time_size(ui, size));
        timecode_field(ui, rect, size, session, commands);
    } else {
        let label =
            ui.add_sized(time_size(ui, size), Label::new(time).selectable(false).sense(Sense::click()));
        let key = keys::shown(ui.ctx(), TransportCommand::GoToTimecode);
        let tip = format!("{}\nClick to type a place, or press {key}", every_clock(session));
        if label.on_hover_text(tip).clicked() {
            commands.push(TransportCommand::GoToTimecode.into());
        }
    }
    rate_and_clock(ui, session, narrow, commands);
}

/// Room for the longest time, a programme timecode before its start.
fn time_size(ui: &Ui, size: f32) -> eframe::egui::Vec2 {
    let wide = ui.ctx().fonts_mut(|fonts| fonts.glyph_width(&theme::figures(size), '0'));
    vec2(wide * 12.0, size + 6.0)
}

/// The rate and the length of the whole, and under them which clock this is. A click shows the next clock.
fn rate_and_clock(ui: &mut Ui, session: &Session, narrow: bool, commands: &mut Vec<Command>) {
    let clock = session.view().clock;
    let whole = duration_text(whole_seconds(session.transport().duration));
    let rate = match session.served() {
        Some(_) => session.start_timecode().format.label(),
        None => "no picture".to_owned(),
    };
    let rate = if narrow { rate } else { format!("{rate} · {whole}") };
    let small = |text: String, colour| RichText::new(text).font(theme::figures(theme::SMALL)).color(colour);
    // Another speed than normal stands where the rate is otherwise, and takes no more room.
    let first = match speed_text(session.transport().speed) {
        Some(speed) => small(format!("{speed:<width$}", width = rate.chars().count()), theme::BRIGHT),
        None => small(rate, theme::QUIET),
    };
    let name = if narrow { clock.word() } else { clock.label() };
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 1.0;
        ui.add(Label::new(first).selectable(false));
        let name = Label::new(small(name.to_owned(), theme::QUIET)).selectable(false).sense(Sense::click());
        let tip = format!(
            "{}\n{}\nClick for the next timecode display\nKey: {}",
            every_clock(session),
            first_action(session),
            keys::shown(ui.ctx(), TransportCommand::NextClock)
        );
        if ui.add(name).on_hover_text(tip).clicked() {
            commands.push(TransportCommand::NextClock.into());
        }
    });
}

/// The place on every clock, a line each.
fn every_clock(session: &Session) -> String {
    let line = |clock: Clock| format!("{} {}", session.time_on(clock), clock.label());
    [Clock::Source, Clock::Programme, Clock::File].map(line).join("\n")
}

fn first_action(session: &Session) -> String {
    let first = session.first_action();
    format!("First frame of action at {}, by {}", session.start_timecode().at(first.at), first.by)
}

/// The field a place is typed into, and above it where that goes or what is wrong with it.
fn timecode_field(ui: &mut Ui, rect: Rect, size: f32, session: &Session, commands: &mut Vec<Command>) {
    let memory = Id::unique("typed timecode");
    let mut typed: String = ui.data(|kept| kept.get_temp(memory)).unwrap_or_default();
    let mut field = ui.new_child(UiBuilder::new().max_rect(rect));
    let edit = TextEdit::singleline(&mut typed)
        .id(memory.with("field"))
        .font(theme::figures(size - 6.0))
        .hint_text("1207  +12")
        .desired_width(rect.width());
    let response = field.add(edit).accessible_name("Go to timecode");
    let place = session.place_typed(&typed, session.view().clock);
    let (entered, left) = ui.input(|input| (input.key_pressed(Key::Enter), input.key_pressed(Key::Escape)));
    if entered && response.lost_focus() {
        match place {
            Ok(place) => {
                commands.push(TransportCommand::SeekTo(place).into());
                return close(ui, memory, commands);
            }
            // What was typed wrong is corrected, not typed again.
            Err(_) => response.request_focus(),
        }
    } else if left || response.lost_focus() || (response.clicked_elsewhere() && !typed.is_empty()) {
        return close(ui, memory, commands);
    } else if !response.has_focus() {
        response.request_focus();
    }
    destination_hint(ui, &response, session, &typed, &place);
    ui.data_mut(|kept| kept.insert_temp(memory, typed));
}

fn close(ui: &Ui, memory: Id, commands: &mut Vec<Command>) {
    ui.data_mut(|kept| kept.remove::<String>(memory));
    commands.push(TransportCommand::GoToTimecode.into());
}

fn destination_hint(
    ui: &Ui,
    field: &Response,
    session: &Session,
    typed: &str,
    place: &Result<SamplePos, String>,
) {
    let (words, colour) = match place {
        _ if typed.trim().is_empty() => {
            ("01:00:12:07 or 1207 goes there, +12 and -1:00 so far on or back".to_owned(), theme::QUIET)
        }
        Ok(place) => (format!("to {}", session.start_timecode().at(*place)), theme::BRIGHT),
        Err(why) => (why.clone(), theme::severity(crate::ticket::Severity::Issue)),
    };
    let above = field.rect.left_top() - vec2(0.0, theme::GAP);
    Area::new(Id::unique("where the typed timecode leads"))
        .order(Order::Foreground)
        .fixed_pos(above)
        .pivot(eframe::egui::Align2::LEFT_BOTTOM)
        .show(ui.ctx(), |ui| {
            Frame::popup(ui.style()).show(ui, |ui| {
                ui.set_max_width(420.0);
                ui.label(RichText::new(words).color(colour));
            });
        });
}

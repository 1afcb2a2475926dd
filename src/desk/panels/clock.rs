use eframe::egui::{
    Area, Frame, Id, Key, Label, Order, Rect, Response, RichText, Sense, TextEdit, Ui, UiBuilder, vec2,
};

use crate::desk::tokens;
use crate::desk::words::{speed_words, whole_seconds};
use crate::review::{Action, Clock, Command, Review, Sitting};
use crate::timebase::{SamplePos, duration_words};

/// Where one is, on the clock the operator chose; a click types another place.
pub fn show(ui: &mut Ui, review: &Review, sitting: &Sitting, narrow: bool, commands: &mut Vec<Command>) {
    let size = if narrow { tokens::TIMECODE_NARROW } else { tokens::TIMECODE };
    let clock = sitting.view.clock;
    // Without a picture there is no timecode to speak of, only a count.
    let colour = if sitting.served().is_some() { tokens::BRIGHT } else { tokens::QUIET };
    let time = RichText::new(sitting.time_on(clock)).font(tokens::figures(size)).color(colour);
    if review.typing_timecode {
        // The field takes the room of the time, so that nothing beside it moves.
        let (_, rect) = ui.allocate_space(room_of(ui, size));
        entry(ui, rect, size, sitting, commands);
    } else {
        let label = ui.add_sized(room_of(ui, size), Label::new(time).selectable(false).sense(Sense::click()));
        let tip = format!("{}\nClick to type a place, or press Ctrl+G", every_clock(sitting));
        if label.on_hover_text(tip).clicked() {
            commands.push(Command::Act(Action::GoToTimecode));
        }
    }
    rate_and_clock(ui, sitting, narrow, commands);
}

/// Room for the longest time, a programme timecode before its start.
fn room_of(ui: &Ui, size: f32) -> eframe::egui::Vec2 {
    let wide = ui.ctx().fonts_mut(|fonts| fonts.glyph_width(&tokens::figures(size), '0'));
    vec2(wide * 12.0, size + 6.0)
}

/// The rate and the length of the whole, and under them which clock this is. A click shows the next clock.
fn rate_and_clock(ui: &mut Ui, sitting: &Sitting, narrow: bool, commands: &mut Vec<Command>) {
    let clock = sitting.view.clock;
    let whole = duration_words(whole_seconds(sitting.transport.duration));
    let rate = match sitting.served() {
        Some(_) => sitting.start_timecode().format.spoken(),
        None => "no picture".to_owned(),
    };
    let rate = if narrow { rate } else { format!("{rate} · {whole} long") };
    let small = |text: String, colour| RichText::new(text).font(tokens::figures(tokens::SMALL)).color(colour);
    // Another speed than normal stands where the rate is otherwise, and takes no more room.
    let first = match speed_words(sitting.transport.speed) {
        Some(speed) => small(format!("{speed:<width$}", width = rate.chars().count()), tokens::BRIGHT),
        None => small(rate, tokens::QUIET),
    };
    let name = if narrow { clock.word() } else { clock.spoken() };
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 1.0;
        ui.add(Label::new(first).selectable(false));
        let name = Label::new(small(name.to_owned(), tokens::QUIET)).selectable(false).sense(Sense::click());
        let tip =
            format!("{}\n{}\nClick for the next clock\nKey: T", every_clock(sitting), first_action(sitting));
        if ui.add(name).on_hover_text(tip).clicked() {
            commands.push(Command::Act(Action::NextClock));
        }
    });
}

/// The place on every clock, a line each.
fn every_clock(sitting: &Sitting) -> String {
    let line = |clock: Clock| format!("{} {}", sitting.time_on(clock), clock.spoken());
    [Clock::Source, Clock::Programme, Clock::File].map(line).join("\n")
}

fn first_action(sitting: &Sitting) -> String {
    let first = sitting.first_action();
    format!("First frame of action at {}, by {}", sitting.start_timecode().at(first.at), first.by)
}

/// The field a place is typed into, and over it where that leads or what is wrong with it.
fn entry(ui: &mut Ui, rect: Rect, size: f32, sitting: &Sitting, commands: &mut Vec<Command>) {
    let memory = Id::unique("typed timecode");
    let mut typed: String = ui.data(|kept| kept.get_temp(memory)).unwrap_or_default();
    let mut field = ui.new_child(UiBuilder::new().max_rect(rect));
    let edit = TextEdit::singleline(&mut typed)
        .id(memory.with("field"))
        .font(tokens::figures(size - 6.0))
        .hint_text("1207  +12")
        .desired_width(rect.width());
    let response = field.add(edit).accessible_name("Go to timecode");
    let place = sitting.place_typed(&typed, sitting.view.clock);
    let (entered, left) = ui.input(|input| (input.key_pressed(Key::Enter), input.key_pressed(Key::Escape)));
    if entered && response.lost_focus() {
        match place {
            Ok(place) => {
                commands.push(Command::SeekTo(place));
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
    leads_to(ui, &response, sitting, &typed, &place);
    ui.data_mut(|kept| kept.insert_temp(memory, typed));
}

fn close(ui: &Ui, memory: Id, commands: &mut Vec<Command>) {
    ui.data_mut(|kept| kept.remove::<String>(memory));
    commands.push(Command::Act(Action::GoToTimecode));
}

fn leads_to(ui: &Ui, field: &Response, sitting: &Sitting, typed: &str, place: &Result<SamplePos, String>) {
    let (words, colour) = match place {
        _ if typed.trim().is_empty() => {
            ("01:00:12:07 or 1207 goes there, +12 and -1:00 so far on or back".to_owned(), tokens::QUIET)
        }
        Ok(place) => (format!("to {}", sitting.start_timecode().at(*place)), tokens::BRIGHT),
        Err(why) => (why.clone(), tokens::severity(crate::ticket::Severity::Issue)),
    };
    let above = field.rect.left_top() - vec2(0.0, tokens::GAP);
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

use eframe::egui::{Align, Label, Layout, RichText, Ui};

use crate::desk::tokens;
use crate::desk::widgets::{Icon, choice, icon_button};
use crate::desk::words::{speed_words, whole_seconds};
use crate::review::{Action, Command, Monitoring, Review, Sitting};
use crate::timebase::{SamplePos, duration_words};

const BEFORE: [(Action, Icon); 3] = [
    (Action::GoToStart, Icon::Start),
    (Action::SecondBack, Icon::SecondBack),
    (Action::FrameBack, Icon::FrameBack),
];
const AFTER: [(Action, Icon); 3] = [
    (Action::FrameForward, Icon::FrameForward),
    (Action::SecondForward, Icon::SecondForward),
    (Action::GoToEnd, Icon::End),
];

/// Below this width the timecode is smaller and the place in the file goes into a tooltip.
const NARROW: f32 = 800.0;

/// Where one is, how to get elsewhere, and what is heard.
pub fn show(ui: &mut Ui, review: &Review, sitting: &Sitting, commands: &mut Vec<Command>) {
    let narrow = ui.available_width() < NARROW;
    ui.horizontal(|ui| {
        let timecode = sitting.timecode().to_string();
        let size = if narrow { tokens::TIMECODE_NARROW } else { tokens::TIMECODE };
        // Without a picture there is no timecode to speak of, only a count.
        let colour = if sitting.served().is_some() { tokens::BRIGHT } else { tokens::QUIET };
        ui.label(RichText::new(timecode).font(tokens::figures(size)).color(colour));
        rate_and_place(ui, sitting, narrow);
        ui.spacing_mut().item_spacing.x = tokens::CLOSE;
        ui.add_space(tokens::GAP);
        let play = if sitting.transport.is_playing() { Icon::Pause } else { Icon::Play };
        for (action, icon) in BEFORE.into_iter().chain([(Action::PlayPause, play)]).chain(AFTER) {
            icon_button(ui, review, action, icon, commands);
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| monitoring(ui, sitting, commands));
    });
}

/// The rate, and under it the place in the file where there is room for both.
fn rate_and_place(ui: &mut Ui, sitting: &Sitting, narrow: bool) {
    let place = whole_seconds(sitting.transport.position - SamplePos::ZERO);
    let whole = whole_seconds(sitting.transport.duration);
    let rate = match sitting.served() {
        Some(_) => sitting.start_timecode().format.spoken(),
        None => "no picture".to_owned(),
    };
    let place = format!("{} / {}", duration_words(place), duration_words(whole));
    let small = |text: &str, colour| {
        let text = RichText::new(text).font(tokens::figures(tokens::SMALL)).color(colour);
        Label::new(text).selectable(false)
    };
    // Another speed than normal stands where the rate is otherwise, and takes no more room.
    let rate = match speed_words(sitting.transport.speed) {
        Some(speed) => small(&format!("{speed:<width$}", width = rate.chars().count()), tokens::BRIGHT),
        None => small(&rate, tokens::QUIET),
    };
    if narrow {
        ui.add(rate).on_hover_text(format!("{place} in the file"));
        return;
    }
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 1.0;
        ui.add(rate);
        ui.add(small(&place, tokens::QUIET)).on_hover_text("Place in the file, and its length");
    });
}

/// What is heard; from right to left.
fn monitoring(ui: &mut Ui, sitting: &Sitting, commands: &mut Vec<Command>) {
    let sides = [
        (Monitoring::Both, Action::HearBoth, "Both"),
        (Monitoring::Delivered, Action::HearDelivered, "Delivered"),
        (Monitoring::Guide, Action::HearGuide, "Guide"),
    ];
    for (side, action, word) in sides {
        let entry = action.entry();
        let response = choice(ui, sitting.monitoring == side, word).accessible_name(entry.label);
        if response.on_hover_text(format!("{}\nKey: {}", entry.tooltip, entry.key)).clicked() {
            commands.push(Command::Act(action));
        }
    }
}

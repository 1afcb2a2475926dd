//! What the queue shows: words to search for, states, and what else is wanted of a ticket.

use eframe::egui::{Button, ComboBox, Response, RichText, Ui, vec2};

use crate::desk::theme;
use crate::desk::widgets::{choice, selectable, text_field};
use crate::queue::QueueView;
use crate::session::{Command, Queue, QueueCommand, Workspace};
use crate::ticket::{Outcome, Severity, State};

/// A filter with how many tickets, of all, it lets through; its accessible name is the word alone.
fn with_count(ui: &mut Ui, is_on: bool, word: &str, count: usize) -> Response {
    let colour = if is_on { theme::BRIGHT } else { theme::TEXT };
    let text = RichText::new(word).color(colour);
    let figure = RichText::new(count.to_string()).size(theme::SMALL).color(theme::QUIET);
    let button = Button::selectable(is_on, text).right_text(figure).frame_when_inactive(true);
    ui.add(button).accessible_name(word)
}

/// Search and filters, each with what it lets through.
pub(super) fn show(ui: &mut Ui, workspace: &Workspace, queue: &Queue, commands: &mut Vec<Command>) {
    let mut view = queue.view.clone();
    ui.horizontal_wrapped(|ui| {
        ui.allocate_ui(vec2(200.0, theme::ROW), |ui| {
            if let Some(search) = text_field(ui, "Search the queue", "Title, person or folder", &view.search)
            {
                view.search = search;
            }
        });
        let waiting = [State::Submitted(Outcome::Flagged), State::Submitted(Outcome::Clean)];
        let working = [State::New, State::InReview, State::Returned];
        let kinds: [(&str, &[State]); 3] =
            [("All", &[]), ("Waiting for a decision", &waiting), ("In work", &working)];
        for (word, states) in kinds {
            let count = queue.count(|one| states.is_empty() || states.contains(&one.state));
            if with_count(ui, view.states == states, word, count).clicked() {
                view.states = states.to_vec();
                view.returned_to = None;
                if states.is_empty() {
                    let QueueView { search, order, descending, .. } = view.clone();
                    view = QueueView { search, order, descending, ..QueueView::default() };
                }
            }
        }
        let me = workspace.person();
        let returned = queue.count(|one| one.is_returned_to(me));
        if with_count(ui, view.returned_to.is_some(), "Returned to me", returned).clicked() {
            view.returned_to = view.returned_to.is_none().then(|| me.clone());
            view.states.clear();
        }
        let unread = with_count(ui, view.only_unread, "Unread", queue.unread.len());
        if unread.on_hover_text("Changed by somebody else since you opened it last").clicked() {
            view.only_unread = !view.only_unread;
        }
        severity_filter(ui, &mut view);
        if selectable(ui, view.only_disagreeing, "Differing")
            .on_hover_text("Operator, policy, measurement or supervisor differ")
            .clicked()
        {
            view.only_disagreeing = !view.only_disagreeing;
        }
        let overdue = queue.count(|one| one.time_left(queue.now).is_some_and(|left| left.is_negative()));
        if with_count(ui, view.only_overdue, "Overdue", overdue)
            .on_hover_text("Its 24 or 48 hours are over")
            .clicked()
        {
            view.only_overdue = !view.only_overdue;
        }
    });
    if view != queue.view {
        commands.push(QueueCommand::Show(Box::new(view)).into());
    }
}

fn severity_filter(ui: &mut Ui, view: &mut QueueView) {
    let word = |least: Option<Severity>| {
        least.map_or("Any severity".to_owned(), |least| format!("{} and worse", least.label()))
    };
    let combo = ComboBox::from_id_salt("least severity").selected_text(word(view.at_least));
    let all = [None, Some(Severity::Fyi), Some(Severity::Issue), Some(Severity::Blocker)];
    let options = all.map(|least| (least, word(least), least == view.at_least));
    if let Some(least) = choice(ui, combo, "Least severity", options) {
        view.at_least = least;
    }
}

//! The queue: all tickets at a glance, to be searched, filtered (`filters.rs`), sorted and opened.

mod filters;

use std::collections::BTreeSet;
use std::sync::Arc;

use eframe::egui::text::{LayoutJob, TextWrapping};
use eframe::egui::{
    Align, Button, Color32, FontId, Galley, Id, Key, Label, Layout, Modifiers, Painter, Popup, Rect,
    RichText, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2,
};

use crate::desk::bidi::{isolated, isolated_path};
use crate::desk::elided::{cut_at_its_end, elided_in_the_middle};
use crate::desk::text::{moment_text, sentence, time_left_text};
use crate::desk::theme;
use crate::desk::widgets::{StatusIcon, heading, paragraph, scroll_to_focus, seconds_left, small_text};
use crate::queue::{QueueRow, QueueView, SortKey, Summary};
use crate::session::{Command, Queue, QueueCommand, ReportCommand, RequestCommand, Workspace};
use crate::ticket::{FileKind, PersonRole, Severity};
use crate::timebase::{FrameRate, offset_text};

/// Height of a ticket: what it is and how it stands, and under it the request and when it came.
const ROW: f32 = 42.0;
/// Of its first line.
const FIRST_LINE: f32 = 24.0;
/// How often the queue is read again while it is open, in seconds.
const READ_AGAIN_SECONDS: f64 = 15.0;
/// Share of the width of each column, and what it is sorted by.
const COLUMNS: [(f32, &str, Option<SortKey>); 7] = [
    (0.11, "Severity", Some(SortKey::Severity)),
    (0.31, "Title", Some(SortKey::Title)),
    (0.08, "Task", None),
    (0.16, "State", Some(SortKey::State)),
    (0.10, "Time left", Some(SortKey::TimeLeft)),
    (0.12, "Assignee", Some(SortKey::Person)),
    (0.12, "Disagreements", Some(SortKey::Disagreement)),
];

/// Every ticket of the desk folder, to be found, opened and, where all agree, approved.
pub fn show(ui: &mut Ui, workspace: &Workspace, queue: &Queue, commands: &mut Vec<Command>) {
    keys(ui, queue, commands);
    refresh(ui, commands);
    head(ui, workspace, queue, commands);
    filters::show(ui, workspace, queue, commands);
    for why in &queue.unreadable {
        paragraph(ui, why);
    }
    let Some(tickets) = &queue.tickets else {
        paragraph(ui, "Reading the tickets…");
        return;
    };
    if tickets.is_empty() {
        heading(ui, "No ticket yet");
        paragraph(ui, "Every request that is opened at a desk of this folder has its ticket here.");
        return;
    }
    shared_errors(ui, queue, commands);
    if queue.rows.is_empty() {
        paragraph(
            ui,
            "No ticket is all that is chosen above. “All” shows every one, but for the words searched for.",
        );
        return;
    }
    column_heads(ui, queue, commands);
    rows(ui, queue, commands);
}

/// Up and down select another ticket, Enter opens it, Escape closes the queue.
fn keys(ui: &Ui, queue: &Queue, commands: &mut Vec<Command>) {
    let typing = ui.ctx().text_edit_focused();
    if Popup::is_any_open(ui.ctx()) {
        return;
    }
    // Enter presses what else has the keyboard.
    let opens = typing || ui.memory(|memory| memory.focused().is_none());
    ui.input_mut(|input| {
        let mut pressed = |key| input.consume_key(Modifiers::NONE, key);
        for (key, rows) in [(Key::ArrowUp, -1), (Key::ArrowDown, 1), (Key::PageUp, -20), (Key::PageDown, 20)]
        {
            if pressed(key) {
                commands.push(QueueCommand::MoveSelection(rows).into());
            }
        }
        if opens
            && pressed(Key::Enter)
            && let Some(ticket) = queue.chosen
        {
            commands.push(QueueCommand::OpenTicket(ticket).into());
        }
        if !typing && pressed(Key::Escape) {
            commands.push(RequestCommand::ToggleQueue.into());
        }
    });
}

fn refresh(ui: &Ui, commands: &mut Vec<Command>) {
    let memory = Id::unique("queue read at");
    let now = ui.input(|input| input.time);
    let read_at: f64 = ui.data_mut(|kept| *kept.get_temp_mut_or(memory, now));
    if now - read_at > READ_AGAIN_SECONDS {
        ui.data_mut(|kept| kept.insert_temp(memory, now));
        commands.push(QueueCommand::Refresh.into());
    }
    ui.ctx().request_repaint_after_secs(READ_AGAIN_SECONDS as f32);
}

fn head(ui: &mut Ui, workspace: &Workspace, queue: &Queue, commands: &mut Vec<Command>) {
    ui.horizontal(|ui| {
        ui.label(RichText::new("Queue").size(theme::HEADING).color(theme::BRIGHT));
        let all = queue.tickets.as_ref().map_or(0, |tickets| tickets.len());
        let tickets = counted(all, "ticket", "tickets");
        let shown = queue.rows.len();
        small_text(ui, if shown == all { tickets } else { format!("{shown} of {tickets}") });
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if ui.button("Back to the desk").clicked() {
                commands.push(RequestCommand::ToggleQueue.into());
            }
            report_shown(ui, queue, commands);
            if workspace.person().duty == PersonRole::Supervisor {
                approve_agreeing(ui, workspace, queue, commands);
                take_back(ui, workspace, commands);
            }
        });
    });
}

/// The reports of every ticket in this list.
fn report_shown(ui: &mut Ui, queue: &Queue, commands: &mut Vec<Command>) {
    let shown: Vec<_> =
        queue.rows.iter().filter_map(|row| queue.summary(*row)).map(|summary| summary.id).collect();
    let button = Button::new(format!("Report of {}…", shown.len()));
    let response = ui.add_enabled(!shown.is_empty(), button).accessible_name("Reports of the tickets shown");
    let tip = "A file for each ticket in this list, into a folder";
    if response.on_hover_text(tip).on_disabled_hover_text("No ticket is shown").clicked() {
        commands.push(ReportCommand::OpenForTickets(shown).into());
    }
}

/// Asks once more before it approves, by the names of the tickets. Under the pointer comes no, so that a double click
/// approves nothing.
fn approve_agreeing(ui: &mut Ui, workspace: &Workspace, queue: &Queue, commands: &mut Vec<Command>) {
    let memory = Id::unique("about to approve");
    let asked: f32 = ui.data(|kept| kept.get_temp(memory)).unwrap_or(0.0);
    let agreeing = queue.agreeing(workspace.person());
    let count = agreeing.len();
    if asked > 0.0 {
        if ui.add(Button::new("Not now").min_size(vec2(asked, 0.0))).clicked() {
            ui.data_mut(|kept| kept.insert_temp(memory, 0.0_f32));
        }
        let sure = Button::new(RichText::new(format!("Yes, approve {count}")).color(theme::BRIGHT))
            .fill(theme::SELECTED);
        let titles = agreeing.iter().map(|summary| isolated(&summary.title)).collect::<Vec<_>>().join(", ");
        if ui.add(sure).on_hover_text(&titles).clicked() {
            ui.data_mut(|kept| kept.insert_temp(memory, 0.0_f32));
            let ids = agreeing.iter().map(|summary| summary.id).collect();
            commands.push(QueueCommand::ApproveAgreeing(ids).into());
        }
        ui.add(Label::new(RichText::new(titles).color(theme::TEXT)).truncate());
        return;
    }
    let button = Button::new(format!("Approve all that agree ({count})"));
    let response = ui.add_enabled(count > 0, button).accessible_name("Approve all that agree");
    let tip = "Submitted by others, in this list: operator, policy and measurement agree, nothing is left open, and each BLOCKER \
               and ISSUE was judged by a supervisor";
    let width = response.rect.width();
    if response.on_hover_text(tip).on_disabled_hover_text("None of these waits and agrees").clicked() {
        ui.data_mut(|kept| kept.insert_temp(memory, width));
    }
}

/// For ten seconds after tickets were approved together, the way back.
fn take_back(ui: &mut Ui, workspace: &Workspace, commands: &mut Vec<Command>) {
    let approved = workspace.approved_together();
    if approved.is_empty() {
        return;
    }
    let Some(left) = seconds_left(ui, ("approved together", approved)) else { return };
    let word = format!("Take back {} ({left:.0} s)", approved.len());
    let button = Button::new(RichText::new(word).color(theme::BRIGHT)).min_size(vec2(150.0, 0.0));
    let tip = "As if they had not been approved; both stay in the log";
    if ui.add(button).accessible_name("Take back what was approved").on_hover_text(tip).clicked() {
        commands.push(QueueCommand::TakeBackApproved.into());
    }
}

/// The same error in several tickets of a series: probably one cause.
fn shared_errors(ui: &mut Ui, queue: &Queue, commands: &mut Vec<Command>) {
    const SHOWN: usize = 3;
    for one in queue.shared.iter().take(SHOWN) {
        ui.horizontal(|ui| {
            let words = offset_text(one.late_by, FrameRate::F24);
            let size = words.split_once('(').map_or(words.as_str(), |(_, exact)| exact.trim_end_matches(')'));
            let way = if one.late_by.delta().get() < 0 { "EARLY" } else { "LATE" };
            if ui.button("Show them").clicked() {
                let view = QueueView { search: one.series.clone(), ..queue.view.clone() };
                commands.push(QueueCommand::Show(Box::new(view)).into());
            }
            paragraph(
                ui,
                format!("{}: {} tickets are {way} by the same {size}", one.series, one.places.len()),
            );
        });
    }
}

fn column_heads(ui: &mut Ui, queue: &Queue, commands: &mut Vec<Command>) {
    ui.add_space(theme::CLOSE);
    let whole = ui.available_width();
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        for (share, name, order) in COLUMNS {
            let is_sorted = order == Some(queue.view.order);
            let colour = if is_sorted { theme::BRIGHT } else { theme::QUIET };
            let way = if is_sorted && queue.view.descending { ", reversed" } else { "" };
            let text = RichText::new(format!("{name}{way}")).size(theme::SMALL).color(colour);
            let text = if is_sorted { text.underline() } else { text };
            let label = Label::new(text).selectable(false).sense(Sense::click()).halign(Align::Min);
            let response = ui.allocate_ui_with_layout(
                vec2(whole * share, 18.0),
                Layout::left_to_right(Align::Center),
                |ui| {
                    ui.set_width(whole * share);
                    // Over the words of its cells.
                    ui.add_space(theme::CLOSE);
                    ui.add(label)
                },
            );
            if let Some(order) = order.filter(|_| response.inner.clicked()) {
                let descending = is_sorted && !queue.view.descending;
                commands.push(
                    QueueCommand::Show(Box::new(QueueView { order, descending, ..queue.view.clone() }))
                        .into(),
                );
            }
        }
    });
    let line = ui.cursor().left_top();
    ui.painter().hline(line.x..=line.x + whole, line.y, (1.0, theme::HAIRLINE));
}

fn rows(ui: &mut Ui, queue: &Queue, commands: &mut Vec<Command>) {
    ui.spacing_mut().item_spacing.y = 0.0;
    let place = queue.place();
    let memory = Id::unique("queue row shown");
    let shown: Option<usize> = ui.data(|kept| kept.get_temp(memory));
    let mut area = ScrollArea::vertical().auto_shrink(false);
    if let Some(place) = place.filter(|place| Some(*place) != shown) {
        // The selected ticket stays in view, a third from the top.
        let above = ui.available_height() / 3.0;
        area = area.vertical_scroll_offset((place as f32 * ROW - above).max(0.0));
        ui.data_mut(|kept| kept.insert_temp(memory, place));
    }
    let titles = twins(queue);
    area.show_rows(ui, ROW, queue.rows.len(), |ui, range| {
        for at in range {
            let Some(row) = queue.rows.get(at) else { continue };
            let Some(summary) = queue.summary(*row) else { continue };
            let is_unread = queue.unread.contains(&summary.id);
            let name = accessible_name(summary, titles.contains(summary.title.as_str()));
            let look = RowLook { is_chosen: Some(at) == place, is_unread, name };
            ticket_row(ui, summary, *row, &look, commands);
        }
        scroll_to_focus(ui);
    });
}

/// Titles that several of the tickets in this list have.
fn twins(queue: &Queue) -> BTreeSet<&str> {
    let mut once = BTreeSet::new();
    let titles =
        queue.rows.iter().filter_map(|row| queue.summary(*row)).map(|summary| summary.title.as_str());
    titles.filter(|title| !once.insert(*title)).collect()
}

/// "Open NIGHTFALL R1"; where others have the same title, with what tells it apart.
fn accessible_name(summary: &Summary, has_twin: bool) -> String {
    if has_twin {
        format!("Open {}, {}", summary.title, came_text(summary).join(", "))
    } else {
        format!("Open {}", summary.title)
    }
}

/// When the ticket was begun, on the clock of this desk, and the folder or file of its request.
fn came_text(summary: &Summary) -> [String; 2] {
    let request = &summary.request;
    let is_document = FileKind::of(request) == Some(FileKind::Document);
    let place = request.parent().filter(|_| is_document).unwrap_or(request);
    let name = place.file_name().unwrap_or(place.as_os_str()).to_string_lossy();
    [moment_text(&summary.created), isolated(&name).into_owned()]
}

/// How a row is shown.
struct RowLook {
    is_chosen: bool,
    is_unread: bool,
    name: String,
}

fn ticket_row(ui: &mut Ui, summary: &Summary, row: QueueRow, look: &RowLook, commands: &mut Vec<Command>) {
    let (is_chosen, is_unread) = (look.is_chosen, look.is_unread);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &look.name));
    if is_chosen || response.hovered() {
        let fill = if is_chosen { theme::SELECTED } else { theme::RAISED };
        ui.painter().rect_filled(rect, theme::CORNER, fill);
    }
    let mut left = rect.left();
    let cells = cells_of(summary, row);
    for (place, ((share, ..), (text, colour))) in COLUMNS.iter().zip(cells).enumerate() {
        let width = rect.width() * share;
        let cell = Rect::from_min_size(pos2(left, rect.top()), vec2(width - theme::GAP, ROW));
        let painter = ui.painter().with_clip_rect(cell);
        let mut from = pos2(left + theme::CLOSE, rect.top() + FIRST_LINE / 2.0 + 2.0);
        if let Some(worst) = summary.worst.filter(|_| place == 0) {
            StatusIcon::Severity(worst).paint(&painter, from + vec2(6.0, 0.0), 11.0);
            from.x += 18.0;
        }
        if is_unread && place == 1 {
            painter.circle_filled(from + vec2(4.0, 0.0), 3.5, theme::GUIDE);
            from.x += 14.0;
        }
        if place == 1 {
            came(&ui.painter().with_clip_rect(rect), from.x, rect, summary);
        }
        let room = (cell.right() - from.x).max(0.0);
        let line = one_line(ui, text, FontId::proportional(theme::BODY), colour, room);
        painter.galley(from - vec2(0.0, line.size().y / 2.0), line, colour);
        left += width;
    }
    if response.on_hover_text(details(summary)).clicked() {
        commands.push(QueueCommand::OpenTicket(summary.id).into());
    }
}

/// The second line of a row, from under the title to the right end: when it came, and its folder, which gives way in its middle.
fn came(painter: &Painter, left: f32, rect: Rect, summary: &Summary) {
    let font = FontId::proportional(theme::SMALL);
    let [at, folder] = came_text(summary);
    let room = rect.right() - theme::GAP - left;
    let width = |text: &str| painter.layout_no_wrap(text.to_owned(), font.clone(), theme::QUIET).size().x;
    let head = format!("{at} · ");
    let left_over = room - width(&head);
    let folder = elided_in_the_middle(&folder, |shown| width(shown) <= left_over);
    let line = painter.layout_no_wrap(format!("{head}{folder}"), font, theme::QUIET);
    painter.galley(pos2(left, rect.bottom() - 5.0 - line.size().y), line, theme::QUIET);
}

/// A text on one line; what does not fit gives way at its end as read.
fn one_line(ui: &Ui, text: String, font: FontId, colour: Color32, room: f32) -> Arc<Galley> {
    let mut job = LayoutJob::simple_singleline(text, font, colour);
    job.wrap = TextWrapping::truncate_at_width(room);
    let galley = ui.ctx().fonts_mut(|fonts| fonts.layout_job(job));
    cut_at_its_end(ui.ctx(), &galley).unwrap_or(galley)
}

fn cells_of(summary: &Summary, row: QueueRow) -> [(String, Color32); 7] {
    let overdue = row.time_left.is_some_and(|left| left.is_negative());
    let severity = summary.worst_text();
    [
        (severity, theme::TEXT),
        (isolated(&summary.title).into_owned(), theme::BRIGHT),
        (summary.task.label().to_owned(), theme::TEXT),
        (summary.state_and_round(), theme::TEXT),
        (time_left_text(row.time_left), if overdue { theme::severity(Severity::Issue) } else { theme::TEXT }),
        (summary.assignee().name.clone(), theme::TEXT),
        (
            if summary.disagreements.is_empty() {
                String::new()
            } else {
                summary.disagreements.len().to_string()
            },
            theme::TEXT,
        ),
    ]
}

fn counted(count: usize, one: &str, several: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}

fn details(summary: &Summary) -> String {
    let findings = counted(summary.findings, "finding", "findings");
    let mut lines = vec![format!("{findings}, {} to be decided", summary.undecided)];
    if !summary.changed.is_empty() {
        lines.push(format!("Last changed by {}, {}", summary.person, moment_text(&summary.changed)));
    }
    lines.extend(summary.reservations.iter().map(|open| sentence(open)));
    lines.extend(summary.disagreements.iter().map(|differ| differ.label().to_owned()));
    lines.push(isolated_path(&summary.request));
    lines.join("\n")
}

//! What the window is made of, in folders by place on screen. Each panel reads the workspace and pushes commands;
//! none changes anything itself.
//!
//! What one panel alone remembers (which tab is open, an override half typed, where a drag began) is kept by egui;
//! what is costly to draw again is in `state.rs`. Both end with the window.
//!
//! From the top of the window down: `top/` (menu bar, reference line, verdict line, notices), `picture/` (the picture and the
//! mirror waveform over it), `transport/` (timecode, overview, residual), and `side/` (a folder or file for each
//! tab, and the monitor under them). `queue/` and `welcome.rs` with `recent.rs` take the window while no ticket is on screen;
//! `dialogs/` open over it, and `drop_target.rs` over all. `loop_marks.rs` and `person.rs` are shared by several places.

mod dialogs;
mod drop_target;
mod follow;
mod loop_marks;
mod person;
mod picture;
mod queue;
mod recent;
mod side;
mod state;
mod top;
mod transport;
mod welcome;

use eframe::egui::{CentralPanel, Context, Frame, Id, Margin, Memory, Panel, Rect, Sense, Ui, UiBuilder};

use crate::desk::theme;
use crate::desk::widgets::focus_ring;
use crate::session::{Command, FindingCommand, MixCommand, ViewCommand, Workspace};
use crate::ticket::{PersonRole, State};
use dialogs::{
    command_palette, decision, first_start, guide, key_sheet, refused, report, settings, which_ticket,
};
use picture::{flash, full_screen, picture_window};
use side::tab::{Tab, open_tab};
use top::{menu_bar, notices, reference_line, verdict_line};
use transport::{overview, residual};

pub use refused::remember as show_if_refused;
pub use side::findings::judging::with_reason;
pub use state::PanelState;

/// Height of the transport before it was shown once.
const TRANSPORT_HEIGHT: f32 = 150.0;

/// The whole window.
pub fn show(ui: &mut Ui, workspace: &Workspace, state: &mut PanelState, commands: &mut Vec<Command>) {
    let full_screen = workspace.session().filter(|session| session.view().full_screen);
    if let Some(session) = full_screen.filter(|_| workspace.queue().is_none()) {
        full_screen::show(ui, workspace, session, state, commands);
        dialogs(ui, ui.max_rect(), workspace, commands);
    } else {
        desk(ui, workspace, state, commands);
    }
    focus_ring(ui.ctx());
    picture_window::show(ui.ctx(), workspace, state, commands);
}

/// The desk with all its panels. The window is cleared to [`theme::GROUND`], so only what is on another ground draws one.
fn desk(ui: &mut Ui, workspace: &Workspace, state: &mut PanelState, commands: &mut Vec<Command>) {
    let above = if theme::is_compact(ui.ctx()) { 3 } else { 6 };
    let bar = Frame::new().fill(theme::RAISED).inner_margin(Margin::symmetric(12, above));
    Panel::top("menu").frame(bar).show(ui, |ui| menu_bar::show(ui, workspace, commands));
    if let Some(session) = workspace.session() {
        let line = Frame::new().inner_margin(Margin::symmetric(12, 3));
        Panel::top("served")
            .frame(line)
            .exact_size(reference_line::HEIGHT + 6.0)
            .show(ui, |ui| reference_line::show(ui, session));
        let verdict = Frame::new().fill(theme::RAISED).inner_margin(Margin::symmetric(12, 2));
        Panel::top("verdict")
            .frame(verdict)
            .exact_size(verdict_line::HEIGHT + 4.0)
            .show(ui, |ui| verdict_line::show(ui, workspace, session, commands));
    }
    let stage = ui.available_rect_before_wrap();
    if workspace.flash_and_pip() && (workspace.queue().is_some() || workspace.session().is_none()) {
        let black = Frame::new().fill(theme::PICTURE_GROUND);
        CentralPanel::default().frame(black).show(ui, |ui| {
            flash::show(ui, ui.max_rect(), state.flash, workspace.session().is_some());
        });
    } else if let Some(queue) = workspace.queue() {
        let ground = Frame::new().inner_margin(Margin::symmetric(24, 12));
        CentralPanel::default().frame(ground).show(ui, |ui| queue::show(ui, workspace, queue, commands));
    } else if let Some(open) = workspace.session() {
        follow::show(ui, open, commands);
        session(ui, workspace, state, commands);
    } else {
        let ground = Frame::new().inner_margin(Margin::same(24));
        CentralPanel::default().frame(ground).show(ui, |ui| welcome::show(ui, workspace, commands));
    }
    dialogs(ui, stage, workspace, commands);
}

/// What opens over the window.
fn dialogs(ui: &mut Ui, stage: Rect, workspace: &Workspace, commands: &mut Vec<Command>) {
    if workspace.key_sheet() {
        key_sheet::show(ui, workspace, commands);
    }
    if workspace.guide() {
        guide::show(ui, workspace, commands);
    }
    if workspace.settings_open() {
        settings::show(ui, workspace, commands);
    }
    notices::show(ui, stage, workspace, commands);
    report::show(ui, workspace, commands);
    if workspace.asks_name() {
        first_start::show(ui, workspace, commands);
    }
    if workspace.command_palette() {
        command_palette::show(ui, workspace, commands);
    }
    decision::show(ui, workspace, commands);
    refused::show(ui);
    which_ticket::show(ui, workspace, commands);
    drop_target::show(ui);
}

/// A ticket came on screen: whoever decides on it begins with its findings.
pub fn begin_with(ctx: &Context, workspace: &Workspace) {
    let submitted = workspace
        .session()
        .is_some_and(|session| matches!(session.ticket().lifecycle().state(), State::Submitted(_)));
    if submitted && workspace.person().duty != PersonRole::Operator {
        open_tab(ctx, Tab::Findings);
    }
}

/// What a command asks of the window alone: to show a tab, to put the keyboard into a field, or to take it back.
pub fn do_in_window(ctx: &Context, command: &Command, workspace: &Workspace) {
    let tab = match command {
        Command::View(ViewCommand::ShowWhy) => Tab::Why,
        Command::View(ViewCommand::ShowAlign) => Tab::Align,
        Command::View(ViewCommand::ShowTiming) => Tab::Timing,
        Command::View(ViewCommand::ShowMix) => Tab::Mix,
        Command::Mix(MixCommand::HearNextCandidate | MixCommand::HearPreviousCandidate) => Tab::Mix,
        Command::View(ViewCommand::ShowFindings) => Tab::Findings,
        Command::View(ViewCommand::ShowRequest) => Tab::Request,
        Command::Finding(FindingCommand::DismissDraftHere) => {
            let open = workspace.session().and_then(|session| Some((session, session.selected_draft()?)));
            if let Some((session, place)) = open {
                ctx.memory_mut(|memory| memory.request_focus(side::reason_field(session, place)));
            }
            Tab::Timing
        }
        Command::Mix(
            MixCommand::AcceptCandidate | MixCommand::DismissCandidate | MixCommand::UnsureOfCandidate,
        ) => {
            let is_last = workspace.session().is_some_and(|session| session.heard_candidate().is_none());
            if is_last {
                // Nothing is left to hear: Enter walks on from the verdict line.
                ctx.memory_mut(Memory::stop_text_input);
            }
            return;
        }
        _ => return,
    };
    open_tab(ctx, tab);
}

/// Shows the drafts, with the one that is looked at.
pub fn show_drafts(ctx: &Context) {
    open_tab(ctx, Tab::Timing);
}

/// Puts the keyboard into the card of the next finding.
pub fn type_finding(ctx: &Context) {
    open_tab(ctx, Tab::Findings);
    ctx.memory_mut(|memory| memory.request_focus(side::findings::card_field()));
}

/// Puts the keyboard into the note on the decision.
pub fn type_note(ctx: &Context) {
    open_tab(ctx, Tab::Findings);
    ctx.memory_mut(|memory| memory.request_focus(side::findings::workflow::note_field()));
}

fn session(ui: &mut Ui, workspace: &Workspace, state: &mut PanelState, commands: &mut Vec<Command>) {
    let Some(session) = workspace.session() else { return };
    let compact = theme::is_compact(ui.ctx());
    // The keyboard walks the picture, the transport, then the side, as one reads: each takes the room that the later ones
    // left it in the last frame.
    let memory = Id::unique("room of side and transport");
    let usual = if compact { theme::MIN_SIDE_WIDTH } else { theme::SIDE_WIDTH };
    let known: (f32, f32) = ui.data(|kept| kept.get_temp(memory)).unwrap_or((usual, TRANSPORT_HEIGHT));
    let whole = ui.available_rect_before_wrap();
    let left = whole.with_max_x((whole.right() - known.0).max(whole.left()));
    let above = left.with_max_y((left.bottom() - known.1).max(left.top()));
    ui.scope_builder(UiBuilder::new().max_rect(above), |ui| {
        // The picture draws its ground where it leaves some.
        CentralPanel::default()
            .frame(Frame::new())
            .show(ui, |ui| picture::show(ui, workspace, session, state, commands));
    });
    let deck = Frame::new().inner_margin(Margin::symmetric(12, if compact { 4 } else { 8 }));
    let height = ui.scope_builder(UiBuilder::new().max_rect(left), |ui| {
        let shown = Panel::bottom("transport").frame(deck).show(ui, |ui| {
            if compact {
                ui.spacing_mut().item_spacing.y = 2.0;
            }
            transport::show(ui, workspace, session, commands);
            if !compact {
                ui.add_space(theme::CLOSE);
            }
            overview::show(ui, session, &mut state.overview, commands);
            residual::show(ui, session, commands);
        });
        shown.response.rect.height()
    });
    // The transport keeps its room: the side gives way first.
    let most = (whole.width() - theme::MIN_PICTURE_WIDTH).max(theme::MIN_SIDE_WIDTH);
    let panel = Panel::right("side").frame(Frame::new());
    let width = ui.scope_builder(UiBuilder::new().max_rect(whole), |ui| {
        let shown = panel.default_size(usual).size_range(theme::MIN_SIDE_WIDTH..=most).show(ui, |ui| {
            // Whatever a tab has in it, the side keeps its width: what is too wide is cut off there.
            let room = ui.available_rect_before_wrap();
            ui.allocate_rect(room, Sense::hover());
            let mut inside = ui.new_child(UiBuilder::new().max_rect(room));
            inside.set_clip_rect(room.intersect(ui.clip_rect()));
            side::show(&mut inside, workspace, session, state, commands);
        });
        shown.response.rect.width()
    });
    let now = (width.inner, height.inner);
    if (now.0 - known.0).abs() > 0.5 || (now.1 - known.1).abs() > 0.5 {
        ui.data_mut(|kept| kept.insert_temp(memory, now));
        ui.ctx().request_discard("side or transport have another size");
    }
}

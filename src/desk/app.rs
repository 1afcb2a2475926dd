//! The window itself: passes commands from panels and keys to the workspace, its effects to the machine, and the
//! machine's events back to the workspace. Repaints only when something happened; never opens or decodes a file.

use std::cell::RefCell;
use std::path::PathBuf;
use std::rc::Rc;
use std::time::Duration;

use eframe::egui::{Context, Ui, UserAttentionType, ViewportCommand, Visuals};

use super::bidi::ReadingOrder;
use super::closing::Closing;
use super::fonts::SystemFonts;
use super::panels::{self, PanelState};
use super::widgets::Picture;
use super::{keys, theme};
use crate::machine::Machine;
use crate::session::{
    Command, Effect, FindingCommand, RequestCommand, SettingsEvent, TicketCommand, ViewCommand, Workspace,
};
use crate::ticket::TicketId;

/// When the window is drawn again for news: at once, but once, where egui draws twice for a request without a delay. While
/// playing there is news with every frame of the picture.
pub const SOON: Duration = Duration::from_millis(1);

/// How often a window at rest lets its machine look after what waits.
const LOOKS_AGAIN: Duration = Duration::from_secs(20);

/// The window with everything it runs on: the workspace, the machine, and what the panels keep.
pub struct Desk {
    machine: Box<dyn Machine>,
    workspace: Workspace,
    state: PanelState,
    fonts: SystemFonts,
    /// The ticket whose picture is on screen.
    shown: Option<TicketId>,
    /// The window's title as last set.
    title: String,
    /// Whether the window fills the screen.
    is_full_screen: bool,
    /// Whether this drawing brings a new picture of what plays.
    picture_moved: bool,
    closing: Closing,
    /// What could not be saved when the window closed, in sentences.
    unsaved: Rc<RefCell<Vec<String>>>,
}

impl Desk {
    /// A window over `workspace` and `machine`; opens `open` if it names anything.
    pub fn new(ctx: &Context, machine: Box<dyn Machine>, workspace: Workspace, open: Vec<PathBuf>) -> Self {
        theme::apply(ctx);
        ctx.add_plugin(ReadingOrder);
        let fonts = SystemFonts::of(ctx);
        let (state, title, unsaved) = (PanelState::default(), String::new(), Rc::default());
        let mut desk = Self {
            machine,
            workspace,
            state,
            fonts,
            shown: None,
            title,
            is_full_screen: false,
            picture_moved: false,
            closing: Closing::default(),
            unsaved,
        };
        let first = if open.is_empty() { RequestCommand::LookForRecent } else { RequestCommand::Open(open) };
        desk.carry_out(ctx, vec![first.into()]);
        desk
    }

    /// Filled when the window closes, with what could not be saved.
    pub(super) fn unsaved(&self) -> Rc<RefCell<Vec<String>>> {
        Rc::clone(&self.unsaved)
    }

    /// The workspace as it is now; for tests.
    pub fn workspace(&self) -> &Workspace {
        &self.workspace
    }

    fn carry_out(&mut self, ctx: &Context, commands: Vec<Command>) {
        for command in commands {
            let command = panels::with_reason(ctx, command, &self.workspace);
            let flags = command == FindingCommand::FlagHere.into();
            // The window owns the keyboard focus.
            if command == TicketCommand::NoteOnDecision.into() {
                panels::type_note(ctx);
            }
            let walks = command == TicketCommand::NextToDecide.into();
            let effects = self.workspace.command(command.clone(), &self.machine.stamp());
            panels::do_in_window(ctx, &command, &self.workspace);
            if walks && self.workspace.session().is_some_and(|session| session.selected_draft().is_some()) {
                panels::show_drafts(ctx);
            }
            if walks || flags {
                // What is decided or typed stands beside the picture.
                let effects = self.workspace.command(ViewCommand::LeaveFullScreen, &self.machine.stamp());
                self.perform(ctx, effects);
            }
            if flags && self.workspace.session().is_some_and(|session| session.card().is_some()) {
                panels::type_finding(ctx);
            }
            self.perform(ctx, effects);
        }
    }

    fn perform(&mut self, ctx: &Context, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                // The window owns the clipboard.
                Effect::CopyText(text) => ctx.copy_text(text),
                Effect::RaiseWindow => {
                    ctx.send_viewport_cmd(ViewportCommand::Minimized(false));
                    ctx.send_viewport_cmd(ViewportCommand::Focus);
                    // Where a window may not put itself in front, it asks to be looked at.
                    let asks = UserAttentionType::Informational;
                    ctx.send_viewport_cmd(ViewportCommand::RequestUserAttention(asks));
                }
                other => self.machine.perform(other),
            }
        }
    }

    fn take_events(&mut self, ctx: &Context) {
        let events = self.machine.events();
        if !events.is_empty() && !self.is_playing() {
            // What is new finds its size in the pass after the one that draws it first.
            ctx.request_repaint_after(SOON);
        }
        for event in events {
            let effects = self.workspace.event(event);
            self.perform(ctx, effects);
        }
        let open = self.workspace.session().map(|session| session.ticket().id());
        if open != self.shown {
            self.state.clear();
            panels::begin_with(ctx, &self.workspace);
            self.shown = open;
        }
        self.state.levels = self.machine.levels();
        self.state.flash = self.machine.flash().unwrap_or(false);
        let frame = self.machine.new_frame();
        self.picture_moved = frame.is_some();
        if let Some(frame) = frame {
            self.state.picture.take(ctx, &frame);
        }
        if let Some(frame) = self.machine.second_frame() {
            self.state.second.take(ctx, &frame);
            self.state.second_number = Some(frame.number());
        }
        if self.workspace.session().is_none_or(|session| session.second_picture().is_none()) {
            (self.state.second, self.state.second_number) = (Picture::default(), None);
        }
    }

    fn is_playing(&self) -> bool {
        self.workspace.session().is_some_and(|session| session.transport().is_playing())
    }

    /// While playing, repaints once for each frame of the picture; at rest only when something happens. A frame asks for
    /// its own drawing when it arrives; without one (no movie, or it lags) the sound's place is drawn all the same.
    fn schedule_repaint(&self, ctx: &Context) {
        // What could not be saved is tried again by and by, also while nobody touches anything.
        ctx.request_repaint_after(LOOKS_AGAIN);
        if self.workspace.flash_and_pip() {
            // The flash is as exact as the screen's refresh.
            ctx.request_repaint();
        }
        if let Some(session) = self.workspace.session().filter(|_| self.is_playing()) {
            let rate = session.frame_rate();
            let frame = Duration::from_secs_f64(f64::from(rate.denominator()) / f64::from(rate.numerator()));
            // egui comes earlier than it is asked to, by the time that it expects a drawing to take.
            let earlier = Duration::from_secs_f32(ctx.input(|input| input.predicted_dt));
            ctx.request_repaint_after(earlier + if self.picture_moved { frame * 2 } else { frame });
        }
    }

    fn update_full_screen(&mut self, ctx: &Context) {
        let is_wanted = self.workspace.session().is_some_and(|session| session.view().full_screen);
        if is_wanted != self.is_full_screen {
            ctx.send_viewport_cmd(ViewportCommand::Fullscreen(is_wanted));
            self.is_full_screen = is_wanted;
        }
    }

    fn update_title(&mut self, ctx: &Context) {
        let title = match self.workspace.session() {
            Some(session) => format!("{} – Twopop", session.ticket().title()),
            None => "Twopop".to_owned(),
        };
        if title != self.title {
            ctx.send_viewport_cmd(ViewportCommand::Title(title.clone()));
            self.title = title;
        }
    }
}

impl eframe::App for Desk {
    fn logic(&mut self, ctx: &Context, _frame: &mut eframe::Frame) {
        self.take_events(ctx);
        let scale = theme::scale_that_fits(ctx, self.workspace.settings().scale_percent);
        if (ctx.zoom_factor() - scale).abs() > 1e-3 {
            ctx.set_zoom_factor(scale);
        }
        for sentence in self.fonts.take_found(ctx) {
            let effects = self.workspace.event(SettingsEvent::FontMissing(sentence));
            self.perform(ctx, effects);
        }
        let mut commands = keys::pressed(ctx, &self.workspace);
        panels::show_if_refused(ctx, &self.workspace, &commands);
        let dropped: Vec<PathBuf> =
            ctx.input(|input| input.raw.dropped_files.iter().map(|file| file.path().to_path_buf()).collect());
        if !dropped.is_empty() {
            commands.push(RequestCommand::Open(dropped).into());
        }
        self.carry_out(ctx, commands);
        self.closing.take(ctx, &mut self.workspace);
        self.update_title(ctx);
        self.update_full_screen(ctx);
        self.schedule_repaint(ctx);
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        let mut commands = Vec::new();
        panels::show(ui, &self.workspace, &mut self.state, &mut commands);
        let both = [self.state.picture.take_seen(), self.state.second.take_seen()];
        let largest =
            both.into_iter().flatten().reduce(|one, other| [one[0].max(other[0]), one[1].max(other[1])]);
        if let Some(pixels) = largest {
            self.machine.set_picture_size(pixels);
        }
        if !commands.is_empty() {
            self.carry_out(ui.ctx(), commands);
            ui.ctx().request_repaint();
        }
        self.fonts.search();
    }

    /// What stands on no ground of its own stands on this.
    fn clear_color(&self, _visuals: &Visuals) -> [f32; 4] {
        theme::GROUND.to_normalized_gamma_f32()
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        if let Some(save) = self.workspace.ticket_to_save() {
            self.machine.perform(save);
        }
        self.unsaved.borrow_mut().extend(self.machine.finish());
    }
}

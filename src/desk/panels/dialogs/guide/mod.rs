//! The user guide in the window: the same Markdown and pictures as on paper, searched by words, without a network.
//!
//! `pages.rs` has the pages, and what of them is shown for what is typed; `pictures.rs` reads their pictures.

mod pages;
mod pictures;

use eframe::egui::style::ScrollStyle;
use eframe::egui::{
    Align2, Context, Id, Key, Modifiers, OutputCommand, RichText, ScrollArea, TextEdit, TextStyle, Ui, Window,
};
use egui_commonmark::{CommonMarkCache, CommonMarkViewer};

use crate::desk::theme;
use crate::desk::widgets::{keep_in, scroll_to_focus, selectable};
use crate::session::{Command, SettingsCommand, Workspace};
use pages::{PAGES, page_of_link, text_of};

const LIST_WIDTH: f32 = 168.0;
/// Lines of this width are read without losing the next one; a narrow window has less.
const TEXT_WIDTH: f32 = 760.0;

/// What is shown of the guide.
#[derive(Clone, Default)]
struct Reading {
    typed: String,
    page: usize,
    /// The frame it was shown last: opened again, it is at the same page with nothing typed.
    shown: u64,
}

/// The guide, while it is open.
pub fn show(ui: &Ui, _workspace: &Workspace, commands: &mut Vec<Command>) {
    let ctx = ui.ctx();
    pictures::install(ctx);
    let memory = Id::unique("user guide");
    let mut reading: Reading = ctx.data(|kept| kept.get_temp(memory)).unwrap_or_default();
    let now = ctx.cumulative_frame_nr();
    let begins = reading.shown + 1 < now;
    if begins {
        reading.typed.clear();
    }
    reading.shown = now;
    // Before the field gives the keyboard up for it.
    let escape = ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    let room = ctx.content_rect().size();
    let height = (room.y - 140.0).max(160.0);
    let width = TEXT_WIDTH.min(room.x - LIST_WIDTH - 100.0).max(240.0);
    let mut open = true;
    let shown = Window::new("User guide")
        .open(&mut open)
        .anchor(Align2::CENTER_CENTER, [0.0, 0.0])
        .default_height(height)
        .collapsible(false)
        .resizable(false)
        .show(ctx, |ui| {
            ui.horizontal_top(|ui| {
                ui.vertical(|ui| {
                    ui.set_width(LIST_WIDTH);
                    list(ui, &mut reading, memory, begins);
                });
                ui.add_space(theme::GAP);
                page(ui, &reading, width, height);
            });
        });
    keep_in(ctx, shown.as_ref().map(|shown| &shown.response));
    follow_links(ctx, &mut reading);
    ctx.data_mut(|kept| kept.insert_temp(memory, reading));
    if !open || escape {
        commands.push(SettingsCommand::ToggleGuide.into());
    }
}

/// The search, and the pages by name.
fn list(ui: &mut Ui, reading: &mut Reading, memory: Id, begins: bool) {
    let edit = TextEdit::singleline(&mut reading.typed).id(memory.with("field")).desired_width(LIST_WIDTH);
    let field = ui.add(edit.hint_text("Words to find")).accessible_name("Search the guide");
    if begins {
        field.request_focus();
    }
    ui.add_space(theme::GAP);
    for (place, page) in PAGES.iter().enumerate() {
        let is_shown = reading.typed.trim().is_empty() && reading.page == place;
        let name = selectable(ui, is_shown, page.name);
        if name.accessible_name(format!("Guide: {}", page.name)).clicked() {
            reading.typed.clear();
            reading.page = place;
        }
    }
}

/// The page, or what has the words that are typed.
fn page(ui: &mut Ui, reading: &Reading, width: f32, height: f32) {
    ui.spacing_mut().scroll = ScrollStyle::solid();
    // A link stands on the line of its text, and is no higher; a row of a table and a bullet are no lower.
    ui.spacing_mut().interact_size.y = ui.text_style_height(&TextStyle::Body);
    // Each page, and each search, has its own place.
    let place = (reading.page, reading.typed.trim());
    let area = ScrollArea::vertical().id_salt(place).auto_shrink(false);
    area.max_width(width + theme::WIDE).max_height(height).show(ui, |ui| {
        ui.vertical(|ui| {
            ui.set_width(width);
            match text_of(reading.page, &reading.typed) {
                Some(text) => {
                    let viewer = CommonMarkViewer::new().show_alt_text_on_hover(false);
                    viewer.show(ui, &mut CommonMarkCache::default(), &text);
                }
                None => {
                    ui.label(RichText::new("No page has these words.").color(theme::TEXT));
                }
            }
            scroll_to_focus(ui);
        });
    });
}

/// A link to another page turns to it. Nothing else is opened: the guide is all here.
fn follow_links(ctx: &Context, reading: &mut Reading) {
    let links = ctx.output_mut(|output| {
        let is_link = |command: &mut OutputCommand| matches!(command, OutputCommand::OpenUrl(_));
        output.commands.extract_if(.., is_link).collect::<Vec<_>>()
    });
    for link in links {
        if let OutputCommand::OpenUrl(link) = link
            && let Some(place) = page_of_link(&link.url)
        {
            reading.typed.clear();
            reading.page = place;
        }
    }
}

use eframe::egui::{Context, Frame, Id, Margin, Panel, ScrollArea, Ui};

use super::{Stage, align, findings, request, sound, timing, why};
use crate::desk::theme;
use crate::desk::widgets::choice;
use crate::session::{Command, Session, Workspace};

/// What the side of the window shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    #[default]
    Why,
    Align,
    Timing,
    Findings,
    Request,
}

const TABS: [Tab; 5] = [Tab::Why, Tab::Align, Tab::Timing, Tab::Findings, Tab::Request];

/// Shows another tab from the next frame on.
pub fn open_tab(ctx: &Context, tab: Tab) {
    ctx.data_mut(|memory| memory.insert_temp(Id::unique("side tab"), tab));
    ctx.request_repaint();
}

fn chosen_tab(ctx: &Context) -> Tab {
    ctx.data(|memory| memory.get_temp(Id::unique("side tab"))).unwrap_or_default()
}

pub fn show(
    ui: &mut Ui,
    workspace: &Workspace,
    session: &Session,
    stage: &mut Stage,
    commands: &mut Vec<Command>,
) {
    // Always to be seen, whatever the tab.
    Panel::bottom("sound")
        .frame(Frame::new())
        .show(ui, |ui| sound::show(ui, workspace, session, &stage.levels, commands));
    let chosen = chosen_tab(ui.ctx());
    Frame::new().inner_margin(Margin { left: 12, right: 12, top: 8, bottom: 6 }).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = theme::CLOSE;
            // Five tabs stand in the narrowest side, with a count of findings in them.
            ui.spacing_mut().button_padding.x = 5.0;
            for tab in TABS {
                if choice(ui, tab == chosen, &tab.label(session)).clicked() {
                    open_tab(ui.ctx(), tab);
                }
            }
        });
    });
    ui.painter().hline(ui.max_rect().x_range(), ui.cursor().top(), (1.0, theme::HAIRLINE));
    ScrollArea::vertical().id_salt(chosen.name()).auto_shrink(false).show(ui, |ui| {
        Frame::new().inner_margin(Margin { left: 14, right: 16, top: 0, bottom: 24 }).show(ui, |ui| {
            ui.set_width(ui.available_width());
            match chosen {
                Tab::Why => why::show(ui, session, commands),
                Tab::Align => align::show(ui, workspace, session, commands),
                Tab::Timing => timing::show(ui, session, commands),
                Tab::Findings => findings::show(ui, workspace, session, &mut stage.prints, commands),
                Tab::Request => request::show(ui, workspace, session, commands),
            }
        });
    });
}

impl Tab {
    fn name(self) -> &'static str {
        match self {
            Self::Why => "Why",
            Self::Align => "Align",
            Self::Timing => "Timing",
            Self::Findings => "Findings",
            Self::Request => "Request",
        }
    }

    fn label(self, session: &Session) -> String {
        match (self, session.ticket.findings.len()) {
            (Self::Findings, 1..) => format!("Findings {}", session.ticket.findings.len()),
            _ => self.name().to_owned(),
        }
    }
}

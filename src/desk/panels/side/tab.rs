//! The tabs of the side panel and which one is open; egui remembers it, so any panel can open one.

use eframe::egui::{Context, Id};

use crate::session::Session;

/// What the side of the window shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    #[default]
    Why,
    Align,
    Timing,
    Mix,
    Findings,
    Request,
}

/// All of them, from left to right.
pub const TABS: [Tab; 6] = [Tab::Why, Tab::Align, Tab::Timing, Tab::Mix, Tab::Findings, Tab::Request];

/// Shows another tab from the next frame on.
pub fn open_tab(ctx: &Context, tab: Tab) {
    ctx.data_mut(|memory| memory.insert_temp(Id::unique("side tab"), tab));
    ctx.request_repaint();
}

/// The tab shown now.
pub fn chosen_tab(ctx: &Context) -> Tab {
    ctx.data(|memory| memory.get_temp(Id::unique("side tab"))).unwrap_or_default()
}

impl Tab {
    /// Its name alone.
    pub fn name(self) -> &'static str {
        match self {
            Self::Why => "Why",
            Self::Align => "Align",
            Self::Timing => "Timing",
            Self::Mix => "Mix",
            Self::Findings => "Findings",
            Self::Request => "Request",
        }
    }

    /// How much of the width it takes against the others: its name, and two figures where it counts.
    pub fn room(self) -> f32 {
        match self {
            Self::Why => 34.0,
            Self::Align => 39.0,
            Self::Timing => 64.0,
            Self::Mix => 48.0,
            Self::Findings => 80.0,
            Self::Request => 60.0,
        }
    }

    /// Its name with a count: findings, drafts to decide on, candidates to hear.
    pub fn label(self, session: &Session) -> String {
        let count = match self {
            Self::Findings => session.ticket().findings().len(),
            Self::Timing => session.open_drafts().count(),
            Self::Mix => {
                let (drafted, others) = session.open_candidates();
                drafted + others
            }
            Self::Why | Self::Align | Self::Request => 0,
        };
        match count {
            0 => self.name().to_owned(),
            count => format!("{} {count}", self.name()),
        }
    }
}

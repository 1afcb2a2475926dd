//! Opens the window, runs it until it is closed, and says what could not be saved.

use std::cell::{Ref, RefCell};
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;

use eframe::egui::{IconData, ViewportBuilder};

use super::app::SOON;
use super::{Desk, theme};
use crate::jobs::Wake;
use crate::machine::Machine;
use crate::session::Workspace;

/// Why no window opened, or what could not be saved when it closed.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    #[error(
        "the window could not be opened: {0}. Twopop needs a graphical session (X11 or Wayland) with OpenGL; \
         without one, `twopop explain` says which reference is served and why"
    )]
    NoWindow(#[from] eframe::Error),
    /// The last changes are not on disk.
    #[error("not everything could be saved: {0}")]
    NotSaved(String),
}

/// Shows the window until it is closed, and saves what is open before it returns. The machine is made once there is a
/// window; it calls its [`Wake`] when it has events to fetch.
///
/// # Errors
/// When no window can be opened (no display, no OpenGL), or the last changes could not be saved.
pub fn run(
    machine: impl FnOnce(Wake) -> Box<dyn Machine>,
    workspace: Workspace,
    open: Vec<PathBuf>,
) -> Result<(), DeskError> {
    let viewport = ViewportBuilder::default()
        .with_title("Twopop")
        .with_app_id("twopop")
        .with_min_inner_size(theme::MIN_WINDOW)
        .with_inner_size(theme::INITIAL_WINDOW)
        .with_icon(icon())
        .with_drag_and_drop(true);
    let options = eframe::NativeOptions {
        viewport,
        renderer: eframe::Renderer::Glow,
        // Shapes are smoothed by egui itself; depth, stencil and samples would only cost.
        multisampling: 0,
        // Breaks up the bands of gradients, of which the desk has none, for a good part of what a pixel costs.
        dithering: false,
        ..Default::default()
    };
    let mut unsaved: Rc<RefCell<Vec<String>>> = Rc::default();
    let kept = &mut unsaved;
    let made = |context: &eframe::CreationContext<'_>| -> Box<dyn eframe::App> {
        let ctx = context.egui_ctx.clone();
        let wake: Wake = Arc::new(move || ctx.request_repaint_after(SOON));
        let desk = Desk::new(&context.egui_ctx, machine(wake), workspace, open);
        *kept = desk.unsaved();
        Box::new(desk)
    };
    eframe::run_native("twopop", options, Box::new(|context| Ok(made(context))))?;
    let unsaved: Ref<'_, Vec<String>> = unsaved.borrow();
    if unsaved.is_empty() { Ok(()) } else { Err(DeskError::NotSaved(unsaved.join("; "))) }
}

/// The window's icon: a spike of the guide and one of the delivered audio that meet at the zero line.
fn icon() -> IconData {
    const SIDE: u32 = 64;
    let pixel = |place: u32| -> [u8; 4] {
        let (x, y) = (place % SIDE, place / SIDE);
        // Bars of four pixels with gaps of four, tallest in the middle.
        let from_middle = (x / 8).abs_diff(3).min((x / 8).abs_diff(4));
        let reach = [28, 16, 8, 4].get(from_middle as usize).copied().unwrap_or(2);
        let on_bar = (2..6).contains(&(x % 8));
        let colour = match (on_bar, y < SIDE / 2) {
            (true, true) if SIDE / 2 - y <= reach => theme::GUIDE,
            (true, false) if y - SIDE / 2 < reach => theme::DELIVERED,
            _ => theme::GROUND,
        };
        colour.to_array()
    };
    IconData { rgba: (0..SIDE * SIDE).flat_map(pixel).collect(), width: SIDE, height: SIDE }
}

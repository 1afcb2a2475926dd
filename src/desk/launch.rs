use std::cell::{Ref, RefCell};
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;

use eframe::egui::ViewportBuilder;

use super::{Desk, tokens};
use crate::jobs::Wake;
use crate::machine::Machine;
use crate::review::Review;

/// Why no window opened, or what was lost when it closed.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    #[error(
        "the window could not be opened: {0}. Twopop needs a graphical session (X11 or Wayland) with OpenGL; \
         without one, `twopop explain` tells which reference is served and why"
    )]
    NoWindow(#[from] eframe::Error),
    #[error("not everything could be saved: {0}")]
    NotSaved(String),
}

/// Shows the window until it is closed, and saves what is open before it returns. The machine is made once the
/// window is there, with what it calls when there is something to fetch.
///
/// # Errors
/// When there is no display to open a window on, or it has no OpenGL; when the last changes could not be saved.
pub fn run(
    machine: impl FnOnce(Wake) -> Box<dyn Machine>,
    review: Review,
    open: Vec<PathBuf>,
) -> Result<(), DeskError> {
    let viewport = ViewportBuilder::default()
        .with_title("Twopop")
        .with_app_id("twopop")
        .with_min_inner_size(tokens::LEAST_WINDOW)
        .with_inner_size(tokens::FIRST_WINDOW)
        .with_drag_and_drop(true);
    let options = eframe::NativeOptions {
        viewport,
        renderer: eframe::Renderer::Glow,
        // Shapes are smoothed by egui itself; depth, stencil and samples would only cost.
        multisampling: 0,
        ..Default::default()
    };
    let mut lost: Rc<RefCell<Vec<String>>> = Rc::default();
    let kept = &mut lost;
    let made = |context: &eframe::CreationContext<'_>| -> Box<dyn eframe::App> {
        let ctx = context.egui_ctx.clone();
        let wake: Wake = Arc::new(move || ctx.request_repaint());
        let desk = Desk::new(&context.egui_ctx, machine(wake), review, open);
        *kept = desk.lost();
        Box::new(desk)
    };
    eframe::run_native("twopop", options, Box::new(|context| Ok(made(context))))?;
    let lost: Ref<'_, Vec<String>> = lost.borrow();
    if lost.is_empty() { Ok(()) } else { Err(DeskError::NotSaved(lost.join("; "))) }
}

//! The peer of `cost.py`: a window with nothing in it, drawn as often as asked by the same toolkit as the desk.
//!
//! `bare_window FRAMES_PER_SECOND`.

use std::time::Duration;

use eframe::egui::{CentralPanel, Ui, ViewportBuilder};

struct Bare {
    every: Duration,
}

impl eframe::App for Bare {
    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        ui.ctx().request_repaint_after(self.every);
        CentralPanel::default().show(ui, |ui| ui.label("Nothing"));
    }
}

fn main() -> eframe::Result {
    let rate: f32 = std::env::args().nth(1).and_then(|rate| rate.parse().ok()).unwrap_or(24.0);
    let options = eframe::NativeOptions {
        viewport: ViewportBuilder::default().with_title("Bare window").with_inner_size([1280.0, 800.0]),
        renderer: eframe::Renderer::Glow,
        multisampling: 0,
        ..Default::default()
    };
    let bare = Bare { every: Duration::from_secs_f32(1.0 / rate.max(1.0)) };
    eframe::run_native("bare-window", options, Box::new(|_| Ok(Box::new(bare))))
}

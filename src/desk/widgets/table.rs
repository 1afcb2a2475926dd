//! Rows of a table whose cells wrap inside their columns.

use eframe::egui::{Align, Label, Layout, RichText, Ui, vec2};

use crate::desk::theme;

/// One row of a table: each cell wraps inside its column. `shares` are the columns' parts of the available width; they
/// add up to 1.
pub fn table_row<const COLUMNS: usize>(ui: &mut Ui, shares: [f32; COLUMNS], cells: [RichText; COLUMNS]) {
    let whole = ui.available_width();
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        for (share, cell) in shares.into_iter().zip(cells) {
            let width = (whole * share).floor();
            ui.allocate_ui_with_layout(vec2(width, 0.0), Layout::top_down(Align::Min), |ui| {
                ui.set_width(width - theme::GAP);
                ui.add(Label::new(cell).wrap());
            });
        }
    });
}

/// The row above the others, with the names of the columns.
pub fn table_head<const COLUMNS: usize>(ui: &mut Ui, shares: [f32; COLUMNS], names: [&str; COLUMNS]) {
    let cell = |name: &str| RichText::new(name).size(theme::SMALL).color(theme::QUIET);
    table_row(ui, shares, names.map(cell));
    let width = ui.available_width();
    let line = ui.cursor().left_top();
    ui.painter().hline(line.x..=line.x + width, line.y, (1.0, theme::HAIRLINE));
    ui.add_space(theme::CLOSE);
}

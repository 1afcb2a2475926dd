//! How a check of the mix measures, for whoever wants to know.

use eframe::egui::Ui;

use crate::desk::widgets::{collapsible, small_text};
use crate::session::HeardMix;
use crate::ticket::MixCheck;

/// How a check measures, its limits among it, with the figures that were in force when it was heard.
pub fn method(ui: &mut Ui, check: MixCheck, heard: &HeardMix) {
    let name = format!("{}: how this is measured", check_name(check));
    collapsible(ui, &name, false, |ui| {
        let card = check.method(&heard.question().profile.mix);
        for (what, text) in [
            ("Measures", card.measures),
            ("How", card.how),
            ("Standard", card.standard),
            ("Says something from", card.thresholds.as_str()),
            ("Limits", card.limits),
            ("Calibration", card.calibration),
        ] {
            small_text(ui, format!("{what}: {text}"));
        }
    });
}

/// The name of a check as a heading: "Dialogue left in".
pub fn check_name(check: MixCheck) -> String {
    let label = check.label();
    let mut letters = label.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}", letters.as_str())
}

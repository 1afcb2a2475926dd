//! What the card of the next finding and the correction of one share: the list of types, and a range as text.

use eframe::egui::{ComboBox, Ui};

use crate::desk::widgets::choice;
use crate::ticket::FindingKind;
use crate::timebase::Timecode;

/// "01:00:12:07 – 01:00:14:00"; one label for one frame.
pub fn timecodes_text(first: Timecode, last: Timecode) -> String {
    if first == last { first.to_string() } else { format!("{first} – {last}") }
}

/// A list of all types, named `name`.
pub fn kind_picker(ui: &mut Ui, name: &str, chosen: FindingKind, mut choose: impl FnMut(FindingKind)) {
    let combo = ComboBox::from_id_salt(name).selected_text(chosen.label()).width(190.0).height(400.0);
    let options = FindingKind::ALL.into_iter().map(|kind| (kind, kind.label().to_owned(), kind == chosen));
    if let Some(kind) = choice(ui, combo, name, options) {
        choose(kind);
    }
}

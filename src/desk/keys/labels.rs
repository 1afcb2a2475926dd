//! How a key is shown: by what is printed on it in the layout in use, as far as that is known.

use std::collections::BTreeMap;

use eframe::egui::{Event, Key};

use crate::session::KeyboardLayout;

/// What has been typed where, and the layout that a person chose.
#[derive(Clone, Debug, Default)]
pub struct Printed {
    chosen: KeyboardLayout,
    typed: BTreeMap<&'static str, String>,
}

impl Printed {
    /// Takes the layout that is set.
    pub fn choose(&mut self, layout: KeyboardLayout) {
        self.chosen = layout;
    }

    /// Notes what keys typed since the last frame: a key without modifiers, and its text right after it.
    pub fn observe(&mut self, events: &[Event]) {
        for pair in events.windows(2) {
            let [Event::Key { physical_key: Some(place), pressed: true, modifiers, .. }, Event::Text(text)] =
                pair
            else {
                continue;
            };
            if modifiers.is_none() {
                self.typed.insert(place.name(), text.clone());
            }
        }
    }

    /// The layout in use: the one chosen, else the first that types what was typed; [`KeyboardLayout::Automatic`] where
    /// none does.
    pub fn layout(&self) -> KeyboardLayout {
        if self.chosen != KeyboardLayout::Automatic {
            return self.chosen;
        }
        let all = KeyboardLayout::ALL.into_iter().skip(1);
        let agrees = |layout: &KeyboardLayout| {
            self.typed.iter().all(|(place, typed)| layout.agrees(place, &typed.to_lowercase()))
        };
        all.into_iter().find(agrees).unwrap_or_default()
    }

    /// A key as on the keyboard: "Ctrl+Alt+," of "Ctrl+Alt+Comma".
    pub fn label(&self, key: &str) -> String {
        let (held, name) = key.rsplit_once('+').map_or(("", key), |(held, name)| (held, name));
        let gap = if held.is_empty() { "" } else { "+" };
        format!("{held}{gap}{}", self.sign(name))
    }

    fn sign(&self, name: &str) -> String {
        let layout = self.layout();
        // By the place, where the place is what counts.
        let by_place = match (layout, name) {
            (KeyboardLayout::Automatic, _) => self.typed.get(name).map(String::as_str),
            // Their places type something that is bound by itself: it is reached by what it types.
            (KeyboardLayout::German, "CloseBracket" | "Slash" | "Minus") => None,
            (KeyboardLayout::Japanese, "OpenBracket" | "CloseBracket" | "Backslash") => None,
            (KeyboardLayout::French, "Equals") => None,
            (layout, name) => layout.at(name),
        };
        match (Key::from_name(name), by_place, sign_of(name)) {
            (Some(key), Some(printed), _) if super::stroke::is_sign(key) => printed.to_owned(),
            (_, _, Some(sign)) => sign.to_owned(),
            _ => name.to_owned(),
        }
    }
}

/// The sign of a key on a US keyboard; `None` for letters and named keys.
fn sign_of(name: &str) -> Option<&'static str> {
    Some(match name {
        "Comma" => ",",
        "Period" => ".",
        "OpenBracket" => "[",
        "CloseBracket" => "]",
        "Plus" => "+",
        "Minus" => "-",
        "Equals" => "=",
        "Slash" => "/",
        "Backslash" => "\\",
        "Backtick" => "`",
        "Semicolon" => ";",
        "Quote" => "'",
        "Questionmark" => "?",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use eframe::egui::Modifiers;

    use super::*;

    fn typing(place: Key, text: &str) -> [Event; 2] {
        let modifiers = Modifiers::NONE;
        let key =
            Event::Key { key: place, physical_key: Some(place), pressed: true, repeat: false, modifiers };
        [key, Event::Text(text.to_owned())]
    }

    #[test]
    fn keys_are_shown_by_what_is_printed_on_them() {
        let mut printed = Printed::default();
        assert_eq!(printed.label("Ctrl+Alt+Comma"), "Ctrl+Alt+,");
        assert_eq!(
            (printed.label("Space"), printed.label("Plus"), printed.label("K+J")),
            ("Space".to_owned(), "+".to_owned(), "K+J".to_owned())
        );
        printed.choose(KeyboardLayout::French);
        assert_eq!(printed.label("Shift+Comma"), "Shift+;");
        assert_eq!(printed.label("Slash"), "!");
        assert_eq!(
            (printed.label("Plus"), printed.label("M"), printed.label("6")),
            ("+".to_owned(), "M".to_owned(), "6".to_owned())
        );
        printed.choose(KeyboardLayout::German);
        assert_eq!(
            (printed.label("OpenBracket"), printed.label("CloseBracket")),
            ("ü".to_owned(), "]".to_owned())
        );
    }

    #[test]
    fn the_layout_is_found_out_from_what_is_typed() {
        let mut printed = Printed::default();
        printed.observe(&typing(Key::A, "a"));
        assert_eq!(printed.layout(), KeyboardLayout::Us, "until something says otherwise");
        printed.observe(&typing(Key::Y, "z"));
        assert_eq!(printed.layout(), KeyboardLayout::German);
        let mut printed = Printed::default();
        printed.observe(&typing(Key::Comma, ";"));
        assert_eq!(printed.layout(), KeyboardLayout::French);
        // None of the five: what was typed there.
        let mut printed = Printed::default();
        printed.observe(&typing(Key::Slash, "é"));
        assert_eq!((printed.layout(), printed.label("Slash")), (KeyboardLayout::Automatic, "é".to_owned()));
    }
}

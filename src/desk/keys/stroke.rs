//! What a key stroke can mean: by the place of the key on the keyboard, or by what it types.
//!
//! Letters and named keys go by what they type: Ctrl+Z is where the layout has its Z. Digits, the comma and the full stop
//! go by their place, which types something else on other layouts or with Shift. All other signs go by what they type
//! where that is bound, else by their place; a sign that a layout has under Shift is the sign.

use eframe::egui::{Key, Modifiers};

use super::shortcut::{Shortcut, normalised};

/// One press of a key, as the window reports it.
#[derive(Clone, Copy, Debug)]
pub struct Stroke {
    /// What it types; where that is no key egui knows, the key a US keyboard has there.
    pub key: Key,
    /// The key a US keyboard has at its place; `None` where the system does not say.
    pub place: Option<Key>,
    pub modifiers: Modifiers,
}

impl Stroke {
    /// What it can mean, the likeliest first; at most five. With `held`, that key is held down.
    pub fn meanings(self, held: Option<Key>) -> impl Iterator<Item = Shortcut> {
        let modifiers = normalised(self.modifiers);
        let as_typed = Some((modifiers, self.key));
        let by_place = |wanted: fn(Key) -> bool| {
            self.place.filter(|place| wanted(*place)).map(|place| (modifiers, place))
        };
        let digit = by_place(is_digit).filter(|_| !is_reached_by_digit(self.key));
        let shifted_sign =
            modifiers.shift && is_sign(self.key) && self.place.is_some_and(|place| place != self.key);
        let mut without_shift = modifiers;
        without_shift.shift = false;
        let sign = shifted_sign.then_some((without_shift, self.key));
        let all = [digit, by_place(is_comma_or_period), as_typed, by_place(is_sign), sign];
        all.into_iter().flatten().map(move |(modifiers, key)| Shortcut { modifiers, held, key })
    }
}

fn is_comma_or_period(key: Key) -> bool {
    matches!(key, Key::Comma | Key::Period)
}

fn is_digit(key: Key) -> bool {
    matches!(
        key,
        Key::Num0
            | Key::Num1
            | Key::Num2
            | Key::Num3
            | Key::Num4
            | Key::Num5
            | Key::Num6
            | Key::Num7
            | Key::Num8
            | Key::Num9
    )
}

/// Signs that some layouts have on the keys of the digits, with Shift or AltGr.
fn is_reached_by_digit(key: Key) -> bool {
    matches!(
        key,
        Key::OpenBracket | Key::CloseBracket | Key::Backslash | Key::Slash | Key::Plus | Key::Backtick
    )
}

/// Keys with a sign on them.
pub fn is_sign(key: Key) -> bool {
    matches!(
        key,
        Key::Comma
            | Key::Period
            | Key::Slash
            | Key::Backslash
            | Key::OpenBracket
            | Key::CloseBracket
            | Key::Minus
            | Key::Plus
            | Key::Equals
            | Key::Semicolon
            | Key::Quote
            | Key::Backtick
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::keys::shortcut::written;
    use crate::session::{Command, KeyPreset, KeyboardLayout, Keymap};

    const LAYOUTS: [KeyboardLayout; 5] = [
        KeyboardLayout::Us,
        KeyboardLayout::Uk,
        KeyboardLayout::German,
        KeyboardLayout::French,
        KeyboardLayout::Japanese,
    ];

    const SHIFT: Modifiers = Modifiers::SHIFT;
    const NONE: Modifiers = Modifiers::NONE;

    /// Signs that a layout has with Shift or AltGr: what is typed, the place, and whether Shift is held (AltGr is no
    /// modifier that a window hears of).
    fn others(layout: KeyboardLayout) -> &'static [(&'static str, &'static str, Modifiers)] {
        match layout {
            KeyboardLayout::Us | KeyboardLayout::Uk => &[("+", "Equals", SHIFT), ("?", "Slash", SHIFT)],
            KeyboardLayout::German => &[
                ("/", "7", SHIFT),
                ("?", "Minus", SHIFT),
                ("[", "8", NONE),
                ("]", "9", NONE),
                ("\\", "Minus", NONE),
            ],
            KeyboardLayout::French => &[
                ("+", "Equals", SHIFT),
                ("?", "Comma", SHIFT),
                ("/", "Period", SHIFT),
                ("[", "5", NONE),
                ("]", "Minus", NONE),
                ("\\", "8", NONE),
                ("1", "1", SHIFT),
                ("6", "6", SHIFT),
            ],
            // Its keys for the backslash are at places that a US keyboard does not have.
            KeyboardLayout::Japanese => &[("+", "Semicolon", SHIFT), ("?", "Slash", SHIFT), ("\\", "", NONE)],
            KeyboardLayout::Automatic => &[],
        }
    }

    /// Every key a hand can press on a layout, as egui reports it.
    fn keyboard(layout: KeyboardLayout) -> Vec<Stroke> {
        let stroke = |typed: &str, place: &str, modifiers| {
            let place = Key::from_name(place);
            // egui takes the place where it does not know what is typed; a dead key types nothing.
            let dead =
                matches!((layout, typed), (KeyboardLayout::German | KeyboardLayout::French, "^" | "´"));
            let key = Key::from_name(typed).filter(|_| !dead).or(place)?;
            Some(Stroke { key, place, modifiers })
        };
        let printed = layout.printed().filter_map(|(place, typed)| stroke(typed, place, NONE));
        let others = others(layout).iter().filter_map(|(typed, place, held)| stroke(typed, place, *held));
        let said: Vec<&str> = layout.printed().map(|(place, _)| place).collect();
        let rest = Key::ALL.iter().filter(|key| !is_sign(**key) && !said.contains(&key.name()));
        let rest = rest.map(|key| Stroke { key: *key, place: Some(*key), modifiers: NONE });
        printed.chain(others).chain(rest).collect()
    }

    fn command_at(keymap: &Keymap, stroke: Stroke, held: Option<Key>) -> Option<Command> {
        stroke.meanings(held).find_map(|shortcut| keymap.command_with(&written(shortcut)))
    }

    #[test]
    fn every_command_is_reached_on_every_layout() {
        for layout in LAYOUTS {
            let keymap = Keymap::default();
            let strokes = keyboard(layout);
            for command in Command::listed().filter(|command| !keymap.keys(command).is_empty()) {
                let is_reached = keymap.keys(&command).iter().any(|key| {
                    let wanted = crate::desk::keys::shortcut::parse(key).unwrap();
                    strokes.iter().any(|stroke| {
                        let modifiers = wanted.modifiers | stroke.modifiers;
                        command_at(&keymap, Stroke { modifiers, ..*stroke }, wanted.held).as_ref()
                            == Some(&command)
                    })
                });
                assert!(is_reached, "{command:?} has no key on a {layout:?} keyboard");
            }
        }
    }

    #[test]
    fn what_types_a_plus_zooms_in_on_every_layout() {
        let plus = [
            (Key::Equals, SHIFT),      // US, UK, French
            (Key::CloseBracket, NONE), // German
            (Key::Semicolon, SHIFT),   // Japanese
        ];
        for (place, modifiers) in plus {
            let stroke = Stroke { key: Key::Plus, place: Some(place), modifiers };
            let command = command_at(&Keymap::default(), stroke, None);
            assert_eq!(command.map(|command| command.name()), Some("ZoomIn"), "+ at {place:?}");
        }
    }

    #[test]
    fn nudges_and_solos_are_where_a_us_keyboard_has_them() {
        let of = |key: Key, place: Key, modifiers| {
            let command = command_at(&Keymap::default(), Stroke { key, place: Some(place), modifiers }, None);
            command.map(|command| command.name())
        };
        // French: the comma's place types a semicolon, with Shift a question mark; the full stop's with Shift a slash.
        assert_eq!(of(Key::Semicolon, Key::Comma, NONE), Some("FrameEarlier"));
        assert_eq!(of(Key::Questionmark, Key::Comma, SHIFT), Some("TenFramesEarlier"));
        assert_eq!(of(Key::Slash, Key::Period, SHIFT), Some("TenFramesLater"));
        assert_eq!(of(Key::Minus, Key::Num6, NONE), Some("SoloSixth"));
        // Brackets go by what is typed, where it is typed.
        assert_eq!(of(Key::OpenBracket, Key::CloseBracket, NONE), Some("PreviousFinding"), "Japanese");
        assert_eq!(of(Key::CloseBracket, Key::Backslash, NONE), Some("NextFinding"), "Japanese");
        assert_eq!(of(Key::CloseBracket, Key::Num9, NONE), Some("NextFinding"), "German, with AltGr");
        assert_eq!(of(Key::Slash, Key::Num7, SHIFT), Some("PlayAround"), "German");
        assert_eq!(of(Key::Minus, Key::Slash, NONE), Some("ZoomOut"), "German");
    }

    #[test]
    fn every_key_of_a_preset_is_one_egui_knows() {
        for preset in KeyPreset::ALL {
            for key in preset.differences().iter().flat_map(|(_, keys)| *keys) {
                let parsed = crate::desk::keys::shortcut::parse(key);
                assert_eq!(parsed.map(written).as_deref(), Some(*key), "{preset:?}: {key:?} is no key");
            }
        }
    }
}

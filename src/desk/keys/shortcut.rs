//! A key with its modifiers: read from the table of commands, and written as the table writes it.

use eframe::egui::{Key, Modifiers};

/// A key with its modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shortcut {
    /// Ctrl, Alt and Shift, each as named.
    pub modifiers: Modifiers,
    /// A letter key that is held while the other is pressed.
    pub held: Option<Key>,
    /// The key that is pressed.
    pub key: Key,
}

/// Keys that change the meaning of others while they are held.
pub const HELD_KEYS: [Key; 1] = [Key::K];

#[cfg(test)]
/// Reads "Ctrl+Shift+Z" or "K+L"; `None` for an empty text or a key egui does not know.
pub fn parse(text: &str) -> Option<Shortcut> {
    let (mut modifiers, mut held) = (Modifiers::NONE, None);
    let mut rest = text;
    while let Some((word, after)) = rest.split_once('+') {
        match word {
            "Ctrl" => modifiers.command = true,
            "Alt" => modifiers.alt = true,
            "Shift" => modifiers.shift = true,
            key => held = Some(Key::from_name(key).filter(|key| HELD_KEYS.contains(key))?),
        }
        rest = after;
    }
    Some(Shortcut { modifiers, held, key: Key::from_name(rest)? })
}

/// As the table of commands writes it: "Ctrl+Alt+Comma".
pub fn written(shortcut: Shortcut) -> String {
    let Shortcut { modifiers, held, key } = shortcut;
    let names = [(modifiers.command, "Ctrl"), (modifiers.alt, "Alt"), (modifiers.shift, "Shift")];
    let mut words: Vec<&str> =
        names.into_iter().filter(|(is_held, _)| *is_held).map(|(_, name)| name).collect();
    words.extend(held.map(Key::name));
    words.push(key.name());
    words.join("+")
}

/// Ctrl, Alt and Shift only. On a Mac, the command key counts as Ctrl.
pub fn normalised(modifiers: Modifiers) -> Modifiers {
    let mut normalised = Modifiers::NONE;
    normalised.alt = modifiers.alt;
    normalised.shift = modifiers.shift;
    normalised.command = modifiers.command || modifiers.ctrl;
    normalised
}

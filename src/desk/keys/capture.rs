//! The next stroke as a key to be given to a command, in place of what it does.

use eframe::egui::{Context, Event, Id, Key};

use super::shortcut::written;
use super::stroke::Stroke;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum Capture {
    #[default]
    Off,
    Waiting,
    Taken(String),
}

fn memory() -> Id {
    Id::unique("key that is captured")
}

/// The next stroke is a key to be given to a command.
pub fn begin(ctx: &Context) {
    ctx.data_mut(|kept| kept.insert_temp(memory(), Capture::Waiting));
}

/// No stroke is waited for any more.
pub fn end(ctx: &Context) {
    ctx.data_mut(|kept| kept.insert_temp(memory(), Capture::Off));
}

/// The key that was pressed, as the table of commands writes it; it is given once.
pub fn taken(ctx: &Context) -> Option<String> {
    ctx.data_mut(|kept| {
        let capture: &mut Capture = kept.get_temp_mut_or_default(memory());
        let Capture::Taken(key) = capture else { return None };
        let key = key.clone();
        *capture = Capture::Off;
        Some(key)
    })
}

/// Whether a stroke is waited for: it is taken, and reaches nothing else. Escape is left to whoever asked.
pub(super) fn take(ctx: &Context) -> bool {
    let waits = ctx.data(|kept| kept.get_temp::<Capture>(memory())) == Some(Capture::Waiting);
    if !waits {
        return false;
    }
    let mut key = None;
    ctx.input_mut(|input| {
        input.events.retain(|event| match event {
            Event::Key { key: Key::Escape, .. } => true,
            Event::Key { key: typed, physical_key, pressed: true, modifiers, .. } => {
                let stroke = Stroke { key: *typed, place: *physical_key, modifiers: *modifiers };
                key = key.take().or_else(|| stroke.meanings(None).next().map(written));
                false
            }
            Event::Text(_) | Event::Key { .. } => false,
            _ => true,
        });
    });
    if let Some(key) = key {
        ctx.data_mut(|kept| kept.insert_temp(memory(), Capture::Taken(key)));
    }
    true
}

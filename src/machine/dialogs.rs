//! The system's own file dialogs, off the screen's thread. `dialogs/redelivery.rs` asks for the delivery of a fix check and looks
//! at it.

pub(super) mod redelivery;

use std::path::{Path, PathBuf};

use crate::ticket::FileKind;

/// What a dialog is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DialogKind {
    Folder,
    Files,
    /// The new delivery, before a fix check.
    Delivery,
}

/// How a dialog ended.
pub(super) enum DialogResult {
    Paths(Vec<PathBuf>),
    Cancelled,
    /// This machine shows none: what to do instead, in words.
    Unavailable(String),
}

/// Shows the dialog and waits for it: never on the screen's thread.
pub(super) fn choose(wanted: DialogKind, start: Option<&Path>) -> DialogResult {
    if !can_show() {
        let instead = match wanted {
            DialogKind::Delivery => "type or paste the path of the new delivery into the field.",
            DialogKind::Folder | DialogKind::Files => {
                "drop the folder on the window, paste its path into the field, or start twopop with the path."
            }
        };
        return DialogResult::Unavailable(format!(
            "No file dialog can be shown here: {instead} (Installing zenity or a desktop portal brings the dialog back.)"
        ));
    }
    let title = if wanted == DialogKind::Delivery { "The new delivery" } else { "Open a QC request" };
    let mut dialog = rfd::FileDialog::new().set_title(title);
    if let Some(start) = start {
        dialog = dialog.set_directory(start);
    }
    let paths = match wanted {
        DialogKind::Folder => dialog.pick_folder().map(|folder| vec![folder]),
        DialogKind::Files => dialog
            .add_filter("Request, ticket or media", &openable())
            .add_filter("Any file", &["*"])
            .pick_files(),
        DialogKind::Delivery => dialog.add_filter("WAV", FileKind::Wave.extensions()).pick_files(),
    };
    paths.map_or(DialogResult::Cancelled, DialogResult::Paths)
}

/// Asks where something goes: a file with that extension, or, without one, a folder. The system's dialog asks itself before a
/// file is written over.
pub(super) fn choose_place(extension: Option<&str>) -> DialogResult {
    if !can_show() {
        return DialogResult::Unavailable(
            "No file dialog can be shown here: type the path into the field.".to_owned(),
        );
    }
    let dialog = rfd::FileDialog::new();
    let place = match extension {
        Some(extension) => dialog
            .set_title("Save the report")
            .set_file_name(format!("report.{extension}"))
            .add_filter("Report", &[extension])
            .save_file(),
        None => dialog.set_title("Folder for the reports").pick_folder(),
    };
    place.map_or(DialogResult::Cancelled, |place| DialogResult::Paths(vec![place]))
}

/// Extensions of what the desk opens.
fn openable() -> Vec<&'static str> {
    let kinds = [FileKind::Document, FileKind::Movie, FileKind::Wave];
    kinds.iter().flat_map(|kind| kind.extensions()).copied().collect()
}

/// Whether the dialog library finds something to show with. Without, it answers as if the person had cancelled,
/// which would look like a dead button.
#[cfg(target_os = "linux")]
fn can_show() -> bool {
    let has_zenity = std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join("zenity").is_file()));
    has_zenity || portal_is_likely()
}

/// A session bus alone does not prove a portal, but without a bus there is none.
#[cfg(target_os = "linux")]
fn portal_is_likely() -> bool {
    let bus = std::env::var_os("DBUS_SESSION_BUS_ADDRESS").is_some();
    let portal = ["/usr/libexec/xdg-desktop-portal", "/usr/lib/xdg-desktop-portal"];
    bus && portal.iter().any(|place| Path::new(place).is_file())
}

#[cfg(not(target_os = "linux"))]
fn can_show() -> bool {
    true
}

//! While files are dragged over the window: what dropping them does, by their names alone, and in words which of them cannot
//! be opened.

use std::path::Path;

use eframe::egui::{Align2, Color32, FontId, Id, LayerId, Order, Stroke, StrokeKind, Ui, vec2};

use crate::desk::bidi::isolated;
use crate::desk::theme;
use crate::ticket::{FileKind, Severity};

/// Most names that are listed.
const MOST_NAMES: usize = 6;
const TITLE: f32 = 26.0;

/// Covers the window with a target while something is dragged over it.
pub fn show(ui: &Ui) {
    let files = ui.input(|input| input.raw.hovered_files.clone());
    if files.is_empty() {
        return;
    }
    let paths: Vec<&Path> = files.iter().filter_map(|file| file.path.as_deref()).collect();
    let refused: Vec<String> = paths.iter().filter_map(|path| refusal(path)).collect();
    let all_refused = !paths.is_empty() && refused.len() == paths.len();
    let rect = ui.ctx().content_rect();
    let painter = ui.ctx().layer_painter(LayerId::new(Order::Foreground, Id::unique("drop target")));
    painter.rect_filled(rect, 0.0, Color32::from_black_alpha(232));
    let edge = if all_refused { theme::QUIET } else { theme::GUIDE };
    painter.rect_stroke(rect.shrink(24.0), 8.0, Stroke::new(2.0, edge), StrokeKind::Inside);
    let title = if all_refused { "This cannot be opened" } else { "Let go to open it as a request" };
    let mut below = painter.text(
        rect.center() - vec2(0.0, TITLE),
        Align2::CENTER_BOTTOM,
        title,
        FontId::proportional(TITLE),
        theme::BRIGHT,
    );
    let names = paths.iter().filter(|path| refusal(path).is_none()).map(|path| name(path));
    let more = paths.len().saturating_sub(refused.len()).saturating_sub(MOST_NAMES);
    let mut lines: Vec<(String, Color32)> = names.take(MOST_NAMES).map(|name| (name, theme::TEXT)).collect();
    if more > 0 {
        lines.push((format!("and {more} more"), theme::TEXT));
    }
    lines.extend(refused.into_iter().take(MOST_NAMES).map(|why| (why, theme::severity(Severity::Issue))));
    for (line, colour) in lines {
        let place = below.center_bottom() + vec2(0.0, theme::GAP);
        below = painter.text(place, Align2::CENTER_TOP, line, FontId::proportional(theme::SENTENCE), colour);
    }
}

fn name(path: &Path) -> String {
    isolated(&path.file_name().unwrap_or(path.as_os_str()).to_string_lossy()).into_owned()
}

/// Why a path is nothing to open, in words that say what to do; `None` for what may be: a folder has no extension, or any.
fn refusal(path: &Path) -> Option<String> {
    let why = match FileKind::of(path) {
        Some(FileKind::Archive) => "is an archive: unpack it, then drop its folder",
        Some(FileKind::Arriving) => "is still on its way: wait until it is whole",
        Some(FileKind::Movie | FileKind::Wave | FileKind::OtherSound | FileKind::Document) => return None,
        None => {
            let extension = path.extension()?.to_str()?.to_lowercase();
            if !NO_MEDIA.contains(&extension.as_str()) {
                return None;
            }
            "is neither media, a request file nor a ticket: drop the request's folder, its movies or its WAVs"
        }
    };
    Some(format!("{} {why}", name(path)))
}

/// Files that people drag by mistake; chosen. Anything else may be a folder with a dot in its name.
const NO_MEDIA: [&str; 18] = [
    "pdf", "doc", "docx", "xls", "xlsx", "csv", "txt", "rtf", "jpg", "jpeg", "png", "tif", "tiff", "xml",
    "html", "edl", "aaf", "ptx",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_opened_says_what_to_do_and_a_folder_may_have_a_dot() {
        let why = |name: &str| refusal(&Path::new("/requests").join(name));
        assert!(why("extras.zip").is_some_and(|why| why.contains("unpack it")));
        assert!(why("ME.wav.part").is_some_and(|why| why.contains("whole")));
        assert!(why("notes.PDF").is_some_and(|why| why.starts_with("notes.PDF is neither")));
        for fine in ["NIGHTFALL_R1", "NIGHTFALL v1.2", "ME.wav", "Final.mov", "request.ron"] {
            assert_eq!(why(fine), None, "{fine}");
        }
    }
}

//! Cuts a text that does not fit at its end as read, or in its middle where its end tells it apart. egui cuts off what stands at the right, which is the beginning of a text
//! that is written from right to left.

use std::sync::Arc;

use eframe::egui::Context;
use eframe::egui::epaint::text::{Galley, LayoutJob, TextWrapping};
use unicode_bidi::{BidiClass, bidi_class};

pub(super) const ELLIPSIS: char = '…';
/// First strong isolate and pop directional isolate, as `bidi.rs` sets them around a field.
const ISOLATE: (char, char) = ('\u{2068}', '\u{2069}');

/// The text of a line that was cut off, laid out again so that it keeps its beginning as read and ends with "…"; `None` where
/// nothing was cut, or several lines are shown. Cost: some ten layouts of a line, which egui keeps while it is shown.
pub(super) fn cut_at_its_end(ctx: &Context, galley: &Galley) -> Option<Arc<Galley>> {
    let room = galley.job.wrap.max_width;
    if !galley.elided || galley.job.wrap.max_rows != 1 || !room.is_finite() {
        return None;
    }
    let ends: Vec<usize> = places_to_cut(&galley.job.text).collect();
    let laid_out = |end: usize| {
        let job = cut(&galley.job, end);
        ctx.fonts_mut(|fonts| fonts.layout_job(job))
    };
    // The longest that fits; nothing but "…" where no letter does.
    let fits = ends.partition_point(|end| laid_out(*end).size().x <= room);
    let end = fits.checked_sub(1).and_then(|place| ends.get(place)).copied().unwrap_or(0);
    Some(laid_out(end))
}

/// `text`, or its beginning and its end around "…" as far as `fits` says: names of folders often differ at their end. Cost: some
/// ten answers of `fits`.
pub(super) fn elided_in_the_middle(text: &str, fits: impl Fn(&str) -> bool) -> String {
    if fits(text) {
        return text.to_owned();
    }
    let letters: Vec<char> =
        text.chars().filter(|letter| !matches!(*letter, '\u{2066}'..='\u{2069}')).collect();
    let keeping = |kept: usize| -> String {
        let (head, tail) = (kept.div_ceil(2), kept / 2);
        let tail = letters.iter().skip(letters.len().saturating_sub(tail));
        let shown: String = letters.iter().take(head).chain([&ELLIPSIS]).chain(tail).collect();
        format!("{}{shown}{}", ISOLATE.0, ISOLATE.1)
    };
    let counts: Vec<usize> = (0..letters.len()).collect();
    let most = counts.partition_point(|kept| fits(&keeping(*kept))).saturating_sub(1);
    keeping(most)
}

/// Where a text can be cut, from its beginning on: never before a mark that belongs to the letter before it, or a control.
fn places_to_cut(text: &str) -> impl Iterator<Item = usize> {
    let is_place =
        |letter: char| !matches!(bidi_class(letter), BidiClass::NSM | BidiClass::PDI | BidiClass::WS);
    text.char_indices().filter(move |(_, letter)| is_place(*letter)).map(|(at, _)| at)
}

/// The first `end` bytes with "…" in the direction of what it follows, on one line of any length.
fn cut(job: &LayoutJob, end: usize) -> LayoutJob {
    let mut shown = job.clone();
    let mut text = job.text.get(..end).unwrap_or_default().trim_end().to_owned();
    let open = text.chars().filter(|letter| *letter == ISOLATE.0).count();
    let closed = text.chars().filter(|letter| *letter == ISOLATE.1).count();
    let kept = text.len();
    text.push(ELLIPSIS);
    text.extend(std::iter::repeat_n(ISOLATE.1, open.saturating_sub(closed)));
    shown.sections.retain(|section| section.byte_range.start.0 < kept.max(1));
    if let Some(last) = shown.sections.last_mut() {
        last.byte_range.end.0 = text.len();
    }
    shown.text = text;
    shown.wrap = TextWrapping { max_width: f32::INFINITY, ..job.wrap.clone() };
    shown
}

#[cfg(test)]
mod tests {
    use super::elided_in_the_middle;

    /// Without the isolates, which are not seen.
    fn seen(text: &str, room: usize) -> String {
        let count =
            |text: &str| text.chars().filter(|letter| !matches!(letter, '\u{2068}' | '\u{2069}')).count();
        let shown = elided_in_the_middle(text, |shown| count(shown) <= room);
        shown.replace(['\u{2068}', '\u{2069}'], "")
    }

    #[test]
    fn a_name_keeps_its_beginning_and_its_end() {
        assert_eq!(seen("NIGHTFALL_R1", 12), "NIGHTFALL_R1");
        assert_eq!(seen("NIGHTFALL_R1_2026-11-20_v3", 13), "NIGHTF…-20_v3");
        assert_eq!(seen("NIGHTFALL_R1", 1), "…");
        assert_eq!(seen("NIGHTFALL_R1", 0), "…");
    }
}

//! Cuts a text that does not fit at its end as read. egui cuts off what stands at the right, which is the beginning of a text
//! that is written from right to left.

use std::sync::Arc;

use eframe::egui::Context;
use eframe::egui::epaint::text::{Galley, LayoutJob, TextWrapping};
use unicode_bidi::{BidiClass, bidi_class};

const ELLIPSIS: char = '…';
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

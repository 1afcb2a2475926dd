//! The change list as CMX 3600: an event for each piece and clip, in the order of the record. Frames are all it can say; what is
//! left in samples stands in a comment.
//!
//! Source: CMX 3600 (event line, FCM, `FROM CLIP NAME`; `AUD 3 4` for the third and fourth channel).

use std::fmt::Write;

use super::list::WrittenList;
use crate::report::words::one_line;
use crate::timebase::{SampleDelta, Timecode};

pub(super) fn edl(list: &WrittenList) -> String {
    let counting = if list.record.start.format.drop_frame { "DROP FRAME" } else { "NON-DROP FRAME" };
    let mut text = format!("TITLE: {}\nFCM: {counting}\n\n", one_line(&list.title));
    let mut number = 0;
    for clip in &list.clips {
        for one in &list.moves {
            number += 1;
            let record_in = list.record.nearest(one.to).label;
            let record_out = list.record.nearest(one.to + one.piece.length).label;
            // The frame's own beginning is what the editor cuts on: the source follows it.
            let moved = list.record.place_of(record_in) - one.to;
            let source_in = list.source.nearest(one.from + moved);
            let frames = record_out.frames - record_in.frames;
            let label = source_in.label;
            let source_out = Timecode::new(label.frames.saturating_add(frames), label.format);
            let tracks = tracks(&clip.channels);
            let _ = writeln!(
                text,
                "{number:03}  AX       {:<5} C        {label} {source_out} {record_in} {record_out}",
                tracks.0
            );
            if let Some(more) = tracks.1 {
                let _ = writeln!(text, "{more}");
            }
            let _ = writeln!(text, "* FROM CLIP NAME: {}", one_line(&clip.name));
            if source_in.rest != 0 {
                let side = if source_in.rest > 0 { "AFTER" } else { "BEFORE" };
                let rest = source_in.rest.unsigned_abs();
                let _ = writeln!(text, "* SOURCE BEGINS {rest} SAMPLES {side} ITS FRAME (48 KHZ)");
            }
            if one.piece.carried > SampleDelta::ZERO {
                let _ = writeln!(text, "* PARTLY NOT COMPARED: PLACED BY BOTH SIDES");
            }
        }
    }
    for remark in &list.remarks {
        let _ = writeln!(text, "* {}", one_line(remark));
    }
    text
}

/// The channels of an event: its own column, and the line below it for the third and fourth. Later ones have no column.
fn tracks(channels: &[usize]) -> (String, Option<String>) {
    match channels {
        [1] => ("A".to_owned(), None),
        [one] => (format!("A{one}"), None),
        [_, _] => ("AA".to_owned(), None),
        [_, _, _] => ("AA".to_owned(), Some("AUD   3".to_owned())),
        more => {
            let all = format!("* ALL {} CHANNELS OF THE CLIP", more.len());
            ("AA".to_owned(), Some(format!("AUD   3    4\n{all}")))
        }
    }
}

//! The edit list of a track (`elst`): which parts of its media are presented, when and how fast.
//!
//! Source: ISO/IEC 14496-12, 8.6.6; QuickTime File Format, "Edit list atom".

use super::walk::{long_at, number_at, on_clock, signed_at};

/// Edits that are read. *Derived*: ten thousand are a cut every second of a film.
const EDITS_LIMIT: usize = 16_384;
/// Normal speed as `elst` writes it: 16.16.
const NORMAL_RATE: i32 = 0x1_0000;

/// The edits of one track, in the order they are presented. Without any, all of its media are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::media) struct EditList(Vec<Edit>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Edit {
    /// Ticks of the movie's clock; 0: to the end of the media (fragmented files).
    length: i64,
    /// Ticks of the track's own clock; `None` shows nothing.
    media_time: Option<i64>,
    /// 16.16.
    rate: i32,
}

/// What an edit list is read against.
#[derive(Clone, Copy, Debug)]
pub(super) struct MediaSpan {
    /// Ticks a second of the movie, in which edits are measured.
    pub movie_clock: u32,
    /// Ticks a second of the track.
    pub clock: u32,
    /// When its last sample ends, on the track's clock and without edit list.
    pub to: i64,
}

impl EditList {
    /// Of the content of an `elst` box.
    pub(super) fn read(table: &[u8]) -> Self {
        let long = table.first() == Some(&1);
        let count = usize::try_from(number_at(table, 4).unwrap_or(0)).unwrap_or(0).min(EDITS_LIMIT);
        let entries = table.get(8..).unwrap_or_default().chunks_exact(if long { 20 } else { 12 });
        let edit = |entry: &[u8]| {
            let (length, time, rate) = if long {
                (long_at(entry, 0)?, long_at(entry, 8)?.cast_signed(), signed_at(entry, 16)?)
            } else {
                (u64::from(number_at(entry, 0)?), i64::from(signed_at(entry, 4)?), signed_at(entry, 8)?)
            };
            let length = i64::try_from(length).ok()?;
            Some(Edit { length, media_time: (time >= 0).then_some(time), rate })
        };
        Self(entries.take(count).map_while(edit).collect())
    }

    /// Whether all of the media is presented as it is stored.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Ticks of the movie's clock until the first sample that is presented.
    pub(super) fn first_sound(&self) -> i64 {
        let empty = self.0.iter().take_while(|edit| edit.media_time.is_none());
        empty.fold(0, |sum, edit| sum.saturating_add(edit.length))
    }

    /// The place of its media that is presented first, on the track's clock.
    pub(super) fn first_media_time(&self) -> Option<i64> {
        self.0.iter().find_map(|edit| edit.media_time)
    }

    /// Whether some part is presented faster, slower or as a still.
    pub(super) fn changes_speed(&self) -> bool {
        self.0.iter().any(|edit| edit.media_time.is_some() && edit.rate != NORMAL_RATE)
    }

    /// When the presentation ends, counted from time 0, on a clock of `to` ticks a second.
    pub(super) fn end(&self, media: &MediaSpan, to: u32) -> i64 {
        if self.is_empty() {
            return on_clock(media.to, media.clock, to);
        }
        let (mut place, mut end) = (0_i64, 0);
        for edit in &self.0 {
            let start = on_clock(place, media.movie_clock, to);
            place = place.saturating_add(edit.length);
            let Some(time) = edit.media_time else { continue };
            let there_is = on_clock(media.to.saturating_sub(time).max(0), media.clock, to);
            let stated = on_clock(place, media.movie_clock, to).saturating_sub(start);
            let shown = if edit.length == 0 { there_is } else { stated.min(there_is) };
            if shown > 0 {
                end = start.saturating_add(shown);
            }
        }
        end
    }

    /// How far GStreamer 1.22 counts while it presents the edits, on the movie's clock: of each edit the place in the media
    /// where it ends, and the time when it begins. Where this is later than the length that the movie states, it stops.
    pub(super) fn counted_by_gstreamer(&self, media: &MediaSpan) -> i64 {
        let (mut start, mut counted) = (0_i64, 0);
        for edit in &self.0 {
            if let Some(time) = edit.media_time {
                let end = on_clock(time, media.clock, media.movie_clock).saturating_add(edit.length);
                counted = counted.max(end.saturating_add(start));
            }
            start = start.saturating_add(edit.length);
        }
        counted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 600 ticks a second for the movie, 24 000 for the media, of which there are ten seconds.
    const MEDIA: MediaSpan = MediaSpan { movie_clock: 600, clock: 24_000, to: 240_000 };

    fn list(version: u8, edits: &[(i64, i64, i32)]) -> EditList {
        let mut table = vec![version, 0, 0, 0];
        table.extend(u32::try_from(edits.len()).unwrap().to_be_bytes());
        for &(length, time, rate) in edits {
            if version == 1 {
                table.extend(length.to_be_bytes());
                table.extend(time.to_be_bytes());
            } else {
                table.extend(u32::try_from(length).unwrap().to_be_bytes());
                table.extend(i32::try_from(time).unwrap().to_be_bytes());
            }
            table.extend(rate.to_be_bytes());
        }
        EditList::read(&table)
    }

    #[test]
    fn both_versions_say_the_same() {
        let edits = [(600, -1, NORMAL_RATE), (1200, 48_000, NORMAL_RATE)];
        assert_eq!(list(0, &edits), list(1, &edits));
        assert_eq!(list(1, &edits).end(&MEDIA, 48_000), 3 * 48_000);
        assert_eq!((list(0, &edits).first_sound(), list(0, &edits).first_media_time()), (600, Some(48_000)));
    }

    #[test]
    fn several_edits_are_presented_one_after_the_other() {
        let edits = [(1200, 0, NORMAL_RATE), (300, -1, NORMAL_RATE), (600, 120_000, NORMAL_RATE)];
        assert_eq!(list(0, &edits).end(&MEDIA, 48_000), 48_000 * 7 / 2);
        assert_eq!(list(0, &edits).counted_by_gstreamer(&MEDIA), 3000 + 600 + 1500);
    }

    #[test]
    fn nothing_is_presented_that_is_not_stored() {
        // Eleven seconds from the fifth on, of ten.
        assert_eq!(list(0, &[(6600, 120_000, NORMAL_RATE)]).end(&MEDIA, 48_000), 5 * 48_000);
        assert_eq!(list(0, &[(0, 24_000, NORMAL_RATE)]).end(&MEDIA, 48_000), 9 * 48_000, "to the end");
        assert_eq!(list(0, &[]).end(&MEDIA, 48_000), 10 * 48_000, "without edits, all of it");
        // An empty edit at the end shows nothing.
        assert_eq!(list(0, &[(600, 0, NORMAL_RATE), (600, -1, NORMAL_RATE)]).end(&MEDIA, 48_000), 48_000);
    }

    #[test]
    fn lengths_that_no_movie_has_do_not_wrap() {
        let edits = [(i64::MAX, -1, NORMAL_RATE), (i64::MAX, -1, NORMAL_RATE), (i64::MAX, 0, NORMAL_RATE)];
        let edits = list(1, &edits);
        assert_eq!((edits.first_sound(), edits.end(&MEDIA, 48_000)), (i64::MAX, 0));
        assert_eq!(edits.counted_by_gstreamer(&MEDIA), i64::MAX);
    }

    #[test]
    fn another_speed_is_noticed() {
        assert!(list(0, &[(600, 0, 0x2_0000)]).changes_speed() && list(0, &[(600, 0, 0)]).changes_speed());
        assert!(!list(0, &[(600, 0, NORMAL_RATE), (600, -1, 0)]).changes_speed());
    }

    #[test]
    fn a_table_that_ends_early_gives_what_is_there() {
        assert_eq!(EditList::read(&[0, 0, 0, 0, 255, 255, 255, 255, 0, 0, 0]), EditList::default());
        assert_eq!(EditList::read(&[]), EditList::default());
    }
}

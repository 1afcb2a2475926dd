//! What every pipeline for a movie's picture shares: decoding it, turning it upright, numbering its frames.

use std::path::Path;
use std::sync::Arc;

use gstreamer as gst;
use gstreamer::prelude::*;

use super::MediaError;
use super::clock::{nanoseconds_from_samples, samples_from_nanoseconds};
use super::closed_decoder::closed_decoder;
use super::disposable::is_disposable;
use super::known_format::require_known_format;
use super::movie_source::{movie_source, picture_begin};
use super::start::element;
use crate::timebase::{FrameRate, SampleDelta, SamplePos};

/// Adds reading and decoding of the movie's picture, and of nothing else, to `pipeline`; its pictures go into `entry`.
/// Returns the decoder.
///
/// # Errors
/// When GStreamer lacks a part or refuses to link it.
pub(super) fn add_decoder(
    pipeline: &gst::Pipeline,
    movie: &Path,
    entry: &gst::Element,
) -> Result<gst::Element, MediaError> {
    // Whatever is played has been opened before; a file may have taken its place since.
    if movie.is_file() {
        require_known_format(movie)?;
    }
    let source = movie_source(movie)?;
    let decoder = closed_decoder()?;
    pipeline.add_many([&source, &decoder]).and_then(|()| source.link(&decoder))?;
    skip_sound(&decoder);
    use_all_processors(&decoder);
    drop_false_gaps(entry);
    let weak = entry.downgrade();
    decoder.connect_pad_added(move |_, pad| {
        let is_picture = pad
            .current_caps()
            .and_then(|caps| caps.structure(0).map(|s| s.name().starts_with("video/x-raw")))
            .unwrap_or(false);
        let entry = weak.upgrade().and_then(|entry| entry.static_pad("sink"));
        if let Some(entry) = entry.filter(|entry| is_picture && !entry.is_linked())
            && let Err(error) = pad.link(&entry)
        {
            tracing::warn!(%error, "the movie's picture could not be linked");
        }
    });
    Ok(decoder)
}

/// Where an edit shows earlier media than the one before it, GStreamer 1.22 announces a gap of seconds before the last
/// pictures of that edit; a pipeline that is paused there would take it for the picture asked for. A true gap ends with its
/// edit.
fn drop_false_gaps(entry: &gst::Element) {
    let Some(entry) = entry.static_pad("sink") else { return };
    entry.add_probe(gst::PadProbeType::EVENT_DOWNSTREAM, |pad, probe| {
        let Some(gst::PadProbeData::Event(event)) = &probe.data else { return gst::PadProbeReturn::Ok };
        let gst::EventView::Gap(gap) = event.view() else { return gst::PadProbeReturn::Ok };
        let (from, length) = gap.get();
        let segment = pad.sticky_event::<gst::event::Segment>(0);
        let stop = segment.as_ref().and_then(|segment| {
            segment.segment().downcast_ref::<gst::ClockTime>().and_then(gst::FormattedSegment::stop)
        });
        let passes_end = stop.zip(length).is_some_and(|(stop, length)| from.saturating_add(length) > stop);
        let is_false = passes_end || segment.is_none();
        if is_false { gst::PadProbeReturn::Handled } else { gst::PadProbeReturn::Ok }
    });
}

/// An element that turns pictures upright as the movie states: phones and some cameras store them on their side. Costs
/// nothing where they are upright already.
///
/// # Errors
/// When GStreamer lacks the element.
pub(super) fn upright() -> Result<gst::Element, MediaError> {
    let turn = element("videoflip")?;
    turn.set_property_from_str("video-direction", "auto");
    Ok(turn)
}

/// Calls `watch` for everything that goes into the video decoder inside `decodebin`, once there is one.
pub(super) fn watch_decoder<F>(decodebin: &gst::Element, watched: gst::PadProbeType, watch: F)
where
    F: Fn(&gst::Pad, &gst::PadProbeInfo<'_>) -> gst::PadProbeReturn + Send + Sync + 'static,
{
    let Some(bin) = decodebin.downcast_ref::<gst::Bin>() else { return };
    let watch = Arc::new(watch);
    bin.connect_deep_element_added(move |_, _, element| {
        let decodes_pictures = element
            .factory()
            .and_then(|factory| factory.metadata("klass").map(|klass| klass.contains("Decoder/Video")));
        if let Some(entry) = element.static_pad("sink").filter(|_| decodes_pictures == Some(true)) {
            let watch = Arc::clone(&watch);
            entry.add_probe(watched, move |pad, probe| watch(pad, probe));
        }
    });
}

/// On the way from a key frame to the place of a seek, skips the pictures that are neither shown nor needed by others:
/// half the work where a movie has B-frames.
pub(super) fn skip_to_segment(decodebin: &gst::Element) {
    watch_decoder(decodebin, gst::PadProbeType::BUFFER, |pad, probe| {
        let Some(gst::PadProbeData::Buffer(buffer)) = &probe.data else { return gst::PadProbeReturn::Ok };
        let is_over = ends_before_segment(pad, buffer) == Some(true);
        if is_over && is_disposable(pad, buffer) {
            gst::PadProbeReturn::Handled
        } else {
            gst::PadProbeReturn::Ok
        }
    });
}

fn ends_before_segment(pad: &gst::Pad, buffer: &gst::Buffer) -> Option<bool> {
    let segment = pad.sticky_event::<gst::event::Segment>(0)?;
    let segment = segment.segment().downcast_ref::<gst::ClockTime>()?;
    Some(segment.rate() > 0.0 && buffer.pts()? + buffer.duration()? <= segment.start()?)
}

/// Most pictures decoded at once: each more makes a seek wait for another picture that nobody asked for.
const MAX_DECODER_THREADS: i32 = 8;

/// One thread more than there are processors, as FFmpeg itself does: each waits for parts of the picture before. GStreamer
/// takes one fewer.
fn use_all_processors(decodebin: &gst::Element) {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = i32::try_from(processors + 1).unwrap_or(MAX_DECODER_THREADS).min(MAX_DECODER_THREADS);
    let Some(bin) = decodebin.downcast_ref::<gst::Bin>() else { return };
    bin.connect_deep_element_added(move |_, _, element| {
        let property = element.find_property("max-threads");
        if property.is_some_and(|property| property.value_type() == i32::static_type()) {
            element.set_property("max-threads", threads);
        }
    });
}

fn skip_sound(decoder: &gst::Element) {
    decoder.connect("autoplug-continue", false, |values| {
        let caps = values.get(2).and_then(|value| value.get::<gst::Caps>().ok());
        let is_sound =
            caps.as_ref().and_then(|caps| caps.structure(0)).is_some_and(|s| s.name().starts_with("audio/"));
        Some((!is_sound).to_value())
    });
}

/// Where the frames of a movie are in GStreamer's time. The one rule for every picture that is shown and every seek.
#[derive(Clone, Copy, Debug)]
pub(super) struct PictureTimeline {
    rate: FrameRate,
    /// When GStreamer presents the first picture.
    first: SampleDelta,
    /// How much later GStreamer presents the others than counted from the first.
    delay: SampleDelta,
}

impl PictureTimeline {
    /// Of the movie at `path`, whose picture has that rate. Reads the movie's index.
    pub(super) fn of(path: &Path, rate: FrameRate) -> Self {
        let begin = picture_begin(path);
        Self { rate, first: SampleDelta::new(begin.first), delay: SampleDelta::new(begin.delay) }
    }

    pub(super) fn rate(self) -> FrameRate {
        self.rate
    }

    /// GStreamer's time of a place on the picture's timeline.
    pub(super) fn time_of(self, place: SamplePos) -> gst::ClockTime {
        let later = if self.rate.frame_at(place) <= 0 { self.first } else { self.delay };
        gst::ClockTime::from_nseconds(nanoseconds_from_samples((place + later).get()))
    }

    /// The frame number of a picture, counted from 0 at presentation time 0; its segment includes edit lists and B-frames.
    pub(super) fn frame_number(self, sample: &gst::Sample) -> Option<i64> {
        let segment = sample.segment()?.downcast_ref::<gst::ClockTime>()?;
        self.number_in(segment, sample.buffer()?.pts()?)
    }

    /// The frame number at a time in `segment`; `None` outside it.
    pub(super) fn number_in(
        self,
        segment: &gst::FormattedSegment<gst::ClockTime>,
        time: gst::ClockTime,
    ) -> Option<i64> {
        segment.to_stream_time(time).map(|presented| self.frame_presented_at(presented))
    }

    /// Movie clocks round, Matroska's to a millisecond: up to a quarter of a frame early still counts as that frame.
    fn frame_presented_at(self, time: gst::ClockTime) -> i64 {
        let quarter = SampleDelta::new(self.rate.samples_from_frames(1).get() / 4);
        let place = SamplePos::new(samples_from_nanoseconds(time.nseconds()));
        let number = self.rate.frame_at(place - self.delay + quarter);
        // The first picture of some fragmented movies is shown before its time.
        if number == -1 && self.delay > SampleDelta::ZERO { 0 } else { number }
    }
}

//! Opens a movie as far as its first picture and sound, in this process, and gives its facts.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use gstreamer as gst;
use gstreamer::prelude::*;

use super::closed_decoder::closed_decoder;
use super::container::{Container, OpAtom, read_container};
use super::error::MediaError;
use super::file_progress::{FileProgress, Patience, TICKS_A_SECOND};
use super::format_text::format_text;
use super::known_format::require_known_format;
use super::movie_boxes::{FrameSpacing, PictureBoxes, usual_rate};
use super::movie_source::{counted_source, picture_delay};
use super::start::start;
use super::stream_order::{sound_pads, track_number};
use crate::jobs::process_milliseconds;
use crate::ticket::{AssetFacts, SoundTrack};
use crate::timebase::{FrameRate, SAMPLE_RATE, SampleDelta};

/// Processor seconds that opening a movie may take. Chosen: the first picture of an 8K movie takes two.
pub(super) const MOST_CPU_SECONDS: u64 = 30;

/// As [`super::probe_movie`], in this process: a fault of a demuxer or decoder ends it. `progress` counts what is read.
///
/// # Errors
/// When the file is unreadable, empty, not a movie, damaged, or of a format that no installed decoder knows.
pub(super) fn probe_here(path: &Path, progress: &Arc<FileProgress>) -> Result<AssetFacts, MediaError> {
    start()?;
    let container = {
        let _asked = progress.ask();
        require_known_format(path)?;
        read_container(path)
    };
    if container.index_missing {
        return Err(MediaError::damaged(path, "its index (moov), which is written last, is missing"));
    }
    let pipeline = ProbePipeline::new(path, progress)?;
    // GStreamer calls an OP-Atom MXF that it cannot play damaged.
    pipeline.preroll(path, progress).map_err(|error| match (error, container.op_atom) {
        (MediaError::Damaged { path, .. }, Some(holds)) if container.missing_end.is_none() => {
            MediaError::OpAtom { path, holds: op_atom_text(holds) }
        }
        (error, _) => error,
    })?;
    let facts = facts_of(path, &pipeline, &container);
    if facts.formats.is_empty() {
        let why = "it holds neither picture nor sound".to_owned();
        return Err(MediaError::NotAMovie { path: path.to_owned(), why });
    }
    Ok(facts)
}

/// The streams as decoded, in the order the movie stores them.
#[derive(Default)]
struct Streams {
    picture: Vec<gst::Caps>,
    sound: Vec<SoundStream>,
}

/// A sound stream as decoded.
struct SoundStream {
    caps: gst::Caps,
    /// How it is stored, where a decoder tells.
    format: Option<String>,
    /// The track's number in a QuickTime or MP4 file.
    id: Option<u32>,
}

/// A pipeline that prerolls the first picture and sound. Dropping it shuts it down.
struct ProbePipeline {
    pipeline: gst::Pipeline,
    decoder: gst::Element,
    /// Formats of picture or sound that no installed decoder knows.
    undecodable: Arc<Mutex<Vec<String>>>,
}

impl Drop for ProbePipeline {
    fn drop(&mut self) {
        // Nothing can be done about a refusal to stop, and nothing depends on it.
        let _ = self.pipeline.set_state(gst::State::Null);
    }
}

impl ProbePipeline {
    fn new(path: &Path, progress: &Arc<FileProgress>) -> Result<Self, MediaError> {
        let pipeline = gst::Pipeline::new();
        let source = counted_source(path, progress)?;
        let decoder = closed_decoder()?;
        pipeline.add_many([&source, &decoder])?;
        source.link(&decoder)?;
        let weak = pipeline.downgrade();
        decoder.connect_pad_added(move |_, pad| {
            if let Some(pipeline) = weak.upgrade() {
                end_in_fakesink(&pipeline, pad);
            }
        });
        let undecodable = Arc::new(Mutex::new(Vec::new()));
        let noted = Arc::clone(&undecodable);
        decoder.connect("unknown-type", false, move |values| {
            let caps = values.get(2)?.get::<gst::Caps>().ok()?;
            if media_type(&caps).is_some_and(|name| is_prerolled(&name)) {
                noted.lock().unwrap_or_else(PoisonError::into_inner).push(format_text(&caps));
            }
            None
        });
        Ok(Self { pipeline, decoder, undecodable })
    }

    fn preroll(&self, path: &Path, progress: &FileProgress) -> Result<(), MediaError> {
        let bus = self.pipeline.bus().ok_or_else(|| gst::glib::bool_error!("a pipeline has no bus"))?;
        // A refusal is followed by a message on the bus that says why.
        let _ = self.pipeline.set_state(gst::State::Paused);
        let tick = gst::ClockTime::from_mseconds(1000 / TICKS_A_SECOND);
        let wanted = [gst::MessageType::AsyncDone, gst::MessageType::Error];
        let mut patience = Patience::new(MOST_CPU_SECONDS);
        let message = loop {
            match bus.timed_pop_filtered(tick, &wanted) {
                Some(message) => break message,
                None => patience.tick(progress.so_far(process_milliseconds())),
            }
            .map_err(|quiet| MediaError::quiet(path, quiet))?;
        };
        match message.view() {
            gst::MessageView::Error(error) => {
                Err(movie_error(path, &error.error(), self.undecodable().into_iter().next()))
            }
            _ => Ok(()),
        }
    }

    fn undecodable(&self) -> Vec<String> {
        self.undecodable.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn streams(&self) -> Streams {
        let mut streams = Streams::default();
        for pad in self.decoder.src_pads() {
            let Some(caps) = pad.current_caps() else { continue };
            if media_type(&caps).is_some_and(|name| name.starts_with("video/")) {
                streams.picture.push(caps);
            }
        }
        for pad in sound_pads(&self.decoder) {
            let Some(caps) = pad.current_caps() else { continue };
            let (format, id) = (stored_before(&pad), track_number(&pad));
            streams.sound.push(SoundStream { caps, format, id });
        }
        streams
    }

    /// How the streams of that kind are stored: what goes into each decoder.
    fn stored_as(&self, kind: &str) -> Vec<String> {
        let Some(bin) = self.decoder.downcast_ref::<gst::Bin>() else { return Vec::new() };
        let decoders = bin.iterate_recurse().into_iter().flatten().filter(|element| {
            element.factory().is_some_and(|factory| {
                factory
                    .metadata("klass")
                    .is_some_and(|klass| klass.contains("Decoder") && klass.contains(kind))
            })
        });
        decoders
            .filter_map(|decoder| decoder.static_pad("sink")?.current_caps())
            .map(|caps| format_text(&caps))
            .collect()
    }
}

/// How the stream of a decoded pad is stored: what goes into its decoder.
fn stored_before(pad: &gst::Pad) -> Option<String> {
    let mut pad = pad.clone();
    while let Some(target) = pad.downcast_ref::<gst::GhostPad>().and_then(gst::GhostPad::target) {
        pad = target;
    }
    let decoder = pad.parent_element()?;
    let decodes = decoder.factory()?.metadata("klass")?.contains("Decoder");
    let caps = decoder.static_pad("sink").filter(|_| decodes)?.current_caps()?;
    Some(format_text(&caps))
}

fn end_in_fakesink(pipeline: &gst::Pipeline, pad: &gst::Pad) {
    let decoded = pad.current_caps().or_else(|| Some(pad.query_caps(None)));
    let name = decoded.as_deref().and_then(media_type).unwrap_or_default();
    // Only picture and sound are waited for: a subtitle track may have nothing at the start.
    let sink = gst::ElementFactory::make("fakesink")
        .property("async", is_prerolled(&name))
        .property("sync", false)
        .build();
    let Ok(sink) = sink else { return };
    let linked = pipeline.add(&sink).is_ok()
        && sink.sync_state_with_parent().is_ok()
        && sink.static_pad("sink").is_some_and(|end| pad.link(&end).is_ok());
    if !linked {
        tracing::warn!(stream = %name, "a stream of the movie could not be opened");
    }
}

fn is_prerolled(media_type: &str) -> bool {
    ["video/", "audio/", "image/"].iter().any(|kind| media_type.starts_with(kind))
}

fn media_type(caps: &gst::CapsRef) -> Option<String> {
    caps.structure(0).map(|structure| structure.name().to_string())
}

/// GStreamer's error as one that the operator can act on. `format` is what no decoder knows, if anything.
pub(super) fn movie_error(path: &Path, error: &gst::glib::Error, format: Option<String>) -> MediaError {
    let path = path.to_owned();
    if let Some(format) = format {
        return MediaError::NoDecoder { path, format };
    }
    match error.kind::<gst::StreamError>() {
        Some(gst::StreamError::TypeNotFound | gst::StreamError::WrongType) => {
            MediaError::NotAMovie { path, why: "nothing in it looks like picture or sound".to_owned() }
        }
        Some(gst::StreamError::CodecNotFound) => {
            MediaError::NoDecoder { path, format: "its picture or sound".to_owned() }
        }
        _ => MediaError::damaged(&path, error.message().trim_end_matches('.').to_lowercase()),
    }
}

fn facts_of(path: &Path, pipeline: &ProbePipeline, container: &Container) -> AssetFacts {
    let streams = pipeline.streams();
    let delay = picture_delay(path);
    let duration = container.stamped_length.unwrap_or_else(|| duration_of(&pipeline.pipeline) + -delay);
    let mut facts = AssetFacts { duration, ..AssetFacts::default() };
    facts.incomplete = container.missing_end.as_ref().map(|missing| {
        let path = path.display();
        format!("{path} is incomplete: {missing}. Wait until it has arrived, or copy it again")
    });
    for format in pipeline.undecodable() {
        facts.warnings.push(format!("a track of {format} has no decoder here and is skipped"));
    }
    describe_picture(&mut facts, &streams, container, pipeline.stored_as("Video"));
    describe_sound(&mut facts, &streams.sound, container, delay);
    let label = container.start_label(facts.frame_rate);
    facts.start_timecode = label.timecode;
    facts.clock_unknown = label.unknown.filter(|_| facts.frame_rate.is_some());
    facts.warnings.extend(label.warnings.iter().chain(&container.warnings).cloned());
    facts
}

fn op_atom_text(holds: OpAtom) -> &'static str {
    match holds {
        OpAtom::Picture => "picture only",
        OpAtom::Sound => "sound only",
    }
}

fn describe_picture(facts: &mut AssetFacts, streams: &Streams, container: &Container, formats: Vec<String>) {
    let Some(caps) = streams.picture.first() else {
        facts.warnings.push("no picture: there is nothing to watch the sound against".to_owned());
        if let Some(end) = container.sounds.iter().filter_map(|track| track.presented).max() {
            facts.duration = end;
        }
        return;
    };
    facts.formats.push(formats.into_iter().next().unwrap_or_else(|| format_text(caps)));
    if let Some(picture) = container.picture {
        facts.frame_rate = Some(picture.rate);
        facts.duration = picture.rate.samples_from_frames(picture.frames);
        warn_of_spacing(facts, picture);
        return;
    }
    facts.frame_rate = stated_rate(caps);
    if facts.frame_rate.is_none() {
        facts.warnings.push(
            "the movie states no frame rate: 24 fps is assumed; state the rate in the request file"
                .to_owned(),
        );
    }
}

fn warn_of_spacing(facts: &mut AssetFacts, picture: PictureBoxes) {
    let rate = picture.rate.label();
    match picture.spacing {
        FrameSpacing::Constant => {}
        FrameSpacing::Rounded => facts.warnings.push(format!(
            "the frame rate is taken as {rate}, the usual rate nearest to the movie's rounded frame times"
        )),
        FrameSpacing::Variable => facts.warnings.push(format!(
            "the frame rate varies; {rate} is its mean, so a frame number may be off: ask for a constant rate"
        )),
    }
}

fn describe_sound(
    facts: &mut AssetFacts,
    streams: &[SoundStream],
    container: &Container,
    delay: SampleDelta,
) {
    facts.sound_tracks = streams.iter().map(|stream| sound_track(stream, container, delay)).collect();
    let Some(first) = facts.sound_tracks.first() else {
        facts.warnings.push(match container.op_atom {
            Some(OpAtom::Picture) => {
                "no sound: it is an OP-Atom MXF, which is picture only; ask for an OP1a MXF or a MOV with sound"
                    .to_owned()
            }
            _ => "no sound: there is no guide to compare the delivered audio with".to_owned(),
        });
        return;
    };
    (facts.channels, facts.sample_rate) = (first.channels, first.sample_rate);
    facts.formats.push(first.format.clone());
    if facts.sample_rate != SAMPLE_RATE {
        facts
            .warnings
            .push(format!("the sound is stored at {} Hz and converted to 48 000", facts.sample_rate));
    }
}

fn sound_track(stream: &SoundStream, container: &Container, delay: SampleDelta) -> SoundTrack {
    let sound = stream.caps.structure(0);
    let stated = |field: &str| sound.and_then(|sound| u32::try_from(sound.get::<i32>(field).ok()?).ok());
    let boxes = container.sounds.iter().find(|track| Some(track.id) == stream.id);
    let presented = boxes.and_then(|track| track.presented).or(container.sound_length);
    let format = stream.format.clone().unwrap_or_else(|| format_text(&stream.caps));
    let is_delayed = matches!(format.as_str(), SoundTrack::AAC | SoundTrack::MP3);
    SoundTrack {
        delay_unstated: boxes.map_or(is_delayed && container.has_no_stamps, |track| track.delay_unstated),
        format,
        channels: stated("channels").unwrap_or(0),
        sample_rate: stated("rate").unwrap_or(0),
        name: boxes.and_then(|track| track.name.clone()),
        language: boxes.and_then(|track| track.language.clone()),
        presented: presented.map(|end| end + -delay),
    }
}

fn stated_rate(caps: &gst::CapsRef) -> Option<FrameRate> {
    let rate = caps.structure(0)?.get::<gst::Fraction>("framerate").ok()?;
    let (numerator, denominator) = (u32::try_from(rate.numer()).ok()?, u32::try_from(rate.denom()).ok()?);
    if numerator == 0 {
        return None;
    }
    usual_rate(u128::from(numerator), u128::from(denominator))
}

fn duration_of(pipeline: &gst::Pipeline) -> SampleDelta {
    let length = pipeline.query_duration::<gst::ClockTime>().unwrap_or(gst::ClockTime::ZERO);
    SampleDelta::new(super::clock::samples_from_nanoseconds(length.nseconds()))
}

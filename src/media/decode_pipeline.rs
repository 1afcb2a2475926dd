//! The pipeline that decodes sound tracks of a movie, and nothing else of it.
//!
//! A `movie_source` and a `decodebin`, and `audioconvert ! audioresample ! appsink` for each wanted track. Takes a path and tracks;
//! gives decoded blocks of all of them through one bounded channel, in any order between tracks.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app as gst_app;
use serde::{Deserialize, Serialize};

use super::MediaError;
use super::closed_decoder::closed_decoder;
use super::decode_damage::DamageWatch;
use super::exact_start::cut_exactly;
use super::file_progress::FileProgress;
use super::movie_source::counted_source;
use super::probe::movie_error;
use super::start::element;
use super::stream_order::sound_pads;
use crate::timebase::SAMPLE_RATE;

/// Blocks that wait for whoever reads them, of all tracks together.
const WAITING_BLOCKS: usize = 16;

/// A sound track to be decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct WantedTrack {
    /// Counted from 1, in the order of [`crate::ticket::AssetFacts::sound_tracks`].
    pub track: usize,
    pub channels: usize,
}

/// What comes out of the pipeline next.
pub(super) enum Received {
    /// A decoded block of the wanted track at that place.
    Block { place: usize, sample: gst::Sample },
    /// One track has ended.
    End,
    /// Nothing within the time.
    Nothing,
}

/// Decodes the wanted tracks. Dropping it shuts it down.
pub(super) struct DecodePipeline {
    pipeline: gst::Pipeline,
    /// `None` only while it shuts down: a sink that waits for room then gives up.
    blocks: Option<Receiver<Received>>,
    wanted: usize,
    linked: Arc<AtomicUsize>,
    all_known: Arc<AtomicBool>,
    watch: DamageWatch,
}

impl Drop for DecodePipeline {
    fn drop(&mut self) {
        self.blocks = None;
        // Nothing can be done about a refusal to stop, and nothing depends on it.
        let _ = self.pipeline.set_state(gst::State::Null);
    }
}

impl DecodePipeline {
    /// Starts decoding; what is read is counted in `progress`.
    ///
    /// # Errors
    /// When the file cannot be opened; when GStreamer lacks a part or refuses to link it. A movie that does not open says so in [`Self::check`].
    pub(super) fn new(
        path: &Path,
        wanted: &[WantedTrack],
        progress: &Arc<FileProgress>,
    ) -> Result<Self, MediaError> {
        let pipeline = gst::Pipeline::new();
        let source = counted_source(path, progress)?;
        let decoder = closed_decoder()?;
        pipeline.add_many([&source, &decoder]).and_then(|()| source.link(&decoder))?;
        let (to, blocks) = sync_channel(WAITING_BLOCKS);
        let mut entries = Vec::with_capacity(wanted.len());
        for (place, track) in wanted.iter().enumerate() {
            entries.push((track.track, add_conversion(&pipeline, place, track.channels, to.clone())?));
        }
        let decoding = Self {
            pipeline,
            blocks: Some(blocks),
            wanted: wanted.len(),
            linked: Arc::default(),
            all_known: Arc::default(),
            watch: DamageWatch::default(),
        };
        decoding.watch.follow(&decoder);
        decoding.follow(&decoder, entries);
        // A refusal is followed by a message on the bus that says why.
        let _ = decoding.pipeline.set_state(gst::State::Playing);
        Ok(decoding)
    }

    /// Links the wanted tracks once all are known.
    fn follow(&self, decoder: &gst::Element, entries: Vec<(usize, gst::Pad)>) {
        decoder.connect("autoplug-continue", false, |values| {
            let caps = values.get(2).and_then(|value| value.get::<gst::Caps>().ok());
            // Containers are "video/…" too, but have no width.
            let is_picture =
                caps.as_ref().and_then(|caps| caps.structure(0)).is_some_and(|s| s.has_field("width"));
            Some((!is_picture).to_value())
        });
        let (linked, all_known) = (Arc::clone(&self.linked), Arc::clone(&self.all_known));
        // By then all tracks are there, and none has given anything yet.
        decoder.connect_no_more_pads(move |decoder| {
            for (pad, track) in sound_pads(decoder).iter().zip(1..) {
                let entry = entries.iter().find(|(wanted, _)| *wanted == track);
                let Some((_, entry)) = entry.filter(|(_, entry)| !entry.is_linked()) else { continue };
                match pad.link(entry) {
                    Ok(_) => _ = linked.fetch_add(1, Ordering::AcqRel),
                    Err(error) => tracing::warn!(%error, track, "a sound track could not be linked"),
                }
            }
            all_known.store(true, Ordering::Release);
        });
    }

    /// What comes next, within a second's `ticks`th part.
    pub(super) fn next(&self, ticks: u64) -> Received {
        let Some(blocks) = &self.blocks else { return Received::Nothing };
        match blocks.recv_timeout(Duration::from_millis(1000 / ticks.max(1))) {
            Ok(received) => received,
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => Received::Nothing,
        }
    }

    /// Why nothing comes, where there is a reason.
    ///
    /// # Errors
    /// When the movie is damaged, or lacks a wanted track.
    pub(super) fn check(&self, path: &Path) -> Result<(), MediaError> {
        let bus = self.pipeline.bus();
        let failed = bus.and_then(|bus| bus.pop_filtered(&[gst::MessageType::Error]));
        let known = self.all_known.load(Ordering::Acquire);
        if known && self.linked.load(Ordering::Acquire) < self.wanted {
            return Err(MediaError::NoSound(path.to_owned()));
        }
        match failed.as_ref().map(|message| message.view()) {
            Some(gst::MessageView::Error(error)) => Err(movie_error(path, &error.error(), None)),
            _ => Ok(()),
        }
    }
}

impl DecodePipeline {
    /// What was found damaged until every track had ended, each as a clause about the movie.
    ///
    /// # Errors
    /// When the movie broke off: GStreamer ends the tracks then, too.
    pub(super) fn damage(&self, path: &Path) -> Result<Vec<String>, MediaError> {
        let bus = self.pipeline.bus();
        let reported = || bus.as_ref()?.pop_filtered(&[gst::MessageType::Error, gst::MessageType::Warning]);
        while let Some(message) = reported() {
            match message.view() {
                gst::MessageView::Error(error) => return Err(movie_error(path, &error.error(), None)),
                gst::MessageView::Warning(warning) if is_of_the_stream(&warning.error()) => {
                    self.watch.note_report(&warning.error());
                }
                _ => {}
            }
        }
        Ok(self.watch.clauses())
    }
}

/// Whether it speaks of the bytes of the movie, not of a part that is missing here.
fn is_of_the_stream(error: &gst::glib::Error) -> bool {
    matches!(
        error.kind::<gst::StreamError>(),
        Some(gst::StreamError::Decode | gst::StreamError::Demux | gst::StreamError::Format)
    )
}

/// Adds conversion to 48 000 Hz and the end of one track; returns the pad that the track goes into.
fn add_conversion(
    pipeline: &gst::Pipeline,
    place: usize,
    channels: usize,
    to: SyncSender<Received>,
) -> Result<gst::Pad, MediaError> {
    let (convert, resample) = (element("audioconvert")?, element("audioresample")?);
    // The best filter: a guide is decoded once and measured against.
    resample.set_property("quality", 10);
    // The channel is the queue, and a track that is not linked must not hold up the others.
    let sink = gst_app::AppSink::builder().caps(&guide_caps(channels)).sync(false).async_(false).build();
    sink.set_max_buffers(1);
    // A sender may be used by one thread at a time.
    let to = Mutex::new(to);
    let send = Arc::new(move |received| {
        let to = to.lock().unwrap_or_else(PoisonError::into_inner).clone();
        to.send(received)
    });
    let send_end = Arc::clone(&send);
    let callbacks = gst_app::AppSinkCallbacks::builder()
        .new_sample(move |sink| {
            let sample = sink.pull_sample().map_err(|_| gst::FlowError::Flushing)?;
            let sent = send(Received::Block { place, sample });
            sent.map(|()| gst::FlowSuccess::Ok).map_err(|_| gst::FlowError::Flushing)
        })
        .eos(move |_| {
            // Nobody waits for the end any more.
            let _ = send_end(Received::End);
        });
    sink.set_callbacks(callbacks.build());
    let chain = [&convert, &resample, sink.upcast_ref()];
    pipeline.add_many(chain).and_then(|()| gst::Element::link_many(chain))?;
    let entry =
        convert.static_pad("sink").ok_or_else(|| gst::glib::bool_error!("audioconvert has no sink"))?;
    cut_exactly(&entry);
    Ok(entry)
}

fn guide_caps(channels: usize) -> gst::Caps {
    gst::Caps::builder("audio/x-raw")
        .field("format", "F32LE")
        .field("layout", "interleaved")
        .field("rate", i32::try_from(SAMPLE_RATE).unwrap_or(48_000))
        .field("channels", i32::try_from(channels).unwrap_or(1))
        .build()
}

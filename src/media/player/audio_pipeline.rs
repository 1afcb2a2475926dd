use std::sync::Arc;

use gstreamer as gst;
use gstreamer::glib;
use gstreamer::prelude::*;

use super::console::Console;
use super::device::{SoundDevice, SoundOutput, SoundTap, answering_sinks, silent_sink};
use super::mix_source::{MixSource, NO_PLACE, sound_caps};
use super::play_segment::PlaySegment;
use super::segment_queue::{Begun, SegmentQueue};
use super::stream::Stream;
use crate::media::MediaError;
use crate::media::clock::samples_from_nanoseconds;
use crate::media::start::element;
use crate::monitoring::Loudspeakers;

/// The pipeline that makes sound, from its opening on without a break. Its clock is the player's: pictures are shown
/// when it has come to their place.
pub(super) struct AudioPipeline {
    pipeline: gst::Pipeline,
    sink: gst::Element,
    cues: Arc<SegmentQueue>,
    /// The cue ordered last.
    cue: u64,
    is_open: bool,
    pub device: SoundDevice,
    /// What it is heard through: five and one only where the device takes them.
    pub loudspeakers: Loudspeakers,
    name: Option<String>,
    /// What the stream was on when its device was asked for its name.
    named_on: Option<String>,
}

impl AudioPipeline {
    /// Builds source, conversion and sink, still closed, for the loudspeakers `wanted` if the device takes them; what
    /// happens is told on `bus`. Asking the devices may take a second.
    pub(super) fn new(
        console: &Arc<Console>,
        output: &SoundOutput,
        wanted: Loudspeakers,
        bus: &gst::Bus,
    ) -> Result<Self, MediaError> {
        let pipeline = pipeline_heard_on(bus);
        let cues = Arc::<SegmentQueue>::default();
        let (convert, resample) = (element("audioconvert")?, element("audioresample")?);
        let tail = [&convert, &resample];
        pipeline.add_many(tail).and_then(|()| gst::Element::link_many(tail)).map_err(refused)?;
        let (sink, device) = end_in_device(&pipeline, &resample, output)?;
        let loudspeakers = if takes(&sink, wanted) { wanted } else { Loudspeakers::Two };
        console.hear_through(loudspeakers);
        let stream = Stream::new(Arc::clone(console), Arc::clone(&cues));
        let source = MixSource::new(stream, loudspeakers);
        // No queue between: the device's own buffer is one, and every block more would make a nudge late.
        pipeline.add(&source).and_then(|()| source.link(&convert)).map_err(refused)?;
        if let (SoundOutput::Tapped(tap), Some(pad)) = (output, sink.static_pad("sink")) {
            tell(&pad, Arc::clone(tap), loudspeakers.count());
        }
        Ok(Self {
            pipeline,
            sink,
            cues,
            cue: 0,
            is_open: false,
            device,
            loudspeakers,
            name: None,
            named_on: None,
        })
    }

    pub(super) fn owns(&self, source: &gst::Object) -> bool {
        is_part_of(&self.pipeline, source)
    }

    /// What the system calls the device, once it plays. Asked again only when the sound server has moved the stream to
    /// another one: it has to be asked.
    pub(super) fn device_name(&mut self) -> Option<String> {
        if self.device != SoundDevice::None && self.clock().is_some() {
            let now_on = self.stream_is_on();
            if self.name.is_none() || now_on != self.named_on {
                (self.name, self.named_on) = (self.sink.property("device-name"), now_on);
            }
        }
        self.name.clone()
    }

    /// The sound server's own word for the device that the stream is on; a sound card has none.
    fn stream_is_on(&self) -> Option<String> {
        self.sink.find_property("current-device")?;
        self.sink.property("current-device")
    }

    /// Takes the device and gives it silence; from then on it is never left without. The clock of a paused stream of
    /// PulseAudio runs on, and one that starts may be heard seconds late: so this one is neither paused nor started.
    pub(super) fn open(&mut self) -> Result<(), glib::BoolError> {
        if std::mem::replace(&mut self.is_open, true) {
            return Ok(());
        }
        self.change_state(gst::State::Playing)
    }

    /// Leaves the device to others, until it is opened again.
    pub(super) fn let_go(&mut self) -> Result<(), glib::BoolError> {
        if !std::mem::replace(&mut self.is_open, false) {
            return Ok(());
        }
        self.change_state(gst::State::Ready)
    }

    /// Plays `leg` from its beginning; `goes_on`: from wherever the programme is when the stream takes it.
    pub(super) fn play(&mut self, leg: PlaySegment, goes_on: bool) -> Result<(), glib::BoolError> {
        self.cue = self.cues.order(Some(leg), goes_on);
        self.open()
    }

    /// Silent from the next block on, without a place.
    pub(super) fn rest(&mut self) {
        self.cue = self.cues.order(None, false);
    }

    /// Gives the device back.
    pub(super) fn shut_down(&self) {
        // Nothing can be done about a refusal to stop, and nothing depends on it.
        let _ = self.pipeline.set_state(gst::State::Null);
        // A sink whose device has gone may have been left behind.
        let _ = self.sink.set_state(gst::State::Null);
    }

    /// The leg ordered last, once it is being mixed.
    pub(super) fn begun(&self) -> Option<Begun> {
        self.cues.begun(self.cue)
    }

    /// Whether the leg ordered last has come to the ear.
    pub(super) fn is_heard(&self) -> bool {
        self.begun().zip(self.count()).is_some_and(|(begun, count)| count >= begun.at)
    }

    /// The leg that is heard, and what it has counted; nothing at rest.
    pub(super) fn heard(&self) -> Option<(PlaySegment, i64)> {
        let begun = self.begun()?;
        Some((begun.leg?, begun.count_at(self.count()?)?))
    }

    /// The clock the sound is played by, and its time when the stream began; once it runs.
    pub(super) fn clock(&self) -> Option<(gst::Clock, gst::ClockTime)> {
        Some((self.pipeline.clock()?, self.pipeline.base_time()?))
    }

    /// What of the stream has been heard.
    fn count(&self) -> Option<i64> {
        let time = self.sink.query_position::<gst::ClockTime>()?;
        Some(samples_from_nanoseconds(time.nseconds()))
    }

    fn change_state(&self, state: gst::State) -> Result<(), glib::BoolError> {
        let changed = self.pipeline.set_state(state);
        changed.map(|_| ()).map_err(|_| glib::bool_error!("the sound refused to change to {state:?}"))
    }
}

/// Ends the chain in the first device that takes it, else in silence. A device may answer and be gone before it can
/// be given anything.
fn end_in_device(
    pipeline: &gst::Pipeline,
    last: &gst::Element,
    output: &SoundOutput,
) -> Result<(gst::Element, SoundDevice), MediaError> {
    for (sink, device) in answering_sinks(output) {
        match end_in(pipeline, last, &sink) {
            Ok(()) => return Ok((sink, device)),
            Err(error) => tracing::warn!(%error, "{device} answers and takes nothing"),
        }
    }
    let sink = silent_sink()?;
    end_in(pipeline, last, &sink).map_err(refused)?;
    Ok((sink, SoundDevice::None))
}

/// Puts the sink at the end of the chain. One that cannot be linked is shut down and taken out again.
fn end_in(pipeline: &gst::Pipeline, last: &gst::Element, sink: &gst::Element) -> Result<(), glib::BoolError> {
    let linked = pipeline.add(sink).and_then(|()| last.link(sink));
    if linked.is_err() {
        // It is given up whatever it says to that.
        let _ = sink.set_state(gst::State::Null);
        let _ = pipeline.remove(sink);
    }
    linked
}

/// Whether every loudspeaker of those gets its own channel from the sink.
fn takes(sink: &gst::Element, wanted: Loudspeakers) -> bool {
    sink.static_pad("sink").is_some_and(|pad| pad.query_caps(None).can_intersect(&sound_caps(wanted)))
}

fn refused(error: glib::BoolError) -> MediaError {
    MediaError::Refused(error.to_string())
}

/// A pipeline whose messages go to `bus`.
pub(super) fn pipeline_heard_on(bus: &gst::Bus) -> gst::Pipeline {
    let pipeline = gst::Pipeline::new();
    if let Some(own) = pipeline.bus() {
        let bus = bus.clone();
        own.set_sync_handler(move |_, message| {
            // A bus that takes nothing any more belongs to a player that is going.
            let _ = bus.post(message.clone());
            gst::BusSyncReply::Drop
        });
    }
    pipeline
}

/// Whether a message's source is the pipeline or in it.
pub(super) fn is_part_of(pipeline: &gst::Pipeline, source: &gst::Object) -> bool {
    source.has_as_ancestor(pipeline) || source == pipeline.upcast_ref::<gst::Object>()
}

/// Whether a pipeline stands where it was sent. The message ASYNC_DONE does not tell: a quick branch of it may
/// answer before another has begun.
pub(super) fn is_settled(pipeline: &gst::Pipeline) -> bool {
    let (result, _, pending) = pipeline.state(gst::ClockTime::ZERO);
    result == Ok(gst::StateChangeSuccess::Success) && pending == gst::State::VoidPending
}

fn tell(pad: &gst::Pad, tap: SoundTap, channels: usize) {
    pad.add_probe(gst::PadProbeType::BUFFER, move |_, probe| {
        if let Some(gst::PadProbeData::Buffer(buffer)) = &probe.data
            && let (Some(place), Ok(bytes)) = (place_of(buffer), buffer.map_readable())
        {
            let samples: Vec<f32> = bytes.as_chunks::<4>().0.iter().map(|&b| f32::from_le_bytes(b)).collect();
            let front = samples.chunks_exact(channels).filter_map(|feeds| feeds.first_chunk().copied());
            tap(place, &front.collect::<Vec<[f32; 2]>>());
        }
        gst::PadProbeReturn::Ok
    });
}

/// Where the programme is in a block; nowhere at rest.
fn place_of(block: &gst::BufferRef) -> Option<i64> {
    Some(block.offset()).filter(|&offset| offset != NO_PLACE).and_then(|offset| offset.try_into().ok())
}

use std::fmt;
use std::sync::Arc;

use gstreamer as gst;
use gstreamer::glib;
use gstreamer::prelude::*;

use super::leg::Leg;
use super::mix_source::MixSource;
use super::renderer::Renderer;
use crate::media::MediaError;
use crate::media::clock::{nanoseconds_from_samples, samples_from_nanoseconds};
use crate::media::start::element;

/// Receives the sound as it reaches the sink: the first sample of a block on the timeline, and its frames, left and
/// right.
pub type SoundTap = Arc<dyn Fn(i64, &[[f32; 2]]) + Send + Sync>;

/// Where the sound goes.
#[derive(Clone, Default)]
pub enum SoundOutput {
    /// The sound server, else the sound card, else nowhere at the right speed.
    #[default]
    Device,
    /// Nowhere, at the right speed.
    Silent,
    /// Nowhere, at the right speed, with everything told to the tap: to measure what would be heard.
    Tapped(SoundTap),
}

/// What the sound is heard through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SoundDevice {
    /// Not known yet: the player is opening.
    #[default]
    Opening,
    /// A sound server (PulseAudio or PipeWire).
    SoundServer,
    /// A sound card of its own (ALSA).
    SoundCard,
    /// None answers: everything plays at the right speed, silently.
    None,
}

impl fmt::Display for SoundDevice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Opening => "looking for an audio device",
            Self::SoundServer => "sound server",
            Self::SoundCard => "sound card",
            Self::None => "no audio device: playing without sound",
        })
    }
}

/// The pipeline that makes sound. Its clock is the player's: pictures are shown when it has come to their place.
pub(super) struct SoundDeck {
    pipeline: gst::Pipeline,
    sink: gst::Element,
    source: MixSource,
    pub device: SoundDevice,
}

impl SoundDeck {
    /// Builds source, time-stretcher, conversion and sink, at rest; what happens is told on `bus`. Asking the devices may take a second.
    pub(super) fn new(
        renderer: Renderer,
        end: impl Fn() -> i64 + Send + Sync + 'static,
        output: &SoundOutput,
        bus: &gst::Bus,
    ) -> Result<Self, MediaError> {
        let pipeline = pipeline_heard_on(bus);
        let source = MixSource::new(renderer, end);
        let queue = element("queue")?;
        // One block: more would make a nudge late.
        queue.set_property("max-size-buffers", 1_u32);
        queue.set_property("max-size-bytes", 0_u32);
        queue.set_property("max-size-time", 0_u64);
        // Keeps the pitch at other speeds, and hands every sample on untouched at normal speed.
        let stretch = element("scaletempo")?;
        let (convert, resample) = (element("audioconvert")?, element("audioresample")?);
        let (sink, device) = choose_sink(output)?;
        let chain = [source.upcast_ref(), &queue, &stretch, &convert, &resample, &sink];
        pipeline
            .add_many(chain)
            .and_then(|()| gst::Element::link_many(chain))
            .map_err(|error| MediaError::Refused(error.to_string()))?;
        if let (SoundOutput::Tapped(tap), Some(pad)) = (output, sink.static_pad("sink")) {
            tell(&pad, Arc::clone(tap));
        }
        Ok(Self { pipeline, sink, source, device })
    }

    pub(super) fn owns(&self, source: &gst::Object) -> bool {
        source.has_as_ancestor(&self.pipeline) || source == self.pipeline.upcast_ref::<gst::Object>()
    }

    /// Plays `leg`, which the console has been told, from its beginning. Settled once it is heard.
    pub(super) fn roll(&self, leg: &Leg) -> Result<(), glib::BoolError> {
        self.rest()?;
        let from = gst::ClockTime::from_nseconds(nanoseconds_from_samples(leg.from.0));
        let flags = gst::SeekFlags::FLUSH | gst::SeekFlags::ACCURATE;
        let speed = leg.count_speed().factor();
        let (start, stop) = (gst::SeekType::Set, gst::SeekType::None);
        // The source keeps it until it starts.
        let begin = gst::event::Seek::new(speed, flags, start, from, stop, gst::ClockTime::NONE);
        if !self.source.send_event(begin) {
            return Err(glib::bool_error!("the sound refused to begin at {}", leg.from.0));
        }
        self.change_state(gst::State::Playing)
    }

    /// Silent at once, without a place. The device's stream is given back: the clock of a paused stream of
    /// PulseAudio runs on, and what is played on after a pause of five seconds would be heard five seconds late.
    pub(super) fn rest(&self) -> Result<(), glib::BoolError> {
        self.change_state(gst::State::Ready)
    }

    /// Gives the device back.
    pub(super) fn shut_down(&self) {
        // Nothing can be done about a refusal to stop, and nothing depends on it.
        let _ = self.pipeline.set_state(gst::State::Null);
    }

    pub(super) fn is_settled(&self) -> bool {
        is_settled(&self.pipeline)
    }

    /// What the sink has counted in the leg it plays; nothing at rest.
    pub(super) fn count(&self) -> Option<i64> {
        let time = self.sink.query_position::<gst::ClockTime>()?;
        Some(samples_from_nanoseconds(time.nseconds()))
    }

    /// The clock the sound is played by, and its time at the beginning of the leg; once it plays.
    pub(super) fn clock(&self) -> Option<(gst::Clock, gst::ClockTime)> {
        Some((self.pipeline.clock()?, self.pipeline.base_time()?))
    }

    fn change_state(&self, state: gst::State) -> Result<(), glib::BoolError> {
        let changed = self.pipeline.set_state(state);
        changed.map(|_| ()).map_err(|_| glib::bool_error!("the sound refused to change to {state:?}"))
    }
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

/// Whether a pipeline stands where it was sent. The message ASYNC_DONE does not tell: a quick branch of it may
/// answer before another has begun.
pub(super) fn is_settled(pipeline: &gst::Pipeline) -> bool {
    let (result, _, pending) = pipeline.state(gst::ClockTime::ZERO);
    result == Ok(gst::StateChangeSuccess::Success) && pending == gst::State::VoidPending
}

fn choose_sink(output: &SoundOutput) -> Result<(gst::Element, SoundDevice), MediaError> {
    if matches!(output, SoundOutput::Device) {
        for (name, device) in [("pulsesink", SoundDevice::SoundServer), ("alsasink", SoundDevice::SoundCard)]
        {
            if let Some(sink) = answering(name) {
                return Ok((sink, device));
            }
        }
    }
    let sink = element("fakesink")?;
    sink.set_property("sync", true);
    Ok((sink, SoundDevice::None))
}

/// The sink, if its device opens. One that does not is shut down and forgotten.
fn answering(name: &str) -> Option<gst::Element> {
    let sink = gst::ElementFactory::make(name)
        // Microseconds: what a nudge has to wait for behind sound already handed over.
        .property("buffer-time", 40_000_i64)
        .property("latency-time", 10_000_i64)
        .build()
        .ok()?;
    let opened = sink.set_state(gst::State::Ready);
    if opened.is_err() {
        let _ = sink.set_state(gst::State::Null);
    }
    opened.is_ok().then_some(sink)
}

fn tell(pad: &gst::Pad, tap: SoundTap) {
    pad.add_probe(gst::PadProbeType::BUFFER, move |_, probe| {
        if let Some(gst::PadProbeData::Buffer(buffer)) = &probe.data
            && let (Some(pts), Ok(bytes)) = (buffer.pts(), buffer.map_readable())
        {
            let samples: Vec<f32> = bytes.as_chunks::<4>().0.iter().map(|&b| f32::from_le_bytes(b)).collect();
            tap(samples_from_nanoseconds(pts.nseconds()), samples.as_chunks::<2>().0);
        }
        gst::PadProbeReturn::Ok
    });
}

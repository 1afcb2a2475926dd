//! The pipeline that plays the sound, from its opening on without a break.
//!
//! `MixSource ! audioconvert ! audioresample ! sink`. Takes segments ([`AudioPipeline::play`]) and gives the place that
//! is heard and the clock that it is heard by. Owned by the player's thread.

use std::sync::Arc;

use gstreamer as gst;
use gstreamer::glib;
use gstreamer::prelude::*;

use super::audio_stream::AudioStream;
use super::device::{SoundDevice, SoundOutput, SoundTap, answering_sinks, silent_sink};
use super::mix_source::{MixSource, NO_OFFSET, sound_caps};
use super::monitor_mix::MonitorMix;
use super::pipeline::{forwarding_pipeline, is_part_of};
use super::play_segment::PlaySegment;
use super::segment_queue::{SegmentQueue, StartedSegment};
use crate::media::MediaError;
use crate::media::clock::samples_from_nanoseconds;
use crate::media::start::element;
use crate::monitoring::Loudspeakers;

/// The pipeline that plays the sound. Its clock is the player's: each picture is shown when the sound is at its place.
pub(super) struct AudioPipeline {
    pipeline: gst::Pipeline,
    sink: gst::Element,
    queue: Arc<SegmentQueue>,
    /// Number of the segment queued last.
    queued: u64,
    is_open: bool,
    pub device: SoundDevice,
    /// What it plays through: 5.1 only where the device takes six channels.
    pub loudspeakers: Loudspeakers,
    device_name: Option<String>,
    /// The sound server's device when [`Self::device_name`] was last asked for.
    named_device: Option<String>,
}

impl AudioPipeline {
    /// Builds source, conversion and sink, still closed, for the loudspeakers `wanted` if the device takes them. Its
    /// messages go to `bus`. Asking the devices may take a second.
    ///
    /// # Errors
    /// When GStreamer lacks a part or refuses to link it. No device is no error: it then plays silently.
    pub(super) fn new(
        mix: &Arc<MonitorMix>,
        output: &SoundOutput,
        wanted: Loudspeakers,
        bus: &gst::Bus,
    ) -> Result<Self, MediaError> {
        let pipeline = forwarding_pipeline(bus);
        let queue = Arc::<SegmentQueue>::default();
        let (convert, resample) = (element("audioconvert")?, element("audioresample")?);
        let tail = [&convert, &resample];
        pipeline.add_many(tail).and_then(|()| gst::Element::link_many(tail))?;
        let (sink, device) = end_in_device(&pipeline, &resample, output)?;
        let loudspeakers = if takes(&sink, wanted) { wanted } else { Loudspeakers::Two };
        mix.settings.set_loudspeakers(loudspeakers);
        let stream = AudioStream::new(Arc::clone(mix), Arc::clone(&queue));
        let source = MixSource::new(stream, loudspeakers);
        // No queue element between: the device's own buffer is one, and each further block would delay a nudge.
        pipeline.add(&source).and_then(|()| source.link(&convert))?;
        if let (SoundOutput::Tapped(tap), Some(pad)) = (output, sink.static_pad("sink")) {
            feed_tap(&pad, Arc::clone(tap), loudspeakers.count());
        }
        Ok(Self {
            pipeline,
            sink,
            queue,
            queued: 0,
            is_open: false,
            device,
            loudspeakers,
            device_name: None,
            named_device: None,
        })
    }

    pub(super) fn owns(&self, source: &gst::Object) -> bool {
        is_part_of(&self.pipeline, source)
    }

    /// What the system calls the device, once it plays. The sound server is asked again only when it has moved the
    /// stream to another device.
    pub(super) fn device_name(&mut self) -> Option<String> {
        if self.device != SoundDevice::None && self.clock().is_some() {
            let current = self.current_device();
            if self.device_name.is_none() || current != self.named_device {
                (self.device_name, self.named_device) = (self.sink.property("device-name"), current);
            }
        }
        self.device_name.clone()
    }

    /// The sound server's own id of the device that the stream is on; a sound card has none.
    fn current_device(&self) -> Option<String> {
        self.sink.find_property("current-device")?;
        self.sink.property("current-device")
    }

    /// Takes the device and plays silence; from then on the stream never stops. The clock of a paused PulseAudio stream
    /// runs on, and one that is started again may be heard seconds late: so this one is never paused.
    pub(super) fn open(&mut self) -> Result<(), glib::BoolError> {
        if std::mem::replace(&mut self.is_open, true) {
            return Ok(());
        }
        self.change_state(gst::State::Playing)
    }

    /// Leaves the device to other programs, until it is opened again.
    pub(super) fn release(&mut self) -> Result<(), glib::BoolError> {
        if !std::mem::replace(&mut self.is_open, false) {
            return Ok(());
        }
        self.change_state(gst::State::Ready)
    }

    /// Plays `segment` from its start, or with `continues` from wherever the programme is when the stream takes it.
    pub(super) fn play(&mut self, segment: PlaySegment, continues: bool) -> Result<(), glib::BoolError> {
        self.queued = self.queue.queue(Some(segment), continues);
        self.open()
    }

    /// Silent from the next block on; the programme then has no place in the stream.
    pub(super) fn rest(&mut self) {
        self.queued = self.queue.queue(None, false);
    }

    /// Closes the device.
    pub(super) fn shut_down(&self) {
        // Nothing can be done about a refusal to stop, and nothing depends on it.
        let _ = self.pipeline.set_state(gst::State::Null);
        // A sink whose device has gone may have been left behind.
        let _ = self.sink.set_state(gst::State::Null);
    }

    /// The segment queued last, once the stream mixes it.
    pub(super) fn started(&self) -> Option<StartedSegment> {
        self.queue.started(self.queued)
    }

    /// Whether the segment queued last is heard.
    pub(super) fn is_heard(&self) -> bool {
        self.started().zip(self.position()).is_some_and(|(started, position)| position >= started.at)
    }

    /// The segment that is heard, and its segment position; `None` at rest.
    pub(super) fn heard(&self) -> Option<(PlaySegment, i64)> {
        let started = self.started()?;
        Some((started.segment?, started.position_at(self.position()?)?))
    }

    /// The clock that the sound is played by, and its time at stream position 0 (GStreamer's base time); once it runs. A
    /// pipeline that was closed and is opening again still has those of the stream before.
    pub(super) fn clock(&self) -> Option<(gst::Clock, gst::ClockTime)> {
        let runs = self.pipeline.current_state() == gst::State::Playing;
        runs.then(|| Some((self.pipeline.clock()?, self.pipeline.base_time()?))).flatten()
    }

    /// How much of the stream has been heard, in samples.
    fn position(&self) -> Option<i64> {
        let time = self.sink.query_position::<gst::ClockTime>()?;
        Some(samples_from_nanoseconds(time.nseconds()))
    }

    fn change_state(&self, state: gst::State) -> Result<(), glib::BoolError> {
        let changed = self.pipeline.set_state(state);
        changed.map(|_| ()).map_err(|_| glib::bool_error!("the sound refused to change to {state:?}"))
    }
}

/// Ends the chain in the first device that takes it, else in silence. A device may answer and be gone before it takes
/// anything.
fn end_in_device(
    pipeline: &gst::Pipeline,
    last: &gst::Element,
    output: &SoundOutput,
) -> Result<(gst::Element, SoundDevice), MediaError> {
    for (sink, device) in answering_sinks(output) {
        match end_in(pipeline, last, &sink) {
            Ok(()) => return Ok((sink, device)),
            Err(error) => tracing::warn!(%error, "the {device} answers but takes no sound"),
        }
    }
    let sink = silent_sink()?;
    end_in(pipeline, last, &sink)?;
    Ok((sink, SoundDevice::None))
}

/// Puts the sink at the end of the chain. One that cannot be linked is shut down and removed again.
fn end_in(pipeline: &gst::Pipeline, last: &gst::Element, sink: &gst::Element) -> Result<(), glib::BoolError> {
    let linked = pipeline.add(sink).and_then(|()| last.link(sink));
    if linked.is_err() {
        // It is given up whatever it answers.
        let _ = sink.set_state(gst::State::Null);
        let _ = pipeline.remove(sink);
    }
    linked
}

/// Whether the sink has a channel of its own for each of those loudspeakers.
fn takes(sink: &gst::Element, wanted: Loudspeakers) -> bool {
    sink.static_pad("sink").is_some_and(|pad| pad.query_caps(None).can_intersect(&sound_caps(wanted)))
}

/// Gives each block to the tap as it reaches the sink.
fn feed_tap(pad: &gst::Pad, tap: SoundTap, channels: usize) {
    pad.add_probe(gst::PadProbeType::BUFFER, move |_, probe| {
        if let Some(gst::PadProbeData::Buffer(buffer)) = &probe.data
            && let (Some(position), Ok(bytes)) = (segment_position(buffer), buffer.map_readable())
        {
            let samples: Vec<f32> = bytes.as_chunks::<4>().0.iter().map(|&b| f32::from_le_bytes(b)).collect();
            let front = samples.chunks_exact(channels).filter_map(|frame| frame.first_chunk().copied());
            tap(position, &front.collect::<Vec<[f32; 2]>>());
        }
        gst::PadProbeReturn::Ok
    });
}

/// The segment position of a block's first frame; `None` at rest.
fn segment_position(block: &gst::BufferRef) -> Option<i64> {
    Some(block.offset()).filter(|&offset| offset != NO_OFFSET).and_then(|offset| offset.try_into().ok())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::media::mix::Mix;
    use crate::timebase::Speed;

    /// The picture is timed by both: by a base time of minutes ago all of it would be late, and none of it shown.
    #[test]
    fn a_device_taken_again_after_a_rest_has_a_base_time_of_its_own() {
        crate::media::start().unwrap();
        let mix = Arc::new(MonitorMix::new(None, None, 48_000 * 600, &Mix::default()));
        let output = SoundOutput::Silent;
        let mut audio = AudioPipeline::new(&mix, &output, Loudspeakers::Two, &gst::Bus::new()).unwrap();
        let mut released_at = gst::ClockTime::ZERO;
        for turn in 0..5 {
            audio.play(PlaySegment { speed: Speed::NORMAL, ..PlaySegment::default() }, false).unwrap();
            let (_, (clock, base_time)) = loop {
                if let Some(both) = audio.started().zip(audio.clock()) {
                    break both;
                }
                std::thread::sleep(Duration::from_millis(1));
            };
            assert!(base_time >= released_at, "turn {turn}: {base_time} is from before {released_at}");
            audio.rest();
            audio.release().unwrap();
            assert!(audio.clock().is_none(), "turn {turn}: closed, it has no time");
            std::thread::sleep(Duration::from_millis(30));
            released_at = clock.time();
        }
        audio.shut_down();
    }
}

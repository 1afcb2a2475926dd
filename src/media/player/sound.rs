use std::fmt;
use std::sync::Arc;

use gstreamer as gst;
use gstreamer::prelude::*;

use super::mix_source::MixSource;
use super::renderer::Renderer;
use crate::media::MediaError;
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

/// The branch of the pipeline that makes sound.
pub(super) struct SoundBranch {
    pub sink: gst::Element,
    pub device: SoundDevice,
}

impl SoundBranch {
    /// Adds source, conversion and sink to `pipeline`. Asking the devices may take a second.
    pub(super) fn add_to(
        pipeline: &gst::Pipeline,
        renderer: Renderer,
        end: impl Fn() -> i64 + Send + Sync + 'static,
        output: &SoundOutput,
    ) -> Result<Self, MediaError> {
        let source = MixSource::new(renderer, end);
        let queue = element("queue")?;
        // One block: more would make a nudge late.
        queue.set_property("max-size-buffers", 1_u32);
        queue.set_property("max-size-bytes", 0_u32);
        queue.set_property("max-size-time", 0_u64);
        let (convert, resample) = (element("audioconvert")?, element("audioresample")?);
        let (sink, device) = choose_sink(output)?;
        let chain = [source.upcast_ref(), &queue, &convert, &resample, &sink];
        pipeline
            .add_many(chain)
            .and_then(|()| gst::Element::link_many(chain))
            .map_err(|error| MediaError::Refused(error.to_string()))?;
        if let (SoundOutput::Tapped(tap), Some(pad)) = (output, sink.static_pad("sink")) {
            tell(&pad, Arc::clone(tap));
        }
        Ok(Self { sink, device })
    }
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
            tap(crate::media::clock::samples_from_nanoseconds(pts.nseconds()), samples.as_chunks::<2>().0);
        }
        gst::PadProbeReturn::Ok
    });
}

//! Where the sound goes: a sound server, a sound card, or nowhere at the right speed.
//!
//! Takes what was asked for and gives the sinks that answer. It opens a device only to see whether it answers.

use std::fmt;
use std::sync::Arc;

use gstreamer as gst;
use gstreamer::prelude::*;

use crate::media::MediaError;
use crate::media::start;
use crate::media::start::element;

/// Receives the sound as it reaches the sink, while something plays: the place of a block's first sample on the
/// timeline in samples, and its frames, left and right.
pub type SoundTap = Arc<dyn Fn(i64, &[[f32; 2]]) + Send + Sync>;

/// Where the sound goes.
#[derive(Clone, Default)]
pub enum SoundOutput {
    /// The sound server, else the sound card, else nowhere at the right speed.
    #[default]
    Device,
    /// The device of that name, as [`sound_devices`] lists it, else as [`Self::Device`].
    Named(String),
    /// The sound server at this address, else nowhere: to measure what a server plays.
    Server(String),
    /// Nowhere, at the right speed.
    Silent,
    /// Nowhere, at the right speed, with every block given to the tap: to measure what would be heard.
    Tapped(SoundTap),
}

/// The device that plays the sound.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SoundDevice {
    /// Not known yet: the player is opening.
    #[default]
    Opening,
    /// A sound server (PulseAudio or PipeWire).
    SoundServer,
    /// A sound card of its own (ALSA).
    SoundCard,
    /// No device answers: everything plays at the right speed, silently.
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

/// The sinks whose devices answer, the best first. Each may take a second to answer.
pub(super) fn answering_sinks(output: &SoundOutput) -> impl Iterator<Item = (gst::Element, SoundDevice)> {
    let (server, card) = (("pulsesink", SoundDevice::SoundServer), ("alsasink", SoundDevice::SoundCard));
    let named = match output {
        SoundOutput::Named(name) => named_sink(name),
        _ => None,
    };
    let (asked, address) = match output {
        SoundOutput::Device | SoundOutput::Named(_) => (vec![server, card], None),
        SoundOutput::Server(address) => (vec![server], Some(address)),
        SoundOutput::Silent | SoundOutput::Tapped(_) => (Vec::new(), None),
    };
    let others =
        asked.into_iter().filter_map(move |(name, device)| Some((answering(name, address)?, device)));
    named.into_iter().chain(others)
}

/// The names of the devices that sound can be sent to, in the system's order, each once. Asks the sound server and may take a
/// second; empty where there is none.
pub fn sound_devices() -> Vec<String> {
    if start().is_err() {
        return Vec::new();
    }
    let mut names: Vec<String> =
        listed_devices().iter().map(|device| device.display_name().to_string()).collect();
    let mut seen = std::collections::BTreeSet::new();
    names.retain(|name| seen.insert(name.clone()));
    names
}

fn listed_devices() -> Vec<gst::Device> {
    let monitor = gst::DeviceMonitor::new();
    if monitor.add_filter(Some("Audio/Sink"), None).is_none() || monitor.start().is_err() {
        return Vec::new();
    }
    let devices = monitor.devices().into_iter().collect();
    monitor.stop();
    devices
}

/// The sink of the device that is called `name`, if it opens.
fn named_sink(name: &str) -> Option<(gst::Element, SoundDevice)> {
    let device = listed_devices().into_iter().find(|device| device.display_name() == name)?;
    let sink = device.create_element(None).ok()?;
    let kind = match sink.factory().map(|factory| factory.name().to_string()).as_deref() {
        Some("alsasink") => SoundDevice::SoundCard,
        _ => SoundDevice::SoundServer,
    };
    ["buffer-time", "latency-time"].iter().all(|name| sink.find_property(name).is_some()).then_some(())?;
    set_latency(&sink);
    is_opened(&sink).then_some((sink, kind))
}

/// In microseconds: a nudge waits behind the sound that the device already has.
fn set_latency(sink: &gst::Element) {
    sink.set_property("buffer-time", 40_000_i64);
    sink.set_property("latency-time", 10_000_i64);
}

/// Whether the sink's device opens. One that does not is shut down.
fn is_opened(sink: &gst::Element) -> bool {
    let opened = sink.set_state(gst::State::Ready);
    if opened.is_err() {
        let _ = sink.set_state(gst::State::Null);
    }
    opened.is_ok()
}

/// A sink that plays nowhere, at the right speed.
pub(super) fn silent_sink() -> Result<gst::Element, MediaError> {
    let sink = element("fakesink")?;
    sink.set_property("sync", true);
    Ok(sink)
}

/// The sink, if its device opens.
fn answering(name: &str, server: Option<&String>) -> Option<gst::Element> {
    let sink = gst::ElementFactory::make(name).build().ok()?;
    set_latency(&sink);
    if let Some(address) = server {
        sink.set_property("server", address);
    }
    is_opened(&sink).then_some(sink)
}

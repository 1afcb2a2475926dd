//! Opens and plays media: the only room that knows GStreamer, and one of two that read files.
//!
//! Everything is opened read-only. WAV, RF64 and BW64 are read by `wave/` without GStreamer, whose own reader
//! stops at 2 GiB; movies are probed, decoded and played through GStreamer (feature `media`).

mod pcm;

pub use pcm::PcmSource;

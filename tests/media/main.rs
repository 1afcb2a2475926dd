//! Real GStreamer on movies made here by ffmpeg: what opens, what does not, where every sample and frame lies.
#![cfg(feature = "media")]

mod footage;
mod guide;
mod probe;

//! Opens and plays media: the only room that knows GStreamer, and one of three that read files.
//!
//! Takes paths; gives facts ([`probe_movie`]), sound that can be read anywhere ([`PcmSource`]), and a playing
//! picture with its sounds ([`Player`]). Everything is opened read-only. WAV, RF64 and BW64 are read by `wave/`
//! without GStreamer, whose own reader stops at 2 GiB; movies are probed, decoded and played through GStreamer
//! (feature `media`), probed and decoded in a process of their own (`fence/`). It never measures, judges or draws.
//!
//! What is opened is an [`OpenedMedia`], kept in a [`MediaCache`]; one [`ReadThrough`] reads it into [`SoundSink`]s, for the
//! desk and the command line alike.
//!
//! Read `pcm.rs`, then `wave/`, `placement.rs` and `delivered.rs`; `opened.rs`, `media_cache.rs`, `sound_sink.rs`,
//! `read_through.rs`, `features.rs` and `peaks/`; for movies `start.rs` and `error.rs`, `container.rs` with `movie_boxes/`, `mxf.rs` and
//! `matroska.rs`, `probe.rs` with `format_text.rs` and `file_progress.rs`, then `fence/`, `guide.rs` with `guide_decode.rs`
//! `decode.rs`, `decode_pipeline.rs`, `stream_order.rs`, `sound_blocks.rs`, `exact_start.rs` and `clock.rs`, `movie_picture.rs` with `movie_source.rs` and `disposable.rs`;
//! `mix.rs`, then `scrub/` and `player/`, and `clip/`.

#[cfg(feature = "media")]
mod clip;
#[cfg(feature = "media")]
mod clock;
#[cfg(feature = "media")]
mod closed_decoder;
#[cfg(feature = "media")]
mod container;
#[cfg(feature = "media")]
mod decode;
#[cfg(feature = "media")]
mod decode_damage;
#[cfg(feature = "media")]
mod decode_pipeline;
mod delivered;
#[cfg(feature = "media")]
mod disposable;
#[cfg(feature = "media")]
mod end_signals;
#[cfg(feature = "media")]
mod error;
#[cfg(feature = "media")]
mod exact_start;
mod features;
#[cfg(feature = "media")]
mod fence;
#[cfg(feature = "media")]
mod file_progress;
#[cfg(feature = "media")]
mod flash_and_pip;
#[cfg(feature = "media")]
mod format_text;
#[cfg(feature = "media")]
mod freed_memory;
#[cfg(feature = "media")]
mod guide;
#[cfg(feature = "media")]
mod guide_decode;
#[cfg(feature = "media")]
mod kept_facts;
#[cfg(feature = "media")]
mod kept_hash;
#[cfg(feature = "media")]
mod kept_reading;
#[cfg(feature = "media")]
mod known_format;
#[cfg(feature = "media")]
mod matroska;
mod media_cache;
#[cfg(feature = "media")]
mod mix;
#[cfg(feature = "media")]
mod movie_boxes;
#[cfg(feature = "media")]
mod movie_picture;
#[cfg(feature = "media")]
mod movie_source;
#[cfg(feature = "media")]
mod mpeg_stream;
#[cfg(feature = "media")]
mod mxf;
#[cfg(feature = "media")]
mod mxf_timecode;
mod not_numbers;
mod offset_source;
mod opened;
mod other_kind;
mod pcm;
mod peaks;
mod placement;
#[cfg(feature = "media")]
mod player;
#[cfg(feature = "media")]
mod probe;
#[cfg(feature = "media")]
mod processor_wait;
mod read_through;
#[cfg(feature = "media")]
mod scrub;
#[cfg(feature = "media")]
mod set_aside;
#[cfg(feature = "media")]
mod sound_blocks;
mod sound_error;
mod sound_sink;
mod stall_watch;
#[cfg(feature = "media")]
mod start;
#[cfg(feature = "media")]
mod stream_order;
pub mod wave;

#[cfg(feature = "media")]
pub use clip::{ClipError, ClipInput, ClipLayout, LONGEST_CLIP_SECONDS, make_clip, movie_frame};
#[cfg(feature = "media")]
pub use container::read_movie_file;
pub use delivered::{DeliveredAudio, DeliveredError};
#[cfg(feature = "media")]
pub use end_signals::{end_asked, hear_end_signals};
#[cfg(feature = "media")]
pub use error::MediaError;
pub use features::{
    BothFeatures, TrackFeatures, features_of, features_of_both, features_of_tracks, tracks_to_read,
};
#[cfg(feature = "media")]
pub use fence::{WORKER_ARGUMENT, probe_movie, read_for_fence, set_worker};
#[cfg(feature = "media")]
pub use flash_and_pip::FlashAndPip;
#[cfg(feature = "media")]
pub use freed_memory::{give_back_freed_memory, give_back_large_blocks};
#[cfg(feature = "media")]
pub use guide::{GuideSink, GuideSound};
#[cfg(feature = "media")]
pub use guide_decode::decode_guide;
#[cfg(feature = "media")]
pub use kept_hash::hash_once;
#[cfg(feature = "media")]
pub use kept_reading::{KeptReading, ReadingKeeper};
pub use media_cache::MediaCache;
#[cfg(feature = "media")]
pub use mix::Mix;
pub use opened::{OpenedMedia, PlayableSound};
pub use pcm::PcmSource;
pub use peaks::{PeakCache, PeakKeeper, SoundFingerprint, read_peaks};
#[cfg(feature = "media")]
pub use player::{
    Player, PlayerSources, PlayerStatus, PrintMasterSound, SoundDevice, SoundOutput, SoundTap, VideoFrame,
    sound_devices,
};
pub use read_through::{BLOCK_FRAMES, ReadThrough, TrackReading, Watch, read_tracks};
#[cfg(feature = "media")]
pub use scrub::{
    CACHE_BYTES, CopyOutcome, LET_GO_AFTER, ScrubCopy, ScrubCopyError, ScrubDirection, ScrubFrame,
    ScrubSource, Scrubber,
};
#[cfg(feature = "media")]
pub use set_aside::{SetAside, Storable};
pub use sound_error::SoundError;
pub use sound_sink::{ChannelOrderSink, FeatureSink, HashSink, SoundSink};
pub use stall_watch::{StallWatch, Stalled, StalledFiles, not_answering};
#[cfg(feature = "media")]
pub use start::{gstreamer_version, load_decoders, needed_plugins, start};

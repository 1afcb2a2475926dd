//! Plays picture and sound against each other, by the sound's clock.
//!
//! Takes a movie and two sounds ([`PlayerSources`]); gives pictures and a place in time ([`PlayerStatus`]). Two
//! GStreamer pipelines: the sound's never stops while the player is open. At rest it is silence; a start, a seek,
//! another speed or the turn of a loop is another segment of the same stream, from one sample to the next. The picture
//! follows the stream's clock. A nudge changes what the next block is made of and nothing else: no flush, no gap, and
//! the picture is not touched. It never blocks its caller, never writes and never measures timing.
//!
//! **Threads.**
//!
//! | thread | owns | may block on |
//! |---|---|---|
//! | the caller's (the desk) | [`Player`], previews | nothing |
//! | `player` | both pipelines, the transport | GStreamer: opening, closing, a device that does not answer |
//! | `player-reader` | filling the pages of both sounds | the disk |
//! | `player-meters` | the meters | nothing |
//! | GStreamer's for sound | `AudioStream`, `Renderer` | the device; never our locks, never a disk |
//! | GStreamer's for pictures | the decoder | the movie's disk |
//! | `scrub` ([`crate::media::Scrubber`]) | the preview decoder | the movie's disk |
//!
//! **Lock order.** `PlayerShared::status`, then `PlayerShared::desired`: taken in that order by the one that needs both,
//! the player's thread. `read_problem`, `MixSettings::chosen` and `LatestFrame` are each held alone. No lock is held
//! across a read of a file or `wake`, and none but `MixSource`'s across a call into GStreamer: its streaming thread
//! holds that one while it makes a block, and nobody else takes it by then. Everything else shared is atomic.
//!
//! **Read** `sources.rs` and `status.rs`, then `handle.rs`. What is heard when: `play_segment.rs`. What the pipelines do
//! next: `transport.rs`; who does it: `shared.rs` and `player_thread.rs`. The sound: `mix_settings.rs`, `mix_state.rs`
//! and `monitor_mix.rs`, `page_cache.rs` with `read_ahead.rs`, `renderer.rs`, `frame_sound.rs`, `audio_stream.rs` with
//! `segment_queue.rs`, `speaker_frame.rs` and `time_stretch.rs`, then `mix_source.rs`, `audio_pipeline.rs` and
//! `device.rs`, and `meters.rs`. The picture: `fitting.rs`, `picture.rs`, `pipeline.rs`, `video_pipeline.rs`,
//! `video_pipelines.rs`, and `frame_preview.rs` for what is shown before the player's own picture arrives.

mod audio_pipeline;
mod audio_stream;
mod device;
mod fitting;
mod frame_preview;
mod frame_sound;
mod handle;
mod meters;
mod mix_settings;
mod mix_source;
mod mix_state;
mod monitor_mix;
mod page_cache;
mod picture;
mod pipeline;
mod play_segment;
mod player_thread;
mod read_ahead;
mod renderer;
mod segment_queue;
mod shared;
mod sources;
mod speaker_frame;
mod status;
mod time_stretch;
mod transport;
mod video_pipeline;
mod video_pipelines;

pub use self::device::{SoundDevice, SoundOutput, SoundTap, sound_devices};
pub use self::handle::Player;
pub use self::picture::VideoFrame;
pub use self::sources::{PlayerSources, PrintMasterSound};
pub use self::status::PlayerStatus;

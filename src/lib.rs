//! Twopop works out which picture reference a film-audio QC request should be judged against, says why,
//! plays it under the waveform of the delivered audio, and keeps what the operator finds.
//!
//! The data walks one way:
//! request → [`intake`] (assets) → [`policy`] (which reference, and why) → [`media`] (picture and sound)
//! → [`waveform`] (peaks) and [`timing`] (what is out of sync), [`mix`] (what is wrong inside the mix) → [`conform`] (which cut the audio fits) and [`drafting`]
//! (findings to accept) → [`session`] (one session of one person: nudge, flag) → [`ticket`] → [`store`], and from there
//! [`report`] (a page, text, markers).
//!
//! Three floors, and a room uses only itself and the rooms before it:
//! - pure, values in and values out: [`timebase`], [`monitoring`], [`ticket`], [`queue`], [`policy`], [`waveform`], [`timing`],
//!   [`mix`], [`drafting`], [`conform`], [`report`], [`session`];
//! - machine, the only rooms that touch the world: [`jobs`], [`store`], [`media`], [`intake`], [`machine`];
//! - desk, the two shells: [`desk`] (egui) and [`cli`].
//!
//! `tests/pure/layers.rs` reads the imports and fails on an arrow that is not in this plan.

// The pure floor.
pub mod conform;
pub mod drafting;
pub mod mix;
pub mod monitoring;
pub mod policy;
pub mod queue;
pub mod report;
pub mod session;
pub mod ticket;
pub mod timebase;
pub mod timing;
pub mod waveform;

// The machine floor.
pub mod intake;
pub mod jobs;
pub mod machine;
pub mod media;
pub mod store;

// The desk floor: two shells over the same core.
pub mod cli;
#[cfg(feature = "desk")]
pub mod desk;

//! What is heard of the two sounds: which of them, which channels, how loud each is in each ear or loudspeaker.
//!
//! Takes what the operator chose ([`Monitoring`]) and how many channels there are, gives one matrix of gains
//! ([`Gains`]). Solo, mute, fold-down, channel order, A against B and the difference of both are all such matrices, so
//! that none of them ever touches the player's pipeline. Nothing here changes a sound that is judged or measured: it
//! is for the ear alone.
//!
//! Read `speaker.rs`, `fold_down.rs` and `loudspeakers.rs`, then `solo_mute.rs`, `level.rs` and `monitoring.rs`; `level_match.rs` makes two
//! sounds equally loud for their difference, `channel_check.rs` tells a mismapped set of channels;
//! `levels.rs` is what meters show.

mod channel_check;
mod fold_down;
mod level;
mod level_match;
mod levels;
mod loudspeakers;
mod monitoring;
mod solo_mute;
mod speaker;

pub use channel_check::{ChannelCheck, OrderCheck};
pub use fold_down::StereoGains;
pub use level::Level;
pub use level_match::{LevelMatch, level_match};
pub use levels::{ChannelLevel, Levels, SideLevels};
pub use loudspeakers::{Loudspeakers, SpeakerGains, stereo_gains};
pub use monitoring::{Gains, MonitorSource, Monitoring};
pub use solo_mute::{ChannelSet, SoloMute};
pub use speaker::{ChannelOrder, Speaker, speakers};

//! Monitoring: what plays of the two sounds, which channels, and how loud each is in each loudspeaker.
//!
//! Takes what the operator chose ([`Monitoring`]) and how many channels there are, gives one matrix of gains
//! ([`MonitorGains`]). Solo, mute, fold-down, channel order, A against B and the difference of both are all such matrices,
//! so none of them touches the player's pipeline. Nothing here changes a sound that is judged or measured.
//!
//! Read `speaker.rs`, `fold_down.rs` and `loudspeakers.rs`, then `solo_mute.rs`, `gain_db.rs` and `matrix.rs`;
//! `level_match.rs` makes two sounds equally loud for their difference, `channel_check.rs` finds a wrong channel order;
//! `meter_levels.rs` is what meters show;
//! `preset.rs` keeps a way of monitoring under a name; `both_ways.rs` lays the audio in turns as delivered and as corrected;
//! `compared_sound.rs` plays the Print Master in place of the audio, or takes it from it.

mod both_ways;
mod channel_check;
mod compared_sound;
mod fold_down;
mod gain_db;
mod level_match;
mod loudspeakers;
mod matrix;
mod meter_levels;
mod preset;
mod solo_mute;
mod speaker;

pub use both_ways::BothWays;
pub use channel_check::{ChannelCheck, OrderCheck};
pub use compared_sound::{ComparedSound, HeldChannel};
pub use fold_down::{StereoGains, mono_gains};
pub use gain_db::GainDb;
pub use level_match::{LevelMatch, level_match};
pub use loudspeakers::{Loudspeakers, SpeakerGains, stereo_gains};
pub use matrix::{MonitorGains, MonitorSource, Monitoring};
pub use meter_levels::{ChannelLevel, MeterLevels, SideLevels};
pub use preset::MonitorPreset;
pub use solo_mute::{ChannelSet, SoloMute};
pub use speaker::{ChannelOrder, Speaker, speakers};

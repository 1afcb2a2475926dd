//! Mix: what is wrong inside the delivered sound itself, apart from timing.
//!
//! Takes the delivered audio block by block ([`MixMeter`]), with what there is to compare it with laid beside it sample by
//! sample, and gives a [`MixResult`]: measures, and candidates for a person to listen to. A candidate is never a verdict.
//! Every check says whether it ran, and if not, why: what could not be compared is never in order. It opens no file, keeps a
//! second or two of sound and some figures for each 20 ms, and never compares across a recut.
//!
//! Read `check.rs` and `result.rs` for what is given, `block.rs` and `setup.rs` for what is taken, `thresholds.rs` for every
//! limit with where it comes from. Then one file for each kind of fault: `levels.rs` (true peak, loudness), `drop_outs.rs`,
//! `clicks.rs` (over `prediction.rs`), `clipping.rs` and `whole_channels.rs` need the delivered sound alone. `meter.rs` runs
//! them over the programme.

mod block;
mod check;
mod clicks;
mod clipping;
mod drop_outs;
mod event;
mod levels;
mod meter;
mod prediction;
mod result;
mod samples;
mod setup;
mod thresholds;
mod whole_channels;

pub use block::MixBlock;
pub use check::{CheckState, MixCheck};
pub use meter::MixMeter;
pub use result::{ComparedChannel, ComparedWith, MixCandidate, MixMeasures, MixResult};
pub use setup::MixSetup;
pub use thresholds::MOST_CHANNELS;

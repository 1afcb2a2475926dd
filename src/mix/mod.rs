//! Mix: what is wrong inside the delivered sound itself, apart from timing.
//!
//! Takes the delivered audio block by block ([`MixMeter`]), with what there is to compare it with laid beside it sample by
//! sample, and gives a [`MixResult`]: measures, and candidates for a person to listen to. A candidate is never a verdict.
//! Every check says whether it ran, and if not, why: what could not be compared is never in order. It opens no file, keeps a
//! second or two of sound and some figures for each 20 ms, and never compares across a recut.
//!
//! Read `check.rs` and `result.rs` for what is given, `block.rs` and `setup.rs` for what is taken, `thresholds.rs` for every
//! limit with where it comes from. Then one file for each kind of fault: `levels.rs` (true peak, loudness, with `interpolation.rs`, `gated_loudness.rs` and `level_history.rs`; `loudness.rs` and `speech_gate.rs` say what of that may be said), `drop_outs.rs`,
//! `clicks.rs` (over `prediction.rs`), `clipping.rs` and `whole_channels.rs` need the delivered sound alone, `fold_down.rs` its
//! 2.0, `leader.rs` what stands before the programme. Against a Print Master: `alignment.rs` (where it lies), `survey.rs` and `gains.rs` (which channel is which), `hops.rs` and
//! `comparison.rs` (what differs), `missing_effects.rs` over `dialogue_return.rs`, and `dialogue.rs` with `leak_cells.rs` and `return_estimate.rs` (what was left in); `voice.rs` (with `voice_detector.rs` and `voice_sides.rs`)
//! hears voices that no comparison can tell. `meter.rs` runs them over the programme (`step.rs` names what each does, to tell what it costs), `summary.rs` gathers what they found, with
//! `null_map.rs`, how deep both mixes cancel over the programme. `method.rs` says of each check what it measures, how, and what it
//! cannot say; `question.rs` is what a shell asks. `stats.rs` counts
//! what people made of candidates.

mod alignment;
mod beside;
mod block;
mod check;
mod clicks;
mod clipping;
mod comparison;
mod decimation;
mod dialogue;
mod dialogue_return;
mod drop_outs;
mod event;
mod fold_down;
mod fourier;
mod gains;
mod gated_loudness;
mod hops;
mod interpolation;
mod leader;
mod leak_cells;
mod level_history;
mod levels;
mod loudness;
mod meter;
mod method;
mod missing_effects;
mod null_map;
mod prediction;
mod question;
mod result;
mod return_estimate;
mod runs;
mod samples;
mod setup;
mod speech_gate;
mod stats;
mod step;
mod summary;
mod survey;
mod thresholds;
mod voice;
mod voice_detector;
mod voice_sides;
mod whole_channels;

pub use alignment::{AlignedPiece, aligned_pieces};
pub use block::MixBlock;
pub use check::CheckState;
pub use gains::GainSurvey;
pub use leader::{LONGEST_LEADER, LeaderMeasure, LeaderMeter, LeaderTone};
pub use level_history::LevelHistory;
pub use meter::MixMeter;
pub use method::{MethodCard, method_page};
pub use null_map::{NullMap, NullStep};
pub use question::{MixQuestion, programme_within};
pub use result::{ComparedChannel, ComparedWith, MixCandidate, MixMeasures, MixResult};
pub use setup::{MixPairs, MixSetup, PairedChannel, to_read};
pub use stats::{CheckStats, ConfidenceBand, ENOUGH_JUDGED, KEPT_PERCENT, KeptBy, StatsLimit, mix_stats};
pub use step::MixStep;
pub use survey::{ChannelPair, ChannelSurvey, SURVEY_BLOCK, settle};
pub use thresholds::{MOST_CHANNELS, MOST_COMPARED};
pub use voice_detector::{VOICE_CONTEXT, VOICE_WINDOW, VoiceModel};

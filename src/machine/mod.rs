//! Carries out effects in the real world and answers with events: the only room where the pure session
//! meets files, sound and the clock.
//!
//! Takes effects from the desk, never makes it wait, and keeps every file and player on the threads of
//! [`crate::jobs`] and [`crate::media`]. A fake machine in the tests implements the same trait `Machine`.
//!
//! Read `machine.rs` and `desktop.rs` with its parts: `playback.rs` (over `output_device.rs`, the sound device, and
//! `self_test.rs`, flash and pip, and `second_picture.rs`, another reference beside the one served), `persistence.rs` (over `saving.rs`, `preferences.rs`, and `snapshots.rs` with
//! `snapshot_image.rs`, the pictures of findings) and `measuring.rs`. Then the jobs: `opening.rs` with `moved_request.rs`, `loading.rs` with
//! `side_reading.rs`, `level_matching.rs`, `sample_reading.rs`, `queue_work.rs` with `queue_jobs.rs`, `database_trial.rs`, `reports.rs`, `scrubbing.rs`, `dialogs.rs`, and `conform_search.rs`, which the command
//! line uses too, as it does `dry_run.rs`, `clips.rs` and `mix_reading.rs` with `mix_early.rs` (over `mix_hearing.rs`, `mix_beside.rs`, `mix_master.rs`, `read_once.rs`, `mix_marks.rs`, `sound_lanes.rs` and `mix_cost.rs`). `second_start.rs` hears a second start of the
//! program, `fonts.rs` with `font_scripts.rs` finds fonts for the window and, with
//! `rendered.rs`, for a PDF. `batch/` checks many requests for the command line. `stalls.rs` says when a disk does not answer. `clock.rs` is the one door to the clock.

mod batch;
#[cfg(feature = "media")]
mod clips;
mod clock;
#[cfg(feature = "media")]
mod conform_search;
#[cfg(feature = "desk")]
mod database_trial;
#[cfg(feature = "desk")]
mod desktop;
#[cfg(feature = "desk")]
mod dialogs;
#[cfg(feature = "media")]
mod dry_run;
mod font_scripts;
mod fonts;
#[cfg(feature = "desk")]
mod health;
#[cfg(feature = "desk")]
mod job_output;
#[cfg(feature = "desk")]
mod kept_mix;
#[cfg(feature = "desk")]
mod kept_timing;
#[cfg(feature = "desk")]
mod level_matching;
#[cfg(feature = "desk")]
mod loading;
#[cfg(feature = "desk")]
#[allow(clippy::module_inception, reason = "the room's main word is the trait it implements")]
mod machine;
#[cfg(feature = "desk")]
mod measuring;
#[cfg(feature = "media")]
mod mix_beside;
#[cfg(feature = "media")]
mod mix_cost;
#[cfg(feature = "media")]
mod mix_early;
#[cfg(feature = "media")]
mod mix_hearing;
#[cfg(feature = "desk")]
mod mix_listening;
#[cfg(feature = "media")]
mod mix_marks;
#[cfg(feature = "media")]
mod mix_master;
#[cfg(feature = "media")]
mod mix_reading;
#[cfg(feature = "desk")]
mod mix_to_hear;
#[cfg(feature = "desk")]
mod moved_request;
#[cfg(feature = "desk")]
mod opening;
#[cfg(feature = "desk")]
mod output_device;
#[cfg(feature = "desk")]
mod persistence;
#[cfg(feature = "desk")]
mod playback;
#[cfg(feature = "desk")]
mod preferences;
#[cfg(feature = "desk")]
mod queue_jobs;
#[cfg(feature = "desk")]
mod queue_work;
#[cfg(feature = "media")]
mod read_once;
mod rendered;
#[cfg(feature = "desk")]
mod reports;
#[cfg(feature = "desk")]
mod sample_reading;
#[cfg(feature = "desk")]
mod saving;
#[cfg(feature = "desk")]
mod scrubbing;
#[cfg(feature = "desk")]
mod second_picture;
#[cfg(feature = "desk")]
mod second_start;
#[cfg(feature = "desk")]
mod self_test;
#[cfg(feature = "desk")]
mod side_reading;
#[cfg(feature = "desk")]
mod snapshot_image;
#[cfg(feature = "desk")]
mod snapshots;
#[cfg(feature = "media")]
mod sound_lanes;
#[cfg(feature = "desk")]
mod spectrum_reading;
#[cfg(feature = "desk")]
mod stalls;
#[cfg(feature = "media")]
mod voice_model;

pub use batch::{BatchOrder, BatchOutput, BatchProgress, check_many};
#[cfg(feature = "media")]
pub use clips::{ClipMaker, ClipOptions, NoClip};
pub use clock::stamp;
#[cfg(feature = "media")]
pub use conform_search::{PicturesSearched, SearchStep, search_pictures};
#[cfg(feature = "desk")]
pub use desktop::DesktopMachine;
#[cfg(feature = "media")]
pub use dry_run::{DryRun, DryRunError, DryRunInput, dry_run};
pub use font_scripts::missing_fonts_text;
pub use fonts::{FontFinder, FontsFound, SystemFont, find_fonts};
#[cfg(feature = "desk")]
pub use machine::Machine;
#[cfg(feature = "media")]
pub use mix_cost::{MixCost, MixWork};
#[cfg(feature = "media")]
pub use mix_early::EarlyMix;
#[cfg(feature = "media")]
pub use mix_marks::MixAsked;
#[cfg(feature = "media")]
pub use mix_reading::{ListenedMix, listen_to_mix};
#[cfg(feature = "desk")]
pub use preferences::{places, settings};
pub use rendered::{RenderedReport, render_report};
#[cfg(feature = "desk")]
pub use scrubbing::ScrubCopies;
#[cfg(feature = "desk")]
pub use second_start::{FirstWindow, WindowStart, start_window};
#[cfg(feature = "desk")]
pub use snapshot_image::{DELIVERED, GUIDE};

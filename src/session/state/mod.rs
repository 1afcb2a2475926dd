//! What a session holds: plain values with their own small rules. No command, event or effect is known here.

mod conform_search;
mod correction;
mod fix_check;
mod health;
mod heard_cut;
mod held_samples;
mod held_spectrum;
mod history;
mod key_preset;
mod keyboard;
mod keymap;
mod measured;
mod mix;
mod picture_zoom;
mod places;
mod playback;
mod queue;
mod recent_request;
mod report;
mod second_picture;
mod settings;
mod snapshot_cache;
mod snapshot_request;
mod view;
mod waveform_layout;
mod which_ticket;

pub use conform_search::{ConformSearch, SearchRow, SearchState};
pub use correction::Correction;
pub use fix_check::{FixCheck, Newness, Redelivery};
pub use health::{Health, KeptFolder, Plugin};
pub use heard_cut::HeardCut;
pub use held_samples::HeldSamples;
pub use held_spectrum::HeldSpectrum;
pub use history::History;
pub use key_preset::KeyPreset;
pub use keyboard::KeyboardLayout;
pub use keymap::Keymap;
pub use measured::{Measured, MeasuredBefore, Measuring};
pub use mix::{HeardCandidate, HeardMix, MixState};
pub use picture_zoom::PictureZoom;
pub use places::{DatabaseTrial, Places};
pub use playback::{LoopMarks, Transport};
pub use queue::Queue;
pub use recent_request::RecentRequest;
pub use report::{ClipSettings, DialogForm, ReportDialog, ReportPreview, ReportProgress};
pub use second_picture::{PairLayout, SecondPicture};
pub use settings::Settings;
pub use snapshot_cache::{CachedSnapshot, Snapshot, SnapshotCache};
pub use snapshot_request::{
    FrameSnapshot, SAMPLES_PER_COLUMN, SnapshotRequest, WAVEFORM_COLUMNS, WAVEFORM_SECONDS, WaveformSnapshot,
};
pub use view::{Clock, FirstAction, Side, View};
pub use waveform_layout::{WaveformLayout, WaveformPlace};
pub use which_ticket::{MovedTicket, WhichTicket};

//! Every limit of the checks, in one place, with where it comes from: *standard* (which), *derived* (from what), *chosen* (by
//! judgement) or *tuned on* (which sound). "Made films" are films of recorded music, effects and speech with faults put in.

/// Channels of a sound that is looked at. Chosen: more than any theatrical delivery has.
pub const MOST_CHANNELS: usize = 16;
/// Candidates of one check that are reported. Chosen: nobody listens to more, and a noisy file must not fill memory.
pub(super) const MOST_CANDIDATES: usize = 1000;

/// Samples judged at a time: a second. Chosen; nothing that is reported depends on it.
pub(super) const PART: i64 = 48_000;
/// Samples kept before and after what is judged: 0.7 s. Derived: [`LONGEST_DROP_OUT`] and [`AROUND_DROP_OUT`] on top.
pub(super) const CONTEXT: i64 = 33_600;

/// Level above which a true peak is a candidate, dBTP. Standard: the limit of common partner specifications; the meters have
/// the same line.
pub(super) const TRUE_PEAK_DBTP: f64 = -1.0;
/// True peaks of one channel nearer than this are one candidate: a second. Chosen.
pub(super) const NEAR_PEAKS: i64 = 48_000;
/// Programme loudness of a Print Master, LKFS, and how far it may be off. Standard: common partner specifications, for titles
/// that are measured by the programme; those measured by dialogue have another target, which needs a licensed meter.
pub(super) const PROGRAMME_LUFS: f64 = -24.0;
pub(super) const LOUDNESS_TOLERANCE: f64 = 3.0;

/// A sample at the ceiling: −0.15 dBFS. Chosen: clipping that was trimmed by a tenth of a decibel is clipping still.
pub(super) const CEILING: f32 = 0.982_88;
/// Clipped samples nearer than this are one candidate: 0.2 s. Chosen.
pub(super) const NEAR_CLIPPING: i64 = 9_600;

/// Magnitude below which a channel is silent all through: −100 dBFS. Chosen: over the last bits of dither at 24 bits.
pub(super) const SILENT: f32 = 1e-5;
/// Energy of the difference of two channels, against theirs, up to which they are one sound: −90 dB. Chosen.
pub(super) const SAME_SOUND: f64 = 1e-9;

/// The shortest and the longest drop-out, samples: 1 ms, less the sample that a held one begins with, and 0.6 s. Chosen:
/// what is longer is a hole, which another comparison finds.
pub(super) const SHORTEST_DROP_OUT: usize = 47;
pub(super) const LONGEST_DROP_OUT: usize = 28_800;
/// Steps of the last bit that a stopped sound may still move by. Derived: noise of ±1 in the last bit, and rounding.
pub(super) const STOPPED_STEPS: f32 = 2.5;
/// Samples before and after a drop-out that have to sound (20 ms), and how loud at least: −54 dBFS. Tuned on made films.
pub(super) const AROUND_DROP_OUT: i64 = 960;
pub(super) const SOUNDS_AROUND: f64 = 2e-3;
/// Samples beside its edges (1 ms) that have to move, by so many steps of the last bit and by this share of how the sound
/// moves around them. Chosen: a fade comes to rest, a drop-out does not.
pub(super) const EDGE: i64 = 48;
pub(super) const EDGE_STEPS: f64 = 8.0;
pub(super) const EDGE_SHARE: f64 = 0.1;

/// A click is searched where the third difference is above this. Chosen: a click of one sample at −57 dBFS.
pub(super) const CLICK_FLOOR: f32 = 4e-3;
/// Samples to either side that a click may fill, and samples around it that are compared with it. Chosen.
pub(super) const CLICK_REACH: i64 = 24;
pub(super) const CLICK_AROUND: i64 = 240;
/// How far the third difference of a click stands out from what is around it before it is looked at closer. Chosen: it only
/// saves time.
pub(super) const CLICK_STANDS_OUT: f32 = 1.8;
/// The order of the linear prediction. Chosen: as in restoration of gramophone records (Godsill & Rayner, 1998), rounded up.
pub(super) const PREDICTION_ORDER: usize = 24;
/// How far the error of prediction stands out at a click. Tuned on made films.
pub(super) const CLICK_RATIO: f64 = 4.0;
/// How much livelier the sound, and the error of its prediction, may be after a click than before, or before than after: a sound
/// that begins or ends is none. Tuned on made films.
pub(super) const CLICK_ONSET: f64 = 2.5;

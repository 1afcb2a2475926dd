//! Every limit of the checks that is not the policy's, in one place, with where it comes from: *standard* (which), *derived* (from what), *chosen* (by
//! judgement) or *tuned on* (which sound). "Made films" are films of recorded music, effects and speech with faults put in.

/// Channels of a sound that is looked at. Chosen: more than any theatrical delivery has.
pub const MOST_CHANNELS: usize = 16;
/// Channels of a mix that is compared with another. Chosen: 7.1; the survey looks at every pair.
pub const MOST_COMPARED: usize = 8;
/// Candidates of one check that are reported. Chosen: nobody listens to more, and a noisy file must not fill memory.
pub(super) const MOST_CANDIDATES: usize = 1000;

/// Events of one check, in single channels, after which no more are noted. Chosen: a hostile file must not fill memory.
pub(super) const MOST_EVENTS: usize = 64 * MOST_CANDIDATES;

/// Samples judged at a time: a second. Chosen; nothing that is reported depends on it.
pub(super) const PART: i64 = 48_000;
/// Samples kept before and after what is judged: 0.7 s. Derived: [`LONGEST_DROP_OUT`] and [`AROUND_DROP_OUT`] on top.
pub(super) const CONTEXT: i64 = 33_600;
/// Samples that nothing needs any more that are let go together: 8 s. Chosen; 20 MB of 5.1 beside 5.1.
pub(super) const LET_GO: i64 = 384_000;

/// True peaks of one channel nearer than this are one candidate: a second. Chosen.
pub(super) const NEAR_PEAKS: i64 = 48_000;
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
/// The same share of how the quieter quarter around them moves. Chosen: the edge of a fade is a tenth to a third of it.
pub(super) const EDGE_OF_QUIETER: f64 = 0.5;
/// Stops that a channel shares with the Print Master from which it stops by nature. Chosen: a fault of the mix may be in both once or
/// twice.
pub(super) const STOPS_BY_NATURE: usize = 3;
/// What is left between both mixes beside a drop-out, against the Print Master, below which they are one sound there: −10 dB. Chosen.
pub(super) const ONE_SOUND: f64 = 0.1;

/// A click is searched where the third difference is above this. Chosen: a click of one sample at −57 dBFS.
pub(super) const CLICK_FLOOR: f32 = 4e-3;
/// Samples to either side that a click may fill, and samples around it that are compared with it. Chosen.
pub(super) const CLICK_REACH: i64 = 24;
pub(super) const CLICK_AROUND: i64 = 240;
/// How far the third difference of a click stands out from what is around it before it is looked at closer. Chosen: it only
/// saves time; those of made films stand out four times and more.
pub(super) const CLICK_STANDS_OUT: f32 = 3.0;
/// Samples on each side of a click that prediction is learnt from, and that its error is compared with: 10 ms. Chosen.
pub(super) const CLICK_LEARNT: i64 = 480;
/// How high a click is at least against the highest sample of these. Chosen: a smaller step in a sound is not heard.
pub(super) const CLICK_HEIGHT: f64 = 0.5;
/// How far the third difference of a click stands out from what is around it once the Print Master is taken away. Tuned on made
/// films.
pub(super) const CLICK_ALONE: f32 = 4.0;
/// Share of a click's height that what is left beside it may have, as RMS. Chosen: a sound that goes on has more.
pub(super) const CLICK_OVER_REST: f64 = 0.15;
/// The order of the linear prediction. Chosen: as in restoration of gramophone records (Godsill & Rayner, 1998), rounded up.
pub(super) const PREDICTION_ORDER: usize = 24;
/// How far the error of prediction stands out at a click. Tuned on clean made films: short effects and consonants reach 17.
pub(super) const CLICK_RATIO: f64 = 25.0;
/// How much livelier the sound, and the error of its prediction, may be after a click than before, or before than after: a sound
/// that begins or ends is none. Tuned on made films.
pub(super) const CLICK_ONSET: f64 = 2.5;

/// Speed below which two mixes are taken to run alike, parts in a million. Derived: what a measurement of an hour may be off.
pub(super) const STEADY_PPM: f64 = 0.5;
/// Offsets nearer than this are one distance, samples. Derived: what a measured offset may be off.
pub(super) const SAME_DISTANCE: f64 = 3.0;
/// Samples left out on both sides of a recut: 0.5 s. Chosen: a measured recut may be off by a tenth of it.
pub(super) const RECUT_MARGIN: i64 = 24_000;
/// The longest delay of one channel against the others that is looked for, samples: 50 ms. Chosen: within [`CONTEXT`].
pub(super) const MOST_DELAY: i64 = 2_400;
/// RMS from which a channel says something in the survey: −90 dBFS. Chosen.
pub(super) const SOUNDS_IN_SURVEY: f64 = 3e-5;
/// Share of a spectrum's mean level that is added before it is taken out: bins that hold only rounding say nothing. Chosen.
pub(super) const FLAT_PHASES: f32 = 0.01;
/// How far a pair stands out from the correlation of chance. Chosen: noise of this length reaches five or six.
pub(super) const PAIR_STANDS_OUT: f32 = 9.0;
/// Share of the stretches, the most alike ones, that a channel's gain is taken from. Chosen: nobody speaks in so many.
pub(super) const STANDS_ALIKE: f64 = 0.4;
/// Gain of a whole channel from which it is one, decibels. Chosen: under it a difference of rooms may be the cause.
pub(super) const GAIN_COUNTS: f64 = 0.3;
/// Mean square from which a stretch has a null: −75 dBFS. Chosen.
pub(super) const LEAST_OF_NULL: f64 = 3e-8;
/// A null of the middle channel less deep than this, in decibels: the two mixes are not one sum, and nothing is said of what is
/// missing. Chosen: another room with its reverb at −15 dB still nulls deeper.
pub(super) const SHALLOW_NULL: f64 = -8.0;
/// Mean square from which a level counts: −60 dBFS. Chosen.
pub(super) const LEAST_LOUD: f64 = 1e-6;
/// A level difference: at least so many decibels, over sounds at least so alike, for so many steps, gaps of so many steps
/// closed. Tuned on made films, whose goal is 1 dB over 2 s.
pub(super) const LEAST_DIFFERENCE_DB: f64 = 0.5;
pub(super) const LEAST_LIKENESS: f64 = 0.9;
pub(super) const SHORTEST_DIFFERENCE: usize = 60;
pub(super) const BRIDGE_DIFFERENCE: usize = 30;
/// A cue: so many sides are off together, by so many times what half of the steps are off by. Chosen: two rooms' reverbs are in step by
/// chance; four times what their scatter would be, were it normal. Tried on made films.
pub(super) const LEAST_TOGETHER: usize = 2;
pub(super) const TOGETHER_OVER_USUAL: f64 = 6.0;
/// Share of what is left in the centre during a leak that lies in a drop-out of the centre, from which the drop-out is all that was found. Chosen.
pub(super) const LEAK_OF_DROP_OUT: f64 = 0.1;
/// A missing effect: mean square from which it counts (−70 dBFS), how far it is over what is there (−3 dB), for so many steps, gaps
/// of so many steps closed. Tuned on made films: another reverb is taken for one from −12 dB on.
pub(super) const LEAST_EFFECT: f64 = 1e-7;
pub(super) const EFFECT_OVER: f64 = 0.5;
/// Share of the energy that its loudest channel lacks from which another lacks it too: −20 dB. Chosen.
pub(super) const EFFECT_BESIDE: f64 = 0.01;
pub(super) const SHORTEST_EFFECT: usize = 3;
pub(super) const BRIDGE_EFFECT: usize = 8;
/// Steps within which what the LFE lacks belongs to what another channel lacks: 0.5 s. Chosen: its low end rings on.
pub(super) const BRIDGE_LOW: usize = 25;
/// How much of its mean square the return of dialogue keeps from step to step: 25 dB a second. Derived: a reverb of 2.4 s.
pub(super) const RETURN_FALLS: f64 = 0.891;
/// Share of the steps that have less of the dialogue than what is taken for usual, and how far over that, as an amplitude, dialogue
/// may still be. Chosen; an effect under dialogue has to stand out from its reverb by so much.
pub(super) const USUAL_RETURN: f64 = 0.9;
pub(super) const OVER_RETURN: f64 = 2.0;
/// How far what is left in the centre has fallen in a pause between words, as a mean square: 10 dB. Chosen.
pub(super) const IN_PAUSE: f64 = 0.1;
/// What dialogue leaves in a pause against what it leaves in words, as an amplitude, below which no reverb is there; and how much the
/// middle half of the words may differ in what they leave. Chosen: divergence is the same all through, a reverb in made films 1.5.
pub(super) const NO_REVERB: f64 = 0.3;
pub(super) const SAME_SHARE: f64 = 1.25;
/// How far what is left on one side is over the other side before it is no dialogue, which lies in the middle. Chosen: dialogue that is
/// panned hard is taken for an effect.
pub(super) const ONE_SIDED: f64 = 3.0;
/// The null that is assumed of a channel in which it cannot be measured, decibels. Chosen.
pub(super) const UNKNOWN_NULL: f64 = -20.0;
/// The null of the middle channel, in decibels, from which dialogue has to stand out further. Chosen: another reverb.
pub(super) const DEEP_NULL: f64 = -40.0;
/// Somebody speaks: what is left in the centre is so many times what is left at the sides, and so many steps around. Tuned on
/// made films.
pub(super) const SPEECH_OVER: f64 = 4.0;
pub(super) const SPEECH_AROUND: usize = 10;
/// Gain of a whole channel that is a candidate, decibels. Chosen: another room's reverb adds up to 0.2 dB.
pub(super) const WHOLE_GAIN_DB: f64 = 0.4;
/// Dialogue left in: mean square from which somebody speaks in a step (−60 dBFS), how far the projection stands out from chance, and
/// the level from which it counts, as a factor: −60 dB. Tuned on made films.
pub(super) const LEAST_SPEECH: f64 = 1e-6;
pub(super) const LEAK_STANDS_OUT: f64 = 6.0;
/// How far the projection on the reverb of the dialogue stands out. Chosen: on made films it reached 15 to 95 where one was left in, and 6
/// elsewhere.
pub(super) const RETURN_STANDS_OUT: f64 = 10.0;
pub(super) const LEAK_FLOOR: f64 = 1e-3;
/// How far a quarter of a second stands out from chance to be part of a leak, and the share of the loudest channel's level from which
/// another is one too: −20 dB. Tuned on made films.
pub(super) const CELL_STANDS_OUT: f64 = 3.0;
/// How far it stands out in a channel from what both have in common at other delays, in standard deviations. Chosen: chance hardly
/// reaches it; on made films it reached 4.5.
pub(super) const LEAK_OVER_DELAYED: f64 = 5.0;
/// How far a whole leak stands out, where the mixes cancel and where they do not. Tuned on made films.
pub(super) const SURE_LEAK: f64 = 8.0;
pub(super) const SURE_LEAK_IN_REVERB: f64 = 12.0;
pub(super) const LEAK_BESIDE: f64 = 0.1;
/// A voice by the detector: how likely one is in a window, for how many windows of 32 ms, pauses of how many closed, and how likely over
/// all of it, alone and beside a Print Master that has the very same sound. Chosen: Silero's own limit, and surer than that where a
/// song that belongs there has the same sound.
pub(super) const VOICE_HEARD: f64 = 0.5;
pub(super) const VOICE_SHORTEST: usize = 12;
pub(super) const VOICE_BRIDGED: usize = 12;
pub(super) const VOICE_SURE: f64 = 0.7;
pub(super) const VOICE_SURE_BESIDE: f64 = 0.85;
/// How much of a voice in the centre is at a side, as an amplitude, from which it is there as well: −12 dB. Chosen: dialogue that
/// diverges is softer there, a song is not.
pub(super) const VOICE_BESIDE: f64 = 0.25;
/// How loud both sides are against the centre, in energy, from which a voice that the Print Master has as well is taken for a crowd: −3 dB.
/// Chosen: a line that was left in under so much else is not told from one.
pub(super) const AS_LOUD_BESIDE: f64 = 0.5;
/// What the Print Master has and the M&E has not, against the M&E, below which both have the very same sound: −20 dB. Chosen.
pub(super) const SAME_AS_MASTER: f64 = 0.01;
/// What of a 2.0 may not fit its 5.1, against all of it, decibels. Chosen: far over rounding, under any gain that was changed.
pub(super) const FOLD_DOWN_MISFIT: f64 = -40.0;

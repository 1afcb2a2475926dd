//! What a voice detector is given and gives: the shell brings one (Silero), the checks of a mix ask it.

/// A detector that has heard nothing yet. It hears one sound from start to end, less the seconds in which nothing it says would count.
pub trait VoiceModel: Send {
    /// How likely somebody speaks, 0 to 1, in each of the next windows of [`VOICE_WINDOW`] samples at 16 kHz, full scale ±1.0,
    /// laid end to end in `windows`. Each begins with the last [`VOICE_CONTEXT`] samples of the one before. `None` where it
    /// cannot say: then nothing of this sound is known.
    fn hear(&mut self, windows: &[f32]) -> Option<Vec<f32>>;
}

/// Samples of a window, at 16 kHz. Derived: what the detector was trained for.
pub const VOICE_WINDOW: usize = 576;
/// Samples of a window that the one before it has, too. Derived, likewise.
pub const VOICE_CONTEXT: usize = 64;

/// Samples that are new in a window, at 16 kHz.
pub(super) const STEP: usize = VOICE_WINDOW - VOICE_CONTEXT;

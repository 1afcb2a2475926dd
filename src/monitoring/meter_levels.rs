//! What meters show: plain data, measured by the player.

/// How loud one sound is where it plays.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SideLevels {
    /// In the order of the file.
    pub channels: Vec<ChannelLevel>,
    /// Loudness of the last 400 ms (ITU-R BS.1770, EBU Tech 3341), LUFS; `None` for silence and before enough has
    /// played.
    pub momentary: Option<f64>,
    /// The highest true peak since playing began here, dBTP; `None` for silence.
    pub highest: Option<f64>,
}

/// How loud one channel is, in dB below full scale; `None` for silence.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ChannelLevel {
    /// Highest recent sample, falling by 20 dB a second: a peak meter's bar.
    pub peak: Option<f64>,
    /// Highest true peak since playing began here (ITU-R BS.1770, Annex 2).
    pub highest: Option<f64>,
}

/// Both sounds where they play, before any gain of the monitor; a side that isn't open has no channels.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MeterLevels {
    /// Of the delivered audio.
    pub delivered: SideLevels,
    /// Of the reference's own sound.
    pub guide: SideLevels,
}

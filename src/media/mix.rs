use crate::timebase::Nudge;

use super::fold_down::{Ears, in_one_ear, stereo_fold_down};

/// What the operator hears.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Monitor {
    /// The reference's own sound.
    Guide,
    /// The delivered audio.
    #[default]
    Delivered,
    /// The guide in the left ear, the delivered audio in the right: a difference in time is heard as a shift.
    Both,
}

/// How sound is heard: everything that can change while it plays, without touching the picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mix {
    /// How much later the delivered audio is heard against the picture.
    pub nudge: Nudge,
    pub monitor: Monitor,
    /// Loudness of all that is heard, as a factor: 1.0 leaves every sample as it is.
    pub volume: f32,
}

impl Default for Mix {
    fn default() -> Self {
        Self { nudge: Nudge::ZERO, monitor: Monitor::default(), volume: 1.0 }
    }
}

/// One gain matrix over both sounds: for each channel, how loud it is in each ear.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Gains {
    pub delivered: Vec<Ears>,
    pub guide: Vec<Ears>,
}

impl Mix {
    pub(super) fn gains(&self, delivered_channels: usize, guide_channels: usize) -> Gains {
        let delivered = stereo_fold_down(delivered_channels);
        let guide = stereo_fold_down(guide_channels);
        let (delivered, guide) = match self.monitor {
            Monitor::Guide => (Vec::new(), guide),
            Monitor::Delivered => (delivered, Vec::new()),
            Monitor::Both => (in_one_ear(&delivered, [0.0, 1.0]), in_one_ear(&guide, [1.0, 0.0])),
        };
        Gains { delivered: at_volume(delivered, self.volume), guide: at_volume(guide, self.volume) }
    }
}

fn at_volume(mut gains: Vec<Ears>, volume: f32) -> Vec<Ears> {
    gains.iter_mut().flatten().for_each(|gain| *gain *= volume);
    gains
}

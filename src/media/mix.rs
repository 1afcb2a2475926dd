//! What the operator hears: where the delivered audio is placed and how both sounds are monitored. Plain data.

use crate::monitoring::{BothWays, ComparedSound, Monitoring};
use crate::timebase::Nudge;

/// The monitored mix: everything that can change while it plays, without touching the picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mix {
    /// How much later than its own time the delivered audio is heard; earlier if negative.
    pub nudge: Nudge,
    pub monitoring: Monitoring,
    /// While a cut is looped: how the audio lies in turns, in place of the nudge.
    pub both_ways: Option<BothWays>,
    /// While a place of the mix is compared with the Print Master: what plays in place of the source monitored.
    pub compared: Option<ComparedSound>,
}

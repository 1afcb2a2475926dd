use crate::monitoring::Monitoring;
use crate::timebase::Nudge;

/// How sound is heard: everything that can change while it plays, without touching the picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mix {
    /// How much later the delivered audio is heard against the picture.
    pub nudge: Nudge,
    pub monitoring: Monitoring,
}

//! A way of monitoring under a name.

use serde::{Deserialize, Serialize};

use super::Monitoring;

/// What an operator monitors, under a name: source, channels, LFE and volume. The order of the channels and the matched levels
/// belong to the audio, not to the preset.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MonitorPreset {
    pub name: String,
    monitoring: Monitoring,
}

impl MonitorPreset {
    /// `monitoring` as it is, under `name`.
    pub fn of(name: &str, monitoring: Monitoring) -> Self {
        let plain = Monitoring::default();
        let (order, matched) = (plain.order, plain.matched);
        Self {
            name: name.to_owned(),
            monitoring: Monitoring { order, matched, is_other_held: false, ..monitoring },
        }
    }

    /// `now` with what the preset says: order and matched levels stay.
    #[must_use]
    pub fn over(&self, now: Monitoring) -> Monitoring {
        Monitoring {
            order: now.order,
            matched: now.matched,
            is_other_held: now.is_other_held,
            ..self.monitoring
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::monitoring::{ChannelOrder, MonitorSource};

    #[test]
    fn a_preset_brings_back_what_was_heard_but_not_what_belongs_to_the_audio() {
        let both =
            Monitoring { source: MonitorSource::Both, order: ChannelOrder::Film, ..Monitoring::default() };
        let preset = MonitorPreset::of("both", both);
        let now = Monitoring { source: MonitorSource::Guide, ..Monitoring::default() };
        let recalled = preset.over(now);
        assert_eq!((recalled.source, recalled.order), (MonitorSource::Both, ChannelOrder::Smpte));
        assert_eq!(preset.over(both), both);
    }
}

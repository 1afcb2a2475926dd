//! What is said of the leader: level and frequency of the reference tone, and the order in which the channels are identified.

use super::mix_figures::{channels_text, tenths};
use crate::mix::{CheckState, LeaderMeasure, LeaderTone};
use crate::policy::MixPolicy;

/// In sentences; why there is nothing to say where nothing was measured. `names`: the delivered channels in order.
pub fn leader_text(policy: &MixPolicy, leader: &LeaderMeasure, names: &[String]) -> Vec<String> {
    if leader.state != CheckState::Ran {
        return vec![leader.state.because().to_owned()];
    }
    let mut said: Vec<String> = Vec::new();
    // Channels with one tone are told in one sentence.
    let mut told: Vec<(String, Vec<usize>, &LeaderTone)> = Vec::new();
    for tone in &leader.tones {
        let figures = format!("{:.0} Hz at {} dBFS", tone.hertz, tenths(tone.level_dbfs));
        match told.iter_mut().find(|(known, ..)| *known == figures) {
            Some((_, channels, _)) => channels.push(tone.channel),
            None => told.push((figures, vec![tone.channel], tone)),
        }
    }
    let target = &policy.reference_tone;
    for (figures, channels, tone) in told {
        let on = channels_text(&channels, names);
        let off = tone.level_dbfs - target.level.get();
        let against = if target.is_met_by(tone.level_dbfs) {
            format!("as {} dBFS asks", target.level)
        } else {
            let way = if off < 0.0 { "under" } else { "over" };
            format!("{} dB {way} {} dBFS", tenths(off.abs()), target.level)
        };
        said.push(format!("Reference tone on {on}: {figures}, {against} ({}).", target.citation));
    }
    if !leader.idents.is_empty() {
        let order = leader.idents.iter().map(|together| channels_text(together, names));
        said.push(format!("Channels begin in the order {}.", order.collect::<Vec<_>>().join(", ")));
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Profile;

    #[test]
    fn the_tone_is_said_against_the_profile_and_the_order_by_name() {
        let tone = |channel, level_dbfs| LeaderTone { channel, level_dbfs, hertz: 1000.02, place: 0..48_000 };
        let leader = LeaderMeasure {
            state: CheckState::Ran,
            tones: vec![tone(0, -20.01), tone(1, -20.0), tone(2, -18.0)],
            idents: vec![vec![0], vec![2], vec![1]],
        };
        let names = ["L", "R", "C"].map(str::to_owned);
        let said = leader_text(&Profile::asset_qc().mix, &leader, &names);
        assert!(
            said[0].starts_with("Reference tone on L R: 1000 Hz at −20.0 dBFS, as −20 dBFS asks (SMPTE"),
            "{said:?}"
        );
        assert!(
            said[1].starts_with("Reference tone on C: 1000 Hz at −18.0 dBFS, 2.0 dB over −20 dBFS"),
            "{said:?}"
        );
        assert_eq!(said[2], "Channels begin in the order L, C, R.");
    }
}

//! Channels, lengths and levels as they stand in sentences about the inside of a mix.

use crate::ticket::MixCheck;

/// Channels by name: "L R"; "every channel" where all are concerned.
pub(super) fn channels_text(channels: &[usize], names: &[String]) -> String {
    if channels.is_empty() || (channels.len() == names.len() && names.len() > 2) {
        return "every channel".to_owned();
    }
    channels.iter().map(|&channel| channel_name(channel, names)).collect::<Vec<_>>().join(" ")
}

/// One channel by name; by its number where it has none.
pub(super) fn channel_name(channel: usize, names: &[String]) -> String {
    names.get(channel).cloned().unwrap_or_else(|| format!("channel {}", channel + 1))
}

/// Samples as milliseconds: "12 ms", "0.4 ms".
pub(super) fn length_text(samples: i64) -> String {
    let tenths = (samples.max(0) * 10 + 24) / 48;
    if tenths >= 100 {
        format!("{} ms", (tenths + 5) / 10)
    } else {
        format!("{}.{} ms", tenths / 10, tenths % 10)
    }
}

/// "−12.3", with a minus that is one.
pub(super) fn tenths(level: f64) -> String {
    let text = format!("{level:.1}");
    let text = if text == "-0.0" { "0.0".to_owned() } else { text };
    text.replace('-', "−")
}

/// The figure by which a fault is told, with its unit.
pub(super) fn figure(check: MixCheck, level: Option<f64>, length: i64) -> Option<String> {
    use MixCheck as C;
    let with = |unit: &str| level.map(|level| format!("{} {unit}", tenths(level)));
    match check {
        C::DialogueLeftIn => with("dB against the dialogue"),
        C::MissingEffect => with("dB over what is there"),
        C::LevelDifference => with("dB against the Print Master"),
        C::DropOut | C::Clipping => Some(length_text(length)),
        C::Click => with("dBFS"),
        C::TruePeak => with("dBTP"),
        C::Loudness => with("LKFS by the programme"),
        C::FoldDown => with("dB of misfit"),
        C::ChannelOrder | C::ChannelDelay | C::Polarity | C::DualMono | C::SilentChannel => None,
    }
}

/// A sentence that goes on another: its first letter small, unless it is of a name such as "LFE" or "M&E".
pub(super) fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    let Some(first) = letters.next().filter(|_| text.chars().nth(1).is_some_and(char::is_lowercase)) else {
        return text.to_owned();
    };
    format!("{}{}", first.to_lowercase(), letters.as_str())
}

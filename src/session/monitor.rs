//! Monitor: commands that change what is heard, and what was found about the sounds on the way.

use super::table::{CommandRow, Need, command_family, listed, unlisted};
use super::{Effect, MonitorEffect, Notice, Session, Workspace};
use crate::monitoring::{
    ChannelOrder, ComparedSound, LevelMatch, MonitorPreset, MonitorSource, Monitoring, OrderCheck, SoloMute,
};

/// A push of the volume keys, in tenths of a decibel: 1 dB.
const VOLUME_STEP: i32 = 10;

const fn solo(label: &'static str, keys: &'static [&'static str]) -> CommandRow {
    listed(label, keys, "Hear this channel alone, or with others of its kind")
}

command_family! {
    /// Changes what is heard.
    pub enum MonitorCommand {
        listed {
            HearGuide => listed("Hear guide", &["G"], "Only the reference's own sound");
            HearDelivered => listed("Hear delivered", &["D"], "Only the audio under QC");
            HearBoth => listed("Hear both", &["B"], "Guide on the left, delivered on the right");
            HearDifference => listed(
                "Hear difference", &["X"], "The delivered audio less the guide, made equally loud"
            );
            MatchLevels => listed(
                "Match levels", &["Shift+X"], "Make the guide as loud as the delivered audio, for the difference"
            ).needs(&[Need::Playback]);
            SoloFirst => solo("Solo channel 1", &["1"]);
            SoloSecond => solo("Solo channel 2", &["2"]);
            SoloThird => solo("Solo channel 3", &["3"]);
            SoloFourth => solo("Solo channel 4", &["4"]);
            SoloFifth => solo("Solo channel 5", &["5"]);
            SoloSixth => solo("Solo channel 6", &["6"]);
            HearEveryChannel => listed("Hear every channel", &["0"], "No solo, no mute");
            HearLowFrequency => listed("Hear the LFE", &[], "Add the LFE to the fold-down, at −3 dB in each ear");
            HearInFilmOrder => listed(
                "Hear in film order", &[], "Take the channels as L C R Ls Rs LFE; the file stays as it is"
            );
            HearFrames => listed(
                "Hear steps and scrubs", &["S"], "Each frame's own sound while you step or drag, as the monitor is set"
            ).without_request();
            Louder => listed("Louder", &["Shift+Up"], "The monitor 1 dB louder");
            Softer => listed("Softer", &["Shift+Down"], "The monitor 1 dB softer");
        }
        unlisted {
            Set(Monitoring) => unlisted();
            /// Keep what is heard under this name, in place of one of the same name.
            SavePreset(String) => unlisted();
            /// Hear what was kept under that name.
            RecallPreset(String) => unlisted();
            RemovePreset(String) => unlisted().without_request();
            /// The key of the other source is held, or let go.
            HoldOtherSource(bool) => unlisted();
        }
    }
}

/// What was found about the sounds.
#[derive(Clone, Debug)]
pub enum MonitorEvent {
    /// How loud the guide is to be made for the difference; `None` where one of the two is silent.
    LevelsMatched(Option<LevelMatch>),
    /// The channel order the delivered audio's content suggests.
    ChannelOrder(OrderCheck),
}

pub(super) fn update(workspace: &mut Workspace, command: MonitorCommand) -> Vec<Effect> {
    use MonitorCommand as C;
    let mut settings = workspace.settings.clone();
    match command {
        C::HearFrames => settings.frame_sound = !settings.frame_sound,
        C::RemovePreset(name) => settings.monitor_presets.retain(|preset| preset.name != name),
        C::SavePreset(name) => {
            let (Some(session), name) = (&workspace.session, name.trim()) else { return Vec::new() };
            if name.is_empty() {
                return Vec::new();
            }
            settings.monitor_presets.retain(|kept| kept.name != name);
            settings.monitor_presets.push(MonitorPreset::of(name, session.monitoring));
        }
        command => return choose(workspace, command),
    }
    workspace.set(settings)
}

fn choose(workspace: &mut Workspace, command: MonitorCommand) -> Vec<Effect> {
    use MonitorCommand as C;
    let Some(session) = workspace.session.as_mut() else { return Vec::new() };
    let mut chosen = session.monitoring;
    let is_source = matches!(command, C::HearGuide | C::HearDelivered | C::HearBoth | C::HearDifference);
    let ends_compared = session
        .heard_candidate
        .as_mut()
        .filter(|heard| is_source && heard.sound != ComparedSound::Delivered)
        .map(|heard| heard.sound = ComparedSound::Delivered);
    let solo = |chosen: &mut Monitoring, channel: usize| {
        let solo_mute = chosen.solo_mute_in_use();
        solo_mute.solo = solo_mute.solo.toggled(channel);
    };
    match command {
        C::HearGuide => chosen.source = MonitorSource::Guide,
        C::HearDelivered => chosen.source = MonitorSource::Delivered,
        C::HearBoth => chosen.source = MonitorSource::Both,
        C::HearDifference => chosen.source = MonitorSource::Difference,
        C::MatchLevels => return vec![match_levels(session)],
        C::SoloFirst => solo(&mut chosen, 0),
        C::SoloSecond => solo(&mut chosen, 1),
        C::SoloThird => solo(&mut chosen, 2),
        C::SoloFourth => solo(&mut chosen, 3),
        C::SoloFifth => solo(&mut chosen, 4),
        C::SoloSixth => solo(&mut chosen, 5),
        C::HearEveryChannel => *chosen.solo_mute_in_use() = SoloMute::default(),
        C::HearLowFrequency => chosen.with_low_frequency = !chosen.with_low_frequency,
        C::HearInFilmOrder => chosen.order = chosen.order.other(),
        C::Louder => chosen.volume = chosen.volume.changed(VOLUME_STEP),
        C::Softer => chosen.volume = chosen.volume.changed(-VOLUME_STEP),
        C::Set(monitoring) => chosen = monitoring,
        C::RecallPreset(name) => {
            let preset = workspace.settings.monitor_presets.iter().find(|preset| preset.name == name);
            chosen = preset.map_or(chosen, |preset| preset.over(chosen));
        }
        C::HearFrames | C::SavePreset(_) | C::RemovePreset(_) => return Vec::new(),
        C::HoldOtherSource(is_held) => return hold_other_source(session, is_held),
    }
    let mut effects: Vec<Effect> =
        ends_compared.map(|()| Effect::Monitor(MonitorEffect::HearCompared(None))).into_iter().collect();
    effects.extend(set(session, chosen));
    effects
}

pub(super) fn event(workspace: &mut Workspace, event: MonitorEvent) -> Vec<Effect> {
    let Some(session) = workspace.session.as_mut() else { return Vec::new() };
    match event {
        MonitorEvent::LevelsMatched(matched) => match levels_matched(session, matched) {
            Ok(mix) => return vec![mix],
            Err(silent) => workspace.notice_once(silent),
        },
        MonitorEvent::ChannelOrder(detected) => {
            if let Some(notice) = channel_order(session, detected) {
                workspace.notice_once(notice);
            }
        }
    }
    Vec::new()
}

/// Monitors it this way from now on. The first time both are heard as their difference, their levels are matched.
pub(super) fn set(session: &mut Session, monitoring: Monitoring) -> Vec<Effect> {
    let begins = monitoring.source == MonitorSource::Difference
        && session.monitoring.source != MonitorSource::Difference;
    session.monitoring = monitoring;
    let mut effects = vec![mix(session)];
    if begins && monitoring.matched == LevelMatch::default() {
        effects.push(match_levels(session));
    }
    effects
}

/// The other source, for as long as its key is held.
fn hold_other_source(session: &mut Session, is_held: bool) -> Vec<Effect> {
    session.monitoring.is_other_held = is_held;
    vec![mix(session)]
}

/// What is to be heard now, and where it lies.
pub(super) fn mix(session: &Session) -> Effect {
    Effect::Monitor(MonitorEffect::SetMix { alignment: session.alignment(), monitoring: session.monitoring })
}

fn match_levels(session: &Session) -> Effect {
    Effect::Monitor(MonitorEffect::MatchLevels {
        around: session.transport.position,
        alignment: session.alignment(),
        monitoring: session.monitoring,
    })
}

/// Goes by the compared levels.
fn levels_matched(session: &mut Session, matched: Option<LevelMatch>) -> Result<Effect, Notice> {
    let Some(matched) = matched else {
        return Err(Notice::answer(
            "Around the playhead one of the two sounds is silent, so their levels were not matched: go where both \
             are heard and match them there."
                .to_owned(),
        ));
    };
    session.monitoring.matched = matched;
    Ok(mix(session))
}

/// Keeps the channel order the content suggests; says so where it isn't the one asked for.
fn channel_order(session: &mut Session, detected: OrderCheck) -> Option<Notice> {
    session.channel_order = detected;
    let OrderCheck::Sounds(ChannelOrder::Film) = detected else { return None };
    let text = format!(
        "Channel 6 of the delivered audio sounds like an LFE and channel 4 does not: it may stand in film order, {}, \
         instead of {}. Hear it in film order to make sure, and flag it as a channel mismap.",
        ChannelOrder::Film.label(),
        ChannelOrder::Smpte.label(),
    );
    Some(Notice::problem(text))
}

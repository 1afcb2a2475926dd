use super::{Action, Effect, Notice, Session};
use crate::monitoring::{ChannelOrder, LevelMatch, MonitorSource, Monitoring, OrderCheck, SoloMute};

/// A push of the volume keys: 1 dB.
const VOLUME_STEP: i32 = 10;

/// Actions that change what is heard; `None` for all others.
pub(super) fn act(session: &mut Session, action: Action) -> Option<Vec<Effect>> {
    let mut heard = session.monitoring;
    match action {
        Action::HearGuide => heard.source = MonitorSource::Guide,
        Action::HearDelivered => heard.source = MonitorSource::Delivered,
        Action::HearBoth => heard.source = MonitorSource::Both,
        Action::HearDifference => heard.source = MonitorSource::Difference,
        Action::HearEveryChannel => *heard.solo_mute_in_use() = SoloMute::default(),
        Action::HearLowFrequency => heard.with_low_frequency = !heard.with_low_frequency,
        Action::HearInOtherOrder => heard.order = heard.order.other(),
        Action::Louder => heard.volume = heard.volume.changed(VOLUME_STEP),
        Action::Softer => heard.volume = heard.volume.changed(-VOLUME_STEP),
        Action::MatchLevels => return Some(vec![match_levels(session)]),
        other => {
            let channel = soloed(other)?;
            let strip = heard.solo_mute_in_use();
            strip.solo = strip.solo.toggled(channel);
        }
    }
    Some(hear(session, heard))
}

/// The channel a solo key is for, counted from 0.
fn soloed(action: Action) -> Option<usize> {
    let keys = [
        Action::SoloFirst,
        Action::SoloSecond,
        Action::SoloThird,
        Action::SoloFourth,
        Action::SoloFifth,
        Action::SoloSixth,
    ];
    keys.iter().position(|key| *key == action)
}

/// Hears it so from now on. The first time both are heard as their difference, their levels are matched.
pub(super) fn hear(session: &mut Session, monitoring: Monitoring) -> Vec<Effect> {
    let begins = monitoring.source == MonitorSource::Difference
        && session.monitoring.source != MonitorSource::Difference;
    session.monitoring = monitoring;
    let mut effects = vec![mix(session)];
    if begins && monitoring.matched == LevelMatch::default() {
        effects.push(match_levels(session));
    }
    effects
}

/// The other side, for as long as its key is held.
pub(super) fn hear_other(session: &mut Session, is_held: bool) -> Vec<Effect> {
    session.monitoring.is_other_held = is_held;
    vec![mix(session)]
}

/// What is to be heard now, and where it lies.
pub(super) fn mix(session: &Session) -> Effect {
    Effect::SetMix { alignment: session.alignment(), monitoring: session.monitoring }
}

fn match_levels(session: &Session) -> Effect {
    Effect::MatchLevels {
        around: session.transport.position,
        alignment: session.alignment(),
        monitoring: session.monitoring,
    }
}

/// Takes the compared levels in.
pub(super) fn levels_matched(session: &mut Session, matched: Option<LevelMatch>) -> Result<Effect, Notice> {
    let Some(matched) = matched else {
        return Err(Notice::said(
            "Around the playhead one of the two sounds is silent, so their levels were not matched: go where both \
             are heard and match them there."
                .to_owned(),
        ));
    };
    session.monitoring.matched = matched;
    Ok(mix(session))
}

/// Keeps in which order the channels sound as if they stood; says so where it is not the one asked for.
pub(super) fn order_heard(session: &mut Session, heard: OrderCheck) -> Option<Notice> {
    session.order_heard = heard;
    let OrderCheck::Sounds(ChannelOrder::Film) = heard else { return None };
    let text = format!(
        "Channel 6 of the delivered audio sounds like an LFE and channel 4 does not: it may stand in film order, {}, \
         instead of {}. Hear it in film order to make sure, and flag it as a channel mismap.",
        ChannelOrder::Film.label(),
        ChannelOrder::Smpte.label(),
    );
    Some(Notice::problem(text))
}

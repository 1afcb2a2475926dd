use super::{Action, Effect, Notice, Sitting};
use crate::listening::{ChannelOrder, Hear, LevelMatch, Monitoring, OrderCheck, Strip};

/// A push of the volume keys: 1 dB.
const VOLUME_STEP: i32 = 10;

/// Actions that change what is heard; `None` for all others.
pub(super) fn act(sitting: &mut Sitting, action: Action) -> Option<Vec<Effect>> {
    let mut heard = sitting.monitoring;
    match action {
        Action::HearGuide => heard.hear = Hear::Guide,
        Action::HearDelivered => heard.hear = Hear::Delivered,
        Action::HearBoth => heard.hear = Hear::Both,
        Action::HearDifference => heard.hear = Hear::Difference,
        Action::HearEveryChannel => *heard.strip_in_hand() = Strip::default(),
        Action::HearLowFrequency => heard.with_low_frequency = !heard.with_low_frequency,
        Action::HearInOtherOrder => heard.order = heard.order.other(),
        Action::Louder => heard.volume = heard.volume.changed(VOLUME_STEP),
        Action::Softer => heard.volume = heard.volume.changed(-VOLUME_STEP),
        Action::MatchLevels => return Some(vec![match_levels(sitting)]),
        other => {
            let channel = soloed(other)?;
            let strip = heard.strip_in_hand();
            strip.solo = strip.solo.toggled(channel);
        }
    }
    Some(hear(sitting, heard))
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
pub(super) fn hear(sitting: &mut Sitting, monitoring: Monitoring) -> Vec<Effect> {
    let begins = monitoring.hear == Hear::Difference && sitting.monitoring.hear != Hear::Difference;
    sitting.monitoring = monitoring;
    let mut effects = vec![mix(sitting)];
    if begins && monitoring.matched == LevelMatch::default() {
        effects.push(match_levels(sitting));
    }
    effects
}

/// The other side, for as long as its key is held.
pub(super) fn hear_other(sitting: &mut Sitting, is_held: bool) -> Vec<Effect> {
    sitting.monitoring.is_other_held = is_held;
    vec![mix(sitting)]
}

/// What is to be heard now, and where it lies.
pub(super) fn mix(sitting: &Sitting) -> Effect {
    Effect::SetMix { alignment: sitting.alignment(), monitoring: sitting.monitoring }
}

fn match_levels(sitting: &Sitting) -> Effect {
    Effect::MatchLevels {
        around: sitting.transport.position,
        alignment: sitting.alignment(),
        monitoring: sitting.monitoring,
    }
}

/// Takes the compared levels in.
pub(super) fn levels_matched(sitting: &mut Sitting, matched: Option<LevelMatch>) -> Result<Effect, Notice> {
    let Some(matched) = matched else {
        return Err(Notice::said(
            "Around the playhead one of the two sounds is silent, so their levels were not matched: go where both \
             are heard and match them there."
                .to_owned(),
        ));
    };
    sitting.monitoring.matched = matched;
    Ok(mix(sitting))
}

/// Keeps in which order the channels sound as if they stood; says so where it is not the one asked for.
pub(super) fn order_heard(sitting: &mut Sitting, heard: OrderCheck) -> Option<Notice> {
    sitting.order_heard = heard;
    let OrderCheck::Sounds(ChannelOrder::Film) = heard else { return None };
    let text = format!(
        "Channel 6 of the delivered audio sounds like an LFE and channel 4 does not: it may stand in film order, {}, \
         instead of {}. Hear it in film order to make sure, and flag it as a channel mismap.",
        ChannelOrder::Film.spoken(),
        ChannelOrder::Smpte.spoken(),
    );
    Some(Notice::problem(text))
}

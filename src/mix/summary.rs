//! Gathers what every check found over the programme into one result, and says of each whether it ran.

use super::check::CheckState;
use super::clicks::Clicks;
use super::clipping::Clipping;
use super::comparison::Comparison;
use super::dialogue::DialogueMeter;
use super::drop_outs::DropOuts;
use super::event::{cut_to_most, joined};
use super::fold_down::FoldDown;
use super::hops::HopMeter;
use super::levels::LevelMeter;
use super::loudness::{LoudnessSays, loudness_says};
use super::null_map::NullMap;
use super::result::{ComparedChannel, ComparedWith, MixCandidate, MixMeasures, MixResult};
use super::samples::median;
use super::setup::{MixPairs, MixSetup, PairedChannel};
use super::speech_gate::SpeechGate;
use super::thresholds::{
    DEEP_NULL, FOLD_DOWN_MISFIT, NEAR_CLIPPING, SHALLOW_NULL, SURE_LEAK, SURE_LEAK_IN_REVERB, WHOLE_GAIN_DB,
};
use super::voice::VoiceMeter;
use super::whole_channels::WholeChannels;
use crate::ticket::MixCheck;
use crate::ticket::{Mode, Task};

/// Why effects are not looked for where nothing tells where somebody speaks.
const NOT_TOLD: &str = "The centre of the Print Master lies in no channel, or neither left nor right does: an effect is not told from dialogue.";

/// Every check with what it has heard.
pub(super) struct Gathered {
    pub levels: LevelMeter,
    pub drop_outs: DropOuts,
    pub clicks: Clicks,
    pub clipping: Clipping,
    pub channels: WholeChannels,
    pub of_print_master: WholeChannels,
    pub hops: HopMeter,
    /// `None` where nothing says what the dialogue is.
    pub dialogue: Option<DialogueMeter>,
    /// `None` where nobody listens for voices.
    pub voice: Option<VoiceMeter>,
    /// `None` in an M&E, and where nobody listens for speech.
    pub speech: Option<SpeechGate>,
    pub fold_down: FoldDown,
}

impl Gathered {
    /// The result of a programme that is over.
    pub fn result(mut self, setup: &MixSetup) -> MixResult {
        let spoken = self.speech.take().and_then(SpeechGate::finish);
        let speech = spoken.and_then(|spoken| self.levels.speech_loudness(&spoken));
        let says = loudness_says(self.levels.loudness(), speech, &setup.policy);
        let mut candidates = self.of_whole_file(setup, &says);
        let pairs = setup.print_master.as_ref().ok();
        let comparison = pairs.map(|pairs| comparison(&self.hops, pairs, setup));
        let measured = comparison.as_ref().zip(pairs).map(|(comparison, pairs)| compared(comparison, pairs));
        let tells_speech = comparison.as_ref().is_none_or(Comparison::tells_speech);
        let nulls = measured.as_ref().is_none_or(|measured| measured.depth < SHALLOW_NULL);
        let cancels = measured.as_ref().is_none_or(|measured| measured.depth < DEEP_NULL);
        let stands_out = if cancels || setup.guide { SURE_LEAK } else { SURE_LEAK_IN_REVERB };
        let measures = MixMeasures {
            true_peak_dbtp: self.levels.true_peaks(),
            integrated_lufs: self.levels.loudness(),
            speech_lkfs: speech,
            level_history: self.levels.history(),
            // The programme alone is heard here.
            leader: None,
            channels: measured.as_ref().map(|measured| measured.channels.clone()),
            null_map: measured.as_ref().map(|measured| measured.null_map.clone()),
            has_guide: setup.guide,
            twins: self.channels.twins(),
        };
        let dropped = joined(MixCheck::DropOut, self.drop_outs.finish(), 0, true);
        let mut leaks = self.dialogue.map(|dialogue| dialogue.finish(stands_out)).unwrap_or_default();
        if let Some(comparison) = &comparison {
            leaks.retain(|leak| !comparison.is_of_drop_out(leak, &dropped));
        }
        // A detector that failed has heard nothing, which is not that nobody speaks.
        let voices = self.voice.and_then(|voice| voice.finish(&leaks));
        let hears_voices = voices.is_some();
        let left_in: Vec<MixCandidate> = leaks.iter().chain(voices.iter().flatten()).cloned().collect();
        if let Some((comparison, measured)) = comparison.zip(measured) {
            let differences = comparison.level_differences();
            candidates.extend(comparison.missing_effects(&differences, &left_in));
            candidates.extend(differences);
            candidates.extend(of_whole_channels(&measured.channels, setup));
        }
        // All of the sound is gone in a drop-out, too.
        candidates.retain(|one| !(one.check == MixCheck::MissingEffect && is_within(one, &dropped)));
        // Dialogue that bleeds into the sides is softer there where some of it was left in: one fault, not two.
        candidates.retain(|one| !(one.check == MixCheck::LevelDifference && is_within(one, &leaks)));
        candidates.extend(left_in);
        candidates.extend(joined(MixCheck::TruePeak, self.levels.over().to_vec(), 0, false));
        candidates.extend(joined(MixCheck::Clipping, self.clipping.finish(), NEAR_CLIPPING, false));
        let clicked = joined(MixCheck::Click, self.clicks.finish(), 0, true);
        candidates.extend(clicked.into_iter().filter(|click| !is_edge_of(click, &dropped)));
        candidates.extend(dropped);
        let checks = MixCheck::ALL.map(|check| match (check, &says) {
            (MixCheck::Loudness, LoudnessSays::NeedsMeter(why)) if setup.task == Task::PrintMaster => {
                (check, CheckState::CannotHear(why.clone()))
            }
            _ => match state(check, setup, nulls, hears_voices) {
                CheckState::Ran if check == MixCheck::MissingEffect && !tells_speech => {
                    (check, CheckState::CannotHear(NOT_TOLD.to_owned()))
                }
                state => (check, state),
            },
        });
        candidates.retain(|one| {
            checks.iter().any(|(check, state)| *check == one.check && *state == CheckState::Ran)
        });
        candidates.sort_by_key(|one| (one.audio_from, one.check));
        let in_all = cut_to_most(&mut candidates);
        MixResult { checks: checks.to_vec(), measures, candidates, in_all }
    }

    /// What is wrong with whole channels, or with the programme.
    fn of_whole_file(&self, setup: &MixSetup, says: &LoudnessSays) -> Vec<MixCandidate> {
        let whole = |check, channels: Vec<usize>, confidence| whole_file(setup, check, channels, confidence);
        let compared = setup.print_master.is_ok();
        // What the Print Master has too is meant so.
        let sounds_there = |channel: &usize| !compared || !self.of_print_master.is_silent(*channel);
        let sure = |alone, beside| if compared { beside } else { alone };
        let silent = self.channels.silent().into_iter().filter(sounds_there);
        let silent = silent.map(|one| whole(MixCheck::SilentChannel, vec![one], sure(0.7, 0.97)));
        let twins_there = self.of_print_master.twins();
        let twins = self.channels.twins().into_iter().filter(|two| !twins_there.contains(two));
        let twins = twins.map(|two| whole(MixCheck::DualMono, two.to_vec(), sure(0.8, 0.97)));
        let is_off = setup.task == Task::PrintMaster && *says == LoudnessSays::Off;
        let loudness = self.levels.loudness().filter(|_| is_off);
        let off = loudness.map(|loudness| MixCandidate {
            level_db: Some(loudness),
            audio_from: setup.programme.start,
            audio_to: setup.programme.end.max(setup.programme.start + 1),
            ..whole(MixCheck::Loudness, Vec::new(), 0.7)
        });
        let misfit = self.fold_down.misfit_db().filter(|misfit| *misfit > FOLD_DOWN_MISFIT);
        let misfit = misfit.map(|misfit| MixCandidate {
            level_db: Some(misfit),
            ..whole(MixCheck::FoldDown, vec![0, 1], 0.95)
        });
        let pairs = setup.print_master.iter().flat_map(|pairs| self.of_pairs(setup, pairs));
        silent.chain(twins).chain(off).chain(misfit).chain(pairs).collect()
    }

    /// Channels in another's place, upside down, or late.
    fn of_pairs(&self, setup: &MixSetup, pairs: &MixPairs) -> Vec<MixCandidate> {
        let twins: Vec<usize> = self.channels.twins().into_iter().map(|[_, copy]| copy).collect();
        let which = |is_wrong: &dyn Fn(usize, PairedChannel) -> bool| -> Vec<usize> {
            let paired = pairs.of.iter().enumerate().filter_map(|(channel, one)| Some((channel, (*one)?)));
            paired.filter(|(channel, one)| is_wrong(*channel, *one)).map(|(channel, _)| channel).collect()
        };
        let beside = |check, channels| MixCandidate {
            compared_with: Some(ComparedWith::PrintMaster),
            ..whole_file(setup, check, channels, 0.98)
        };
        let moved = which(&|channel, one| one.pair.print_master != channel && !twins.contains(&channel));
        let order = (!moved.is_empty()).then(|| beside(MixCheck::ChannelOrder, moved));
        let inverted = which(&|_, one| one.pair.polarity < 0);
        let late = which(&|_, one| one.pair.delay != 0);
        let each = |check| move |channel| beside(check, vec![channel]);
        order
            .into_iter()
            .chain(inverted.into_iter().map(each(MixCheck::Polarity)))
            .chain(late.into_iter().map(each(MixCheck::ChannelDelay)))
            .collect()
    }
}

/// What both mixes say of each other.
struct MeasuredPair {
    channels: Vec<ComparedChannel>,
    null_map: NullMap,
    /// The null of the middle channel, decibels; 0 where there is none.
    depth: f64,
}

fn comparison<'a>(hops: &'a HopMeter, pairs: &MixPairs, setup: &MixSetup) -> Comparison<'a> {
    let is_five_one = setup.channels == 6 && pairs.print_master == 6;
    let holds = [0, 1, 2, 3, 4, 5].map(|content| pairs.holding(content).filter(|_| is_five_one));
    Comparison::new(hops, setup.programme.start.max(0), holds)
}

fn compared(comparison: &Comparison<'_>, pairs: &MixPairs) -> MeasuredPair {
    let of = |channel: usize, paired: PairedChannel| ComparedChannel {
        map: Some(paired.pair.print_master),
        polarity: Some(paired.pair.polarity),
        gain_db: comparison.gain_db(channel),
        delay_samples: Some(paired.pair.delay),
        null_depth_db: comparison.null_depth_db(channel),
    };
    let channels: Vec<ComparedChannel> = (0..)
        .zip(&pairs.of)
        .map(|(channel, paired)| paired.map_or_else(ComparedChannel::default, |paired| of(channel, paired)))
        .collect();
    let mut depths: Vec<f64> = channels.iter().filter_map(|channel| channel.null_depth_db).collect();
    let depth = median(&mut depths).unwrap_or(0.0);
    MeasuredPair { null_map: comparison.null_map(), channels, depth }
}

/// Channels that are louder or softer than in the Print Master all through.
fn of_whole_channels(channels: &[ComparedChannel], setup: &MixSetup) -> Vec<MixCandidate> {
    let gains = channels.iter().enumerate().filter_map(|(channel, measured)| {
        Some((channel, measured.gain_db.filter(|gain| gain.abs() >= WHOLE_GAIN_DB)?))
    });
    let whole = |(channel, gain)| MixCandidate {
        level_db: Some(gain),
        compared_with: Some(ComparedWith::PrintMaster),
        ..whole_file(setup, MixCheck::LevelDifference, vec![channel], 0.95)
    };
    gains.map(whole).collect()
}

fn whole_file(setup: &MixSetup, check: MixCheck, channels: Vec<usize>, confidence: f64) -> MixCandidate {
    MixCandidate {
        check,
        channels,
        audio_from: 0,
        audio_to: setup.length.max(1),
        level_db: None,
        compared_with: None,
        confidence,
        in_print_master: None,
    }
}

/// Whether most of a place is within one of others.
fn is_within(one: &MixCandidate, others: &[MixCandidate]) -> bool {
    let common =
        |other: &MixCandidate| one.audio_to.min(other.audio_to) - one.audio_from.max(other.audio_from);
    others.iter().any(|other| 2 * common(other) > one.audio_to - one.audio_from)
}

/// Whether a click is only the edge of a drop-out.
fn is_edge_of(click: &MixCandidate, dropped: &[MixCandidate]) -> bool {
    let near = |drop: &MixCandidate| {
        click.audio_to + 96 >= drop.audio_from && click.audio_from - 96 <= drop.audio_to
    };
    dropped.iter().any(|drop| near(drop) && drop.channels.iter().any(|one| click.channels.contains(one)))
}

/// Whether that check ran, and why not. `nulls`: the Print Master beside the M&E is the same sum.
fn state(check: MixCheck, setup: &MixSetup, nulls: bool, hears_voices: bool) -> CheckState {
    use MixCheck as C;
    let not_run = |why: &str| CheckState::NotRun(why.to_owned());
    if setup.mode == Mode::Spot && !setup.policy.spot_check.checks.contains(&check) {
        return not_run("A spot check looks for what is wrong with the asset as a whole.");
    }
    let is_five_one =
        setup.channels == 6 && setup.print_master.as_ref().is_ok_and(|pairs| pairs.print_master == 6);
    match check {
        C::DropOut | C::Click | C::DualMono | C::SilentChannel | C::Clipping | C::TruePeak => CheckState::Ran,
        C::Loudness if setup.task == Task::PrintMaster => CheckState::Ran,
        C::Loudness => not_run("No loudness is asked of an M&E; it is measured all the same."),
        C::FoldDown => match &setup.fold_down {
            Ok(()) => CheckState::Ran,
            Err(why) => not_run(why),
        },
        _ if setup.task == Task::PrintMaster => not_run("A Print Master is compared with no other mix."),
        C::DialogueLeftIn if setup.guide || (hears_voices && setup.print_master.is_err()) => CheckState::Ran,
        C::DialogueLeftIn | C::MissingEffect | C::LevelDifference | C::ChannelOrder | C::ChannelDelay | C::Polarity => {
            match &setup.print_master {
                Err(why) => CheckState::CannotHear(why.clone()),
                Ok(_) if matches!(check, C::ChannelOrder | C::ChannelDelay | C::Polarity) => CheckState::Ran,
                Ok(_) if !nulls => CheckState::CannotHear(
                    "The Print Master does not cancel in this M&E, so what is missing or left in cannot be told from another mix.".to_owned(),
                ),
                Ok(_) if !is_five_one => CheckState::CannotHear("Only 5.1 is compared with 5.1.".to_owned()),
                Ok(_) => CheckState::Ran,
            }
        }
    }
}

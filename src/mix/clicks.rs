//! Clicks: a sample or a few that stand out from the sound around them, and after which it goes on as before. Method: the
//! third difference finds places worth a look. Where the Print Master lies beside them, what is left without it shows a click
//! of this file alone; else linear prediction says how far such a place stands out.

use super::block::JudgedPart;
use super::event::ChannelEvent;
use super::prediction::{prediction_error, prediction_filter};
use super::result::ComparedWith;
use super::samples::{decibels, padded, part as cut, peak, rms, step_rms};
use super::setup::{MixPairs, PairedChannel};
use super::thresholds::{
    CLICK_ALONE, CLICK_AROUND, CLICK_FLOOR, CLICK_HEIGHT, CLICK_LEARNT, CLICK_ONSET, CLICK_OVER_REST,
    CLICK_RATIO, CLICK_REACH, CLICK_STANDS_OUT, MOST_EVENTS, PREDICTION_ORDER,
};

/// Finds clicks, channel by channel.
#[derive(Default)]
pub(super) struct Clicks {
    found: Vec<ChannelEvent>,
}

/// What stands at a place.
struct Click {
    level_db: f64,
    confidence: f64,
    in_print_master: Option<bool>,
}

impl Clicks {
    /// `pairs`: what lies beside the delivered channels, if anything does.
    pub fn push(&mut self, part: &JudgedPart, pairs: Option<&MixPairs>) {
        if self.found.len() >= MOST_EVENTS {
            return;
        }
        for (channel, lane) in part.block.delivered.iter().enumerate() {
            let paired = pairs.and_then(|pairs| pairs.of.get(channel).copied().flatten());
            for place in places(lane, part) {
                let beside = paired.and_then(|paired| without_print_master(part, lane, &paired, place));
                let Some(click) = click_at(lane, place, beside.as_deref()) else { continue };
                let from = part.begins_at + place;
                self.found.push(ChannelEvent {
                    channel,
                    from: from - 4,
                    to: from + 4,
                    level_db: Some(click.level_db),
                    confidence: click.confidence,
                    compared_with: click.in_print_master.map(|_| ComparedWith::PrintMaster),
                    in_print_master: click.in_print_master,
                });
            }
        }
    }

    pub fn finish(self) -> Vec<ChannelEvent> {
        self.found
    }
}

/// Places of the judged part whose third difference stands out from what is around, by stretches of a click's reach.
fn places(lane: &[f32], part: &JudgedPart) -> Vec<i64> {
    let place = |sample: usize| i64::try_from(sample).unwrap_or(i64::MAX);
    let (from, to) = (place(part.range.start), place(part.range.end));
    let around = CLICK_AROUND / CLICK_REACH;
    let count = (to - from + CLICK_REACH - 1) / CLICK_REACH + 2 * around;
    let begins = from - around * CLICK_REACH;
    let stretch = |number: i64| begins + number * CLICK_REACH;
    let sound = padded(lane, begins - BEND_BEFORE, stretch(count) + BEND_AFTER);
    let reach = usize::try_from(CLICK_REACH).unwrap_or(1);
    let highest: Vec<f32> = bends(&sound).chunks(reach).map(peak).collect();
    let of = |number: i64| cut(&highest, number, number + 1).first().copied().unwrap_or(0.0);
    let most = |from: i64, to: i64| cut(&highest, from, to).iter().copied().fold(0.0, f32::max);
    let stands_out = |&number: &i64| {
        let here = of(number);
        // A click on the border of two stretches is in the higher one.
        here >= CLICK_FLOOR
            && here > of(number - 1)
            && here >= of(number + 1)
            && here > CLICK_STANDS_OUT * most(number - around, number - 1)
            && here > CLICK_STANDS_OUT * most(number + 2, number + around + 1)
    };
    (around..count - around)
        .filter(stands_out)
        .map(|number| highest_bend(lane, stretch(number)).1)
        .filter(|place| (from..to).contains(place))
        .collect()
}

/// Samples before and after its place that a third difference takes.
const BEND_BEFORE: i64 = 2;
const BEND_AFTER: i64 = 1;

/// Every third difference of a sound, as a magnitude: three fewer than its samples.
fn bends(sound: &[f32]) -> Vec<f32> {
    let after = |samples: usize| sound.iter().skip(samples);
    let of = |(((a, b), c), d): (((&f32, &f32), &f32), &f32)| (d - 3.0 * c + 3.0 * b - a).abs();
    sound.iter().zip(after(1)).zip(after(2)).zip(after(3)).map(of).collect()
}

/// The largest third difference of the stretch from `from` on, and its place.
fn highest_bend(lane: &[f32], from: i64) -> (f32, i64) {
    let sound = padded(lane, from - BEND_BEFORE, from + CLICK_REACH + BEND_AFTER);
    let bends = bends(&sound).into_iter().zip(from..);
    bends.fold((0.0, from), |most, one| if one.0 > most.0 { one } else { most })
}

/// What is left of the delivered sound around `place` without the Print Master; `None` where it does not lie beside it.
fn without_print_master(
    part: &JudgedPart,
    lane: &[f32],
    paired: &PairedChannel,
    place: i64,
) -> Option<Vec<f32>> {
    let (from, to) = (place - CLICK_AROUND, place + CLICK_AROUND);
    let placed = part.block.placed.get(usize::try_from(from).ok()?..usize::try_from(to).ok()?)?;
    let master = part.block.print_master.get(paired.pair.print_master)?;
    let theirs = cut(master, from - paired.pair.delay, to - paired.pair.delay);
    let ours = cut(lane, from, to);
    let is_beside = placed.iter().all(|placed| *placed) && theirs.len() == ours.len();
    let factor = paired.restoring();
    is_beside.then(|| ours.iter().zip(theirs).map(|(own, theirs)| own - theirs / factor).collect())
}

/// What stands at `place`, if it is a click; `beside`: what is left around it without the Print Master.
fn click_at(lane: &[f32], place: i64, beside: Option<&[f32]>) -> Option<Click> {
    let here = highest_bend(lane, place - CLICK_REACH / 2).0;
    let Some(left) = beside else {
        let (confidence, level_db) = unforeseen(lane, place)?;
        return Some(Click { level_db, confidence, in_print_master: None });
    };
    let near = cut(left, CLICK_AROUND - CLICK_REACH, CLICK_AROUND + CLICK_REACH);
    let highest = |sound: &[f32]| peak(&bends(sound));
    let stays = highest(near);
    if stays < 0.5 * here {
        let (confidence, level_db) = unforeseen(lane, place)?;
        return Some(Click { level_db, confidence, in_print_master: Some(true) });
    }
    let before = cut(left, 0, CLICK_AROUND - CLICK_REACH);
    let after = cut(left, CLICK_AROUND + CLICK_REACH, 2 * CLICK_AROUND);
    let around = highest(before).max(highest(after));
    // What goes on beside it, as a sound that only this file has, is no click.
    let most = f64::from(peak(near));
    let is_short = rms(before).max(rms(after)) < CLICK_OVER_REST * most;
    if is_short && stays >= CLICK_ALONE * around {
        let level_db = decibels(most);
        return Some(Click { level_db, confidence: 0.96, in_print_master: Some(false) });
    }
    let (confidence, level_db) = unforeseen(lane, place)?;
    Some(Click { level_db, confidence, in_print_master: Some(false) })
}

/// How sure a click stands at `place` by the sound alone, and its level in dBFS. What is foreseen is learnt from the sound on both
/// sides: a click is louder than they are, and would teach itself.
fn unforeseen(lane: &[f32], place: i64) -> Option<(f64, f64)> {
    let order = i64::try_from(PREDICTION_ORDER).unwrap_or(0);
    let reach = usize::try_from(CLICK_REACH).ok()?;
    let begins = place - CLICK_LEARNT - CLICK_REACH - order;
    let sound = cut(lane, begins, place + CLICK_LEARNT + CLICK_REACH + order);
    let side = usize::try_from(CLICK_LEARNT).ok()? + PREDICTION_ORDER;
    if begins < 0 || sound.len() < 2 * (side + reach) {
        return None;
    }
    let (before, after) = (sound.get(..side)?, sound.get(side + 2 * reach..)?);
    let filter = prediction_filter(&[before, after], PREDICTION_ORDER)?;
    let error = prediction_error(sound, &filter);
    let middle = side + reach - PREDICTION_ORDER;
    let highest = |part: &[f64]| part.iter().fold(0.0, |most: f64, one| most.max(one.abs()));
    let before_it = error.get(..middle - reach)?;
    let at = error.get(middle - reach..middle + reach)?;
    // The click itself is in what the next samples are foreseen from.
    let after_it = error.get(middle + reach + PREDICTION_ORDER..)?;
    let ratio = highest(at) / highest(before_it).max(highest(after_it)).max(1e-9);
    let height = above_its_surroundings(lane, place);
    let foreseen_alike = is_alike(mean_square(after_it).sqrt(), mean_square(before_it).sqrt());
    let goes_on = foreseen_alike && goes_on(lane, place);
    let is_high = f64::from(height) >= CLICK_HEIGHT * f64::from(peak(before).max(peak(after)));
    (ratio >= CLICK_RATIO && goes_on && is_high)
        .then(|| (1.0 - 0.3 * CLICK_RATIO / ratio, decibels(f64::from(height))))
}

/// Whether the sound after a click is as lively as before it: a blow that rings on is foreseen from its own ringing.
fn goes_on(lane: &[f32], place: i64) -> bool {
    let before = step_rms(cut(lane, place - CLICK_AROUND, place - CLICK_REACH));
    let after = step_rms(cut(lane, place + CLICK_REACH, place + CLICK_AROUND));
    is_alike(before, after)
}

fn is_alike(one: f64, other: f64) -> bool {
    one <= CLICK_ONSET * other + 1e-6 && other <= CLICK_ONSET * one + 1e-6
}

fn mean_square(part: &[f64]) -> f64 {
    part.iter().map(|one| one * one).sum::<f64>() / part.len().max(1) as f64
}

/// The largest sample of a click over the line through the sound on both sides of it.
fn above_its_surroundings(lane: &[f32], place: i64) -> f32 {
    let mean = |from: i64| {
        let part = cut(lane, from, from + 8);
        part.iter().sum::<f32>() / part.len().max(1) as f32
    };
    let (before, after) = (mean(place - CLICK_REACH / 2 - 8), mean(place + CLICK_REACH / 2));
    let click = cut(lane, place - CLICK_REACH / 2, place + CLICK_REACH / 2);
    let line = |at: usize| before + (after - before) * (at as f32 / CLICK_REACH as f32);
    click.iter().enumerate().fold(0.0, |most, (at, sample)| (sample - line(at)).abs().max(most))
}

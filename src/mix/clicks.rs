//! Clicks: a sample or a few that stand out from the sound around them, and after which it goes on as before. Method: the
//! third difference finds places worth a look, linear prediction says how far such a place stands out.

use super::block::JudgedPart;
use super::event::ChannelEvent;
use super::prediction::prediction_error;
use super::samples::{decibels, part as cut, step_rms};
use super::thresholds::{
    CLICK_AROUND, CLICK_FLOOR, CLICK_ONSET, CLICK_RATIO, CLICK_REACH, CLICK_STANDS_OUT, PREDICTION_ORDER,
};

/// Finds clicks, channel by channel.
#[derive(Default)]
pub(super) struct Clicks {
    found: Vec<ChannelEvent>,
}

impl Clicks {
    pub fn push(&mut self, part: &JudgedPart) {
        for (channel, lane) in part.block.delivered.iter().enumerate() {
            for place in places(lane, part) {
                let Some((confidence, level)) = click_at(lane, place) else { continue };
                let from = part.begins_at + place;
                self.found.push(ChannelEvent {
                    channel,
                    from: from - 4,
                    to: from + 4,
                    level_db: Some(level),
                    confidence,
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
    let stretch = |number: i64| from + (number - around) * CLICK_REACH;
    let highest: Vec<f32> = (0..count).map(|number| highest_bend(lane, stretch(number)).0).collect();
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

/// The largest third difference of the stretch from `from` on, and its place.
fn highest_bend(lane: &[f32], from: i64) -> (f32, i64) {
    // Four samples give one third difference; it counts at the third of them.
    let four = cut(lane, from - 2, from + CLICK_REACH + 1);
    let first = (from - 2).max(0) + 2;
    let bends = four.windows(4).map(bend).zip(first..);
    bends.fold((0.0, from), |most, one| if one.0 > most.0 { one } else { most })
}

fn bend(four: &[f32]) -> f32 {
    match four {
        [a, b, c, d] => (d - 3.0 * c + 3.0 * b - a).abs(),
        _ => 0.0,
    }
}

/// How sure a click stands at `place`, and its level in dBFS.
fn click_at(lane: &[f32], place: i64) -> Option<(f64, f64)> {
    let order = i64::try_from(PREDICTION_ORDER).unwrap_or(0);
    let begins = place - CLICK_AROUND - CLICK_REACH - order;
    let sound = cut(lane, begins, place + CLICK_AROUND + CLICK_REACH);
    if begins < 0 || sound.len() < usize::try_from(2 * CLICK_AROUND).unwrap_or(0) {
        return None;
    }
    let error = prediction_error(sound, PREDICTION_ORDER)?;
    let middle = usize::try_from(place - begins).ok()?;
    let reach = usize::try_from(CLICK_REACH).ok()?;
    let highest = |part: &[f64]| part.iter().fold(0.0, |most: f64, one| most.max(one.abs()));
    let before = error.get(PREDICTION_ORDER..middle - reach)?;
    let at = error.get(middle - reach..middle + reach)?;
    // The click itself is in what the next samples are foreseen from.
    let after = error.get(middle + reach + PREDICTION_ORDER..)?;
    let ratio = highest(at) / highest(before).max(highest(after)).max(1e-9);
    let goes_on = goes_on(lane, place) && is_alike(mean_square(after).sqrt(), mean_square(before).sqrt());
    (ratio >= CLICK_RATIO && goes_on).then(|| {
        let confidence = 1.0 - 0.5 * CLICK_RATIO / ratio;
        (confidence, decibels(f64::from(above_its_surroundings(lane, place))))
    })
}

/// Whether the sound after a click is as lively as before it: one that begins or ends there is no click.
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

//! A cut heard both ways: what reaches the sink in the two passes differs by exactly what was measured.

use twopop::media::Mix;
use twopop::monitoring::BothWays;
use twopop::timebase::{Nudge, SampleDelta, SamplePos, TimeRange};

use crate::playing::Record;
use crate::transport::{counting, hear, nudged, range, seek_and_clear};

fn nudge(samples: i64) -> Nudge {
    Nudge::new(SampleDelta::new(samples))
}

/// A second around a cut, delivered 2002 samples late after it by `step`, with `gap` samples that are missing.
fn passes(before: i64, after: i64, gap: i64) -> [Vec<Option<i64>>; 4] {
    let record = Record::default();
    let mut player = counting(&record);
    let (from, cut, to) = (200_000, 224_000, 248_000);
    seek_and_clear(&mut player, &record, from);
    let gap = TimeRange { from: SamplePos::new(cut), to: SamplePos::new(cut + gap) };
    let ways = BothWays { delivered: nudge(before), before: nudge(before), gap, after: nudge(after) };
    player.set_mix(&Mix { both_ways: Some(ways), ..nudged(77) });
    player.set_loop(Some(range(from, to)));
    player.play();
    let length = usize::try_from(to - from).unwrap();
    let heard = hear(&mut player, &record, 4 * length);
    assert_eq!(player.poll().dropped_sound, 0);
    let pass = |number: usize| heard[number * length..(number + 1) * length].to_vec();
    [pass(0), pass(1), pass(2), pass(3)]
}

/// What of the delivered audio is heard from `from` to `to` where it lies `nudge` later.
fn lying(from: i64, to: i64, nudge: i64) -> Vec<Option<i64>> {
    (from - nudge..to - nudge).map(Some).collect()
}

#[test]
fn the_two_passes_differ_by_exactly_the_measured_step_after_the_cut_and_by_nothing_before() {
    // The first block of all may still fade in.
    for (before, after) in [(0, 6006), (1201, -4804), (-300_000 / 2, 17)] {
        let [first, corrected, delivered, again] = passes(before, after, 0);
        assert_eq!(delivered, lying(200_000, 248_000, before));
        let expected = [lying(200_000, 224_000, before), lying(224_000, 248_000, after)].concat();
        assert_eq!(corrected, expected);
        assert_eq!((&first[480..], &again), (&delivered[480..], &corrected));
        let step = |place: usize| delivered[place].unwrap() - corrected[place].unwrap();
        assert!((0..24_000).all(|place| step(place) == 0));
        assert!((24_000..48_000).all(|place| step(place) == after - before));
    }
}

#[test]
fn what_was_not_delivered_is_silent_when_it_is_corrected() {
    let [_, corrected, delivered, _] = passes(0, 9600, 9600);
    assert_eq!(delivered, lying(200_000, 248_000, 0));
    let gap = vec![None; 9600];
    let expected = [lying(200_000, 224_000, 0), gap, lying(233_600, 248_000, 9600)].concat();
    assert_eq!(corrected, expected);
}

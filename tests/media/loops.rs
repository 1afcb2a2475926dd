//! Loops: what reaches the sink, sample by sample, and the picture with it.

use std::sync::Arc;
use std::time::Duration;

use twopop::media::Player;
use twopop::timebase::TimeRange;

use crate::footage::Footage;
use crate::playing::{Record, wait_until, wait_until_idle};
use crate::preemption::retry_if_preempted;
use crate::signals::chance;
use crate::transport::{counting, hear, nudged, numbered_movie, open_for_a_storm, range, seek_and_clear};

#[test]
fn a_loop_goes_back_to_the_sample_without_a_gap() {
    let record = Record::default();
    let mut player = counting(&record);
    seek_and_clear(&mut player, &record, 200_000);
    player.set_loop(Some(range(200_000, 209_601)));
    player.play();
    let heard = hear(&mut player, &record, 60_000);
    let all: Vec<Option<i64>> = (200_000..209_601).cycle().take(heard.len()).map(Some).collect();
    assert_eq!(heard, all, "a gap of {} samples", first_difference(&heard, &all));
    let blocks = record.blocks();
    let contiguous = blocks.windows(2).all(|pair| pair[0].0 + pair[0].1.len() as i64 == pair[1].0);
    assert!(contiguous, "a gap in time");
    let status = player.poll();
    assert!(status.playing && status.dropped_sound == 0);
    assert!(range(200_000, 209_601).contains(status.position), "{:?}", status.position);
}

fn first_difference(one: &[Option<i64>], two: &[Option<i64>]) -> usize {
    one.iter().zip(two).position(|(one, two)| one != two).unwrap_or(0)
}

#[test]
fn a_loop_longer_than_what_is_in_memory_goes_back_without_a_gap() {
    let record = Record::default();
    let mut player = counting(&record);
    // Eleven seconds; entered shortly before their end.
    player.set_loop(Some(range(100_000, 628_000)));
    seek_and_clear(&mut player, &record, 604_800);
    player.play();
    let heard = hear(&mut player, &record, 60_000);
    let all: Vec<Option<i64>> = (604_800..628_000).chain(100_000..).take(heard.len()).map(Some).collect();
    assert_eq!(heard, all, "differs after {} samples", first_difference(&heard, &all));
}

#[test]
fn a_nudge_in_a_loop_is_exact_and_drops_nothing() {
    let record = Record::default();
    let mut player = counting(&record);
    player.set_loop(Some(range(300_000, 319_200)));
    seek_and_clear(&mut player, &record, 300_000);
    player.play();
    hear(&mut player, &record, 30_000);
    player.set_mix(&nudged(2002));
    let turned = record.samples();
    let heard = hear(&mut player, &record, turned + 50_000);
    let expected = |nudge: i64| (300_000..319_200).cycle().map(move |place: i64| Some(place - nudge));
    let mut changed = None;
    for (n, ((heard, before), after)) in heard.iter().zip(expected(0)).zip(expected(2002)).enumerate() {
        if changed.is_none() && *heard != before {
            changed = Some(n);
        }
        let faded = changed.is_some_and(|changed| n >= changed + 240);
        assert!(changed.is_none() || !faded || *heard == after, "{heard:?} at {n}, not {after:?}");
    }
    let changed = changed.expect("the nudge was heard");
    assert!((30_000..turned + 4000).contains(&changed), "heard after {changed} samples, turned by {turned}");
    assert_eq!(player.poll().dropped_sound, 0);
}

/// After many turns the picture is still in sync with the sound.
#[test]
#[ignore = "wants the machine to itself: ./test runs it so"]
fn the_picture_goes_back_with_the_sound() {
    retry_if_preempted(|| {
        let footage = Footage::new();
        let record = Record::default();
        let mut sources = numbered_movie(&footage, "25", 120);
        sources.sound_output = record.output();
        let rate = sources.frame_rate;
        let mut player = Player::open(sources, Arc::new(|| {})).expect("GStreamer");
        wait_until_idle(&mut player);
        let range = TimeRange { from: rate.start_of_frame(40), to: rate.start_of_frame(60) };
        player.set_loop(Some(range));
        player.play();
        wait_until(&mut player, |status| status.frame_number == Some(40));
        let (mut seen, mut turns, mut last) = ([0_u32; 120], 0, 40);
        wait_until(&mut player, |status| status.frame_number.is_some_and(|n| n > 50));
        let until = std::time::Instant::now() + Duration::from_secs(6);
        while std::time::Instant::now() < until {
            let status = player.poll();
            let number = status.frame_number.expect("a picture");
            if number != last {
                seen[number as usize] += 1;
                turns += u32::from(number < last);
                last = number;
            }
            std::thread::sleep(Duration::from_millis(4));
        }
        assert!((5..=8).contains(&turns), "{turns} turns in six seconds of 0.8");
        assert!(seen[..40].iter().chain(&seen[60..]).all(|&count| count == 0), "outside the loop: {seen:?}");
        let held = (40..60).filter(|&n| seen[n] + 1 < turns).count();
        assert!(held <= 12, "{held} of 20 frames are often missing: {:?}", &seen[40..60]);
    });
}

#[test]
fn a_loop_can_be_changed_and_left_while_it_plays() {
    let record = Record::default();
    let mut player = counting(&record);
    player.set_loop(Some(range(480_000, 489_600)));
    player.play();
    hear(&mut player, &record, 20_000);
    player.set_loop(Some(range(96_000, 115_200)));
    wait_until(&mut player, |status| range(96_000, 115_200).contains(status.position));
    player.set_loop(None);
    wait_until(&mut player, |status| status.position.get() > 130_000 && status.playing);
}

/// A picture at the end of its loop reports so; by then it may have been sent elsewhere.
#[test]
fn a_loop_left_at_its_end_is_not_a_movie_cut_off() {
    let footage = Footage::new();
    let (mut player, rate) = open_for_a_storm(&footage);
    let mut chance = chance(7);
    for round in 0..60 {
        let from = 60 + chance(40);
        player.set_loop(Some(TimeRange {
            from: rate.start_of_frame(from),
            to: rate.start_of_frame(from + 2 + chance(3)),
        }));
        player.seek(rate.start_of_frame(from));
        player.play();
        wait_until(&mut player, |status| status.playing && !status.busy);
        std::thread::sleep(Duration::from_millis(40 + chance(120).unsigned_abs()));
        player.set_loop(None);
        if round % 2 == 0 {
            player.pause();
        }
        player.seek(rate.start_of_frame(chance(40)));
        let seen = wait_until(&mut player, |status| !status.busy);
        assert!(seen.status.frame_number.is_some(), "round {round}: {:?}", seen.status.problem);
        assert_eq!(seen.status.problem, None, "round {round}");
    }
}

//! Speeds, loops and shuttles: what reaches the sink, sample by sample, and what is on screen meanwhile.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use twopop::media::{Mix, PcmSource, Player, PlayerSources, probe_movie};
use twopop::timebase::{FrameRate, Nudge, SampleDelta, SamplePos, Speed, TimeRange};

use crate::footage::Footage;
use crate::listening::{Counting, Record, UNIT, chance, number_on, numbered, wait_until, wait_until_idle};
use crate::undisturbed::undisturbed;

const B_FRAMES: &str = "-c:v libx264 -preset veryfast -crf 12 -g 24 -bf 2 -pix_fmt yuv420p";

fn counting(record: &Record) -> Player {
    let mut sources = PlayerSources::new(FrameRate::F25);
    // Exact to the sample up to 2²⁰.
    sources.delivered = Some(Arc::new(Counting { frames: 1_000_000 }));
    sources.sound_output = record.output();
    Player::open(sources, Arc::new(|| {})).expect("GStreamer")
}

fn nudged(samples: i64) -> Mix {
    Mix { nudge: Nudge::new(SampleDelta::new(samples)), ..Mix::default() }
}

fn stretch(from: i64, to: i64) -> TimeRange {
    TimeRange { from: SamplePos::new(from), to: SamplePos::new(to) }
}

/// All samples since the record was cleared, as places in the delivered audio; `None` where it is no whole one.
fn places(record: &Record) -> Vec<Option<i64>> {
    let samples = record.blocks().into_iter().flat_map(|(_, block)| block);
    samples.map(|[left, right]| place(left, right)).collect()
}

fn place(left: f32, right: f32) -> Option<i64> {
    let n = f64::from(left) * f64::from(UNIT) - 1.0;
    (left > 0.0 && n.fract() == 0.0 && right == -left).then_some(n as i64)
}

fn seek_and_clear(player: &mut Player, record: &Record, place: i64) {
    wait_until_idle(player);
    player.seek(SamplePos::new(place));
    wait_until_idle(player);
    record.clear();
}

fn hear(player: &mut Player, record: &Record, samples: usize) -> Vec<Option<i64>> {
    wait_until(player, |_| places(record).len() >= samples);
    places(record)
}

#[test]
fn a_loop_turns_back_to_the_sample_without_a_gap() {
    let record = Record::default();
    let mut player = counting(&record);
    seek_and_clear(&mut player, &record, 200_000);
    player.set_loop(Some(stretch(200_000, 209_601)));
    player.play();
    let heard = hear(&mut player, &record, 60_000);
    let all: Vec<Option<i64>> = (200_000..209_601).cycle().take(heard.len()).map(Some).collect();
    assert_eq!(heard, all, "a gap of {} samples", first_difference(&heard, &all));
    let blocks = record.blocks();
    let contiguous = blocks.windows(2).all(|pair| pair[0].0 + pair[0].1.len() as i64 == pair[1].0);
    assert!(contiguous, "a gap in time");
    let status = player.poll();
    assert!(status.playing && status.dropped_sound == 0);
    assert!(stretch(200_000, 209_601).contains(status.position), "{:?}", status.position);
}

fn first_difference(one: &[Option<i64>], two: &[Option<i64>]) -> usize {
    one.iter().zip(two).position(|(one, two)| one != two).unwrap_or(0)
}

#[test]
fn a_loop_longer_than_what_is_kept_turns_back_without_a_gap() {
    let record = Record::default();
    let mut player = counting(&record);
    // Eleven seconds; entered shortly before their end.
    player.set_loop(Some(stretch(100_000, 628_000)));
    seek_and_clear(&mut player, &record, 604_800);
    player.play();
    let heard = hear(&mut player, &record, 60_000);
    let all: Vec<Option<i64>> = (604_800..628_000).chain(100_000..).take(heard.len()).map(Some).collect();
    assert_eq!(heard, all, "differs after {} samples", first_difference(&heard, &all));
}

#[test]
fn a_nudge_in_a_loop_is_exact_and_dropless() {
    let record = Record::default();
    let mut player = counting(&record);
    player.set_loop(Some(stretch(300_000, 319_200)));
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

#[test]
fn backwards_the_programme_is_heard_backwards_to_the_sample() {
    let record = Record::default();
    let mut player = counting(&record);
    seek_and_clear(&mut player, &record, 480_000);
    player.shuttle(-Speed::NORMAL);
    hear(&mut player, &record, 20_000);
    player.set_mix(&nudged(-5));
    let turned = record.samples();
    let heard = hear(&mut player, &record, turned + 100_000);
    let mut back = (0..480_000).rev();
    let changed = heard.iter().position(|heard| *heard != back.next()).expect("the nudge was heard");
    assert!((20_000..turned + 4000).contains(&changed), "heard after {changed} samples, turned by {turned}");
    let after: Vec<Option<i64>> = (0..480_005).rev().skip(changed + 240).map(Some).collect();
    let heard = &heard[changed + 240..];
    assert_eq!(heard, &after[..heard.len()]);
    let status = player.poll();
    assert_eq!((status.dropped_sound, status.speed), (0, -Speed::NORMAL));
    assert!(status.position < SamplePos::new(480_000 - 100_000));
}

#[test]
fn twice_as_fast_backwards_each_sample_is_the_mean_of_two() {
    let record = Record::default();
    let mut player = counting(&record);
    seek_and_clear(&mut player, &record, 480_000);
    player.shuttle(-Speed::DOUBLE);
    wait_until(&mut player, |_| places(&record).len() >= 20_000);
    let samples = record.blocks().into_iter().flat_map(|(_, block)| block);
    for (n, [left, _]) in samples.enumerate() {
        let middle = f64::from(left) * f64::from(UNIT) - 1.0;
        assert!((middle - (479_998.5 - 2.0 * n as f64)).abs() < 0.51, "{middle} at {n}");
    }
}

#[test]
fn four_times_as_fast_is_silent_and_ends_at_the_end() {
    let record = Record::default();
    let mut player = counting(&record);
    seek_and_clear(&mut player, &record, 400_000);
    let fast = Speed::DOUBLE.pushed_forward();
    player.shuttle(fast);
    let seen = wait_until(&mut player, |status| status.position.get() > 600_000).status;
    assert_eq!(seen.speed, fast);
    assert!(places(&record).iter().all(Option::is_none));
    // 200 000 samples of programme in 50 000 of time.
    let (heard, covered) = (places(&record).len() as i64, seen.position.get() - 400_000);
    assert!((covered / 4 - heard).abs() < 9600, "{covered} covered in {heard}");
    let ended = wait_until(&mut player, |status| !status.playing && !status.busy).status;
    assert!(ended.position >= SamplePos::new(998_000), "{:?}", ended.position);
    player.shuttle(-fast.pushed_forward());
    let back =
        wait_until(&mut player, |status| !status.playing && !status.busy && status.position.get() < 5000);
    assert_eq!(back.status.position, SamplePos::ZERO);
}

/// A tone of 1000 Hz, and silence after ten seconds.
struct Tone;

impl PcmSource for Tone {
    fn channels(&self) -> usize {
        1
    }

    fn frames(&self) -> i64 {
        480_000
    }

    fn read(&self, first: i64, out: &mut [f32]) -> std::io::Result<()> {
        for (n, sample) in (first..).zip(out) {
            *sample = (n as f32 * std::f32::consts::TAU / 48.0).sin() * 0.5;
        }
        Ok(())
    }
}

#[test]
fn twice_and_half_as_fast_the_pitch_stays_and_the_length_follows() {
    for (speed, length) in [(Speed::DOUBLE, 24_000), (Speed::SLOW, 96_000)] {
        let record = Record::default();
        let mut sources = PlayerSources::new(FrameRate::F25);
        sources.delivered = Some(Arc::new(Tone));
        sources.sound_output = record.output();
        let mut player = Player::open(sources, Arc::new(|| {})).expect("GStreamer");
        // The last second.
        seek_and_clear(&mut player, &record, 432_000);
        player.shuttle(speed);
        wait_until(&mut player, |status| status.ended && !status.playing && !status.busy);
        let sound: Vec<f32> =
            record.blocks().into_iter().flat_map(|(_, block)| block).map(|[left, _]| left).collect();
        let heard = i64::try_from(sound.len()).expect("a length");
        // What is left over at the end is shorter than the stretches that time is made of.
        assert!((heard - length).abs() < 4800, "{heard} samples at {speed}");
        let crossings = sound.windows(2).filter(|pair| pair[0] < 0.0 && pair[1] >= 0.0).count() as i64;
        let hertz = crossings * 48_000 / heard;
        assert!((hertz - 1000).abs() <= 15, "{hertz} Hz at {speed}");
    }
}

#[test]
fn at_normal_speed_again_every_sample_is_as_it_was() {
    let record = Record::default();
    let mut player = counting(&record);
    seek_and_clear(&mut player, &record, 100_000);
    player.shuttle(Speed::DOUBLE);
    hear(&mut player, &record, 20_000);
    player.shuttle(Speed::NORMAL);
    wait_until(&mut player, |status| status.speed == Speed::NORMAL && !status.busy);
    record.clear();
    let heard = hear(&mut player, &record, 20_000);
    let first = heard[0].expect("sound as it is");
    let all: Vec<Option<i64>> = (first..).take(heard.len()).map(Some).collect();
    assert_eq!(heard, all);
}

fn numbered_movie(footage: &Footage, rate: &str, frames: u32) -> PlayerSources {
    let path = footage.ffmpeg("film.mov", &format!("{} {B_FRAMES}", numbered(rate, frames)));
    movie(&path)
}

fn movie(path: &Path) -> PlayerSources {
    let facts = probe_movie(path).expect("it opens");
    let mut sources = PlayerSources::new(facts.frame_rate.expect("a picture"));
    sources.movie = Some(path.to_owned());
    sources.picture_length = facts.duration;
    sources.delivered = Some(Arc::new(Counting { frames: facts.duration.get() }));
    sources
}

fn speeds() -> Vec<Speed> {
    let forward = Speed::NORMAL;
    let fast = Speed::DOUBLE.pushed_forward();
    vec![
        Speed::REST,
        Speed::SLOW,
        forward,
        Speed::DOUBLE,
        fast,
        fast.pushed_forward(),
        -forward,
        -Speed::DOUBLE,
        -fast,
        -fast.pushed_forward(),
    ]
}

/// At whatever speed, whenever one looks: the place told is that of the picture on screen, and that picture is the
/// one it says it is.
#[test]
fn in_any_shuttle_the_frame_shown_is_the_frame_logged() {
    let footage = Footage::new();
    let record = Record::default();
    let mut sources = numbered_movie(&footage, "24000/1001", 240);
    sources.sound_output = record.output();
    let rate = sources.frame_rate;
    let mut player = Player::open(sources, Arc::new(|| {})).expect("GStreamer");
    wait_until_idle(&mut player);
    let (speeds, mut chance) = (speeds(), chance(11));
    let mut looked = 0;
    for _ in 0..40 {
        player.shuttle(speeds[chance(10) as usize]);
        if chance(4) == 0 {
            player.seek(rate.start_of_frame(chance(240)));
        }
        for _ in 0..chance(12) {
            std::thread::sleep(Duration::from_millis(15));
            let status = player.poll();
            let Some(number) = status.frame_number else { continue };
            let logged = rate.frame_at(status.position);
            assert_eq!(logged, number, "at {}", status.speed);
            if let Some(picture) = status.frame {
                assert_eq!(number_on(&picture), number, "another picture than its number says");
                looked += 1;
            }
        }
    }
    player.pause();
    let seen = wait_until(&mut player, |status| !status.busy && !status.playing);
    let shown = seen.status.frame_number.expect("a picture");
    assert_eq!(seen.status.position, rate.start_of_frame(shown));
    assert_eq!(seen.status.problem, None);
    assert!(looked > 30, "only {looked} pictures came");
}

/// After many turns the picture is still with the sound.
#[test]
#[ignore = "wants the machine to itself: ./test runs it so"]
fn the_picture_turns_back_with_the_sound() {
    undisturbed(|| {
        let footage = Footage::new();
        let record = Record::default();
        let mut sources = numbered_movie(&footage, "25", 120);
        sources.sound_output = record.output();
        let rate = sources.frame_rate;
        let mut player = Player::open(sources, Arc::new(|| {})).expect("GStreamer");
        wait_until_idle(&mut player);
        let repeat = TimeRange { from: rate.start_of_frame(40), to: rate.start_of_frame(60) };
        player.set_loop(Some(repeat));
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
fn what_is_repeated_can_be_changed_and_let_go_while_it_plays() {
    let record = Record::default();
    let mut player = counting(&record);
    player.set_loop(Some(stretch(480_000, 489_600)));
    player.play();
    hear(&mut player, &record, 20_000);
    player.set_loop(Some(stretch(96_000, 115_200)));
    wait_until(&mut player, |status| stretch(96_000, 115_200).contains(status.position));
    player.set_loop(None);
    wait_until(&mut player, |status| status.position.get() > 130_000 && status.playing);
}

pub fn storm(player: &mut Player, rate: FrameRate, wishes: i64, seed: u64) {
    let (speeds, mut chance) = (speeds(), chance(seed));
    for n in 0..wishes {
        match chance(6) {
            0 | 1 => player.seek(rate.start_of_frame(chance(200))),
            2 => player.step(chance(5) - 2),
            3 => player.set_loop((chance(2) == 0).then(|| {
                let from = chance(180);
                TimeRange { from: rate.start_of_frame(from), to: rate.start_of_frame(from + 2 + chance(18)) }
            })),
            4 => player.set_mix(&nudged(chance(4000) - 2000)),
            _ => {}
        }
        player.shuttle(speeds[chance(10) as usize]);
        player.poll();
        if n % 5 == 0 {
            std::thread::sleep(Duration::from_millis(chance(60).unsigned_abs()));
        }
    }
    player.set_loop(None);
    player.pause();
    player.seek(rate.start_of_frame(77));
    let seen = wait_until(player, |status| !status.busy && !status.playing);
    assert_eq!(seen.status.frame_number, Some(77));
    assert_eq!(seen.status.problem, None);
}

pub fn open_for_a_storm(footage: &Footage) -> (Player, FrameRate) {
    let sources = numbered_movie(footage, "24", 200);
    let rate = sources.frame_rate;
    let mut player = Player::open(sources, Arc::new(|| {})).expect("GStreamer");
    wait_until_idle(&mut player);
    (player, rate)
}

/// The exact picture may be there before anybody looks again.
#[test]
fn a_place_sought_right_after_a_shuttle_is_the_one_shown() {
    let footage = Footage::new();
    let (mut player, rate) = open_for_a_storm(&footage);
    for frame in [77, 12, 150] {
        player.shuttle(-Speed::NORMAL.pushed_forward());
        wait_until(&mut player, |status| !status.busy);
        player.pause();
        player.seek(rate.start_of_frame(frame));
        std::thread::sleep(Duration::from_millis(700));
        let seen = wait_until(&mut player, |status| !status.busy && !status.playing);
        assert_eq!(seen.status.frame_number, Some(frame));
        player.shuttle(-Speed::NORMAL);
        wait_until(&mut player, |status| !status.busy);
        player.seek(rate.start_of_frame(frame + 20));
        player.pause();
        let seen = wait_until(&mut player, |status| !status.busy && !status.playing);
        assert_eq!(seen.status.frame_number, Some(frame + 20), "the place sought, not the one left");
    }
}

#[test]
fn a_storm_of_speeds_and_loops_ends_where_the_last_wish_says() {
    let footage = Footage::new();
    let (mut player, rate) = open_for_a_storm(&footage);
    storm(&mut player, rate, 300, 5);
}

/// The devices of the machine the test runs on, if any: whatever was sought, it plays from there.
#[test]
fn with_or_without_a_device_every_leg_is_heard() {
    let footage = Footage::new();
    let sources = numbered_movie(&footage, "24", 200);
    let rate = sources.frame_rate;
    let mut player = Player::open(sources, Arc::new(|| {})).expect("GStreamer");
    wait_until_idle(&mut player);
    player.seek(rate.start_of_frame(50));
    wait_until_idle(&mut player);
    // What is played on after a rest is heard at once, not as much later as it rested.
    std::thread::sleep(Duration::from_secs(4));
    let before = std::time::Instant::now();
    player.play();
    wait_until(&mut player, |status| status.position > rate.start_of_frame(60));
    assert!(before.elapsed() < Duration::from_secs(3), "heard after {:?}", before.elapsed());
    player.shuttle(Speed::DOUBLE);
    wait_until(&mut player, |status| status.position > rate.start_of_frame(80));
    player.shuttle(-Speed::NORMAL);
    wait_until(&mut player, |status| status.position < rate.start_of_frame(75));
    player.pause();
    wait_until(&mut player, |status| !status.playing && !status.busy);
    player.set_loop(Some(TimeRange { from: rate.start_of_frame(100), to: rate.start_of_frame(112) }));
    player.play();
    for _ in 0..3 {
        wait_until(&mut player, |status| status.frame_number == Some(110));
        wait_until(&mut player, |status| status.frame_number.is_some_and(|n| (100..106).contains(&n)));
    }
}

/// A picture that has come to the end of its loop says so; by then it may have been sent elsewhere.
#[test]
fn a_loop_left_at_its_end_is_no_movie_cut_off() {
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

//! Speeds and shuttles: what reaches the sink, sample by sample, and what is on screen meanwhile.

use std::sync::Arc;
use std::time::Duration;

use twopop::media::{PcmSource, Player, PlayerSources};
use twopop::timebase::{FrameRate, SamplePos, Speed, TimeRange};

use crate::footage::Footage;
use crate::playing::{Record, wait_until, wait_until_ended, wait_until_idle};
use crate::signals::{UNIT, chance, number_on};
use crate::transport::{
    counting, hear, nudged, numbered_movie, open_for_a_storm, places, seek_and_clear, speeds,
};

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
fn at_double_speed_backwards_each_sample_is_the_mean_of_two() {
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
fn at_four_times_the_speed_it_is_silent_and_stops_at_the_end() {
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
fn at_double_and_half_speed_the_pitch_stays_and_the_length_follows() {
    for (speed, length) in [(Speed::DOUBLE, 24_000), (Speed::SLOW, 96_000)] {
        let record = Record::default();
        let mut sources = PlayerSources::new(FrameRate::F25);
        sources.delivered = Some(Arc::new(Tone));
        sources.sound_output = record.output();
        let mut player = Player::open(sources, Arc::new(|| {})).expect("GStreamer");
        // The last second.
        seek_and_clear(&mut player, &record, 432_000);
        player.shuttle(speed);
        wait_until_ended(&mut player);
        let sound: Vec<f32> =
            record.blocks().into_iter().flat_map(|(_, block)| block).map(|[left, _]| left).collect();
        let heard = i64::try_from(sound.len()).expect("a length");
        // The rest at the end is shorter than the pieces of the time stretch.
        assert!((heard - length).abs() < 4800, "{heard} samples at {speed}");
        let crossings = sound.windows(2).filter(|pair| pair[0] < 0.0 && pair[1] >= 0.0).count() as i64;
        let hertz = crossings * 48_000 / heard;
        assert!((hertz - 1000).abs() <= 15, "{hertz} Hz at {speed}");
    }
}

#[test]
fn back_at_normal_speed_every_sample_is_exact() {
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

/// At any speed, at any moment: the position is that of the picture on screen, and the picture carries its number.
#[test]
fn at_any_speed_the_frame_shown_is_the_frame_logged() {
    let footage = Footage::new();
    let record = Record::default();
    let mut sources = numbered_movie(&footage, "24000/1001", 240);
    sources.sound_output = record.output();
    let rate = sources.frame_rate;
    let mut player = Player::open(sources, Arc::new(|| {})).expect("GStreamer");
    wait_until_idle(&mut player);
    let (speeds, mut chance) = (speeds(), chance(11));
    let mut checked = 0;
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
                assert_eq!(number_on(&picture), number, "the picture carries another number");
                checked += 1;
            }
        }
    }
    player.pause();
    let seen = wait_until(&mut player, |status| !status.busy && !status.playing);
    let shown = seen.status.frame_number.expect("a picture");
    assert_eq!(seen.status.position, rate.start_of_frame(shown));
    assert_eq!(seen.status.problem, None);
    assert!(checked > 30, "only {checked} pictures arrived");
}

/// The exact picture may be there before the next poll.
#[test]
fn a_seek_right_after_a_shuttle_shows_its_own_frame() {
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
        let shown = seen.status.frame_number.expect("a picture");
        assert_eq!(shown, rate.frame_at(seen.status.position), "the picture of the place");
        // On a busy machine it has run back a little from there before the pause was heard of.
        assert!(
            (frame + 15..=frame + 20).contains(&shown),
            "{shown}: the place of the seek, not the one before"
        );
    }
}

/// The devices of the machine the test runs on, if any: after every seek it plays from there.
#[test]
fn with_or_without_a_device_every_segment_is_heard() {
    let footage = Footage::new();
    let sources = numbered_movie(&footage, "24", 200);
    let rate = sources.frame_rate;
    let mut player = Player::open(sources, Arc::new(|| {})).expect("GStreamer");
    wait_until_idle(&mut player);
    player.seek(rate.start_of_frame(50));
    wait_until_idle(&mut player);
    // After a rest, playing is heard at once, not later by the time of the rest.
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

//! The picture in a loop: every frame, in sync with the sound, without a hold at the turn.

use std::sync::Arc;
use std::time::{Duration, Instant};

use twopop::media::{Player, PlayerSources, SoundOutput, probe_movie};
use twopop::timebase::{Speed, TimeRange};

use crate::footage::Footage;
use crate::playing::{wait_until, wait_until_idle};
use crate::preemption::retry_if_preempted;
use crate::signals::{Counting, long_number_in, numbered_long};
use crate::sound_server::SoundServer;

const LONG_GOP: &str = "-c:v libx264 -preset veryfast -crf 14 -g 250 -keyint_min 250 -sc_threshold 0 -bf 3 \
                        -pix_fmt yuv420p";
/// Deep in a GOP, so that a seek to its start is slow.
const LOOP: (i64, i64) = (190, 230);

/// Every picture that arrived, and when.
fn watch(player: &mut Player, time: Duration) -> Vec<(Instant, i64)> {
    let (mut seen, until) = (Vec::new(), Instant::now() + time);
    while Instant::now() < until {
        if let Some(picture) = player.poll().frame {
            seen.push((Instant::now(), picture.number()));
            assert_eq!(
                long_number_in(&picture.to_rgba()),
                picture.number(),
                "the picture carries another number"
            );
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    seen
}

fn looping(output: SoundOutput, speed: Speed) -> Vec<(Instant, i64)> {
    let footage = Footage::new();
    let movie = footage.ffmpeg("long.mp4", &format!("{} {LONG_GOP}", numbered_long("25", 300)));
    let facts = probe_movie(&movie).expect("it opens");
    let mut sources = PlayerSources::new(facts.frame_rate.expect("a picture"));
    sources.movie = Some(movie);
    sources.picture_length = facts.duration;
    sources.delivered = Some(Arc::new(Counting { frames: facts.duration.get() }));
    sources.sound_output = output;
    let rate = sources.frame_rate;
    let mut player = Player::open(sources, Arc::new(|| {})).expect("GStreamer");
    wait_until_idle(&mut player);
    player.set_loop(Some(TimeRange { from: rate.start_of_frame(LOOP.0), to: rate.start_of_frame(LOOP.1) }));
    player.shuttle(speed);
    wait_until(&mut player, |status| status.frame_number == Some(LOOP.1 - 5));
    let seen = watch(&mut player, Duration::from_secs(8));
    assert_eq!(player.poll().problem, None);
    seen
}

/// How long the picture was held at each turn, in seconds, and how many of the loop's frames arrived in fewer than three
/// turns of four.
fn held_and_missed(seen: &[(Instant, i64)]) -> (Vec<f64>, usize) {
    let turns = seen.windows(2).filter(|pair| pair[1].1 < pair[0].1);
    let held: Vec<f64> = turns.map(|pair| (pair[1].0 - pair[0].0).as_secs_f64()).collect();
    let came = |frame: i64| seen.iter().filter(|(_, number)| *number == frame).count();
    let missed = (LOOP.0..LOOP.1).filter(|&frame| came(frame) * 4 < held.len() * 3).count();
    (held, missed)
}

fn assert_in_sync(seen: &[(Instant, i64)], turn: f64, what: &str) {
    assert!(seen.iter().all(|(_, number)| (LOOP.0..LOOP.1).contains(number)), "{what}: outside the loop");
    let (mut held, missed) = held_and_missed(seen);
    held.sort_by(f64::total_cmp);
    let (median, longest) = (held[held.len() / 2], held[held.len() - 1]);
    let turns = held.len();
    println!(
        "{what}: {turns} turns, held {median:.3} s (median), {longest:.3} s (longest), {missed} of 40 missed"
    );
    let expected = 8.0 / turn;
    assert!((turns as f64 - expected).abs() <= 1.5, "{what}: {turns} turns instead of {expected}");
    assert!(median < 0.08, "{what}: the picture was held for {held:.3?} s");
    assert!(missed <= 8, "{what}: {missed} frames often missing");
}

#[test]
#[ignore = "wants the machine to itself: ./test runs it so"]
fn in_a_loop_the_picture_goes_back_with_the_sound() {
    retry_if_preempted(|| {
        assert_in_sync(&looping(SoundOutput::Silent, Speed::NORMAL), 1.6, "1×");
    });
}

#[test]
#[ignore = "wants the machine to itself: ./test runs it so"]
fn in_a_loop_at_double_speed_every_picture_is_in_time() {
    retry_if_preempted(|| {
        let server = SoundServer::start();
        assert_in_sync(&looping(server.output(), Speed::DOUBLE), 0.8, "2×");
    });
}

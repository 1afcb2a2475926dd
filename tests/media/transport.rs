//! Random and repeated transport: a player of counted sound or a numbered movie, and a storm of requests for it.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use twopop::media::{Mix, Player, PlayerSources, probe_movie};
use twopop::timebase::{FrameRate, Nudge, SampleDelta, SamplePos, Speed, TimeRange};

use crate::footage::Footage;
use crate::playing::{Record, wait_until, wait_until_idle};
use crate::signals::{Counting, UNIT, chance, numbered};

const B_FRAMES: &str = "-c:v libx264 -preset veryfast -crf 12 -g 24 -bf 2 -pix_fmt yuv420p";

pub fn counting(record: &Record) -> Player {
    let mut sources = PlayerSources::new(FrameRate::F25);
    // Exact to the sample up to 2²⁰.
    sources.delivered = Some(Arc::new(Counting { frames: 1_000_000 }));
    sources.sound_output = record.output();
    Player::open(sources, Arc::new(|| {})).expect("GStreamer")
}

pub fn nudged(samples: i64) -> Mix {
    Mix { nudge: Nudge::new(SampleDelta::new(samples)), ..Mix::default() }
}

pub fn range(from: i64, to: i64) -> TimeRange {
    TimeRange { from: SamplePos::new(from), to: SamplePos::new(to) }
}

/// All samples since the record was cleared, as places in the delivered audio; `None` where it isn't a whole one.
pub fn places(record: &Record) -> Vec<Option<i64>> {
    let samples = record.blocks().into_iter().flat_map(|(_, block)| block);
    samples.map(|[left, right]| place(left, right)).collect()
}

fn place(left: f32, right: f32) -> Option<i64> {
    let n = f64::from(left) * f64::from(UNIT) - 1.0;
    (left > 0.0 && n.fract() == 0.0 && right == -left).then_some(n as i64)
}

pub fn seek_and_clear(player: &mut Player, record: &Record, place: i64) {
    wait_until_idle(player);
    player.seek(SamplePos::new(place));
    wait_until_idle(player);
    record.clear();
}

pub fn hear(player: &mut Player, record: &Record, samples: usize) -> Vec<Option<i64>> {
    wait_until(player, |_| places(record).len() >= samples);
    places(record)
}

pub fn numbered_movie(footage: &Footage, rate: &str, frames: u32) -> PlayerSources {
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

pub fn speeds() -> Vec<Speed> {
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

pub fn storm(player: &mut Player, rate: FrameRate, requests: i64, seed: u64) {
    let (speeds, mut chance) = (speeds(), chance(seed));
    for n in 0..requests {
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

#[test]
fn a_storm_of_speeds_and_loops_ends_where_the_last_command_says() {
    let footage = Footage::new();
    let (mut player, rate) = open_for_a_storm(&footage);
    storm(&mut player, rate, 300, 5);
}

#[test]
fn while_playing_the_window_is_woken_for_pictures_and_not_for_where_the_sound_is() {
    let footage = Footage::new();
    let wakes = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&wakes);
    let wake = move || {
        counter.fetch_add(1, Ordering::Relaxed);
    };
    let mut player = Player::open(numbered_movie(&footage, "25", 100), Arc::new(wake)).expect("GStreamer");
    wait_until_idle(&mut player);
    player.play();
    wait_until(&mut player, |status| status.position.get() > 24_000);
    let before = wakes.load(Ordering::Relaxed);
    wait_until(&mut player, |status| status.position.get() > 24_000 + 2 * 48_000);
    // Fifty pictures, of which a busy machine may drop some; the sound is looked at four times as often.
    let woken = wakes.load(Ordering::Relaxed) - before;
    assert!((1..75).contains(&woken), "{woken}");
}

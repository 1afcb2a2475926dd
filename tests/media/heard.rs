//! What a sound server plays, recorded from its device: when a wish is heard, and whether every sample is right.

use std::sync::Arc;
use std::time::{Duration, Instant};

use twopop::media::{Player, PlayerSources, SoundDevice};
use twopop::timebase::{FrameRate, SamplePos};

use crate::listening::{Counting, UNIT, wait_until, wait_until_idle};
use crate::mpv::cpu_of;
use crate::sound_server::{Ear, SoundServer};

fn counting(server: &SoundServer) -> Player {
    let mut sources = PlayerSources::new(FrameRate::F25);
    // Exact to the sample up to 2²⁰.
    sources.delivered = Some(Arc::new(Counting { frames: 1_000_000 }));
    sources.sound_output = server.output();
    let mut player = Player::open(sources, Arc::new(|| {})).expect("GStreamer");
    wait_until(&mut player, |status| status.device == SoundDevice::SoundServer);
    wait_until_idle(&mut player);
    player
}

/// Which place of the delivered audio a sample is; `None` for silence and fades.
fn place([left, right]: [f32; 2]) -> Option<i64> {
    let n = f64::from(left) * f64::from(UNIT) - 1.0;
    (left > 0.0 && n.fract() == 0.0 && right == -left).then_some(n as i64)
}

/// The first sample from `after` on that is heard.
fn first_heard(ear: &Ear, after: usize) -> Option<(usize, i64)> {
    let samples = ear.samples();
    samples.iter().enumerate().skip(after).find_map(|(n, &sample)| Some((n, place(sample)?)))
}

fn hear_first(player: &mut Player, ear: &Ear, after: usize) -> (usize, i64) {
    let until = Instant::now() + Duration::from_secs(10);
    loop {
        player.poll();
        if let Some(found) = first_heard(ear, after) {
            return found;
        }
        assert!(Instant::now() < until, "nothing is heard");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// From the wish to the device, after a rest of each length in seconds.
#[test]
fn a_start_after_a_rest_is_heard_at_once() {
    let server = SoundServer::start();
    let mut player = counting(&server);
    let ear = server.listen();
    let mut late = Vec::new();
    for (start, rest) in [(100_000, 5.0), (200_000, 0.3), (300_000, 1.0), (400_000, 0.1)] {
        player.pause();
        player.seek(SamplePos(start));
        wait_until(&mut player, |status| !status.busy && !status.playing);
        std::thread::sleep(Duration::from_secs_f64(rest));
        let (before, wish) = (ear.count(), Instant::now());
        player.play();
        let (sample, place) = hear_first(&mut player, &ear, before);
        assert_eq!(place, start, "the first sample is the one sought");
        std::thread::sleep(Duration::from_millis(300));
        late.push(ear.played_at(sample).saturating_duration_since(wish).as_secs_f64() * 1000.0);
        player.pause();
    }
    println!("heard after {late:.0?} ms; the method errs by {:?}", ear.began().1);
    assert!(late.iter().all(|&late| late < 120.0), "heard after {late:.0?} ms");
}

/// `cargo test --test media at_rest -- --ignored --nocapture`
///
/// What a player at rest costs, that keeps its stream open: of one core, this process and the sound server.
#[test]
#[ignore = "counts the whole process: alone"]
fn a_player_at_rest_costs_next_to_nothing() {
    let server = SoundServer::start();
    let mut player = counting(&server);
    std::thread::sleep(Duration::from_secs(1));
    let (cpu, of_server) = (cpu_of(std::process::id()), server.cpu());
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(5) {
        player.poll();
        std::thread::sleep(Duration::from_millis(100));
    }
    let seconds = begun.elapsed().as_secs_f64();
    let (cpu, of_server) =
        ((cpu_of(std::process::id()) - cpu) / seconds, (server.cpu() - of_server) / seconds);
    println!("at rest: {:.1} % of a core here, {:.1} % in the sound server", cpu * 100.0, of_server * 100.0);
    assert!(cpu < 0.05, "{cpu} of a core at rest");
}

//! What a sound server plays, recorded from its device: when a wish is heard, and whether every sample is right.

use std::sync::Arc;
use std::time::{Duration, Instant};

use twopop::media::{Mix, Player, PlayerSources, SoundDevice};
use twopop::timebase::{FrameRate, Nudge, SampleDelta, SamplePos, Speed, TimeRange};

use crate::listening::{Counting, UNIT, chance, wait_until, wait_until_idle};
use crate::mpv::cpu_of;
use crate::sound_server::{Ear, SoundServer};
use crate::undisturbed::undisturbed;

/// Samples of the fade from one mix to the next.
const FADE: usize = 240;

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
    let until = Instant::now() + Duration::from_secs(60);
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
#[ignore = "wants the machine to itself: ./test runs it so"]
fn a_start_after_a_rest_is_heard_at_once() {
    undisturbed(|| {
        let server = SoundServer::start();
        let mut player = counting(&server);
        let ear = server.listen();
        let mut late = Vec::new();
        for (start, rest) in [(100_000, 5.0), (200_000, 0.3), (300_000, 1.0), (400_000, 0.1)] {
            player.pause();
            player.seek(SamplePos::new(start));
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
    });
}

/// `cargo test --test media at_rest -- --ignored --nocapture`
///
/// What a player at rest costs, that keeps its stream open: of one core, this process and the sound server.
#[test]
#[ignore = "wants the machine to itself: ./test runs it so"]
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

/// What plays while it is nudged: where the programme is, so many samples after it was at `from`.
struct Ride {
    name: &'static str,
    from: i64,
    speed: Speed,
    repeat: Option<(i64, i64)>,
}

impl Ride {
    fn programme(&self, from: i64, gone: i64) -> i64 {
        let ahead = if self.speed.is_backward() { from - gone } else { from + gone };
        match self.repeat {
            Some((first, after)) if ahead >= after => first + (ahead - first) % (after - first),
            _ => ahead,
        }
    }

    /// Begins at rest, when all that was played before has gone by; returns the first sample heard and its place.
    fn start(&self, player: &mut Player, ear: &Ear) -> (usize, i64) {
        player.pause();
        player.seek(SamplePos::new(self.from));
        let stretch = |(from, to)| TimeRange { from: SamplePos::new(from), to: SamplePos::new(to) };
        player.set_loop(self.repeat.map(stretch));
        wait_until(player, |status| !status.busy && !status.playing);
        std::thread::sleep(Duration::from_millis(300));
        let before = ear.count();
        player.shuttle(self.speed);
        hear_first(player, ear, before)
    }

    /// Milliseconds from each nudge to the device. Every sample but those of a fade must be the right one.
    fn nudge_about(&self, player: &mut Player, ear: &Ear) -> Vec<f64> {
        let mut chance = chance(self.from.unsigned_abs());
        let (first, from) = self.start(player, ear);
        let mut nudged = vec![(None, 0)];
        for _ in 0..20 {
            std::thread::sleep(Duration::from_millis(120 + chance(40).unsigned_abs()));
            let last = nudged[nudged.len() - 1].1;
            let nudge = (chance(4000) - 2000).max(-2000);
            let nudge = if nudge == last { nudge + 1 } else { nudge };
            nudged.push((Some(Instant::now()), nudge));
            player.set_mix(&Mix { nudge: Nudge::new(SampleDelta::new(nudge)), ..Mix::default() });
        }
        std::thread::sleep(Duration::from_millis(200));
        let samples = ear.samples();
        let mut heard = samples.iter().map(|&sample| place(sample)).enumerate().skip(first).peekable();
        let mut late = Vec::new();
        for (n, (called, nudge)) in nudged.iter().enumerate() {
            if let (Some(called), Some((changed, _))) = (called, heard.peek()) {
                late.push(ear.played_at(*changed).saturating_duration_since(*called).as_secs_f64() * 1000.0);
                heard.by_ref().take(FADE).for_each(drop);
            }
            let right = |&(place, heard): &(usize, Option<i64>)| {
                heard == Some(self.programme(from, (place - first) as i64) - nudge)
            };
            let mut exact = 0;
            while heard.next_if(right).is_some() {
                exact += 1;
            }
            assert!(exact > 2000, "{}: only {exact} samples right after nudge {n} ({nudge})", self.name);
        }
        assert!(heard.peek().is_none(), "{}: another change than asked for, or a gap", self.name);
        assert_eq!(player.poll().dropped_sound, 0);
        player.set_mix(&Mix::default());
        late
    }
}

/// Every sample of 60 nudges, and how long each took from the call to the device.
#[test]
#[ignore = "wants the machine to itself: ./test runs it so"]
fn nudges_are_heard_at_once_and_exactly_while_playing_looping_and_shuttling() {
    undisturbed(|| {
        let server = SoundServer::start();
        let mut player = counting(&server);
        let ear = server.listen();
        let rides = [
            Ride { name: "playing", from: 100_000, speed: Speed::NORMAL, repeat: None },
            Ride { name: "looping", from: 400_000, speed: Speed::NORMAL, repeat: Some((400_000, 430_001)) },
            Ride { name: "backwards", from: 900_000, speed: -Speed::NORMAL, repeat: None },
        ];
        let mut all = Vec::new();
        for ride in &rides {
            let mut late = ride.nudge_about(&mut player, &ear);
            late.sort_by(f64::total_cmp);
            println!("{}: nudges heard after {:.0?} ms", ride.name, late);
            all.extend(late);
        }
        all.sort_by(f64::total_cmp);
        let (median, most) = (all[all.len() / 2], all[all.len() * 95 / 100]);
        println!("median {median:.0} ms, p95 {most:.0} ms; the method errs by {:?}", ear.began().1);
        assert!(median <= 60.0 && most <= 90.0, "median {median:.0} ms, p95 {most:.0} ms");
    });
}

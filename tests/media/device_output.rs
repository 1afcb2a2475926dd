//! What a sound server plays, recorded from its device: how soon a start or a nudge is heard, and whether every sample is
//! right.

use std::sync::Arc;
use std::time::{Duration, Instant};

use twopop::media::{Mix, Player, PlayerSources, SoundDevice};
use twopop::timebase::{FrameRate, Nudge, SampleDelta, SamplePos, Speed, TimeRange};

use crate::mpv::cpu_of;
use crate::playing::{wait_until, wait_until_idle};
use crate::preemption::retry_if_preempted;
use crate::signals::{Counting, UNIT, chance};
use crate::sound_server::{DeviceRecording, SoundServer};

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
fn first_heard(recording: &DeviceRecording, after: usize) -> Option<(usize, i64)> {
    let samples = recording.samples();
    samples.iter().enumerate().skip(after).find_map(|(n, &sample)| Some((n, place(sample)?)))
}

fn hear_first(player: &mut Player, recording: &DeviceRecording, after: usize) -> (usize, i64) {
    let until = Instant::now() + Duration::from_secs(60);
    loop {
        player.poll();
        if let Some(found) = first_heard(recording, after) {
            return found;
        }
        assert!(Instant::now() < until, "nothing is heard");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// From the request to the device, after rests of several lengths.
#[test]
#[ignore = "wants the machine to itself: ./test runs it so"]
fn a_start_after_a_rest_is_heard_at_once() {
    retry_if_preempted(|| {
        let server = SoundServer::start();
        let mut player = counting(&server);
        let recording = server.record();
        let mut late = Vec::new();
        for (start, rest) in [(100_000, 5.0), (200_000, 0.3), (300_000, 1.0), (400_000, 0.1)] {
            player.pause();
            player.seek(SamplePos::new(start));
            wait_until(&mut player, |status| !status.busy && !status.playing);
            std::thread::sleep(Duration::from_secs_f64(rest));
            let (before, asked_at) = (recording.count(), Instant::now());
            player.play();
            let (sample, place) = hear_first(&mut player, &recording, before);
            assert_eq!(place, start, "the first sample is that of the seek");
            std::thread::sleep(Duration::from_millis(300));
            late.push(recording.played_at(sample).saturating_duration_since(asked_at).as_secs_f64() * 1000.0);
            player.pause();
        }
        println!("heard after {late:.0?} ms; the method errs by {:?}", recording.started().1);
        assert!(late.iter().all(|&late| late < 120.0), "heard after {late:.0?} ms");
    });
}

/// `cargo test --test media at_rest -- --ignored --nocapture`
///
/// What a player at rest costs, which keeps its stream open: how often it is woken, which no other program's work changes, and for whoever
/// looks, the shares of one core, of this process and of the sound server.
#[test]
#[ignore = "wants the machine to itself: ./test runs it so"]
fn a_player_at_rest_costs_next_to_nothing() {
    let server = SoundServer::start();
    let mut player = counting(&server);
    std::thread::sleep(Duration::from_secs(1));
    let (cpu, of_server, woken) = (cpu_of(std::process::id()), server.cpu(), wakeups());
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(5) {
        player.poll();
        std::thread::sleep(Duration::from_millis(100));
    }
    let seconds = begun.elapsed().as_secs_f64();
    let (cpu, of_server) =
        ((cpu_of(std::process::id()) - cpu) / seconds, (server.cpu() - of_server) / seconds);
    let woken = (wakeups() - woken) as f64 / seconds;
    println!(
        "at rest: woken {woken:.0} times a second, {:.1} % of a core here, {:.1} % in the sound server",
        cpu * 100.0,
        of_server * 100.0
    );
    assert!(woken < 1000.0, "woken {woken:.0} times a second at rest");
}

/// How often the threads of this process have waited and been woken.
fn wakeups() -> u64 {
    let tasks = std::fs::read_dir("/proc/self/task").expect("threads");
    let of = |task: std::io::Result<std::fs::DirEntry>| {
        let status = std::fs::read_to_string(task.ok()?.path().join("status")).ok()?;
        status.lines().find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"))?.trim().parse().ok()
    };
    tasks.map(|task| of(task).unwrap_or(0_u64)).sum()
}

/// Playing that is nudged while it runs.
struct NudgeRun {
    name: &'static str,
    from: i64,
    speed: Speed,
    loop_range: Option<(i64, i64)>,
}

impl NudgeRun {
    /// Where the programme is, so many samples after it was at `from`.
    fn programme(&self, from: i64, elapsed: i64) -> i64 {
        let ahead = if self.speed.is_backward() { from - elapsed } else { from + elapsed };
        match self.loop_range {
            Some((first, after)) if ahead >= after => first + (ahead - first) % (after - first),
            _ => ahead,
        }
    }

    /// Starts from rest, when everything played before has been recorded; returns the first sample heard and its place.
    fn start(&self, player: &mut Player, recording: &DeviceRecording) -> (usize, i64) {
        player.pause();
        player.seek(SamplePos::new(self.from));
        let range = |(from, to)| TimeRange { from: SamplePos::new(from), to: SamplePos::new(to) };
        player.set_loop(self.loop_range.map(range));
        wait_until(player, |status| !status.busy && !status.playing);
        std::thread::sleep(Duration::from_millis(300));
        let before = recording.count();
        player.shuttle(self.speed);
        hear_first(player, recording, before)
    }

    /// Milliseconds from each nudge to the device. Every sample outside a fade must be the right one.
    fn nudge_often(&self, player: &mut Player, recording: &DeviceRecording) -> Vec<f64> {
        let mut chance = chance(self.from.unsigned_abs());
        let (first, from) = self.start(player, recording);
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
        let samples = recording.samples();
        let mut heard = samples.iter().map(|&sample| place(sample)).enumerate().skip(first).peekable();
        let mut late = Vec::new();
        for (n, (called, nudge)) in nudged.iter().enumerate() {
            if let (Some(called), Some((changed, _))) = (called, heard.peek()) {
                late.push(
                    recording.played_at(*changed).saturating_duration_since(*called).as_secs_f64() * 1000.0,
                );
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
    retry_if_preempted(|| {
        let server = SoundServer::start();
        let mut player = counting(&server);
        let recording = server.record();
        let runs = [
            NudgeRun { name: "playing", from: 100_000, speed: Speed::NORMAL, loop_range: None },
            NudgeRun {
                name: "looping",
                from: 400_000,
                speed: Speed::NORMAL,
                loop_range: Some((400_000, 430_001)),
            },
            NudgeRun { name: "backwards", from: 900_000, speed: -Speed::NORMAL, loop_range: None },
        ];
        let mut all = Vec::new();
        for run in &runs {
            let mut late = run.nudge_often(&mut player, &recording);
            late.sort_by(f64::total_cmp);
            println!("{}: nudges heard after {:.0?} ms", run.name, late);
            all.extend(late);
        }
        all.sort_by(f64::total_cmp);
        let (median, most) = (all[all.len() / 2], all[all.len() * 95 / 100]);
        println!("median {median:.0} ms, p95 {most:.0} ms; the method errs by {:?}", recording.started().1);
        assert!(median <= 60.0 && most <= 90.0, "median {median:.0} ms, p95 {most:.0} ms");
    });
}

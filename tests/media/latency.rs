//! How long a frame takes from the request to the screen, and what it costs, compared with mpv in the same run. Prints a table;
//! run it with `cargo test --release --features desk-tests --test media latency -- --ignored --nocapture`.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use cpu_time::ProcessTime;
use twopop::media::{Player, PlayerSources, PlayerStatus, ScrubCopy, SoundOutput, probe_movie};
use twopop::store::CacheFolder;
use twopop::timebase::FrameRate;

use crate::footage::Footage;
use crate::mpv::Mpv;
use crate::playing::wait_until_idle;
use crate::signals::chance;

const FRAMES: i64 = 1440;
const RATE: FrameRate = FrameRate::F24;
/// Cold requests of each kind.
const ROUNDS: usize = 15;
/// Longer than the player waits before it goes to where the playhead rests, and done by then.
const REST: Duration = Duration::from_millis(2500);

/// Times of one kind of request, in seconds, and the processor they took together.
#[derive(Default)]
struct Row {
    times: Vec<f64>,
    cpu: f64,
}

impl Row {
    fn add(&mut self, (time, cpu): (f64, f64)) {
        self.times.push(time);
        self.cpu += cpu;
    }

    /// A request to mpv, where it is installed.
    fn add_of(&mut self, mpv: Option<&mut Mpv>, ask: impl FnOnce(&mut Mpv) -> f64) {
        let Some(mpv) = mpv else { return };
        let cpu = mpv.cpu();
        let time = ask(mpv);
        self.add((time, mpv.cpu() - cpu));
    }

    fn at(&self, share: f64) -> f64 {
        let mut sorted = self.times.clone();
        sorted.sort_by(f64::total_cmp);
        let place = ((sorted.len() as f64 * share) as usize).min(sorted.len().saturating_sub(1));
        sorted.get(place).copied().unwrap_or(f64::NAN) * 1000.0
    }

    fn print(&self, gop: u32, who: &str, what: &str) {
        let (count, median, p95) = (self.times.len(), self.at(0.5), self.at(0.95));
        let cpu = self.cpu / count.max(1) as f64 * 1000.0;
        println!("| {gop} | {who} | {what} | {count} | {median:.1} | {p95:.1} | {cpu:.1} |");
    }
}

fn film(footage: &Footage, gop: u32) -> PathBuf {
    let make = format!(
        "-f lavfi -i testsrc2=s=1920x1080:r=24,noise=alls=4:allf=t -frames:v {FRAMES} -c:v libx264 -preset veryfast \
         -b:v 8M -g {gop} -keyint_min {gop} -sc_threshold 0 -bf 3 -pix_fmt yuv420p"
    );
    footage.ffmpeg("film.mp4", &make)
}

fn open(movie: &Path, copy: Option<Arc<ScrubCopy>>) -> Player {
    let facts = probe_movie(movie).expect("it opens");
    let mut sources = PlayerSources::new(facts.frame_rate.expect("a picture"));
    sources.movie = Some(movie.to_owned());
    sources.picture_length = facts.duration;
    sources.sound_output = SoundOutput::Silent;
    sources.scrub_copy = copy;
    let mut player = Player::open(sources, Arc::new(|| {})).expect("GStreamer");
    wait_until_idle(&mut player);
    player
}

/// Seconds until `done`, as a desk that polls every quarter of a millisecond sees it, and the processor's.
fn timed(
    player: &mut Player,
    ask: impl FnOnce(&mut Player),
    done: impl Fn(&PlayerStatus, bool) -> bool,
) -> (f64, f64) {
    let (begun, cpu) = (Instant::now(), ProcessTime::now());
    let mut is_copy = true;
    ask(player);
    loop {
        let status = player.poll();
        is_copy = status.frame.as_ref().map_or(is_copy, |frame| frame.is_copy());
        if done(&status, is_copy) {
            return (begun.elapsed().as_secs_f64(), cpu.elapsed().as_secs_f64());
        }
        assert!(begun.elapsed() < Duration::from_secs(30), "stays at {:?}", status.frame_number);
        std::thread::sleep(Duration::from_micros(250));
    }
}

fn shown(player: &mut Player, frame: i64, ask: impl FnOnce(&mut Player)) -> (f64, f64) {
    timed(player, ask, |status, _| !status.busy && status.frame_number == Some(frame))
}

/// The player's own picture, at full size.
fn own(player: &mut Player, frame: i64) -> (f64, f64) {
    let seek = |player: &mut Player| player.seek(RATE.start_of_frame(frame));
    let seen = timed(player, seek, |status, is_copy| !is_copy && status.frame_number == Some(frame));
    wait_until_idle(player);
    seen
}

fn rest(player: &mut Player) {
    let until = Instant::now() + REST;
    while Instant::now() < until {
        player.poll();
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Places that no decoder has been near: Twopop opened again for each, its decoders and mpv's having been elsewhere.
/// Alternating with mpv, so that a busy machine is busy for both.
fn cold(footage: &Footage, movie: &Path, gop: u32) {
    let mut mpv = Mpv::open(movie, &footage.path("socket"));
    let (mut chance, mut ours) = (chance(u64::from(gop)), [Row::default(), Row::default(), Row::default()]);
    let mut theirs = [Row::default(), Row::default()];
    for _ in 0..ROUNDS {
        let mut player = open(movie, None);
        let frame = 1 + chance(FRAMES as u64 - 1);
        let elsewhere = (frame + FRAMES / 2) % FRAMES;
        shown(&mut player, elsewhere, |player| player.scrub(RATE.start_of_frame(elsewhere)));
        wait_until_idle(&mut player);
        rest(&mut player);
        ours[0].add(own(&mut player, frame));
        ours[1].add(shown(&mut player, frame - 1, |player| player.step(-1)));
        // Until nothing is decoded in the background any more, which mpv would have to share the processor with.
        rest(&mut player);
        theirs[0].add_of(mpv.as_mut(), |mpv| mpv.seek((frame as f64 + 0.5) / 24.0));
        theirs[1].add_of(mpv.as_mut(), Mpv::step_back);
        let frame = (elsewhere + FRAMES / 4) % FRAMES;
        ours[2].add(shown(&mut player, frame, |player| player.scrub(RATE.start_of_frame(frame))));
    }
    for (row, what) in ours.iter().zip(["exact seek, cold", "step back, cold", "scrub, cold"]) {
        row.print(gop, "Twopop", what);
    }
    for (row, what) in theirs.iter().zip(["exact seek", "step back"]).filter(|(row, _)| !row.times.is_empty())
    {
        row.print(gop, "mpv", what);
    }
}

fn warm(movie: &Path, gop: u32) {
    let mut player = open(movie, None);
    own(&mut player, 700);
    rest(&mut player);
    let mut chance = chance(u64::from(gop));
    let (mut back, mut scrub) = (Row::default(), Row::default());
    let mut frame = 700;
    // Within what has been decoded around the rest.
    let reach = if gop > 100 { 60 } else { 20 };
    for _ in 0..reach {
        frame -= 1;
        back.add(shown(&mut player, frame, |player| player.step(-1)));
    }
    for _ in 0..200 {
        frame = 700 - chance(reach);
        scrub.add(shown(&mut player, frame, |player| player.scrub(RATE.start_of_frame(frame))));
    }
    back.print(gop, "Twopop", "step back, warm");
    scrub.print(gop, "Twopop", "scrub, warm (decoded frames)");
}

fn from_copy(footage: &Footage, movie: &Path, gop: u32) {
    let copy = ScrubCopy::new(movie.to_owned(), RATE, CacheFolder::new(footage.path("scrub"), 1 << 40));
    let cpu = ProcessTime::now();
    copy.make(|_| ControlFlow::Continue(())).expect("made");
    let (cpu, minutes) = (cpu.elapsed().as_secs_f64(), FRAMES as f64 / 24.0 / 60.0);
    let bytes: u64 =
        std::fs::read_dir(footage.path("scrub")).unwrap().map(|e| e.unwrap().metadata().unwrap().len()).sum();
    println!(
        "making the small copy: {:.1} CPU s and {:.1} MB a minute",
        cpu / minutes,
        bytes as f64 / 1e6 / minutes
    );
    let mut player = open(movie, Some(copy));
    let (mut scrub, mut back) = (Row::default(), Row::default());
    let mut chance = chance(3);
    for _ in 0..100 {
        let frame = chance(FRAMES as u64);
        scrub.add(shown(&mut player, frame, |player| player.scrub(RATE.start_of_frame(frame))));
    }
    let mut frame = 1000;
    player.scrub(RATE.start_of_frame(frame));
    for _ in 0..60 {
        frame -= 1;
        back.add(shown(&mut player, frame, |player| player.step(-1)));
    }
    scrub.print(gop, "Twopop", "scrub anywhere (small copy)");
    back.print(gop, "Twopop", "step back (small copy)");
}

#[test]
#[ignore = "measures for minutes; wants a quiet machine"]
fn latency_compared_with_mpv() {
    println!("| GOP | who | what | n | median ms | p95 ms | CPU ms each |");
    println!("|---|---|---|---|---|---|---|");
    for gop in [48, 250] {
        let footage = Footage::new();
        let movie = film(&footage, gop);
        cold(&footage, &movie, gop);
        warm(&movie, gop);
        from_copy(&footage, &movie, gop);
    }
}

/// Where the time of an exact seek goes: without another decoder running, one seek after another.
#[test]
#[ignore = "measures for minutes; wants a quiet machine"]
fn latency_of_seeks_alone() {
    for gop in [48, 250] {
        let footage = Footage::new();
        let movie = film(&footage, gop);
        let mut player = open(&movie, None);
        let mut mpv = Mpv::open(&movie, &footage.path("socket"));
        let (mut chance, mut ours, mut theirs) = (chance(u64::from(gop)), Row::default(), Row::default());
        for _ in 0..20 {
            let frame = 1 + chance(FRAMES as u64 - 1);
            ours.add(own(&mut player, frame));
            rest(&mut player);
            theirs.add_of(mpv.as_mut(), |mpv| mpv.seek((frame as f64 + 0.5) / 24.0));
        }
        ours.print(gop, "Twopop", "exact seek, nothing else running");
        theirs.print(gop, "mpv", "exact seek");
    }
}

//! What goes wrong while a session is on, and pictures out of the ordinary: a sentence, and nothing lost.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use twopop::media::{PcmSource, Player, PlayerSources, PlayerStatus, SoundDevice, SoundOutput, probe_movie};
use twopop::timebase::{FrameRate, SampleDelta, SamplePos};

use crate::footage::{Footage, H264};
use crate::listening::{Counting, Record, long_number_in, numbered_long, wait_until, wait_until_idle};
use crate::sound_server::SoundServer;

fn sources_of(movie: &Path) -> PlayerSources {
    let facts = probe_movie(movie).expect("it opens");
    let mut sources = PlayerSources::new(facts.frame_rate.expect("a picture"));
    sources.movie = Some(movie.to_owned());
    sources.picture_length = facts.duration;
    sources.sound_output = SoundOutput::Silent;
    sources
}

fn open(sources: PlayerSources) -> Player {
    let mut player = Player::open(sources, Arc::new(|| {})).expect("GStreamer");
    wait_until_idle(&mut player);
    player
}

fn counting(output: SoundOutput) -> Player {
    let mut sources = PlayerSources::new(FrameRate::F25);
    sources.delivered = Some(Arc::new(Counting { frames: 1_000_000 }));
    sources.sound_output = output;
    open(sources)
}

fn problem(player: &mut Player) -> String {
    wait_until(player, |status| status.problem.is_some()).status.problem.unwrap_or_default()
}

fn plays_on(player: &mut Player, by: i64) -> PlayerStatus {
    let from = player.poll().position;
    wait_until(player, |status| status.playing && status.position.get() > from.get() + by).status
}

#[test]
fn a_device_that_is_lost_while_playing_is_told_and_the_programme_goes_on() {
    let server = SoundServer::start();
    let mut player = counting(server.output());
    player.seek(SamplePos::new(96_000));
    player.play();
    wait_until(&mut player, |status| status.position.get() > 120_000);
    assert!(server.control(&["unload-module", "module-null-sink"]).0);
    let told = problem(&mut player);
    assert!(told.contains("the sound device is gone"), "{told}");
    let went_on = plays_on(&mut player, 48_000);
    assert_eq!(went_on.device, SoundDevice::None, "{:?}", went_on.problem);
    assert!(went_on.position.get() < 96_000 + 48_000 * 20, "it jumped to {:?}", went_on.position);
    // It comes back.
    player.pause();
    wait_until(&mut player, |status| !status.playing && !status.busy);
    let arguments = ["load-module", "module-null-sink", "sink_name=other", "rate=48000"];
    assert!(server.control(&arguments).0);
    std::thread::sleep(Duration::from_secs(4));
    player.play();
    let back = plays_on(&mut player, 24_000);
    assert_eq!(back.device, SoundDevice::SoundServer, "{:?}", back.problem);
}

/// The server moves the stream to its other device: nothing is to be told but which one it is.
#[test]
fn a_device_that_is_replaced_while_playing_is_followed() {
    let server = SoundServer::start();
    let other = ["load-module", "module-null-sink", "sink_name=other", "rate=48000"];
    assert!(server.control(&[&other[..], &["sink_properties=device.description=Other"]].concat()).0);
    let mut player = counting(server.output());
    player.play();
    let before =
        wait_until(&mut player, |status| status.position.get() > 24_000 && status.device_name.is_some());
    assert_ne!(before.status.device_name.as_deref(), Some("Other"));
    let modules = server.control(&["list", "short", "modules"]).1;
    let first = modules.lines().find(|line| line.contains("sink_name=null")).expect("the first device");
    assert!(server.control(&["unload-module", first.split('\t').next().expect("a number")]).0);
    let on = plays_on(&mut player, 48_000);
    assert_eq!((on.device, on.problem), (SoundDevice::SoundServer, None));
    wait_until(&mut player, |status| status.device_name.as_deref() == Some("Other"));
}

#[test]
fn a_sound_server_that_dies_while_playing_does_not_stop_the_programme() {
    let server = SoundServer::start();
    let mut player = counting(server.output());
    player.play();
    wait_until(&mut player, |status| status.position.get() > 24_000);
    drop(server);
    let told = problem(&mut player);
    assert!(told.contains("the sound device is gone"), "{told}");
    plays_on(&mut player, 48_000);
}

/// A file that is cut off while it plays, as when a share goes away or a copy is broken off.
#[test]
fn a_movie_cut_off_while_playing_is_told_and_the_sound_goes_on() {
    let footage = Footage::new();
    let make = format!(
        "{} -c:v libx264 -preset ultrafast -g 24 -crf 1 -movflags +faststart",
        numbered_long("24", 480)
    );
    let movie = footage.ffmpeg("film.mp4", &make);
    let mut sources = sources_of(&movie);
    sources.delivered = Some(Arc::new(Counting { frames: 48_000 * 20 }));
    let rate = sources.frame_rate;
    let mut player = open(sources);
    player.play();
    wait_until(&mut player, |status| status.frame_number.is_some_and(|frame| frame > 12));
    let length = std::fs::metadata(&movie).expect("there").len();
    let cut = std::fs::OpenOptions::new().write(true).open(&movie).expect("writable");
    cut.set_len(length / 8).expect("cut off");
    let told = problem(&mut player);
    assert!(told.contains("film.mp4"), "{told}");
    plays_on(&mut player, 48_000);
    // Places behind the cut are still places of the sound.
    player.pause();
    player.seek(rate.start_of_frame(400));
    let seen = wait_until(&mut player, |status| !status.busy && !status.playing).status;
    assert!(seen.problem.is_some());
    drop(player);
}

/// Reads that do not come back until they are let go.
#[derive(Default)]
struct Hanging {
    hangs: AtomicBool,
    let_go: (Mutex<bool>, Condvar),
}

impl PcmSource for Hanging {
    fn channels(&self) -> usize {
        1
    }

    fn frames(&self) -> i64 {
        48_000 * 600
    }

    fn read(&self, _: i64, out: &mut [f32]) -> io::Result<()> {
        if self.hangs.load(Ordering::Acquire) {
            let mut let_go = self.let_go.0.lock().expect("whole");
            while !*let_go {
                let_go = self.let_go.1.wait(let_go).expect("whole");
            }
        }
        out.fill(0.25);
        Ok(())
    }
}

#[test]
fn a_share_that_hangs_is_told_holds_nothing_up_and_is_heard_when_it_answers() {
    let source = Arc::new(Hanging::default());
    let mut sources = PlayerSources::new(FrameRate::F24);
    sources.delivered = Some(Arc::clone(&source) as Arc<dyn PcmSource>);
    sources.sound_output = SoundOutput::Silent;
    let mut player = open(sources);
    player.play();
    wait_until(&mut player, |status| status.position.get() > 24_000);
    source.hangs.store(true, Ordering::Release);
    // Far from what has been read ahead.
    player.seek(SamplePos::new(48_000 * 300));
    let told = problem(&mut player);
    assert!(told.contains("has not answered"), "{told}");
    plays_on(&mut player, 24_000);
    let silent = player.poll().dropped_sound;
    assert!(silent > 0);
    *source.let_go.0.lock().expect("whole") = true;
    source.let_go.1.notify_all();
    std::thread::sleep(Duration::from_secs(1));
    let settled = player.poll().dropped_sound;
    plays_on(&mut player, 24_000);
    assert_eq!(player.poll().dropped_sound, settled, "still silent");
    let before = Instant::now();
    drop(player);
    assert!(before.elapsed() < Duration::from_secs(2), "dropping waited");
}

/// Lays a pipe at `at` for everybody who opens it, one after the other, that gives `half` of a movie and then nothing, as a share
/// does that went away. Of one pipe for all, whoever reads first would take from the others.
fn hang_after(half: Vec<u8>, at: &Path) {
    let make = |name: PathBuf| {
        let made = std::process::Command::new("mkfifo").arg(&name).status().expect("mkfifo");
        assert!(made.success());
        name
    };
    let (pipe, half) = (make(at.to_owned()), Arc::new(half));
    std::thread::spawn(move || {
        for next in 0.. {
            let spare = make(pipe.with_extension(next.to_string()));
            let opened = std::fs::OpenOptions::new().write(true).open(&pipe).expect("opened by a reader");
            std::fs::rename(spare, &pipe).expect("the next reader has its own");
            let half = half.clone();
            std::thread::spawn(move || {
                let mut into = opened;
                // Gives it slowly enough, since a pipe is read no faster than it is played, and stays open.
                into.write_all(&half).ok();
                std::thread::sleep(Duration::from_secs(30));
            });
        }
    });
}

#[test]
fn a_movie_whose_reads_hang_is_told_and_the_sound_goes_on() {
    let footage = Footage::new();
    let whole = footage.ffmpeg(
        "whole.mp4",
        &format!(
            "{} -c:v libx264 -preset ultrafast -g 24 -crf 1 -movflags +faststart",
            numbered_long("24", 480)
        ),
    );
    let pipe = footage.path("film.mp4");
    let bytes = std::fs::read(&whole).expect("made");
    hang_after(bytes[..bytes.len() / 2].to_vec(), &pipe);
    let mut sources = sources_of(&whole);
    sources.movie = Some(pipe);
    sources.delivered = Some(Arc::new(Counting { frames: 48_000 * 60 }));
    let record = Record::default();
    sources.sound_output = record.output();
    let mut player = open(sources);
    player.play();
    let told = problem(&mut player);
    assert!(told.contains("has shown nothing new for 5 s"), "{told}");
    // The place told is that of the frame on screen, whatever is heard.
    let stood = player.poll();
    assert!(stood.frame_number.is_some_and(|frame| (1..400).contains(&frame)), "{:?}", stood.frame_number);
    record.clear();
    wait_until(&mut player, |status| status.playing && record.blocks().len() > 100);
    let before = Instant::now();
    drop(player);
    assert!(before.elapsed() < Duration::from_secs(2), "dropping waited");
}

#[test]
fn a_picture_longer_than_its_audio_plays_to_its_own_end() {
    let footage = Footage::new();
    let movie = footage.ffmpeg("film.mov", &format!("{} {H264}", numbered_long("25", 50)));
    let mut sources = sources_of(&movie);
    sources.delivered = Some(Arc::new(Counting { frames: 24_000 }));
    let mut player = open(sources);
    player.play();
    let ended = wait_until(&mut player, |status| status.ended && !status.playing && !status.busy).status;
    assert_eq!((ended.frame_number, ended.dropped_sound, ended.problem), (Some(49), 0, None));
}

/// Every kind of picture: opens, and shows exactly the frame asked for.
#[test]
fn pictures_out_of_the_ordinary_show_their_frames() {
    let footage = Footage::new();
    let numbered = |size: &str| {
        let source = numbered_long("25", 30);
        if size.is_empty() { source } else { format!("{source} -vf scale={size}:flags=neighbor") }
    };
    let kinds = [
        ("odd.mp4", format!("{} {H264}", numbered("").replace("s=320x96", "s=321x97")), "-pix_fmt yuv444p"),
        ("uhd.mp4", format!("{} {H264}", numbered("3840:2160")), ""),
        (
            "hdr.mp4",
            format!(
                "{} -c:v libx265 -preset ultrafast -x265-params log-level=none -pix_fmt yuv420p10le -color_primaries bt2020 -color_trc smpte2084 -colorspace bt2020nc",
                numbered("")
            ),
            "",
        ),
        ("prores.mov", format!("{} -c:v prores_ks -profile:v 3 -pix_fmt yuv422p10le", numbered("")), ""),
        (
            "dnxhr.mxf",
            format!("{} -c:v dnxhd -profile:v dnxhr_hqx -pix_fmt yuv422p10le", numbered("1280:720")),
            "",
        ),
    ];
    for (name, make, more) in kinds {
        let movie = footage.ffmpeg(name, &format!("{make} {more}"));
        let sources = sources_of(&movie);
        let rate = sources.frame_rate;
        let mut player = open(sources);
        for frame in [7, 29, 3, 4] {
            player.seek(rate.start_of_frame(frame));
            let seen = wait_until(&mut player, |status| !status.busy && !status.is_preview);
            assert_eq!((seen.status.frame_number, seen.status.problem), (Some(frame), None), "{name}");
            let picture = seen.picture.expect("a picture");
            let carried = number_across(&picture.to_rgba(), picture.width(), picture.height());
            assert_eq!(carried, frame, "{name}: {}×{}", picture.width(), picture.height());
        }
        player.play();
        let ended = wait_until(&mut player, |status| status.ended && !status.playing && !status.busy).status;
        assert_eq!(ended.problem, None, "{name}");
    }
}

/// The bar code of a picture of any size.
fn number_across(rgba: &[u8], width: usize, height: usize) -> i64 {
    let row = &rgba[height / 2 * width * 4..];
    (0..10).filter(|bit| row[(bit * 2 + 1) * width / 20 * 4 + 1] > 128).map(|bit| 1 << bit).sum()
}

/// Stored lying on its side, as phones do: shown upright, in both of its forms.
#[test]
fn a_picture_stored_on_its_side_is_shown_upright() {
    let footage = Footage::new();
    let lying = footage.ffmpeg("lying.mp4", &format!("{} -vf transpose=2 {H264}", numbered_long("25", 30)));
    let turned = format!("-i {} -c copy -metadata:s:v:0 rotate=270", lying.display());
    let movie = footage.ffmpeg("turned.mp4", &turned);
    let sources = sources_of(&movie);
    let rate = sources.frame_rate;
    let mut player = open(sources);
    for (frame, scrubs) in [(21, false), (9, true)] {
        let place = rate.start_of_frame(frame);
        if scrubs {
            player.scrub(place);
        } else {
            player.seek(place);
        }
        let seen = wait_until(&mut player, |status| !status.busy && status.frame_number == Some(frame));
        let picture = seen.picture.expect("a picture");
        assert_eq!((picture.width(), picture.height()), (320, 96), "scrubbed: {scrubs}");
        assert_eq!(long_number_in(&picture.to_rgba()), frame, "scrubbed: {scrubs}");
    }
}

/// Frames that come when they come: said plainly, and what is shown says its own place.
#[test]
fn a_variable_frame_rate_is_said_plainly_and_plays_to_its_end() {
    let footage = Footage::new();
    let make = format!("{} -vf select=not(eq(mod(n\\,5)\\,2)) -fps_mode vfr {H264}", numbered_long("25", 60));
    let movie = footage.ffmpeg("varies.mp4", &make);
    let facts = probe_movie(&movie).expect("it opens");
    assert!(
        facts.warnings.iter().any(|warning| warning.contains("the frame rate varies")),
        "{:?}",
        facts.warnings
    );
    let mut player = open(sources_of(&movie));
    player.play();
    let ended = wait_until(&mut player, |status| status.ended && !status.playing && !status.busy).status;
    assert_eq!(ended.problem, None);
    player.seek(SamplePos::new(0) + SampleDelta::new(48_000));
    let seen = wait_until_idle(&mut player).status;
    assert_eq!(seen.problem, None);
    assert!(seen.frame_number.is_some());
}

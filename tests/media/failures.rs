//! What fails while it plays: the device, the sound server, the movie, a share. Each is reported, and the rest goes on.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use twopop::media::{PcmSource, Player, PlayerSources, PlayerStatus, SoundDevice, SoundOutput};
use twopop::timebase::{FrameRate, SamplePos};

use crate::footage::{Footage, H264};
use crate::playing::{Record, sources_of, wait_until, wait_until_ended, wait_until_idle};
use crate::preemption::promptly;
use crate::signals::{Counting, numbered_long};
use crate::sound_server::SoundServer;

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
fn a_device_lost_while_playing_is_reported_and_the_programme_goes_on() {
    let server = SoundServer::start();
    let mut player = counting(server.output());
    player.seek(SamplePos::new(96_000));
    player.play();
    wait_until(&mut player, |status| status.position.get() > 120_000);
    assert!(server.control(&["unload-module", "module-null-sink"]).0);
    let reported = problem(&mut player);
    assert!(reported.contains("the sound device is gone"), "{reported}");
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

/// The server moves the stream to its other device: only its name changes.
#[test]
fn a_device_replaced_while_playing_is_followed() {
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
    let reported = problem(&mut player);
    assert!(reported.contains("the sound device is gone"), "{reported}");
    plays_on(&mut player, 48_000);
}

/// A file that is cut off while it plays, as when a share goes away or a copy is interrupted.
#[test]
fn a_movie_cut_off_while_playing_is_reported_and_the_sound_goes_on() {
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
    let reported = problem(&mut player);
    assert!(reported.contains("film.mp4"), "{reported}");
    plays_on(&mut player, 48_000);
    // Places after the cut are still places of the sound.
    player.pause();
    player.seek(rate.start_of_frame(400));
    let seen = wait_until(&mut player, |status| !status.busy && !status.playing).status;
    assert!(seen.problem.is_some());
    drop(player);
}

/// Reads that do not return until they are released.
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
fn a_share_that_hangs_is_reported_holds_nothing_up_and_is_heard_when_it_answers() {
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
    let reported = problem(&mut player);
    assert!(reported.contains("has not answered"), "{reported}");
    plays_on(&mut player, 24_000);
    let silent = player.poll().dropped_sound;
    assert!(silent > 0);
    *source.let_go.0.lock().expect("whole") = true;
    source.let_go.1.notify_all();
    std::thread::sleep(Duration::from_secs(1));
    let settled = player.poll().dropped_sound;
    plays_on(&mut player, 24_000);
    assert_eq!(player.poll().dropped_sound, settled, "still silent");
    promptly(Duration::from_millis(200), "dropping waited", || drop(player));
}

#[test]
fn a_pipe_in_a_movies_place_is_reported_and_the_sound_goes_on() {
    let footage = Footage::new();
    let whole = footage.ffmpeg("whole.mp4", &format!("{} {H264}", numbered_long("24", 48)));
    let pipe = footage.path("film.mp4");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().expect("mkfifo").success());
    let mut sources = sources_of(&whole);
    sources.movie = Some(pipe);
    sources.delivered = Some(Arc::new(Counting { frames: 48_000 * 60 }));
    let record = Record::default();
    sources.sound_output = record.output();
    let mut player = open(sources);
    player.play();
    let reported = problem(&mut player);
    assert!(reported.contains("named pipe (FIFO), not a file"), "{reported}");
    wait_until(&mut player, |status| status.playing && record.blocks().len() > 100);
}

#[test]
fn a_picture_longer_than_its_audio_plays_to_its_own_end() {
    let footage = Footage::new();
    let movie = footage.ffmpeg("film.mov", &format!("{} {H264}", numbered_long("25", 50)));
    let mut sources = sources_of(&movie);
    sources.delivered = Some(Arc::new(Counting { frames: 24_000 }));
    let mut player = open(sources);
    player.play();
    let ended = wait_until_ended(&mut player).status;
    assert_eq!((ended.frame_number, ended.dropped_sound, ended.problem), (Some(49), 0, None));
}

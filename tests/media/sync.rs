//! Sync of picture and sound: a flash and a pip together, seen when the desk gets the picture and heard at the device of
//! a sound server.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use twopop::media::{FlashAndPip, Mix, Player, PlayerSources, SoundDevice, VideoFrame, probe_movie};
use twopop::timebase::{Nudge, SampleDelta, SamplePos};

use crate::footage::Footage;
use crate::playing::{wait_until, wait_until_idle};
use crate::preemption::retry_if_preempted;
use crate::sound_server::{DeviceRecording, SoundServer};

/// The most error, of the player and of the method each, in milliseconds.
const WITHIN: f64 = 5.0;

/// A white frame at the start of every second of black.
fn flashes(footage: &Footage) -> PathBuf {
    let make = "-f lavfi -i color=s=160x96:r=25:d=60,geq=lum=16+219*eq(mod(N\\,25)\\,0):cb=128:cr=128 \
                -c:v libx264 -preset ultrafast -g 50 -bf 2 -pix_fmt yuv420p";
    footage.ffmpeg("flash.mp4", make)
}

fn open(server: &SoundServer, footage: &Footage) -> Player {
    let movie = flashes(footage);
    let facts = probe_movie(&movie).expect("it opens");
    let mut sources = PlayerSources::new(facts.frame_rate.expect("a picture"));
    sources.movie = Some(movie);
    sources.picture_length = facts.duration;
    sources.delivered = Some(Arc::new(FlashAndPip));
    sources.sound_output = server.output();
    let mut player = Player::open(sources, Arc::new(|| {})).expect("GStreamer");
    wait_until(&mut player, |status| status.device == SoundDevice::SoundServer);
    wait_until_idle(&mut player);
    player
}

fn is_bright(picture: &VideoFrame) -> bool {
    picture.rows().nth(48).is_some_and(|row| row[320] > 128)
}

/// When bright pictures arrived, while it plays for `time`.
fn watch(player: &mut Player, time: Duration) -> Vec<Instant> {
    let (mut seen, until) = (Vec::new(), Instant::now() + time);
    while Instant::now() < until {
        let picture = player.poll().frame;
        let now = Instant::now();
        if picture.is_some_and(|picture| is_bright(&picture)) {
            seen.push(now);
        }
        std::thread::sleep(Duration::from_micros(500));
    }
    seen
}

/// When pips started at the device.
fn heard(recording: &DeviceRecording) -> Vec<Instant> {
    let (began, _) = recording.started();
    let samples = recording.samples();
    let mut silent = 0_u32;
    let mut pips = Vec::new();
    for (n, [left, _]) in samples.iter().enumerate() {
        if left.abs() < 0.01 {
            silent += 1;
        } else {
            if silent > 4800 {
                pips.push(began + Duration::from_secs_f64(n as f64 / 48_000.0));
            }
            silent = 0;
        }
    }
    pips
}

/// How much later the pip is heard than the flash is seen, milliseconds, for each flash that has one near it.
fn lateness(flashes: &[Instant], pips: &[Instant], nudge: f64) -> Vec<f64> {
    let between = |flash: &Instant, pip: &Instant| {
        if pip > flash { (*pip - *flash).as_secs_f64() } else { -(*flash - *pip).as_secs_f64() }
    };
    let nearest = |flash: &Instant| {
        let all = pips.iter().map(|pip| between(flash, pip) * 1000.0);
        all.min_by(|one, two| (one - nudge).abs().total_cmp(&(two - nudge).abs()))
    };
    flashes.iter().filter_map(nearest).filter(|late| (late - nudge).abs() < 400.0).collect()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Two recordings of the same device, each placed in time by itself: how far apart they place a pip, in milliseconds.
fn error_of_method(one: &DeviceRecording, other: &DeviceRecording) -> f64 {
    let apart = lateness(&heard(one), &heard(other), 0.0);
    let between = apart.iter().fold(0.0_f64, |most, apart| most.max(apart.abs()));
    let quickest = one.started().1.max(other.started().1).as_secs_f64() * 1000.0;
    between.max(quickest)
}

#[test]
#[ignore = "wants the machine to itself: ./test runs it so"]
fn flash_and_pip_are_in_sync_before_and_after_nudges() {
    retry_if_preempted(|| {
        let (server, footage) = (SoundServer::start(), Footage::new());
        let mut player = open(&server, &footage);
        let (recording, other) = (server.record(), server.record());
        player.seek(SamplePos::new(24_000));
        wait_until_idle(&mut player);
        player.play();
        let mut table = Vec::new();
        for nudge in [0_i64, 2002, -2002, 9600, 0] {
            player.set_mix(&Mix { nudge: Nudge::new(SampleDelta::new(nudge)), ..Mix::default() });
            std::thread::sleep(Duration::from_millis(300));
            let seen = watch(&mut player, Duration::from_millis(3600));
            std::thread::sleep(Duration::from_millis(300));
            let asked = nudge as f64 / 48.0;
            let late = lateness(&seen, &heard(&recording), asked);
            assert!(late.len() >= 3, "{} flashes with a pip", late.len());
            table.push((asked, median(late.clone()), late));
        }
        let error = error_of_method(&recording, &other);
        for (asked, measured, all) in &table {
            println!("pip {asked:+.2} ms after the flash asked: {measured:+.2} heard (each {all:.1?})");
        }
        println!("the method errs by {error:.2} ms");
        assert!(error <= WITHIN, "the method errs by {error:.2} ms");
        for (asked, measured, _) in table {
            assert!((asked - measured).abs() <= WITHIN, "{measured:.2} ms instead of {asked:.2}");
        }
    });
}

/// The picture delay of a device moves the picture against the sound while it plays, and no reported position.
#[test]
#[ignore = "wants the machine to itself: ./test runs it so"]
fn the_picture_delay_moves_the_picture_and_nothing_else() {
    retry_if_preempted(|| {
        let (server, footage) = (SoundServer::start(), Footage::new());
        let mut player = open(&server, &footage);
        let name = wait_until(&mut player, |status| status.device_name.is_some()).status.device_name;
        assert_eq!(name.as_deref(), Some("Null Output"));
        let recording = server.record();
        player.seek(SamplePos::new(24_000));
        wait_until_idle(&mut player);
        player.play();
        for delay in [0_i64, 4800, -1920, 0] {
            player.set_picture_delay(SampleDelta::new(delay));
            std::thread::sleep(Duration::from_millis(300));
            let seen = watch(&mut player, Duration::from_millis(3600));
            std::thread::sleep(Duration::from_millis(300));
            let asked = -delay as f64 / 48.0;
            let measured = median(lateness(&seen, &heard(&recording), asked));
            println!("picture {:+.0} ms late asked: pip {measured:+.2} ms after the flash", -asked);
            assert!((asked - measured).abs() <= WITHIN, "{measured:.2} ms instead of {asked:.2}");
        }
    });
}

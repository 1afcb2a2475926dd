//! What a whole programme costs to play: 1080p with two hours of 5.1.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use twopop::media::{DeliveredAudio, Player, PlayerSources, probe_movie};
use twopop::timebase::SamplePos;

use crate::footage::Footage;
use crate::mpv::cpu_of;
use crate::playing::{wait_until, wait_until_idle};
use crate::soak::resident_kilobytes;
use crate::sound_server::SoundServer;

/// Two hours of six channels of 24 bits.
const FRAMES: u64 = 48_000 * 7200;
const BYTES: u64 = FRAMES * 18;

/// Silence, 6.2 GB long and taking no room on disk (EBU Tech 3306: RF64 with its sizes in the ds64 chunk).
fn two_hours(path: &Path) {
    let mut file = File::create(path).expect("writable");
    let mut head = b"RF64\xff\xff\xff\xffWAVEds64\x1c\0\0\0".to_vec();
    for size in [BYTES + 72, BYTES, FRAMES] {
        head.extend_from_slice(&size.to_le_bytes());
    }
    head.extend_from_slice(&[0; 4]);
    head.extend_from_slice(b"fmt \x10\0\0\0\x01\0\x06\0");
    head.extend_from_slice(&48_000_u32.to_le_bytes());
    head.extend_from_slice(&864_000_u32.to_le_bytes());
    head.extend_from_slice(b"\x12\0\x18\0data\xff\xff\xff\xff");
    file.write_all(&head).expect("written");
    file.set_len(head.len() as u64 + BYTES).expect("as long as it says");
}

/// Film and audio of one's own by TWOPOP_FILM and TWOPOP_AUDIO.
fn pair(footage: &Footage) -> (PathBuf, PathBuf) {
    let own = |name: &str| std::env::var_os(name).map(PathBuf::from);
    own("TWOPOP_FILM").zip(own("TWOPOP_AUDIO")).unwrap_or_else(|| {
        let audio = footage.path("mix.wav");
        two_hours(&audio);
        let make = "-f lavfi -i testsrc2=s=1920x1080:r=24,noise=alls=4:allf=t -frames:v 960 -c:v libx264 -preset \
                    veryfast -b:v 8M -g 48 -bf 3 -pix_fmt yuv420p";
        (footage.ffmpeg("film.mp4", make), audio)
    })
}

#[test]
#[ignore = "wants the machine to itself, and a minute to make its film"]
fn playing_1080p_with_two_hours_of_six_channels() {
    let (footage, server) = (Footage::new(), SoundServer::start());
    let (movie, audio) = pair(&footage);
    let facts = probe_movie(&movie).expect("it opens");
    let mut sources = PlayerSources::new(facts.frame_rate.expect("a picture"));
    sources.movie = Some(movie);
    sources.picture_length = facts.duration;
    sources.delivered = Some(Arc::new(DeliveredAudio::open(&[audio]).expect("it opens")));
    sources.sound_output = server.output();
    let mut player = Player::open(sources, Arc::new(|| {})).expect("GStreamer");
    wait_until_idle(&mut player);
    player.play();
    wait_until(&mut player, |status| status.position.get() > 48_000);
    let (begun, cpu) = (Instant::now(), cpu_of(std::process::id()));
    let (mut pictures, mut most) = (0, 0);
    while begun.elapsed() < Duration::from_secs(20) {
        pictures += u32::from(player.poll().frame.is_some());
        most = most.max(resident_kilobytes());
        std::thread::sleep(Duration::from_millis(4));
    }
    let seconds = begun.elapsed().as_secs_f64();
    let cpu = (cpu_of(std::process::id()) - cpu) / seconds * 100.0;
    let rate = f64::from(pictures) / seconds;
    let silent = player.poll().dropped_sound;
    // An hour on, in the audio alone.
    player.seek(SamplePos::new(48_000 * 5400));
    wait_until(&mut player, |status| status.playing && status.position.get() > 48_000 * 5401);
    most = most.max(resident_kilobytes());
    println!(
        "{cpu:.0} % of a core, {rate:.1} pictures a second, {} MB at most, {silent} samples silent",
        most / 1000
    );
    assert!(most < 600_000, "{most} kB");
    assert_eq!(silent, 0);
}

//! Pictures that aren't 8-bit, upright, even in size or constant in rate.

use std::sync::Arc;

use twopop::media::{Player, PlayerSources, probe_movie};
use twopop::timebase::{SampleDelta, SamplePos};

use crate::footage::{Footage, H264};
use crate::playing::{sources_of, wait_until, wait_until_ended, wait_until_idle};
use crate::signals::{long_number_in, numbered_long};

fn open(sources: PlayerSources) -> Player {
    let mut player = Player::open(sources, Arc::new(|| {})).expect("GStreamer");
    wait_until_idle(&mut player);
    player
}

/// Every kind of picture opens, and shows exactly the frame asked for.
#[test]
fn unusual_pictures_show_their_frames() {
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
        let ended = wait_until_ended(&mut player).status;
        assert_eq!(ended.problem, None, "{name}");
    }
}

/// The bar code of a picture of any size.
fn number_across(rgba: &[u8], width: usize, height: usize) -> i64 {
    let row = &rgba[height / 2 * width * 4..];
    (0..10).filter(|bit| row[(bit * 2 + 1) * width / 20 * 4 + 1] > 128).map(|bit| 1 << bit).sum()
}

/// Stored on its side, as phones do: shown upright, as preview and as the player's own picture.
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

/// A warning says so, and positions are those of the frames shown.
#[test]
fn a_variable_frame_rate_is_a_warning_and_plays_to_its_end() {
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
    let ended = wait_until_ended(&mut player).status;
    assert_eq!(ended.problem, None);
    player.seek(SamplePos::new(0) + SampleDelta::new(48_000));
    let seen = wait_until_idle(&mut player).status;
    assert_eq!(seen.problem, None);
    assert!(seen.frame_number.is_some());
}

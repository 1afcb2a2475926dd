//! The small copy of a movie for scrubbing: complete, interrupted, unusable or removed.

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use twopop::media::{
    CACHE_BYTES, CopyOutcome, LET_GO_AFTER, ScrubCopy, ScrubDirection, ScrubSource, Scrubber,
};
use twopop::store::CacheFolder;
use twopop::timebase::FrameRate;

use crate::footage::Footage;
use crate::signals::{long_number_in, numbered_long};

const RATE: FrameRate = FrameRate::F24;
const FRAMES: i64 = 300;
const LONG_GOP: &str = "-c:v libx264 -preset veryfast -crf 14 -g 250 -keyint_min 250 -sc_threshold 0 -bf 3 \
                        -pix_fmt yuv420p";

fn movie(footage: &Footage) -> PathBuf {
    footage.ffmpeg("SECRET TITLE v3.mp4", &format!("{} {LONG_GOP}", numbered_long("24", FRAMES as u32)))
}

fn cache(footage: &Footage) -> CacheFolder {
    CacheFolder::new(footage.path("scrub"), 1 << 30)
}

fn copy(footage: &Footage, movie: &Path) -> Arc<ScrubCopy> {
    ScrubCopy::new(movie.to_owned(), RATE, cache(footage))
}

fn make(copy: &ScrubCopy) -> CopyOutcome {
    copy.make(|_| ControlFlow::Continue(())).expect("it is made")
}

fn files(footage: &Footage) -> Vec<String> {
    let entries = fs::read_dir(footage.path("scrub")).into_iter().flatten();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Every frame asked for arrives and carries its number.
fn assert_serves(copy: &Arc<ScrubCopy>, movie: &Path, numbers: &[i64]) {
    let (copy, frames) = (Some(Arc::clone(copy)), FRAMES);
    let source = ScrubSource {
        movie: movie.to_owned(),
        frame_rate: RATE,
        frames,
        copy,
        cache_bytes: CACHE_BYTES,
        let_go_after: LET_GO_AFTER,
    };
    let scrubber = Scrubber::open(source, Arc::new(|| {})).expect("GStreamer");
    for &number in numbers {
        let until = Instant::now() + PATIENCE;
        let frame = loop {
            scrubber.request_copy(number);
            if let Some(frame) = scrubber.frame(number) {
                break frame;
            }
            assert!(Instant::now() < until, "frame {number} never arrived");
            std::thread::sleep(Duration::from_millis(1));
        };
        assert_eq!((frame.number(), long_number_in(&frame.to_rgba())), (number, number));
    }
    scrubber.request(numbers[0], ScrubDirection::Back);
}

/// A picture of a copy that has not arrived by then never will.
const PATIENCE: Duration = Duration::from_secs(30);

const FEW: [i64; 6] = [299, 0, 249, 250, 7, 123];

#[test]
fn a_small_copy_serves_every_frame_and_is_found_again() {
    let footage = Footage::new();
    let movie = movie(&footage);
    let made = copy(&footage, &movie);
    assert_eq!(make(&made), CopyOutcome::Complete { set_aside: None });
    assert_serves(&made, &movie, &FEW);
    let names = files(&footage);
    assert_eq!(names.len(), 1, "{names:?}");
    assert!(names[0].ends_with(".scrub") && !names[0].contains("SECRET"), "{names:?}");
    // Another session only opens it: not one picture is made again.
    let found = copy(&footage, &movie);
    let made = found.make(|number| panic!("picture {number} is made again")).expect("it is there");
    assert_eq!(made, CopyOutcome::Complete { set_aside: None });
    assert_serves(&found, &movie, &FEW);
}

#[test]
fn a_copy_that_was_stopped_serves_what_it_has_and_resumes_from_there() {
    let footage = Footage::new();
    let movie = movie(&footage);
    let stopped = copy(&footage, &movie);
    let stop_at = |last: i64| {
        move |number: i64| if number < last { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    };
    assert_eq!(stopped.make(stop_at(270)).expect("started"), CopyOutcome::Stopped);
    assert_serves(&stopped, &movie, &[0, 100, 269]);
    let resumed = copy(&footage, &movie);
    let mut first = None;
    let made = resumed.make(|number| {
        first.get_or_insert(number);
        ControlFlow::Continue(())
    });
    assert_eq!(made.expect("made"), CopyOutcome::Complete { set_aside: None });
    assert!(first.is_some_and(|first| first >= 250), "resumed from {first:?}");
    assert_serves(&resumed, &movie, &FEW);
}

#[test]
fn an_unusable_copy_is_set_aside_with_a_reason_and_made_again() {
    let footage = Footage::new();
    let movie = movie(&footage);
    make(&copy(&footage, &movie));
    let file = footage.path("scrub").join(&files(&footage)[0]);
    let whole = fs::read(&file).unwrap();
    let mut of_another = whole.clone();
    of_another[20] ^= 1;
    for (wrong, words) in [
        (&whole[..whole.len() - 7], "is incomplete"),
        (&b"notes"[..], "isn't a scrub proxy"),
        (&of_another[..], "another movie"),
    ] {
        fs::write(&file, wrong).unwrap();
        let remade = copy(&footage, &movie);
        let CopyOutcome::Complete { set_aside: Some(why) } = make(&remade) else {
            panic!("{words}: no reason given")
        };
        assert!(why.contains(words), "{why}");
        assert_serves(&remade, &movie, &FEW);
    }
    // The movie is replaced under the same name: the old copy is not used.
    footage.ffmpeg("SECRET TITLE v3.mp4", &format!("{} -c:v libx264 -qp 30", numbered_long("24", 60)));
    let mut pictures = Vec::new();
    copy(&footage, &movie)
        .make(|number| {
            pictures.push(number);
            ControlFlow::Continue(())
        })
        .expect("made");
    // The last is asked about once more before the copy is finished.
    assert_eq!(pictures, (0..60).chain([59]).collect::<Vec<i64>>());
}

#[test]
fn a_purged_copy_is_gone_and_stays_gone() {
    let footage = Footage::new();
    let movie = movie(&footage);
    let copy = copy(&footage, &movie);
    let stopped = copy.make(|number| {
        if number == 100 {
            copy.purge().expect("removed");
        }
        ControlFlow::Continue(())
    });
    assert_eq!(stopped.expect("no error"), CopyOutcome::Stopped);
    assert_eq!(files(&footage), Vec::<String>::new());
}

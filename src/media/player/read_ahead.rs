use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::console::Console;
use super::page_cache::{Condition, PAGE_FRAMES, PageCache};
use super::play_segment::{PlaySegment, Run};
use crate::media::MediaError;

/// Pages kept after the playhead: 4.1 s; and before it, for nudges and short steps back: 1.2 s.
const AHEAD: i64 = 48;
const BEHIND: i64 = 14;
/// How often a guide that is still growing, or a file that could not be read, is looked at again.
const LOOK_AGAIN: Duration = Duration::from_millis(200);

/// Starts the thread that keeps both shelves filled around the playhead until the console stops. A failure to read
/// goes to `trouble` as a sentence.
pub(super) fn start_reader(
    console: &Arc<Console>,
    trouble: Arc<Mutex<Option<String>>>,
) -> Result<JoinHandle<()>, MediaError> {
    let kept = Arc::clone(console);
    let reader = thread::Builder::new()
        .name("player-reader".to_owned())
        .spawn(move || {
            while !kept.stopping.load(Ordering::Acquire) {
                if fill_window(&kept, &trouble) {
                    thread::park_timeout(LOOK_AGAIN);
                }
            }
        })
        .map_err(|error| MediaError::Refused(format!("no thread for reading ahead: {error}")))?;
    console.reader_is(reader.thread().clone());
    Ok(reader)
}

/// Fills the window, what is heard next first. Returns false as soon as the window has moved.
fn fill_window(console: &Console, trouble: &Mutex<Option<String>>) -> bool {
    let aim = SeekTarget { leg: console.leg(), playhead: console.playhead(), nudge: console.nudge() };
    for Run { first, frames } in wanted(&aim) {
        let shelves = [
            (&console.delivered, first - aim.nudge, "the delivered audio"),
            (&console.guide, first, "the guide sound"),
        ];
        let pages = |from: i64| from.div_euclid(PAGE_FRAMES)..=(from + frames - 1).div_euclid(PAGE_FRAMES);
        for step in 0..=frames.div_euclid(PAGE_FRAMES) + 1 {
            for (shelf, from, name) in shelves {
                let Some(shelf) = shelf else { continue };
                let mut pages = pages(from);
                let backward = aim.leg.speed.is_backward();
                let place = usize::try_from(step).unwrap_or(0);
                let number = if backward { pages.nth_back(place) } else { pages.nth(place) };
                if !number.is_some_and(|number| fill_page(console, shelf, number, name, trouble)) {
                    continue;
                }
                if console.stopping.load(Ordering::Acquire) || aim.is_missed(console) {
                    return false;
                }
            }
        }
    }
    true
}

/// What the window was filled for.
struct SeekTarget {
    leg: PlaySegment,
    playhead: i64,
    nudge: i64,
}

impl SeekTarget {
    /// Playing on within a page is no reason to begin again.
    fn is_missed(&self, console: &Console) -> bool {
        console.nudge() != self.nudge
            || console.leg() != self.leg
            || (console.playhead() - self.playhead).abs() > PAGE_FRAMES
    }
}

/// What is to be kept, most urgent first: what is heard next, then what was heard, for nudges and short steps back.
/// Around a repeat what was heard is what comes again.
fn wanted(aim: &SeekTarget) -> Vec<Run> {
    let mut wanted = aim.leg.ahead_of(aim.playhead, AHEAD * PAGE_FRAMES);
    if aim.leg.repeat.is_none() {
        let behind = BEHIND * PAGE_FRAMES;
        let first = if aim.leg.speed.is_backward() { aim.playhead } else { aim.playhead - behind };
        wanted.push(Run { first, frames: behind });
    }
    wanted
}

/// Reads the page if it needs to be; returns whether it did.
fn fill_page(
    console: &Console,
    shelf: &PageCache,
    number: i64,
    name: &str,
    trouble: &Mutex<Option<String>>,
) -> bool {
    if shelf.condition(number) == Condition::Good {
        return false;
    }
    console.waits_for_file(true);
    let filled = shelf.fill(number);
    console.waits_for_file(false);
    if let Err(error) = filled {
        let sentence = format!(
            "{name} cannot be read any more ({error}) and is silent there: check that its disk or share is mounted"
        );
        *trouble.lock().unwrap_or_else(PoisonError::into_inner) = Some(sentence);
    }
    true
}

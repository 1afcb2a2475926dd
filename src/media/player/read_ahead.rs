use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::console::Console;
use super::shelf::{Condition, PAGE_FRAMES, Shelf};
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

/// Fills the window, nearest pages first. Returns false as soon as the window has moved.
fn fill_window(console: &Console, trouble: &Mutex<Option<String>>) -> bool {
    let aim = (console.playhead(), console.nudge());
    let (playhead, nudge) = aim;
    let wanted = (0..AHEAD).chain((1..=BEHIND).map(|back| -back));
    for step in wanted {
        let shelves = [
            (&console.delivered, playhead.saturating_sub(nudge), "the delivered audio"),
            (&console.guide, playhead, "the guide sound"),
        ];
        for (shelf, at, name) in shelves {
            let Some(shelf) = shelf else { continue };
            if !fill_page(shelf, at.div_euclid(PAGE_FRAMES) + step, name, trouble) {
                continue;
            }
            if console.stopping.load(Ordering::Acquire) || has_moved(console, aim) {
                return false;
            }
        }
    }
    true
}

/// Playing on within a page is no reason to begin again.
fn has_moved(console: &Console, (playhead, nudge): (i64, i64)) -> bool {
    console.nudge() != nudge || (console.playhead() - playhead).abs() > PAGE_FRAMES
}

/// Reads the page if it needs to be; returns whether it did.
fn fill_page(shelf: &Shelf, number: i64, name: &str, trouble: &Mutex<Option<String>>) -> bool {
    if shelf.condition(number) == Condition::Good {
        return false;
    }
    if let Err(error) = shelf.fill(number) {
        let sentence = format!(
            "{name} cannot be read any more ({error}) and is silent there: check that its disk or share is mounted"
        );
        *trouble.lock().unwrap_or_else(PoisonError::into_inner) = Some(sentence);
    }
    true
}

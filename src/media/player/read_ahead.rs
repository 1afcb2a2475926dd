//! The thread that reads ahead: keeps both sounds in memory around the playhead.
//!
//! The only thread of the player that reads the sound files, and the only one that a slow disk holds up.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::monitor_mix::MonitorMix;
use super::page_cache::{PAGE_FRAMES, PageCache, PageState};
use super::play_segment::{PlaySegment, ProgrammeRun};
use crate::media::MediaError;
use crate::monitoring::BothWays;

/// Pages kept after the playhead: 4.1 s.
const PAGES_AHEAD: i64 = 48;
/// Pages kept before it, for nudges and short steps back: 1.2 s.
const PAGES_BACK: i64 = 14;
/// How often a guide that is still growing, or a file that could not be read, is looked at again.
const LOOK_AGAIN: Duration = Duration::from_millis(200);

/// Starts the thread that keeps the pages around the playhead in memory until the mix stops. A failure to read goes to
/// `read_problem` as a sentence.
///
/// # Errors
/// When the system gives no thread.
pub(super) fn start_reader(
    mix: &Arc<MonitorMix>,
    read_problem: Arc<Mutex<Option<String>>>,
) -> Result<JoinHandle<()>, MediaError> {
    let shared = Arc::clone(mix);
    let reader = thread::Builder::new()
        .name("player-reader".to_owned())
        .spawn(move || {
            while !shared.state.is_stopping.load(Ordering::Acquire) {
                if fill_window(&shared, &read_problem) {
                    thread::park_timeout(LOOK_AGAIN);
                }
            }
        })
        .map_err(|error| MediaError::NoThread { purpose: "reading ahead", error })?;
    mix.state.set_reader(reader.thread().clone());
    Ok(reader)
}

/// Fills the window, what is heard next first. Returns false as soon as the window has moved.
fn fill_window(mix: &MonitorMix, read_problem: &Mutex<Option<String>>) -> bool {
    let window = ReadWindow {
        segment: mix.state.segment(),
        playhead: mix.state.playhead(),
        nudge: mix.settings.nudge(),
        both_ways: mix.settings.both_ways(),
        hears_print_master: mix.settings.hears_print_master(),
    };
    let print_master = if window.hears_print_master { mix.print_master.load_full() } else { None };
    let nudges = window.nudges();
    for ProgrammeRun { first, frames } in wanted(&window) {
        let at = |pages, name| nudges.iter().map(move |nudge| (pages, first - nudge, name));
        let delivered = at(mix.delivered.as_ref(), "the delivered audio");
        let beside = at(print_master.as_deref(), "the Print Master");
        let guide = [(mix.guide.as_ref(), first, "the guide sound")];
        let sounds: Vec<_> = delivered.chain(beside).chain(guide).collect();
        let numbers = |from: i64| from.div_euclid(PAGE_FRAMES)..=(from + frames - 1).div_euclid(PAGE_FRAMES);
        for step in 0..=frames.div_euclid(PAGE_FRAMES) + 1 {
            for &(pages, from, name) in &sounds {
                let Some(pages) = pages else { continue };
                let mut numbers = numbers(from);
                let backward = window.segment.speed.is_backward();
                let nth = usize::try_from(step).unwrap_or(0);
                let number = if backward { numbers.nth_back(nth) } else { numbers.nth(nth) };
                if !number.is_some_and(|number| fill_page(mix, pages, number, name, read_problem)) {
                    continue;
                }
                if mix.state.is_stopping.load(Ordering::Acquire) || window.has_moved(mix) {
                    return false;
                }
            }
        }
    }
    true
}

/// What the window is filled for.
struct ReadWindow {
    segment: PlaySegment,
    playhead: i64,
    nudge: i64,
    both_ways: Option<BothWays>,
    hears_print_master: bool,
}

impl ReadWindow {
    /// Every place where the delivered audio may lie, each once.
    fn nudges(&self) -> Vec<i64> {
        let Some(ways) = self.both_ways else { return vec![self.nudge] };
        let mut nudges = ways.nudges().map(|nudge| nudge.delta().get()).to_vec();
        nudges.dedup();
        nudges
    }

    /// Playing on within a page is no reason to start again.
    fn has_moved(&self, mix: &MonitorMix) -> bool {
        mix.settings.nudge() != self.nudge
            || mix.settings.both_ways() != self.both_ways
            || mix.settings.hears_print_master() != self.hears_print_master
            || mix.state.segment() != self.segment
            || (mix.state.playhead() - self.playhead).abs() > PAGE_FRAMES
    }
}

/// What is to be in memory, most urgent first: what plays next, then what has just played, for nudges and short steps
/// back. In a loop, what has just played is what comes next.
fn wanted(window: &ReadWindow) -> Vec<ProgrammeRun> {
    let mut wanted = window.segment.ahead_of(window.playhead, PAGES_AHEAD * PAGE_FRAMES);
    if window.segment.loop_range.is_none() {
        let back = PAGES_BACK * PAGE_FRAMES;
        let first = if window.segment.speed.is_backward() { window.playhead } else { window.playhead - back };
        wanted.push(ProgrammeRun { first, frames: back });
    }
    wanted
}

/// Reads the page if it needs to be; returns whether it did.
fn fill_page(
    mix: &MonitorMix,
    pages: &PageCache,
    number: i64,
    name: &str,
    read_problem: &Mutex<Option<String>>,
) -> bool {
    if pages.state(number) == PageState::Current {
        return false;
    }
    mix.state.set_waiting_for_file(true);
    let filled = pages.fill(number);
    mix.state.set_waiting_for_file(false);
    if let Err(error) = filled {
        let sentence = format!(
            "{name} cannot be read any more ({error}) and is silent there: check that its disk or share is mounted"
        );
        *read_problem.lock().unwrap_or_else(PoisonError::into_inner) = Some(sentence);
    }
    true
}

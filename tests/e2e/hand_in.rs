//! What a hand-in goes through in the real window: tabs that move nothing, a loop that is left, the checklist, and taking back.

use std::thread::sleep;
use std::time::Duration;

use twopop::ticket::{Outcome, State, Ticket};

use super::open_demo;
use super::pixels::Pixels;
use super::stage::{Desk, Stage};

/// Width of the side, in points.
const SIDE: usize = 368;

#[test]
#[ignore = "needs a display of its own and the demo: ./test runs it"]
fn tabs_move_nothing_a_loop_is_left_and_submitting_is_a_checklist_that_can_be_taken_back() {
    let stage = Stage::set("hand in");
    let (mut desk, opened) = open_demo(&stage);
    let measured = desk.wait_for_ticket("what was measured", |ticket| ticket.drafted().is_some());
    assert!(measured.open_drafts().next().is_some(), "the demo has a fault");

    tabs_move_nothing(&mut desk);
    a_loop_that_is_left_catches_nobody(&mut desk, &opened);

    // A draft is open: the checklist says so, and Enter submits nothing.
    desk.press(&["ctrl+Return", "Return"]);
    sleep(Duration::from_secs(2));
    assert!(is_open(&stage.ticket().unwrap()), "submitted past a draft");
    desk.press(&["Escape"]);
    super::submit(&mut desk);
    let is_submitted = |ticket: &Ticket| ticket.lifecycle().state() == State::Submitted(Outcome::Flagged);
    let submitted = desk.wait_for_ticket("the ticket submitted", is_submitted);
    // Within ten seconds.
    desk.press(&["ctrl+shift+BackSpace"]);
    let again = desk.wait_for_ticket("the ticket taken back", is_open);
    assert_eq!(again.findings(), submitted.findings());
    assert_eq!(again.lifecycle().round(), 1);
    desk.press(&["ctrl+Return"]);
    sleep(Duration::from_secs(1));
    desk.press(&["Return"]);
    desk.wait_for_ticket("the ticket submitted again", is_submitted);
    assert!(desk.quit().success());
}

fn is_open(ticket: &Ticket) -> bool {
    matches!(ticket.lifecycle().state(), State::New | State::InReview)
}

/// Whatever a tab has in it, the side's edge stays, and everything left of it.
fn tabs_move_nothing(desk: &mut Desk<'_>) {
    let left_of_the_side = |desk: &Desk<'_>, tab: &str| {
        let pixels = Pixels::read(&desk.picture(tab).0);
        let to = pixels.width() - SIDE - 1;
        let rows = 130..pixels.height();
        rows.flat_map(|y| (0..to).map(move |x| (x, y))).map(|(x, y)| pixels.at(x, y)).collect::<Vec<_>>()
    };
    // The loudness of the mix is drawn once it was heard, whichever tab is open then. A tab that moves something does so in every
    // walk.
    let walked = |desk: &mut Desk<'_>| {
        let mut first = None;
        ["alt+6", "alt+1", "alt+2", "alt+3", "alt+4", "alt+5"].into_iter().find_map(|tab| {
            desk.press(&[tab]);
            sleep(Duration::from_millis(600));
            let now = left_of_the_side(desk, tab);
            let before = first.get_or_insert_with(|| now.clone());
            let differ = now.iter().zip(before.iter()).filter(|(now, before)| now != before).count();
            (now.len() != before.len() || differ > 0)
                .then(|| format!("{differ} pixels left of the side differ under {tab}"))
        })
    };
    let mut moved = None;
    for _ in 0..5 {
        sleep(Duration::from_secs(2));
        moved = walked(desk);
        if moved.is_none() {
            break;
        }
    }
    assert_eq!(moved, None);
}

/// Plays the third second in a loop, then from the start on: past the loop's end.
fn a_loop_that_is_left_catches_nobody(desk: &mut Desk<'_>, opened: &Ticket) {
    let frame = super::samples_of_frames(opened, 1);
    let second = 48_000;
    let in_loop = 2 * second - frame..3 * second + 2 * frame;
    desk.press(&[
        "Home",
        "shift+Right",
        "shift+Right",
        "i",
        "shift+Right",
        "o",
        "Left",
        "Left",
        "p",
        "space",
    ]);
    sleep(Duration::from_secs(4));
    desk.press(&["space", "m", "Return"]);
    let flagged = desk.wait_for_ticket("a finding in the loop", |ticket| ticket.findings().len() == 1);
    let place = flagged.findings()[0].from.get();
    assert!(in_loop.contains(&place), "the loop was left by itself: {place}");
    desk.press(&["Home", "space"]);
    sleep(Duration::from_secs(6));
    desk.press(&["space", "m", "Return"]);
    let flagged = desk.wait_for_ticket("a finding after the loop", |ticket| ticket.findings().len() == 2);
    let last = flagged.findings().iter().map(|finding| finding.from.get()).max().unwrap();
    assert!(last > in_loop.end, "the loop caught what played from elsewhere: {last}");
}

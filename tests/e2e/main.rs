//! End to end: the real window under a display of its own, driven by key, judged by what is saved.
//!
//! Ignored unless asked for, because it needs Xvfb, xdotool, ImageMagick and the demo request; `./test` brings them all.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::float_cmp,
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test says what it expects by failing, and works in a folder of its own"
)]

mod drawn;
mod hand_in;
mod hands;
mod layouts;
mod pixels;
mod readme;
mod stage;
mod wayland;

use std::fs;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::Duration;

use stage::{Desk, Stage};
use twopop::ticket::{Outcome, PersonRole, State, Ticket};
use twopop::timebase::SamplePos;

/// The demo request, by its real name.
fn demo() -> PathBuf {
    let link = Path::new(env!("CARGO_MANIFEST_DIR")).join("demo/request");
    fs::canonicalize(link).expect("there is no demo request: run packaging/make-demo")
}

/// Samples of the demo's frames. Every form of the demo has a rate that divides 48 000.
fn samples_of_frames(ticket: &Ticket, frames: i64) -> i64 {
    let rate = ticket.assets().iter().find_map(|asset| asset.facts.as_ref()?.frame_rate).unwrap();
    rate.samples_from_frames(frames).get()
}

/// Opens the demo and waits until there is a ticket, and more in the window than panels.
fn open_demo(stage: &Stage) -> (Desk<'_>, Ticket) {
    let mut desk = stage.open_desk(&[&demo()]);
    let ticket = desk.wait_for_ticket("the demo's ticket, its movies opened", |ticket| {
        ticket.assets().iter().any(|asset| asset.facts.is_some())
    });
    desk.wait_for("the picture in the window", |desk| (desk.picture("opened").1 > 500).then_some(()));
    (desk, ticket)
}

/// Plays a little, moves the audio three frames earlier and flags it, as the demo asks for.
fn do_the_job(desk: &mut Desk<'_>, opened: &Ticket) -> Ticket {
    let before = desk.picture("before").0;
    desk.press(&["space"]);
    desk.wait_for("picture and timecode that move", |desk| desk.differs(&before).then_some(()));
    sleep(Duration::from_secs(2));
    desk.press(&["space", "comma", "comma", "comma"]);
    let earlier = -samples_of_frames(opened, 3);
    desk.wait_for_ticket("the nudge, saved", |ticket| ticket.nudge().delta().get() == earlier);
    // The card opens, and is kept without words.
    desk.press(&["m", "Return"]);
    let flagged = desk.wait_for_ticket("the finding, saved", |ticket| ticket.findings().len() == 1);
    let finding = &flagged.findings()[0];
    assert_eq!(finding.nudge.delta().get(), earlier, "a finding keeps the view it was seen in");
    assert!(finding.from > SamplePos::ZERO, "it was flagged where it was heard, not at the start");
    assert!(!finding.against.is_empty());
    flagged
}

/// Accepts whatever is drafted and not decided on, then submits by the checklist.
fn submit(desk: &mut Desk<'_>) {
    let measured = desk.wait_for_ticket("what was measured", |ticket| ticket.drafted().is_some());
    for _ in measured.open_drafts() {
        desk.press(&["Return"]);
        sleep(Duration::from_secs(2));
        desk.press(&["m"]);
    }
    desk.wait_for_ticket("every draft decided on", |ticket| ticket.open_drafts().next().is_none());
    desk.press(&["Home", "ctrl+Return"]);
    sleep(Duration::from_secs(1));
    desk.press(&["Return"]);
}

/// The desk itself has the old work again: it goes on from the saved nudge, on the same ticket.
fn goes_on_from(desk: &mut Desk<'_>, before: &Ticket) {
    let on = before.nudge().delta().get() - samples_of_frames(before, 1);
    desk.press(&["comma"]);
    let after = desk
        .wait_for_ticket("one more nudge on the same ticket", |ticket| ticket.nudge().delta().get() == on);
    assert_eq!(after.id(), before.id());
    assert_eq!(after.findings(), before.findings());
    desk.press(&["ctrl+z"]);
    desk.wait_for_ticket("the nudge taken back", |ticket| ticket.nudge() == before.nudge());
}

#[test]
#[ignore = "needs a display of its own and the demo: ./test runs it"]
fn an_operator_finds_the_work_again_after_quitting() {
    let stage = Stage::set("quit");
    let (mut desk, opened) = open_demo(&stage);
    do_the_job(&mut desk, &opened);
    assert!(desk.quit().success());
    let kept = stage.ticket().unwrap();
    assert!(kept.playhead() > SamplePos::ZERO);

    let (mut desk, reopened) = open_demo(&stage);
    assert_eq!((reopened.nudge(), &reopened.findings()), (kept.nudge(), &kept.findings()));
    assert_eq!(reopened.playhead(), kept.playhead());
    goes_on_from(&mut desk, &kept);
    assert!(desk.quit().success());
}

#[test]
#[ignore = "needs a display of its own and the demo: ./test runs it"]
fn a_power_cut_costs_nothing_that_was_flagged() {
    let stage = Stage::set("power");
    let (mut desk, opened) = open_demo(&stage);
    let flagged = do_the_job(&mut desk, &opened);
    desk.cut_power();

    let (mut desk, reopened) = open_demo(&stage);
    assert_eq!((reopened.nudge(), &reopened.findings()), (flagged.nudge(), &flagged.findings()));
    goes_on_from(&mut desk, &flagged);
}

/// Opens the queue by key, and its first ticket, and waits until the finding is on screen as it was flagged.
fn open_from_queue<'stage>(stage: &'stage Stage) -> Desk<'stage> {
    let mut desk = stage.open_desk(&[]);
    desk.wait_for("words in the window", |desk| (desk.picture("desk").1 > 20).then_some(()));
    desk.press(&["q"]);
    let before = desk.picture("queue").0;
    sleep(Duration::from_secs(2));
    desk.press(&["Return"]);
    desk.wait_for("the ticket instead of the queue", |desk| desk.differs(&before).then_some(()));
    desk.wait_for("the picture in the window", |desk| (desk.picture("seen").1 > 500).then_some(()));
    // Sound, picture and the place of the finding come one after the other.
    sleep(Duration::from_secs(8));
    desk
}

fn stands(desk: &mut Desk<'_>, state: State, round: u32) -> Ticket {
    let what = format!("the ticket {} in round {round}", state.label());
    desk.wait_for_ticket(&what, |ticket| {
        (ticket.lifecycle().state(), ticket.lifecycle().round()) == (state, round)
    })
}

#[test]
#[ignore = "needs a display of its own and the demo: ./test runs it"]
fn a_ticket_goes_to_the_supervisor_back_and_through() {
    let stage = Stage::set("walk");
    let flagged = State::Submitted(Outcome::Flagged);
    stage.seat("Ada", PersonRole::Operator);
    let (mut desk, opened) = open_demo(&stage);
    let finding = do_the_job(&mut desk, &opened).findings()[0].clone();
    // Somewhere else, so that the finding's place is not just where the desk was left.
    submit(&mut desk);
    stands(&mut desk, flagged, 1);
    assert!(desk.quit().success());

    stage.seat("Sue", PersonRole::Supervisor);
    let mut desk = open_from_queue(&stage);
    desk.press(&["ctrl+shift+n", "w", "h", "y", "Escape", "ctrl+shift+r", "Return"]);
    let returned = stands(&mut desk, State::Returned, 2);
    assert_eq!(returned.playhead(), finding.from, "the supervisor was on the operator's frame");
    assert_eq!(returned.nudge(), finding.nudge, "and heard it as the operator did");
    assert!(desk.quit().success());

    stage.seat("Ada", PersonRole::Operator);
    let (mut desk, _) = open_demo(&stage);
    desk.press(&["comma"]);
    stands(&mut desk, State::InReview, 2);
    desk.press(&["ctrl+z"]);
    // It is measured again, and nothing is submitted before.
    sleep(Duration::from_secs(20));
    submit(&mut desk);
    stands(&mut desk, flagged, 2);
    assert!(desk.quit().success());

    stage.seat("Sue", PersonRole::Supervisor);
    let mut desk = open_from_queue(&stage);
    desk.press(&["ctrl+shift+c", "ctrl+shift+a", "Return"]);
    let approved = stands(&mut desk, State::Approved(Outcome::Flagged), 2);
    assert!(desk.quit().success());
    assert_eq!(approved.log_faults(), [], "the log is whole");
    let log: Vec<String> =
        approved.lifecycle().log().entries().iter().map(|entry| entry.by.to_string()).collect();
    assert!(
        log.contains(&"Ada, operator".to_owned()) && log.contains(&"Sue, supervisor".to_owned()),
        "{log:?}"
    );
    assert_eq!(approved.findings()[0].id, finding.id);
}

#[test]
#[ignore = "needs a display of its own: ./test runs it"]
fn an_empty_desk_opens_and_quits() {
    let stage = Stage::set("empty");
    let mut desk = stage.open_desk(&[]);
    desk.wait_for("words in the window", |desk| (desk.picture("empty").1 > 20).then_some(()));
    assert!(desk.quit().success());
    assert!(stage.ticket().is_none());
}

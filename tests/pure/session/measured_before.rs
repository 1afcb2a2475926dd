//! What was measured in an earlier sitting: taken over at once where it holds, and where not, measured anew with the reason.

use super::*;
use twopop::mix::MixResult;
use twopop::session::{MixEffect, MixEvent};
use twopop::ticket::MeasurementOrigin;

const THEN: &str = "2026-11-28T14:03:21+01:00";

fn origin(files: &str) -> MeasurementOrigin {
    MeasurementOrigin {
        at: THEN.to_owned(),
        program: "Twopop 0.2.0".to_owned(),
        files: files.to_owned(),
        settings: "settings".to_owned(),
    }
}

/// As the machine gives a measurement, a kept one or a new one.
fn give(workspace: &mut Workspace, is_kept: bool, measured: Measurement) -> Vec<Effect> {
    workspace.event(MeasureEvent::Origin { origin: origin("files"), is_kept });
    workspace.event(MeasureEvent::Measured(Box::new(measured)))
}

fn session(workspace: &Workspace) -> &Session {
    workspace.session().expect("a session")
}

fn verdict(workspace: &Workspace) -> String {
    session(workspace).sync_status().text
}

/// Opens a ticket of an earlier sitting: its initial alignment stays.
fn reopen(begun: Ticket) -> Workspace {
    let profile = Arc::new(Profile::asset_qc().clone());
    let mut workspace =
        Workspace::new(profile, Person { name: "Ada".to_owned(), duty: PersonRole::Operator });
    workspace.command(RequestCommand::Open(vec![PathBuf::from("/requests/nightfall")]), &stamp());
    workspace.event(RequestEvent::Opened {
        ticket: Box::new(begun.into()),
        reopened: true,
        warnings: Vec::new(),
    });
    workspace.event(RequestEvent::AllExamined);
    workspace
}

/// The ticket as an earlier sitting left it.
fn measured_earlier() -> Ticket {
    let (mut workspace, _) = open(ReferenceKind::FinalProxy);
    give(&mut workspace, false, measured(0.0, 6_006.0));
    session(&workspace).ticket().clone()
}

fn measures(effects: &[Effect]) -> bool {
    effects.iter().any(|effect| matches!(effect, Effect::Measure(MeasureEffect::Start)))
}

#[test]
fn a_kept_measurement_is_verdict_and_drafts_at_once_and_says_from_when() {
    let earlier = measured_earlier();
    let mut workspace = reopen(earlier.clone());
    assert!(verdict(&workspace).starts_with("Measuring 0 %"));
    let effects = give(&mut workspace, true, measured(0.0, 6_006.0));
    assert!(!measures(&effects), "{effects:?}");
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Save(_))), "nothing is new: {effects:?}");
    let said = verdict(&workspace);
    assert!(said.starts_with("Out of sync: audio LATE by 3 frames"), "{said}");
    assert!(said.contains("1 drafted BLOCKER"), "{said}");
    assert!(said.ends_with("measured 2026-11-28 14:03, the files are unchanged since"), "{said}");
    assert_eq!(session(&workspace).open_drafts().count(), 1);
    assert_eq!(session(&workspace).ticket().measurements(), earlier.measurements());
    assert_eq!(session(&workspace).measured_before(), None);

    // What is decided on it stays decided: it is the same draft.
    workspace
        .command(MeasureCommand::DismissDraft { place: 0, why: "the picture is wrong".to_owned() }, &stamp());
    let decided = session(&workspace).ticket().clone();
    let mut again = reopen(decided);
    give(&mut again, true, measured(0.0, 6_006.0));
    assert_eq!(session(&again).open_drafts().count(), 0);
}

#[test]
fn the_policy_in_force_judges_what_is_kept() {
    let (mut workspace, _) = open(ReferenceKind::LockedCut);
    give(&mut workspace, true, measured(0.0, 6_006.0));
    assert!(verdict(&workspace).contains("1 drafted ISSUE"), "{}", verdict(&workspace));
}

#[test]
fn what_is_measured_now_is_not_said_to_be_from_before() {
    let (mut workspace, _) = open(ReferenceKind::FinalProxy);
    give(&mut workspace, false, measured(0.0, 0.0));
    assert!(!verdict(&workspace).contains("unchanged since"), "{}", verdict(&workspace));
    let kept = session(&workspace).ticket().measurements();
    assert_eq!(kept[0].origin, Some(origin("files")), "and the ticket has its time");
}

#[test]
fn what_holds_no_more_is_measured_anew_and_says_why() {
    let now = |files: &str, program: &str, settings: &str| MeasurementOrigin {
        at: String::new(),
        program: program.to_owned(),
        files: files.to_owned(),
        settings: settings.to_owned(),
    };
    for (now, because) in [
        (now("other", "Twopop 0.2.0", "settings"), "the files have changed since"),
        (now("files", "Twopop 0.3.0", "settings"), "another version of Twopop measured it"),
        (now("files", "Twopop 0.2.0", "other"), "what it rests on has changed since"),
        (now("files", "Twopop 0.2.0", "settings"), "no result of it is at hand"),
    ] {
        let (mut workspace, _) = open_ticket(measured_earlier());
        workspace.event(MeasureEvent::NotKept(now));
        let said = verdict(&workspace);
        assert!(said.starts_with("Measuring 0 % · measured 2026-11-28 14:03, and "), "{said}");
        assert!(said.contains(because), "{said}");
        assert!(!said.contains("LATE"), "no verdict of then stands as one of now: {said}");
        give(&mut workspace, false, measured(0.0, 0.0));
        assert!(verdict(&workspace).starts_with("In sync"), "{}", verdict(&workspace));
    }
    // Of a ticket that was never measured there is nothing to say.
    let (mut workspace, _) = open(ReferenceKind::FinalProxy);
    workspace.event(MeasureEvent::NotKept(now("files", "Twopop 0.2.0", "settings")));
    assert_eq!(verdict(&workspace), "Measuring 0 %");
}

#[test]
fn a_file_whose_content_turns_out_to_be_another_is_measured_anew() {
    let (mut workspace, _) = open_ticket(measured_earlier());
    workspace.event(RequestEvent::Hashed { asset: 1, sha256: "aa".to_owned() });
    give(&mut workspace, true, measured(0.0, 0.0));
    let same = workspace.event(RequestEvent::Hashed { asset: 1, sha256: "aa".to_owned() });
    assert!(!measures(&same) && verdict(&workspace).starts_with("In sync"));
    let other = workspace.event(RequestEvent::Hashed { asset: 1, sha256: "bb".to_owned() });
    assert!(measures(&other), "{other:?}");
    let said = verdict(&workspace);
    assert!(
        said.starts_with("Measuring 0 %") && said.contains("the content of a file has changed"),
        "{said}"
    );
    assert!(workspace.notices().iter().any(|notice| notice.text.contains("me.wav")));

    // What was measured in this sitting was measured of what was read.
    give(&mut workspace, false, measured(0.0, 0.0));
    assert!(!measures(&workspace.event(RequestEvent::Hashed { asset: 1, sha256: "cc".to_owned() })));
}

#[test]
fn what_was_heard_of_another_content_is_heard_anew_however_the_timing_was_had() {
    for is_kept in [true, false] {
        let (mut workspace, _) = open_ticket(measured_earlier());
        workspace.event(RequestEvent::Hashed { asset: 1, sha256: "aa".to_owned() });
        give(&mut workspace, is_kept, measured(0.0, 0.0));
        let result = Box::new(MixResult::without_sound("Nothing of it matters here."));
        workspace.event(MixEvent::HeardBefore { at: THEN.to_owned(), result });
        assert!(session(&workspace).heard_mix().is_some_and(|heard| heard.heard_at() == Some(THEN)));
        let other = workspace.event(RequestEvent::Hashed { asset: 1, sha256: "bb".to_owned() });
        assert!(other.iter().any(|effect| matches!(effect, Effect::Mix(MixEffect::Listen(_)))), "{other:?}");
        assert!(session(&workspace).heard_mix().is_none());
    }
}

#[test]
fn what_is_kept_can_be_measured_again_by_hand() {
    let (mut workspace, _) = open(ReferenceKind::FinalProxy);
    give(&mut workspace, true, measured(0.0, 0.0));
    assert!(measures(&workspace.command(MeasureCommand::Start, &stamp())));
    assert!(matches!(session(&workspace).measuring(), Measuring::Running { .. }));
    give(&mut workspace, false, measured(0.0, 6_006.0));
    assert!(verdict(&workspace).starts_with("Out of sync"), "{}", verdict(&workspace));
}

//! Which of the other pictures the audio fits.

use twopop::ticket::MeasuredResult;

use super::*;

#[test]
fn a_mismatch_asks_the_other_pictures_and_names_the_one_it_fits() {
    let (mut workspace, _) = open_ticket(with_other_pictures());
    let effects = workspace.event(MeasureEvent::Measured(Box::new(late_and_recut())));
    let Some(Effect::Measure(MeasureEffect::SearchConform(question))) = effects.last() else {
        panic!("{effects:?}")
    };
    assert_eq!((question.picture, question.others()), (0, vec![4, 3, 2]), "kinds first, the stage mix last");

    workspace.event(MeasureEvent::ConformProgress { asset: 4, share: 0.5 });
    let search = workspace.session().and_then(|session| session.conform()).expect("asked");
    assert!((search.share() - 0.5 / 3.0).abs() < 1e-6, "{}", search.share());
    assert!(search.others.iter().all(|rung| rung.outcome.is_none()));
    workspace.event(MeasureEvent::PictureCompared(Box::new(PictureComparison {
        asset: 4,
        outcome: Ok(picture_match(CutMatch::InSync)),
    })));
    let gone = PictureComparison { asset: 3, outcome: Err("the file is not there".to_owned()) };
    workspace.event(MeasureEvent::PictureCompared(Box::new(gone)));
    assert!(workspace.command(MeasureCommand::CopyConformResult, &stamp()).is_empty(), "no answer yet");
    workspace.event(MeasureEvent::ConformDone);
    let effects = workspace.command(MeasureCommand::CopyConformResult, &stamp());
    let sentence =
        "This M&E fits the Locked Cut proxy v3, not the Final Proxy v3: it was conformed to an older cut.";
    assert_eq!(effects, [Effect::CopyText(sentence.to_owned())]);
}

#[test]
fn what_the_print_master_shows_takes_a_wrong_asset_back() {
    let mut begun = ticket(ReferenceKind::FinalProxy);
    let master = Role::Delivered(Task::PrintMaster);
    let master = asset(master, "/requests/nightfall/pm.wav", Delivery::Delivered);
    begun.observe(Observation::Arrived(vec![master]));
    let (mut workspace, _) = open_ticket(begun);
    let drafted = |workspace: &Workspace| match workspace.session().map(Session::measuring) {
        Some(Measuring::Done(measured)) => measured.drafts.len(),
        other => panic!("{other:?}"),
    };
    let nothing_in_common =
        Measurement { verdict: SyncVerdict::NoMatch, segments: Vec::new(), ..measured(0.0, 0.0) };
    let effects = workspace.event(MeasureEvent::Measured(Box::new(nothing_in_common)));
    assert!(
        matches!(effects.last(), Some(Effect::Measure(MeasureEffect::SearchConform(_)))),
        "though there is no other picture: {effects:?}"
    );
    assert_eq!(drafted(&workspace), 1);
    let by_master = PictureMatch { through_print_master: true, ..picture_match(CutMatch::InSync) };
    workspace.event(MeasureEvent::ServedRemeasured(Box::new(PrintMasterMatch {
        picture_match: by_master,
        measured: measured(0.0, 0.0),
    })));
    assert_eq!(drafted(&workspace), 0);
}

#[test]
fn audio_that_fits_asks_nobody() {
    let (mut workspace, _) = open_ticket(with_other_pictures());
    let effects = workspace.event(MeasureEvent::Measured(Box::new(measured(0.0, 0.0))));
    let named = Change::Edited(Edit::SetInitialAlignment { nudge: Nudge::ZERO, by: "2-pop".to_owned() });
    let drafted = Change::Observed(Observation::Drafted(Vec::new()));
    assert!(
        matches!(effects.as_slice(), [Effect::Save(save), Effect::Mix(MixEffect::Recall(_))] if matches!(save.changes.as_slice(), [first, Change::Observed(Observation::Measured(kept)), last]
            if (first, last) == (&drafted, &named) && kept.len() == 1 && kept[0].result == MeasuredResult::InSync)),
        "the 2-pop that confirms the file start is named, and nothing moves: {effects:?}"
    );
    assert!(workspace.session().is_some_and(|session| session.conform().is_none()));
}

#[test]
fn asking_the_other_pictures_can_be_stopped_and_begun_again() {
    let (mut workspace, _) = open_ticket(with_other_pictures());
    workspace.event(MeasureEvent::Measured(Box::new(late_and_recut())));
    let effects = workspace.command(MeasureCommand::CancelConformSearch, &stamp());
    assert!(matches!(
        effects.as_slice(),
        [Effect::Measure(MeasureEffect::CancelConformSearch), Effect::Mix(MixEffect::Recall(_))]
    ));
    let search = |workspace: &Workspace| {
        workspace.session().and_then(|session| session.conform()).map(|search| search.state.clone())
    };
    assert!(matches!(search(&workspace), Some(SearchState::Stopped(_))));
    workspace.event(MeasureEvent::ConformProgress { asset: 4, share: 0.9 });
    assert!(matches!(search(&workspace), Some(SearchState::Stopped(_))), "a late report begins nothing");
    let effects = workspace.command(MeasureCommand::SearchConform, &stamp());
    assert!(matches!(effects.as_slice(), [Effect::Measure(MeasureEffect::SearchConform(_))]), "{effects:?}");
    assert!(matches!(search(&workspace), Some(SearchState::Running { .. })));
}

//! Types and phrases found by typing in the card of a finding, and a person's own phrases in the settings.

use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use twopop::session::{Effect, SettingsEffect};
use twopop::ticket::FindingKind;

use super::{fake_machine, key, press, reads, session, type_into, with_ticket};

#[test]
fn a_type_is_found_by_code_and_a_phrase_by_its_short_name() {
    let (mut window, _) = with_ticket(fake_machine::ticket());
    key(&mut window, Modifiers::NONE, Key::M);
    type_into(&mut window, "What is wrong", "/drp");
    // The list measures itself for a frame before it shows.
    window.run_steps(2);
    assert!(window.query_by_label("DRP  Drop-out").is_some());
    key(&mut window, Modifiers::NONE, Key::Enter);
    assert_eq!(session(&window).chosen_kind(), FindingKind::DropOut);
    assert_eq!(session(&window).ticket().finding_draft(), "", "the letters were for the list alone");
    type_into(&mut window, "What is wrong", "Corridor: /fs");
    key(&mut window, Modifiers::NONE, Key::Enter);
    assert_eq!(session(&window).ticket().finding_draft(), "Corridor: Footsteps missing");
    type_into(&mut window, "What is wrong", " twice");
    assert!(session(&window).ticket().findings().is_empty(), "Enter took the phrase and flagged nothing");
    key(&mut window, Modifiers::NONE, Key::Enter);
    let finding = session(&window).ticket().findings()[0].clone();
    assert_eq!(
        (finding.kind, finding.text.as_str()),
        (FindingKind::DropOut, "Corridor: Footsteps missing twice")
    );
}

#[test]
fn the_list_is_walked_by_keys_and_taken_by_mouse() {
    let (mut window, _) = with_ticket(fake_machine::ticket());
    key(&mut window, Modifiers::NONE, Key::M);
    type_into(&mut window, "What is wrong", "/out");
    // "Effects out of sync" stands before "Dialogue out of sync".
    key(&mut window, Modifiers::NONE, Key::ArrowDown);
    key(&mut window, Modifiers::NONE, Key::Enter);
    assert_eq!(session(&window).chosen_kind(), FindingKind::DialogueOutOfSync);
    type_into(&mut window, "What is wrong", "/door");
    press(&mut window, "door  Door missing");
    assert_eq!(session(&window).ticket().finding_draft(), "Door missing");
}

#[test]
fn a_persons_own_phrases_are_kept_in_the_settings() {
    let (mut window, machine) = with_ticket(fake_machine::ticket());
    press(&mut window, "Settings");
    press(&mut window, "Settings: Phrases");
    type_into(&mut window, "Short name of a new phrase", "/Hall");
    type_into(&mut window, "Words of a new phrase", "Reverb tail cut off");
    press(&mut window, "Add phrase");
    let kept = |effect: &Effect| {
        matches!(effect, Effect::Settings(SettingsEffect::SaveSettings(set))
        if set.phrases.get("hall").is_some_and(|text| text == "Reverb tail cut off"))
    };
    assert!(machine.asked().iter().any(kept));
    key(&mut window, Modifiers::NONE, Key::Escape);
    key(&mut window, Modifiers::NONE, Key::Escape);
    press(&mut window, "Findings");
    type_into(&mut window, "What is wrong", "/ha");
    window.run_steps(2);
    assert!(reads(&window, "hall  Reverb tail cut off"));
}

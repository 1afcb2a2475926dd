//! The user guide: opened by key and from the sheet of keys, turned by its list and its links, searched by words.

use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;

use super::{Window, fake_machine, key, press, reads, with_ticket};

const NONE: Modifiers = Modifiers::NONE;

fn opened() -> Window {
    let (mut window, _) = with_ticket(fake_machine::ticket());
    key(&mut window, Modifiers::SHIFT, Key::F1);
    window
}

/// Types into the search, which has the keyboard.
fn search(window: &mut Window, words: &str) {
    window.get_by_label("Search the guide").type_text(words);
    window.run_steps(2);
}

#[test]
fn it_opens_by_key_and_closes_by_escape() {
    let mut window = opened();
    assert!(window.state().workspace().guide());
    assert!(reads(&window, "User guide"));
    key(&mut window, NONE, Key::Escape);
    assert!(!window.state().workspace().guide());
}

#[test]
fn it_opens_from_the_sheet_of_keys() {
    let (mut window, _) = with_ticket(fake_machine::ticket());
    key(&mut window, NONE, Key::F1);
    press(&mut window, "Open the user guide");
    assert!(window.state().workspace().guide() && !window.state().workspace().key_sheet());
}

#[test]
fn every_page_is_there_by_name() {
    let mut window = opened();
    for (page, text) in [
        ("Operator", "From a delivery to a submitted ticket."),
        ("Supervisor", "The queue, decisions, and what comes back."),
        ("Facility engineer", "Installing Twopop on one desk or forty"),
        ("Timing checks", "A card for each thing that is measured"),
        ("Mix checks", "dialogue left in"),
        ("Reports", "Reports"),
        ("Privacy", "Twopop works on unreleased film."),
        ("Limits", "How much is read"),
    ] {
        press(&mut window, &format!("Guide: {page}"));
        assert!(reads(&window, text), "{page}");
    }
}

#[test]
fn a_search_shows_the_sections_that_have_the_words() {
    let mut window = opened();
    search(&mut window, "approve several");
    assert!(reads(&window, "Approve several at once"));
    assert!(!reads(&window, "Open a request"));
    search(&mut window, " xyzzy");
    assert!(reads(&window, "No page has these words."));
    // A page of the list ends the search.
    press(&mut window, "Guide: Operator");
    assert!(reads(&window, "Open a request"));
}

#[test]
fn keys_typed_into_the_search_reach_nothing_else() {
    let mut window = opened();
    key(&mut window, NONE, Key::M);
    key(&mut window, NONE, Key::Comma);
    assert!(super::session(&window).ticket().findings().is_empty());
    assert_eq!(super::session(&window).ticket().nudge(), fake_machine::ticket().nudge());
}

#[test]
fn it_is_there_before_anything_is_open_and_fits_the_least_window() {
    let machine = fake_machine::FakeMachine::default();
    let mut window = super::window_of([960.0, 540.0], 1.0, &machine, Vec::new());
    key(&mut window, Modifiers::SHIFT, Key::F1);
    let screen = window.ctx.content_rect();
    for name in ["Search the guide", "Guide: Contents", "Guide: Limits"] {
        let place = window.get_by_label(name).rect();
        assert!(screen.contains_rect(place), "{name} at {place:?} of {screen:?}");
    }
}

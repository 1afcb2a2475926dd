//! Titles, file names and notes in every script, with the fonts of this machine: no letter is a box, and a script without a
//! font is said.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use eframe::egui::FontFamily;
use eframe::epaint::text::MissingGlyphPolicy;
use egui_kittest::kittest::Queryable;
use twopop::session::SettingsEvent;
use twopop::ticket::{NewTicket, Task, Ticket, TicketId};
use uuid::Uuid;

use super::fake_machine::{self, FakeMachine};
use super::{Window, press, reads, window};

/// One title in each script, as a delivery names its film.
const TITLES: [(&str, &str); 10] = [
    ("Japanese", "夜の帳 第１巻 ナイトフォール"),
    ("Chinese, simplified", "夜幕降临 第一卷"),
    ("Chinese, traditional", "夜幕降臨 第一捲"),
    ("Korean", "밤의 장막 1권"),
    ("Arabic", "حلول الليل ١"),
    ("Hebrew", "רדת הלילה 1"),
    ("Thai", "ราตรีมาเยือน ม้วนที่ ๑"),
    ("Devanagari", "रात का साया भाग १"),
    ("Cyrillic and Greek", "Наступление ночи · Το σούρουπο"),
    ("emoji", "NIGHTFALL 🎬🌙"),
];

fn ticket(title: &str) -> Ticket {
    Ticket::new(NewTicket {
        id: TicketId(Uuid::from_u128(7)),
        title: title.to_owned(),
        task: Task::MusicAndEffects,
        request: PathBuf::from("/requests").join(title),
        assets: fake_machine::ticket().assets().to_vec(),
        policy: "asset-qc 1.0".to_owned(),
        created: "2026-11-22T09:00:00+00:00".to_owned(),
    })
}

/// A window whose fonts may still be on their way.
fn with_title(title: &str) -> (Window, FakeMachine) {
    let machine = FakeMachine::default();
    let mut window = window(&machine, Vec::new());
    window.ctx.set_missing_glyph_policy(MissingGlyphPolicy::Tofu);
    machine.report(fake_machine::opened(ticket(title)));
    window.run_steps(3);
    (window, machine)
}

/// Whether the text fonts of the window have every letter.
fn is_covered(window: &Window, text: &str) -> bool {
    let letters: Vec<char> = text.chars().filter(|letter| !letter.is_whitespace()).collect();
    let has = |family: FontFamily| {
        let font = eframe::egui::FontId::new(14.0, family);
        window.ctx.fonts_mut(|fonts| letters.iter().all(|letter| fonts.has_glyph(&font, *letter)))
    };
    has(FontFamily::Proportional) && has(FontFamily::Monospace)
}

#[test]
fn a_title_in_any_script_shows_no_box() {
    let mut missing = Vec::new();
    for (script, title) in TITLES {
        let (mut window, _) = with_title(title);
        let patience = Instant::now() + Duration::from_secs(20);
        while !is_covered(&window, title) && Instant::now() < patience {
            std::thread::sleep(Duration::from_millis(20));
            window.run_steps(1);
        }
        if !is_covered(&window, title) {
            missing.push(script);
            continue;
        }
        // From here on a box anywhere in the window ends the test.
        window.ctx.set_missing_glyph_policy(MissingGlyphPolicy::Panic);
        press(&mut window, "Request");
        press(&mut window, "Findings");
        assert!(reads(&window, title), "{script}: the accessible name keeps its order");
        assert!(window.state().workspace().notices().is_empty(), "{script}");
    }
    assert!(missing.is_empty(), "no font for {missing:?}: ./test installs fonts for each");
}

#[test]
fn a_script_without_a_font_is_said_in_one_sentence() {
    // The Nabataean alphabet: no font of the package lists has it.
    let (mut window, machine) = with_title("\u{10880}\u{10881}");
    let patience = Instant::now() + Duration::from_secs(20);
    while window.state().workspace().notices().is_empty() && Instant::now() < patience {
        std::thread::sleep(Duration::from_millis(20));
        window.run_steps(1);
    }
    // What lies over the stage is measured in the frame before it is shown.
    window.run_steps(2);
    assert!(reads(&window, "No font on this machine has"));
    let said = "No font on this machine has Thai: such text shows as boxes.".to_owned();
    machine
        .report([SettingsEvent::FontMissing(said.clone()).into(), SettingsEvent::FontMissing(said).into()]);
    window.run_steps(2);
    assert_eq!(window.query_all_by_label_contains("has Thai").count(), 1, "said once");
}

#[test]
fn what_is_typed_from_right_to_left_is_kept_as_typed() {
    let (mut window, _) = with_title("רדת הלילה 1");
    press(&mut window, "Findings");
    super::type_into(&mut window, "What is wrong", "אבג (דהו) 12 في");
    for key in [eframe::egui::Key::ArrowLeft, eframe::egui::Key::Home, eframe::egui::Key::End] {
        super::key(&mut window, eframe::egui::Modifiers::NONE, key);
    }
    super::type_into(&mut window, "What is wrong", "!");
    let typed = super::session(&window).ticket().finding_draft().to_owned();
    assert!(typed.starts_with("אבג (דהו) 12 في"), "{typed}");
}

/// Cut off in the menu bar, a title is whole in its tooltip.
#[test]
fn a_title_that_is_cut_off_is_whole_in_its_tooltip() {
    let title = "רדת הלילה על העיר הגדולה וכל מה שבא אחריה עד הבוקר הראשון של החורף הארוך מכולם";
    let (mut window, _) = with_title(title);
    let shown = |window: &Window| window.query_all_by_label_contains(title).count();
    let before = shown(&window);
    let bar = window.query_all_by_label_contains(title).map(|node| node.rect());
    let label = bar.min_by(|one, other| one.top().total_cmp(&other.top())).expect("in the menu bar");
    assert!(label.right() < 560.0, "cut off before the buttons: {label:?}");
    window.hover_at(label.center());
    window.run_steps(60);
    assert_eq!(shown(&window), before + 1);
}

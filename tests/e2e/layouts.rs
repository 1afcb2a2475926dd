//! The real window on keyboards of other countries: keys by their place, and by what they type.

use std::thread::sleep;
use std::time::Duration;

use super::{open_demo, samples_of_frames};
use crate::stage::Stage;

/// X key codes of places on the keyboard: the comma, and the full stop, of a US keyboard.
const COMMA_PLACE: &str = "59";
const PERIOD_PLACE: &str = "60";

#[test]
#[ignore = "needs a display of its own, its keyboards and the demo: ./test runs it"]
fn keys_are_where_the_hand_expects_them_on_german_and_french_keyboards() {
    for layout in ["de", "fr"] {
        let stage = Stage::set(&format!("layout {layout}"));
        stage.keyboard(layout);
        let (mut desk, opened) = open_demo(&stage);
        let frames = |count: i64| samples_of_frames(&opened, count);
        // Where a US keyboard has the comma; a French one has a semicolon there.
        desk.press(&[COMMA_PLACE, COMMA_PLACE, COMMA_PLACE, PERIOD_PLACE]);
        let what = format!("two frames earlier on a {layout} keyboard");
        desk.wait_for_ticket(&what, |ticket| ticket.nudge().delta().get() == -frames(2));
        // With Shift it types something else again, and is ten frames.
        desk.press(&[&format!("shift+{PERIOD_PLACE}")]);
        let what = format!("eight frames later on a {layout} keyboard");
        desk.wait_for_ticket(&what, |ticket| ticket.nudge().delta().get() == frames(8));
        // Letters are where they are printed.
        desk.press(&["ctrl+z"]);
        let what = format!("undone on a {layout} keyboard");
        desk.wait_for_ticket(&what, |ticket| ticket.nudge().delta().get() != frames(8));
        desk.press(&["m"]);
        sleep(Duration::from_millis(500));
        desk.press(&["Return"]);
        let what = format!("a finding on a {layout} keyboard");
        desk.wait_for_ticket(&what, |ticket| ticket.findings().len() == 1);
        sleep(Duration::from_secs(2));
        let before = desk.picture("before the plus").0;
        desk.press(&["plus"]);
        desk.wait_for("the waveform nearer", |desk| desk.differs(&before).then_some(()));
        assert!(desk.quit().success());
    }
}

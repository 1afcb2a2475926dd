//! What is heard while stepping, through which device, and ways of monitoring under a name.

use eframe::egui::{Key, Modifiers};
use twopop::monitoring::MonitorSource;
use twopop::session::{Effect, Settings, SettingsEffect, SettingsEvent};

use super::fake_machine::{FakeMachine, ticket};
use super::{key, press, reads, session, type_into, with_ticket};

/// The settings that were last to be kept.
fn kept(machine: &FakeMachine) -> Option<Settings> {
    machine.asked().into_iter().rev().find_map(|effect| match effect {
        Effect::Settings(SettingsEffect::SaveSettings(settings)) => Some(*settings),
        _ => None,
    })
}

#[test]
fn a_key_turns_the_sound_of_steps_off_and_it_is_kept() {
    let (mut window, machine) = with_ticket(ticket());
    key(&mut window, Modifiers::NONE, Key::S);
    assert!(!kept(&machine).unwrap().frame_sound);
    press(&mut window, "Hear steps and scrubs");
    assert!(kept(&machine).unwrap().frame_sound);
}

#[test]
fn the_sound_devices_are_looked_for_and_listed() {
    let (mut window, machine) = with_ticket(ticket());
    press(&mut window, "Settings");
    press(&mut window, "Settings: Output device");
    assert!(machine.asked().contains(&Effect::Settings(SettingsEffect::ListDevices)));
    let devices = vec!["HDMI 1".to_owned(), "Desk speakers".to_owned()];
    machine.report([SettingsEvent::Devices(devices).into()]);
    window.run_steps(2);
    assert!(reads(&window, "HDMI 1") && reads(&window, "Desk speakers"));
    assert_eq!(machine.asked(), [], "they are looked for once");
}

#[test]
fn a_sound_device_is_chosen_by_click_kept_and_said_where_it_is_gone() {
    let (mut window, machine) = with_ticket(ticket());
    let list = |machine: &FakeMachine, names: &[&str]| {
        let devices = names.iter().map(|name| (*name).to_owned()).collect();
        machine.report([SettingsEvent::Devices(devices).into()]);
    };
    press(&mut window, "Settings");
    press(&mut window, "Settings: Output device");
    list(&machine, &["HDMI 1", "Desk speakers"]);
    window.run_steps(2);
    machine.asked();
    press(&mut window, "Desk speakers");
    assert_eq!(kept(&machine).and_then(|kept| kept.output).as_deref(), Some("Desk speakers"));
    press(&mut window, "Desk speakers");
    assert_eq!(kept(&machine), None, "it is chosen already");
    press(&mut window, "Look again");
    assert!(machine.asked().contains(&Effect::Settings(SettingsEffect::ListDevices)));
    list(&machine, &["HDMI 1"]);
    window.run_steps(2);
    assert!(reads(&window, "Desk speakers is not there now: the system's own choice is heard."));
    assert_eq!(
        window.state().workspace().settings().output.as_deref(),
        Some("Desk speakers"),
        "kept all the same"
    );
    press(&mut window, "The system's own choice");
    assert_eq!(kept(&machine).map(|kept| kept.output), Some(None));
    assert!(!reads(&window, "is not there now"));
}

#[test]
fn a_way_of_monitoring_is_kept_under_a_name_and_recalled() {
    let (mut window, machine) = with_ticket(ticket());
    key(&mut window, Modifiers::NONE, Key::B);
    press(&mut window, "Settings");
    press(&mut window, "Settings: Monitor presets");
    type_into(&mut window, "Name of the monitor preset", "Left and right");
    press(&mut window, "Save monitor preset");
    assert_eq!(kept(&machine).unwrap().monitor_presets[0].name, "Left and right");
    press(&mut window, "Hear guide");
    assert_eq!(session(&window).monitoring().source, MonitorSource::Guide);
    press(&mut window, "Monitor preset Left and right");
    assert_eq!(session(&window).monitoring().source, MonitorSource::Both);
}

//! What is heard and what is counted in: channels, sides, levels, clocks and typed timecode.

use eframe::egui::{Event as Stroke, Key, Modifiers};
use egui_kittest::kittest::Queryable;
use twopop::monitoring::{
    ChannelOrder, GainDb, LevelMatch, Loudspeakers, MonitorGains, MonitorSource, Monitoring, OrderCheck,
};
use twopop::session::{Clock, Effect, MonitorEffect, MonitorEvent, Side, TransportEffect, TransportEvent};
use twopop::timebase::{SamplePos, Speed};

use super::fake_machine::{FakeMachine, clicks, opened, ticket};
use super::{CTRL, Window, key, press, reads, session, type_into, window_of, with_ticket};

const CENTRE: usize = 2;

fn plain(window: &mut Window, letter: Key) {
    key(window, Modifiers::NONE, letter);
}

fn stroke(window: &mut Window, key: Key, pressed: bool) {
    window.event(Stroke::Key { key, physical_key: None, pressed, repeat: false, modifiers: Modifiers::NONE });
    window.run_steps(2);
}

/// What the player was last asked to make heard.
fn heard(machine: &FakeMachine) -> Option<Monitoring> {
    machine.asked().into_iter().rev().find_map(|effect| match effect {
        Effect::Monitor(MonitorEffect::SetMix { monitoring, .. }) => Some(monitoring),
        _ => None,
    })
}

fn gains(machine: &FakeMachine) -> MonitorGains {
    heard(machine).expect("a mix").gains(6, 2, Loudspeakers::Two)
}

fn at(window: &mut Window, machine: &FakeMachine, position: SamplePos) {
    machine.report([TransportEvent::Moved { position, speed: Speed::REST }.into()]);
    window.run_steps(2);
}

#[test]
fn a_channel_is_heard_alone_by_key_and_by_button() {
    let (mut window, machine) = with_ticket(ticket());
    plain(&mut window, Key::Num3);
    let alone = gains(&machine).delivered;
    assert!(alone.iter().enumerate().all(|(channel, gain)| (*gain != [0.0; 6]) == (channel == CENTRE)));
    press(&mut window, "Solo delivered C");
    assert!(heard(&machine).is_some_and(|heard| heard.delivered.is_open()));
    press(&mut window, "Mute delivered Ls");
    assert_eq!(gains(&machine).delivered[4], [0.0; 6]);
    plain(&mut window, Key::Num0);
    assert_eq!(heard(&machine), Some(Monitoring::default()));
}

#[test]
fn the_other_side_is_heard_while_its_key_is_held() {
    let (mut window, machine) = with_ticket(ticket());
    stroke(&mut window, Key::Backtick, true);
    assert_eq!(heard(&machine).map(|heard| heard.active_source()), Some(MonitorSource::Guide));
    stroke(&mut window, Key::Backtick, false);
    assert_eq!(heard(&machine).map(|heard| heard.active_source()), Some(MonitorSource::Delivered));
}

#[test]
fn the_difference_matches_levels_once_and_says_how() {
    let (mut window, machine) = with_ticket(ticket());
    press(&mut window, "Hear difference");
    let asks = |asked: &[Effect]| {
        asked.iter().any(|effect| matches!(effect, Effect::Monitor(MonitorEffect::MatchLevels { .. })))
    };
    assert!(asks(&machine.asked()));
    let matched = LevelMatch { guide: GainDb { tenths: -32 }, likeness: 96 };
    machine.report([MonitorEvent::LevelsMatched(Some(matched)).into()]);
    window.run_steps(2);
    assert!(reads(&window, "guide −3.2 dB, correlation 96 %"));
    assert_eq!(heard(&machine).map(|heard| heard.matched), Some(matched));
    plain(&mut window, Key::G);
    plain(&mut window, Key::X);
    assert!(!asks(&machine.asked()), "matched already");
    machine.report([MonitorEvent::LevelsMatched(None).into()]);
    window.run_steps(2);
    assert!(reads(&window, "one of the two sounds is silent"));
    assert_eq!(session(&window).monitoring().matched, matched, "kept");
}

#[test]
fn film_order_is_said_and_can_be_heard() {
    let (mut window, machine) = with_ticket(ticket());
    machine.report([MonitorEvent::ChannelOrder(OrderCheck::Sounds(ChannelOrder::Film)).into()]);
    window.run_steps(2);
    assert!(reads(&window, "may stand in film order, L C R Ls Rs LFE"));
    press(&mut window, "Hear in film order");
    assert_eq!(heard(&machine).map(|heard| heard.order), Some(ChannelOrder::Film));
    press(&mut window, "Solo delivered LFE");
    assert!(session(&window).monitoring().delivered.solo.holds(5), "the strip follows the order");
}

#[test]
fn the_volume_goes_by_decibels() {
    let (mut window, machine) = with_ticket(ticket());
    key(&mut window, Modifiers::SHIFT, Key::ArrowDown);
    key(&mut window, Modifiers::SHIFT, Key::ArrowDown);
    assert_eq!(heard(&machine).map(|heard| heard.volume), Some(GainDb { tenths: -20 }));
    assert!(reads(&window, "−2.0 dB"));
}

#[test]
fn three_clocks_count_the_same_place() {
    let (mut window, machine) = with_ticket(ticket());
    // The picture starts at 00:59:50:00, so the whole hour is 240 frames in.
    at(&mut window, &machine, SamplePos::new(241 * 2002));
    assert!(reads(&window, "01:00:00:01"));
    plain(&mut window, Key::T);
    assert_eq!(session(&window).view().clock, Clock::Programme);
    assert!(reads(&window, "00:00:00:01"));
    at(&mut window, &machine, SamplePos::new(239 * 2002));
    assert!(reads(&window, "−00:00:00:01"));
    plain(&mut window, Key::T);
    assert!(reads(&window, "0:00:09.968"));
    plain(&mut window, Key::T);
    assert!(reads(&window, "00:59:59:23"));
}

#[test]
fn a_typed_timecode_is_gone_to_and_a_wrong_one_is_explained() {
    let (mut window, machine) = with_ticket(ticket());
    at(&mut window, &machine, SamplePos::new(0));
    key(&mut window, CTRL, Key::G);
    type_into(&mut window, "Go to timecode", "5324");
    assert!(reads(&window, "there is no 00:59:53:24: frames go to 23"));
    plain(&mut window, Key::Enter);
    assert!(
        !machine.asked().iter().any(|effect| matches!(effect, Effect::Transport(TransportEffect::Seek(_))))
    );
    plain(&mut window, Key::Escape);
    key(&mut window, CTRL, Key::G);
    type_into(&mut window, "Go to timecode", "+1:12");
    assert!(reads(&window, "to 00:59:51:12"));
    plain(&mut window, Key::Enter);
    assert!(machine.asked().contains(&Effect::Transport(TransportEffect::Seek(SamplePos::new(36 * 2002)))));
    assert!(!window.state().workspace().typing_timecode(), "the field closes");
}

#[test]
fn in_a_low_window_the_channels_open_at_a_click() {
    let machine = FakeMachine::default();
    let mut window = window_of([1280.0, 800.0], 1.0, &machine, Vec::new());
    machine.report(opened(ticket()));
    machine.report(clicks(Side::Delivered));
    window.run_steps(2);
    assert!(window.query_by_label("Solo delivered C").is_none());
    press(&mut window, "Channels and levels");
    assert!(window.query_by_label("Solo delivered C").is_some());
}

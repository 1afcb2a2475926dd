//! The monitor under the tabs: which sound is heard, its channels with levels, solo and mute, loudness and volume.

use eframe::egui::{
    Button, Color32, Frame, Id, Margin, Rect, Response, RichText, Role, Sense, Slider, StrokeKind, Ui,
    WidgetInfo, pos2, vec2,
};

use crate::desk::widgets::{
    Icon, action_button, decibels_text, meter, meter_fraction, meter_scale, scroll_to_focus, selectable,
    toggle_button,
};
use crate::desk::{keys, theme};
use crate::monitoring::{
    ChannelLevel, ChannelOrder, GainDb, LevelMatch, MeterLevels, MonitorSource, Monitoring, SideLevels,
    SoloMute, Speaker, speakers,
};
use crate::session::{Command, MonitorCommand, Session, Side, Workspace};

const SOURCES: [(MonitorSource, MonitorCommand, &str); 4] = [
    (MonitorSource::Guide, MonitorCommand::HearGuide, "Guide"),
    (MonitorSource::Delivered, MonitorCommand::HearDelivered, "Delivered"),
    (MonitorSource::Both, MonitorCommand::HearBoth, "Both"),
    (MonitorSource::Difference, MonitorCommand::HearDifference, "Difference"),
];

/// From this height of the window on, the channels are open until they are closed.
const TALL_WINDOW: f32 = 1000.0;
const METER: f32 = 64.0;
/// Between the two sounds.
const SIDE_GAP: f32 = 14.0;
/// Room for the figures beside the meters.
const SCALE: f32 = 24.0;
/// Width of the arrow that opens the channels.
const ARROW: f32 = 9.0;
/// They keep so much room beside the buttons, for the arrow at least.
const MIN_LEVELS_WIDTH: f32 = 20.0;
const MAX_COLUMN_WIDTH: f32 = 38.0;
const MIN_COLUMN_WIDTH: f32 = 17.0;

/// What is heard and how loud: which sound, each channel with its meter, the monitor's volume.
pub fn show(
    ui: &mut Ui,
    workspace: &Workspace,
    session: &Session,
    levels: &MeterLevels,
    commands: &mut Vec<Command>,
) {
    let frame = Frame::new().inner_margin(Margin { left: 12, right: 12, top: 8, bottom: 8 });
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = theme::CLOSE;
        let is_open = are_channels_open(ui);
        if is_open {
            channel_columns(ui, session, levels, commands);
            loudness(ui, levels);
            monitor(ui, workspace, session, commands);
            let hears = workspace.settings().frame_sound;
            toggle_button(ui, workspace, MonitorCommand::HearFrames, "Step sound", hears, commands);
        }
        if session.monitoring().source == MonitorSource::Difference {
            level_match(ui, workspace, session.monitoring().matched, commands);
        }
        // At the foot, so that what opens above moves none of its buttons.
        sources(ui, session, levels, is_open, commands);
    });
}

fn channels_open() -> Id {
    Id::unique("channels open")
}

fn are_channels_open(ui: &Ui) -> bool {
    let is_high = ui.ctx().content_rect().height() >= TALL_WINDOW;
    ui.data(|kept| kept.get_temp(channels_open())).unwrap_or(is_high)
}

/// Which sound is heard: lit is what is heard now, the key of the other side counted in. Beside it every channel's
/// level, small; a click there opens and closes the channels.
fn sources(ui: &mut Ui, session: &Session, levels: &MeterLevels, is_open: bool, commands: &mut Vec<Command>) {
    let is_narrow = ui.available_width() < theme::MIN_SIDE_WIDTH;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = theme::CLOSE;
        if is_narrow {
            // The small levels want room, too.
            ui.spacing_mut().button_padding.x = theme::CLOSE;
        }
        for (hear, command, word) in SOURCES {
            let row = command.row();
            let response =
                selectable(ui, session.monitoring().active_source() == hear, word).accessible_name(row.label);
            let key = keys::shown(ui.ctx(), command.clone());
            let other = keys::as_printed(ui.ctx(), keys::OTHER_SIDE.name());
            let tip = format!("{}\nKey: {key}\nHold {other} for the other side", row.tooltip);
            if response.on_hover_text(tip).clicked() {
                commands.push(command.into());
            }
        }
        let small = small_meters(ui, levels, is_open);
        if small.clicked() {
            ui.data_mut(|kept| kept.insert_temp(channels_open(), !is_open));
        }
    });
}

/// Every channel's level in a few points of width, the delivered ones first.
fn small_meters(ui: &mut Ui, levels: &MeterLevels, is_open: bool) -> Response {
    let size = vec2(ui.available_width().max(MIN_LEVELS_WIDTH), theme::ROW);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, "Channels and levels"));
    let painter = ui.painter_at(rect);
    let edge = if response.hovered() || response.has_focus() { theme::GUIDE } else { theme::HAIRLINE };
    painter.rect(rect, theme::CORNER, theme::FIELD, (1.0, edge), StrokeKind::Inside);
    let sides = [(&levels.delivered, theme::DELIVERED), (&levels.guide, theme::GUIDE)];
    let bars: Vec<(ChannelLevel, Color32)> =
        sides.iter().flat_map(|(side, colour)| side.channels.iter().map(|level| (*level, *colour))).collect();
    let mut inner = rect.shrink(4.0);
    inner.max.x -= ARROW;
    let arrow = pos2(rect.right() - ARROW, rect.center().y);
    Icon::Opens { is_open }.paint(&painter, arrow, ARROW, theme::QUIET);
    let step = (inner.width() / bars.len().max(8) as f32).min(8.0);
    for (place, (level, colour)) in bars.into_iter().enumerate() {
        let left = inner.left() + place as f32 * step;
        let height = inner.height() * meter_fraction(level.peak);
        let bar =
            Rect::from_min_max(pos2(left, inner.bottom() - height), pos2(left + step - 1.5, inner.bottom()));
        painter.rect_filled(bar, 0.0, colour);
    }
    response.on_hover_text("Channels and levels: solo, mute, loudness, volume\nClick to open or close")
}

/// One side's channels as they are drawn.
struct SideColumns<'a> {
    name: &'static str,
    side: Side,
    speakers: Vec<Speaker>,
    solo_mute: SoloMute,
    levels: &'a SideLevels,
    colour: Color32,
}

fn channel_columns(ui: &mut Ui, session: &Session, levels: &MeterLevels, commands: &mut Vec<Command>) {
    let Monitoring { delivered, guide, order, .. } = session.monitoring();
    let channels = |side| session.pyramids().get(&side).map_or(0, crate::waveform::Pyramid::channels);
    let drawn = [
        SideColumns {
            name: "delivered",
            side: Side::Delivered,
            speakers: speakers(channels(Side::Delivered), order),
            solo_mute: delivered,
            levels: &levels.delivered,
            colour: theme::DELIVERED,
        },
        SideColumns {
            name: "guide",
            side: Side::Guide,
            speakers: speakers(channels(Side::Guide), ChannelOrder::Smpte),
            solo_mute: guide,
            levels: &levels.guide,
            colour: theme::GUIDE,
        },
    ];
    let count: usize = drawn.iter().map(|side| side.speakers.len()).sum();
    let room = ui.available_width() - SIDE_GAP - SCALE - 2.0 * count as f32;
    let width = (room / count.max(1) as f32).clamp(MIN_COLUMN_WIDTH, MAX_COLUMN_WIDTH).floor();
    let size = vec2(width, METER);
    eframe::egui::ScrollArea::horizontal().id_salt("channel strips").show(ui, |ui| {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            meter_scale(ui, METER);
            for side in &drawn {
                for channel in 0..side.speakers.len() {
                    channel_column(ui, side, channel, size, session, commands);
                }
                ui.add_space(SIDE_GAP);
            }
        });
        scroll_to_focus(ui);
    });
}

/// A channel: its meter, its name to hear it alone, and its mute.
fn channel_column(
    ui: &mut Ui,
    drawn: &SideColumns<'_>,
    channel: usize,
    size: eframe::egui::Vec2,
    session: &Session,
    commands: &mut Vec<Command>,
) {
    let Some(speaker) = drawn.speakers.get(channel) else { return };
    let name = format!("{} {}", drawn.name, speaker.label());
    let mut solo_mute = drawn.solo_mute;
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        ui.spacing_mut().button_padding = vec2(0.0, 0.0);
        let level = drawn.levels.channels.get(channel).copied().unwrap_or_default();
        let colour = if solo_mute.passes(channel) { drawn.colour } else { theme::OUTLINE };
        meter(ui, size, level, colour, &format!("Level of {name}"));
        let solo =
            toggle(ui, solo_mute.solo.holds(channel), &speaker.label(), size.x, &format!("Solo {name}"));
        if solo.on_hover_text(format!("Hear {name} alone")).clicked() {
            solo_mute.solo = solo_mute.solo.toggled(channel);
        }
        let mute = toggle(ui, solo_mute.muted.holds(channel), "M", size.x, &format!("Mute {name}"));
        if mute.on_hover_text(format!("Do not hear {name}")).clicked() {
            solo_mute.muted = solo_mute.muted.toggled(channel);
        }
    });
    if solo_mute != drawn.solo_mute {
        let mut monitoring = session.monitoring();
        match drawn.side {
            Side::Delivered => monitoring.delivered = solo_mute,
            Side::Guide => monitoring.guide = solo_mute,
        }
        commands.push(MonitorCommand::Set(monitoring).into());
    }
}

fn toggle(ui: &mut Ui, is_on: bool, word: &str, width: f32, name: &str) -> Response {
    let text = RichText::new(word).size(theme::SMALL).color(if is_on { theme::BRIGHT } else { theme::QUIET });
    let button = Button::selectable(is_on, text).frame_when_inactive(true).min_size(vec2(width, 18.0));
    ui.spacing_mut().interact_size.y = 18.0;
    ui.add_sized(vec2(width, 18.0), button).accessible_name(name)
}

/// How the guide's level was matched for the difference.
fn level_match(ui: &mut Ui, workspace: &Workspace, matched: LevelMatch, commands: &mut Vec<Command>) {
    ui.horizontal(|ui| {
        ui.label(small(match_text(matched)));
        action_button(ui, workspace, MonitorCommand::MatchLevels, "Match again", commands);
    });
}

fn small(text: String) -> RichText {
    RichText::new(text).font(theme::figures(theme::SMALL)).color(theme::QUIET)
}

/// Momentary loudness and the highest true peak of both sounds, a line each.
fn loudness(ui: &mut Ui, levels: &MeterLevels) {
    ui.spacing_mut().item_spacing.y = 1.0;
    for (side, name) in [(&levels.delivered, "Delivered"), (&levels.guide, "Guide")] {
        let text = |level: Option<f64>| level.map_or_else(|| "–".to_owned(), decibels_text);
        let (momentary, highest) = (text(side.momentary), text(side.highest));
        ui.label(small(format!("{name:<9} {momentary:>6} LUFS {highest:>6} dBTP"))).on_hover_text(
            "Loudness of the last 400 ms and the highest true peak since playing began here (ITU-R BS.1770), \
             of the whole sound as delivered: solo, mute and volume change nothing",
        );
    }
    ui.spacing_mut().item_spacing.y = theme::CLOSE;
}

fn match_text(matched: LevelMatch) -> String {
    if matched == LevelMatch::default() {
        return "levels not matched".to_owned();
    }
    format!("guide {}, correlation {} %", matched.guide.label(), matched.likeness)
}

/// Volume, LFE, and channel order.
fn monitor(ui: &mut Ui, workspace: &Workspace, session: &Session, commands: &mut Vec<Command>) {
    let mut monitoring = session.monitoring();
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = theme::CLOSE;
        ui.spacing_mut().slider_width = 92.0;
        let mut tenths = monitoring.volume.tenths;
        let slider = Slider::new(&mut tenths, GainDb::LEAST.tenths..=GainDb::MOST.tenths)
            .step_by(5.0)
            .show_value(false);
        let response = ui.add(slider).accessible_name("Volume");
        keys::leave_arrows_to(&response);
        let response = response.on_hover_text(format!(
            "How loud the monitor is\nDouble-click for 0 dB\nKeys: {}, {}",
            keys::shown(ui.ctx(), MonitorCommand::Louder),
            keys::shown(ui.ctx(), MonitorCommand::Softer)
        ));
        if response.double_clicked() {
            tenths = 0;
        }
        let words = RichText::new(format!("{:>8}", monitoring.volume.label()));
        ui.label(words.font(theme::figures(theme::SMALL)).color(theme::TEXT));
        if tenths != monitoring.volume.tenths {
            monitoring.volume = GainDb { tenths };
            commands.push(MonitorCommand::Set(monitoring).into());
        }
        if session.pyramids().get(&Side::Delivered).is_some_and(|peaks| peaks.channels() == 6) {
            toggle_button(
                ui,
                workspace,
                MonitorCommand::HearLowFrequency,
                "LFE",
                monitoring.with_low_frequency,
                commands,
            );
            let is_film = monitoring.order == ChannelOrder::Film;
            toggle_button(ui, workspace, MonitorCommand::HearInFilmOrder, "Film order", is_film, commands);
        }
    });
}

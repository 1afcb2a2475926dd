//! Colours, sizes and fonts of the window, the only place that has any. Dark only: a light window would spoil the
//! eye for the picture.

use std::collections::BTreeMap;

use eframe::egui::style::{Selection, WidgetVisuals, Widgets};
use eframe::egui::{
    self, Color32, CornerRadius, FontFamily, FontId, Margin, Shadow, Stroke, Style, TextStyle, Visuals, vec2,
};

use crate::ticket::Severity;

// Grounds, darkest first. The picture is on the darkest, so that nothing around it looks brighter.
pub const PICTURE_GROUND: Color32 = Color32::from_rgb(0x0B, 0x0C, 0x0E);
pub const GROUND: Color32 = Color32::from_rgb(0x14, 0x16, 0x1A);
pub const RAISED: Color32 = Color32::from_rgb(0x1A, 0x1D, 0x22);
pub const FIELD: Color32 = Color32::from_rgb(0x0F, 0x11, 0x14);
pub const BUTTON: Color32 = Color32::from_rgb(0x25, 0x29, 0x30);
pub const BUTTON_UNDER_POINTER: Color32 = Color32::from_rgb(0x31, 0x37, 0x40);
pub const SELECTED: Color32 = Color32::from_rgb(0x27, 0x3F, 0x52);
pub const HAIRLINE: Color32 = Color32::from_rgb(0x2A, 0x2F, 0x37);
pub const OUTLINE: Color32 = Color32::from_rgb(0x3C, 0x43, 0x4E);

// Text, strongest first; each is at least 4.5 : 1 on the grounds above (a test measures it).
pub const BRIGHT: Color32 = Color32::from_rgb(0xF2, 0xF4, 0xF7);
pub const TEXT: Color32 = Color32::from_rgb(0xD7, 0xDA, 0xE0);
pub const QUIET: Color32 = Color32::from_rgb(0x9D, 0xA5, 0xB1);

// The two sounds and the severities; never told apart by colour alone.
pub const GUIDE: Color32 = Color32::from_rgb(0x56, 0xB4, 0xE9);
pub const DELIVERED: Color32 = Color32::from_rgb(0x3D, 0xDC, 0x97);
/// In, out, and the loop between them.
pub const LOOP: Color32 = Color32::from_rgb(0xC3, 0xA6, 0xF0);
pub const PLAYHEAD: Color32 = Color32::from_rgb(0xF2, 0xF4, 0xF7);
const BLOCKER: Color32 = Color32::from_rgb(0xD5, 0x5E, 0x00);
const ISSUE: Color32 = Color32::from_rgb(0xE6, 0x9F, 0x00);
const FYI: Color32 = Color32::from_rgb(0x8F, 0xA6, 0xC4);

pub const SMALL: f32 = 12.0;
pub const BODY: f32 = 14.0;
pub const SENTENCE: f32 = 16.0;
pub const HEADING: f32 = 20.0;
/// Where the transport has room for it, and where it has not.
pub const TIMECODE: f32 = 28.0;
pub const TIMECODE_NARROW: f32 = 24.0;

/// Between things that belong together, between things, and between groups.
pub const CLOSE: f32 = 4.0;
pub const GAP: f32 = 8.0;
pub const WIDE: f32 = 16.0;

pub const CORNER: u8 = 4;
pub const ROW: f32 = 26.0;
pub const SIDE_WIDTH: f32 = 368.0;
pub const MIN_SIDE_WIDTH: f32 = 320.0;
pub const MIN_PICTURE_WIDTH: f32 = 704.0;
pub const MIN_WINDOW: [f32; 2] = [1024.0, 640.0];
pub const INITIAL_WINDOW: [f32; 2] = [1440.0, 900.0];

/// The colour of a severity.
pub fn severity(severity: Severity) -> Color32 {
    match severity {
        Severity::Blocker => BLOCKER,
        Severity::Issue => ISSUE,
        Severity::Fyi => FYI,
    }
}

/// A monospaced font: figures of one width, so that a running timecode does not jitter.
pub fn figures(size: f32) -> FontId {
    FontId::new(size, FontFamily::Monospace)
}

/// Sets fonts, colours and spacing for the whole window. There is no light theme.
pub fn apply(ctx: &egui::Context) {
    ctx.set_theme(egui::Theme::Dark);
    ctx.all_styles_mut(|style| {
        style.text_styles = text_styles();
        style.visuals = visuals();
        space(style);
        style.animation_time = 0.08;
        style.interaction.selectable_labels = false;
        style.interaction.tooltip_delay = 0.4;
    });
}

fn text_styles() -> BTreeMap<TextStyle, FontId> {
    [
        (TextStyle::Small, FontId::proportional(SMALL)),
        (TextStyle::Body, FontId::proportional(BODY)),
        (TextStyle::Button, FontId::proportional(BODY)),
        (TextStyle::Monospace, FontId::monospace(BODY - 1.0)),
        (TextStyle::Heading, FontId::proportional(HEADING)),
    ]
    .into()
}

fn space(style: &mut Style) {
    let spacing = &mut style.spacing;
    spacing.item_spacing = vec2(GAP, CLOSE + 2.0);
    spacing.button_padding = vec2(9.0, 4.0);
    spacing.interact_size = vec2(28.0, ROW);
    spacing.menu_margin = Margin::same(6);
    spacing.window_margin = Margin::same(14);
    spacing.scroll.floating = true;
    spacing.scroll.bar_width = 6.0;
}

fn visuals() -> Visuals {
    let corner_radius = CornerRadius::same(CORNER);
    let shadow = Shadow { offset: [0, 6], blur: 24, spread: 0, color: Color32::from_black_alpha(160) };
    Visuals {
        widgets: widgets(),
        selection: Selection { bg_fill: SELECTED, stroke: Stroke::new(1.0, GUIDE) },
        weak_text_color: Some(QUIET),
        hyperlink_color: GUIDE,
        faint_bg_color: RAISED,
        extreme_bg_color: FIELD,
        code_bg_color: RAISED,
        warn_fg_color: ISSUE,
        error_fg_color: BLOCKER,
        panel_fill: GROUND,
        window_fill: RAISED,
        window_stroke: Stroke::new(1.0, OUTLINE),
        window_corner_radius: CornerRadius::same(8),
        window_shadow: shadow,
        popup_shadow: shadow,
        menu_corner_radius: corner_radius,
        disabled_alpha: 0.45,
        ..Visuals::dark()
    }
}

fn widgets() -> Widgets {
    let state = |fill: Color32, edge: Color32, text: Color32| WidgetVisuals {
        bg_fill: fill,
        weak_bg_fill: fill,
        bg_stroke: Stroke::new(1.0, edge),
        corner_radius: CornerRadius::same(CORNER),
        fg_stroke: Stroke::new(1.0, text),
        expansion: 0.0,
    };
    Widgets {
        noninteractive: state(GROUND, HAIRLINE, TEXT),
        inactive: state(BUTTON, BUTTON, TEXT),
        hovered: state(BUTTON_UNDER_POINTER, OUTLINE, BRIGHT),
        active: state(SELECTED, GUIDE, BRIGHT),
        open: state(BUTTON_UNDER_POINTER, OUTLINE, BRIGHT),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machine;

    /// WCAG 2.2, success criterion 1.4.3: (lighter + 0.05) / (darker + 0.05) of relative luminance.
    fn contrast(one: Color32, other: Color32) -> f32 {
        let luminance = |colour: Color32| {
            let linear = egui::Rgba::from(colour);
            0.2126 * linear.r() + 0.7152 * linear.g() + 0.0722 * linear.b()
        };
        let (a, b) = (luminance(one) + 0.05, luminance(other) + 0.05);
        if a > b { a / b } else { b / a }
    }

    #[test]
    fn text_is_readable_on_every_ground() {
        for ground in [PICTURE_GROUND, GROUND, RAISED, FIELD, BUTTON] {
            for text in [BRIGHT, TEXT, QUIET] {
                let measured = contrast(text, ground);
                assert!(measured >= 4.5, "{text:?} on {ground:?} is {measured:.1} : 1");
            }
        }
    }

    #[test]
    fn a_sound_has_one_colour_on_the_desk_and_in_kept_pictures() {
        let of = |[red, green, blue]: [u8; 3]| Color32::from_rgb(red, green, blue);
        assert_eq!((of(machine::GUIDE), of(machine::DELIVERED)), (GUIDE, DELIVERED));
    }

    #[test]
    fn severities_and_sounds_stand_out_from_the_ground() {
        let sounds = [GUIDE, DELIVERED];
        let severities = [Severity::Fyi, Severity::Issue, Severity::Blocker].map(severity);
        for colour in sounds.into_iter().chain(severities) {
            assert!(contrast(colour, GROUND) >= 4.5, "{colour:?}");
        }
    }
}

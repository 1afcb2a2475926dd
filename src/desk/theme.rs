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

// Text, strongest first; each is at least 4.5 : 1 on every ground and 7 : 1 where evidence stands (a test measures it).
pub const BRIGHT: Color32 = Color32::from_rgb(0xF2, 0xF4, 0xF7);
pub const TEXT: Color32 = Color32::from_rgb(0xD7, 0xDA, 0xE0);
pub const QUIET: Color32 = Color32::from_rgb(0xAE, 0xB5, 0xC0);

// The two sounds and the severities; never told apart by colour alone.
pub const GUIDE: Color32 = Color32::from_rgb(0x56, 0xB4, 0xE9);
pub const DELIVERED: Color32 = Color32::from_rgb(0x3D, 0xDC, 0x97);
/// In, out, and the loop between them.
pub const LOOP: Color32 = Color32::from_rgb(0xC3, 0xA6, 0xF0);
pub const PLAYHEAD: Color32 = Color32::from_rgb(0xF2, 0xF4, 0xF7);
const BLOCKER: Color32 = Color32::from_rgb(0xD5, 0x5E, 0x00);
const ISSUE: Color32 = Color32::from_rgb(0xE6, 0x9F, 0x00);
const FYI: Color32 = Color32::from_rgb(0x9D, 0xB3, 0xCF);
/// How strongly the ground of a severity's badge has its colour.
pub const SEVERITY_TINT: f32 = 0.22;
/// How strongly a control is drawn that cannot be used now. Derived: the least share at which its words keep 4.5 : 1 (a
/// test measures it).
const DISABLED: f32 = 0.6;

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
pub const MIN_PICTURE_WIDTH: f32 = 640.0;
/// A screen of 1920 × 1080 at 200 %.
pub const MIN_WINDOW: [f32; 2] = [960.0, 540.0];
pub const INITIAL_WINDOW: [f32; 2] = [1440.0, 900.0];

/// Below this height of the window, in points, the bars around the picture are lower, so that the picture keeps half of
/// the window at 1280 × 720.
const COMPACT_HEIGHT: f32 = 800.0;

/// Whether the window is so low that the bars around the picture give way.
pub fn is_compact(ctx: &egui::Context) -> bool {
    ctx.content_rect().height() < COMPACT_HEIGHT
}

/// The scale that everything is drawn at, 1 for what the system asks for: as it is set, or as much of it as leaves the window
/// room for [`MIN_WINDOW`].
pub fn scale_that_fits(ctx: &egui::Context, percent: u16) -> f32 {
    let wanted = f32::from(percent) / 100.0;
    let window = ctx.content_rect().size() * ctx.zoom_factor();
    let [width, height] = MIN_WINDOW;
    let fits = (window.x / width).min(window.y / height);
    // A window that is too small at the usual size is no larger for being drawn smaller.
    wanted.min(fits.max(1.0))
}

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
    // The scale is one of the settings.
    ctx.options_mut(|options| options.zoom_with_keyboard = false);
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
        disabled_alpha: DISABLED,
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

    /// Where text stands that one reads to judge: what was measured, found, served and said.
    const EVIDENCE_GROUNDS: [Color32; 4] = [PICTURE_GROUND, GROUND, RAISED, FIELD];
    /// Where the words of buttons stand, in every state of the button.
    const BUTTON_GROUNDS: [Color32; 3] = [BUTTON, BUTTON_UNDER_POINTER, SELECTED];
    const TEXTS: [Color32; 3] = [BRIGHT, TEXT, QUIET];

    #[test]
    fn text_is_readable_on_every_ground() {
        for ground in EVIDENCE_GROUNDS.into_iter().chain(BUTTON_GROUNDS) {
            for text in TEXTS.into_iter().chain([GUIDE, DELIVERED]) {
                let measured = contrast(text, ground);
                assert!(measured >= 4.5, "{text:?} on {ground:?} is {measured:.1} : 1");
            }
        }
    }

    #[test]
    fn evidence_stands_out_seven_to_one() {
        let severities = [Severity::Fyi, Severity::Issue].map(severity);
        for ground in EVIDENCE_GROUNDS {
            for colour in TEXTS.into_iter().chain([GUIDE, DELIVERED, LOOP]).chain(severities) {
                let measured = contrast(colour, ground);
                assert!(measured >= 7.0, "{colour:?} on {ground:?} is {measured:.1} : 1");
            }
        }
    }

    /// Vermilion cannot be brighter and stay vermilion: it is a shape and an edge, and its word is bright on its tint.
    #[test]
    fn the_word_of_a_severity_is_bright_on_its_tint() {
        for colour in [Severity::Fyi, Severity::Issue, Severity::Blocker].map(severity) {
            for ground in [GROUND, RAISED] {
                let tint = over(colour.gamma_multiply(SEVERITY_TINT), ground);
                let measured = contrast(BRIGHT, tint);
                assert!(measured >= 7.0, "on {tint:?} it is {measured:.1} : 1");
                assert!(contrast(colour, ground) >= 3.0, "{colour:?} as a shape on {ground:?}");
            }
        }
    }

    #[test]
    fn a_control_that_cannot_be_used_is_still_readable() {
        for ground in [GROUND, RAISED] {
            let (text, button) =
                (over(TEXT.gamma_multiply(DISABLED), ground), over(BUTTON.gamma_multiply(DISABLED), ground));
            let measured = contrast(text, button);
            assert!(measured >= 4.5, "on {button:?} it is {measured:.1} : 1");
        }
    }

    /// What a translucent colour looks like over a ground.
    fn over(colour: Color32, ground: Color32) -> Color32 {
        let [red, green, blue, alpha] = colour.to_array();
        let [under_red, under_green, under_blue, _] = ground.to_array();
        let mix = |top: u8, under: u8| top + (f32::from(under) * (1.0 - f32::from(alpha) / 255.0)) as u8;
        Color32::from_rgb(mix(red, under_red), mix(green, under_green), mix(blue, under_blue))
    }

    /// A figure that changes moves nothing beside it.
    #[test]
    fn figures_have_one_width_in_every_font() {
        let ctx = egui::Context::default();
        apply(&ctx);
        let mut drawn = ctx.run_ui(egui::RawInput::default(), |ui| {
            for font in [FontId::proportional(SMALL), FontId::proportional(BODY), figures(BODY)] {
                let widths = ui.ctx().fonts_mut(|fonts| {
                    ('0'..='9').map(|figure| fonts.glyph_width(&font, figure)).collect::<Vec<_>>()
                });
                assert!(widths.iter().all(|width| (width - widths[0]).abs() < 0.01), "{font:?}: {widths:?}");
            }
        });
        drawn.textures_delta.clear();
    }

    #[test]
    fn a_sound_has_one_colour_on_the_desk_and_in_kept_pictures() {
        let of = |[red, green, blue]: [u8; 3]| Color32::from_rgb(red, green, blue);
        assert_eq!((of(machine::GUIDE), of(machine::DELIVERED)), (GUIDE, DELIVERED));
    }
}

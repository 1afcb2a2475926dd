//! Dragging the delivered half: the nudge, which catches on whole frames and on a transient of the guide.

use eframe::egui::{CursorIcon, FontId, Id, Painter, Rect, Role, Sense, Ui, WidgetInfo, vec2};

use super::time_scale::TimeScale;
use super::transients::{CATCHES, Transient, transient};
use crate::desk::text::nudge_text;
use crate::desk::theme;
use crate::session::{AlignCommand, Command, Session, Side};
use crate::timebase::{Nudge, SampleDelta};

/// A frame narrower than this has no room to catch.
const FRAME: f32 = 14.0;
/// How far from where it was grabbed a transient is looked for, in points.
const GRABBED: f32 = 14.0;

/// What a drag has caught on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caught {
    Nothing,
    Frame,
    Transient { is_exact: bool },
}

/// Where a drag began.
#[derive(Clone, Copy)]
struct Began {
    nudge: i64,
    /// The transient of the delivered audio that was grabbed, on the timeline of then.
    transient: Option<Transient>,
}

/// The delivered half: a drag is the nudge, to the right LATER; one undo step when it is let go. What it caught on, while
/// it is dragged.
pub fn show(
    ui: &Ui,
    half: Rect,
    scale: TimeScale,
    session: &Session,
    unplayable: Option<&str>,
    commands: &mut Vec<Command>,
) -> Option<Caught> {
    let response = ui.interact(half, Id::unique("delivered half"), Sense::click_and_drag());
    let name = match unplayable {
        Some(why) => format!("Delivered waveform: {why}"),
        None => "Delivered waveform: drag to nudge".to_owned(),
    };
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &name));
    let response = response.on_hover_and_drag_cursor(CursorIcon::ResizeHorizontal);
    let memory = Id::unique("nudge began at");
    if response.drag_started() {
        let grabbed = ui.input(|input| input.pointer.press_origin());
        let transient = grabbed
            .and_then(|place| transient(Side::Delivered, scale.time_at(place.x), GRABBED, scale, session));
        let began = Began { nudge: session.nudge().delta().get(), transient };
        ui.data_mut(|kept| kept.insert_temp(memory, (began.nudge, began.transient)));
    }
    if response.drag_stopped() {
        commands.push(AlignCommand::EndNudgeDrag.into());
    }
    if !response.dragged() {
        return None;
    }
    let (nudge, transient): (i64, Option<Transient>) =
        ui.data(|kept| kept.get_temp(memory)).unwrap_or((session.nudge().delta().get(), None));
    let way = response.total_drag_delta().unwrap_or_default().x;
    let free = scale.time_across(way);
    let is_free = ui.input(|input| input.modifiers.command || input.modifiers.ctrl);
    let (moved, caught) = if is_free {
        (free, Caught::Nothing)
    } else {
        catch(Began { nudge, transient }, free, scale, session)
    };
    if response.drag_delta().x != 0.0 {
        commands.push(AlignCommand::DragNudge(Nudge::new(SampleDelta::new(nudge)) + moved).into());
    }
    Some(caught)
}

/// How far the audio moves where a hand moved it by `free`: to the transient or whole frame that is near.
fn catch(began: Began, free: SampleDelta, scale: TimeScale, session: &Session) -> (SampleDelta, Caught) {
    if let Some(grabbed) = began.transient
        && let Some(guide) = transient(Side::Guide, grabbed.place + free, CATCHES, scale, session)
    {
        let is_exact = grabbed.is_exact && guide.is_exact;
        return (guide.place - grabbed.place, Caught::Transient { is_exact });
    }
    let rate = session.frame_rate();
    if scale.width_of(rate.samples_from_frames(1)) < FRAME {
        return (free, Caught::Nothing);
    }
    let nudge = SampleDelta::new(began.nudge.saturating_add(free.get()));
    let frames = (rate.hundredths_of_frames(nudge) + 50).div_euclid(100);
    let caught = rate.samples_from_frames(frames).get() - began.nudge;
    let is_near = scale.width_of(SampleDelta::new((caught - free.get()).abs())) <= CATCHES;
    if is_near { (SampleDelta::new(caught), Caught::Frame) } else { (free, Caught::Nothing) }
}

/// While dragging, how far the audio is moved, in large type, and what it caught on.
pub fn caption(painter: &Painter, half: Rect, caught: Caught, session: &Session) {
    let on = match caught {
        Caught::Nothing => "",
        Caught::Frame => " · whole frames",
        Caught::Transient { is_exact: true } => " · on the transient",
        Caught::Transient { is_exact: false } => " · on the transient, to 5 ms: zoom in for the sample",
    };
    plate(painter, half, format!("Audio {}{on}", nudge_text(session.nudge(), session.frame_rate())));
}

/// Words in large type over the waveform, while something is dragged.
pub fn plate(painter: &Painter, half: Rect, words: String) {
    let text = painter.layout_no_wrap(words, FontId::proportional(theme::SENTENCE), theme::BRIGHT);
    let rect = Rect::from_center_size(half.center(), text.size() + vec2(24.0, 12.0));
    painter.rect_filled(rect, theme::CORNER, theme::GROUND.gamma_multiply(0.94));
    painter.galley(rect.center() - text.size() / 2.0, text, theme::BRIGHT);
}

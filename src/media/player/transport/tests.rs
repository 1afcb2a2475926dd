//! What the transport decides, op by op.

use super::*;

const RATE: FrameRate = FrameRate::F25;
const END: SamplePos = SamplePos::new(1920 * 100);

fn at_rest() -> (Transport, DesiredState) {
    let mut transport = Transport::new(RATE, 100);
    transport.done(Some(0));
    (transport, DesiredState::default())
}

fn rolling(desired: DesiredState) -> (Transport, DesiredState) {
    let (mut transport, _) = at_rest();
    let mut desired = desired;
    let mut next = transport.next_op(&mut desired, END);
    while let Some(op) = next {
        let shown = if let PipelineOp::Seek(target) = op { RATE.frame_at(target.place) } else { 0 };
        transport.done(Some(shown));
        next = transport.next_op(&mut desired, END);
    }
    (transport, desired)
}

fn at_speed(speed: Speed) -> DesiredState {
    DesiredState { speed, ..DesiredState::default() }
}

/// At the middle of the frame.
fn target_at(frame: i64) -> SeekTarget {
    SeekTarget { place: SamplePos::new(1920 * frame + 960), speed: Speed::NORMAL, stop: None }
}

fn seek_to_frame(frame: i64) -> Option<PipelineOp> {
    Some(PipelineOp::Seek(target_at(frame)))
}

fn frames(from: i64, to: i64) -> TimeRange {
    TimeRange { from: RATE.start_of_frame(from), to: RATE.start_of_frame(to) }
}

#[test]
fn nothing_is_given_to_a_busy_pipeline_and_the_latest_request_wins() {
    let mut transport = Transport::new(RATE, 100);
    let mut desired = DesiredState { target: Some(RATE.start_of_frame(10)), ..DesiredState::default() };
    assert_eq!(transport.next_op(&mut desired, END), None);
    transport.done(Some(0));
    assert_eq!(transport.next_op(&mut desired, END), seek_to_frame(10));
    desired.target = Some(RATE.start_of_frame(20));
    assert_eq!(transport.next_op(&mut desired, END), None);
    desired.target = Some(RATE.start_of_frame(30));
    transport.done(Some(10));
    assert_eq!(transport.position, RATE.start_of_frame(10));
    assert_eq!(transport.next_op(&mut desired, END), seek_to_frame(30));
}

#[test]
fn one_step_forward_is_a_step_and_all_others_are_seeks() {
    let (mut transport, mut desired) = at_rest();
    desired.steps = 1;
    assert_eq!(transport.next_op(&mut desired, END), Some(PipelineOp::Step(1)));
    transport.done(Some(1));
    desired.steps = 3;
    assert_eq!(transport.next_op(&mut desired, END), seek_to_frame(4));
    transport.done(Some(4));
    desired.steps = -1;
    assert_eq!(transport.next_op(&mut desired, END), seek_to_frame(3));
}

#[test]
fn after_a_step_the_picture_seeks_before_it_plays_on() {
    let (mut transport, mut desired) = at_rest();
    desired.steps = 1;
    transport.next_op(&mut desired, END);
    transport.done(Some(1));
    assert_eq!(transport.next_op(&mut desired, END), None, "at rest a stepped picture may stay");
    desired.speed = Speed::NORMAL;
    assert_eq!(transport.next_op(&mut desired, END), seek_to_frame(1));
    transport.done(Some(1));
    assert_eq!(transport.next_op(&mut desired, END), Some(PipelineOp::Roll));
}

#[test]
fn a_step_while_playing_pauses_first_and_then_counts_from_the_picture_on_screen() {
    let (mut transport, mut desired) = rolling(at_speed(Speed::NORMAL));
    desired.steps = 1;
    assert_eq!(transport.next_op(&mut desired, END), Some(PipelineOp::Pause));
    transport.position = SamplePos::new(1920 * 40 + 900);
    transport.done(Some(40));
    assert_eq!(transport.position, RATE.start_of_frame(40));
    assert_eq!(transport.next_op(&mut desired, END), seek_to_frame(41));
}

#[test]
fn a_seek_stays_inside_the_picture_and_goes_to_the_middle_of_a_frame() {
    let (mut transport, mut desired) = at_rest();
    desired.target = Some(SamplePos::new(i64::MAX));
    assert_eq!(transport.next_op(&mut desired, END), seek_to_frame(99));
    transport.done(Some(99));
    desired.target = Some(SamplePos::new(-5));
    assert_eq!(transport.next_op(&mut desired, END), seek_to_frame(0));
}

#[test]
fn a_late_picture_stays_when_it_is_paused() {
    let (mut transport, mut desired) = rolling(at_speed(Speed::NORMAL));
    desired.speed = Speed::REST;
    assert_eq!(transport.next_op(&mut desired, END), Some(PipelineOp::Pause));
    transport.position = RATE.start_of_frame(40);
    transport.done(Some(30));
    assert_eq!(transport.position, RATE.start_of_frame(30));
}

#[test]
fn another_speed_starts_without_a_stop_and_the_picture_follows() {
    let (mut transport, mut desired) = rolling(at_speed(Speed::NORMAL));
    assert!(!transport.picture_must_seek());
    desired.speed = Speed::DOUBLE;
    assert_eq!(transport.next_op(&mut desired, END), Some(PipelineOp::Roll));
    assert!(transport.picture_must_seek());
    assert_eq!(transport.picture_seek().speed, Speed::DOUBLE);
    assert!(!transport.picture_must_seek());
}

#[test]
fn from_rest_the_picture_seeks_for_another_speed_first() {
    let (mut transport, mut desired) = at_rest();
    desired.speed = Speed::SLOW;
    let ready = SeekTarget { speed: Speed::SLOW, ..target_at(0) };
    assert_eq!(transport.next_op(&mut desired, END), Some(PipelineOp::Seek(ready)));
    transport.done(Some(0));
    assert_eq!(transport.next_op(&mut desired, END), Some(PipelineOp::Roll));
    transport.done(None);
    assert!(!transport.picture_must_seek());
}

#[test]
fn a_shuttle_ends_with_one_exact_seek() {
    let (mut transport, mut desired) = rolling(at_speed(-Speed::DOUBLE));
    assert!(transport.is_shuttling());
    desired.speed = Speed::REST;
    assert_eq!(transport.next_op(&mut desired, END), Some(PipelineOp::Pause));
    transport.position = RATE.start_of_frame(52);
    transport.done(Some(57));
    assert_eq!(transport.next_op(&mut desired, END), seek_to_frame(52), "the movie paused on another frame");
    transport.done(Some(52));
    assert_eq!(transport.next_op(&mut desired, END), None);
}

#[test]
fn a_loop_is_entered_at_its_start_and_shows_nothing_past_its_end() {
    let (mut transport, mut desired) = at_rest();
    desired = DesiredState { speed: Speed::NORMAL, loop_range: Some(frames(20, 30)), ..desired };
    let ready = SeekTarget { stop: Some(RATE.start_of_frame(30)), ..target_at(20) };
    assert_eq!(transport.next_op(&mut desired, END), Some(PipelineOp::Seek(ready)));
    transport.done(Some(20));
    assert_eq!(transport.next_op(&mut desired, END), Some(PipelineOp::Roll));
    assert_eq!(transport.segment().loop_range, desired.loop_range);
}

#[test]
fn a_loop_that_cannot_be_played_is_ignored() {
    for loop_range in [frames(200, 300), frames(10, 10), frames(30, 20), frames(-20, -10)] {
        let (transport, _) =
            rolling(DesiredState { loop_range: Some(loop_range), ..at_speed(Speed::NORMAL) });
        assert_eq!((transport.segment().loop_range, transport.is_rolling), (None, true), "{loop_range:?}");
    }
}

proptest::proptest! {
    /// Whatever is asked for in whatever order, the ops come to an end, with what was asked for last.
    #[test]
    fn every_request_is_met_in_a_few_ops(
        requests in proptest::collection::vec(
            (-2_i64..6, 0_i64..120, proptest::bool::ANY, proptest::option::of((0_i64..110, 0_i64..110)), -3_i64..4),
            1..20,
        )
    ) {
        let (mut transport, mut desired) = at_rest();
        for (pushes, target, seeks, loop_range, steps) in requests {
            let push = |speed: Speed| if pushes < 0 { speed.pushed_back() } else { speed.pushed_forward() };
            desired.speed = (0..pushes.abs()).fold(desired.speed, |speed, _| push(speed));
            desired.loop_range = loop_range.map(|(from, to)| TimeRange {
                from: SamplePos::new(RATE.start_of_frame(from).get() + 700),
                to: SamplePos::new(RATE.start_of_frame(to).get() + 300),
            });
            desired.target = seeks.then(|| SamplePos::new(1920 * target + 1000));
            desired.steps = steps;
            let mut ops = 0;
            while let Some(op) = transport.next_op(&mut desired, END) {
                ops += 1;
                proptest::prop_assert!(ops < 8, "{op:?} of {transport:?}");
                let shown = match op {
                    PipelineOp::Seek(target) => RATE.frame_at(target.place),
                    PipelineOp::Step(frame) => frame,
                    PipelineOp::Roll | PipelineOp::Pause => RATE.frame_at(transport.position),
                };
                transport.done(Some(shown));
            }
            proptest::prop_assert_eq!(transport.is_rolling, !desired.speed.is_rest());
        }
    }
}

#[test]
fn at_the_end_the_last_picture_is_shown_however_late_pictures_were() {
    let (mut transport, mut desired) = rolling(at_speed(Speed::NORMAL));
    transport.reached_end(&mut desired);
    assert_eq!(transport.next_op(&mut desired, END), Some(PipelineOp::Pause));
    transport.done(Some(60));
    assert_eq!(transport.next_op(&mut desired, END), seek_to_frame(99));
    assert!(transport.ended, "it has played to its end");
    transport.done(Some(99));
    assert_eq!((transport.next_op(&mut desired, END), transport.ended), (None, true));
    desired.speed = Speed::NORMAL;
    assert_eq!(transport.next_op(&mut desired, END), seek_to_frame(0), "played again, it starts again");
}

#[test]
fn a_movie_that_lacks_its_last_picture_seeks_only_once() {
    let (mut transport, mut desired) = rolling(at_speed(Speed::NORMAL));
    transport.reached_end(&mut desired);
    transport.next_op(&mut desired, END);
    transport.done(Some(98));
    assert_eq!(transport.next_op(&mut desired, END), seek_to_frame(99));
    transport.done(Some(98));
    assert_eq!(transport.next_op(&mut desired, END), None);
}

#[test]
fn a_request_made_at_the_moment_of_the_end_is_kept() {
    let (mut transport, mut desired) = rolling(at_speed(Speed::NORMAL));
    desired.speed = -Speed::NORMAL;
    transport.reached_end(&mut desired);
    assert_eq!(desired.speed, -Speed::NORMAL);
    assert_eq!(transport.next_op(&mut desired, END), Some(PipelineOp::Roll));
    let (mut transport, mut desired) = rolling(at_speed(Speed::NORMAL));
    desired.speed = Speed::REST;
    transport.reached_end(&mut desired);
    assert!(transport.ended);
}

#[test]
fn paused_on_the_last_picture_of_a_loop_it_seeks_before_it_plays_on() {
    let desired =
        DesiredState { loop_range: Some(frames(40, 60)), speed: Speed::NORMAL, ..DesiredState::default() };
    for (shown, expected) in [(59, seek_to_frame(59)), (50, None)] {
        let (mut transport, mut desired) = rolling(desired);
        desired.speed = Speed::REST;
        transport.position = RATE.start_of_frame(41);
        assert_eq!(transport.next_op(&mut desired, END), Some(PipelineOp::Pause));
        transport.done(Some(shown));
        desired.speed = Speed::NORMAL;
        let op = transport.next_op(&mut desired, END);
        let expected = expected.map_or(Some(PipelineOp::Roll), |op| match op {
            PipelineOp::Seek(target) => {
                Some(PipelineOp::Seek(SeekTarget { stop: Some(RATE.start_of_frame(60)), ..target }))
            }
            other => Some(other),
        });
        assert_eq!(op, expected, "paused on {shown}");
    }
}

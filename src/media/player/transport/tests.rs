use super::*;

const RATE: FrameRate = FrameRate::F25;
const END: SamplePos = SamplePos::new(1920 * 100);

fn at_rest() -> (Transport, DesiredState) {
    let mut transport = Transport::new(RATE, 100);
    transport.done(Some(0));
    (transport, DesiredState::default())
}

fn rolling(wish: DesiredState) -> (Transport, DesiredState) {
    let (mut transport, _) = at_rest();
    let mut wish = wish;
    let mut ordered = transport.next_order(&mut wish, END);
    while let Some(order) = ordered {
        let shown = if let PipelineOp::Seek(aim) = order { RATE.frame_at(aim.place) } else { 0 };
        transport.done(Some(shown));
        ordered = transport.next_order(&mut wish, END);
    }
    (transport, wish)
}

fn at_speed(speed: Speed) -> DesiredState {
    DesiredState { speed, ..DesiredState::default() }
}

/// At the middle of the frame.
fn aim_at(frame: i64) -> SeekTarget {
    SeekTarget { place: SamplePos::new(1920 * frame + 960), speed: Speed::NORMAL, stop: None }
}

fn seek_to_frame(frame: i64) -> Option<PipelineOp> {
    Some(PipelineOp::Seek(aim_at(frame)))
}

fn frames(from: i64, to: i64) -> TimeRange {
    TimeRange { from: RATE.start_of_frame(from), to: RATE.start_of_frame(to) }
}

#[test]
fn nothing_is_ordered_while_the_pipeline_is_busy_and_the_latest_wish_wins() {
    let mut transport = Transport::new(RATE, 100);
    let mut wish = DesiredState { target: Some(RATE.start_of_frame(10)), ..DesiredState::default() };
    assert_eq!(transport.next_order(&mut wish, END), None);
    transport.done(Some(0));
    assert_eq!(transport.next_order(&mut wish, END), seek_to_frame(10));
    wish.target = Some(RATE.start_of_frame(20));
    assert_eq!(transport.next_order(&mut wish, END), None);
    wish.target = Some(RATE.start_of_frame(30));
    transport.done(Some(10));
    assert_eq!(transport.position, RATE.start_of_frame(10));
    assert_eq!(transport.next_order(&mut wish, END), seek_to_frame(30));
}

#[test]
fn one_step_on_is_a_step_and_all_others_are_seeks() {
    let (mut transport, mut wish) = at_rest();
    wish.steps = 1;
    assert_eq!(transport.next_order(&mut wish, END), Some(PipelineOp::Step(1)));
    transport.done(Some(1));
    wish.steps = 3;
    assert_eq!(transport.next_order(&mut wish, END), seek_to_frame(4));
    transport.done(Some(4));
    wish.steps = -1;
    assert_eq!(transport.next_order(&mut wish, END), seek_to_frame(3));
}

#[test]
fn after_a_step_the_picture_is_sought_before_it_plays_on() {
    let (mut transport, mut wish) = at_rest();
    wish.steps = 1;
    transport.next_order(&mut wish, END);
    transport.done(Some(1));
    assert_eq!(transport.next_order(&mut wish, END), None, "at rest a stepped picture may stay");
    wish.speed = Speed::NORMAL;
    assert_eq!(transport.next_order(&mut wish, END), seek_to_frame(1));
    transport.done(Some(1));
    assert_eq!(transport.next_order(&mut wish, END), Some(PipelineOp::Roll));
}

#[test]
fn a_step_while_playing_pauses_first_and_then_counts_from_the_picture_on_screen() {
    let (mut transport, mut wish) = rolling(at_speed(Speed::NORMAL));
    wish.steps = 1;
    assert_eq!(transport.next_order(&mut wish, END), Some(PipelineOp::Pause));
    transport.position = SamplePos::new(1920 * 40 + 900);
    transport.done(Some(40));
    assert_eq!(transport.position, RATE.start_of_frame(40));
    assert_eq!(transport.next_order(&mut wish, END), seek_to_frame(41));
}

#[test]
fn a_seek_stays_inside_and_aims_at_the_middle() {
    let (mut transport, mut wish) = at_rest();
    wish.target = Some(SamplePos::new(i64::MAX));
    assert_eq!(transport.next_order(&mut wish, END), seek_to_frame(99));
    transport.done(Some(99));
    wish.target = Some(SamplePos::new(-5));
    assert_eq!(transport.next_order(&mut wish, END), seek_to_frame(0));
}

#[test]
fn a_picture_that_came_late_stays_when_it_is_paused() {
    let (mut transport, mut wish) = rolling(at_speed(Speed::NORMAL));
    wish.speed = Speed::REST;
    assert_eq!(transport.next_order(&mut wish, END), Some(PipelineOp::Pause));
    transport.position = RATE.start_of_frame(40);
    transport.done(Some(30));
    assert_eq!(transport.position, RATE.start_of_frame(30));
}

#[test]
fn another_speed_is_taken_up_without_a_stop_and_the_picture_comes_after() {
    let (mut transport, mut wish) = rolling(at_speed(Speed::NORMAL));
    assert!(!transport.must_catch_up());
    wish.speed = Speed::DOUBLE;
    assert_eq!(transport.next_order(&mut wish, END), Some(PipelineOp::Roll));
    assert!(transport.must_catch_up());
    assert_eq!(transport.catching_up().speed, Speed::DOUBLE);
    assert!(!transport.must_catch_up());
}

#[test]
fn from_rest_the_picture_is_made_ready_for_another_speed_first() {
    let (mut transport, mut wish) = at_rest();
    wish.speed = Speed::SLOW;
    let ready = SeekTarget { speed: Speed::SLOW, ..aim_at(0) };
    assert_eq!(transport.next_order(&mut wish, END), Some(PipelineOp::Seek(ready)));
    transport.done(Some(0));
    assert_eq!(transport.next_order(&mut wish, END), Some(PipelineOp::Roll));
    transport.done(None);
    assert!(!transport.must_catch_up());
}

#[test]
fn a_shuttle_ends_with_one_exact_seek() {
    let (mut transport, mut wish) = rolling(at_speed(-Speed::DOUBLE));
    assert!(transport.is_shuttling());
    wish.speed = Speed::REST;
    assert_eq!(transport.next_order(&mut wish, END), Some(PipelineOp::Pause));
    transport.position = RATE.start_of_frame(52);
    transport.done(Some(57));
    assert_eq!(transport.next_order(&mut wish, END), seek_to_frame(52), "the movie rested on another frame");
    transport.done(Some(52));
    assert_eq!(transport.next_order(&mut wish, END), None);
}

#[test]
fn a_repeat_is_entered_at_its_start_and_shows_nothing_past_its_end() {
    let (mut transport, mut wish) = at_rest();
    wish = DesiredState { speed: Speed::NORMAL, repeat: Some(frames(20, 30)), ..wish };
    let ready = SeekTarget { stop: Some(RATE.start_of_frame(30)), ..aim_at(20) };
    assert_eq!(transport.next_order(&mut wish, END), Some(PipelineOp::Seek(ready)));
    transport.done(Some(20));
    assert_eq!(transport.next_order(&mut wish, END), Some(PipelineOp::Roll));
    assert_eq!(transport.leg().repeat, wish.repeat);
}

#[test]
fn a_repeat_that_cannot_be_played_is_none() {
    for repeat in [frames(200, 300), frames(10, 10), frames(30, 20), frames(-20, -10)] {
        let (transport, _) = rolling(DesiredState { repeat: Some(repeat), ..at_speed(Speed::NORMAL) });
        assert_eq!((transport.leg().repeat, transport.is_rolling), (None, true), "{repeat:?}");
    }
}

proptest::proptest! {
    /// Whatever is wished in whatever order, the orders come to an end, with what was wished last.
    #[test]
    fn every_wish_is_fulfilled_in_a_few_orders(
        wishes in proptest::collection::vec(
            (-2_i64..6, 0_i64..120, proptest::bool::ANY, proptest::option::of((0_i64..110, 0_i64..110)), -3_i64..4),
            1..20,
        )
    ) {
        let (mut transport, mut wish) = at_rest();
        for (pushes, target, seeks, repeat, steps) in wishes {
            let push = |speed: Speed| if pushes < 0 { speed.pushed_back() } else { speed.pushed_forward() };
            wish.speed = (0..pushes.abs()).fold(wish.speed, |speed, _| push(speed));
            wish.repeat = repeat.map(|(from, to)| TimeRange {
                from: SamplePos::new(RATE.start_of_frame(from).get() + 700),
                to: SamplePos::new(RATE.start_of_frame(to).get() + 300),
            });
            wish.target = seeks.then(|| SamplePos::new(1920 * target + 1000));
            wish.steps = steps;
            let mut orders = 0;
            while let Some(order) = transport.next_order(&mut wish, END) {
                orders += 1;
                proptest::prop_assert!(orders < 8, "{order:?} of {transport:?}");
                let shown = match order {
                    PipelineOp::Seek(aim) => RATE.frame_at(aim.place),
                    PipelineOp::Step(frame) => frame,
                    PipelineOp::Roll | PipelineOp::Pause => RATE.frame_at(transport.position),
                };
                    transport.done(Some(shown));
            }
            proptest::prop_assert_eq!(transport.is_rolling, !wish.speed.is_rest());
        }
    }
}

#[test]
fn at_the_end_the_last_picture_is_shown_however_late_the_pictures_came() {
    let (mut transport, mut wish) = rolling(at_speed(Speed::NORMAL));
    transport.reached_end(&mut wish);
    assert_eq!(transport.next_order(&mut wish, END), Some(PipelineOp::Pause));
    transport.done(Some(60));
    assert_eq!(transport.next_order(&mut wish, END), seek_to_frame(99));
    assert!(transport.ended, "it has played to its end");
    transport.done(Some(99));
    assert_eq!((transport.next_order(&mut wish, END), transport.ended), (None, true));
    wish.speed = Speed::NORMAL;
    assert_eq!(transport.next_order(&mut wish, END), seek_to_frame(0), "played again, it begins anew");
}

#[test]
fn a_movie_that_lacks_its_last_picture_is_not_sought_for_ever() {
    let (mut transport, mut wish) = rolling(at_speed(Speed::NORMAL));
    transport.reached_end(&mut wish);
    transport.next_order(&mut wish, END);
    transport.done(Some(98));
    assert_eq!(transport.next_order(&mut wish, END), seek_to_frame(99));
    transport.done(Some(98));
    assert_eq!(transport.next_order(&mut wish, END), None);
}

#[test]
fn a_wish_made_in_the_moment_of_the_end_is_kept() {
    let (mut transport, mut wish) = rolling(at_speed(Speed::NORMAL));
    wish.speed = -Speed::NORMAL;
    transport.reached_end(&mut wish);
    assert_eq!(wish.speed, -Speed::NORMAL);
    assert_eq!(transport.next_order(&mut wish, END), Some(PipelineOp::Roll));
    let (mut transport, mut wish) = rolling(at_speed(Speed::NORMAL));
    wish.speed = Speed::REST;
    transport.reached_end(&mut wish);
    assert!(transport.ended);
}

#[test]
fn paused_on_the_last_picture_of_a_repeat_it_is_sought_before_it_plays_on() {
    let wish = DesiredState { repeat: Some(frames(40, 60)), speed: Speed::NORMAL, ..DesiredState::default() };
    for (shown, expected) in [(59, seek_to_frame(59)), (50, None)] {
        let (mut transport, mut wish) = rolling(wish);
        wish.speed = Speed::REST;
        transport.position = RATE.start_of_frame(41);
        assert_eq!(transport.next_order(&mut wish, END), Some(PipelineOp::Pause));
        transport.done(Some(shown));
        wish.speed = Speed::NORMAL;
        let order = transport.next_order(&mut wish, END);
        let expected = expected.map_or(Some(PipelineOp::Roll), |order| match order {
            PipelineOp::Seek(aim) => {
                Some(PipelineOp::Seek(SeekTarget { stop: Some(RATE.start_of_frame(60)), ..aim }))
            }
            other => Some(other),
        });
        assert_eq!(order, expected, "paused on {shown}");
    }
}

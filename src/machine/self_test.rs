//! Flash and pip: a test pattern that shows whether picture and sound of this desk come together.

use std::time::Instant;

use crate::jobs::Wake;
use crate::media::{FlashAndPip, MediaError, Mix, PcmSource, Player, PlayerSources, PlayerStatus};
use crate::monitoring::{GainDb, Monitoring};
use crate::timebase::{FrameRate, SampleDelta, SamplePos, TimeRange};

/// Flash and pip, playing again and again in place of the request.
pub(super) struct SelfTest {
    player: Player,
    place: Option<HeardPosition>,
    /// Whether the screen is bright now.
    pub is_bright: bool,
    problem: Option<String>,
}

/// Where the pattern is thought to be heard at a moment.
#[derive(Clone, Copy)]
struct HeardPosition {
    at: Instant,
    /// In thousandths of a sample, so that what gives way between two looks is not rounded to nothing.
    thousandths: i64,
}

impl HeardPosition {
    fn heard(self) -> SamplePos {
        SamplePos::new(self.thousandths / 1000)
    }
}

impl SelfTest {
    /// Begins to play, as loud as the monitor is.
    ///
    /// # Errors
    /// Only when GStreamer is missing or incomplete.
    pub fn begin(volume: GainDb, wake: &Wake) -> Result<Self, MediaError> {
        let mix = Mix { monitoring: Monitoring { volume, ..Monitoring::default() }, ..Mix::default() };
        let sources = PlayerSources {
            delivered: Some(std::sync::Arc::new(FlashAndPip)),
            mix,
            ..PlayerSources::new(FrameRate::F24)
        };
        let mut player = Player::open(sources, wake.clone())?;
        player.set_loop(Some(TimeRange { from: SamplePos::ZERO, to: SamplePos::new(FlashAndPip.frames()) }));
        player.play();
        Ok(Self { player, place: None, is_bright: false, problem: None })
    }

    /// What plays it.
    pub fn player(&self) -> &Player {
        &self.player
    }

    /// What the player says now.
    pub fn poll(&mut self) -> PlayerStatus {
        self.player.poll()
    }

    /// A problem that was not reported yet.
    pub fn news(&mut self, problem: Option<String>) -> Option<String> {
        if self.problem == problem {
            return None;
        }
        self.problem.clone_from(&problem);
        problem
    }

    /// Makes the screen bright or dark for what is heard `now`.
    pub fn update_brightness(&mut self, status: &PlayerStatus, delay: SampleDelta, now: Instant) {
        if !status.playing {
            (self.place, self.is_bright) = (None, false);
            return;
        }
        let place = heard(self.place, status.position, now);
        self.place = Some(place);
        self.is_bright = FlashAndPip.is_bright(place.heard(), delay);
    }
}

/// Further apart than this, the pattern has turned back or stood still.
const LOST: i64 = 4800;

/// Where the pattern is `now`. The player reports its position a hundred times a second, so what it reports is up to 10 ms
/// old and never ahead: what was reported with the least delay counts.
fn heard(before: Option<HeardPosition>, reported: SamplePos, now: Instant) -> HeardPosition {
    let reported = reported.get() * 1000;
    let thousandths = before.map_or(reported, |before| {
        // 48 thousandths of a sample in a microsecond.
        let passed = i64::try_from(now.duration_since(before.at).as_micros()).unwrap_or(0) * 48;
        // Both clocks are good to a thousandth: the expected time gives way to the reported one by as much.
        let expected = before.thousandths + passed - passed / 1000;
        if (expected - reported).abs() > LOST * 1000 { reported } else { expected.max(reported) }
    });
    HeardPosition { at: now, thousandths }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    /// Reported every 10 ms, looked at every 7 ms, for a minute, by a clock that is 50 millionths slow.
    #[test]
    fn a_position_reported_late_is_known_within_two_milliseconds_and_a_turn_at_once() {
        let begun = Instant::now();
        let mut place = None;
        for look in 1..8000_i64 {
            let true_place = look * 7 * 48 - look * 7 * 48 / 20_000;
            let as_told = true_place / 480 * 480 % FlashAndPip.frames();
            let at = begun + Duration::from_millis(look as u64 * 7);
            let now = heard(place, SamplePos::new(as_told), at);
            place = Some(now);
            let off = (now.heard().get() - true_place % FlashAndPip.frames()).abs();
            assert!(look < 20 || off < 96 || true_place % FlashAndPip.frames() < 4800, "{off} at {look}");
        }
    }
}

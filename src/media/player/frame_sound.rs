//! Which frame's own sound is to be heard at rest: that of each frame that is stepped or scrubbed to.

/// Watches the frame on screen while somebody steps or scrubs.
#[derive(Debug, Default)]
pub(super) struct FrameSound {
    /// The playhead is moved by steps or by a drag.
    is_armed: bool,
    last: Option<i64>,
}

impl FrameSound {
    /// The playhead is stepped or dragged.
    pub(super) fn arm(&mut self) {
        self.is_armed = true;
    }

    /// It is sent elsewhere, or plays: its frames are not heard by themselves.
    pub(super) fn disarm(&mut self) {
        self.is_armed = false;
    }

    /// The frame to be heard now that `shown` is on screen at rest: each once.
    pub(super) fn next(&mut self, shown: i64) -> Option<i64> {
        let is_news = self.last.replace(shown).is_some_and(|last| last != shown);
        (is_news && self.is_armed).then_some(shown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_frame_that_is_stepped_to_is_heard_once() {
        let mut sound = FrameSound::default();
        assert_eq!(sound.next(10), None, "nobody stepped");
        sound.arm();
        assert_eq!(
            [sound.next(10), sound.next(11), sound.next(11), sound.next(10)],
            [None, Some(11), None, Some(10)]
        );
        sound.disarm();
        assert_eq!(sound.next(50), None);
    }
}

//! Saving, as the person at the desk hears of it: what went wrong, until when, and what would be lost by leaving.

use super::{Notice, SaveState, Workspace};

impl Workspace {
    /// What became of a save. A fault is said once, and no longer than it lasts.
    pub(super) fn saved(&mut self, state: SaveState) {
        let Some(session) = self.session.as_mut() else { return };
        let before = std::mem::replace(&mut session.save, state.clone());
        if state == SaveState::Saved
            && let Some(fault) = self.save_fault.take()
        {
            self.is_on_a_disk_again(&fault);
        }
        if let Some(why) = state.fault().filter(|why| before.fault() != Some(*why)) {
            self.save_fault = Some(why.to_owned());
            self.notice_once(Notice::problem(why.to_owned()));
        }
    }

    /// What became of work that was left behind, and whether some of it is on no disk.
    pub(super) fn caught_up(&mut self, said: Vec<String>, on_no_disk: Option<String>) {
        if on_no_disk.is_none()
            && let Some(why) = self.left_on_no_disk.take()
        {
            self.is_on_a_disk_again(&why);
        }
        self.left_on_no_disk = on_no_disk.or_else(|| self.left_on_no_disk.take());
        said.into_iter().map(Notice::problem).for_each(|notice| self.notice_once(notice));
    }

    /// Whether ending now would lose work, which is said; who asks again has heard it.
    pub fn refuses_to_end(&mut self) -> bool {
        let is_on_no_disk = self.is_on_no_disk() || self.left_on_no_disk.is_some();
        if !is_on_no_disk || self.was_warned {
            return false;
        }
        self.was_warned = true;
        self.notice_once(Notice::problem(NOT_ENDED.to_owned()));
        true
    }

    /// Whether the request stays open for what would be lost by closing it, which is said.
    pub(super) fn refuses_to_close(&mut self) -> bool {
        let refuses = self.is_on_no_disk();
        if refuses {
            self.notice_once(Notice::problem(NOT_CLOSED.to_owned()));
        }
        refuses
    }

    fn is_on_no_disk(&self) -> bool {
        self.session.as_ref().is_some_and(|session| matches!(session.save, SaveState::OnNoDisk(_)))
    }

    /// What was said of work on no disk holds no more.
    fn is_on_a_disk_again(&mut self, fault: &str) {
        self.notices.retain(|notice| ![fault, NOT_ENDED, NOT_CLOSED].contains(&notice.text.as_str()));
        self.was_warned = false;
    }
}

const NOT_ENDED: &str =
    "The window was not closed: what was done last is on no disk yet. Close it again to leave without it.";
const NOT_CLOSED: &str = "The request was not closed: what was done last is on no disk yet.";

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
            self.notices.retain(|notice| notice.text != fault);
            self.was_warned = false;
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
            self.notices.retain(|notice| notice.text != why);
            self.was_warned = false;
        }
        self.left_on_no_disk = on_no_disk.or_else(|| self.left_on_no_disk.take());
        said.into_iter().map(Notice::problem).for_each(|notice| self.notice_once(notice));
    }

    /// Whether ending now would lose work, which is said; who asks again has heard it.
    pub fn refuses_to_end(&mut self) -> bool {
        let on_screen = match self.session.as_ref().map(|session| &session.save) {
            Some(SaveState::OnNoDisk(why)) => Some(why.clone()),
            _ => None,
        };
        let Some(why) = on_screen.or_else(|| self.left_on_no_disk.clone()).filter(|_| !self.was_warned)
        else {
            return false;
        };
        self.was_warned = true;
        self.notice_once(Notice::problem(format!(
            "Not closed: {why}. Close it again to leave without that work."
        )));
        true
    }
}

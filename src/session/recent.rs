//! The requests opened last, newest first, for the start page.

use std::path::PathBuf;

use super::{Effect, RecentRequest, RequestEffect, SettingsEffect, Workspace};

/// The most that are remembered; chosen so that the start page shows them without scrolling.
pub(super) const MOST_RECENT: usize = 8;

impl Workspace {
    /// Puts what has just been opened first, where the settings allow it.
    pub(super) fn remember(&mut self, opened: RecentRequest) -> Vec<Effect> {
        if !self.settings.remember_recent || self.settings.recent.first() == Some(&opened) {
            return Vec::new();
        }
        self.settings.recent.retain(|known| known.paths != opened.paths);
        self.settings.recent.insert(0, opened);
        self.settings.recent.truncate(MOST_RECENT);
        self.save_recent()
    }

    pub(super) fn forget_recent(&mut self, place: usize) -> Vec<Effect> {
        if place >= self.settings.recent.len() {
            return Vec::new();
        }
        self.settings.recent.remove(place);
        self.save_recent()
    }

    fn save_recent(&self) -> Vec<Effect> {
        vec![SettingsEffect::SaveSettings(Box::new(self.settings.clone())).into()]
    }

    /// Whether they are still there is looked up again, off the window's thread.
    pub(super) fn look_for_recent(&self) -> Vec<Effect> {
        let places: Vec<PathBuf> =
            self.settings.recent.iter().map(|known| known.place().to_path_buf()).collect();
        if places.is_empty() { Vec::new() } else { vec![RequestEffect::LookFor(places).into()] }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::policy::Profile;
    use crate::session::Settings;
    use crate::ticket::Person;

    fn request(name: &str) -> RecentRequest {
        RecentRequest { paths: vec![PathBuf::from("/requests").join(name)], title: String::new() }
    }

    fn workspace() -> Workspace {
        Workspace::new(Arc::new(Profile::asset_qc().clone()), Person::default())
    }

    #[test]
    fn the_newest_is_first_none_is_twice_and_the_list_ends() {
        let mut desk = workspace();
        for number in 0..20 {
            desk.remember(request(&number.to_string()));
        }
        desk.remember(request("15"));
        assert!(desk.remember(request("15")).is_empty(), "nothing to save");
        let names: Vec<String> = desk.settings.recent.iter().map(RecentRequest::name).collect();
        assert_eq!(names, ["15", "19", "18", "17", "16", "14", "13", "12"]);
        desk.forget_recent(1);
        assert_eq!(desk.settings.recent.len(), MOST_RECENT - 1);
    }

    #[test]
    fn a_request_is_called_by_the_title_it_had_last() {
        let mut desk = workspace();
        desk.remember(request("request"));
        desk.remember(RecentRequest { title: "NIGHTFALL R1".to_owned(), ..request("request") });
        let names: Vec<String> = desk.settings.recent.iter().map(RecentRequest::name).collect();
        assert_eq!(names, ["NIGHTFALL R1"], "one place, one line");
    }

    #[test]
    fn nothing_is_remembered_where_that_is_turned_off() {
        let mut desk = workspace();
        desk.remember(request("a"));
        let off = Settings { remember_recent: false, ..desk.settings.clone() }.usable();
        assert!(off.recent.is_empty(), "and what was is forgotten");
        desk.settings = off;
        assert!(desk.remember(request("b")).is_empty());
        let files = RecentRequest { paths: vec!["/a/L.wav".into(), "/a/R.wav".into()], title: String::new() };
        assert_eq!(files.name(), "L.wav and 1 more");
    }
}

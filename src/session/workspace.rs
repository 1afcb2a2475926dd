//! Everything on the desk: who sits here, what is set, the open session, the queue, and what needs saying.

use std::path::PathBuf;
use std::sync::Arc;

use super::{Effect, Queue, SaveState, Session, Settings};
use crate::policy::Profile;
use crate::queue::QueueView;
use crate::ticket::{Observation, Person, SCHEMA};

/// Everything on the desk.
#[derive(Clone, Debug)]
pub struct Workspace {
    pub profile: Arc<Profile>,
    /// Name and role of who sits here, as the settings say; recorded, not authenticated.
    pub person: Person,
    /// What is set for this desk.
    pub settings: Settings,
    pub settings_open: bool,
    /// The output device's name; `None` until something has been played.
    pub output_device: Option<String>,
    /// Flash and pip are playing in place of the request.
    pub flash_and_pip: bool,
    /// The device they play on is known.
    pub flash_device_known: bool,
    pub session: Option<Session>,
    pub opening: Option<Opening>,
    /// What went wrong or needs saying, newest last; each stays until dismissed.
    pub notices: Vec<Notice>,
    pub key_sheet: bool,
    /// A place to go to is being typed.
    pub typing_timecode: bool,
    /// Every ticket, while the queue is looked at.
    pub queue: Option<Queue>,
    /// What the queue showed last.
    pub(super) last_queue_view: QueueView,
}

/// A request on its way in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    pub paths: Vec<PathBuf>,
    /// "Reading 3 of 9: NIGHTFALL_Final_v3.mov".
    pub step: String,
}

/// Something to say, in words that tell what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub text: String,
    pub is_problem: bool,
}

impl Workspace {
    pub fn new(profile: Arc<Profile>, person: Person) -> Self {
        Self {
            profile,
            person,
            settings: Settings::default(),
            settings_open: false,
            output_device: None,
            flash_and_pip: false,
            flash_device_known: false,
            session: None,
            opening: None,
            notices: Vec::new(),
            key_sheet: false,
            typing_timecode: false,
            queue: None,
            last_queue_view: QueueView::default(),
        }
    }

    /// The ticket as it must be saved now, with where the operator is.
    pub fn ticket_to_save(&mut self) -> Option<Effect> {
        let session = self.session.as_mut()?;
        if session.ticket.schema() > SCHEMA {
            return None;
        }
        session.save = SaveState::Saving;
        session.ticket.observe(Observation::Playhead(session.transport.position));
        Some(Effect::Save(Box::new(session.ticket.take_save())))
    }

    pub(super) fn notice_once(&mut self, notice: Notice) {
        if !self.notices.contains(&notice) {
            self.notices.push(notice);
        }
    }
}

impl Notice {
    /// Something that went wrong.
    pub fn problem(text: String) -> Self {
        Self { text, is_problem: true }
    }

    /// Something to know.
    pub fn info(text: String) -> Self {
        Self { text, is_problem: false }
    }
}

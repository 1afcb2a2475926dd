//! Everything on the desk: who sits here, what is set, the open session, the queue, and what needs saying.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::{
    DatabaseTrial, Effect, FixCheck, Health, Places, Queue, RecentRequest, ReportDialog, ReportPreview,
    SaveState, Session, Settings, WhichTicket,
};
use crate::policy::Profile;
use crate::queue::QueueView;
use crate::ticket::{Edit, Observation, Person, SCHEMA, TicketId, Transition};

/// Everything on the desk.
#[derive(Clone, Debug)]
pub struct Workspace {
    pub(super) profile: Arc<Profile>,
    pub(super) person: Person,
    pub(super) settings: Settings,
    pub(super) settings_open: bool,
    pub(super) output_device: Option<String>,
    pub(super) devices: Option<Vec<String>>,
    pub(super) flash_and_pip: bool,
    /// The device they play on is known.
    pub(super) flash_device_known: bool,
    pub(super) session: Option<Session>,
    pub(super) opening: Option<Opening>,
    pub(super) notices: Vec<Notice>,
    pub(super) key_sheet: bool,
    pub(super) guide: bool,
    pub(super) command_palette: bool,
    pub(super) picture_window: bool,
    pub(super) typing_timecode: bool,
    /// What is decided once it is confirmed.
    pub(super) asked: Option<Transition>,
    /// Which delivery a fix check takes, while that is asked.
    pub(super) fix_check: Option<FixCheck>,
    pub(super) queue: Option<Queue>,
    /// The report that is looked at.
    pub(super) report: Option<ReportDialog>,
    pub(super) report_preview: Option<Box<ReportPreview>>,
    /// What the queue showed last.
    pub(super) last_queue_view: QueueView,
    /// What this machine has no font for: said again with each request.
    pub(super) missing_fonts: Vec<Notice>,
    /// What is said while a disk or file server does not answer: said again with each request, and gone once it does.
    pub(super) not_answering: Option<Notice>,
    /// Why the ticket on screen is not the one on disk, as it was said.
    pub(super) save_fault: Option<String>,
    /// Why work that has left the window is on no disk.
    pub(super) left_on_no_disk: Option<String>,
    /// Whoever wanted to end was told what would be lost.
    pub(super) was_warned: bool,
    /// Which of several tickets a request that was renamed or moved goes on with: to be answered.
    pub(super) which_ticket: Option<WhichTicket>,
    /// Recent requests that were not there when they were looked for.
    pub(super) gone: Vec<PathBuf>,
    /// Where tickets are kept and which policy decides from the next start on, and since the last.
    pub(super) places: Places,
    places_in_use: Places,
    /// What came of trying the database that is named there; `None` until somebody did.
    pub(super) database_trial: Option<DatabaseTrial>,
    /// What was found on this computer, once somebody looked.
    pub(super) health: Option<Box<Health>>,
    /// Nobody has said who sits here.
    pub(super) asks_name: bool,
    /// The revision of each ticket that this person has seen.
    pub(super) seen: BTreeMap<TicketId, u32>,
    /// When the return was made whose note this person has read and hidden, for each ticket.
    pub(super) read_notes: BTreeMap<TicketId, String>,
    /// What was approved together last, as long as nobody took it back.
    pub(super) approved_together: Vec<TicketId>,
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
    /// It answers what somebody just did: read, it leaves by itself. Everything else stays until dismissed.
    pub is_answer: bool,
}

impl Workspace {
    pub fn new(profile: Arc<Profile>, person: Person) -> Self {
        Self {
            profile,
            person,
            settings: Settings::default(),
            settings_open: false,
            output_device: None,
            devices: None,
            flash_and_pip: false,
            flash_device_known: false,
            session: None,
            opening: None,
            notices: Vec::new(),
            key_sheet: false,
            guide: false,
            command_palette: false,
            picture_window: false,
            typing_timecode: false,
            asked: None,
            fix_check: None,
            queue: None,
            report: None,
            report_preview: None,
            last_queue_view: QueueView::default(),
            missing_fonts: Vec::new(),
            not_answering: None,
            save_fault: None,
            left_on_no_disk: None,
            was_warned: false,
            which_ticket: None,
            gone: Vec::new(),
            places: Places::default(),
            places_in_use: Places::default(),
            database_trial: None,
            health: None,
            asks_name: false,
            seen: BTreeMap::new(),
            read_notes: BTreeMap::new(),
            approved_together: Vec::new(),
        }
    }

    /// The same with what is set for this desk, and with notices that were raised before there was a window.
    #[must_use]
    pub fn starting_with(self, settings: Settings, notices: Vec<Notice>) -> Self {
        Self { settings, notices, ..self }
    }

    /// The same with where tickets are kept and which policy decides.
    #[must_use]
    pub fn in_places(self, places: Places) -> Self {
        Self { places: places.clone(), places_in_use: places, ..self }
    }

    /// The same, asking who sits here where no name is known.
    #[must_use]
    pub fn asking_for_a_name(self) -> Self {
        Self { asks_name: self.person.name.trim().is_empty(), ..self }
    }

    /// The same with the revision of each ticket that this person has seen.
    #[must_use]
    pub fn having_seen(self, seen: BTreeMap<TicketId, u32>) -> Self {
        Self { seen, ..self }
    }

    /// The same with the notes of returns that this person has read: when each return was made.
    #[must_use]
    pub fn having_read(self, read_notes: BTreeMap<TicketId, String>) -> Self {
        Self { read_notes, ..self }
    }

    /// Where tickets are kept and which policy decides from the next start on.
    pub fn places(&self) -> &Places {
        &self.places
    }

    /// Whether something of that differs from what is in use.
    pub fn places_changed(&self) -> bool {
        self.places != self.places_in_use
    }

    /// What came of trying the database that the places name; `None` until somebody did.
    pub fn database_trial(&self) -> Option<&DatabaseTrial> {
        self.database_trial.as_ref()
    }

    /// What was found on this computer; `None` until somebody looked.
    pub fn health(&self) -> Option<&Health> {
        self.health.as_deref()
    }

    /// Whether to ask who sits here.
    pub fn asks_name(&self) -> bool {
        self.asks_name
    }

    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// Name and role of who sits here, as the settings say; recorded, not authenticated.
    pub fn person(&self) -> &Person {
        &self.person
    }

    /// What is set for this desk.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    pub fn settings_open(&self) -> bool {
        self.settings_open
    }

    /// The output device's name; `None` until something has been played.
    pub fn output_device(&self) -> Option<&str> {
        self.output_device.as_deref()
    }

    /// The sound devices to choose from, by name; `None` until somebody looked.
    pub fn devices(&self) -> Option<&[String]> {
        self.devices.as_deref()
    }

    /// Flash and pip are playing in place of the request.
    pub fn flash_and_pip(&self) -> bool {
        self.flash_and_pip
    }

    pub fn session(&self) -> Option<&Session> {
        self.session.as_ref()
    }

    /// Which ticket a request goes on with, while nobody has said it.
    pub fn which_ticket(&self) -> Option<&WhichTicket> {
        self.which_ticket.as_ref()
    }

    /// A recent request was not there any more when it was last looked for.
    pub fn is_gone(&self, request: &RecentRequest) -> bool {
        self.gone.iter().any(|gone| gone == request.place())
    }

    pub fn opening(&self) -> Option<&Opening> {
        self.opening.as_ref()
    }

    /// What went wrong or needs saying, newest last.
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    pub fn key_sheet(&self) -> bool {
        self.key_sheet
    }

    /// The user guide is open.
    pub fn guide(&self) -> bool {
        self.guide
    }

    /// A command is being looked for by its words.
    pub fn command_palette(&self) -> bool {
        self.command_palette
    }

    /// A dialog is open that Esc closes.
    pub fn is_dialog_open(&self) -> bool {
        let is_asking = self.asked.is_some() || self.report_dialog().is_some();
        self.key_sheet || self.guide || self.settings_open || self.command_palette || is_asking
    }

    /// Something is asked that is answered before anything else is done: a decision, which ticket, or a name.
    pub fn is_question_open(&self) -> bool {
        self.asked.is_some() || self.which_ticket.is_some() || self.asks_name
    }

    /// The picture has a window of its own, too.
    pub fn picture_window(&self) -> bool {
        self.picture_window
    }

    /// The decision that is asked about: it is made when [`super::TicketCommand::Transition`] confirms it.
    pub fn asked(&self) -> Option<&Transition> {
        self.asked.as_ref()
    }

    /// A place to go to is being typed.
    pub fn typing_timecode(&self) -> bool {
        self.typing_timecode
    }

    /// Every ticket, while the queue is looked at.
    pub fn queue(&self) -> Option<&Queue> {
        self.queue.as_ref()
    }

    /// The tickets that were approved together last: for ten seconds that can be taken back.
    pub fn approved_together(&self) -> &[TicketId] {
        &self.approved_together
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

    /// Applies an edit that no command makes, as an undo step of its own; whether the open ticket changed.
    pub fn edit(&mut self, edit: Edit) -> bool {
        self.session.as_mut().is_some_and(|session| session.history.apply(&mut session.ticket, "", edit))
    }

    /// For another request: of what was said, only what is so for every request.
    pub(super) fn keep_standing_notices(&mut self) {
        self.notices = self.missing_fonts.iter().chain(&self.not_answering).cloned().collect();
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
        Self { text, is_problem: true, is_answer: false }
    }

    /// Something to know that came by itself.
    pub fn info(text: String) -> Self {
        Self { text, is_problem: false, is_answer: false }
    }

    /// What became of something that somebody just did, where nothing went wrong.
    pub fn answer(text: String) -> Self {
        Self { text, is_problem: false, is_answer: true }
    }
}

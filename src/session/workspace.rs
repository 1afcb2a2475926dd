use std::path::PathBuf;
use std::sync::Arc;

use super::availability::{changes_ticket, edits, edits_ticket};
use super::request::OnDesk;
use super::{
    Action, Command, Effect, Event, Loading, Measuring, NudgeStep, Queue, SaveState, Session, Settings, Stamp,
};
use super::{align, conform, flag, measured, monitor, playing, request, snapshot_cache, workflow};
use crate::policy::Profile;
use crate::queue::QueueView;
use crate::ticket::{Edit, Observation, Person, SCHEMA, State};
use crate::waveform::Pyramid;

/// Everything on the desk.
#[derive(Clone, Debug)]
pub struct Workspace {
    pub profile: Arc<Profile>,
    /// Name and role of who sits here, as the settings say; recorded, not authenticated.
    pub person: Person,
    /// What is set for this desk.
    pub settings: Settings,
    pub settings_open: bool,
    /// The sound device's name; `None` until something has been heard.
    pub heard_through: Option<String>,
    /// Flash and pip are playing in place of the request.
    pub flash_and_pip: bool,
    /// The device they are heard through has said its name.
    pub flash_is_heard: bool,
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
    pub(super) last_look: QueueView,
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
            heard_through: None,
            flash_and_pip: false,
            flash_is_heard: false,
            session: None,
            opening: None,
            notices: Vec::new(),
            key_sheet: false,
            typing_timecode: false,
            queue: None,
            last_look: QueueView::default(),
        }
    }

    /// Carries out what a person asked for.
    pub fn command(&mut self, command: Command, stamp: &Stamp) -> Vec<Effect> {
        if self.refusal(&command).is_some() {
            return Vec::new();
        }
        // A move says for itself what it changes.
        let edits = self.session.is_some() && edits(&command) && !matches!(command, Command::Transition(_));
        match command {
            command if edits => self.recorded(stamp, |workspace| workspace.carry_out(command, stamp)),
            command => self.carry_out(command, stamp),
        }
    }

    fn carry_out(&mut self, command: Command, stamp: &Stamp) -> Vec<Effect> {
        match command {
            Command::Do(action) => self.act(action, stamp),
            Command::Transition(made) => self.make(*made, stamp),
            Command::TypeDecisionNote(note) => self.type_decision_note(note),
            Command::LookAt(look) => {
                self.look_at(*look);
                Vec::new()
            }
            Command::WalkQueue(rows) => {
                self.walk_queue(rows);
                Vec::new()
            }
            Command::OpenTicket(ticket) => self.open_ticket(ticket),
            Command::ReadQueueAgain => self.read_queue_again(),
            Command::ApproveAgreeing(tickets) => vec![Effect::ApproveAgreeing(tickets)],
            Command::Open(paths) => self.open(paths),
            Command::DismissNotice(place) => {
                if place < self.notices.len() {
                    self.notices.remove(place);
                }
                Vec::new()
            }
            Command::SetPerson(person) => {
                self.person = person.clone();
                vec![Effect::KeepPerson(person)]
            }
            Command::Set(settings) => self.set(*settings),
            Command::KeepCalibration => self.keep_calibration(stamp),
            other => self.session_command(other, stamp),
        }
    }

    /// Takes in what the machine reports.
    pub fn event(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::Chosen(paths) => self.open(paths),
            Event::Opening(step) => {
                if let Some(opening) = &mut self.opening {
                    opening.step = step;
                }
                Vec::new()
            }
            Event::Opened { ticket, reopened, warnings } => {
                self.opening = None;
                self.notices.extend(warnings.into_iter().map(Notice::problem));
                self.notices.extend(workflow::faults(&ticket));
                self.session = Some(request::open_session(&self.profile, *ticket, reopened));
                Vec::new()
            }
            Event::HeardThrough(device) => {
                self.hear_through(device);
                Vec::new()
            }
            Event::Listed { tickets, unreadable, now } => {
                self.listed(tickets, unreadable, &now);
                Vec::new()
            }
            Event::Approved { approved, refused } => self.approved(approved, refused),
            Event::OpenFailed { why, .. } => {
                self.opening = None;
                self.notices.push(Notice::problem(why));
                Vec::new()
            }
            Event::PlayerProblem(why)
            | Event::LoadProblem(why)
            | Event::PicturesNotKept(why)
            | Event::DialogUnavailable(why) => {
                self.notice_once(Notice::problem(why));
                Vec::new()
            }
            event @ Event::Loaded { .. } => {
                let effects = self.session_event(event);
                self.update_heard_through();
                effects
            }
            other => self.session_event(other),
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

    fn session_event(&mut self, event: Event) -> Vec<Effect> {
        let profile = Arc::clone(&self.profile);
        let Some(session) = self.session.as_mut() else { return Vec::new() };
        match event {
            Event::Examined { asset, as_found } => request::examined(&profile, session, asset, *as_found),
            Event::AllExamined => {
                let is_new = !session.reopened;
                let (mut effects, said) = request::all_examined(&profile, session);
                said.into_iter().for_each(|notice| self.notice_once(notice));
                if is_new {
                    // It is in the queue from now on, whether anything of it can be played or not.
                    effects.extend(self.ticket_to_save());
                }
                return effects;
            }
            Event::Hashed { asset, sha256 } => {
                let changed = request::hashed(session, asset, sha256);
                self.notices.extend(changed.map(Notice::problem));
                return self.ticket_to_save().into_iter().collect();
            }
            Event::Loaded { duration, sound_device } => {
                session.loading = Loading::Ready;
                session.transport.duration = duration;
                let silent = sound_device.is_none();
                session.transport.sound_device = sound_device;
                let mix = monitor::mix(session);
                let repeat = playing::repeat(session);
                let mut effects = vec![mix, repeat];
                if matches!(session.ticket.lifecycle().state(), State::Submitted(_)) {
                    effects.extend(flag::recall_first(session));
                }
                if silent {
                    self.notice_once(Notice::said(NO_DEVICE.to_owned()));
                }
                return effects;
            }
            Event::Transport { position, speed } => {
                session.transport.position = position;
                (session.transport.speed, session.transport.wanted) = (speed, speed);
            }
            Event::NotLoaded => session.loading = Loading::Nothing,
            Event::Peaks { side, channels, peaks } => {
                let pyramid = session.pyramids.entry(side).or_insert_with(|| Pyramid::new(channels));
                // A run out of order is of an earlier load: the machine has dropped that job already.
                pyramid.append(&peaks).unwrap_or_default();
            }
            Event::Measuring { share, step } => measured::moved_on(session, share, step),
            Event::Previewed(preview) => measured::previewed(session, preview),
            Event::MeasuringStopped(why) => session.measuring = Measuring::Stopped(why),
            Event::Measured(measurement) => {
                let mut effects = measured::take_in(&profile, session, *measurement);
                let is_of_served = session.finishing().is_none();
                let tries = if is_of_served { conform::begin(&profile, session) } else { Vec::new() };
                if !effects.is_empty() {
                    effects.extend(self.ticket_to_save());
                }
                effects.extend(tries);
                return effects;
            }
            Event::Trying { asset, share } => conform::moved_on(session, asset, share),
            Event::ServedTried(again) => {
                let mut effects = conform::served_again(&profile, session, *again);
                if !effects.is_empty() {
                    effects.extend(self.ticket_to_save());
                }
                return effects;
            }
            Event::Tried(attempt) => conform::attempted(session, *attempt),
            Event::TriesStopped(why) => _ = conform::stop(session, &why),
            Event::TriesDone => conform::finish(&profile, session),
            Event::PeaksDone(side) => session.peaks_done.push(side),
            Event::LevelsMatched(matched) => match monitor::levels_matched(session, matched) {
                Ok(mix) => return vec![mix],
                Err(silent) => self.notice_once(silent),
            },
            Event::OrderHeard(heard) => {
                if let Some(notice) = monitor::order_heard(session, heard) {
                    self.notice_once(notice);
                }
            }
            Event::PicturesKept(names) => snapshot_cache::kept(session, &names),
            Event::PictureRead { name, picture } => snapshot_cache::read(session, name, picture),
            Event::Saved => session.save = SaveState::Saved,
            Event::SaveFailed(why) => {
                session.save = SaveState::Failed(why.clone());
                self.notice_once(Notice::problem(why));
            }
            _ => {}
        }
        Vec::new()
    }

    pub(super) fn notice_once(&mut self, notice: Notice) {
        if !self.notices.contains(&notice) {
            self.notices.push(notice);
        }
    }

    fn open(&mut self, paths: Vec<PathBuf>) -> Vec<Effect> {
        let mut effects = self.close();
        self.notices.clear();
        self.opening = Some(Opening { paths: paths.clone(), step: "Looking at the files".to_owned() });
        effects.push(Effect::Open(paths));
        effects
    }

    pub(super) fn close(&mut self) -> Vec<Effect> {
        let mut effects = self.stop_flash_and_pip();
        effects.extend(self.ticket_to_save());
        if self.session.take().is_some() {
            effects.push(Effect::Unload);
        }
        effects
    }

    fn act(&mut self, action: Action, stamp: &Stamp) -> Vec<Effect> {
        match action {
            Action::OpenFolder => vec![Effect::ChooseFolder],
            Action::OpenFile => vec![Effect::ChooseFile],
            Action::OpenDemo => vec![Effect::OpenDemo],
            Action::Close => self.close(),
            Action::Queue => self.turn_queue(),
            Action::Settings => self.turn_settings(),
            Action::FlashAndPip => self.turn_flash_and_pip(),
            Action::KeySheet => {
                self.key_sheet = !self.key_sheet;
                Vec::new()
            }
            Action::GoToTimecode => {
                self.typing_timecode = !self.typing_timecode;
                Vec::new()
            }
            Action::HandIn | Action::ConfirmAgreeing | Action::Approve | Action::ReturnTicket => {
                self.move_of(action).map(|made| self.make(made, stamp)).unwrap_or_default()
            }
            Action::Undo | Action::Redo => self.walk_history(action),
            Action::FlagHere => self.session_command(Command::Flag, stamp),
            other => match command_of(other) {
                Some(command) => self.session_command(command, stamp),
                None => self.act_on_view(other),
            },
        }
    }

    fn act_on_view(&mut self, action: Action) -> Vec<Effect> {
        let Some(session) = self.session.as_mut() else { return Vec::new() };
        let mut effects = monitor::act(session, action).unwrap_or_else(|| playing::act(session, action));
        if edits_ticket(action) {
            effects.extend(self.ticket_to_save());
        }
        effects
    }

    fn walk_history(&mut self, action: Action) -> Vec<Effect> {
        let profile = Arc::clone(&self.profile);
        let Some(session) = self.session.as_mut() else { return Vec::new() };
        let before = OnDesk::of(session);
        match action {
            Action::Undo => session.history.undo(&mut session.ticket),
            _ => session.history.redo(&mut session.ticket),
        };
        let mut effects = request::decide_again(&profile, session, &before);
        effects.push(monitor::mix(session));
        effects.extend(self.ticket_to_save());
        effects
    }

    fn session_command(&mut self, command: Command, stamp: &Stamp) -> Vec<Effect> {
        let profile = Arc::clone(&self.profile);
        let person = self.person.clone();
        let Some(session) = self.session.as_mut() else { return Vec::new() };
        let saves = changes_ticket(&command);
        let mut effects = match command {
            Command::SeekTo(position) => playing::seek(session, position),
            Command::ScrubTo(position) => playing::scrub(session, position),
            Command::PlayAround(finding) => playing::play_around(session, finding),
            Command::DragMarks(marks) => playing::drag_marks(session, marks),
            Command::SettleMarks => vec![playing::repeat(session)],
            Command::HearAt(position) => {
                let lined_up = measured::line_up_at(session, position);
                let mut effects = lined_up.clone();
                effects.extend(playing::play_from(session, position));
                if !lined_up.is_empty() {
                    effects.extend(self.ticket_to_save());
                }
                return effects;
            }
            Command::Nudge(step, count) => align::nudge(session, step, count),
            Command::PreviewNudge(nudge) => align::preview(session, nudge),
            Command::SettleNudge => align::settle(session),
            Command::SetMonitoring(monitoring) => monitor::hear(session, monitoring),
            Command::HearOther(is_held) => monitor::hear_other(session, is_held),
            Command::SetView(view) => {
                session.view = view;
                Vec::new()
            }
            Command::TypeDraft(text) => {
                session.history.apply(&mut session.ticket, "draft", Edit::SetFindingDraft(text));
                Vec::new()
            }
            Command::TypeNotes(text) => {
                session.history.apply(&mut session.ticket, "notes", Edit::SetNotes(text));
                Vec::new()
            }
            Command::SetTask(_)
            | Command::SetRole { .. }
            | Command::SetDelivery { .. }
            | Command::Override { .. }
            | Command::ClearOverride
            | Command::FinishOnStageMix { .. }
            | Command::LeaveStageMix => request::correct(&profile, session, command, &person, stamp),
            Command::SetMode(mode) => {
                session.history.apply(&mut session.ticket, "", Edit::SetMode(mode));
                Vec::new()
            }
            Command::ApplySuggestion => measured::apply_suggestion(session),
            Command::AcceptDraft(place) => match measured::accept(session, place, &person, stamp) {
                Ok(effects) => effects,
                Err(refused) => {
                    self.notice_once(refused);
                    Vec::new()
                }
            },
            Command::LookAtPicture(name) => snapshot_cache::look_at(session, name),
            Command::DismissDraft(place) => {
                measured::dismiss(session, place);
                Vec::new()
            }
            Command::TryOthers => conform::begin(&profile, session),
            Command::CancelTrying => conform::stop(session, "Stopped by you."),
            Command::CopyFit => conform::copy(session),
            Command::Measure => {
                session.measuring = Measuring::begun("Measuring");
                vec![Effect::Measure]
            }
            Command::CancelMeasuring => {
                session.measuring = Measuring::Stopped("Stopped by you.".to_owned());
                vec![Effect::CancelMeasuring]
            }
            other => flag::update(&profile, session, other, &person, stamp),
        };
        if saves {
            effects.extend(self.ticket_to_save());
        }
        effects
    }
}

impl Notice {
    pub fn problem(text: String) -> Self {
        Self { text, is_problem: true }
    }

    pub fn said(text: String) -> Self {
        Self { text, is_problem: false }
    }
}

const NO_DEVICE: &str = "No audio device was found: the picture plays on time, without sound. \
                         Connect a device or start the sound service, then open the request again.";

/// The command behind an action that has one.
pub(super) fn command_of(action: Action) -> Option<Command> {
    use NudgeStep::{Frame, Millisecond, Sample};
    Some(match action {
        Action::FrameEarlier => Command::Nudge(Frame, -1),
        Action::FrameLater => Command::Nudge(Frame, 1),
        Action::TenFramesEarlier => Command::Nudge(Frame, -10),
        Action::TenFramesLater => Command::Nudge(Frame, 10),
        Action::MillisecondEarlier => Command::Nudge(Millisecond, -1),
        Action::MillisecondLater => Command::Nudge(Millisecond, 1),
        Action::SampleEarlier => Command::Nudge(Sample, -1),
        Action::SampleLater => Command::Nudge(Sample, 1),
        _ => return None,
    })
}

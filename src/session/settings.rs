//! Settings: commands for the desk as a whole, whatever request is open.

use super::table::{Need, WhileTyping, command_family, listed, unlisted};
use super::{DatabaseTrial, Effect, Health, Notice, Places, Settings, SettingsEffect, Stamp, Workspace};
use crate::ticket::Person;

command_family! {
    /// Changes what is set for the desk, and shows its windows.
    pub enum SettingsCommand {
        listed {
            ToggleSettings => listed(
                "Settings", &["Ctrl+Comma"], "What is set for this desk: its sound device, its copies"
            ).without_request().while_typing(WhileTyping::Yes);
            FlashAndPip => listed(
                "Sync test (flash and beep)",
                &[],
                "Play a flash and a beep every second in place of the request, to set screen and loudspeakers against \
                 each other",
            ).without_request();
            /// The window takes the scale from the settings.
            Larger => listed("Larger", &["Ctrl+Plus", "Ctrl+Equals"], "Everything in the window larger")
                .without_request().repeats().while_typing(WhileTyping::Yes);
            Smaller => listed("Smaller", &["Ctrl+Minus"], "Everything in the window smaller")
                .without_request().repeats().while_typing(WhileTyping::Yes);
            ToggleCommandPalette => listed(
                "Find a command", &["Ctrl+K"], "Type a few letters of any command, and Enter does it"
            ).without_request().while_typing(WhileTyping::Yes);
            ToggleGuide => listed("User guide", &["Shift+F1"], "How to work with it, as a guide with pictures; no network")
                .without_request().while_typing(WhileTyping::Yes);
            ToggleKeySheet => listed(
                "Keys", &["F1", "Shift+Questionmark", "Questionmark"], "Every key on one sheet"
            ).without_request().while_typing(WhileTyping::Yes);
        }
        unlisted {
            SetPerson(Person) => unlisted().without_request();
            /// Look which sound devices there are.
            ListDevices => unlisted().without_request();
            /// What is set for this desk, as a whole.
            Set(Box<Settings>) => unlisted().without_request();
            /// The picture delay as it is now is right for the output device, as flash and pip showed.
            KeepCalibration => unlisted().without_request().needs(&[Need::Calibration]);
            /// Where tickets are kept and which policy decides, from the next start on.
            SetPlaces(Box<Places>) => unlisted().without_request();
            /// See whether the database that is named there can be used.
            TryDatabase => unlisted().without_request();
            /// See what the desk needs and has on this computer.
            LookAtHealth => unlisted().without_request();
            /// Remove every scrub proxy; they are made again.
            ClearScrubProxies => unlisted().without_request();
            /// Nobody is asked for a name any more.
            CloseFirstStart => unlisted().without_request();
            /// What the window looks for is found: it closes.
            CloseCommandPalette => unlisted().without_request();
            DismissNotice(usize) => unlisted().without_request();
        }
    }
}

/// What the machine reports of the desk's equipment.
#[derive(Clone, Debug)]
pub enum SettingsEvent {
    /// Sound now goes to this device, by the name the system gives it: picture delays are kept by it.
    OutputDevice(String),
    /// No font of this machine has the letters of a text on screen: what to install, as a sentence.
    FontMissing(String),
    /// A disk or file server does not answer and is waited for, as a sentence; `None` once nothing is waited for any more.
    NotAnswering(Option<String>),
    /// What the desk needs and has.
    Health(Box<Health>),
    /// The sound devices that there are, by name.
    Devices(Vec<String>),
    /// What came of trying a database, by the places that name it.
    DatabaseTried { places: Box<Places>, trial: DatabaseTrial },
}

pub(super) fn update(workspace: &mut Workspace, command: SettingsCommand, stamp: &Stamp) -> Vec<Effect> {
    use SettingsCommand as C;
    match command {
        C::ToggleSettings => return workspace.toggle_settings(),
        C::FlashAndPip => return workspace.toggle_flash_and_pip(),
        C::ToggleCommandPalette => workspace.command_palette = !workspace.command_palette,
        C::CloseCommandPalette => workspace.command_palette = false,
        C::ToggleGuide => workspace.guide = !workspace.guide,
        C::ToggleKeySheet => workspace.key_sheet = !workspace.key_sheet,
        C::SetPerson(person) => {
            workspace.person = person.clone();
            return vec![Effect::Settings(SettingsEffect::SavePerson(person))];
        }
        C::ListDevices => {
            workspace.devices.get_or_insert_default();
            return vec![Effect::Settings(SettingsEffect::ListDevices)];
        }
        C::Set(settings) => return workspace.set(*settings),
        C::Larger => return workspace.scale_by(SCALE_STEP),
        C::Smaller => return workspace.scale_by(-SCALE_STEP),
        C::TryDatabase => {
            workspace.database_trial = Some(DatabaseTrial::Trying);
            let places = Box::new(workspace.places.clone());
            return vec![Effect::Settings(SettingsEffect::TryDatabase(places))];
        }
        C::SetPlaces(places) => {
            // What was found is not of what is named now.
            workspace.database_trial = None;
            workspace.places = (*places).clone();
            return vec![Effect::Settings(SettingsEffect::SavePlaces(places))];
        }
        C::LookAtHealth => return vec![Effect::Settings(SettingsEffect::LookAtHealth)],
        C::ClearScrubProxies => return vec![Effect::Settings(SettingsEffect::ClearScrubProxies)],
        C::CloseFirstStart => workspace.asks_name = false,
        C::KeepCalibration => return workspace.keep_calibration(stamp),
        C::DismissNotice(place) => {
            if place < workspace.notices.len() {
                workspace.notices.remove(place);
            }
        }
    }
    Vec::new()
}

pub(super) fn event(workspace: &mut Workspace, event: SettingsEvent) -> Vec<Effect> {
    match event {
        SettingsEvent::OutputDevice(device) => workspace.output_changed(device),
        SettingsEvent::FontMissing(sentence) => {
            let notice = Notice::problem(sentence);
            workspace.missing_fonts.push(notice.clone());
            workspace.notice_once(notice);
        }
        SettingsEvent::NotAnswering(sentence) => workspace.wait_for_disk(sentence.map(Notice::problem)),
        SettingsEvent::Health(health) => workspace.health = Some(health),
        SettingsEvent::Devices(devices) => workspace.devices = Some(devices),
        SettingsEvent::DatabaseTried { places, trial } => {
            if *places == workspace.places {
                workspace.database_trial = Some(trial);
            }
        }
    }
    Vec::new()
}

/// A push of the keys for the scale, in hundredths.
const SCALE_STEP: i16 = 10;

impl Workspace {
    /// Says what is waited for, or takes it back where nothing is any more.
    fn wait_for_disk(&mut self, waited_for: Option<Notice>) {
        if let Some(before) = &self.not_answering {
            self.notices.retain(|notice| notice != before);
        }
        self.not_answering.clone_from(&waited_for);
        self.notices.extend(waited_for);
    }

    fn scale_by(&mut self, hundredths: i16) -> Vec<Effect> {
        let scale_percent = self.settings.scale_percent.saturating_add_signed(hundredths);
        self.set(Settings { scale_percent, ..self.settings.clone() })
    }
}

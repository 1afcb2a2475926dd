//! Settings: commands for the desk as a whole, whatever request is open.

use super::table::{Need, WhileTyping, command_family, listed, unlisted};
use super::{Effect, Notice, Settings, SettingsEffect, Stamp, Workspace};
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
            ToggleKeySheet => listed(
                "Keys", &["F1", "Shift+Questionmark", "Questionmark"], "Every key on one sheet"
            ).without_request().while_typing(WhileTyping::Yes);
        }
        unlisted {
            SetPerson(Person) => unlisted().without_request();
            /// What is set for this desk, as a whole.
            Set(Box<Settings>) => unlisted().without_request();
            /// The picture delay as it is now is right for the output device, as flash and pip showed.
            KeepCalibration => unlisted().without_request().needs(&[Need::Calibration]);
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
}

pub(super) fn update(workspace: &mut Workspace, command: SettingsCommand, stamp: &Stamp) -> Vec<Effect> {
    use SettingsCommand as C;
    match command {
        C::ToggleSettings => return workspace.toggle_settings(),
        C::FlashAndPip => return workspace.toggle_flash_and_pip(),
        C::ToggleKeySheet => workspace.key_sheet = !workspace.key_sheet,
        C::SetPerson(person) => {
            workspace.person = person.clone();
            return vec![Effect::Settings(SettingsEffect::SavePerson(person))];
        }
        C::Set(settings) => return workspace.set(*settings),
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
    }
    Vec::new()
}

//! The keys of the commands as they are at this desk, and which commands a key would clash with.

use super::{Command, Keymap, Workspace};

impl Keymap {
    /// The keys of a command, the one to show first.
    pub fn keys(&self, command: &Command) -> Vec<&str> {
        self.keys_of(command.name(), command.row().keys)
    }

    /// The listed command that has this key; `key` as the table of commands writes it.
    pub fn command_with(&self, key: &str) -> Option<Command> {
        Command::listed().find(|command| self.keys(command).contains(&key))
    }

    /// The same with `key` as the only key of `command`; whoever had it loses it.
    #[must_use]
    pub fn with_key(self, command: &Command, key: &str) -> Self {
        let mut keymap = self;
        while let Some(other) = keymap.command_with(key).filter(|other| other != command) {
            let kept = keymap.keys(&other).into_iter().filter(|kept| *kept != key).map(str::to_owned);
            let kept = kept.collect();
            keymap = keymap.with_keys(other.name(), other.row().keys, kept);
        }
        keymap.with_keys(command.name(), command.row().keys, vec![key.to_owned()])
    }
}

impl Workspace {
    /// Which keys the commands have.
    pub fn keymap(&self) -> &Keymap {
        &self.settings.keymap
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::session::{AlignCommand, FindingCommand, KeyPreset, TransportCommand};

    #[test]
    fn no_preset_gives_a_key_twice_or_names_what_is_no_command() {
        let names: BTreeSet<&str> = Command::listed().map(|command| command.name()).collect();
        assert_eq!(names.len(), Command::listed().count(), "a name stands twice");
        for preset in KeyPreset::ALL {
            let keymap = Keymap { preset, ..Keymap::default() };
            let commands: Vec<Command> = Command::listed().collect();
            let keys: Vec<&str> = commands.iter().flat_map(|command| keymap.keys(command)).collect();
            let mut seen = BTreeSet::new();
            let twice: Vec<&&str> = keys.iter().filter(|key| !seen.insert(**key)).collect();
            assert!(twice.is_empty(), "{preset:?}: {twice:?}");
            for (name, _) in preset.differences() {
                assert!(names.contains(name), "{preset:?}: {name}");
            }
        }
    }

    #[test]
    fn a_key_taken_from_another_command_is_gone_there_and_comes_back_with_the_preset() {
        let (nudge, play) = (AlignCommand::FrameEarlier.into(), TransportCommand::PlayPause.into());
        let keymap = Keymap::default().with_key(&nudge, "Space");
        assert_eq!(keymap.keys(&nudge), ["Space"]);
        assert_eq!(keymap.keys(&play), ["Ctrl+Space"]);
        assert_eq!(keymap.command_with("Comma"), None);
        let again = keymap.with_key(&nudge, "Comma").without_change(play.name());
        assert_eq!(again, Keymap::default(), "nothing is kept that is as in the preset");
    }

    #[test]
    fn a_preset_gives_its_keys_until_a_person_changes_them() {
        let keymap = Keymap { preset: KeyPreset::ProTools, ..Keymap::default() };
        let flag = FindingCommand::FlagHere.into();
        assert_eq!(keymap.keys(&flag), ["N"]);
        let mine = keymap.with_key(&flag, "F2");
        assert_eq!((mine.keys(&flag), mine.is_changed("FlagHere")), (vec!["F2"], true));
    }
}

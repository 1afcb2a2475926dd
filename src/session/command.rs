//! What a person asks for: one enum for each family of commands, and [`Command`] over them all.

use super::align::AlignCommand;
use super::finding::FindingCommand;
use super::measure::MeasureCommand;
use super::mix::MixCommand;
use super::monitor::MonitorCommand;
use super::queue::QueueCommand;
use super::report::ReportCommand;
use super::request::RequestCommand;
use super::settings::SettingsCommand;
use super::table::CommandRow;
use super::ticket::TicketCommand;
use super::transport::TransportCommand;
use super::view::ViewCommand;

/// Declares [`Command`] over its families, in the order of the key sheet.
macro_rules! command_families {
    ( $( $(#[$meta:meta])* $name:ident($family:ident) $group:literal, )* ) => {
        /// What a person asks for. Panels push commands; only [`super::Workspace::command`] changes anything.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Command {
            $( $(#[$meta])* $name($family), )*
        }

        $(
            impl From<$family> for Command {
                fn from(command: $family) -> Self {
                    Self::$name(command)
                }
            }
        )*

        impl Command {
            /// What the table says of this command.
            pub const fn row(&self) -> CommandRow {
                match self {
                    $( Self::$name(command) => command.row(), )*
                }
            }

            /// Its name in the preferences; empty for a command that is not listed.
            pub const fn name(&self) -> &'static str {
                match self {
                    $( Self::$name(command) => command.name(), )*
                }
            }

            /// The heading it stands under on the key sheet.
            pub const fn group(&self) -> &'static str {
                match self {
                    $( Self::$name(_) => $group, )*
                }
            }

            /// Every command with a label, in the order of the key sheet.
            pub fn listed() -> impl Iterator<Item = Self> {
                let none = std::iter::empty();
                $( let none = none.chain($family::LISTED.iter().cloned().map(Self::from)); )*
                none
            }
        }
    };
}

command_families! {
    Request(RequestCommand) "Requests",
    Transport(TransportCommand) "Transport",
    Align(AlignCommand) "Align",
    Monitor(MonitorCommand) "Monitor",
    Finding(FindingCommand) "Findings and drafts",
    Mix(MixCommand) "Inside the mix",
    Ticket(TicketCommand) "Ticket",
    View(ViewCommand) "View",
    Report(ReportCommand) "Report",
    Settings(SettingsCommand) "Desk",
    Measure(MeasureCommand) "Measure",
    Queue(QueueCommand) "Queue",
}

impl Command {
    /// The reason given with a command whose row needs one.
    pub(super) fn reason(&self) -> Option<&str> {
        if let Self::Request(
            RequestCommand::Override { why, .. } | RequestCommand::FinishOnStageMix { why },
        ) = self
        {
            return Some(why.trim());
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_key_and_no_label_stands_twice() {
        let rows: Vec<CommandRow> = Command::listed().map(|command| command.row()).collect();
        let keys: Vec<&str> = rows.iter().flat_map(|row| row.keys).copied().collect();
        assert_eq!(keys.iter().collect::<BTreeSet<_>>().len(), keys.len());
        let labels: BTreeSet<&str> = rows.iter().map(|row| row.label).collect();
        assert_eq!((labels.len(), labels.contains("")), (rows.len(), false));
    }

    #[test]
    fn the_key_sheet_begins_with_opening_and_ends_with_itself() {
        let labels: Vec<&str> = Command::listed().map(|command| command.row().label).collect();
        assert_eq!(labels.first(), Some(&"Open request folder…"));
        assert_eq!(labels.last(), Some(&"Keys"));
    }
}

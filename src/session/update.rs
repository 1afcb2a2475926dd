//! The one way in: commands of a person and events of the machine, each passed to its family.

use super::{Command, Effect, Event, Stamp, Workspace};
use super::{
    align, finding, measure, mix, monitor, queue, report, request, settings, ticket, transport, view,
};

impl Workspace {
    /// Carries out what a person asked for, where it is allowed now.
    pub fn command(&mut self, command: impl Into<Command>, stamp: &Stamp) -> Vec<Effect> {
        let command = command.into();
        if self.refusal(&command).is_some() {
            return Vec::new();
        }
        let effects = if command.row().edits {
            self.logged(stamp, command.row().claims, |workspace| workspace.carry_out(command, stamp))
        } else {
            self.carry_out(command, stamp)
        };
        self.keep_report_preview();
        effects
    }

    fn carry_out(&mut self, command: Command, stamp: &Stamp) -> Vec<Effect> {
        match command {
            Command::Request(command) => request::update(self, command, stamp),
            Command::Transport(command) => transport::update(self, command),
            Command::Align(command) => align::update(self, command),
            Command::Monitor(command) => monitor::update(self, command),
            Command::Finding(command) => finding::update(self, command, stamp),
            Command::Ticket(command) => ticket::update(self, command, stamp),
            Command::View(command) => view::update(self, command),
            Command::Report(command) => report::update(self, command),
            Command::Settings(command) => settings::update(self, command, stamp),
            Command::Mix(command) => mix::update(self, command, stamp),
            Command::Measure(command) => measure::update(self, command, stamp),
            Command::Queue(command) => queue::update(self, command),
        }
    }

    /// Takes in what the machine reports.
    pub fn event(&mut self, event: impl Into<Event>) -> Vec<Effect> {
        let effects = self.take_in(event.into());
        self.keep_report_preview();
        effects
    }

    fn take_in(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::Request(event) => request::event(self, event),
            Event::Transport(event) => transport::event(self, event),
            Event::Monitor(event) => monitor::event(self, event),
            Event::Finding(event) => finding::event(self, event),
            Event::Ticket(event) => ticket::event(self, event),
            Event::View(event) => view::event(self, event),
            Event::Settings(event) => settings::event(self, event),
            Event::Mix(event) => mix::event(self, event),
            Event::Measure(event) => measure::event(self, event),
            Event::Queue(event) => queue::event(self, event),
            Event::Report(event) => report::event(self, event),
        }
    }
}

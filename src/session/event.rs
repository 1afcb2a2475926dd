//! What the machine reports: one enum for each family of events, and [`Event`] over them all.

use super::finding::FindingEvent;
use super::measure::MeasureEvent;
use super::mix::MixEvent;
use super::monitor::MonitorEvent;
use super::queue::QueueEvent;
use super::report::ReportEvent;
use super::request::RequestEvent;
use super::settings::SettingsEvent;
use super::ticket::TicketEvent;
use super::transport::TransportEvent;
use super::view::ViewEvent;

/// Declares [`Event`] over its families.
macro_rules! event_families {
    ( $( $name:ident($family:ident), )* ) => {
        /// What the machine reports. Events come in order; one from a closed request is dropped by the machine.
        #[derive(Clone, Debug)]
        pub enum Event {
            $( $name($family), )*
        }

        $(
            impl From<$family> for Event {
                fn from(event: $family) -> Self {
                    Self::$name(event)
                }
            }
        )*
    };
}

event_families! {
    Request(RequestEvent),
    Transport(TransportEvent),
    Monitor(MonitorEvent),
    Finding(FindingEvent),
    Ticket(TicketEvent),
    View(ViewEvent),
    Settings(SettingsEvent),
    Measure(MeasureEvent),
    Mix(MixEvent),
    Queue(QueueEvent),
    Report(ReportEvent),
}

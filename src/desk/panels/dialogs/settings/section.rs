//! The sections of the settings and which one is open; egui remembers it, so any panel can open one.

use eframe::egui::{Context, Id, Ui};

use super::{
    av_delay, display, health, keyboard, monitor_presets, name_and_role, output_device, phrases, policy,
    privacy, scrub_proxies, tickets,
};
use crate::session::{Command, Workspace};

/// Declares the sections in the order of their list: each its name and the function that shows it. A section is a file
/// of its own with a `show`; a new one is one line here.
macro_rules! sections {
    ( $( $(#[$meta:meta])* $section:ident($name:literal) => $show:path; )* ) => {
        /// One part of the settings, shown by itself.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Section {
            $( $(#[$meta])* $section, )*
        }

        impl Section {
            /// All of them, in the order of the list.
            pub const ALL: &'static [Self] = &[ $( Self::$section ),* ];

            /// As the list names it.
            pub fn name(self) -> &'static str {
                match self {
                    $( Self::$section => $name, )*
                }
            }

            /// What is set there.
            pub fn show(self, ui: &mut Ui, workspace: &Workspace, commands: &mut Vec<Command>) {
                match self {
                    $( Self::$section => $show(ui, workspace, commands), )*
                }
            }
        }
    };
}

sections! {
    Delay("A/V delay") => av_delay::show;
    OutputDevice("Output device") => output_device::show;
    MonitorPresets("Monitor presets") => monitor_presets::show;
    NameAndRole("Name and role") => name_and_role::show;
    Display("Scale") => display::show;
    Keys("Keys") => keyboard::show;
    ScrubProxies("Scrub proxies") => scrub_proxies::show;
    Phrases("Phrases") => phrases::show;
    Policy("Policy") => policy::show;
    Tickets("Tickets") => tickets::show;
    Privacy("Privacy") => privacy::show;
    Health("Health") => health::show;
}

/// Shows another section from the next frame on.
pub fn open_section(ctx: &Context, section: Section) {
    ctx.data_mut(|memory| memory.insert_temp(Id::unique("settings section"), section));
    ctx.request_repaint();
}

/// The section shown now.
pub fn chosen_section(ctx: &Context) -> Section {
    ctx.data(|memory| memory.get_temp(Id::unique("settings section"))).unwrap_or(Section::Delay)
}

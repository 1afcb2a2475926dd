//! The change list as other programs read it: an edit decision list, an OpenTimelineIO timeline of the conformed audio, a table.
//!
//! Takes a ticket and which way the list goes; gives bytes, or sentences that say which pieces are open. Read `list.rs`, then a
//! file for each form.

mod edl;
mod list;
mod otio;
mod table;

use super::model::ReportInput;
use crate::conform::ListWay;
pub use list::served_measurement;

/// A form of the change list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChangeListFormat {
    /// Edit decision list, CMX 3600.
    Edl,
    /// OpenTimelineIO timeline of the conformed audio.
    Otio,
    /// Comma-separated table.
    Csv,
}

impl ChangeListFormat {
    pub const ALL: [Self; 3] = [Self::Edl, Self::Otio, Self::Csv];

    /// On the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Edl => "change-list",
            Self::Otio => "change-list-otio",
            Self::Csv => "change-list-csv",
        }
    }

    /// As a person chooses it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Edl => "Change list (EDL)",
            Self::Otio => "Change list (OpenTimelineIO)",
            Self::Csv => "Change list (CSV)",
        }
    }

    /// Of a file's name, without the point.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Edl => "edl",
            Self::Otio => "otio",
            Self::Csv => "csv",
        }
    }
}

/// The list of `input`'s ticket in that form.
///
/// # Errors
/// Why there is none, in sentences: each open piece is named.
pub fn change_list(
    input: &ReportInput<'_>,
    format: ChangeListFormat,
    way: ListWay,
) -> Result<Vec<u8>, Vec<String>> {
    let list = list::WrittenList::of(input, way)?;
    match format {
        ChangeListFormat::Edl => Ok(edl::edl(&list).into_bytes()),
        ChangeListFormat::Otio => Ok(otio::otio(&list).into_bytes()),
        ChangeListFormat::Csv => table::csv(&list).map_err(|why| vec![why]),
    }
}

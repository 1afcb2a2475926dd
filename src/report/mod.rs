//! What leaves the desk: a ticket as a page, as text, as a table, and as markers for editing systems.
//!
//! Takes a [`ReportInput`]: a ticket, the policy that judged it, and the pictures kept with it. Gives bytes: the same ticket
//! gives the same bytes, and the time a report bears is the ticket's. Touches no file and no clock.
//!
//! Read `model.rs` with `finding_line.rs` for what a report says, `measured.rs` for what was measured, `reservations.rs` for what a verdict is not read without,
//! `redaction.rs` for what it can be made to leave out, `marker.rs` for a finding as
//! a marker, then the forms: `html.rs` with `html_finding.rs`, `html_measured.rs` and `style.rs`, `pdf`, `page_text.rs`, `table.rs`, `json.rs` with `json_measured.rs`, and a
//! file for each program in `markers`. `format.rs` names the forms, and what each of them drops;
//! `render.rs` chooses among them. `change_list` writes the list that conforms the audio to the picture.

mod change_list;
mod finding_line;
mod format;
mod html;
mod html_finding;
mod html_measured;
mod json;
mod json_measured;
mod marker;
mod markers;
mod measured;
mod model;
mod page_text;
mod pdf;
mod redaction;
mod render;
mod reservations;
mod style;
mod table;
mod words;

pub use change_list::{ChangeListFormat, change_list, served_measurement};
pub use finding_line::FindingLine;
pub use format::{Fate, Loss, ReportFormat};
pub use json::SCHEMA_TEXT;
pub use measured::{MeasuredLine, PieceLine, SyncLine, TrimLine};
pub use model::{CandidateLine, MediaLine, Report, ReportInput, ReportOptions};
pub use pdf::{PdfFont, pdf_letters};
pub use render::render;

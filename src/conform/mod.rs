//! Conform: which picture version the audio was cut to.
//!
//! Takes measurements and what was drafted from them; gives how well each picture of a request matches ([`CutMatch`]),
//! which one the audio fits ([`ConformResult`], a sentence included), what to measure next ([`ConformQuestion`]), and a
//! measurement composed through the Print Master ([`via_print_master()`]). From a measurement as a ticket
//! keeps it, the list that conforms the audio ([`ChangeList`]). It never opens a file and never judges.
//!
//! Read `result.rs`, `question.rs`, then `via_print_master.rs`, and `change_list.rs`.

mod change_list;
mod question;
mod result;
mod via_print_master;

pub use change_list::{ChangeList, ListWay, NoChangeList, OpenPiece, OpenReason, PieceMove, PlacedPiece};
pub use question::{ConformQuestion, PictureComparison, PrintMasterMatch};
pub use result::{ConformResult, CutMatch, PictureMatch, best_match};
pub use via_print_master::{MeasuredHalf, ViaPrintMaster, via_print_master};

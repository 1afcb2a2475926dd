//! Which ticket a request belongs to that was renamed or moved.

use std::path::PathBuf;

use crate::ticket::TicketId;

/// A ticket that was begun on the files of a request, in a folder that is gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MovedTicket {
    pub id: TicketId,
    /// Title, state, who worked on it last and where its files were.
    pub text: String,
}

/// The question, while nobody has answered it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhichTicket {
    /// What was to be opened.
    pub paths: Vec<PathBuf>,
    pub tickets: Vec<MovedTicket>,
}

//! Hears what is saved in the database, on a connection of its own, so that no desk has to ask.

use std::time::Duration;

use ::postgres::Client;
use ::postgres::fallible_iterator::FallibleIterator;

use super::connection::{Server, in_words};
use crate::store::{StoreChanges, StoreError};

/// What is saved within so long of each other is told once. Chosen: two desks that save at once are one change to whoever
/// looks on.
const TOGETHER: Duration = Duration::from_millis(150);

/// The most that is told as one: whoever saves without a pause does not keep the others from seeing it. Chosen.
const MOST_TOGETHER: usize = 32;

/// Hears what is saved; the connection is made when it is first waited on, and again after it was lost.
pub(super) struct Listening {
    server: Server,
    client: Option<Client>,
}

impl Listening {
    pub fn to(server: &Server) -> Self {
        Self { server: server.clone(), client: None }
    }

    fn connected(&mut self) -> Result<bool, StoreError> {
        if self.client.is_some() {
            return Ok(false);
        }
        let mut client = self.server.connect()?;
        client.batch_execute("LISTEN twopop").map_err(|error| gone(&error))?;
        self.client = Some(client);
        Ok(true)
    }
}

impl StoreChanges for Listening {
    fn wait(&mut self, at_most: Duration) -> Result<bool, StoreError> {
        // What was saved while nobody heard is not told again.
        if self.connected()? {
            return Ok(true);
        }
        let Some(client) = &mut self.client else { return Ok(false) };
        let mut heard = client.notifications().timeout_iter(at_most).next();
        for _ in 0..MOST_TOGETHER {
            if !matches!(heard, Ok(Some(_))) {
                break;
            }
            match client.notifications().timeout_iter(TOGETHER).next() {
                Ok(Some(_)) => {}
                Ok(None) => break,
                lost => heard = lost,
            }
        }
        let closed = client.is_closed();
        match heard {
            Ok(Some(_)) => Ok(true),
            Ok(None) if !closed => Ok(false),
            Ok(None) => {
                self.client = None;
                Err(StoreError::DatabaseGone { why: "its connection was closed".to_owned() })
            }
            Err(error) => {
                self.client = None;
                Err(gone(&error))
            }
        }
    }
}

fn gone(error: &::postgres::Error) -> StoreError {
    StoreError::DatabaseGone { why: in_words(error) }
}

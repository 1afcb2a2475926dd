//! The one door to the clock and to fresh names. Everything decided or saved gets its time and its ids as values from here.

use jiff::Zoned;
use uuid::Uuid;

use crate::session::Stamp;

/// The time now, with its zone, and a name nobody used before.
#[expect(clippy::disallowed_methods, reason = "this is the one door to the clock and to fresh names")]
pub fn stamp() -> Stamp {
    Stamp { at: Zoned::now().strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(), fresh: Uuid::new_v4() }
}

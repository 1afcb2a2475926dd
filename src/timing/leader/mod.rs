//! The leader: which parts of a head and tail are format (line-up tone, 2-pop, tail pop, silence) and what proves it.
//!
//! It takes the ends of one side and gives the parts in order with their proof. It stops at the first other sound, so a
//! beep inside a programme is never leader, and it calls a lone beep no more than possible. Read `levels`, `onset`,
//! `parse`, `proof`.

mod levels;
mod onset;
mod parse;
mod proof;

pub(super) use parse::{Format, Kind};
pub(super) use proof::{Evidence, TWO_SECONDS, parts};

#[cfg(test)]
mod laws;

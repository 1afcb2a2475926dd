//! The timing measurement over programmes made from seeds.

mod coverage;
mod laws;
mod programme;
mod recuts;

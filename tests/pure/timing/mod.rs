//! The timing measurement over programmes made from seeds.

mod clocks;
mod coverage;
mod evidence;
mod laws;
mod legs;
mod missing;
mod programme;
mod recuts;

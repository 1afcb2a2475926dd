//! The timing measurement over programmes made from seeds.

mod clocks;
mod coverage;
mod evidence;
mod laws;
mod left_right;
mod missing;
mod programme;
mod recuts;

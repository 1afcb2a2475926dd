//! The policy as its users meet it: cases in words, a table of conformance, and laws.

mod cases;
mod conformance;
mod laws;
mod profile;

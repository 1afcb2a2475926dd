//! The policy as its users meet it: cases in words, a table of conformance, and laws.

#[path = "policy/cases.rs"]
mod cases;
#[path = "policy/conformance.rs"]
mod conformance;
#[path = "policy/laws.rs"]
mod laws;
#[path = "policy/profile.rs"]
mod profile;

//! The policy as its users meet it: cases in words, a table of conformance, and laws.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::float_cmp,
    clippy::disallowed_methods,
    reason = "a test says what it expects by failing, and works in a folder of its own"
)]

#[path = "policy/cases.rs"]
mod cases;
#[path = "policy/conformance.rs"]
mod conformance;
#[path = "policy/laws.rs"]
mod laws;
#[path = "policy/profile.rs"]
mod profile;

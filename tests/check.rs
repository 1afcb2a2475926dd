//! `twopop check` as a script calls it, on whole requests made for the purpose: a movie with an AAC guide, and a mix.
#![cfg(feature = "media")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test says what it expects by failing, and works in a folder of its own"
)]

#[allow(dead_code, reason = "the WAVE reader's tests use all of it")]
#[path = "wave/builder.rs"]
mod builder;
#[path = "check/findings.rs"]
mod findings;
#[path = "check/naming.rs"]
mod naming;
#[path = "check/request.rs"]
mod request;
#[path = "shared/said.rs"]
mod said;
#[path = "check/sounds.rs"]
mod sounds;
#[path = "check/versions.rs"]
mod versions;

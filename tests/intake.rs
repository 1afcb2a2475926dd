//! From paths to a request: request files, folders recognised by names and places, files a person named.
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

#[path = "intake/request_files.rs"]
mod request_files;

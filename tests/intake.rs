//! From paths to a request: request files, folders recognised by names and places, files a person named.

#[path = "intake/request_files.rs"]
mod request_files;

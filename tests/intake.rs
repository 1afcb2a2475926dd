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

#[path = "intake/examining.rs"]
mod examining;
#[path = "intake/folders.rs"]
mod folders;
#[path = "intake/named_files.rs"]
mod named_files;
#[path = "intake/request_files.rs"]
mod request_files;

use std::fs;
use std::path::Path;

use twopop::ticket::Asset;

/// Makes empty files below `root`: intake reads names only.
fn lay_out(root: &Path, files: &[&str]) {
    for file in files {
        let path = root.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "").unwrap();
    }
}

/// "Final Proxy | NIGHTFALL_Final.mov | v2": role, file names, version.
fn row(asset: &Asset) -> String {
    let names = asset.files.iter().map(|file| file.file_name().unwrap().to_string_lossy());
    let names: Vec<_> = names.collect();
    format!("{} | {} | {}", asset.role, names.join(" "), asset.version.as_deref().unwrap_or("-"))
}

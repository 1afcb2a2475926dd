//! From paths to a request: request files, folders recognised by names and places, files a person named.

mod examining;
mod folders;
mod named_files;
mod no_files;
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

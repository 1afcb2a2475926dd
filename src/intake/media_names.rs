use std::ffi::OsStr;
use std::path::Path;

/// Extensions of movies, in any case.
pub(super) const MOVIES: [&str; 12] =
    ["mov", "mp4", "m4v", "qt", "mxf", "mkv", "avi", "mpg", "mpeg", "mts", "m2ts", "webm"];

/// Extensions of the sound files that are read.
pub(super) const WAVES: [&str; 5] = ["wav", "wave", "bwf", "rf64", "bw64"];

/// Extensions of sound files that are not read, and are listed to say so.
pub(super) const OTHER_SOUNDS: [&str; 12] =
    ["aif", "aiff", "aifc", "flac", "mp3", "m4a", "aac", "ac3", "ec3", "ogg", "w64", "caf"];

/// Whether the name of `path` ends in one of `extensions`.
pub(super) fn has_extension(path: &Path, extensions: &[&str]) -> bool {
    let extension = path.extension().and_then(OsStr::to_str).unwrap_or_default();
    extensions.iter().any(|known| known.eq_ignore_ascii_case(extension))
}

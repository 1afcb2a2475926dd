//! What a file is by the end of its name: the one table of file extensions.
//!
//! Takes a path and gives a [`FileKind`]; opens nothing, so a wrongly named file is found out by whoever opens it.

use std::ffi::OsStr;
use std::path::Path;

/// A kind of file that Twopop knows by its extension.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// A movie, or a container that GStreamer opens as one.
    Movie,
    /// WAVE in any of its forms (RIFF, RF64, BW64): the only sound that can be under QC.
    Wave,
    /// Sound in another format. It is no delivery; `compare` opens it as a reference where GStreamer can.
    OtherSound,
    /// A request file or a ticket, in RON.
    Document,
    /// Files packed into one: what it holds cannot be read before it is unpacked.
    Archive,
    /// A file on its way: a browser or a transfer tool gives it its own name once it is whole.
    Arriving,
}

/// Every extension that means something, in lower case.
const EXTENSIONS: [(FileKind, &[&str]); 6] = [
    (
        FileKind::Movie,
        &["mov", "mp4", "m4v", "qt", "mxf", "mkv", "avi", "mpg", "mpeg", "mts", "m2ts", "webm"],
    ),
    (FileKind::Wave, &["wav", "wave", "bwf", "rf64", "bw64"]),
    (
        FileKind::OtherSound,
        &["aif", "aiff", "aifc", "flac", "mp3", "m4a", "aac", "ac3", "ec3", "ogg", "w64", "caf"],
    ),
    (FileKind::Document, &["ron"]),
    (
        FileKind::Archive,
        &["zip", "zipx", "7z", "rar", "tar", "gz", "tgz", "bz2", "xz", "zst", "dmg", "iso", "sit", "sitx"],
    ),
    (
        FileKind::Arriving,
        &[
            "partial",
            "part",
            "crdownload",
            "download",
            "opdownload",
            "filepart",
            "incomplete",
            "inprogress",
            "unfinished",
            "uploading",
            "icloud",
            "tmp",
            "temp",
        ],
    ),
];

impl FileKind {
    /// The kind of the file at `path` by its extension, in any case; `None` where the extension says nothing.
    pub fn of(path: &Path) -> Option<Self> {
        let extension = path.extension().and_then(OsStr::to_str)?;
        let is_among = |known: &[&str]| known.iter().any(|known| known.eq_ignore_ascii_case(extension));
        EXTENSIONS.iter().find(|(_, known)| is_among(known)).map(|(kind, _)| *kind)
    }

    /// The kind a file will have once it has arrived, and its name then: "Final.mov" of "Final.mov.partial". `None`
    /// for a file that isn't arriving, or whose name does not say what it will be.
    pub fn once_arrived(path: &Path) -> Option<(Self, &Path)> {
        if Self::of(path) != Some(Self::Arriving) {
            return None;
        }
        let whole = path.file_stem().map(Path::new)?;
        Self::of(whole).map(|kind| (kind, whole))
    }

    /// Its extensions in lower case, without the dot.
    pub fn extensions(self) -> &'static [&'static str] {
        EXTENSIONS.iter().find(|(kind, _)| *kind == self).map_or(&[], |(_, extensions)| extensions)
    }

    /// Whether it is sound without a picture.
    pub fn is_sound(self) -> bool {
        matches!(self, Self::Wave | Self::OtherSound)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_its_extension_in_any_case() {
        let kind = |name: &str| FileKind::of(Path::new(name));
        assert_eq!(kind("/r/Final.MOV"), Some(FileKind::Movie));
        assert_eq!(kind("ME.L.wav"), Some(FileKind::Wave));
        assert_eq!(kind("long.Bw64"), Some(FileKind::Wave));
        assert_eq!(kind("mix.w64"), Some(FileKind::OtherSound));
        assert_eq!(kind("NIGHTFALL.request.ron"), Some(FileKind::Document));
        assert_eq!(kind("ME.zip"), Some(FileKind::Archive));
        assert_eq!(kind("Final.mov.CRDOWNLOAD"), Some(FileKind::Arriving));
        assert_eq!(kind("notes.txt"), None);
        assert_eq!(kind("wav"), None, "a name, not an extension");
    }

    #[test]
    fn a_file_on_its_way_says_what_it_will_be() {
        let arriving = |name| FileKind::once_arrived(Path::new(name));
        assert_eq!(arriving("/r/Final.mov.partial"), Some((FileKind::Movie, Path::new("Final.mov"))));
        assert_eq!(arriving("ME.Rs.wav.part"), Some((FileKind::Wave, Path::new("ME.Rs.wav"))));
        assert_eq!(arriving("Unconfirmed 77.crdownload"), None);
        assert_eq!(arriving("Final.mov"), None);
    }

    #[test]
    fn no_extension_means_two_kinds() {
        let all: Vec<&str> = EXTENSIONS.iter().flat_map(|(_, extensions)| *extensions).copied().collect();
        for (place, extension) in all.iter().enumerate() {
            assert!(!all.iter().skip(place + 1).any(|other| other == extension), "{extension}");
        }
    }
}

//! Files on their way: what a browser, a transfer tool, rsync or a cloud calls a file until it is whole.

use std::path::Path;

use crate::ticket::FileKind;

/// Letters and digits that rsync puts behind the name of a file it is writing, which it hides. Standard: rsync(1), mkstemp.
const RSYNC_SUFFIX: usize = 6;

/// The kind that the file at `path` will have, and its name then without the folder; `None` for a file that is no arrival,
/// or whose name does not say what it will be.
pub(super) fn once_arrived(path: &Path) -> Option<(FileKind, &Path)> {
    FileKind::once_arrived(path).or_else(|| by_rsync(path))
}

/// Whether the file at `path` is on its way, whatever it will be. ".tmp" and ".temp" are so only behind a name of media.
pub(super) fn is_arriving(path: &Path) -> bool {
    let is_scrap = path.extension().is_some_and(|extension| {
        extension.eq_ignore_ascii_case("tmp") || extension.eq_ignore_ascii_case("temp")
    });
    once_arrived(path).is_some() || (FileKind::of(path) == Some(FileKind::Arriving) && !is_scrap)
}

fn by_rsync(path: &Path) -> Option<(FileKind, &Path)> {
    let name = path.file_name()?.to_str()?;
    let suffix = path.extension()?.to_str()?;
    let is_its = name.starts_with('.')
        && !name.starts_with("._")
        && suffix.len() == RSYNC_SUFFIX
        && suffix.chars().all(|c| c.is_ascii_alphanumeric());
    let whole = Path::new(path.file_stem()?);
    let kind = FileKind::of(whole).filter(|kind| matches!(kind, FileKind::Movie | FileKind::Wave));
    kind.filter(|_| is_its).map(|kind| (kind, whole))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_on_their_way_are_known_by_their_names() {
        for (name, whole) in [
            ("r/Final.mov.partial", Some("Final.mov")),
            ("r/.Final.mov.Xy12Zw", Some(".Final.mov")),
            (".Final.mov.icloud", Some(".Final.mov")),
            ("ME.wav.tmp", Some("ME.wav")),
            ("._Final.mov.Xy12Zw", None),
            ("Final.mov", None),
            ("notes.tmp", None),
        ] {
            assert_eq!(once_arrived(Path::new(name)).map(|(_, whole)| whole), whole.map(Path::new), "{name}");
            assert_eq!(is_arriving(Path::new(name)), whole.is_some(), "{name}");
        }
        assert!(is_arriving(Path::new("Unconfirmed 77.crdownload")));
    }
}

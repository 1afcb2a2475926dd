//! What a request consists of on disk: whether it is still arriving, and a name for its content that stays as long as nothing in
//! it changes, wherever it is moved.

use std::io::{Read, Seek, SeekFrom};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::arriving::is_arriving;
use super::listing::FolderListing;
use super::named_files::absolute;
use super::{IntakeError, NamedFiles, open_request};
use crate::store::open_regular;
use crate::ticket::FileKind;

/// Bytes that are read at each of three places of a file for [`RequestContent::fingerprint`]. Chosen: a change that keeps a file's length and
/// the time of its last writing is seen where it is at the beginning, in the middle or at the end; a new mix changes the time.
const SAMPLE: u64 = 64 << 10;

/// The files of a request as they are now. Equal while nothing is written, renamed, added or removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestContent {
    root: PathBuf,
    files: Vec<HeldFile>,
    /// Files on their way by their names.
    arriving: Vec<PathBuf>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct HeldFile {
    /// Below the request's folder.
    name: PathBuf,
    bytes: u64,
    /// When it was written last, in seconds and nanoseconds since 1970.
    written: (i64, i64),
    /// When anything of it was changed last, its name included, in seconds since 1970.
    touched: i64,
}

impl RequestContent {
    /// The files of the request at `source`: everything of a known kind below a folder, or a request file with what it names.
    ///
    /// # Errors
    /// When it is not there or cannot be listed.
    pub fn of(source: &Path) -> Result<Self, IntakeError> {
        let source = absolute(source)?;
        let (root, names) = if source.is_dir() {
            let names = FolderListing::of(&source)?.files;
            (source, names)
        } else {
            let root = source.parent().unwrap_or(&source).to_owned();
            // A request file that cannot be read is measured all the same, to say so.
            let named = open_request(&source, &NamedFiles::default())
                .map(|request| request.assets)
                .unwrap_or_default();
            let files = named.into_iter().flat_map(|asset| asset.files).chain([source.clone()]);
            (
                root.clone(),
                files.map(|file| file.strip_prefix(&root).map(Path::to_owned).unwrap_or(file)).collect(),
            )
        };
        let arriving = names.iter().filter(|name| is_arriving(name)).cloned().collect();
        let counts = |name: &PathBuf| FileKind::of(name).is_some();
        let mut files: Vec<HeldFile> =
            names.into_iter().filter(counts).filter_map(|name| held(&root, name)).collect();
        files.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(Self { root, files, arriving })
    }

    /// The first file that is on its way, by its name.
    pub fn arriving(&self) -> Option<&Path> {
        self.arriving.first().map(PathBuf::as_path)
    }

    /// When anything in it was changed last, in seconds since 1970; `None` where nothing is in it.
    pub fn touched(&self) -> Option<i64> {
        self.files.iter().map(|file| file.touched.max(file.written.0)).max()
    }

    /// Bytes of all files.
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.bytes).sum()
    }

    /// A name for what is in it, in hex: of names, lengths, times of writing, and bytes at three places of each file. The same
    /// after a move that keeps the times; another for another mix of the same length.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn fingerprint(&self) -> Result<String, IntakeError> {
        let mut name = Sha256::new();
        for file in &self.files {
            let (seconds, nanoseconds) = file.written;
            name.update(file.name.as_os_str().as_encoded_bytes());
            name.update([0]);
            for number in [file.bytes.to_le_bytes(), seconds.to_le_bytes(), nanoseconds.to_le_bytes()] {
                name.update(number);
            }
            let path = self.root.join(&file.name);
            sample(&path, file.bytes, &mut name).map_err(|error| IntakeError::from_io(&path, error))?;
        }
        Ok(name.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

fn held(root: &Path, name: PathBuf) -> Option<HeldFile> {
    let metadata = std::fs::metadata(root.join(&name)).ok()?;
    let written = (metadata.mtime(), metadata.mtime_nsec());
    Some(HeldFile { name, bytes: metadata.len(), written, touched: metadata.ctime() })
}

fn sample(path: &Path, bytes: u64, into: &mut Sha256) -> std::io::Result<()> {
    let mut file = open_regular(path)?;
    let last = bytes.saturating_sub(SAMPLE);
    let mut places = vec![0, last / 2, last];
    places.dedup();
    let mut read = Vec::new();
    for place in places {
        file.seek(SeekFrom::Start(place))?;
        read.clear();
        (&mut file).take(SAMPLE).read_to_end(&mut read)?;
        into.update(&read);
    }
    Ok(())
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "a test lays out requests")]
mod tests {
    use std::fs;
    use std::time::{Duration, SystemTime};

    use super::*;

    fn fingerprint(folder: &Path) -> String {
        RequestContent::of(folder).unwrap().fingerprint().unwrap()
    }

    fn write(path: &Path, bytes: &[u8], second: u64) {
        fs::write(path, bytes).unwrap();
        let at = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000 + second);
        fs::File::options().write(true).open(path).unwrap().set_modified(at).unwrap();
    }

    #[test]
    fn a_move_keeps_the_name_of_the_content_and_any_change_gives_another() {
        let folder = tempfile::tempdir().unwrap();
        let (one, two) = (folder.path().join("one"), folder.path().join("two"));
        fs::create_dir(&one).unwrap();
        write(&one.join("a.wav"), &vec![1; 300_000], 0);
        write(&one.join("a.mov"), b"movie", 0);
        let first = fingerprint(&one);
        fs::rename(&one, &two).unwrap();
        assert_eq!(fingerprint(&two), first);
        fs::write(two.join("notes.txt"), "no medium").unwrap();
        assert_eq!(fingerprint(&two), first);
        write(&two.join("a.wav"), &vec![1; 300_000], 9);
        assert_ne!(fingerprint(&two), first, "written anew");
        let mut bytes = vec![1; 300_000];
        bytes[150_000] = 2;
        write(&two.join("a.wav"), &bytes, 0);
        assert_ne!(fingerprint(&two), first, "other sound, the same length and time");
        write(&two.join("a.wav"), &vec![1; 300_000], 0);
        assert_eq!(fingerprint(&two), first);
        write(&two.join("b.wav"), b"", 0);
        assert_ne!(fingerprint(&two), first);
    }

    #[test]
    fn what_is_on_its_way_is_named_and_a_request_file_goes_with_what_it_names() {
        let folder = tempfile::tempdir().unwrap();
        write(&folder.path().join("a.wav.part"), b"half", 0);
        assert_eq!(RequestContent::of(folder.path()).unwrap().arriving(), Some(Path::new("a.wav.part")));
        let request = folder.path().join("night.ron");
        let text = "Request(title: \"N\", task: PrintMaster, assets: [Asset(kind: PrintMaster, files: [\"b.wav\"])])";
        write(&request, text.as_bytes(), 0);
        write(&folder.path().join("b.wav"), b"sound", 0);
        let before = fingerprint(&request);
        assert_eq!(RequestContent::of(&request).unwrap().arriving(), None);
        write(&folder.path().join("b.wav"), b"other", 0);
        assert_ne!(fingerprint(&request), before);
    }
}

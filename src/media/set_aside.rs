//! Something large that is seldom needed: in memory while it is used, in a file without a name between.
//!
//! Takes it once, gives it as often as it is wanted ([`SetAside::take`]). Why: what two hours of sound are measured by is half
//! a gigabyte, and nobody measures while a person watches.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use super::TrackFeatures;
use crate::timing::{Features, UndeclaredDelay};

/// What can be written into a file and read again.
pub trait Storable: Sized {
    /// Writes all of it.
    ///
    /// # Errors
    /// Those of `out`.
    fn write_to(&self, out: &mut dyn Write) -> io::Result<()>;

    /// Reads what was written.
    ///
    /// # Errors
    /// Those of `input`, and where it ends too early.
    fn read_from(input: &mut dyn Read) -> io::Result<Self>;
}

/// Something that is in memory only while somebody uses it, once it was put aside.
pub struct SetAside<T> {
    place: Mutex<Place<T>>,
    folder: Option<PathBuf>,
}

enum Place<T> {
    Memory(Arc<T>),
    /// And in memory for as long as somebody still has it.
    File(File, Weak<T>),
}

impl<T: Storable> SetAside<T> {
    /// In memory, until it is put aside into `folder`. Where there is none, that is the temporary one, which on some systems
    /// is in memory itself.
    pub fn new(value: T, folder: Option<PathBuf>) -> Self {
        Self { place: Mutex::new(Place::Memory(Arc::new(value))), folder }
    }

    /// It itself, read again where it was put aside. Waits for the disk.
    ///
    /// # Errors
    /// When the file cannot be read any more.
    pub fn take(&self) -> io::Result<Arc<T>> {
        match &mut *self.place.lock().unwrap_or_else(PoisonError::into_inner) {
            Place::Memory(value) => Ok(Arc::clone(value)),
            Place::File(file, used) => {
                if let Some(value) = used.upgrade() {
                    return Ok(value);
                }
                file.seek(SeekFrom::Start(0))?;
                let value = Arc::new(T::read_from(&mut BufReader::new(file))?);
                *used = Arc::downgrade(&value);
                Ok(value)
            }
        }
    }

    /// Keeps it in a file, and in memory only for as long as somebody has it. Waits for the disk. Where no folder
    /// takes it, it stays in memory.
    pub fn put_aside(&self) {
        let value = match &*self.place.lock().unwrap_or_else(PoisonError::into_inner) {
            Place::Memory(value) => Arc::clone(value),
            Place::File(..) => return,
        };
        match written(value.as_ref(), self.folder.as_deref()) {
            Ok(file) => {
                let mut place = self.place.lock().unwrap_or_else(PoisonError::into_inner);
                *place = Place::File(file, Arc::downgrade(&value));
            }
            Err(error) => tracing::warn!(%error, "what was read stays in memory"),
        }
    }
}

fn written<T: Storable>(value: &T, folder: Option<&Path>) -> io::Result<File> {
    let file = match folder.map(tempfile::tempfile_in) {
        Some(Ok(file)) => file,
        _ => tempfile::tempfile()?,
    };
    let mut out = BufWriter::new(file);
    value.write_to(&mut out)?;
    out.into_inner().map_err(io::IntoInnerError::into_error)
}

impl Storable for Features {
    fn write_to(&self, out: &mut dyn Write) -> io::Result<()> {
        Self::write_to(self, out)
    }

    fn read_from(input: &mut dyn Read) -> io::Result<Self> {
        Self::read_from(input)
    }
}

impl Storable for TrackFeatures {
    fn write_to(&self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(&(self.track as u64).to_le_bytes())?;
        // No codec has a rate of 0.
        let rate = self.undeclared_codec_delay.map_or(0, |delay| delay.stored_at);
        let is_mp3 = self.undeclared_codec_delay.is_some_and(|delay| delay.is_mp3);
        out.write_all(&rate.to_le_bytes())?;
        out.write_all(&[u8::from(is_mp3)])?;
        self.features.write_to(out)
    }

    fn read_from(input: &mut dyn Read) -> io::Result<Self> {
        let (mut track, mut rate, mut is_mp3) = ([0; 8], [0; 4], [0; 1]);
        input.read_exact(&mut track)?;
        input.read_exact(&mut rate)?;
        input.read_exact(&mut is_mp3)?;
        let stored_at = u32::from_le_bytes(rate);
        let undeclared_codec_delay =
            (stored_at > 0).then_some(UndeclaredDelay { stored_at, is_mp3: is_mp3 == [1] });
        let track = usize::try_from(u64::from_le_bytes(track)).map_err(io::Error::other)?;
        Ok(Self { track, features: Features::read_from(input)?, undeclared_codec_delay })
    }
}

impl<T: Storable> Storable for Vec<T> {
    fn write_to(&self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(&(self.len() as u64).to_le_bytes())?;
        self.iter().try_for_each(|one| one.write_to(out))
    }

    fn read_from(input: &mut dyn Read) -> io::Result<Self> {
        let mut count = [0; 8];
        input.read_exact(&mut count)?;
        (0..u64::from_le_bytes(count)).map(|_| T::read_from(input)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timing::FeatureExtractor;

    fn tracks() -> Vec<TrackFeatures> {
        let of = |track: usize| {
            let mut extractor = FeatureExtractor::new(track);
            extractor.push(&vec![0.1 * track as f32; 48_000 * track]);
            let undeclared_codec_delay =
                (track == 2).then_some(UndeclaredDelay { stored_at: 44_100, is_mp3: true });
            TrackFeatures { track, features: extractor.finish(), undeclared_codec_delay }
        };
        vec![of(1), of(2)]
    }

    #[test]
    fn it_leaves_memory_when_nobody_has_it_and_comes_back_as_it_was() {
        let aside = SetAside::new(tracks(), None);
        let held = aside.take().unwrap();
        aside.put_aside();
        assert!(Arc::ptr_eq(&held, &aside.take().unwrap()), "somebody has it: it is not read again");
        let gone = Arc::downgrade(&held);
        drop(held);
        assert!(gone.upgrade().is_none(), "in the file alone");
        let said = format!("{:?}", tracks());
        for _ in 0..2 {
            assert_eq!(format!("{:?}", aside.take().unwrap()), said);
        }
        aside.put_aside();
        assert_eq!(format!("{:?}", aside.take().unwrap()), said, "put aside twice");
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn it_lies_in_its_folder_or_where_that_is_gone_in_the_temporary_one() {
        use std::os::fd::AsRawFd;
        let folder = tempfile::tempdir().unwrap();
        let temporary = std::env::temp_dir();
        let gone = folder.path().join("gone");
        for (place, lies_in) in [(folder.path(), folder.path()), (&gone, &temporary)] {
            let aside = SetAside::new(tracks(), Some(place.to_path_buf()));
            aside.put_aside();
            let number = match &*aside.place.lock().unwrap() {
                Place::File(file, _) => file.as_raw_fd(),
                Place::Memory(_) => panic!("still in memory"),
            };
            let file = std::fs::read_link(format!("/proc/self/fd/{number}")).unwrap();
            assert_eq!(file.parent(), Some(lies_in));
            assert_eq!(aside.take().unwrap().len(), 2);
        }
    }
}

//! The GStreamer source element that reads a movie's file.
//!
//! Takes a path; gives an element that reads this file and no other, opened by the one guarded open, and counts what it
//! reads. Where the movie's edit lists need it ([`replaced_bytes`]) a few bytes of its index are replaced on the way. The
//! file itself is opened read-only, and never changed.

use std::path::Path;
use std::sync::Arc;

use gstreamer as gst;
use gstreamer::glib;
use gstreamer::prelude::*;

use super::MediaError;
use super::file_progress::FileProgress;
use super::matroska::read_matroska;
use super::movie_boxes::{self, PictureBegin, ReplacedBytes, replaced_bytes};
use super::mpeg_stream::read_mpeg_stream;
use crate::store::open_regular;
use crate::timebase::{SAMPLE_RATE, SampleDelta};

/// An element that reads the movie at `path`.
///
/// # Errors
/// When the file cannot be opened, or is no regular file.
pub(super) fn movie_source(path: &Path) -> Result<gst::Element, MediaError> {
    counted_source(path, &Arc::default())
}

/// The same; what is read is counted in `progress`.
///
/// # Errors
/// As [`movie_source`].
pub(super) fn counted_source(path: &Path, progress: &Arc<FileProgress>) -> Result<gst::Element, MediaError> {
    let _asked = progress.ask();
    let unreadable = |error| MediaError::unreadable(path, error);
    let file = open_regular(path).map_err(unreadable)?;
    let bytes = file.metadata().map_err(unreadable)?.len();
    let reading = imp::Reading {
        file,
        bytes,
        replaced: replaced_bytes(path).unwrap_or_default(),
        address: glib::filename_to_uri(path, None).ok(),
        progress: Arc::clone(progress),
    };
    Ok(MovieSource::new(reading).upcast())
}

/// A first picture later than this is meant to be late. *Chosen*: sixteen frames of B-frame delay at 24 are 0.67 s.
const LONGEST_DELAY: i64 = SAMPLE_RATE as i64 * 7 / 10;

/// How the picture begins in GStreamer's time. All zero where an edit list says when it does.
pub(super) fn picture_begin(path: &Path) -> PictureBegin {
    let by_matroska = || {
        let begins = read_matroska(path).ok().flatten()?.picture_begins;
        Some(PictureBegin { first: begins, delay: begins })
    };
    let stated = movie_boxes::picture_begin(path).ok().flatten().or_else(by_matroska);
    // The clock of an MPEG stream begins as long before its picture as its writer likes.
    if stated.is_none()
        && let Ok(Some(stream)) = read_mpeg_stream(path)
    {
        return PictureBegin { first: stream.picture_begins, delay: stream.picture_begins };
    }
    stated.filter(|begin| (0..=LONGEST_DELAY).contains(&begin.delay)).unwrap_or_default()
}

/// How much later everything in the movie is than its picture's time 0, because of its coding.
pub(super) fn picture_delay(path: &Path) -> SampleDelta {
    SampleDelta::new(picture_begin(path).delay)
}

glib::wrapper! {
    struct MovieSource(ObjectSubclass<imp::MovieSource>)
        @extends gstreamer_base::BaseSrc, gst::Element, gst::Object;
}

impl MovieSource {
    fn new(reading: imp::Reading) -> Self {
        let source: Self = glib::Object::new();
        glib::subclass::types::ObjectSubclassIsExt::imp(&source).set_reading(reading);
        source
    }
}

mod imp {
    use std::fs::File;
    use std::os::unix::fs::FileExt;
    use std::sync::{Arc, LazyLock, OnceLock};

    use gstreamer::subclass::prelude::*;
    use gstreamer_base::subclass::prelude::*;

    use super::{FileProgress, ReplacedBytes, glib, gst};

    #[derive(Default)]
    pub(super) struct MovieSource {
        read: OnceLock<Reading>,
    }

    pub(super) struct Reading {
        pub file: File,
        /// Length of the file when it was opened.
        pub bytes: u64,
        pub replaced: Vec<ReplacedBytes>,
        /// By which GStreamer knows the file: its ending says which kind to try first.
        pub address: Option<glib::GString>,
        pub progress: Arc<FileProgress>,
    }

    impl MovieSource {
        pub(super) fn set_reading(&self, reading: Reading) {
            // Set once, by the one that makes the element.
            let _ = self.read.set(reading);
        }
    }

    impl Reading {
        /// Reads as much of `out` as the file has; returns how much that is.
        fn fill(&self, offset: u64, out: &mut [u8]) -> std::io::Result<usize> {
            let there = usize::try_from(self.bytes.saturating_sub(offset)).unwrap_or(usize::MAX);
            let wanted = out.len().min(there);
            let out = out.get_mut(..wanted).unwrap_or_default();
            let asked = self.progress.ask();
            self.file.read_exact_at(out, offset)?;
            drop(asked);
            self.progress.add(wanted as u64);
            let replaced = self.replaced.iter().flat_map(|one| (one.place..).zip(one.bytes).take(one.count));
            for (place, byte) in replaced {
                let at = place.checked_sub(offset).and_then(|at| usize::try_from(at).ok());
                if let Some(out) = at.and_then(|at| out.get_mut(at)) {
                    *out = byte;
                }
            }
            Ok(wanted)
        }
    }

    #[glib::object_subclass]
    impl ObjectSubclass for MovieSource {
        const NAME: &'static str = "TwopopMovieSource";
        type Type = super::MovieSource;
        type ParentType = gstreamer_base::BaseSrc;
    }

    impl ObjectImpl for MovieSource {}
    impl GstObjectImpl for MovieSource {}

    impl ElementImpl for MovieSource {
        fn pad_templates() -> &'static [gst::PadTemplate] {
            static TEMPLATES: LazyLock<Vec<gst::PadTemplate>> = LazyLock::new(|| {
                let (direction, presence) = (gst::PadDirection::Src, gst::PadPresence::Always);
                gst::PadTemplate::new("src", direction, presence, &gst::Caps::new_any()).into_iter().collect()
            });
            &TEMPLATES
        }
    }

    impl BaseSrcImpl for MovieSource {
        fn is_seekable(&self) -> bool {
            true
        }

        fn size(&self) -> Option<u64> {
            self.read.get().map(|reading| reading.bytes)
        }

        fn start(&self) -> Result<(), gst::ErrorMessage> {
            Ok(())
        }

        fn query(&self, query: &mut gst::QueryRef) -> bool {
            let address = self.read.get().and_then(|reading| reading.address.as_ref());
            if let (gst::QueryViewMut::Uri(asked), Some(address)) = (query.view_mut(), address) {
                asked.set_uri(Some(address.as_str()));
                return true;
            }
            BaseSrcImplExt::parent_query(self, query)
        }

        fn fill(
            &self,
            offset: u64,
            _length: u32,
            buffer: &mut gst::BufferRef,
        ) -> Result<gst::FlowSuccess, gst::FlowError> {
            let reading = self.read.get().ok_or(gst::FlowError::Error)?;
            let read = {
                let mut map = buffer.map_writable().map_err(|_| gst::FlowError::Error)?;
                reading.fill(offset, &mut map)
            };
            match read {
                Ok(0) => Err(gst::FlowError::Eos),
                Ok(count) => {
                    buffer.set_size(count);
                    // The demuxer of MPEG streams asks the buffer where it is from.
                    buffer.set_offset(offset);
                    buffer.set_offset_end(offset.saturating_add(count as u64));
                    Ok(gst::FlowSuccess::Ok)
                }
                Err(error) => {
                    gst::element_imp_error!(self, gst::ResourceError::Read, ["{error}"]);
                    Err(gst::FlowError::Error)
                }
            }
        }
    }
}

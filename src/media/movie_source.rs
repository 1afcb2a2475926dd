//! The GStreamer source element that reads a movie's file.
//!
//! Takes a path; gives `filesrc`, or where the movie's edit lists need it ([`replaced_bytes`]) an element that reads the
//! same file with a few bytes of its index replaced. The file itself is opened read-only, and never changed.

use std::path::Path;

use gstreamer as gst;
use gstreamer::glib;
use gstreamer::prelude::*;

use super::MediaError;
use super::matroska::read_matroska;
use super::movie_boxes::{self, PictureBegin, ReplacedBytes, replaced_bytes};
use super::start::element;
use crate::timebase::{SAMPLE_RATE, SampleDelta};

/// An element that reads the movie at `path`.
///
/// # Errors
/// When GStreamer lacks the element. A file that cannot be read says so on the pipeline's bus.
pub(super) fn movie_source(path: &Path) -> Result<gst::Element, MediaError> {
    if let Ok(replaced) = replaced_bytes(path)
        && !replaced.is_empty()
        && let Ok(file) = std::fs::File::open(path)
        && let Ok(stored) = file.metadata()
    {
        return Ok(MovieSource::new(file, stored.len(), replaced).upcast());
    }
    let source = element("filesrc")?;
    source.set_property("location", path);
    Ok(source)
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
    fn new(file: std::fs::File, bytes: u64, replaced: Vec<ReplacedBytes>) -> Self {
        let source: Self = glib::Object::new();
        glib::subclass::types::ObjectSubclassIsExt::imp(&source).set_file(file, bytes, replaced);
        source
    }
}

mod imp {
    use std::fs::File;
    use std::os::unix::fs::FileExt;
    use std::sync::{LazyLock, OnceLock};

    use gstreamer::subclass::prelude::*;
    use gstreamer_base::subclass::prelude::*;

    use super::{ReplacedBytes, glib, gst};

    #[derive(Default)]
    pub(super) struct MovieSource {
        read: OnceLock<Reading>,
    }

    struct Reading {
        file: File,
        bytes: u64,
        replaced: Vec<ReplacedBytes>,
    }

    impl MovieSource {
        pub(super) fn set_file(&self, file: File, bytes: u64, replaced: Vec<ReplacedBytes>) {
            // Set once, by the one that makes the element.
            let _ = self.read.set(Reading { file, bytes, replaced });
        }
    }

    impl Reading {
        /// Reads as much of `out` as the file has; returns how much that is.
        fn fill(&self, offset: u64, out: &mut [u8]) -> std::io::Result<usize> {
            let there = usize::try_from(self.bytes.saturating_sub(offset)).unwrap_or(usize::MAX);
            let wanted = out.len().min(there);
            let out = out.get_mut(..wanted).unwrap_or_default();
            self.file.read_exact_at(out, offset)?;
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

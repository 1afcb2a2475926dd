//! A GStreamer source whose sound is whatever the operator listens to at that moment.
//!
//! Its blocks follow each other in time without a gap whatever is nudged, sought, looped or paused: only their content
//! changes, so nothing downstream is ever flushed.

use gstreamer as gst;
use gstreamer::glib;

use super::stream::Stream;

/// The offset of a block at rest, which GStreamer takes for none.
pub(super) const NO_PLACE: u64 = u64::MAX;

glib::wrapper! {
    pub(super) struct MixSource(ObjectSubclass<imp::MixSource>)
        @extends gstreamer_base::PushSrc, gstreamer_base::BaseSrc, gst::Element, gst::Object;
}

impl MixSource {
    pub(super) fn new(stream: Stream) -> Self {
        let source: Self = glib::Object::new();
        glib::subclass::types::ObjectSubclassIsExt::imp(&source).play(stream);
        source
    }

    /// Two channels, 32-bit float, 48 000 Hz.
    pub(super) fn sound_caps() -> gst::Caps {
        gst::Caps::builder("audio/x-raw")
            .field("format", "F32LE")
            .field("layout", "interleaved")
            .field("rate", 48_000)
            .field("channels", 2)
            .field("channel-mask", gst::Bitmask::new(0x3))
            .build()
    }
}

mod imp {
    use std::sync::{LazyLock, Mutex, PoisonError};

    use gstreamer::subclass::prelude::*;
    use gstreamer_base::prelude::*;
    use gstreamer_base::subclass::base_src::CreateSuccess;
    use gstreamer_base::subclass::prelude::*;

    use super::{Stream, glib, gst};
    use crate::media::clock::nanoseconds_from_samples;
    use crate::media::player::renderer::BLOCK_FRAMES;
    use crate::media::player::stream::Given;

    const FRAME_BYTES: usize = 8;

    #[derive(Default)]
    pub(in crate::media::player) struct MixSource {
        /// Touched by the streaming thread alone once it runs, so this lock is never waited for.
        playing: Mutex<Option<Playing>>,
    }

    struct Playing {
        stream: Stream,
        block: Vec<[f32; 2]>,
    }

    impl MixSource {
        pub(super) fn play(&self, stream: Stream) {
            let block = vec![[0.0; 2]; BLOCK_FRAMES];
            *self.playing.lock().unwrap_or_else(PoisonError::into_inner) = Some(Playing { stream, block });
        }
    }

    #[glib::object_subclass]
    impl ObjectSubclass for MixSource {
        const NAME: &'static str = "TwopopMixSource";
        type Type = super::MixSource;
        type ParentType = gstreamer_base::PushSrc;
    }

    impl ObjectImpl for MixSource {
        fn constructed(&self) {
            self.parent_constructed();
            self.obj().set_format(gst::Format::Time);
            self.obj().set_live(false);
        }
    }

    impl GstObjectImpl for MixSource {}

    impl ElementImpl for MixSource {
        fn metadata() -> Option<&'static gst::subclass::ElementMetadata> {
            static METADATA: LazyLock<gst::subclass::ElementMetadata> = LazyLock::new(|| {
                gst::subclass::ElementMetadata::new(
                    "Monitored mix",
                    "Source/Audio",
                    "Renders the delivered audio and the guide as they are listened to",
                    "Twopop",
                )
            });
            Some(&METADATA)
        }

        fn pad_templates() -> &'static [gst::PadTemplate] {
            static TEMPLATES: LazyLock<Vec<gst::PadTemplate>> = LazyLock::new(|| {
                let (direction, presence) = (gst::PadDirection::Src, gst::PadPresence::Always);
                gst::PadTemplate::new("src", direction, presence, &super::MixSource::sound_caps())
                    .into_iter()
                    .collect()
            });
            &TEMPLATES
        }
    }

    impl BaseSrcImpl for MixSource {
        fn start(&self) -> Result<(), gst::ErrorMessage> {
            if let Some(playing) = &mut *self.playing.lock().unwrap_or_else(PoisonError::into_inner) {
                playing.stream.restart();
            }
            Ok(())
        }

        fn is_seekable(&self) -> bool {
            false
        }
    }

    impl PushSrcImpl for MixSource {
        fn create(&self, _: Option<&mut gst::BufferRef>) -> Result<CreateSuccess, gst::FlowError> {
            let mut playing = self.playing.lock().unwrap_or_else(PoisonError::into_inner);
            let Playing { stream, block } = playing.as_mut().ok_or(gst::FlowError::Error)?;
            let given = stream.give(block);
            let filled = block.get(..given.frames).ok_or(gst::FlowError::Error)?;
            Ok(CreateSuccess::NewBuffer(buffer_of(filled, &given)?))
        }
    }

    fn buffer_of(block: &[[f32; 2]], given: &Given) -> Result<gst::Buffer, gst::FlowError> {
        let mut buffer =
            gst::Buffer::with_size(block.len() * FRAME_BYTES).map_err(|_| gst::FlowError::Error)?;
        let owned = buffer.get_mut().ok_or(gst::FlowError::Error)?;
        let time = |sample| gst::ClockTime::from_nseconds(nanoseconds_from_samples(sample));
        let after = given.first + i64::try_from(block.len()).unwrap_or(0);
        owned.set_pts(time(given.first));
        owned.set_duration(time(after) - time(given.first));
        // Where the programme is, for whoever listens in; none at rest.
        owned.set_offset(given.place.map_or(super::NO_PLACE, |place| place.max(0).unsigned_abs()));
        let mut bytes = owned.map_writable().map_err(|_| gst::FlowError::Error)?;
        for (place, sample) in bytes.as_chunks_mut::<4>().0.iter_mut().zip(block.iter().flatten()) {
            *place = sample.to_le_bytes();
        }
        drop(bytes);
        Ok(buffer)
    }
}

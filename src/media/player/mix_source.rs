//! A GStreamer source whose sound is whatever the operator listens to at that moment.
//!
//! Its blocks follow each other in time without a gap whatever is nudged: only their content changes, so nothing
//! downstream is flushed and the picture does not notice.

use gstreamer as gst;
use gstreamer::glib;

use super::renderer::Renderer;

glib::wrapper! {
    pub(super) struct MixSource(ObjectSubclass<imp::MixSource>)
        @extends gstreamer_base::PushSrc, gstreamer_base::BaseSrc, gst::Element, gst::Object;
}

impl MixSource {
    pub(super) fn new(renderer: Renderer, end: impl Fn() -> i64 + Send + Sync + 'static) -> Self {
        let source: Self = glib::Object::new();
        glib::subclass::types::ObjectSubclassIsExt::imp(&source).play(renderer, Box::new(end));
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
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::sync::{LazyLock, Mutex, PoisonError};
    use std::time::Duration;

    use gstreamer::subclass::prelude::*;
    use gstreamer_base::prelude::*;
    use gstreamer_base::subclass::base_src::CreateSuccess;
    use gstreamer_base::subclass::prelude::*;

    use super::{Renderer, glib, gst};
    use crate::media::clock::{nanoseconds_from_samples, samples_from_nanoseconds};
    use crate::media::player::renderer::BLOCK_FRAMES;

    /// How long the first block after a seek may wait for its pages; until it comes, nothing plays.
    const PATIENCE_MILLISECONDS: u32 = 400;
    const FRAME_BYTES: usize = 8;

    type End = Box<dyn Fn() -> i64 + Send + Sync>;

    #[derive(Default)]
    pub(in crate::media::player) struct MixSource {
        /// Touched by the streaming thread alone (GStreamer seeks a source under its stream lock), so this lock
        /// is never waited for.
        playing: Mutex<Option<Playing>>,
        flushing: AtomicBool,
    }

    struct Playing {
        renderer: Renderer,
        end: End,
        block: Vec<[f32; 2]>,
        /// The last block was the first after a seek or a start.
        fresh: bool,
    }

    impl MixSource {
        pub(super) fn play(&self, renderer: Renderer, end: End) {
            let block = vec![[0.0; 2]; BLOCK_FRAMES];
            *self.playing.lock().unwrap_or_else(PoisonError::into_inner) =
                Some(Playing { renderer, end, block, fresh: true });
        }

        fn wait_for_pages(&self, playing: &Playing) {
            for _ in 0..PATIENCE_MILLISECONDS {
                if playing.renderer.is_ready() || self.flushing.load(Ordering::Acquire) {
                    return;
                }
                std::thread::sleep(Duration::from_millis(1));
            }
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
        fn is_seekable(&self) -> bool {
            true
        }

        fn do_seek(&self, segment: &mut gst::Segment) -> bool {
            let Some(segment) = segment.downcast_mut::<gst::ClockTime>() else { return false };
            let start = segment.start().unwrap_or(gst::ClockTime::ZERO);
            segment.set_position(start);
            if let Some(playing) = &mut *self.playing.lock().unwrap_or_else(PoisonError::into_inner) {
                playing.renderer.seek(samples_from_nanoseconds(start.nseconds()));
                playing.fresh = true;
            }
            true
        }

        fn query(&self, query: &mut gst::QueryRef) -> bool {
            if let gst::QueryViewMut::Duration(duration) = query.view_mut()
                && duration.format() == gst::Format::Time
                && let Some(playing) = &*self.playing.lock().unwrap_or_else(PoisonError::into_inner)
            {
                duration.set(gst::ClockTime::from_nseconds(nanoseconds_from_samples((playing.end)())));
                return true;
            }
            BaseSrcImplExt::parent_query(self, query)
        }

        fn unlock(&self) -> Result<(), gst::ErrorMessage> {
            self.flushing.store(true, Ordering::Release);
            Ok(())
        }

        fn unlock_stop(&self) -> Result<(), gst::ErrorMessage> {
            self.flushing.store(false, Ordering::Release);
            Ok(())
        }
    }

    impl PushSrcImpl for MixSource {
        fn create(&self, _: Option<&mut gst::BufferRef>) -> Result<CreateSuccess, gst::FlowError> {
            let mut playing = self.playing.lock().unwrap_or_else(PoisonError::into_inner);
            let playing = playing.as_mut().ok_or(gst::FlowError::Error)?;
            let first = playing.renderer.count();
            let left = playing.renderer.left_until((playing.end)());
            let frames = usize::try_from(left).unwrap_or(0).min(BLOCK_FRAMES);
            if frames == 0 {
                return Err(gst::FlowError::Eos);
            }
            if std::mem::take(&mut playing.fresh) {
                self.wait_for_pages(playing);
            }
            let block = playing.block.get_mut(..frames).ok_or(gst::FlowError::Error)?;
            playing.renderer.render(block);
            Ok(CreateSuccess::NewBuffer(buffer_of(block, first)?))
        }
    }

    fn buffer_of(block: &[[f32; 2]], first: i64) -> Result<gst::Buffer, gst::FlowError> {
        let mut buffer =
            gst::Buffer::with_size(block.len() * FRAME_BYTES).map_err(|_| gst::FlowError::Error)?;
        let owned = buffer.get_mut().ok_or(gst::FlowError::Error)?;
        let time = |sample| gst::ClockTime::from_nseconds(nanoseconds_from_samples(sample));
        let after = first + i64::try_from(block.len()).unwrap_or(0);
        owned.set_pts(time(first));
        owned.set_duration(time(after) - time(first));
        owned.set_offset(u64::try_from(first).unwrap_or(0));
        let mut bytes = owned.map_writable().map_err(|_| gst::FlowError::Error)?;
        for (place, sample) in bytes.as_chunks_mut::<4>().0.iter_mut().zip(block.iter().flatten()) {
            *place = sample.to_le_bytes();
        }
        drop(bytes);
        Ok(buffer)
    }
}

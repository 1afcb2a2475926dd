//! The GStreamer source element whose sound is the monitored mix.
//!
//! Takes an [`AudioStream`]; gives its blocks as buffers. Buffers follow each other in time without a gap through
//! every nudge, seek, loop and pause: only their content changes, so nothing downstream is ever flushed. As in
//! gst-plugins-rs, `imp` holds the element's own type and the wrapper outside shares its name.

use gstreamer as gst;
use gstreamer::glib;

use super::audio_stream::AudioStream;
use crate::monitoring::Loudspeakers;

/// 32-bit float at 48 000 Hz, a channel for each loudspeaker.
pub(super) fn sound_caps(loudspeakers: Loudspeakers) -> gst::Caps {
    // GStreamer's channel positions: front left and right; with them centre, LFE, rear left and rear right.
    let (channels, positions) = match loudspeakers {
        Loudspeakers::Two => (2, 0x3),
        Loudspeakers::FiveOne => (6, 0x3f),
    };
    gst::Caps::builder("audio/x-raw")
        .field("format", "F32LE")
        .field("layout", "interleaved")
        .field("rate", 48_000)
        .field("channels", channels)
        .field("channel-mask", gst::Bitmask::new(positions))
        .build()
}

/// The buffer offset of a block at rest. *Standard*: GStreamer's `GST_BUFFER_OFFSET_NONE`.
pub(super) const NO_OFFSET: u64 = u64::MAX;

glib::wrapper! {
    pub(super) struct MixSource(ObjectSubclass<imp::MixSource>)
        @extends gstreamer_base::PushSrc, gstreamer_base::BaseSrc, gst::Element, gst::Object;
}

impl MixSource {
    pub(super) fn new(stream: AudioStream, loudspeakers: Loudspeakers) -> Self {
        let source: Self = glib::Object::new();
        glib::subclass::types::ObjectSubclassIsExt::imp(&source).set_stream(stream, loudspeakers);
        source
    }
}

mod imp {
    use std::sync::{LazyLock, Mutex, PoisonError};

    use gstreamer::subclass::prelude::*;
    use gstreamer_base::prelude::*;
    use gstreamer_base::subclass::base_src::CreateSuccess;
    use gstreamer_base::subclass::prelude::*;

    use super::{AudioStream, Loudspeakers, glib, gst, sound_caps};
    use crate::media::clock::nanoseconds_from_samples;
    use crate::media::player::audio_stream::FilledBlock;
    use crate::media::player::renderer::BLOCK_FRAMES;
    use crate::media::player::speaker_frame::SpeakerFrame;

    #[derive(Default)]
    pub(in crate::media::player) struct MixSource {
        /// Used by the streaming thread alone once it runs, so nobody ever waits for this lock.
        running: Mutex<Option<Running>>,
    }

    struct Running {
        stream: AudioStream,
        block: Vec<SpeakerFrame>,
        loudspeakers: Loudspeakers,
    }

    impl MixSource {
        pub(super) fn set_stream(&self, stream: AudioStream, loudspeakers: Loudspeakers) {
            let block = vec![SpeakerFrame::default(); BLOCK_FRAMES];
            let running = Running { stream, block, loudspeakers };
            *self.running.lock().unwrap_or_else(PoisonError::into_inner) = Some(running);
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
                    "Renders the delivered audio and the guide as they are monitored",
                    "Twopop",
                )
            });
            Some(&METADATA)
        }

        fn pad_templates() -> &'static [gst::PadTemplate] {
            static TEMPLATES: LazyLock<Vec<gst::PadTemplate>> = LazyLock::new(|| {
                let (direction, presence) = (gst::PadDirection::Src, gst::PadPresence::Always);
                let mut caps = sound_caps(Loudspeakers::Two);
                caps.merge(sound_caps(Loudspeakers::FiveOne));
                gst::PadTemplate::new("src", direction, presence, &caps).into_iter().collect()
            });
            &TEMPLATES
        }
    }

    impl BaseSrcImpl for MixSource {
        fn start(&self) -> Result<(), gst::ErrorMessage> {
            if let Some(running) = &mut *self.running.lock().unwrap_or_else(PoisonError::into_inner) {
                running.stream.restart();
            }
            Ok(())
        }

        fn caps(&self, filter: Option<&gst::Caps>) -> Option<gst::Caps> {
            let running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
            let caps = sound_caps(running.as_ref().map(|running| running.loudspeakers).unwrap_or_default());
            Some(filter.map_or(caps.clone(), |filter| filter.intersect(&caps)))
        }

        fn is_seekable(&self) -> bool {
            false
        }
    }

    impl PushSrcImpl for MixSource {
        fn create(&self, _: Option<&mut gst::BufferRef>) -> Result<CreateSuccess, gst::FlowError> {
            let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
            let Running { stream, block, loudspeakers } = running.as_mut().ok_or(gst::FlowError::Error)?;
            let filled = stream.fill_block(block);
            let frames = block.get(..filled.frames).ok_or(gst::FlowError::Error)?;
            Ok(CreateSuccess::NewBuffer(buffer_of(frames, &filled, loudspeakers.count())?))
        }
    }

    fn buffer_of(
        block: &[SpeakerFrame],
        filled: &FilledBlock,
        channels: usize,
    ) -> Result<gst::Buffer, gst::FlowError> {
        let size = block.len() * channels * size_of::<f32>();
        let mut buffer = gst::Buffer::with_size(size).map_err(|_| gst::FlowError::Error)?;
        let owned = buffer.get_mut().ok_or(gst::FlowError::Error)?;
        let time = |sample| gst::ClockTime::from_nseconds(nanoseconds_from_samples(sample));
        let after = filled.first + i64::try_from(block.len()).unwrap_or(0);
        owned.set_pts(time(filled.first));
        owned.set_duration(time(after) - time(filled.first));
        // The segment position, for the tap; none at rest.
        owned.set_offset(
            filled.segment_position.map_or(super::NO_OFFSET, |position| position.max(0).unsigned_abs()),
        );
        let mut bytes = owned.map_writable().map_err(|_| gst::FlowError::Error)?;
        let samples = block.iter().flat_map(|frame| frame.iter().take(channels));
        for (stored, sample) in bytes.as_chunks_mut::<4>().0.iter_mut().zip(samples) {
            *stored = sample.to_le_bytes();
        }
        drop(bytes);
        Ok(buffer)
    }
}

//! A GStreamer source whose sound is whatever the operator listens to at that moment.
//!
//! Its blocks follow each other in time without a gap whatever is nudged, sought, looped or paused: only their content
//! changes, so nothing downstream is ever flushed.

use gstreamer as gst;
use gstreamer::glib;

use super::stream::Stream;
use crate::monitoring::Loudspeakers;

/// 32-bit float at 48 000 Hz, a channel for each loudspeaker.
pub(super) fn sound_caps(through: Loudspeakers) -> gst::Caps {
    // GStreamer's channel positions: front left and right; with them centre, LFE, rear left and rear right.
    let (channels, places) = match through {
        Loudspeakers::Two => (2, 0x3),
        Loudspeakers::FiveOne => (6, 0x3f),
    };
    gst::Caps::builder("audio/x-raw")
        .field("format", "F32LE")
        .field("layout", "interleaved")
        .field("rate", 48_000)
        .field("channels", channels)
        .field("channel-mask", gst::Bitmask::new(places))
        .build()
}

/// The offset of a block at rest, which GStreamer takes for none.
pub(super) const NO_PLACE: u64 = u64::MAX;

glib::wrapper! {
    pub(super) struct MixSource(ObjectSubclass<imp::MixSource>)
        @extends gstreamer_base::PushSrc, gstreamer_base::BaseSrc, gst::Element, gst::Object;
}

impl MixSource {
    pub(super) fn new(stream: Stream, through: Loudspeakers) -> Self {
        let source: Self = glib::Object::new();
        glib::subclass::types::ObjectSubclassIsExt::imp(&source).play(stream, through);
        source
    }
}

mod imp {
    use std::sync::{LazyLock, Mutex, PoisonError};

    use gstreamer::subclass::prelude::*;
    use gstreamer_base::prelude::*;
    use gstreamer_base::subclass::base_src::CreateSuccess;
    use gstreamer_base::subclass::prelude::*;

    use super::{Loudspeakers, Stream, glib, gst, sound_caps};
    use crate::media::clock::nanoseconds_from_samples;
    use crate::media::player::renderer::BLOCK_FRAMES;
    use crate::media::player::stream::Given;
    use crate::monitoring::SpeakerGains;

    #[derive(Default)]
    pub(in crate::media::player) struct MixSource {
        /// Touched by the streaming thread alone once it runs, so this lock is never waited for.
        playing: Mutex<Option<Playing>>,
    }

    struct Playing {
        stream: Stream,
        block: Vec<SpeakerGains>,
        through: Loudspeakers,
    }

    impl MixSource {
        pub(super) fn play(&self, stream: Stream, through: Loudspeakers) {
            let block = vec![SpeakerGains::default(); BLOCK_FRAMES];
            let playing = Playing { stream, block, through };
            *self.playing.lock().unwrap_or_else(PoisonError::into_inner) = Some(playing);
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
                let mut caps = sound_caps(Loudspeakers::Two);
                caps.merge(sound_caps(Loudspeakers::FiveOne));
                gst::PadTemplate::new("src", direction, presence, &caps).into_iter().collect()
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

        fn caps(&self, filter: Option<&gst::Caps>) -> Option<gst::Caps> {
            let playing = self.playing.lock().unwrap_or_else(PoisonError::into_inner);
            let caps = sound_caps(playing.as_ref().map(|playing| playing.through).unwrap_or_default());
            Some(filter.map_or(caps.clone(), |filter| filter.intersect(&caps)))
        }

        fn is_seekable(&self) -> bool {
            false
        }
    }

    impl PushSrcImpl for MixSource {
        fn create(&self, _: Option<&mut gst::BufferRef>) -> Result<CreateSuccess, gst::FlowError> {
            let mut playing = self.playing.lock().unwrap_or_else(PoisonError::into_inner);
            let Playing { stream, block, through } = playing.as_mut().ok_or(gst::FlowError::Error)?;
            let given = stream.give(block);
            let filled = block.get(..given.frames).ok_or(gst::FlowError::Error)?;
            Ok(CreateSuccess::NewBuffer(buffer_of(filled, &given, through.count())?))
        }
    }

    fn buffer_of(
        block: &[SpeakerGains],
        given: &Given,
        channels: usize,
    ) -> Result<gst::Buffer, gst::FlowError> {
        let size = block.len() * channels * size_of::<f32>();
        let mut buffer = gst::Buffer::with_size(size).map_err(|_| gst::FlowError::Error)?;
        let owned = buffer.get_mut().ok_or(gst::FlowError::Error)?;
        let time = |sample| gst::ClockTime::from_nseconds(nanoseconds_from_samples(sample));
        let after = given.first + i64::try_from(block.len()).unwrap_or(0);
        owned.set_pts(time(given.first));
        owned.set_duration(time(after) - time(given.first));
        // Where the programme is, for whoever listens in; none at rest.
        owned.set_offset(given.place.map_or(super::NO_PLACE, |place| place.max(0).unsigned_abs()));
        let mut bytes = owned.map_writable().map_err(|_| gst::FlowError::Error)?;
        let samples = block.iter().flat_map(|feeds| feeds.iter().take(channels));
        for (place, sample) in bytes.as_chunks_mut::<4>().0.iter_mut().zip(samples) {
            *place = sample.to_le_bytes();
        }
        drop(bytes);
        Ok(buffer)
    }
}

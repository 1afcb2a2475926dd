//! Encodes pictures and sound into an MP4: `appsrc ! textoverlay ! textoverlay ! H.264` and `appsrc ! AAC` into `mp4mux`, into a
//! file without a name.

use std::fs::File;
use std::io::{Read, Seek};
use std::os::fd::AsRawFd;
use std::sync::{Arc, Mutex, PoisonError};

use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app as gst_app;

use super::input::ClipError;
use super::pictures::ClipPicture;
use super::strip::{STRIP_HEIGHT, Strip};
use crate::media::MediaError;
use crate::media::clock::nanoseconds_from_samples;
use crate::media::start::element;
use crate::timebase::{FrameRate, SAMPLE_RATE};

/// AAC encoders, the first that is there, and by how many samples each begins late without saying so in the file. *Measured* by
/// a click through each and back, GStreamer 1.22 (libav 5.1, vo-aacenc 0.1.3): 1024 is the codec's own, a frame.
const SOUND_ENCODERS: [(&str, usize); 2] = [("avenc_aac", 1024), ("voaacenc", 1600)];
/// Pictures that wait to be encoded.
const WAITING_PICTURES: u64 = 4;
/// How long to wait before looking whether the clip is still wanted.
const TICK: gst::ClockTime = gst::ClockTime::from_mseconds(50);

/// What the clip looks like.
#[derive(Clone, Copy)]
pub(super) struct ClipShape {
    /// Pixels, even.
    pub width: usize,
    /// Of the picture alone: the strip comes below it.
    pub picture_height: usize,
    pub rate: FrameRate,
}

/// Texts of each frame of the clip: timecode, words.
type Labels = Arc<Mutex<Vec<[String; 2]>>>;

/// Takes pictures and sound in order.
pub(super) struct ClipEncoder {
    pipeline: gst::Pipeline,
    pictures: gst_app::AppSrc,
    sound: gst_app::AppSrc,
    file: File,
    shape: ClipShape,
    labels: Labels,
    /// Frames given so far.
    frames: i64,
    /// Samples of sound given so far.
    samples: u64,
    /// Samples still to be left out, since the encoder puts as many before.
    left_out: usize,
    delay: usize,
}

impl Drop for ClipEncoder {
    fn drop(&mut self) {
        // Nothing can be done about a refusal to stop, and nothing depends on it.
        let _ = self.pipeline.set_state(gst::State::Null);
    }
}

impl ClipEncoder {
    /// # Errors
    /// When an encoder is missing, or the temporary folder takes no file.
    pub fn start(shape: ClipShape) -> Result<Self, ClipError> {
        let file = tempfile::tempfile().map_err(ClipError::NoRoom)?;
        let pipeline = gst::Pipeline::new();
        let pictures = picture_source(shape);
        let sound = sound_source();
        let (sound_encoder, delay) = sound_encoder()?;
        let labels = Labels::default();
        // In a corner: a movie's own timecode is mostly burnt into the middle.
        let timecode = overlay(["top", "right"], 8, "Sans Bold 13")?;
        let words = overlay(["bottom", "center"], STRIP_HEIGHT + 8, "Sans Bold 8")?;
        burn(&timecode, 0, &labels, shape.rate);
        burn(&words, 1, &labels, shape.rate);
        let planar = caps_filter(gst::Caps::builder("video/x-raw").field("format", "I420").build())?;
        let (convert, encoder, parse) =
            (element("videoconvert")?, picture_encoder(shape)?, element("h264parse")?);
        let of_picture = [
            pictures.upcast_ref(),
            &timecode,
            &words,
            &convert,
            &planar,
            &encoder,
            &parse,
            &element("queue")?,
        ]
        .map(Clone::clone);
        let of_sound = [
            sound.upcast_ref(),
            &element("audioconvert")?,
            &sound_encoder,
            &element("aacparse")?,
            &element("queue")?,
        ]
        .map(Clone::clone);
        let (mux, sink) = (element("mp4mux")?, element("filesink")?);
        // The same file by its number: it has no name.
        sink.set_property("location", format!("/dev/fd/{}", file.as_raw_fd()));
        let linked = pipeline
            .add_many(&of_picture)
            .and_then(|()| pipeline.add_many(&of_sound))
            .and_then(|()| pipeline.add_many([&mux, &sink]))
            .and_then(|()| gst::Element::link_many(&of_picture))
            .and_then(|()| gst::Element::link_many(&of_sound))
            .and_then(|()| link_to(of_picture.last(), &mux))
            .and_then(|()| link_to(of_sound.last(), &mux))
            .and_then(|()| mux.link(&sink));
        linked.map_err(MediaError::from)?;
        // A refusal is followed by a message on the bus that says why.
        let _ = pipeline.set_state(gst::State::Playing);
        Ok(Self {
            pipeline,
            pictures,
            sound,
            file,
            shape,
            labels,
            frames: 0,
            samples: 0,
            left_out: delay,
            delay,
        })
    }

    /// The texts of the frames that come next.
    pub fn label(&self, labels: impl Iterator<Item = [String; 2]>) {
        self.labels.lock().unwrap_or_else(PoisonError::into_inner).extend(labels);
    }

    /// The sound of the frames that come next, stereo; it may run ahead of them.
    ///
    /// # Errors
    /// When encoding has failed.
    pub fn push_sound(&mut self, stereo: &[f32]) -> Result<(), ClipError> {
        let left_out = self.left_out.min(stereo.len() / 2);
        self.left_out -= left_out;
        let part = stereo.get(left_out * 2..).unwrap_or_default();
        // A tenth of a second at a time, so that the multiplexer interleaves.
        for block in part.chunks(2 * SAMPLE_RATE as usize / 10) {
            let bytes: Vec<u8> = block.iter().flat_map(|sample| sample.to_le_bytes()).collect();
            let mut buffer = gst::Buffer::from_slice(bytes);
            let frames = (block.len() / 2) as u64;
            if let Some(buffer) = buffer.get_mut() {
                buffer.set_pts(sample_time(self.samples));
                buffer.set_duration(sample_time(self.samples + frames) - sample_time(self.samples));
            }
            self.samples += frames;
            self.sound.push_buffer(buffer).map_err(|_| self.failed())?;
        }
        Ok(())
    }

    /// The next frame: a picture, black without one, and the strip with its playhead at that share.
    ///
    /// # Errors
    /// When encoding has failed.
    pub fn push_picture(
        &mut self,
        picture: Option<&ClipPicture>,
        strip: &Strip,
        share: f32,
    ) -> Result<(), ClipError> {
        let ClipShape { width, picture_height, .. } = self.shape;
        let mut pixels = vec![0; width * (picture_height + STRIP_HEIGHT) * 4];
        let (above, below) = pixels.split_at_mut(width * picture_height * 4);
        if let Some(picture) = picture {
            picture.draw(above, width, picture_height);
        }
        strip.draw(below, share);
        let mut buffer = gst::Buffer::from_slice(pixels);
        if let Some(buffer) = buffer.get_mut() {
            buffer.set_pts(frame_time(self.frames, self.shape.rate));
            let (from, to) =
                (frame_time(self.frames, self.shape.rate), frame_time(self.frames + 1, self.shape.rate));
            buffer.set_duration(to - from);
        }
        self.frames += 1;
        self.pictures.push_buffer(buffer).map_err(|_| self.failed())?;
        let bus = self.pipeline.bus();
        let failed = bus.and_then(|bus| bus.pop_filtered(&[gst::MessageType::Error]));
        failed.map_or(Ok(()), |message| Err(encoder_error(&message)))
    }

    /// The whole MP4, once everything is encoded.
    ///
    /// # Errors
    /// When encoding failed, there is no room, or `still_wanted` says that it is not.
    pub fn finish(
        mut self,
        still_wanted: &mut dyn FnMut() -> Result<(), ClipError>,
    ) -> Result<Vec<u8>, ClipError> {
        // What was left out at the beginning comes out at the end.
        self.push_sound(&vec![0.0; self.delay * 2])?;
        let ended = self.pictures.end_of_stream().and_then(|_| self.sound.end_of_stream());
        ended.map_err(|_| self.failed())?;
        let bus = self.pipeline.bus().ok_or_else(|| self.failed())?;
        loop {
            let message = bus.timed_pop_filtered(TICK, &[gst::MessageType::Eos, gst::MessageType::Error]);
            match message.as_ref().map(|message| (message.type_(), message)) {
                Some((gst::MessageType::Eos, _)) => break,
                Some((_, message)) => return Err(encoder_error(message)),
                None => still_wanted()?,
            }
        }
        // The file is written out when its sink stops.
        self.pipeline.set_state(gst::State::Null).map_err(|_| self.failed())?;
        let mut bytes = Vec::new();
        self.file.rewind().and_then(|()| self.file.read_to_end(&mut bytes)).map_err(ClipError::NoRoom)?;
        Ok(bytes)
    }

    fn failed(&self) -> ClipError {
        let message = self.pipeline.bus().and_then(|bus| bus.pop_filtered(&[gst::MessageType::Error]));
        let why = "GStreamer took no more of it".to_owned();
        message.map_or(ClipError::Encoder(why), |message| encoder_error(&message))
    }
}

fn encoder_error(message: &gst::Message) -> ClipError {
    match message.view() {
        gst::MessageView::Error(error) => ClipError::Encoder(error.error().to_string()),
        _ => ClipError::Encoder("GStreamer stopped".to_owned()),
    }
}

fn link_to(last: Option<&gst::Element>, mux: &gst::Element) -> Result<(), gst::glib::BoolError> {
    last.map_or(Ok(()), |last| last.link(mux))
}

fn picture_source(shape: ClipShape) -> gst_app::AppSrc {
    let fraction =
        (i32::try_from(shape.rate.numerator()).ok()).zip(i32::try_from(shape.rate.denominator()).ok());
    let (numerator, denominator) = fraction.unwrap_or((24, 1));
    let caps = gst::Caps::builder("video/x-raw")
        .field("format", "RGBA")
        .field("width", i32::try_from(shape.width).unwrap_or(0))
        .field("height", i32::try_from(shape.picture_height + STRIP_HEIGHT).unwrap_or(0))
        .field("framerate", gst::Fraction::new(numerator, denominator))
        .field("pixel-aspect-ratio", gst::Fraction::new(1, 1))
        .build();
    let source = gst_app::AppSrc::builder().caps(&caps).format(gst::Format::Time).build();
    source.set_max_bytes(0);
    source.set_property("max-buffers", WAITING_PICTURES);
    source.set_property("block", true);
    source
}

fn sound_source() -> gst_app::AppSrc {
    let caps = gst::Caps::builder("audio/x-raw")
        .field("format", "F32LE")
        .field("layout", "interleaved")
        .field("rate", i32::try_from(SAMPLE_RATE).unwrap_or(48_000))
        .field("channels", 2_i32)
        .build();
    let source = gst_app::AppSrc::builder().caps(&caps).format(gst::Format::Time).build();
    // It runs ahead of the pictures: two minutes are 46 MB.
    source.set_max_bytes(0);
    source
}

/// The first AAC encoder that is there, and its delay in samples.
fn sound_encoder() -> Result<(gst::Element, usize), ClipError> {
    let found = SOUND_ENCODERS.iter().find(|(name, _)| gst::ElementFactory::find(name).is_some());
    let (name, delay) = found.ok_or(ClipError::NoEncoder { what: "AAC", package: "gstreamer1.0-libav" })?;
    let encoder = element(name)?;
    encoder.set_property_from_str("bitrate", "192000");
    Ok((encoder, *delay))
}

/// H.264 without B-frames, so that pictures need no edit list either.
fn picture_encoder(shape: ClipShape) -> Result<gst::Element, ClipError> {
    let key_every = u32::try_from(shape.rate.labels_per_second()).unwrap_or(24);
    if gst::ElementFactory::find("x264enc").is_some() {
        let encoder = element("x264enc")?;
        encoder.set_property("bframes", 0_u32);
        encoder.set_property("key-int-max", key_every);
        encoder.set_property_from_str("pass", "qual");
        encoder.set_property_from_str("quantizer", "22");
        encoder.set_property_from_str("speed-preset", "veryfast");
        return Ok(encoder);
    }
    if gst::ElementFactory::find("openh264enc").is_some() {
        let encoder = element("openh264enc")?;
        encoder.set_property_from_str("bitrate", "4000000");
        encoder.set_property_from_str("gop-size", &key_every.to_string());
        return Ok(encoder);
    }
    Err(ClipError::NoEncoder { what: "H.264", package: "gstreamer1.0-plugins-bad" })
}

fn caps_filter(caps: gst::Caps) -> Result<gst::Element, MediaError> {
    let filter = element("capsfilter")?;
    filter.set_property("caps", caps);
    Ok(filter)
}

/// Text at those sides, `away` pixels from the first.
fn overlay([upright, across]: [&str; 2], away: usize, font: &str) -> Result<gst::Element, MediaError> {
    let overlay = element("textoverlay")?;
    overlay.set_property_from_str("valignment", upright);
    overlay.set_property_from_str("halignment", across);
    overlay.set_property_from_str("line-alignment", "center");
    overlay.set_property_from_str("font-desc", font);
    overlay.set_property("shaded-background", true);
    overlay.set_property("ypad", i32::try_from(away).unwrap_or(0));
    Ok(overlay)
}

/// Gives the overlay the text of each frame as it comes.
fn burn(overlay: &gst::Element, which: usize, labels: &Labels, rate: FrameRate) {
    let Some(pad) = overlay.static_pad("video_sink") else { return };
    let (labels, weak) = (Arc::clone(labels), overlay.downgrade());
    pad.add_probe(gst::PadProbeType::BUFFER, move |_, probe| {
        let Some(gst::PadProbeData::Buffer(buffer)) = &probe.data else { return gst::PadProbeReturn::Ok };
        let labels = labels.lock().unwrap_or_else(PoisonError::into_inner);
        let text = buffer.pts().and_then(|at| {
            let frame = usize::try_from(frame_at(at, rate)).ok()?;
            labels.get(frame)?.get(which).cloned()
        });
        if let (Some(overlay), Some(text)) = (weak.upgrade(), text) {
            // The overlay reads Pango markup.
            overlay.set_property("text", gst::glib::markup_escape_text(&text).as_str());
        }
        gst::PadProbeReturn::Ok
    });
}

const SECOND: u128 = 1_000_000_000;

fn frame_time(frame: i64, rate: FrameRate) -> gst::ClockTime {
    let exact = u128::try_from(frame).unwrap_or(0) * SECOND * u128::from(rate.denominator());
    let nanoseconds = exact / u128::from(rate.numerator().max(1));
    gst::ClockTime::from_nseconds(u64::try_from(nanoseconds).unwrap_or(0))
}

/// The frame whose time is nearest.
fn frame_at(time: gst::ClockTime, rate: FrameRate) -> u64 {
    let twice = 2 * u128::from(time.nseconds()) * u128::from(rate.numerator());
    let a_frame = SECOND * u128::from(rate.denominator());
    u64::try_from((twice + a_frame) / (2 * a_frame)).unwrap_or(0)
}

fn sample_time(sample: u64) -> gst::ClockTime {
    gst::ClockTime::from_nseconds(nanoseconds_from_samples(i64::try_from(sample).unwrap_or(i64::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_of_a_frame_is_that_frames_again() {
        for rate in [FrameRate::F23_976, FrameRate::F24] {
            for frame in [0, 1, 2, 999, 172_800] {
                let time = frame_time(frame, rate);
                assert_eq!(frame_at(time, rate), u64::try_from(frame).unwrap());
            }
        }
    }
}

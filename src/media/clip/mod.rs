//! Evidence clips: a short MP4 of a finding that anybody can play. The picture with its timecode and words burnt in, a strip with
//! both waveforms below it, and both sounds.
//!
//! Takes open sounds, the path of a movie that has been opened before, a range of frames and words; gives the bytes of an MP4
//! (H.264 and AAC). Nothing is written to disk but a file without a name that is gone with the program. The delay of the AAC
//! encoder is taken out before encoding, so that every player has sound and picture together whether or not it reads edit lists.
//!
//! Read `input.rs`, `sound.rs`, `pictures.rs`, `strip.rs`, then `encoder.rs`.

mod encoder;
mod input;
mod pictures;
mod sound;
mod strip;

use std::ops::ControlFlow;
use std::path::Path;

use self::encoder::{ClipEncoder, ClipShape};
pub use self::input::{ClipError, ClipInput, ClipLayout};
use self::pictures::ClipPictures;
use self::sound::ClipSounds;
use self::strip::Strip;
use crate::media::VideoFrame;
use crate::timebase::{FrameRate, Nudge, Timecode};

/// Longest clip that is made: two minutes. Chosen: a finding is shown, not a reel.
pub const LONGEST_CLIP_SECONDS: i64 = 120;

/// One playing of the range.
struct Pass {
    alignment: Nudge,
    /// Above the words: what is heard.
    heard: &'static str,
    guide_left: bool,
}

/// The playings that `layout` asks for.
fn passes(layout: ClipLayout, alignment: Nudge) -> Vec<Pass> {
    match layout {
        ClipLayout::GuideLeftDeliveredRight => {
            vec![Pass { alignment, heard: "left: picture's own sound · right: delivered", guide_left: true }]
        }
        ClipLayout::DeliveredThenCorrected(error) => {
            let corrected = alignment + error.correction().delta();
            vec![
                Pass { alignment, heard: "as delivered", guide_left: false },
                Pass { alignment: corrected, heard: "corrected", guide_left: false },
            ]
        }
    }
}

/// One frame of a movie that has been opened before, at most 1280 × 720; `None` where the movie has no picture of that number.
/// Opens and decodes from the key frame before it: up to some seconds, so call it from a job.
///
/// # Errors
/// When the movie does not open, or breaks off before it.
pub fn movie_frame(movie: &Path, rate: FrameRate, frame: i64) -> Result<Option<VideoFrame>, ClipError> {
    if frame < 0 {
        return Ok(None);
    }
    let pictures = ClipPictures::open(movie, rate)?;
    pictures.seek(frame);
    let mut shown = None;
    pictures.advance(frame, &mut shown, &mut || Ok(()))?;
    let Some(picture) = shown.filter(|picture| picture.number() == frame) else { return Ok(None) };
    let (width, height) = pictures.size();
    let mut rgba = vec![0; width * height * 4];
    picture.draw(&mut rgba, width, height);
    Ok(VideoFrame::from_rgba(frame, width, height, rgba))
}

/// Makes the clip; gives the bytes of the MP4. Some seconds, so call it from a job. `watch`: what is done, 0 to 1; breaking
/// cancels, and nothing is left.
///
/// # Errors
/// See [`ClipError`].
pub fn make_clip(
    input: &ClipInput<'_>,
    watch: &mut dyn FnMut(f32) -> ControlFlow<()>,
) -> Result<Vec<u8>, ClipError> {
    let frames =
        input.frames.start..input.frames.end.min(input.frames.start.saturating_add(most_frames(input.rate)));
    let in_a_pass = (frames.end - frames.start).max(1);
    let passes = passes(input.layout, input.alignment);
    let of = in_a_pass * passes.len() as i64;
    let mut encoder: Option<ClipEncoder> = None;
    for (number, pass) in (0_i64..).zip(&passes) {
        let pictures = ClipPictures::open(input.movie, input.rate)?;
        let size = pictures.size();
        let sounds = ClipSounds::read(input, frames.clone(), pass.alignment)?;
        let strip = Strip::of(&sounds, size.0);
        let labels = (frames.start..frames.end).map(|frame| {
            let label = Timecode::new(input.start.frames.saturating_add(frame), input.start.format);
            [label.to_string(), format!("{}\n{}", input.words, pass.heard)]
        });
        let encoder = match &mut encoder {
            Some(encoder) => encoder,
            none => none.insert(ClipEncoder::start(ClipShape {
                width: size.0,
                picture_height: size.1,
                rate: input.rate,
            })?),
        };
        encoder.label(labels);
        encoder.push_sound(&sounds.stereo(pass.guide_left))?;
        pictures.seek(frames.start);
        let mut shown = None;
        for (place, frame) in (0_i64..).zip(frames.clone()) {
            pictures
                .advance(frame, &mut shown, &mut || watch_share(watch, number * in_a_pass + place, of))?;
            let share = place as f32 / in_a_pass as f32;
            encoder.push_picture(shown.as_ref(), &strip, share)?;
            watch_share(watch, number * in_a_pass + place, of)?;
        }
    }
    encoder.ok_or(ClipError::Cancelled)?.finish(&mut || watch_share(watch, of, of))
}

fn watch_share(watch: &mut dyn FnMut(f32) -> ControlFlow<()>, done: i64, of: i64) -> Result<(), ClipError> {
    match watch(done as f32 / of.max(1) as f32) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(ClipError::Cancelled),
    }
}

fn most_frames(rate: FrameRate) -> i64 {
    rate.labels_per_second() * LONGEST_CLIP_SECONDS
}

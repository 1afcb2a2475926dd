//! Cuts decoded sound at the start of its edit to the sample.
//!
//! GStreamer 1.22 cuts encoder delay by time in whole nanoseconds, rounded down. Where a sample isn't a whole number of
//! them (44 100 Hz), one sample of the delay is left and everything after it is one sample late. The length that it
//! states for the cut block is right, so the block is cut to that.

use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_audio as gst_audio;

/// Cuts the first block of each edit on its way into `entry`.
pub(super) fn cut_exactly(entry: &gst::Pad) {
    entry.add_probe(gst::PadProbeType::BUFFER, |pad, probe| {
        let Some(gst::PadProbeData::Buffer(buffer)) = &probe.data else { return gst::PadProbeReturn::Ok };
        let Some((frames, bytes_a_frame, excess)) = excess_frames(pad, buffer) else {
            return gst::PadProbeReturn::Ok;
        };
        if excess >= frames {
            return gst::PadProbeReturn::Handled;
        }
        if let Some(gst::PadProbeData::Buffer(buffer)) = probe.data.take() {
            probe.data = Some(gst::PadProbeData::Buffer(without_start(buffer, bytes_a_frame, excess)));
        }
        gst::PadProbeReturn::Ok
    });
}

fn without_start(buffer: gst::Buffer, bytes_a_frame: u32, excess: usize) -> gst::Buffer {
    // The time of the block is right for the sound that stays.
    let (pts, duration) = (buffer.pts(), buffer.duration());
    let mut cut = gst_audio::audio_buffer_truncate(buffer, bytes_a_frame, excess, None);
    if let Some(cut) = cut.get_mut() {
        cut.set_pts(pts);
        cut.set_duration(duration);
    }
    cut
}

/// Frames in the block, bytes in each, and how many frames too many it starts with; `None` when it does not start an
/// edit or is right.
fn excess_frames(pad: &gst::Pad, buffer: &gst::Buffer) -> Option<(usize, u32, usize)> {
    let segment = pad.sticky_event::<gst::event::Segment>(0)?;
    let start = segment.segment().downcast_ref::<gst::ClockTime>()?.start()?;
    if buffer.pts()? != start {
        return None;
    }
    let sound = gst_audio::AudioInfo::from_caps(pad.current_caps()?.as_ref()).ok()?;
    let planar = buffer.meta::<gst_audio::AudioMeta>().map(|meta| meta.samples());
    let frames = planar.or_else(|| buffer.size().checked_div(usize::try_from(sound.bpf()).ok()?))?;
    let stated = buffer.duration()?.nseconds().checked_mul(u64::from(sound.rate()))?;
    let stated = usize::try_from((stated + 500_000_000) / 1_000_000_000).ok()?;
    let excess = frames.checked_sub(stated).filter(|&excess| excess > 0)?;
    Some((frames, sound.bpf(), excess))
}

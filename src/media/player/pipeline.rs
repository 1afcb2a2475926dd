//! What both pipelines need: messages on one bus, and whether a change of state is complete.

use gstreamer as gst;
use gstreamer::prelude::*;

/// A pipeline whose messages go to `bus`.
pub(super) fn forwarding_pipeline(bus: &gst::Bus) -> gst::Pipeline {
    let pipeline = gst::Pipeline::new();
    if let Some(own) = pipeline.bus() {
        let bus = bus.clone();
        own.set_sync_handler(move |_, message| {
            // A bus that takes nothing any more belongs to a player that is closing.
            let _ = bus.post(message.clone());
            gst::BusSyncReply::Drop
        });
    }
    pipeline
}

/// Whether a message's source is the pipeline or inside it.
pub(super) fn is_part_of(pipeline: &gst::Pipeline, source: &gst::Object) -> bool {
    source.has_as_ancestor(pipeline) || source == pipeline.upcast_ref::<gst::Object>()
}

/// Whether a pipeline has reached the state it was sent to. The message ASYNC_DONE does not say so: a quick branch may
/// answer before another has started.
pub(super) fn is_settled(pipeline: &gst::Pipeline) -> bool {
    let (result, _, pending) = pipeline.state(gst::ClockTime::ZERO);
    result == Ok(gst::StateChangeSuccess::Success) && pending == gst::State::VoidPending
}

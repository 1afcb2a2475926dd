//! Tries a ticket's change list: opens its media, conforms in memory, measures, and says what came of it.

use std::io::Write;
use std::ops::ControlFlow;

use super::compare::ProgressLine;
use crate::conform::ChangeList;
use crate::machine::{DryRunInput, dry_run};
use crate::media::MediaCache;
use crate::policy::Profile;
use crate::report::served_measurement;
use crate::ticket::{Task, Ticket, audio_under_qc};

/// Why a list is not known to be right.
pub(super) enum NotTried {
    /// A file cannot be read: which, and what to do.
    Unreadable(String),
    /// The conformed audio is off: a sentence.
    NotInSync(String),
}

/// A sentence that says how far the conformed audio is off, at most a sample.
pub(super) fn tried(ticket: &Ticket, profile: &Profile, err: &mut dyn Write) -> Result<String, NotTried> {
    let unreadable = |why: &str| NotTried::Unreadable(why.to_owned());
    let record = served_measurement(ticket).ok_or_else(|| unreadable("nothing was measured"))?;
    let seen = record.reference.as_ref();
    let picture =
        ticket.assets().iter().find(|asset| seen.is_some_and(|seen| seen.is_of(asset))).ok_or_else(|| {
            unreadable("the reference that was measured against is not among the ticket's files")
        })?;
    let audio = audio_under_qc(ticket.task(), ticket.assets())
        .and_then(|place| ticket.assets().get(place))
        .ok_or_else(|| unreadable("the ticket names no audio under QC"))?;
    let media = MediaCache::default();
    let open = |error: crate::media::SoundError| NotTried::Unreadable(error.to_string());
    let reference = media.open(&picture.files).map_err(open)?;
    let delivered = media.open_sound(&audio.files).map_err(open)?;
    let rate = seen.and_then(|seen| seen.frame_rate).or(reference.facts().frame_rate);
    let frame_rate = rate.ok_or_else(|| unreadable("the rate of the picture is not known"))?;
    let list = ChangeList::of(record, frame_rate.samples_from_frames(1))
        .map_err(|_| unreadable("there is no list to try"))?;
    let mut bar = ProgressLine::new(err);
    let input = DryRunInput {
        profile,
        list: &list,
        reference: &reference,
        audio: &delivered,
        guide_track: picture.guide_track,
        frame_rate,
        full_mix: ticket.task() == Task::PrintMaster,
    };
    let run = dry_run(&input, &mut |share| {
        bar.show("dry run", share);
        ControlFlow::Continue(())
    });
    bar.clear();
    let run = run.map_err(|error| NotTried::Unreadable(error.to_string()))?;
    if run.in_sync {
        return Ok(format!(
            "Dry run: conformed by this list, the audio is in sync, {:.2} samples off at most.",
            run.farthest
        ));
    }
    Err(NotTried::NotInSync(format!(
        "No change list: conformed by it, the audio is not in sync ({:.2} samples off at most, {} things out of sync). \
         Conform by ear.",
        run.farthest,
        run.measurement.discrepancies.len()
    )))
}

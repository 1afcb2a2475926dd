//! The desk's listening to the inside of a mix, in the background: what was heard of the very same before, or anew.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::job_output::{JobOutput, gone, tell};
use super::kept_mix::KeptMix;
use super::mix_reading::{listen_to_mix, print_master_as_before};
use super::mix_to_hear::MixToHear;
use crate::jobs::{JobCancelled, JobContext};
use crate::media::{self, SetAside};
use crate::session::MixEvent;
use crate::timing::Features;

/// While something plays, listening rests this long after each second and a half of sound. Chosen: it takes as long to hear
/// that much, so that half of a core stays free.
const GIVES_WAY: Duration = Duration::from_millis(30);

/// Gives what was heard of it before, or says that it is to be heard.
pub(super) fn recall(asked: Arc<MixToHear>, job: &JobContext<JobOutput>) -> Result<(), JobCancelled> {
    let Some(KeptMix { at, result, laid }) = asked.sources().and_then(|sources| sources.find()) else {
        return job.report(JobOutput::NotHeardBefore(asked));
    };
    let print_master = match laid {
        None => None,
        Some(laid) => match print_master_as_before(&asked.question, laid, &asked.media) {
            Some(sound) => Some(sound),
            None => return job.report(JobOutput::NotHeardBefore(asked)),
        },
    };
    job.report(JobOutput::PrintMaster(print_master))?;
    job.report(JobOutput::Event(MixEvent::HeardBefore { at, result: Box::new(result) }.into()))
}

/// Listens to the mix, saying how far it is at each percent, and keeps what it heard for the next time.
pub(super) fn listen(
    asked: &MixToHear,
    audio: &SetAside<Features>,
    job: &JobContext<JobOutput>,
) -> Result<(), JobCancelled> {
    let sources = asked.sources();
    let mut told = 0;
    let features = match audio.take() {
        Ok(features) => features,
        Err(why) => return job.report(JobOutput::Event(MixEvent::Stopped(gone(&why)).into())),
    };
    let heard = listen_to_mix(&asked.question, &features, &asked.media, None, &mut |share| {
        if job.cancelled() {
            return ControlFlow::Break(());
        }
        if asked.playing.load(Ordering::Relaxed) {
            std::thread::sleep(GIVES_WAY);
        }
        let percent = (share * 100.0) as u32;
        if std::mem::replace(&mut told, percent) == percent {
            return ControlFlow::Continue(());
        }
        tell(job, MixEvent::Progress(share).into())
    });
    drop(features);
    media::give_back_freed_memory();
    if job.cancelled() {
        return Err(JobCancelled);
    }
    if let Some(sources) = sources.filter(|_| asked.is_whole(&heard.result)) {
        sources.keep(&asked.question, &heard.result, heard.laid);
    }
    job.report(JobOutput::PrintMaster(heard.print_master))?;
    job.report(JobOutput::Event(MixEvent::Heard(Box::new(heard.result)).into()))
}

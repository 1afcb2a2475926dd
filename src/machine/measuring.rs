//! What was heard of the pair on the desk, and the jobs that measure with it.

use std::ops::ControlFlow;
use std::sync::Arc;

use super::conform_search::{TryStep, tries};
use super::job_output::JobOutput;
use crate::conform::ConformQuestion;
use crate::jobs::{JobCancelled, JobContext, JobHandle, Jobs};
use crate::media::MediaCache;
use crate::session::{Event, MeasureEvent, Side, TransportEvent};
use crate::timing::{Conditions, Features, Progress, Stage, measure};

/// Names of the two jobs, as their reports bear them.
const MEASURING: &str = "measure timing";
const TRYING: &str = "try other pictures";

/// What a job that broke off leaves the desk waiting for, told with the reason.
pub(super) fn broken_off(job: &str, why: String) -> Event {
    match job {
        MEASURING => MeasureEvent::Stopped(why).into(),
        TRYING => MeasureEvent::ConformStopped(why).into(),
        _ => TransportEvent::PlayerProblem(why).into(),
    }
}

/// Dropping it stops what is being measured.
#[derive(Default)]
pub(super) struct Timing {
    conditions: Option<Conditions>,
    guide: Option<Arc<Features>>,
    delivered: Option<Arc<Features>>,
    /// A person stopped it, perhaps while the sides were still being heard; it waits to be asked for.
    is_stopped: bool,
    job: Option<JobHandle>,
    tries: Option<JobHandle>,
}

impl Timing {
    /// Nothing is heard yet; `None` where there is nothing to measure against.
    pub fn of(conditions: Option<Conditions>) -> Self {
        Self { conditions, ..Self::default() }
    }

    /// Keeps what was heard of one side; the second one starts the measurement.
    pub fn take_heard(&mut self, side: Side, heard: Features, jobs: &Jobs<JobOutput>) {
        let place = match side {
            Side::Guide => &mut self.guide,
            Side::Delivered => &mut self.delivered,
        };
        *place = Some(Arc::new(heard));
        if !self.is_stopped {
            self.start(jobs);
        }
    }

    /// A person asks for it.
    pub fn measure(&mut self, jobs: &Jobs<JobOutput>) {
        self.is_stopped = false;
        self.start(jobs);
    }

    pub fn stop(&mut self) {
        self.is_stopped = true;
        self.job = None;
    }

    /// Starts once both sides have been heard.
    fn start(&mut self, jobs: &Jobs<JobOutput>) {
        let Self { conditions: Some(conditions), guide: Some(guide), delivered: Some(delivered), .. } = self
        else {
            return;
        };
        let (conditions, guide, delivered) = (conditions.clone(), Arc::clone(guide), Arc::clone(delivered));
        let work = move |job: &JobContext<JobOutput>| measure_sides(&guide, &delivered, &conditions, job);
        self.job = Some(jobs.start(MEASURING, work));
    }

    /// Asks the other pictures of the request, one after the other.
    pub fn try_others(&mut self, question: ConformQuestion, media: &Arc<MediaCache>, jobs: &Jobs<JobOutput>) {
        let Some(audio) = self.delivered.clone() else { return };
        let media = Arc::clone(media);
        let work = move |job: &JobContext<JobOutput>| try_others(&question, &audio, &media, job);
        self.tries = Some(jobs.start(TRYING, work));
    }

    pub fn stop_trying(&mut self) {
        self.tries = None;
    }
}

/// Measures how the two sides lie against each other, saying how far it is.
fn measure_sides(
    reference: &Features,
    audio: &Features,
    conditions: &Conditions,
    job: &JobContext<JobOutput>,
) -> Result<(), JobCancelled> {
    let measured = measure(reference, audio, conditions, &mut |progress| {
        tell(job, measuring(progress))?;
        match progress.preview {
            Some(preview) => tell(job, MeasureEvent::Preview(Box::new(preview.clone())).into()),
            None => ControlFlow::Continue(()),
        }
    });
    match measured {
        Ok(measurement) => job.report(JobOutput::Event(MeasureEvent::Measured(Box::new(measurement)).into())),
        // Whoever cancelled knows.
        Err(_) => Err(JobCancelled),
    }
}

fn try_others(
    question: &ConformQuestion,
    audio: &Features,
    media: &MediaCache,
    job: &JobContext<JobOutput>,
) -> Result<(), JobCancelled> {
    let tried = tries(question, audio, media, &mut |step| {
        tell(
            job,
            match step {
                TryStep::At { asset, share } => MeasureEvent::ConformProgress { asset, share }.into(),
                TryStep::Served(again) => MeasureEvent::ServedRemeasured(again).into(),
                TryStep::Attempted(attempt) => MeasureEvent::PictureCompared(Box::new(attempt)).into(),
            },
        )
    });
    match tried {
        Ok(_) => job.report(JobOutput::Event(MeasureEvent::ConformDone.into())),
        Err(_) => Err(JobCancelled),
    }
}

fn tell(job: &JobContext<JobOutput>, event: Event) -> ControlFlow<()> {
    match job.report(JobOutput::Event(event)) {
        Ok(()) => ControlFlow::Continue(()),
        Err(JobCancelled) => ControlFlow::Break(()),
    }
}

fn measuring(progress: Progress) -> Event {
    let step = match progress.stage {
        Stage::Leader => "Reading the leaders",
        Stage::Search => "Looking through the whole guide",
        Stage::Speed => "Comparing the speeds",
        Stage::Waveforms => "Comparing the waveforms",
        Stage::Recuts => "Looking for recuts",
        Stage::Exact => "Measuring exactly",
    };
    MeasureEvent::Progress { share: progress.share, step: step.to_owned() }.into()
}

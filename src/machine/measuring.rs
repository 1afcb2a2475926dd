//! The features of both sides on the desk, and the jobs that measure with them.
//!
//! Takes features as each side has been read to its end; gives events. Half a sound never comes here. What was measured in an
//! earlier sitting and still holds is given at once, and no features are taken; what needs them waits until they are. While
//! nothing is measured, the features of both sides are in files without a name: of two hours they are half a gigabyte.

use std::fmt::Display;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::conform_search::{SearchStep, search_pictures};
use super::job_output::{GuideFeatures, JobOutput, SideFeatures, UnreadSide, gone, tell};
use super::kept_timing::{KeptTiming, TimingLookup, TimingSources};
use super::loading::Keeping;
use super::mix_listening::{listen, recall};
use super::mix_to_hear::MixToHear;
use super::reports;
use crate::conform::ConformQuestion;
use crate::jobs::{JobCancelled, JobContext, JobHandle, Jobs};
use crate::media::{self, MediaCache, SetAside, TrackFeatures};
use crate::session::{
    Event, MeasureEffect, MeasureEvent, MixEffect, MixEvent, ReportEvent, Side, TransportEvent,
};
use crate::ticket::MeasurementOrigin;
use crate::timing::{Conditions, Features, GuideCandidate, Progress, Stage, measure_tracks};

/// Names of the jobs, as their reports bear them.
const MEASURING: &str = "measure timing";
const SEARCHING: &str = "try other pictures";
const LISTENING: &str = "listen to the mix";
const PUTTING_ASIDE: &str = "put aside what was read";

/// What the desk waits for in vain when a job broke off, with the reason.
pub(super) fn job_failed(job: &str, why: String) -> Event {
    match job {
        MEASURING => MeasureEvent::Stopped(why).into(),
        reports::WRITING => ReportEvent::Failed(why).into(),
        LISTENING => MixEvent::Stopped(why).into(),
        SEARCHING => MeasureEvent::ConformStopped(why).into(),
        _ => TransportEvent::PlayerProblem(why).into(),
    }
}

/// The same where the job had no thread.
pub(super) fn job_not_started(job: &str, why: impl Display) -> Event {
    job_failed(
        job,
        format!("The system gives no further thread ({why}): close other programs and try again."),
    )
}

/// Whether what is on the desk was measured before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Earlier {
    /// It is being looked for: nothing is measured meanwhile.
    #[default]
    Unknown,
    Kept,
    None,
}

/// Dropping it stops what is being measured.
#[derive(Default)]
pub(super) struct MeasureJobs {
    conditions: Option<Conditions>,
    guide: Option<Arc<GuideFeatures>>,
    delivered: Option<Arc<SetAside<Features>>>,
    /// Each side of which no features were taken, what they are wanted for being kept: it is read once somebody needs them.
    unread: Vec<UnreadSide>,
    reading: Vec<JobHandle>,
    /// A person stopped it, perhaps while the sides were still being read; it waits to be asked for.
    is_stopped: bool,
    earlier: Earlier,
    /// What a measurement rests on, and how the files were when they were opened.
    keeping: Option<(TimingSources, MeasurementOrigin)>,
    /// Asked for before the audio was read.
    waiting_search: Option<ConformQuestion>,
    waiting_mix: Option<Arc<MixToHear>>,
    /// Being looked for, whether it was heard before.
    recalled: Option<Arc<MixToHear>>,
    job: Option<JobHandle>,
    search: Option<JobHandle>,
    listening: Option<JobHandle>,
    /// Puts aside what nobody will measure with for now.
    putting_aside: Option<JobHandle>,
}

impl MeasureJobs {
    /// Nothing has been read yet; `None` where there is nothing to measure against.
    pub fn of(conditions: Option<Conditions>) -> Self {
        Self { conditions, ..Self::default() }
    }

    /// Keeps the features of one side; the second one starts the measurement, unless an earlier one holds.
    pub fn take_features(&mut self, features: SideFeatures, media: &Arc<MediaCache>, jobs: &Jobs<JobOutput>) {
        self.unread.retain(|unread| unread.side != features.side());
        match features {
            SideFeatures::Guide(features) => self.guide = Some(Arc::new(features)),
            SideFeatures::Delivered(features) => self.delivered = Some(Arc::from(features)),
        }
        if !self.is_stopped {
            self.start(jobs);
        }
        self.put_aside(jobs);
        if self.delivered.is_some() {
            if let Some(question) = self.waiting_search.take() {
                self.search_others(question, media, jobs);
            }
            if let Some(asked) = self.waiting_mix.take() {
                self.hear_anew(asked, jobs);
            }
        }
    }

    /// No features were taken of a side; they are now, where they are needed.
    pub fn take_unread(&mut self, unread: UnreadSide, jobs: &Jobs<JobOutput>) {
        let side = unread.side;
        self.unread.retain(|other| other.side != side);
        self.unread.push(unread);
        if side == Side::Guide {
            // Those that are there are of another sound track.
            self.guide = None;
        }
        let is_awaited =
            side == Side::Delivered && (self.waiting_search.is_some() || self.waiting_mix.is_some());
        let is_to_measure = self.conditions.is_some() && self.earlier == Earlier::None && !self.is_stopped;
        if is_to_measure || is_awaited {
            self.read(side, jobs);
        }
    }

    /// Reads a side of which no features were taken.
    fn read(&mut self, side: Side, jobs: &Jobs<JobOutput>) {
        if let Some(place) = self.unread.iter().position(|unread| unread.side == side) {
            self.reading.push(self.unread.swap_remove(place).read(jobs));
        }
    }

    /// What was measured before, as events, where it holds; else the measurement may begin.
    pub fn take_lookup(&mut self, lookup: TimingLookup, jobs: &Jobs<JobOutput>) -> Vec<Event> {
        let TimingLookup { sources, now, found } = lookup;
        self.keeping = now.clone().map(|now| (sources, now));
        match found {
            Some(KeptTiming { origin, guide, measurement }) => {
                self.earlier = Earlier::Kept;
                self.put_aside(jobs);
                let guide = guide.map(MeasureEvent::GuideTrack);
                let origin = MeasureEvent::Origin { origin, is_kept: true };
                let measured = MeasureEvent::Measured(Box::new(measurement));
                guide.into_iter().chain([origin, measured]).map(Event::from).collect()
            }
            None => {
                self.earlier = Earlier::None;
                if !self.is_stopped {
                    self.start(jobs);
                }
                now.map(|now| MeasureEvent::NotKept(now).into()).into_iter().collect()
            }
        }
    }

    /// A sound cannot be read to its end: what waits for it waits in vain.
    pub fn cannot_be_read(&mut self, why: &str) -> Vec<Event> {
        // Nor does what is kept hold of a sound that cannot be read.
        let mix = self.waiting_mix.take().or(self.recalled.take());
        let mix = mix.map(|_| MixEvent::Stopped(why.to_owned()).into());
        let search = self.waiting_search.take();
        let search = search.map(|_| MeasureEvent::ConformStopped(why.to_owned()).into());
        mix.into_iter().chain(search).collect()
    }

    pub fn perform(&mut self, effect: MeasureEffect, media: &Arc<MediaCache>, jobs: &Jobs<JobOutput>) {
        match effect {
            MeasureEffect::Start => self.measure(jobs),
            MeasureEffect::Cancel => self.stop(),
            MeasureEffect::SearchConform(question) => self.search_others(*question, media, jobs),
            MeasureEffect::CancelConformSearch => (self.search, self.waiting_search) = (None, None),
        }
    }

    /// Listens to the inside of the mix, or stops that.
    pub fn perform_on_mix(
        &mut self,
        effect: MixEffect,
        playing: Arc<AtomicBool>,
        keeping: &Keeping,
        jobs: &Jobs<JobOutput>,
    ) {
        (self.listening, self.waiting_mix, self.recalled) = (None, None, None);
        let (media, results) = (Arc::clone(&keeping.media), keeping.results.clone());
        let to_hear = |question| Arc::new(MixToHear { question, playing, media, results });
        match effect {
            MixEffect::Cancel => {}
            MixEffect::Listen(question) => self.hear_anew(to_hear(question), jobs),
            MixEffect::Recall(question) => {
                let asked = to_hear(question);
                self.recalled = Some(Arc::clone(&asked));
                self.listening = Some(jobs.start(LISTENING, move |job| recall(asked, job)));
            }
        }
    }

    /// It was not heard before; what nobody asks for any more is not heard.
    pub fn hear(&mut self, asked: Arc<MixToHear>, jobs: &Jobs<JobOutput>) {
        if self.recalled.take_if(|recalled| Arc::ptr_eq(recalled, &asked)).is_some() {
            self.hear_anew(asked, jobs);
        }
    }

    /// Once the audio has been read.
    fn hear_anew(&mut self, asked: Arc<MixToHear>, jobs: &Jobs<JobOutput>) {
        match self.delivered.clone() {
            Some(audio) => {
                self.listening = Some(jobs.start(LISTENING, move |job| listen(&asked, &audio, job)));
            }
            None => {
                self.waiting_mix = Some(asked);
                self.read(Side::Delivered, jobs);
            }
        }
    }

    /// A person asks for it.
    fn measure(&mut self, jobs: &Jobs<JobOutput>) {
        self.is_stopped = false;
        self.earlier = Earlier::None;
        self.start(jobs);
    }

    fn stop(&mut self) {
        self.is_stopped = true;
        self.job = None;
    }

    /// Starts once both sides have been read, where no earlier measurement holds; reads them for it.
    fn start(&mut self, jobs: &Jobs<JobOutput>) {
        if self.earlier != Earlier::None || self.conditions.is_none() {
            return;
        }
        for side in [Side::Guide, Side::Delivered] {
            self.read(side, jobs);
        }
        let Self { conditions: Some(conditions), guide: Some(guide), delivered: Some(delivered), .. } = self
        else {
            return;
        };
        let (conditions, guide, delivered) = (conditions.clone(), Arc::clone(guide), Arc::clone(delivered));
        let keeping = self.keeping.clone();
        let work = move |job: &JobContext<JobOutput>| {
            measure_sides(&guide, &delivered, &conditions, keeping.as_ref(), job)
        };
        self.job = Some(jobs.start(MEASURING, work));
    }

    /// Puts both sides aside where no measurement is to come by itself; one that is made does so at its end.
    fn put_aside(&mut self, jobs: &Jobs<JobOutput>) {
        if self.earlier != Earlier::Kept && self.conditions.is_some() {
            return;
        }
        let (guide, delivered) = (self.guide.clone(), self.delivered.clone());
        self.putting_aside = Some(jobs.start_giving_way(PUTTING_ASIDE, move |_| {
            guide.iter().for_each(|guide| guide.tracks.put_aside());
            delivered.iter().for_each(|delivered| delivered.put_aside());
            media::give_back_freed_memory();
            Ok(())
        }));
    }

    /// Measures against the other pictures of the request, one after the other.
    fn search_others(&mut self, question: ConformQuestion, media: &Arc<MediaCache>, jobs: &Jobs<JobOutput>) {
        let Some(audio) = self.delivered.clone() else {
            self.waiting_search = Some(question);
            self.read(Side::Delivered, jobs);
            return;
        };
        let media = Arc::clone(media);
        let work = move |job: &JobContext<JobOutput>| {
            let done = search_others(&question, &audio, &media, job);
            media::give_back_freed_memory();
            done
        };
        self.search = Some(jobs.start(SEARCHING, work));
    }
}

/// Measures how the two sides lie against each other, saying how far it is; then puts both aside.
fn measure_sides(
    guide: &GuideFeatures,
    audio: &SetAside<Features>,
    conditions: &Conditions,
    keeping: Option<&(TimingSources, MeasurementOrigin)>,
    job: &JobContext<JobOutput>,
) -> Result<(), JobCancelled> {
    match guide.tracks.take().and_then(|tracks| Ok((tracks, audio.take()?))) {
        Ok((tracks, features)) => measure_tracks_of(guide, &tracks, &features, conditions, keeping, job)?,
        Err(why) => job.report(JobOutput::Event(MeasureEvent::Stopped(gone(&why)).into()))?,
    }
    guide.tracks.put_aside();
    audio.put_aside();
    media::give_back_freed_memory();
    Ok(())
}

fn measure_tracks_of(
    guide: &GuideFeatures,
    tracks: &[TrackFeatures],
    audio: &Features,
    conditions: &Conditions,
    keeping: Option<&(TimingSources, MeasurementOrigin)>,
    job: &JobContext<JobOutput>,
) -> Result<(), JobCancelled> {
    let candidates: Vec<GuideCandidate> = tracks.iter().map(TrackFeatures::candidate).collect();
    let measured = measure_tracks(&candidates, audio, conditions, &mut |progress| {
        tell(job, measuring(progress))?;
        match progress.preview {
            Some(preview) => tell(job, MeasureEvent::Preview(Box::new(preview.clone())).into()),
            None => ControlFlow::Continue(()),
        }
    });
    match measured {
        Ok(Some(measured)) => {
            let found = tracks.get(measured.place);
            let guide = found.map(|found| measured.guide_track(found.track, guide.of, guide.is_named));
            if let Some(guide) = guide {
                job.report(JobOutput::Event(MeasureEvent::GuideTrack(guide).into()))?;
            }
            if let Some((sources, before)) = keeping {
                let origin = sources.keep(before, guide, &measured.measurement);
                job.report(JobOutput::Event(MeasureEvent::Origin { origin, is_kept: false }.into()))?;
            }
            let measurement = Box::new(measured.measurement);
            job.report(JobOutput::Event(MeasureEvent::Measured(measurement).into()))
        }
        Ok(None) => Ok(()),
        // Whoever cancelled knows.
        Err(_) => Err(JobCancelled),
    }
}

fn search_others(
    question: &ConformQuestion,
    audio: &SetAside<Features>,
    media: &MediaCache,
    job: &JobContext<JobOutput>,
) -> Result<(), JobCancelled> {
    let features = match audio.take() {
        Ok(features) => features,
        Err(why) => return job.report(JobOutput::Event(MeasureEvent::ConformStopped(gone(&why)).into())),
    };
    let searched = search_pictures(question, &features, media, &mut |step| {
        tell(
            job,
            match step {
                SearchStep::Progress { asset, share } => {
                    MeasureEvent::ConformProgress { asset, share }.into()
                }
                SearchStep::ServedRemeasured(remeasured) => MeasureEvent::ServedRemeasured(remeasured).into(),
                SearchStep::Compared(comparison) => {
                    MeasureEvent::PictureCompared(Box::new(comparison)).into()
                }
            },
        )
    });
    match searched {
        Ok(_) => job.report(JobOutput::Event(MeasureEvent::ConformDone.into())),
        Err(_) => Err(JobCancelled),
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

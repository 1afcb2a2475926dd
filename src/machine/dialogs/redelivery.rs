//! Looks at deliveries before a fix check begins on one: what each holds, and when it was written. Read-only.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;

use super::{DialogKind, DialogResult};
use crate::intake::{self, NamedFiles};
use crate::jobs::{JobCancelled, JobContext, JobHandle, Jobs};
use crate::machine::job_output::JobOutput;
use crate::media::MediaCache;
use crate::session::{Redelivery, RedeliveryEffect, RequestEvent};
use crate::ticket::{Asset, FileKind, Role, Task};

/// Starts the job in place of the one before; a dialog that is open stays.
pub fn start(
    effect: RedeliveryEffect,
    running: &mut Option<JobHandle>,
    jobs: &Jobs<JobOutput>,
    media: &Arc<MediaCache>,
) {
    let is_choosing = matches!(effect, RedeliveryEffect::Choose(_));
    if is_choosing && running.as_ref().is_some_and(JobHandle::is_running) {
        return;
    }
    let media = Arc::clone(media);
    *running = Some(jobs.start("look at a redelivery", move |job| match effect {
        RedeliveryEffect::LookAtAll(deliveries) => look_at_all(deliveries, &media, job),
        RedeliveryEffect::Choose(task) => choose(task, &media, job),
        RedeliveryEffect::LookAt { paths, task } => look_at(&paths, task, &media, job),
    }));
}

/// Looks at the deliveries of a request, one after the other.
fn look_at_all(
    deliveries: Vec<Asset>,
    media: &MediaCache,
    job: &JobContext<JobOutput>,
) -> Result<(), JobCancelled> {
    let seen = deliveries.into_iter().map(|asset| seen(asset, media)).collect();
    job.report(JobOutput::Event(RequestEvent::DeliveriesSeen(seen).into()))
}

/// Looks at what a person named as the new delivery: a sound, the files of a discrete set, or a folder with either.
fn look_at(
    paths: &[PathBuf],
    task: Task,
    media: &MediaCache,
    job: &JobContext<JobOutput>,
) -> Result<(), JobCancelled> {
    let named = delivery_at(paths, task).map(|asset| Box::new(seen(asset, media)));
    job.report(JobOutput::Event(RequestEvent::DeliveryNamed(named).into()))
}

/// Asks the system's dialog for it first.
fn choose(task: Task, media: &MediaCache, job: &JobContext<JobOutput>) -> Result<(), JobCancelled> {
    match super::choose(DialogKind::Delivery, None) {
        DialogResult::Paths(paths) => look_at(&paths, task, media, job),
        DialogResult::Unavailable(why) => {
            job.report(JobOutput::Event(RequestEvent::DeliveryNamed(Err(why)).into()))
        }
        DialogResult::Cancelled => Ok(()),
    }
}

fn seen(mut asset: Asset, media: &MediaCache) -> Redelivery {
    intake::examine(&mut asset, media);
    let written = asset.files.iter().filter_map(|file| written_at(file)).max();
    Redelivery { asset, written: written.map(|at| at.to_string()) }
}

/// To the second, as it is shown.
fn written_at(file: &Path) -> Option<Timestamp> {
    let at = Timestamp::try_from(file.metadata().ok()?.modified().ok()?).ok()?;
    Timestamp::from_second(at.as_second()).ok()
}

/// The audio under QC among what is at these places; why there is none, in words.
fn delivery_at(paths: &[PathBuf], task: Task) -> Result<Asset, String> {
    let are_sounds = paths.iter().all(|path| FileKind::of(path) == Some(FileKind::Wave));
    let audio = if are_sounds { paths.to_vec() } else { Vec::new() };
    let named = NamedFiles { audio, task: Some(task), ..NamedFiles::default() };
    let request = match paths {
        [path] => intake::open_request(path, &named),
        paths => intake::open_media(paths, &named),
    };
    let assets = request.map_err(|error| error.to_string())?.assets;
    let found =
        assets.into_iter().find(|asset| asset.role == Role::Delivered(task) && !asset.files.is_empty());
    found.ok_or_else(|| {
        let places: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
        format!(
            "{} has no {} audio: name the new WAV itself, or all files of its set.",
            places.join(", "),
            task.label()
        )
    })
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "a test lays out a delivery")]
mod tests {
    use super::*;

    #[test]
    fn a_named_sound_is_the_audio_whatever_it_is_called_and_a_folder_without_one_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let sound = folder.path().join("final_FINAL.wav");
        std::fs::write(&sound, "").unwrap();
        let task = Task::MusicAndEffects;
        let found = delivery_at(std::slice::from_ref(&sound), task).unwrap();
        assert_eq!((found.role, found.files), (Role::Delivered(task), vec![sound]));
        let movies = folder.path().join("movies");
        std::fs::create_dir(&movies).unwrap();
        std::fs::write(movies.join("SHOW_FinalProxy.mov"), "").unwrap();
        let why = delivery_at(std::slice::from_ref(&movies), task).unwrap_err();
        assert!(why.contains("has no M&E audio: name the new WAV"), "{why}");
    }
}

//! Jobs: what arrives, in which order, and what a cancelled or panicking job leaves behind.

use std::sync::mpsc;

use super::*;

fn silent() -> Wake {
    Arc::new(|| ())
}

/// Jobs, and a channel that hears each wake.
fn woken<E: Send>() -> (Jobs<E>, mpsc::Receiver<()>) {
    let (wake, heard) = mpsc::channel();
    // The listener may be gone while a cancelled job winds down.
    (Jobs::new(Arc::new(move || wake.send(()).unwrap_or_default())), heard)
}

const PATIENCE: Duration = Duration::from_secs(20);

/// Drains until a job's last word.
fn all_of<E: Send>(jobs: &Jobs<E>, heard: &mpsc::Receiver<()>) -> Vec<JobEvent<E>> {
    let mut events = Vec::new();
    while !matches!(events.last(), Some(JobEvent::Finished | JobEvent::Failed(_))) {
        heard.recv_timeout(PATIENCE).expect("a job that says something");
        events.extend(jobs.drain().map(|report| report.event));
    }
    events
}

#[test]
fn reports_arrive_in_order_with_name_and_id_and_a_last_word() {
    let (jobs, heard) = woken();
    let handle = jobs.start("peaks of M&E", |job| {
        assert_eq!(thread::current().name(), Some("peaks of M&E"));
        (0..300).try_for_each(|step| job.report(step))
    });
    heard.recv_timeout(PATIENCE).unwrap();
    let first = jobs.drain().next().unwrap();
    assert_eq!((first.job, &*first.name), (handle.id(), "peaks of M&E"));
    let events = all_of(&jobs, &heard);
    let expected = (1..300).map(JobEvent::Reported).chain([JobEvent::Finished]);
    assert_eq!(events, expected.collect::<Vec<_>>());
    assert!(!handle.is_running());
}

#[test]
fn a_panic_becomes_a_sentence_and_other_jobs_go_on() {
    let (jobs, heard) = woken::<u8>();
    let (go, gate) = mpsc::channel::<()>();
    let other = jobs.start("hash", move |job| {
        gate.recv().ok();
        job.report(1)
    });
    let _broken = jobs.start("open NIGHTFALL", |_| panic!("index 7 of 6"));
    let events = all_of(&jobs, &heard);
    let [JobEvent::Failed(failed)] = events.as_slice() else { panic!("{events:?}") };
    let message = failed.to_string();
    assert!(message.contains("open NIGHTFALL") && message.contains("index 7 of 6"), "{message}");
    assert!(other.is_running());
    go.send(()).unwrap();
    assert_eq!(all_of(&jobs, &heard), [JobEvent::Reported(1), JobEvent::Finished]);
}

#[test]
fn nothing_is_delivered_of_a_cancelled_job() {
    let (jobs, heard) = woken();
    let (go, gate) = mpsc::channel::<()>();
    let (tell, outcome) = mpsc::channel();
    let handle = jobs.start("probe", move |job| {
        job.report("early")?;
        gate.recv().ok();
        tell.send((job.cancelled(), job.report("late"), job.unless_cancelled())).unwrap();
        Ok(())
    });
    heard.recv_timeout(PATIENCE).unwrap();
    handle.cancel();
    go.send(()).unwrap();
    assert_eq!(outcome.recv_timeout(PATIENCE), Ok((true, Err(JobCancelled), Err(JobCancelled))));
    assert_eq!(jobs.drain().count(), 0);
    assert!(jobs.stop(PATIENCE));
}

#[test]
fn cancelling_between_two_reports_drops_the_second() {
    let (jobs, heard) = woken();
    let handle = jobs.start("probe", |job| job.report(1).and_then(|()| job.report(2)));
    while handle.is_running() {
        heard.recv_timeout(PATIENCE).unwrap();
    }
    let mut handle = Some(handle);
    let seen: Vec<_> = jobs.drain().inspect(|_| drop(handle.take())).map(|report| report.event).collect();
    assert_eq!(seen, [JobEvent::Reported(1)]);
}

/// A job that waits for room must not wait for ever when nobody will fetch.
#[test]
fn a_full_mailbox_holds_no_job_that_nobody_listens_to() {
    let flood = |job: &JobContext<u32>| (0..).try_for_each(|step| job.report(step));
    let full = |jobs: &Jobs<u32>| {
        while jobs.mailbox.waiting() < Mailbox::<u32>::ROOM {
            thread::yield_now();
        }
    };
    let (tell, ended) = mpsc::channel();
    for way in 0..3 {
        let jobs = Jobs::new(silent());
        let tell = tell.clone();
        let handle = jobs.start("flood", move |job| {
            let outcome = flood(job);
            tell.send(outcome).unwrap();
            outcome
        });
        full(&jobs);
        assert_eq!(jobs.mailbox.waiting(), Mailbox::<u32>::ROOM, "bounded");
        match way {
            0 => handle.cancel(),
            1 => drop(handle),
            _ => drop(jobs),
        }
        assert_eq!(ended.recv_timeout(PATIENCE), Ok(Err(JobCancelled)), "way {way}");
    }
}

#[test]
fn draining_never_waits_for_a_job() {
    let jobs = Jobs::<u8>::new(silent());
    let (go, gate) = mpsc::channel::<()>();
    let _handle = jobs.start("slow share", move |_| {
        gate.recv().ok();
        Ok(())
    });
    assert_eq!(jobs.drain().count(), 0);
    assert!(!jobs.stop(Duration::ZERO), "still inside its file");
    go.send(()).unwrap();
}

/// What wakes the window draws it: a job that reads two hours asks whether to go on tens of thousands of times.
#[test]
fn only_a_report_and_the_end_wake_the_window() {
    let (jobs, heard) = woken::<u8>();
    let _handle = jobs.start("decode", |job| {
        (0..100_000).try_for_each(|_| job.unless_cancelled())?;
        job.report(1)
    });
    assert_eq!(all_of(&jobs, &heard), [JobEvent::Reported(1), JobEvent::Finished]);
    assert!(heard.try_iter().count() < 2, "the other of the two, where both were fetched at once");
}

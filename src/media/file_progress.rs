//! How far a movie's file has been read, and whether reading still gets on: what tells a stalled disk from damage.
//!
//! Takes what the file's one reader counts ([`FileProgress`]) and the processor time spent; gives after ten quiet seconds
//! what is quiet ([`Quiet`]). A busy machine is never quiet: what counts is work done, or waited for a processor to do, and not
//! time passed.

use std::sync::atomic::{AtomicU64, Ordering};

use super::processor_wait::waited_for_processor;

/// Seconds without progress after which a movie is given up. Chosen: a disk that wakes up takes seven.
pub(super) const PATIENCE_SECONDS: u64 = 10;
/// Looks a second that are taken at the progress.
pub(super) const TICKS_A_SECOND: u64 = 5;
/// Processor time, in milliseconds, that counts as work. Chosen: looking at the progress costs a tenth of it in ten seconds.
const WORK_MILLISECONDS: u64 = 100;
/// Time in the queue of a processor, in milliseconds, that counts like work. Chosen: a reader that waits for nothing else is in it
/// all the time, one that wakes up now and then far less.
const QUEUED_MILLISECONDS: u64 = 1000;

/// Counts what is read of one movie's file.
#[derive(Debug, Default)]
pub(super) struct FileProgress {
    bytes: AtomicU64,
    /// Readings that the disk or file server has not answered yet.
    asked: AtomicU64,
}

/// One reading that is asked for; answered when dropped.
pub(super) struct Asked<'a>(&'a FileProgress);

impl FileProgress {
    /// To be held while the disk or file server is asked for something.
    pub(super) fn ask(&self) -> Asked<'_> {
        self.asked.fetch_add(1, Ordering::AcqRel);
        Asked(self)
    }

    /// So many bytes have come.
    pub(super) fn add(&self, bytes: u64) {
        self.bytes.fetch_add(bytes, Ordering::AcqRel);
    }

    /// How far it is now, after so much processor time.
    pub(super) fn so_far(&self, cpu_milliseconds: u64) -> ReadSoFar {
        let queued_milliseconds = waited_for_processor();
        ReadSoFar {
            bytes: self.bytes.load(Ordering::Acquire),
            waits_for_disk: self.asked.load(Ordering::Acquire) > 0,
            cpu_milliseconds,
            queued_milliseconds,
        }
    }
}

impl Drop for Asked<'_> {
    fn drop(&mut self) {
        self.0.asked.fetch_sub(1, Ordering::AcqRel);
    }
}

/// How far reading a movie is at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct ReadSoFar {
    /// Read of the file, parts that are read twice counted twice.
    pub bytes: u64,
    /// Something is asked for that the disk or file server has not answered.
    pub waits_for_disk: bool,
    /// Processor time of the reader, in milliseconds.
    pub cpu_milliseconds: u64,
    /// Time in which the reader had work and no processor, in milliseconds, all threads added up.
    pub queued_milliseconds: u64,
}

/// Why nothing is to be expected any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quiet {
    /// The disk or file server has not answered for [`PATIENCE_SECONDS`].
    Disk,
    /// The file answers, and nothing is done with it any more.
    Decoder,
    /// It works, and has given nothing for so many seconds of processor time.
    Busy { cpu_seconds: u64 },
}

/// Looks at the progress at every tick, and says when it is enough.
#[derive(Debug)]
pub(super) struct Patience {
    /// Ticks in a row without progress; time in which the machine was away counts once.
    quiet_ticks: u64,
    at_last_progress: ReadSoFar,
    /// At the first tick after the last result; `None` before it: what the process did earlier is no part of this one.
    since: Option<ReadSoFar>,
    /// Processor seconds that may be spent on one result.
    most_cpu_seconds: u64,
}

impl Patience {
    /// With a reader that may spend so many processor seconds on one result: facts, or a block of sound.
    pub(super) fn new(most_cpu_seconds: u64) -> Self {
        Self { quiet_ticks: 0, at_last_progress: ReadSoFar::default(), since: None, most_cpu_seconds }
    }

    /// A result has come.
    pub(super) fn result(&mut self) {
        self.quiet_ticks = 0;
        self.since = None;
    }

    /// A [`TICKS_A_SECOND`]th of a second has passed without a result.
    ///
    /// # Errors
    /// [`Quiet`] when nothing is to be expected any more.
    pub(super) fn tick(&mut self, now: ReadSoFar) -> Result<(), Quiet> {
        let before = self.at_last_progress;
        let worked = now.cpu_milliseconds.saturating_sub(before.cpu_milliseconds);
        let queued = now.queued_milliseconds.saturating_sub(before.queued_milliseconds);
        if now.bytes != before.bytes || worked >= WORK_MILLISECONDS || queued >= QUEUED_MILLISECONDS {
            (self.quiet_ticks, self.at_last_progress) = (0, now);
        } else {
            self.quiet_ticks += 1;
        }
        let since = self.since.get_or_insert(now);
        let cpu_seconds = now.cpu_milliseconds.saturating_sub(since.cpu_milliseconds) / 1000;
        if cpu_seconds > self.most_cpu_seconds {
            return Err(Quiet::Busy { cpu_seconds });
        }
        if self.quiet_ticks < PATIENCE_SECONDS * TICKS_A_SECOND {
            return Ok(());
        }
        Err(if now.waits_for_disk { Quiet::Disk } else { Quiet::Decoder })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is said after at most `seconds` of a reader that is `at(tick)`.
    fn said_after(seconds: u64, at: impl Fn(u64) -> ReadSoFar) -> Result<(), Quiet> {
        let mut patience = Patience::new(60);
        (0..seconds * TICKS_A_SECOND).try_for_each(|tick| patience.tick(at(tick)))
    }

    #[test]
    fn a_disk_that_does_not_answer_is_told_from_a_file_that_gives_nothing() {
        let stalled =
            ReadSoFar { bytes: 5, waits_for_disk: true, cpu_milliseconds: 30, queued_milliseconds: 9 };
        assert_eq!(said_after(9, |_| stalled), Ok(()));
        assert_eq!(said_after(12, |_| stalled), Err(Quiet::Disk));
        assert_eq!(said_after(12, |_| ReadSoFar { waits_for_disk: false, ..stalled }), Err(Quiet::Decoder));
    }

    #[test]
    fn a_slow_disk_or_a_busy_machine_is_waited_for() {
        let trickle = |tick| ReadSoFar { bytes: tick / 40, waits_for_disk: true, ..ReadSoFar::default() };
        assert_eq!(said_after(600, trickle), Ok(()), "a byte every eight seconds");
        let slow = |tick| ReadSoFar { bytes: 7, cpu_milliseconds: tick * 3, ..ReadSoFar::default() };
        assert_eq!(said_after(600, slow), Ok(()), "fifteen thousandths of a processor");
        let starved = |tick| ReadSoFar { bytes: 7, queued_milliseconds: tick * 190, ..ReadSoFar::default() };
        assert_eq!(said_after(600, starved), Ok(()), "no processor at all, and work to do");
        let idle = |tick| ReadSoFar { bytes: 7, queued_milliseconds: tick * 10, ..ReadSoFar::default() };
        assert_eq!(said_after(12, idle), Err(Quiet::Decoder), "only looked at, on a busy machine");
    }

    #[test]
    fn a_reader_that_only_keeps_the_processor_busy_is_given_up() {
        let spins = |tick| ReadSoFar { bytes: 7, cpu_milliseconds: tick * 200, ..ReadSoFar::default() };
        assert_eq!(said_after(59, spins), Ok(()));
        assert_eq!(said_after(70, spins), Err(Quiet::Busy { cpu_seconds: 61 }));
        let worked_before =
            |tick| ReadSoFar { bytes: tick, cpu_milliseconds: 90_000 + tick, ..ReadSoFar::default() };
        assert_eq!(said_after(600, worked_before), Ok(()), "by something else, before it began");
        let mut patience = Patience::new(60);
        for tick in 0..70 * TICKS_A_SECOND {
            patience.tick(spins(tick)).unwrap();
            if tick % 50 == 0 {
                patience.result();
            }
        }
    }
}

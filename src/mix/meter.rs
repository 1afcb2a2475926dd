//! Runs every check over the programme, part by part, and gathers what they found.

use super::block::{JudgedPart, MixBlock};
use super::check::{CheckState, MixCheck};
use super::clicks::Clicks;
use super::clipping::Clipping;
use super::drop_outs::DropOuts;
use super::event::joined;
use super::levels::LevelMeter;
use super::result::{MixCandidate, MixMeasures, MixResult};
use super::setup::MixSetup;
use super::thresholds::{CONTEXT, LOUDNESS_TOLERANCE, NEAR_CLIPPING, PART, PROGRAMME_LUFS};
use super::whole_channels::WholeChannels;
use crate::ticket::{Mode, Task};

/// Takes the sound of [`MixSetup::to_read`] in order, and gives what was found in it.
pub struct MixMeter {
    setup: MixSetup,
    /// What is kept of the sound, and where that begins in the delivered file.
    held: MixBlock,
    begins_at: i64,
    /// The next sample to be judged.
    next: i64,
    levels: LevelMeter,
    drop_outs: DropOuts,
    clicks: Clicks,
    clipping: Clipping,
    channels: WholeChannels,
}

impl MixMeter {
    /// For what `setup` says.
    pub fn new(setup: MixSetup) -> Self {
        let channels = setup.channels;
        Self {
            begins_at: setup.to_read().start,
            next: setup.programme.start.max(0),
            held: MixBlock::default(),
            levels: LevelMeter::new(channels),
            drop_outs: DropOuts::new(channels),
            clicks: Clicks::default(),
            clipping: Clipping::default(),
            channels: WholeChannels::new(channels),
            setup,
        }
    }

    /// Takes the next sound, of any length: what is found does not depend on it.
    pub fn push(&mut self, block: &MixBlock) {
        self.held.append(block);
        while self.next + PART + CONTEXT <= self.held_to() && self.next + PART <= self.setup.programme.end {
            self.judge(self.next + PART);
        }
    }

    /// Ends the sound.
    pub fn finish(mut self) -> MixResult {
        let end = self.setup.programme.end.min(self.held_to());
        while self.next < end {
            self.judge((self.next + PART).min(end));
        }
        self.result()
    }

    fn held_to(&self) -> i64 {
        self.begins_at + i64::try_from(self.held.frames()).unwrap_or(0)
    }

    /// Judges what is held from the next sample up to `to`, and lets go of what nothing needs any more.
    fn judge(&mut self, to: i64) {
        let inside = |place: i64| usize::try_from(place - self.begins_at).unwrap_or(0);
        let part =
            JudgedPart { block: &self.held, begins_at: self.begins_at, range: inside(self.next)..inside(to) };
        self.levels.push(&part);
        self.channels.push(&part, &part.block.delivered);
        if self.setup.mode != Mode::Spot {
            self.clipping.push(&part);
            self.clicks.push(&part);
        }
        self.drop_outs.push(&part);
        self.next = to;
        let unneeded = (to - CONTEXT - self.begins_at).max(0);
        self.held.drop_first(usize::try_from(unneeded).unwrap_or(0));
        self.begins_at += unneeded;
    }

    fn result(self) -> MixResult {
        let mut candidates = self.of_whole_file();
        let Self { setup, levels, drop_outs, clicks, clipping, .. } = self;
        let measures = MixMeasures {
            true_peak_dbtp: levels.true_peaks(),
            integrated_lufs: levels.loudness(),
            channels: None,
        };
        candidates.extend(joined(MixCheck::TruePeak, levels.over().to_vec(), 0, false));
        candidates.extend(joined(MixCheck::Clipping, clipping.finish(), NEAR_CLIPPING, false));
        let dropped = joined(MixCheck::DropOut, drop_outs.finish(), 0, true);
        let clicked = joined(MixCheck::Click, clicks.finish(), 0, true);
        candidates.extend(clicked.into_iter().filter(|click| !is_edge_of(click, &dropped)));
        candidates.extend(dropped);
        let checks = MixCheck::ALL.map(|check| (check, state(check, &setup)));
        candidates.retain(|one| {
            checks.iter().any(|(check, state)| *check == one.check && *state == CheckState::Ran)
        });
        candidates.sort_by_key(|one| (one.audio_from, one.check));
        MixResult { checks: checks.to_vec(), measures, candidates }
    }

    /// What is wrong with whole channels, or with the programme.
    fn of_whole_file(&self) -> Vec<MixCandidate> {
        let whole = |check, channels: Vec<usize>, confidence| MixCandidate {
            check,
            channels,
            audio_from: 0,
            audio_to: self.setup.length.max(1),
            level_db: None,
            compared_with: None,
            confidence,
            in_print_master: None,
        };
        let silent =
            self.channels.silent().into_iter().map(|one| whole(MixCheck::SilentChannel, vec![one], 0.7));
        let twins = self.channels.twins().into_iter().map(|two| whole(MixCheck::DualMono, two.to_vec(), 0.8));
        let loudness = self.levels.loudness().filter(|loudness| {
            self.setup.task == Task::PrintMaster && (loudness - PROGRAMME_LUFS).abs() > LOUDNESS_TOLERANCE
        });
        let off = loudness.map(|loudness| MixCandidate {
            level_db: Some(loudness),
            audio_from: self.setup.programme.start,
            audio_to: self.setup.programme.end.max(self.setup.programme.start + 1),
            ..whole(MixCheck::Loudness, Vec::new(), 0.7)
        });
        silent.chain(twins).chain(off).collect()
    }
}

/// Whether a click is only the edge of a drop-out.
fn is_edge_of(click: &MixCandidate, dropped: &[MixCandidate]) -> bool {
    let near = |drop: &MixCandidate| {
        click.audio_to + 96 >= drop.audio_from && click.audio_from - 96 <= drop.audio_to
    };
    dropped.iter().any(|drop| near(drop) && drop.channels.iter().any(|one| click.channels.contains(one)))
}

/// Whether that check ran, and why not.
fn state(check: MixCheck, setup: &MixSetup) -> CheckState {
    use MixCheck as C;
    let not_run = |why: &str| CheckState::NotRun(why.to_owned());
    if setup.mode == Mode::Spot && !check.is_for_spot_check() {
        return not_run("A spot check looks for what is wrong with the asset as a whole.");
    }
    match check {
        C::DropOut | C::Click | C::DualMono | C::SilentChannel | C::Clipping | C::TruePeak => CheckState::Ran,
        C::Loudness if setup.task == Task::PrintMaster => CheckState::Ran,
        C::Loudness => not_run("No loudness is asked of an M&E; it is measured all the same."),
        C::DialogueLeftIn | C::MissingEffect | C::LevelDifference | C::ChannelDelay | C::Polarity
            if setup.task == Task::PrintMaster =>
        {
            not_run("A Print Master is compared with no other mix.")
        }
        C::DialogueLeftIn
        | C::MissingEffect
        | C::LevelDifference
        | C::ChannelOrder
        | C::ChannelDelay
        | C::Polarity
        | C::FoldDown => not_run("This check is not built yet."),
    }
}

#[cfg(test)]
mod tests;

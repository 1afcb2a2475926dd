//! Nudges and the monitored source: what reaches the sink, sample by sample.

use std::sync::Arc;

use twopop::media::{Mix, Player, PlayerSources};
use twopop::monitoring::{MonitorSource, Monitoring};
use twopop::timebase::{FrameRate, Nudge, SampleDelta, SamplePos};

use crate::playing::{Record, wait_until, wait_until_ended, wait_until_idle};
use crate::signals::{Counting, UNIT};

const MINUTE: i64 = 48_000 * 60;
/// Samples of the fade from one mix to the next.
const FADE: usize = 240;

fn nudged(samples: i64) -> Mix {
    Mix { nudge: Nudge::new(SampleDelta::new(samples)), ..Mix::default() }
}

fn monitoring(source: MonitorSource) -> Monitoring {
    Monitoring { source, ..Monitoring::default() }
}

fn open(record: &Record, mix: Mix) -> Player {
    let mut sources = PlayerSources::new(FrameRate::F24);
    // Exact to the sample up to 2²⁰.
    sources.delivered = Some(Arc::new(Counting { frames: 1_000_000 }));
    sources.sound_output = record.output();
    sources.mix = mix;
    Player::open(sources, Arc::new(|| {})).expect("GStreamer")
}

/// For each sample at the sink, how much later than its own place it arrived; `None` for silence and fades.
fn lateness_at_sink(record: &Record) -> Vec<(i64, Option<i64>)> {
    let mut heard = Vec::new();
    for (first, block) in record.blocks() {
        for (place, [left, right]) in (first..).zip(block) {
            let n = f64::from(left) * f64::from(UNIT) - 1.0;
            let is_whole = left > 0.0 && n.fract() == 0.0 && right == -left;
            heard.push((place, is_whole.then_some(place - n as i64)));
        }
    }
    heard
}

/// Plays on until the sink has `samples` more.
fn hear_more(player: &mut Player, record: &Record, samples: i64) {
    let from = record.end();
    wait_until(player, |_| record.end() >= from + samples);
}

#[test]
fn a_nudge_is_heard_to_the_sample_at_once_and_without_a_gap() {
    let record = Record::default();
    let mut player = open(&record, nudged(0));
    wait_until_idle(&mut player);
    player.seek(SamplePos::new(300_000));
    wait_until_idle(&mut player);
    record.clear();
    player.play();
    hear_more(&mut player, &record, 24_000);
    let nudges = [1, -1, 2002, -2002, 24_024, 24_025, -40_000, 0];
    let mut turned = Vec::new();
    for nudge in nudges {
        player.set_mix(&nudged(nudge));
        turned.push((nudge, record.end()));
        hear_more(&mut player, &record, 9600);
    }
    let status = player.poll();
    assert_eq!(status.dropped_sound, 0);
    assert_eq!(status.problem, None);

    let heard = lateness_at_sink(&record);
    assert!(heard.windows(2).all(|pair| pair[1].0 == pair[0].0 + 1), "a gap or an overlap in time");
    assert!(heard.first().is_some_and(|first| first.1 == Some(0)), "not as it was before the nudges");
    assert_eq!(changes(&heard), nudges);
    for ((nudge, turned_at), place) in turned.iter().zip(places_of_changes(&heard)) {
        assert!(place - turned_at <= 2880, "nudge {nudge} heard {} samples late", place - turned_at);
    }
}

/// The lateness heard after each change; fails where a change takes longer than its fade.
fn changes(heard: &[(i64, Option<i64>)]) -> Vec<i64> {
    changes_with_places(heard).into_iter().map(|(_, lateness)| lateness).collect()
}

fn places_of_changes(heard: &[(i64, Option<i64>)]) -> Vec<i64> {
    changes_with_places(heard).into_iter().map(|(place, _)| place).collect()
}

fn changes_with_places(heard: &[(i64, Option<i64>)]) -> Vec<(i64, i64)> {
    let mut changes = Vec::new();
    let mut current = heard[0].1;
    let mut rest = heard;
    while let Some(start) = rest.iter().position(|(_, lateness)| *lateness != current) {
        let place = rest[start].0;
        let after = &rest[(start + FADE).min(rest.len())..];
        let Some((_, Some(lateness))) = after.first() else { panic!("no sound after the fade at {place}") };
        changes.push((place, *lateness));
        current = Some(*lateness);
        rest = after;
    }
    changes
}

/// Farther than what is kept in memory: the old place plays on until the new one has been read.
#[test]
fn a_nudge_of_ten_seconds_leaves_no_gap() {
    let record = Record::default();
    let mut player = open(&record, nudged(0));
    player.seek(SamplePos::new(700_000));
    wait_until_idle(&mut player);
    record.clear();
    player.play();
    hear_more(&mut player, &record, 9600);
    player.set_mix(&nudged(480_000));
    hear_more(&mut player, &record, 48_000);
    let heard = lateness_at_sink(&record);
    assert_eq!(changes(&heard), [480_000]);
    assert_eq!(player.poll().dropped_sound, 0);
}

#[test]
fn before_and_after_the_delivered_audio_there_is_silence() {
    let record = Record::default();
    let mut player = open(&record, nudged(20_000));
    player.play();
    hear_more(&mut player, &record, 30_000);
    let heard = lateness_at_sink(&record);
    assert!(heard[..20_000].iter().all(|(_, lateness)| lateness.is_none()));
    assert!(heard[20_000..].iter().all(|(_, lateness)| *lateness == Some(20_000)));
    player.seek(SamplePos::new(1_010_000));
    let ended = wait_until_ended(&mut player).status;
    assert!(ended.position >= SamplePos::new(1_019_000), "{:?}", ended.position);
    assert_eq!(ended.dropped_sound, 0);
    player.play();
    wait_until(&mut player, |status| status.playing && status.position < SamplePos::new(500_000));
}

#[test]
fn guide_and_delivered_are_heard_alone_or_left_and_right() {
    let record = Record::default();
    let mut sources = PlayerSources::new(FrameRate::F25);
    sources.guide = Some(Arc::new(Constant { channels: 2, level: 0.25 }));
    sources.delivered = Some(Arc::new(Constant { channels: 6, level: 0.125 }));
    sources.sound_output = record.output();
    sources.mix = Mix { monitoring: monitoring(MonitorSource::Guide), ..Mix::default() };
    let mut player = Player::open(sources, Arc::new(|| {})).expect("GStreamer");
    player.play();
    let half_power = std::f32::consts::FRAC_1_SQRT_2;
    // ITU-R BS.775: front, centre and one surround on each side, no LFE.
    let folded = 0.125 + 0.125 * half_power + 0.125 * half_power;
    for (hear, [left, right]) in [
        (MonitorSource::Guide, [0.25, 0.25]),
        (MonitorSource::Delivered, [folded, folded]),
        (MonitorSource::Both, [0.25, folded]),
    ] {
        player.set_mix(&Mix { monitoring: monitoring(hear), ..Mix::default() });
        hear_more(&mut player, &record, 14_400);
        let last = record.blocks().last().and_then(|(_, block)| block.last().copied()).expect("sound");
        assert!((last[0] - left).abs() < 1e-6 && (last[1] - right).abs() < 1e-6, "{hear:?}: {last:?}");
    }
}

struct Constant {
    channels: usize,
    level: f32,
}

impl twopop::media::PcmSource for Constant {
    fn channels(&self) -> usize {
        self.channels
    }

    fn frames(&self) -> i64 {
        MINUTE
    }

    fn read(&self, _: i64, out: &mut [f32]) -> std::io::Result<()> {
        out.fill(self.level);
        Ok(())
    }
}

/// A share that goes away while it plays: the problem is reported, and time goes on.
#[test]
fn audio_that_cannot_be_read_any_more_is_reported_and_silent() {
    struct Gone;
    impl twopop::media::PcmSource for Gone {
        fn channels(&self) -> usize {
            1
        }
        fn frames(&self) -> i64 {
            MINUTE
        }
        fn read(&self, _: i64, _: &mut [f32]) -> std::io::Result<()> {
            Err(std::io::Error::other("stale file handle"))
        }
    }
    let record = Record::default();
    let mut sources = PlayerSources::new(FrameRate::F24);
    sources.delivered = Some(Arc::new(Gone));
    sources.sound_output = record.output();
    let mut player = Player::open(sources, Arc::new(|| {})).expect("GStreamer");
    player.play();
    let status =
        wait_until(&mut player, |status| status.problem.is_some() && status.position.get() > 4800).status;
    let problem = status.problem.unwrap_or_default();
    assert!(problem.contains("stale file handle") && problem.contains("mounted"), "{problem}");
}

//! 5.1 heard from its own loudspeakers, recorded from a device that has six channels.

use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use twopop::media::{Mix, PcmSource, Player, PlayerSources, SoundDevice, SoundOutput};
use twopop::monitoring::{Loudspeakers, MonitorSource, Monitoring};
use twopop::timebase::FrameRate;

use crate::playing::{wait_until, wait_until_idle};
use crate::sound_server::{DeviceRecording, SoundServer};

/// Every channel has a level of its own: sixteenths, counted from 1.
struct Levels {
    channels: usize,
}

impl PcmSource for Levels {
    fn channels(&self) -> usize {
        self.channels
    }

    fn frames(&self) -> i64 {
        1_000_000
    }

    fn read(&self, _: i64, out: &mut [f32]) -> io::Result<()> {
        for frame in out.chunks_mut(self.channels) {
            for (sample, channel) in frame.iter_mut().zip(1_u8..) {
                *sample = f32::from(channel) / 16.0;
            }
        }
        Ok(())
    }
}

fn playing(output: SoundOutput, loudspeakers: Loudspeakers) -> Player {
    let mut sources = PlayerSources::new(FrameRate::F25);
    sources.delivered = Some(Arc::new(Levels { channels: 6 }));
    sources.guide = Some(Arc::new(Levels { channels: 2 }));
    sources.sound_output = output;
    let mut player = Player::open(sources, Arc::new(|| {})).expect("GStreamer");
    player.set_loudspeakers(loudspeakers);
    wait_until(&mut player, |status| status.device == SoundDevice::SoundServer);
    wait_until_idle(&mut player);
    player.play();
    player
}

/// Waits until exactly that is heard.
fn wait_until_heard<const CHANNELS: usize>(
    player: &mut Player,
    recording: &DeviceRecording<CHANNELS>,
    expected: [f32; CHANNELS],
) {
    let until = Instant::now() + Duration::from_secs(60);
    let mut heard = [0.0; CHANNELS];
    while Instant::now() < until {
        player.poll();
        let samples = recording.samples();
        heard = samples.last().copied().unwrap_or(heard);
        let tail = samples.iter().rev().take(2400);
        if tail.clone().count() == 2400 && tail.clone().all(|sample| near(sample, &expected)) {
            return;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    panic!("{heard:?} is heard instead of {expected:?}");
}

fn near(heard: &[f32], expected: &[f32]) -> bool {
    heard.iter().zip(expected).all(|(heard, expected)| (heard - expected).abs() < 1e-4)
}

/// Each channel from its own loudspeaker.
const OWN: [f32; 6] = [1.0 / 16.0, 2.0 / 16.0, 3.0 / 16.0, 4.0 / 16.0, 5.0 / 16.0, 6.0 / 16.0];

#[test]
fn every_channel_is_heard_from_its_own_loudspeaker() {
    let server = SoundServer::with_five_one();
    let recording = server.record_channels();
    let mut player = playing(server.output(), Loudspeakers::FiveOne);
    wait_until_heard(&mut player, &recording, OWN);
    // The monitored source changes without a break.
    let guide = Mix {
        monitoring: Monitoring { source: MonitorSource::Guide, ..Monitoring::default() },
        ..Mix::default()
    };
    player.set_mix(&guide);
    wait_until_heard(&mut player, &recording, [1.0 / 16.0, 2.0 / 16.0, 0.0, 0.0, 0.0, 0.0]);
    let mut solo = Mix::default();
    solo.monitoring.delivered.solo = solo.monitoring.delivered.solo.toggled(4);
    player.set_mix(&solo);
    wait_until_heard(&mut player, &recording, [0.0, 0.0, 0.0, 0.0, 5.0 / 16.0, 0.0]);
}

/// Folded down, the same programme is L + (C + Ls) at −3 dB, which the server spreads over the device. Changed while it
/// plays, every channel comes from its own loudspeaker, and folded down again when it is changed back.
#[test]
fn loudspeakers_can_be_changed_while_it_plays() {
    let server = SoundServer::with_five_one();
    let recording = server.record_channels();
    let mut player = playing(server.output(), Loudspeakers::Two);
    let half = std::f32::consts::FRAC_1_SQRT_2;
    let (left, right) = ((1.0 + 8.0 * half) / 16.0, (2.0 + 9.0 * half) / 16.0);
    let spread = [left, right, (left + right) / 2.0, 0.0, left, right];
    wait_until_heard(&mut player, &recording, spread);
    player.set_loudspeakers(Loudspeakers::FiveOne);
    wait_until_heard(&mut player, &recording, OWN);
    let status = player.poll();
    assert!(status.playing && status.problem.is_none(), "{:?}", status.problem);
    player.set_loudspeakers(Loudspeakers::Two);
    wait_until_heard(&mut player, &recording, spread);
}

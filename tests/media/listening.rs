//! A player with ears and eyes: sounds whose samples say where they are, pictures that carry their number, and
//! a record of all that reaches the sink.

use std::io;
use std::sync::{Arc, Mutex};
use std::thread::sleep;
use std::time::{Duration, Instant};

use twopop::media::{PcmSource, Player, PlayerStatus, SoundOutput, VideoFrame};

/// Stereo sound without a file: the left sample at frame n is (n + 1)/2²⁰, the right its negative, both exact.
pub struct Counting {
    pub frames: i64,
}

pub const UNIT: f32 = 1_048_576.0;

impl PcmSource for Counting {
    fn channels(&self) -> usize {
        2
    }

    fn frames(&self) -> i64 {
        self.frames
    }

    fn read(&self, first: i64, out: &mut [f32]) -> io::Result<()> {
        for (n, frame) in (first..).zip(out.chunks_exact_mut(2)) {
            let value = if (0..self.frames).contains(&n) { (n + 1) as f32 / UNIT } else { 0.0 };
            frame.copy_from_slice(&[value, -value]);
        }
        Ok(())
    }
}

/// What reached the sink: each block with its first sample on the timeline.
#[derive(Clone, Default)]
pub struct Record(Arc<Mutex<Vec<Block>>>);

type Block = (i64, Vec<[f32; 2]>);

impl Record {
    pub fn output(&self) -> SoundOutput {
        let blocks = Arc::clone(&self.0);
        SoundOutput::Tapped(Arc::new(move |first, block| {
            blocks.lock().expect("a whole record").push((first, block.to_vec()));
        }))
    }

    /// The place after the last block.
    pub fn end(&self) -> i64 {
        self.0.lock().expect("a whole record").last().map_or(0, |(first, block)| first + block.len() as i64)
    }

    /// How many samples came since it was cleared.
    pub fn samples(&self) -> usize {
        self.0.lock().expect("a whole record").iter().map(|(_, block)| block.len()).sum()
    }

    pub fn blocks(&self) -> Vec<Block> {
        self.0.lock().expect("a whole record").clone()
    }

    pub fn clear(&self) {
        self.0.lock().expect("a whole record").clear();
    }
}

/// Polls until `done`, keeping the newest picture; fails with the last status after half a minute.
pub fn wait_until(player: &mut Player, done: impl Fn(&PlayerStatus) -> bool) -> Seen {
    let mut picture = None;
    let until = Instant::now() + Duration::from_secs(30);
    loop {
        let status = player.poll();
        picture = status.frame.clone().or(picture);
        if done(&status) {
            return Seen { status, picture };
        }
        assert!(
            Instant::now() < until,
            "the player stays at {:?}, busy {}, playing {}, {:?}",
            status.position,
            status.busy,
            status.playing,
            status.problem
        );
        sleep(Duration::from_millis(2));
    }
}

pub fn wait_until_idle(player: &mut Player) -> Seen {
    wait_until(player, |status| !status.busy)
}

pub struct Seen {
    pub status: PlayerStatus,
    /// The newest picture that came while waiting.
    pub picture: Option<Arc<VideoFrame>>,
}

/// For ffmpeg: frames of 160×96 that carry their number as a row of eight bright and dark blocks, lowest bit left.
pub fn numbered(rate: &str, frames: u32) -> String {
    format!(
        "-f lavfi -i color=s=160x96:r={rate},geq=lum=16+219*mod(floor(N/pow(2\\,floor(X/20)))\\,2):cb=128:cr=128 \
         -frames:v {frames}"
    )
}

/// The number a picture carries.
pub fn number_on(frame: &VideoFrame) -> i64 {
    let row = frame.rows().nth(48).expect("a middle row");
    (0..8).filter(|bit| row[(bit * 20 + 10) * 4 + 1] > 128).map(|bit| 1 << bit).sum()
}

/// A row of numbers that looks like chance and is the same in every run.
pub fn chance(seed: u64) -> impl FnMut(u64) -> i64 {
    let mut state = seed;
    move |below| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) % below) as i64
    }
}

/// The same with frames of 320×96 and ten blocks, for movies of up to 1024 frames.
pub fn numbered_long(rate: &str, frames: u32) -> String {
    format!(
        "-f lavfi -i color=s=320x96:r={rate},geq=lum=16+219*mod(floor(N/pow(2\\,floor(X/32)))\\,2):cb=128:cr=128 \
         -frames:v {frames}"
    )
}

/// The number such a picture carries, in rows of RGBA of 320 pixels.
pub fn long_number_in(rgba: &[u8]) -> i64 {
    let row = &rgba[48 * 320 * 4..];
    (0..10).filter(|bit| row[(bit * 32 + 16) * 4 + 1] > 128).map(|bit| 1 << bit).sum()
}

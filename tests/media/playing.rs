//! Waiting for the player, and a record of what reaches its sink.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread::sleep;
use std::time::{Duration, Instant};

use twopop::media::{Player, PlayerSources, PlayerStatus, SoundOutput, VideoFrame, probe_movie};

/// The picture of a movie, without sound.
pub fn sources_of(movie: &Path) -> PlayerSources {
    let facts = probe_movie(movie).expect("it opens");
    let mut sources = PlayerSources::new(facts.frame_rate.expect("a picture"));
    sources.movie = Some(movie.to_owned());
    sources.picture_length = facts.duration;
    sources.sound_output = SoundOutput::Silent;
    sources
}

/// A record of what reached the sink: each block with its first sample on the timeline.
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

    /// Samples recorded since it was cleared.
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

/// Until nothing asked for is unfinished.
pub fn wait_until_idle(player: &mut Player) -> Seen {
    wait_until(player, |status| !status.busy)
}

/// At rest after the last sample, the last picture shown.
pub fn wait_until_ended(player: &mut Player) -> Seen {
    wait_until(player, |status| status.ended && !status.playing && !status.busy)
}

/// What was seen while waiting.
pub struct Seen {
    pub status: PlayerStatus,
    /// The newest picture that arrived while waiting.
    pub picture: Option<Arc<VideoFrame>>,
}

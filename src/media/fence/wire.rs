//! What the two processes say to each other, as bytes: one kind, a length, and so many bytes.
//!
//! Takes and gives messages and bytes; opens nothing. Every length is bounded before anything is kept for it, every kind is
//! of a closed list, and whatever else comes is [`Nonsense`].

use std::ffi::OsString;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::failure::Failure;
use crate::media::decode_pipeline::WantedTrack;
use crate::media::file_progress::ReadSoFar;
use crate::ticket::AssetFacts;

/// The first argument that makes the program read one movie for another process of itself, and nothing else.
pub const WORKER_ARGUMENT: &str = "--read-one-movie";

/// Raised with every change of the messages: both sides are the same program, unless it was replaced in between.
const VERSION: u32 = 2;
/// Bytes of kind and length before each message.
const HEAD: usize = 5;
/// Longest message of words or numbers, in bytes. Chosen: the facts of a movie take two thousand.
const LONGEST_TEXT: usize = 1 << 20;
/// Longest block of sound, in bytes. Derived: a second of 64 channels, the most GStreamer knows, at 48 000 Hz.
const LONGEST_BLOCK: usize = 48_000 * 64 * 4 + 1;
/// Sound tracks of a movie, and channels of one, that are believed.
const MOST_TRACKS: usize = 1024;
const MOST_CHANNELS: u32 = 1024;

/// What is wanted of a movie.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Task {
    Probe,
    Decode(Vec<WantedTrack>),
}

/// The one question.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Question {
    version: u32,
    /// As the system spells it, which need not be UTF-8.
    path: Vec<u8>,
    pub task: Task,
}

impl Question {
    pub(super) fn new(path: &Path, task: Task) -> Self {
        Self { version: VERSION, path: path.as_os_str().as_bytes().to_vec(), task }
    }

    pub(super) fn path(&self) -> PathBuf {
        OsString::from_vec(self.path.clone()).into()
    }

    /// `None` where it cannot be written down, or is too long.
    pub(super) fn bytes(&self) -> Option<Vec<u8>> {
        text_message(Kind::Question, self)
    }
}

/// What comes back, but for signs of life and failures.
#[derive(Debug, PartialEq)]
pub(super) enum Told<'a> {
    Facts(Box<AssetFacts>),
    /// The next samples of the wanted track at that place, interleaved.
    Block {
        place: usize,
        samples: &'a [f32],
    },
    /// Everything wanted has been told; what was found damaged on the way, as clauses.
    End {
        damage: Vec<String>,
    },
}

/// A message that makes no sense; what is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Nonsense(pub &'static str);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Question = 1,
    /// First of the answers: the version.
    Hello,
    /// A sign of life: how far reading is.
    Alive,
    Facts,
    Block,
    End,
    Failed,
}

impl Kind {
    fn of(byte: u8) -> Option<Self> {
        [Self::Question, Self::Hello, Self::Alive, Self::Facts, Self::Block, Self::End, Self::Failed]
            .into_iter()
            .find(|kind| *kind as u8 == byte)
    }

    fn longest(self) -> usize {
        match self {
            Self::Hello => 4,
            Self::Alive => 25,
            Self::Block => LONGEST_BLOCK,
            Self::Question | Self::Facts | Self::End | Self::Failed => LONGEST_TEXT,
        }
    }
}

/// One message, taken apart as far as its kind.
#[derive(Debug, PartialEq)]
pub(super) enum Message<'a> {
    Question(Question),
    Hello,
    Alive(ReadSoFar),
    Told(Told<'a>),
    Failed(Failure),
}

fn message(kind: Kind, body: &[u8]) -> Option<Vec<u8>> {
    let length = u32::try_from(body.len()).ok().filter(|_| body.len() <= kind.longest())?;
    Some([[kind as u8].as_slice(), &length.to_le_bytes(), body].concat())
}

fn text_message(kind: Kind, body: &impl Serialize) -> Option<Vec<u8>> {
    message(kind, &serde_json::to_vec(body).ok()?)
}

pub(super) fn hello() -> Vec<u8> {
    message(Kind::Hello, &VERSION.to_le_bytes()).unwrap_or_default()
}

pub(super) fn alive(so_far: ReadSoFar) -> Vec<u8> {
    let numbers = [so_far.bytes, so_far.cpu_milliseconds, so_far.queued_milliseconds];
    let numbers = numbers.map(u64::to_le_bytes).concat();
    message(Kind::Alive, &[numbers, vec![u8::from(so_far.waits_for_disk)]].concat()).unwrap_or_default()
}

/// `None` where they are too long to be told.
pub(super) fn facts(facts: &AssetFacts) -> Option<Vec<u8>> {
    text_message(Kind::Facts, facts)
}

pub(super) fn failed(failure: &Failure) -> Option<Vec<u8>> {
    text_message(Kind::Failed, failure)
}

/// `None` where the damage is too long to be told.
pub(super) fn end(damage: &[String]) -> Option<Vec<u8>> {
    text_message(Kind::End, &damage)
}

/// A block of sound in as many messages as it needs, each of whole frames.
pub(super) fn blocks(place: usize, channels: usize, samples: &[f32]) -> impl Iterator<Item = Vec<u8>> {
    let place = u8::try_from(place).unwrap_or(u8::MAX);
    let whole = (LONGEST_BLOCK - 1) / 4 / channels.max(1) * channels.max(1);
    samples.chunks(whole.max(1)).filter_map(move |samples| {
        let mut body = Vec::with_capacity(1 + samples.len() * 4);
        body.push(place);
        body.extend(samples.iter().flat_map(|sample| sample.to_le_bytes()));
        message(Kind::Block, &body)
    })
}

/// Bytes as they come in, cut into messages.
#[derive(Debug, Default)]
pub(super) struct Incoming {
    bytes: Vec<u8>,
    /// Of `bytes`, what has been taken.
    taken: usize,
    samples: Vec<f32>,
}

impl Incoming {
    /// Bytes that have come, in order.
    pub(super) fn add(&mut self, bytes: &[u8]) {
        self.bytes.drain(..self.taken);
        self.taken = 0;
        self.bytes.extend_from_slice(bytes);
    }

    /// Whether a whole message has come.
    ///
    /// # Errors
    /// [`Nonsense`]: nothing after it can be understood.
    pub(super) fn has_next(&self) -> Result<bool, Nonsense> {
        Ok(begun(&self.bytes, self.taken)?.is_some_and(|(_, body)| body.is_some()))
    }

    /// The next whole message; `None` while it has not come to its end.
    ///
    /// # Errors
    /// [`Nonsense`]: nothing after it can be understood.
    pub(super) fn next(&mut self) -> Result<Option<Message<'_>>, Nonsense> {
        let Some((kind, Some(body))) = begun(&self.bytes, self.taken)? else { return Ok(None) };
        self.taken += HEAD + body.len();
        understand(kind, body, &mut self.samples).map(Some)
    }
}

/// A kind, and the message's content where all of it has come.
type Begun<'a> = (Kind, Option<&'a [u8]>);

/// Kind of the message at `place`, and its body once it has come.
fn begun(bytes: &[u8], place: usize) -> Result<Option<Begun<'_>>, Nonsense> {
    let waiting = bytes.get(place..).unwrap_or_default();
    let Some((head, rest)) = waiting.split_first_chunk::<HEAD>() else { return Ok(None) };
    let [kind, length @ ..] = *head;
    let kind = Kind::of(kind).ok_or(Nonsense("a message of no known kind"))?;
    let length = usize::try_from(u32::from_le_bytes(length)).unwrap_or(usize::MAX);
    if length > kind.longest() {
        return Err(Nonsense("a message longer than any"));
    }
    Ok(Some((kind, rest.get(..length))))
}

fn understand<'a>(kind: Kind, body: &[u8], kept: &'a mut Vec<f32>) -> Result<Message<'a>, Nonsense> {
    Ok(match kind {
        Kind::Question => {
            let question: Question = text(body)?;
            if question.version != VERSION {
                return Err(Nonsense("a question of another version"));
            }
            Message::Question(question)
        }
        Kind::Hello if body == VERSION.to_le_bytes() => Message::Hello,
        Kind::Hello => return Err(Nonsense("it is of another version of Twopop: start Twopop again")),
        Kind::Alive => Message::Alive(so_far(body).ok_or(Nonsense("half a sign of life"))?),
        Kind::Facts => Message::Told(Told::Facts(Box::new(believable(text(body)?)?))),
        Kind::Block => {
            let (place, samples) = body.split_first().ok_or(Nonsense("an empty block of sound"))?;
            let (samples, []) = samples.as_chunks::<4>() else {
                return Err(Nonsense("half a sample"));
            };
            kept.clear();
            kept.extend(samples.iter().map(|bytes| f32::from_le_bytes(*bytes)));
            Message::Told(Told::Block { place: usize::from(*place), samples: kept })
        }
        Kind::End => Message::Told(Told::End { damage: text(body)? }),
        Kind::Failed => Message::Failed(text(body)?),
    })
}

fn text<T: for<'de> Deserialize<'de>>(body: &[u8]) -> Result<T, Nonsense> {
    serde_json::from_slice(body).map_err(|_| Nonsense("words that cannot be read"))
}

fn so_far(body: &[u8]) -> Option<ReadSoFar> {
    let (bytes, rest) = body.split_first_chunk::<8>()?;
    let (cpu, rest) = rest.split_first_chunk::<8>()?;
    let (queued, rest) = rest.split_first_chunk::<8>()?;
    let [waits @ (0 | 1)] = rest else { return None };
    Some(ReadSoFar {
        bytes: u64::from_le_bytes(*bytes),
        cpu_milliseconds: u64::from_le_bytes(*cpu),
        queued_milliseconds: u64::from_le_bytes(*queued),
        waits_for_disk: *waits == 1,
    })
}

/// Facts that nobody reserves gigabytes for.
fn believable(facts: AssetFacts) -> Result<AssetFacts, Nonsense> {
    let channels = facts.sound_tracks.iter().map(|track| track.channels).chain([facts.channels]);
    if facts.sound_tracks.len() > MOST_TRACKS || channels.max() > Some(MOST_CHANNELS) {
        return Err(Nonsense("more sound than a movie can hold"));
    }
    Ok(facts)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ticket::SoundTrack;

    fn told(bytes: &[u8]) -> Result<Vec<String>, Nonsense> {
        let (mut incoming, mut told) = (Incoming::default(), Vec::new());
        // As a pipe gives them.
        for piece in bytes.chunks(7) {
            incoming.add(piece);
            while let Some(message) = incoming.next()? {
                told.push(format!("{message:?}"));
            }
        }
        Ok(told)
    }

    #[test]
    fn what_is_said_is_understood() {
        let so_far =
            ReadSoFar { bytes: 1 << 40, waits_for_disk: true, cpu_milliseconds: 77, queued_milliseconds: 5 };
        let of_movie = AssetFacts { channels: 6, warnings: vec!["é".to_owned()], ..AssetFacts::default() };
        let mut said = [hello(), alive(so_far), facts(&of_movie).unwrap()].concat();
        said.extend(blocks(1, 2, &[0.5, -1.5, f32::MIN_POSITIVE, 0.1]).flatten());
        said.extend(end(&["a hole".to_owned()]).unwrap());
        let expected = [
            Message::Hello,
            Message::Alive(so_far),
            Message::Told(Told::Facts(Box::new(of_movie))),
            Message::Told(Told::Block { place: 1, samples: &[0.5, -1.5, f32::MIN_POSITIVE, 0.1] }),
            Message::Told(Told::End { damage: vec!["a hole".to_owned()] }),
        ];
        assert_eq!(told(&said).unwrap(), expected.map(|message| format!("{message:?}")));
        let odd = Path::new(std::ffi::OsStr::from_bytes(b"/a/\xff\n.mov"));
        let asked = Question::new(odd, Task::Decode(vec![WantedTrack { track: 2, channels: 6 }]));
        let mut incoming = Incoming::default();
        incoming.add(&asked.bytes().unwrap());
        assert_eq!(incoming.next().unwrap(), Some(Message::Question(asked)));
    }

    #[test]
    fn a_long_block_is_told_in_whole_frames() {
        let samples = vec![0.25; 64 * 48_000 + 64 * 5];
        let lengths: Vec<usize> = blocks(0, 64, &samples).map(|bytes| (bytes.len() - HEAD - 1) / 4).collect();
        assert_eq!(lengths, [64 * 48_000, 64 * 5]);
    }

    #[test]
    fn nonsense_is_named_and_nothing_is_kept_for_it() {
        let long = [Kind::Facts as u8, 0xff, 0xff, 0xff, 0x7f];
        assert_eq!(told(&long), Err(Nonsense("a message longer than any")));
        assert_eq!(told(&[0, 0, 0, 0, 0]), Err(Nonsense("a message of no known kind")));
        let many = AssetFacts {
            sound_tracks: vec![SoundTrack { channels: u32::MAX, ..SoundTrack::default() }],
            ..AssetFacts::default()
        };
        assert_eq!(told(&facts(&many).unwrap()), Err(Nonsense("more sound than a movie can hold")));
        let other = message(Kind::Hello, &9_u32.to_le_bytes()).unwrap();
        assert!(told(&other).unwrap_err().0.contains("another version"));
        let deep = message(Kind::Failed, &[b'['; 100_000]).unwrap();
        assert_eq!(told(&deep), Err(Nonsense("words that cannot be read")));
        assert_eq!(told(&[Kind::Block as u8, 3, 0, 0, 0, 0, 1, 2]), Err(Nonsense("half a sample")));
    }

    proptest! {
        #[test]
        fn whatever_comes_is_understood_or_refused(
            kind in 0_u8..10, length in 0_u32..64, body in proptest::collection::vec(any::<u8>(), 0..200)
        ) {
            let bytes = [[kind].as_slice(), &length.to_le_bytes(), &body].concat();
            let _any_answer = told(&bytes);
            let _any_answer = told(&body);
        }
    }
}

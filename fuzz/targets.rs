//! The readers that are fuzzed. Each takes bytes as a file or a text, and gives what the reader said.

use std::fmt::Debug;
use std::path::{Path, PathBuf};

use twopop::intake::{NamedFiles, open_request, stated_facts};
use twopop::media::PcmSource;
use twopop::media::wave::{WaveFile, WavePass};
use twopop::policy::Profile;
use twopop::store::{read_preferences, read_ticket};
use twopop::timebase::{FrameRate, Timecode, TimecodeFormat, read_timecode_entry};

use crate::wave_builder::{Builder, Stand};

/// Samples read of a WAV, at most: a header may state any number.
const SAMPLES: usize = 1 << 18;

pub struct Target {
    pub name: &'static str,
    pub is_text: bool,
    /// Folders of seeds, in the repository.
    pub seeds: &'static [&'static str],
    /// Seeds made here.
    pub built: fn() -> Vec<Vec<u8>>,
    pub read: fn(&[u8], &Path) -> String,
}

pub const TARGETS: &[Target] = &[
    Target { name: "wave", is_text: false, seeds: &[], built: waves, read: wave },
    Target { name: "ixml", is_text: true, seeds: &[], built: ixmls, read: ixml },
    #[cfg(feature = "media")]
    Target { name: "atoms", is_text: false, seeds: &["fuzz/seeds/atoms"], built: Vec::new, read: movie },
    #[cfg(feature = "media")]
    Target {
        name: "matroska",
        is_text: false,
        seeds: &["fuzz/seeds/matroska"],
        built: Vec::new,
        read: movie,
    },
    #[cfg(feature = "media")]
    Target { name: "mpeg", is_text: false, seeds: &["fuzz/seeds/mpeg"], built: Vec::new, read: movie },
    #[cfg(feature = "media")]
    Target { name: "mxf", is_text: false, seeds: &["fuzz/seeds/mxf"], built: Vec::new, read: movie },
    Target {
        name: "request",
        is_text: true,
        seeds: &["tests/cases/saved/requests"],
        built: Vec::new,
        read: request,
    },
    Target {
        name: "facts",
        is_text: true,
        seeds: &["tests/cases/policy/everything-delivered"],
        built: Vec::new,
        read: facts,
    },
    Target {
        name: "ticket",
        is_text: true,
        seeds: &["tests/cases/saved/tickets"],
        built: Vec::new,
        read: ticket,
    },
    Target {
        name: "preferences",
        is_text: true,
        seeds: &["tests/cases/saved"],
        built: Vec::new,
        read: preferences,
    },
    Target { name: "policy", is_text: true, seeds: &["resources/policy"], built: Vec::new, read: policy },
    Target { name: "timecode", is_text: true, seeds: &[], built: entries, read: timecode },
];

fn saved(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

fn said<T: Debug, E: ToString>(read: Result<T, E>) -> String {
    match read {
        Ok(read) => format!("{read:?}"),
        Err(error) => error.to_string(),
    }
}

fn waves() -> Vec<Vec<u8>> {
    let sound: Vec<u8> = (0..600_u32).map(|at| (at * 37) as u8).collect();
    let kinds = [*b"RIFF", *b"RF64", *b"BW64"];
    let built = kinds.into_iter().flat_map(|id| {
        let sound = sound.clone();
        [(1, 2), (2, 3), (6, 3), (1, 4)].map(move |(channels, width)| {
            let mut wave = Builder::pcm(channels, width, sound.clone());
            wave.id = id;
            let wave = wave.with(Stand::Before, b"bext", vec![b'a'; 602]);
            wave.with(Stand::After, b"iXML", ixmls().remove(0))
        })
    });
    built.map(|wave| wave.bytes()).collect()
}

fn wave(input: &[u8], folder: &Path) -> String {
    let path = saved(folder, "input.wav", input);
    let wave = match WaveFile::open(&path) {
        Ok(wave) => wave,
        Err(error) => return error.to_string(),
    };
    let channels = wave.channels();
    let mut out = vec![0.0; (SAMPLES / channels).min(4096) * channels];
    let mut read = Vec::new();
    for first in [0, 1, wave.facts().frames / 2, wave.facts().frames, u64::MAX] {
        read.push(wave.read_frames(first, &mut out).is_ok());
    }
    for first in [i64::MIN, -1, wave.frames(), i64::MAX] {
        read.push(wave.read(first, &mut out).is_ok());
    }
    let mut pass = WavePass::of(&wave);
    let mut bytes = 0;
    let mut count = |part: &[u8]| bytes += part.len();
    read.push(
        pass.head(&mut count).is_ok()
            && pass.frames(&mut out, &mut count).is_ok()
            && pass.tail(&mut count).is_ok(),
    );
    format!("{:?} {read:?} {:?}", wave.facts(), pass.damage())
}

fn ixmls() -> Vec<Vec<u8>> {
    let whole = "<?xml version=\"1.0\"?><BWFXML><IXML_VERSION>2.0</IXML_VERSION><NOTE>Scene 4</NOTE><SPEED><TIMECODE_RATE>24000/1001\
                 </TIMECODE_RATE><TIMECODE_FLAG>NDF</TIMECODE_FLAG><TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI>0</TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI>\
                 <TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO>172972800</TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO></SPEED></BWFXML>";
    let broken = whole.replace("Scene 4", "Scene 4 & 5");
    let namespaces: String = (0..40).map(|number| format!("<a xmlns:b{number}=\"c\">")).collect();
    [whole, &broken, &namespaces].map(|text| text.as_bytes().to_vec()).to_vec()
}

fn ixml(input: &[u8], folder: &Path) -> String {
    let built = Builder::pcm(1, 2, vec![0; 8]).with(Stand::Before, b"iXML", input);
    said(WaveFile::open(&saved(folder, "input.wav", &built.bytes())).map(|wave| wave.facts().clone()))
}

/// What Twopop reads of a movie's file by itself.
#[cfg(feature = "media")]
fn movie(input: &[u8], folder: &Path) -> String {
    said(twopop::media::read_movie_file(&saved(folder, "input.mov", input)))
}

fn request(input: &[u8], folder: &Path) -> String {
    said(open_request(&saved(folder, "input.request.ron", input), &NamedFiles::default()))
}

fn facts(input: &[u8], folder: &Path) -> String {
    stated_facts(&saved(folder, "facts.ron", input)).map_or_else(String::new, said)
}

fn ticket(input: &[u8], folder: &Path) -> String {
    said(read_ticket(&saved(folder, "input.ron", input)))
}

fn preferences(input: &[u8], folder: &Path) -> String {
    saved(folder, "preferences.ron", input);
    said(read_preferences(folder))
}

fn policy(input: &[u8], _folder: &Path) -> String {
    said(Profile::read(&String::from_utf8_lossy(input)))
}

fn entries() -> Vec<Vec<u8>> {
    let typed = [
        "01:00:20:00",
        "1207",
        "+12",
        "-1:00",
        "+10000",
        "−1:00:00:00",
        "00:59:58;02",
        "12.5",
        "24000/1001",
        "29.97",
    ];
    typed.map(|text| text.as_bytes().to_vec()).to_vec()
}

fn timecode(input: &[u8], _folder: &Path) -> String {
    let text = String::from_utf8_lossy(input);
    let rates = [FrameRate::F23_976, FrameRate::F25, FrameRate::F29_97, FrameRate::F59_94];
    let read = rates.map(|rate| {
        let (whole, drop) = (TimecodeFormat::non_drop(rate), TimecodeFormat::drop(rate));
        let typed =
            [whole, drop].map(|format| said(read_timecode_entry(&text, Timecode::new(86_400, format))));
        let parsed = Timecode::parse(&text, drop);
        let samples = parsed.as_ref().map(|timecode| timecode.samples_since_midnight()).ok();
        format!("{typed:?} {} {samples:?}", said(parsed))
    });
    format!("{read:?} {}", said(text.parse::<FrameRate>()))
}

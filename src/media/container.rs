//! What a movie's container says by itself, whichever it is: QuickTime and MP4, MXF, Matroska, or an MPEG stream.
//!
//! Takes a path; gives facts that GStreamer 1.22 does not give. A file of another kind gives none, and says so of its clock.

use std::io::Read;
use std::path::Path;

use super::error::MediaError;
use super::known_format::require_known_format;
use super::matroska::{Matroska, label_of, read_matroska};
use super::movie_boxes::{PictureBoxes, SoundBoxes, StartLabel, read_movie_boxes, replaced_bytes};
use super::movie_source::picture_begin;
use super::mpeg_stream::read_mpeg_stream;
use super::mxf::{Mxf, read_mxf};
use super::mxf_timecode::MxfTimecode;
use crate::store::open_regular;
use crate::timebase::{FrameRate, SampleDelta};

/// What a container says.
pub(super) struct Container {
    /// Rate and length of the picture, where the container states them exactly.
    pub picture: Option<PictureBoxes>,
    pub sounds: Vec<SoundBoxes>,
    /// How long every sound track is presented, where the container says that of none by itself.
    pub sound_length: Option<SampleDelta>,
    /// How long the picture is presented by its time stamps, in a file that states no length.
    pub stamped_length: Option<SampleDelta>,
    /// A QuickTime or MP4 file without its index.
    pub index_missing: bool,
    /// What is missing at the end of the file, as a clause.
    pub missing_end: Option<String>,
    /// It has no time stamps: its sound begins with the first block, and whatever its codec puts before that is heard.
    pub has_no_stamps: bool,
    /// An OP-Atom MXF, which holds a single track.
    pub op_atom: Option<OpAtom>,
    /// What was tolerated, in words.
    pub warnings: Vec<String>,
    clock: Clock,
}

/// What the one track of an OP-Atom MXF holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OpAtom {
    Picture,
    Sound,
}

/// Where the label of the first picture comes from.
enum Clock {
    Read(StartLabel),
    Matroska(Option<String>),
    Mxf(Vec<(&'static str, MxfTimecode)>),
}

/// Reads the container's own facts. A file that cannot be read gives none: whoever plays it says why.
pub(super) fn read_container(path: &Path) -> Container {
    if let Ok(Some(boxes)) = read_movie_boxes(path) {
        return Container {
            picture: boxes.picture,
            sounds: boxes.sounds,
            sound_length: None,
            stamped_length: None,
            index_missing: boxes.index_missing,
            missing_end: boxes.missing_end,
            has_no_stamps: false,
            op_atom: None,
            warnings: boxes.warnings,
            clock: Clock::Read(boxes.start_label),
        };
    }
    if let Ok(Some(matroska)) = read_matroska(path) {
        return of_matroska(matroska);
    }
    if let Ok(Some(stream)) = read_mpeg_stream(path) {
        let unknown = StartLabel::unknown("an MPEG stream has no timecode track");
        return Container {
            stamped_length: Some(stream.length),
            warnings: vec![
                "an MPEG stream states no length: whether its end is missing cannot be told".to_owned(),
            ],
            ..Container::without(Clock::Read(unknown))
        };
    }
    match read_mxf(path) {
        Ok(Some(mxf)) => of_mxf(mxf),
        _ => Container {
            missing_end: missing_end_of_riff(path),
            has_no_stamps: has_no_stamps(path),
            ..Container::without(Clock::Read(StartLabel::unknown(
                "this kind of file is not read for timecode",
            )))
        },
    }
}

/// Whether it is an AVI, or MPEG audio by itself, after a tag (ID3v2) or at once (see `known_format`).
fn has_no_stamps(path: &Path) -> bool {
    let mut head = [0; 12];
    let read = open_regular(path).and_then(|mut file| file.read_exact(&mut head));
    read.is_ok()
        && matches!(
            head,
            [b'R', b'I', b'F', b'F', _, _, _, _, b'A', b'V', b'I', b' ']
                | [b'I', b'D', b'3', ..]
                | [0xFF, 0xE0..=0xFF, ..]
        )
}

/// What is missing of an AVI, by the length of its first part (OpenDML AVI 1.02, 3.0), as a clause.
fn missing_end_of_riff(path: &Path) -> Option<String> {
    let mut file = open_regular(path).ok()?;
    let bytes = file.metadata().ok()?.len();
    let mut head = [0; 12];
    file.read_exact(&mut head).ok()?;
    let [b'R', b'I', b'F', b'F', size @ .., b'A', b'V', b'I', b' '] = head else { return None };
    let stated = u64::from(u32::from_le_bytes(size)).saturating_add(8);
    // Writers that cannot go back leave the length open.
    let is_stated = !matches!(size, [0, 0, 0, 0] | [0xFF, 0xFF, 0xFF, 0xFF]);
    (is_stated && stated > bytes).then(|| format!("it has {bytes} bytes of the {stated} that it states"))
}

/// Everything that Twopop reads of a movie's file by itself, without GStreamer, as a line for developers: fuzzing damages
/// files and calls this.
///
/// # Errors
/// Where the file is not opened: see `require_known_format`.
pub fn read_movie_file(path: &Path) -> Result<String, MediaError> {
    require_known_format(path)?;
    let begins = picture_begin(path);
    let replaced = replaced_bytes(path).unwrap_or_default();
    let container = read_container(path);
    let labels =
        [None, Some(FrameRate::F24), Some(FrameRate::F29_97)].map(|rate| container.start_label(rate));
    let Container { picture, sounds, sound_length, stamped_length, missing_end, op_atom, warnings, .. } =
        &container;
    Ok(format!(
        "{picture:?} {sounds:?} {sound_length:?} {stamped_length:?} {missing_end:?} {op_atom:?} {warnings:?} {labels:?} {begins:?} {replaced:?}"
    ))
}

fn of_matroska(matroska: Matroska) -> Container {
    let sounds = matroska.sounds.into_iter().map(|sound| SoundBoxes {
        id: sound.id,
        presented: sound.ends,
        name: sound.name,
        language: sound.language,
        delay_unstated: sound.delay_unstated,
    });
    Container {
        sounds: sounds.collect(),
        missing_end: matroska.missing_end,
        ..Container::without(Clock::Matroska(matroska.timecode))
    }
}

fn of_mxf(mxf: Mxf) -> Container {
    let said = [
        ("the material package", mxf.material),
        ("the source package", mxf.source),
        ("the first system item", mxf.system_item),
    ];
    let timecodes = said.into_iter().filter_map(|(name, timecode)| Some((name, timecode?)));
    let holds = if mxf.has_sound && !mxf.has_picture { OpAtom::Sound } else { OpAtom::Picture };
    Container {
        missing_end: mxf.missing_end,
        sound_length: mxf.sound_length.map(SampleDelta::new),
        op_atom: mxf.is_op_atom.then_some(holds),
        ..Container::without(Clock::Mxf(timecodes.collect()))
    }
}

impl Container {
    fn without(clock: Clock) -> Self {
        Self {
            picture: None,
            sounds: Vec::new(),
            sound_length: None,
            stamped_length: None,
            index_missing: false,
            missing_end: None,
            has_no_stamps: false,
            op_atom: None,
            warnings: Vec::new(),
            clock,
        }
    }

    /// The label of the first picture, for a picture at that rate.
    pub(super) fn start_label(&self, rate: Option<FrameRate>) -> StartLabel {
        match &self.clock {
            Clock::Read(label) => label.clone(),
            Clock::Matroska(None) => StartLabel::unknown("the movie has no TIMECODE tag"),
            Clock::Matroska(Some(text)) => matroska_label(text, rate),
            Clock::Mxf(timecodes) => mxf_label(timecodes, rate),
        }
    }
}

fn matroska_label(text: &str, rate: Option<FrameRate>) -> StartLabel {
    let timecode = rate.and_then(|rate| label_of(text, rate));
    match timecode {
        Some(timecode) => {
            StartLabel::for_picture(timecode.frames, timecode.format.rate, timecode.format.drop_frame, rate)
        }
        None => StartLabel::unknown(format!("its TIMECODE tag reads “{text}”")),
    }
}

/// The material package says what is presented; where it counts from zero, the source package may know more, and where both
/// do, the recorder.
fn mxf_label(timecodes: &[(&str, MxfTimecode)], rate: Option<FrameRate>) -> StartLabel {
    let of = |timecode: MxfTimecode| {
        StartLabel::for_picture(timecode.frames, timecode.counted, timecode.drop_frame, rate)
    };
    let text = |label: &StartLabel| label.timecode.map(|timecode| timecode.to_string()).unwrap_or_default();
    let counting = timecodes.iter().find(|(_, timecode)| timecode.frames != 0);
    let Some(&(name, taken)) = counting.or(timecodes.first()) else {
        return StartLabel::unknown("neither its packages nor its system items have timecode");
    };
    let mut label = of(taken);
    let others = timecodes.iter().map(|&(name, other)| (name, of(other)));
    for (other_name, other) in
        others.filter(|(_, other)| other.timecode != label.timecode).collect::<Vec<_>>()
    {
        label.warnings.push(format!(
            "the timecode of {name} ({}) is taken, not that of {other_name} ({})",
            text(&label),
            text(&other)
        ));
    }
    label
}

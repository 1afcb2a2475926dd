//! What a change list says in whatever form: moves with their timecodes, the clips they are taken from, and what is left
//! over.

use crate::conform::{ChangeList, ListWay, NoChangeList, OpenReason, PieceMove};
use crate::report::model::{Report, ReportInput};
use crate::report::redaction::Redaction;
use crate::ticket::{Delivery, MeasurementRecord, ReferenceKind, Role, Ticket};
use crate::timebase::{FrameRate, SampleDelta, SamplePos, Timecode, clock_text};

/// The list with all its words.
pub(super) struct WrittenList {
    pub title: String,
    pub ticket: String,
    pub rate: FrameRate,
    /// Sources, each of some channels.
    pub clips: Vec<SourceClip>,
    pub source: Timeline,
    pub record: Timeline,
    pub moves: Vec<PieceMove>,
    /// Parts of the source's programme that are not used, and of the record's that stay silent, in sentences.
    pub remarks: Vec<String>,
}

/// A file that pieces are taken from.
pub(super) struct SourceClip {
    pub name: String,
    /// Counted from 1, by their places in the delivered audio.
    pub channels: Vec<usize>,
}

/// A timeline that starts at a timecode. A time stamp need not lie on a frame.
#[derive(Clone, Copy)]
pub(super) struct Timeline {
    /// The frame in which the timeline starts.
    pub start: Timecode,
    /// Samples from that frame's beginning to the first sample.
    pub rest: SampleDelta,
}

/// A place on a timeline, to the frame and to the sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ListPlace {
    pub label: Timecode,
    /// Samples after the label's beginning; before it when negative.
    pub rest: i64,
}

impl Timeline {
    /// The nearest frame to `place`, and how far that is.
    pub fn nearest(&self, place: SamplePos) -> ListPlace {
        let rate = self.start.format.rate;
        let place = place + self.rest;
        let frame = rate.frame_at(place);
        let into = place - rate.start_of_frame(frame);
        let length = rate.start_of_frame(frame + 1) - rate.start_of_frame(frame);
        let (frame, rest) = if into.get() * 2 > length.get() {
            (frame + 1, into.get() - length.get())
        } else {
            (frame, into.get())
        };
        ListPlace { label: Timecode::new(self.start.frames.saturating_add(frame), self.start.format), rest }
    }

    /// The place at which a label's frame begins.
    pub fn place_of(&self, label: Timecode) -> SamplePos {
        label.position_from(self.start) + -self.rest
    }
}

/// The measurement against the reference served: not the stage mix's.
pub fn served_measurement(ticket: &Ticket) -> Option<&MeasurementRecord> {
    let is_stage_mix = |record: &&MeasurementRecord| {
        record.reference.as_ref().is_some_and(|seen| seen.kind == ReferenceKind::StageMix)
    };
    ticket.measurements().iter().find(|record| !is_stage_mix(record))
}

impl WrittenList {
    /// # Errors
    /// Why there is no list, in sentences.
    pub fn of(input: &ReportInput<'_>, way: ListWay) -> Result<Self, Vec<String>> {
        let report = Report::of(input);
        let frame = report.rate.samples_from_frames(1);
        let found = served_measurement(input.ticket).ok_or(NoChangeList::NotMeasured);
        let list = found.and_then(|record| ChangeList::of(record, frame));
        let list = list.map_err(|why| sentences(&why))?;
        let redaction = if input.options.redacted { Redaction::of(input.ticket) } else { Redaction::none() };
        let delivered = Delivered::of(input.ticket, &redaction);
        let audio = delivered.timeline(&report);
        let picture = Timeline { start: report.start, rest: SampleDelta::ZERO };
        let (source, record) = match way {
            ListWay::ToPicture => (audio, picture),
            ListWay::Back => (picture, audio),
        };
        let remarks = remarks(&list, way, audio, picture);
        let named = match way {
            ListWay::ToPicture => "conformed to the picture",
            ListWay::Back => "back to the delivered cut",
        };
        Ok(Self {
            title: format!("{} {named}", report.title),
            ticket: report.ticket,
            rate: report.rate,
            clips: delivered.clips(way),
            source,
            record,
            moves: list.moves(way),
            remarks,
        })
    }
}

/// The audio under QC, as a list names it.
struct Delivered {
    files: Vec<String>,
    channels: usize,
    /// Samples after midnight at which it starts; `None` where no stamp says so.
    stamp: Option<SamplePos>,
}

impl Delivered {
    fn of(ticket: &Ticket, redaction: &Redaction) -> Self {
        let role = Role::Delivered(ticket.task());
        let mut assets = ticket.assets().iter().filter(|asset| {
            asset.role == role && !asset.files.is_empty() && asset.delivery != Delivery::NotDelivered
        });
        let asset = assets.next();
        let facts = asset.and_then(|asset| asset.facts.as_ref());
        let name = |file: &std::path::PathBuf| {
            let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            redaction.text(&name)
        };
        Self {
            files: asset.map(|asset| asset.files.iter().map(name).collect()).unwrap_or_default(),
            channels: facts.map_or(0, |facts| facts.channels as usize).max(1),
            stamp: facts
                .filter(|facts| facts.sample_rate == crate::timebase::SAMPLE_RATE)
                .and_then(|facts| facts.time_reference)
                .filter(|stamp| *stamp != SamplePos::ZERO),
        }
    }

    /// Labelled by its stamp, in the picture's rate; from zero without one.
    fn timeline(&self, report: &Report) -> Timeline {
        let format = report.start.format;
        let stamp = self.stamp.unwrap_or(SamplePos::ZERO);
        let frame = format.rate.frame_at(stamp);
        let rest = stamp - format.rate.start_of_frame(frame);
        Timeline { start: Timecode::new(frame, format), rest }
    }

    /// An interleaved file holds all channels; of a discrete set each file holds one.
    fn clips(&self, way: ListWay) -> Vec<SourceClip> {
        let name = |file: &str| match way {
            ListWay::ToPicture => file.to_owned(),
            ListWay::Back => format!("{file} conformed"),
        };
        match self.files.as_slice() {
            [] => vec![SourceClip { name: name("delivered audio"), channels: (1..=self.channels).collect() }],
            [only] => vec![SourceClip { name: name(only), channels: (1..=self.channels).collect() }],
            legs => legs
                .iter()
                .enumerate()
                .map(|(place, leg)| SourceClip { name: name(leg), channels: vec![place + 1] })
                .collect(),
        }
    }
}

fn remarks(list: &ChangeList, way: ListWay, audio: Timeline, picture: Timeline) -> Vec<String> {
    let part = |timeline: Timeline, [from, to]: [SamplePos; 2]| {
        let (first, last) = (timeline.nearest(from).label, timeline.nearest(to).label);
        format!("{first} to {last} ({})", clock_text(to - from))
    };
    let unused = list.left_out.iter().map(|places| {
        let places = part(audio, *places);
        match way {
            ListWay::ToPicture => {
                format!("Not used: {places} of the delivered audio, which the picture lacks.")
            }
            ListWay::Back => format!("Stays silent: {places} of the delivered cut, which the picture lacks."),
        }
    });
    let silent = list.without_audio.iter().map(|places| {
        let places = part(picture, *places);
        match way {
            ListWay::ToPicture => format!("Stays silent: {places} of the picture, which the audio lacks."),
            ListWay::Back => format!("Not used: {places} of the picture, which the delivered cut lacks."),
        }
    });
    let carried = list.pieces.iter().filter(|piece| piece.carried > SampleDelta::ZERO).map(|piece| {
        let places = part(audio, [piece.audio, piece.audio + piece.length]);
        let carried = clock_text(piece.carried);
        format!("In {places} of the delivered audio {carried} were not compared: both sides of it agree.")
    });
    unused.chain(silent).chain(carried).collect()
}

/// Why there is no list, each open piece by itself.
fn sentences(why: &NoChangeList) -> Vec<String> {
    let one = |sentence: &str| vec![format!("No change list: {sentence}")];
    match why {
        NoChangeList::NotMeasured => one(
            "no measurement of the reference served is kept with this ticket. Measure it on the desk, or write the ticket with twopop check, and save.",
        ),
        NoChangeList::InSync => one("the audio is in sync with the reference served."),
        NoChangeList::NotPlaced => {
            one("the measurement places no part of the audio: too little to compare, or another programme.")
        }
        NoChangeList::OtherSpeed => one(
            "the audio runs at another speed, which a list cannot change. Have it converted, then measure again.",
        ),
        NoChangeList::Open(pieces) => {
            let count = match pieces.len() {
                1 => "one piece is open".to_owned(),
                more => format!("{more} pieces are open"),
            };
            let mut lines =
                one(&format!("{count}. Places count from the first sample of the delivered audio."));
            lines.extend(pieces.iter().map(|piece| {
                let [from, to] = piece.audio.map(|place| clock_text(place - SamplePos::ZERO));
                format!("Open: {from} to {to}: {}.", reason(piece.why))
            }));
            lines
        }
    }
}

fn reason(why: OpenReason) -> &'static str {
    match why {
        OpenReason::NothingCompared => {
            "nothing in it could be compared, and what is around it does not settle it"
        }
        OpenReason::PlaceOfRecut => "the recut lies somewhere in it, with nothing to hear where",
        OpenReason::NotSure => "what was found there is not sure enough",
        OpenReason::Replaced => "it is other material than the picture's",
        OpenReason::SamePicture => "it belongs where another piece is already",
    }
}

//! A fake machine: it writes down what it was asked for, and reports what the test tells it to.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;

use twopop::conform::{CutMatch, PictureComparison, PictureMatch};
use twopop::machine::Machine;
use twopop::media::VideoFrame;
use twopop::monitoring::MeterLevels;
use twopop::session::{Effect, Event, RequestEvent, Side, Stamp, TransportEvent, ViewEvent};
use twopop::ticket::{
    Asset, AssetFacts, Delivery, NewTicket, Observation, Problem, RecognisedBy, ReferenceKind, Role, Task,
    Ticket, TicketId,
};
use twopop::timebase::{FrameRate, SampleDelta, SamplePos, Timecode, TimecodeFormat};
use twopop::timing::{
    Coverage, Discrepancy, InitialAlignment, LeaderParts, Measurement, Preview, PreviewPoint, Rate, Recut,
    Segment, SegmentKind, SyncVerdict, Witness, WitnessKind,
};
use twopop::waveform::{BasePeaks, PeakBuilder};
use uuid::Uuid;

/// What the test and the desk share.
#[derive(Clone, Default)]
pub struct FakeMachine(Rc<RefCell<Shared>>);

#[derive(Default)]
struct Shared {
    asked: Vec<Effect>,
    news: VecDeque<Event>,
    stamps: u128,
    finished: bool,
    frame: Option<VideoFrame>,
}

impl FakeMachine {
    /// To be reported at the next frame.
    pub fn report(&self, events: impl IntoIterator<Item = Event>) {
        self.0.borrow_mut().news.extend(events);
    }

    /// What was asked for since the last call.
    pub fn asked(&self) -> Vec<Effect> {
        std::mem::take(&mut self.0.borrow_mut().asked)
    }

    /// A grey picture of that size arrives.
    pub fn show_frame(&self, width: usize, height: usize) {
        self.0.borrow_mut().frame = VideoFrame::from_rgba(0, width, height, vec![128; width * height * 4]);
    }

    pub fn finished(&self) -> bool {
        self.0.borrow().finished
    }
}

impl Machine for FakeMachine {
    fn perform(&mut self, effect: Effect) {
        self.0.borrow_mut().asked.push(effect);
    }

    fn events(&mut self) -> Vec<Event> {
        self.0.borrow_mut().news.drain(..).collect()
    }

    fn new_frame(&mut self) -> Option<Arc<VideoFrame>> {
        self.0.borrow_mut().frame.take().map(Arc::new)
    }

    fn levels(&self) -> Arc<MeterLevels> {
        Arc::default()
    }

    fn stamp(&mut self) -> Stamp {
        let mut shared = self.0.borrow_mut();
        shared.stamps += 1;
        Stamp { at: "2026-11-22T10:00:00+00:00".to_owned(), fresh: Uuid::from_u128(shared.stamps) }
    }

    fn finish(&mut self) -> Vec<String> {
        self.0.borrow_mut().finished = true;
        Vec::new()
    }
}

const RATE: FrameRate = FrameRate::F23_976;
/// Thirty seconds.
pub const DURATION: SampleDelta = SampleDelta::new(30 * 48_000);

/// A request with a Final Proxy, a Locked Cut and a 5.1 M&E, all stated delivered.
pub fn ticket() -> Ticket {
    ticket_of(vec![final_proxy(), locked_cut(), m_and_e()])
}

/// The same request with other files.
pub fn ticket_of(assets: Vec<Asset>) -> Ticket {
    Ticket::new(NewTicket {
        id: TicketId(Uuid::from_u128(7)),
        title: "NIGHTFALL R1".to_owned(),
        task: Task::MusicAndEffects,
        request: PathBuf::from("/requests/NIGHTFALL_R1"),
        assets,
        policy: "asset-qc 1.0".to_owned(),
        created: "2026-11-22T09:00:00+00:00".to_owned(),
    })
}

/// The same with a stage mix that is sound only.
pub fn ticket_with_stage_mix() -> Ticket {
    let mut ticket = ticket();
    let facts = m_and_e().facts.unwrap_or_default();
    let mix = Role::Reference(ReferenceKind::StageMix);
    ticket.observe(Observation::Arrived(vec![asset(mix, "NIGHTFALL_R1_StageMix.wav", "v1", facts)]));
    ticket
}

/// The same with an archive beside its files, and a Final Proxy known by its own name.
pub fn ticket_with_archive() -> Ticket {
    let named = Asset {
        recognised_by: Some(RecognisedBy::FileName),
        recognised_words: "name contains “Final”".to_owned(),
        ..final_proxy()
    };
    let archive = asset(Role::Unrecognised, "extras.zip", "v1", AssetFacts::default());
    with_problem(
        ticket_of(vec![named, locked_cut(), m_and_e(), archive]),
        3,
        "extras.zip is an archive: unpack it",
    )
}

/// The same with audio that does not open.
pub fn deaf_ticket() -> Ticket {
    with_problem(ticket(), 2, "it is a text, not a WAV")
}

/// The same with a Final Proxy that does not open: the decision is held.
pub fn held_ticket() -> Ticket {
    with_problem(ticket(), 0, "the movie ends in the middle: ask for it again")
}

fn with_problem(mut ticket: Ticket, asset: usize, why: &str) -> Ticket {
    let facts = ticket.assets().get(asset).and_then(|asset| asset.facts.clone());
    let problem = Some(Problem::Unreadable(why.to_owned()));
    ticket.observe(Observation::Examined { asset, facts, problem });
    ticket
}

fn final_proxy() -> Asset {
    asset(Role::Reference(ReferenceKind::FinalProxy), "NIGHTFALL_R1_Final_v3.mov", "v3", movie_facts())
}

fn locked_cut() -> Asset {
    asset(Role::Reference(ReferenceKind::LockedCut), "NIGHTFALL_R1_LockedCut_v12.mov", "v12", movie_facts())
}

fn m_and_e() -> Asset {
    let facts = AssetFacts {
        duration: DURATION,
        channels: 6,
        sample_rate: 48_000,
        formats: vec!["24-bit PCM".to_owned()],
        time_reference: start().map(Timecode::samples_since_midnight),
        ..AssetFacts::default()
    };
    asset(Role::Delivered(Task::MusicAndEffects), "NIGHTFALL_R1_ME_51.wav", "20260115", facts)
}

fn asset(role: Role, name: &str, version: &str, facts: AssetFacts) -> Asset {
    Asset {
        role,
        files: vec![PathBuf::from("/requests/NIGHTFALL_R1").join(name)],
        version: Some(version.to_owned()),
        delivery: Delivery::Delivered,
        guide_track: None,
        recognised_by: None,
        recognised_words: "request file".to_owned(),
        facts: Some(facts),
        problem: None,
        sha256: Some("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".to_owned()),
    }
}

fn start() -> Option<Timecode> {
    Timecode::parse("00:59:50:00", TimecodeFormat::non_drop(RATE)).ok()
}

fn movie_facts() -> AssetFacts {
    AssetFacts {
        frame_rate: Some(RATE),
        start_timecode: start(),
        duration: DURATION,
        channels: 2,
        sample_rate: 48_000,
        formats: vec!["H.264 1920×1080".to_owned(), "AAC".to_owned()],
        ..AssetFacts::default()
    }
}

/// The request opened, examined and ready to play.
pub fn opened(ticket: Ticket) -> Vec<Event> {
    let opened =
        RequestEvent::Opened { ticket: Box::new(ticket.into()), reopened: false, warnings: Vec::new() }
            .into();
    let loaded =
        TransportEvent::Loaded { duration: DURATION, sound_device: Some("PulseAudio".to_owned()) }.into();
    vec![opened, RequestEvent::AllExamined.into(), loaded]
}

/// Clicks of one frame each second, louder and softer, on every channel of one side.
pub fn clicks(side: Side) -> Vec<Event> {
    let channels = if side == Side::Guide { 2 } else { 6 };
    let mut builder = PeakBuilder::new(channels);
    for second in 0..30_u32 {
        let mut sound = vec![0.0_f32; 48_000 * channels];
        for (place, sample) in sound.iter_mut().enumerate() {
            let (frame, channel) = (place / channels, place % channels);
            let click = if frame < 2002 { 0.8 } else { 0.05 * ((frame % 9000) as f32 / 9000.0) };
            let wave = ((frame * (channel + 2)) as f32 * 0.05).sin();
            *sample = wave * click * (1.0 - 0.1 * (second % 7) as f32);
        }
        builder.push(&sound);
    }
    let peaks: Option<BasePeaks> = builder.finish();
    let peaks = peaks.map(|peaks| Event::View(ViewEvent::Peaks { side, channels, peaks }));
    peaks.into_iter().chain([ViewEvent::PeaksDone(side).into()]).collect()
}

/// A measurement whose programme lies three frames later than its 2-pop says.
pub fn three_frames_late() -> Measurement {
    let late_by = 3.0 * 2002.0;
    let segment = Segment {
        audio_from: SamplePos::new(6_006),
        audio_to: SamplePos::new(DURATION.get()),
        reference_from: SamplePos::ZERO,
        offset: late_by,
        kind: SegmentKind::Matched,
        confidence: 0.99,
    };
    Measurement {
        leader: LeaderParts::default(),
        witnesses: vec![Witness { kind: WitnessKind::SyncPop, offset: Some(0.0) }],
        initial_alignment: InitialAlignment { by: WitnessKind::SyncPop, offset: 0.0 },
        verdict: SyncVerdict::Discrepancy,
        rate: Rate { ppm: 0.0, standard_error_ppm: 0.1, suspect: None },
        segments: vec![segment],
        discrepancies: vec![Discrepancy::GlobalOffset { late_by, frames: 3.0, confidence: 0.99 }],
        coverage: Coverage::default(),
        ..Measurement::without_comparison(
            SyncVerdict::InSync,
            InitialAlignment { by: WitnessKind::SyncPop, offset: 0.0 },
        )
    }
}

/// What was compared is in sync, but two thirds were not compared, and 81 seconds of it in a row.
pub fn too_little_compared() -> Measurement {
    let seconds = |count: i64| SampleDelta::new(count * 48_000);
    let (sounding, matched, longest_unmatched) = (seconds(300), seconds(100), seconds(81));
    Measurement {
        verdict: SyncVerdict::NoEvidence,
        coverage: Coverage { sounding, matched, longest_unmatched },
        discrepancies: Vec::new(),
        ..three_frames_late()
    }
}

/// Late by three frames, and from the tenth second on a second of picture has no sound.
pub fn late_and_recut() -> Measurement {
    let mut measured = three_frames_late();
    let at = SamplePos::new(486_006);
    measured.discrepancies.push(Discrepancy::Removed(Recut {
        audio_from: at,
        audio_to: at,
        reference_from: SamplePos::new(480_480),
        reference_to: SamplePos::new(528_528),
        jump: -48_048.0,
        frames: -24.0,
        interval: [at, at],
        confidence: 0.9,
    }));
    measured
}

/// The Locked Cut of [`ticket`] was tried, and the audio lies in sync with it.
pub fn fits_the_locked_cut() -> PictureComparison {
    let tried = PictureMatch {
        kind: Some(ReferenceKind::LockedCut),
        label: "Locked Cut proxy v12".to_owned(),
        closeness: CutMatch::InSync,
        off_by: None,
        through_print_master: false,
    };
    PictureComparison { asset: 1, outcome: Ok(tried) }
}

/// What the coarse search sees of [`three_frames_late`].
pub fn about_three_frames_late() -> Preview {
    let point = |second: i64| PreviewPoint {
        reference: SamplePos::new(second * 48_000),
        offset: 5_900.0 + 40.0 * (second % 5) as f64,
    };
    Preview {
        initial_alignment: InitialAlignment { by: WitnessKind::SyncPop, offset: 0.0 },
        points: (2..28).map(point).collect(),
    }
}

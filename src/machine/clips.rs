//! Evidence clips of a ticket's findings, for the command line and the desk: opens the media a finding was seen and heard with,
//! and has each clip made. Takes a ticket; gives the bytes of an MP4 for each finding. Writes no file.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

use crate::media::{
    ClipError, ClipInput, ClipLayout, GuideSound, LONGEST_CLIP_SECONDS, MediaCache, OpenedMedia, ReadThrough,
    SoundError, make_clip,
};
use crate::policy::{Facts, Profile, serve};
use crate::ticket::{Asset, FaultKind, Finding, FindingKind, ReferenceSeen, Ticket, audio_under_qc};
use crate::timebase::{
    FrameRate, Lateness, Nudge, SAMPLE_RATE, SampleDelta, Timecode, TimecodeFormat, offset_text,
};

/// How much of a finding is shown: the first 20 s of it. Chosen: a drift lasts as long as the film.
const MOST_OF_FINDING: SampleDelta = SampleDelta::new(20 * SAMPLE_RATE as i64);
/// Of the work for a clip, the share that reading the picture's own sound takes.
const READING: f32 = 0.6;

/// How clips are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClipOptions {
    /// Before and after the finding.
    pub handles: SampleDelta,
    /// Whether the delivered audio is heard as it was delivered, then corrected, instead of beside the guide.
    pub corrected: bool,
}

/// Why there is no clip of a finding.
#[derive(Debug, thiserror::Error)]
pub enum NoClip {
    #[error("the ticket names no picture that this finding was seen against")]
    NoPicture,
    #[error("the reference of this finding is a sound without a picture, so there is nothing to show")]
    SoundOnly,
    #[error("the ticket names no audio under QC that can be heard")]
    NoAudio,
    #[error(
        "the frame rate of the picture is not known. Open the ticket on the desk once, so that its files are examined"
    )]
    NoRate,
    #[error("how far this finding is off is not known, so it cannot be heard corrected")]
    NoOffset,
    #[error(transparent)]
    Sound(#[from] SoundError),
    #[error(transparent)]
    Clip(#[from] ClipError),
}

impl NoClip {
    /// Whether a person stopped it.
    pub fn is_cancelled(&self) -> bool {
        matches!(self, Self::Clip(ClipError::Cancelled) | Self::Sound(SoundError::Cancelled))
    }
}

/// Makes clips of one ticket; keeps what it has opened and read for the next.
pub struct ClipMaker<'a> {
    ticket: &'a Ticket,
    profile: &'a Profile,
    media: Arc<MediaCache>,
    /// The guide read last: its movie, its sound.
    guide: Option<(PathBuf, Arc<GuideSound>)>,
}

/// What a finding was seen and heard with.
struct Seen<'a> {
    picture: &'a Asset,
    rate: FrameRate,
    start: Timecode,
}

impl<'a> ClipMaker<'a> {
    /// `profile` says which picture is served, for findings of old tickets that do not name theirs.
    pub fn new(ticket: &'a Ticket, profile: &'a Profile, media: Arc<MediaCache>) -> Self {
        Self { ticket, profile, media, guide: None }
    }

    /// The clip of `finding`. Reads the picture's own sound from its start as far as the clip goes: minutes into a long film, so
    /// call it from a job. `watch`: what is done, 0 to 1; breaking cancels.
    ///
    /// # Errors
    /// See [`NoClip`].
    pub fn clip(
        &mut self,
        finding: &Finding,
        options: ClipOptions,
        watch: &mut dyn FnMut(f32) -> ControlFlow<()>,
    ) -> Result<Vec<u8>, NoClip> {
        let seen = self.seen(finding)?;
        let movie = seen.picture.files.first().ok_or(NoClip::NoPicture)?.clone();
        if OpenedMedia::opens_as_sound(&seen.picture.files) {
            return Err(NoClip::SoundOnly);
        }
        let lateness = lateness_of(finding, self.ticket);
        let layout = match (options.corrected, lateness) {
            (false, _) => ClipLayout::GuideLeftDeliveredRight,
            (true, Some(lateness)) => ClipLayout::DeliveredThenCorrected(lateness),
            (true, None) => return Err(NoClip::NoOffset),
        };
        let delivered = self.delivered()?;
        let delivered = delivered.sound().ok_or(NoClip::NoAudio)?;
        let shown_to = finding.to.min(finding.from + MOST_OF_FINDING);
        let from = seen.rate.frame_at(finding.from + -options.handles);
        let to = seen.rate.frame_at(shown_to + options.handles).max(from + 1);
        let to = to.min(from.saturating_add(seen.rate.labels_per_second() * LONGEST_CLIP_SECONDS));
        let words = words(finding, self.ticket, lateness, seen.rate, shown_to < finding.to);
        let alignment = alignment_of(finding, self.ticket);
        let (rate, start, track) = (seen.rate, seen.start, self.track(seen.picture));
        let last = rate.start_of_frame(to).get();
        let guide = self.guide(&movie, track, last, &mut |share| watch(READING * share))?;
        let input = ClipInput {
            movie: &movie,
            rate,
            start,
            frames: from..to,
            words: &words,
            guide: guide.as_ref(),
            delivered: delivered.as_ref(),
            alignment,
            layout,
        };
        Ok(make_clip(&input, &mut |share| watch(READING + (1.0 - READING) * share))?)
    }

    fn seen(&self, finding: &Finding) -> Result<Seen<'a>, NoClip> {
        let ticket = self.ticket;
        let reference = finding.evidence.reference.as_ref().or(ticket.against());
        let named = reference.and_then(|seen| ticket.assets().iter().find(|asset| seen.is_of(asset)));
        let facts = Facts::from_assets(ticket.task(), ticket.assets(), ticket.overridden().cloned());
        let served = || {
            let decision = serve(self.profile, &facts);
            decision.served().and_then(|(place, _)| ticket.assets().get(place))
        };
        // What was seen against one picture is never shown against another.
        let picture = if reference.is_some() { named } else { served() };
        let picture = picture.ok_or(NoClip::NoPicture)?;
        let known = picture.facts.as_ref();
        let rate = known.and_then(|facts| facts.frame_rate).or(reference.and_then(|seen| seen.frame_rate));
        let rate = rate.ok_or(NoClip::NoRate)?;
        let start = known
            .and_then(|facts| facts.start_timecode)
            .unwrap_or_else(|| Timecode::new(0, TimecodeFormat::non_drop(rate)));
        Ok(Seen { picture, rate, start })
    }

    /// The sound track that the measurement compared with, or that a person chose.
    fn track(&self, picture: &Asset) -> usize {
        let of_picture = |seen: &Option<ReferenceSeen>| seen.as_ref().is_some_and(|seen| seen.is_of(picture));
        let measured = self.ticket.measurements().iter().find(|record| of_picture(&record.reference));
        picture.guide_track.or(measured.and_then(|record| record.guide_track)).unwrap_or(1)
    }

    fn delivered(&self) -> Result<Arc<OpenedMedia>, NoClip> {
        let assets = self.ticket.assets();
        let audio = audio_under_qc(self.ticket.task(), assets).and_then(|place| assets.get(place));
        let audio = audio.ok_or(NoClip::NoAudio)?;
        Ok(self.media.open_sound(&audio.files)?)
    }

    /// The guide, read up to its sample `last` at least, or to its end.
    fn guide(
        &mut self,
        movie: &PathBuf,
        track: usize,
        last: i64,
        watch: &mut dyn FnMut(f32) -> ControlFlow<()>,
    ) -> Result<Arc<GuideSound>, NoClip> {
        use crate::media::PcmSource as _;
        if let Some((of, guide)) = &self.guide
            && of == movie
            && (guide.is_complete() || guide.frames() >= last)
        {
            return Ok(Arc::clone(guide));
        }
        let opened = self.media.open(std::slice::from_ref(movie))?;
        let channels = opened.channels_of(track).or(opened.channels_of(1)).unwrap_or(1);
        let track = if opened.channels_of(track).is_some() { track } else { 1 };
        let guide = GuideSound::new(u32::try_from(channels).unwrap_or(1)).map_err(ClipError::from)?;
        if opened.require_sound().is_err() {
            // A picture without sound is shown all the same.
            self.guide = Some((movie.clone(), Arc::clone(&guide)));
            return Ok(guide);
        }
        let mut wanted = true;
        let read = ReadThrough::of(&opened).of_track(track).keeping(&guide).run(&mut [], &mut |done| {
            if done >= last {
                return ControlFlow::Break(());
            }
            let next = watch(done as f32 / last.max(1) as f32);
            wanted = next.is_continue();
            next
        });
        match read {
            Ok(()) => {}
            Err(SoundError::Cancelled) if wanted => {}
            Err(error) => return Err(error.into()),
        }
        self.guide = Some((movie.clone(), Arc::clone(&guide)));
        Ok(guide)
    }
}

/// How late the audio is at a finding: as measured, else as its operator nudged it; of a global offset, as the measurement kept
/// with the ticket says.
fn lateness_of(finding: &Finding, ticket: &Ticket) -> Option<Lateness> {
    let measured = finding.evidence.measured.as_ref().and_then(|measured| measured.late_by);
    let nudged = || (finding.nudge != Nudge::ZERO).then(|| finding.nudge.corrected_error());
    let of_whole = || {
        let faults = ticket.measurements().iter().flat_map(|record| &record.faults);
        let mut offsets = faults.filter(|fault| fault.kind == FaultKind::GlobalOffset);
        offsets.next().filter(|_| finding.kind == FindingKind::GlobalOffset).map(|fault| fault.late_by)
    };
    measured.or_else(nudged).or_else(of_whole)
}

/// Where the audio lay before any nudge.
fn alignment_of(finding: &Finding, ticket: &Ticket) -> Nudge {
    if finding.evidence.initial_alignment_by.is_empty() {
        ticket.initial_alignment()
    } else {
        finding.evidence.initial_alignment
    }
}

/// "BLOCKER Global offset · audio LATE by 3 frames (…)": no name of a film, file or person.
fn words(
    finding: &Finding,
    ticket: &Ticket,
    lateness: Option<Lateness>,
    rate: FrameRate,
    is_cut: bool,
) -> String {
    let offset = lateness.map(|lateness| format!(" · audio {}", offset_text(lateness, rate)));
    let cut = if is_cut { " · its first 20 s" } else { "" };
    format!(
        "{} {}{}{cut}",
        ticket.severity_of(finding).label(),
        finding.kind.label(),
        offset.unwrap_or_default()
    )
}

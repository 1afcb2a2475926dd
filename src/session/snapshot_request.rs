use std::ops::Range;

use super::{Effect, Session, Side};
use crate::ticket::{Finding, FindingId, TicketId};
use crate::waveform::Peak;

/// How a finding looked when it was made, to be kept beside its ticket.
#[derive(Clone, Debug, PartialEq)]
pub struct SnapshotRequest {
    pub ticket: TicketId,
    pub finding: FindingId,
    /// `None` where no picture is served.
    pub still: Option<Still>,
    /// `None` before anything of the sound was read.
    pub waveform: Option<Waveform>,
}

/// A frame of the picture, under the name of its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Still {
    pub name: String,
    /// The first frame concerned, counted from 0 at the first of the movie.
    pub frame: i64,
}

/// The waveform from five seconds before a finding to as long after its first frame, as it stood on the desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waveform {
    pub name: String,
    /// The reference's own sound: the outermost peak of all its channels, for each of [`COLUMNS`] columns. `None`
    /// where nothing is known of it; empty where nothing of the sound was read.
    pub guide: Vec<Option<Peak>>,
    /// The audio under QC, laid as it was heard; otherwise the same.
    pub delivered: Vec<Option<Peak>>,
    /// Columns of the finding's own frames.
    pub concerned: Range<usize>,
}

/// Seconds of sound on each side of a finding's beginning.
pub const SECONDS: i64 = 5;
/// Columns of a picture of the waveform.
pub const COLUMNS: usize = 960;

/// Samples behind one column.
const SAMPLES: i64 = 2 * SECONDS * 48_000 / COLUMNS as i64;

/// Names the pictures of a finding that is being made, and asks for them to be kept. No title stands in a name.
pub(super) fn keep(session: &Session, finding: &mut Finding) -> Option<Effect> {
    let id = finding.id.0;
    let picture = session.served().and_then(|(asset, _)| asset.facts.as_ref()?.frame_rate);
    let still =
        picture.map(|rate| Still { name: format!("{id}-still.png"), frame: rate.frame_at(finding.from) });
    let waveform = waveform(session, finding, format!("{id}-waveform.png"));
    if still.is_none() && waveform.is_none() {
        return None;
    }
    finding.evidence.still = still.as_ref().map(|still| still.name.clone());
    finding.evidence.waveform = waveform.as_ref().map(|waveform| waveform.name.clone());
    Some(Effect::KeepPictures(Box::new(SnapshotRequest {
        ticket: session.ticket.id(),
        finding: finding.id,
        still,
        waveform,
    })))
}

fn waveform(session: &Session, finding: &Finding, name: String) -> Option<Waveform> {
    let left = finding.from.get() - SECONDS * 48_000;
    let columns = |side: Side, left: i64| {
        let mut peaks = Vec::new();
        if let Some(sound) = session.pyramids.get(&side) {
            sound.envelope(left..left + SAMPLES * COLUMNS as i64, COLUMNS, &mut peaks);
        }
        peaks
    };
    // A nudge moves where the sound lies; its peaks stay as they are.
    let delivered = columns(Side::Delivered, left - session.alignment().delta().get());
    let guide = columns(Side::Guide, left);
    let column = |place: i64| usize::try_from((place - left) / SAMPLES).unwrap_or(0).min(COLUMNS);
    let concerned = column(finding.from.get())..column(finding.to.get() - 1).saturating_add(1).min(COLUMNS);
    (!(guide.is_empty() && delivered.is_empty())).then_some(Waveform { name, guide, delivered, concerned })
}

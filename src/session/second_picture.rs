//! Two references at one timecode: which other picture is shown, how, and where it is when the one served is somewhere.

use super::{Effect, PairLayout, SecondLoad, SecondPicture, Session, ViewEffect};
use crate::ticket::{Asset, AssetFacts, Delivery, ReferenceKind, Role};
use crate::timebase::{SampleDelta, Timecode};

const NONE: &str = "no other picture of this request can be shown";

impl Session {
    /// The other picture beside the one served.
    pub fn second_picture(&self) -> Option<SecondPicture> {
        self.second_picture
    }

    /// The references that could be shown beside the one served, each with its place among the assets.
    pub fn other_pictures(&self) -> impl Iterator<Item = (usize, &Asset)> {
        let served = self.decision.served().map(|(place, _)| place);
        self.ticket.assets().iter().enumerate().filter(move |(place, asset)| {
            let is_reference = matches!(asset.role, Role::Reference(_));
            let has_picture = asset.facts.as_ref().is_some_and(|facts| facts.frame_rate.is_some());
            let is_usable = asset.problem.is_none() && asset.delivery != Delivery::NotDelivered;
            Some(*place) != served && served.is_some() && is_reference && has_picture && is_usable
        })
    }

    /// The label of the other picture's first frame; `None` where it has none.
    pub fn second_start(&self) -> Option<Timecode> {
        let second = self.second_picture?;
        self.ticket.assets().get(second.asset)?.facts.as_ref()?.start_timecode
    }
}

/// Why no other picture can be shown.
pub(super) fn refusal(session: &Session) -> Option<&'static str> {
    session.other_pictures().next().is_none().then_some(NONE)
}

/// The next one round: wiped, side by side, off.
pub(super) fn next_layout(session: &mut Session) -> Vec<Effect> {
    match session.second_picture {
        Some(second) if second.layout == PairLayout::Wipe => {
            session.second_picture = Some(SecondPicture { layout: PairLayout::SideBySide, ..second });
            Vec::new()
        }
        Some(_) => {
            session.second_picture = None;
            vec![ViewEffect::ShowSecond(None).into()]
        }
        None => {
            let is_locked_cut = |asset: &Asset| asset.role == Role::Reference(ReferenceKind::LockedCut);
            let mut others: Vec<(usize, bool)> =
                session.other_pictures().map(|(place, asset)| (place, is_locked_cut(asset))).collect();
            others.sort_by_key(|(_, is_locked_cut)| !is_locked_cut);
            others.first().map_or_else(Vec::new, |(place, _)| choose(session, *place))
        }
    }
}

/// Shows that asset's picture beside the one served.
pub(super) fn choose(session: &mut Session, asset: usize) -> Vec<Effect> {
    let Some(load) = load_of(session, asset) else { return Vec::new() };
    let (layout, edge) =
        session.second_picture.map_or((PairLayout::Wipe, 0.5), |second| (second.layout, second.edge));
    session.second_picture = Some(SecondPicture { asset, layout, edge });
    vec![ViewEffect::ShowSecond(Some(Box::new(load))).into()]
}

fn load_of(session: &Session, asset: usize) -> Option<SecondLoad> {
    let (_, other) = session.other_pictures().find(|(place, _)| *place == asset)?;
    let facts = other.facts.as_ref()?;
    let served = session.served().and_then(|(asset, _)| asset.facts.as_ref());
    let offset = served.and_then(|served| Some(start_of(served)? - start_of(facts)?));
    Some(SecondLoad {
        files: other.files.clone(),
        frame_rate: facts.frame_rate?,
        offset: offset.map_or(SampleDelta::ZERO, SampleDelta::new),
    })
}

/// The start timecode as a time since midnight, in samples.
fn start_of(facts: &AssetFacts) -> Option<i64> {
    Some(facts.frame_rate?.samples_from_frames(facts.start_timecode?.frames).get())
}

//! What the policy decides from: the references of one request, what was delivered, and whether they open.
//!
//! Taken from a ticket's assets ([`Facts::from_assets`]) or stated without media; holds no file.

use serde::{Deserialize, Serialize};

use crate::ticket::{Asset, Delivery, FileKind, Override, Problem, ReferenceKind, Role, Task};
use crate::timebase::{FrameRate, Lateness};

/// What is known of one request's references.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// What is under QC.
    pub task: Task,
    /// Who says what was delivered.
    #[serde(rename = "told_by")]
    pub delivery_source: DeliverySource,
    /// Every reference the request names or that was found. A kind may occur several times (versions of a locked
    /// cut) or not at all.
    pub candidates: Vec<Candidate>,
    /// File names of movies whose kind is unknown. Any may be a reference; a person must say.
    #[serde(default)]
    pub unnamed: Vec<String>,
    /// Parts of the request that could not be listed, each as a sentence with what to do: a better reference may be there
    /// unseen.
    #[serde(default)]
    pub not_listed: Vec<String>,
    /// The person's recorded choice against the policy, if any; its `asset` is a [`Candidate::asset`].
    pub overridden: Option<Override>,
}

/// Who says what was delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DeliverySource {
    /// A request file or the operator.
    Request,
    /// Only the folder's contents: what is absent is taken as not delivered, and the screen says so.
    BareFolder,
}

/// One reference that might be served.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// Index into `Ticket::assets`.
    pub asset: usize,
    /// What kind of reference it is.
    pub kind: ReferenceKind,
    /// Version label, as spelt in its name: "v3".
    pub version: Option<String>,
    /// Whether it was delivered and can be used.
    pub presence: Presence,
    /// A stage mix may be sound only; then it is measured against while the served picture stays.
    pub has_picture: bool,
}

/// Whether a candidate was delivered, and whether it can be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Presence {
    /// Stated delivered, and it opens.
    Usable,
    /// It opens, but nothing states that it was delivered (a bare folder). Served, and the assumption is shown.
    AssumedDelivered,
    /// Stated not delivered.
    NotDelivered,
    /// Stated delivered, but no file.
    Missing,
    /// There is a file, but it does not open; the reason as a sentence.
    Unreadable(String),
}

/// A measured or flagged error of timing, after the initial alignment and with trim taken out.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum DiscrepancyClass {
    /// The audio is off by this much throughout; positive: LATE.
    GlobalOffset(Lateness),
    /// How far the audio moves from first to last programme material, and over how much of the programme.
    Drift { over_programme: Lateness, extent: Extent },
    /// Shots or scenes removed, inserted, replaced or swapped.
    Recut,
    /// Programme of the picture without sound, or sound beyond the picture.
    Missing {
        /// Whether something sounds on the other side; else only a person can tell whether anything is missing.
        sounds: bool,
    },
    /// An offset as long as the undeclared delay of the guide's codec.
    CodecDelay(Lateness),
    /// Reference tone, sync pops or format silence: to be trimmed, not a discrepancy.
    Trim,
}

/// Over how much of the programme a drift goes, or a fault inside the mix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Extent {
    /// From the first to the last programme material; of a fault inside the mix, most of it.
    WholeProgramme,
    /// Over one scene, or a place.
    OneScene,
}

impl Facts {
    /// Frame rate that tolerances are counted in when no picture is served: 24 frames a second.
    pub const FALLBACK_RATE: FrameRate = FrameRate::F24;

    /// The facts of a request's assets, in their order; [`Candidate::asset`] is the index into `assets`.
    pub fn from_assets(task: Task, assets: &[Asset], overridden: Option<Override>) -> Self {
        let stated = assets.iter().all(|asset| asset.delivery != Delivery::Assumed) && !assets.is_empty();
        let candidates =
            assets.iter().enumerate().filter_map(|(place, asset)| Candidate::from_asset(place, asset));
        Self {
            task,
            delivery_source: if stated { DeliverySource::Request } else { DeliverySource::BareFolder },
            candidates: candidates.collect(),
            unnamed: assets.iter().filter(|asset| is_unnamed_movie(asset)).map(Asset::file_name).collect(),
            not_listed: assets.iter().filter_map(Asset::not_listed).map(str::to_owned).collect(),
            overridden,
        }
    }
}

impl Presence {
    /// Whether the file opens and nothing says it was not delivered.
    pub fn is_usable(&self) -> bool {
        matches!(self, Self::Usable | Self::AssumedDelivered)
    }
}

impl Candidate {
    /// The candidate `asset` stands for; `None` when it is no reference.
    fn from_asset(place: usize, asset: &Asset) -> Option<Self> {
        let Role::Reference(kind) = asset.role else { return None };
        let has_picture = has_picture(asset);
        Some(Self {
            asset: place,
            kind,
            version: asset.version.clone(),
            presence: presence(asset, kind, has_picture)?,
            has_picture,
        })
    }
}

/// `None` for an asset that is assumed delivered and has no file.
fn presence(asset: &Asset, kind: ReferenceKind, has_picture: bool) -> Option<Presence> {
    if asset.delivery == Delivery::NotDelivered {
        return Some(Presence::NotDelivered);
    }
    if asset.files.is_empty() {
        return (asset.delivery == Delivery::Delivered).then_some(Presence::Missing);
    }
    Some(match (&asset.problem, &asset.delivery) {
        (Some(Problem::Missing), _) => Presence::Missing,
        (Some(Problem::Unreadable(why) | Problem::NotListed(why)), _) => Presence::Unreadable(why.clone()),
        // Only a stage mix may be sound alone: it is measured against, never watched.
        (None, _) if !has_picture && kind != ReferenceKind::StageMix => {
            Presence::Unreadable("the file has no picture: ask for the proxy movie".to_owned())
        }
        (None, Delivery::Assumed) => Presence::AssumedDelivered,
        (None, _) => Presence::Usable,
    })
}

/// A movie that opens, as far as is known, and whose kind neither a name nor a person says.
fn is_unnamed_movie(asset: &Asset) -> bool {
    asset.role == Role::Unrecognised
        && asset.delivery == Delivery::Assumed
        && asset.problem.is_none()
        && !asset.files.is_empty()
        && has_picture(asset)
}

/// Whether there is a picture to watch. Before the file was opened its name says so.
fn has_picture(asset: &Asset) -> bool {
    if let Some(facts) = &asset.facts {
        return facts.frame_rate.is_some();
    }
    !asset.files.first().and_then(|file| FileKind::of(file)).is_some_and(FileKind::is_sound)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ticket::AssetFacts;

    fn final_proxy() -> Asset {
        Asset {
            role: Role::Reference(ReferenceKind::FinalProxy),
            files: vec!["/request/Final.mov".into()],
            version: None,
            delivery: Delivery::Delivered,
            guide_track: None,
            recognised_by: None,
            recognised_words: "operator".into(),
            facts: None,
            problem: None,
            sha256: None,
        }
    }

    fn presence_of(asset: Asset) -> Option<Presence> {
        let facts = Facts::from_assets(Task::PrintMaster, &[asset], None);
        facts.candidates.first().map(|candidate| candidate.presence.clone())
    }

    #[test]
    fn what_is_stated_decides_before_what_is_found() {
        assert_eq!(presence_of(final_proxy()), Some(Presence::Usable));
        let stated_absent = Asset { delivery: Delivery::NotDelivered, ..final_proxy() };
        assert_eq!(presence_of(stated_absent), Some(Presence::NotDelivered));
        let stated_without_file = Asset { files: vec![], ..final_proxy() };
        assert_eq!(presence_of(stated_without_file), Some(Presence::Missing));
        let vanished = Asset { problem: Some(Problem::Missing), ..final_proxy() };
        assert_eq!(presence_of(vanished), Some(Presence::Missing));
        let found = Asset { delivery: Delivery::Assumed, ..final_proxy() };
        assert_eq!(presence_of(found), Some(Presence::AssumedDelivered));
        let nothing = Asset { delivery: Delivery::Assumed, files: vec![], ..final_proxy() };
        assert_eq!(presence_of(nothing), None);
    }

    #[test]
    fn only_a_movie_that_nobody_named_is_unnamed() {
        let unnamed = |asset: Asset| Facts::from_assets(Task::PrintMaster, &[asset], None).unnamed;
        let movie = Asset { role: Role::Unrecognised, delivery: Delivery::Assumed, ..final_proxy() };
        assert_eq!(unnamed(movie.clone()), ["Final.mov"]);
        assert!(
            unnamed(Asset { delivery: Delivery::Delivered, ..movie.clone() }).is_empty(),
            "stated as other"
        );
        assert!(
            unnamed(Asset { files: vec!["/request/x.wav".into()], ..movie.clone() }).is_empty(),
            "a sound"
        );
        assert!(
            unnamed(Asset { facts: Some(AssetFacts::default()), ..movie.clone() }).is_empty(),
            "no picture"
        );
        assert!(unnamed(Asset { problem: Some(Problem::Missing), ..movie }).is_empty());
        assert!(unnamed(final_proxy()).is_empty());
    }

    #[test]
    fn what_could_not_be_listed_counts_until_a_person_says_what_it_is() {
        let not_listed = |asset: Asset| Facts::from_assets(Task::PrintMaster, &[asset], None).not_listed;
        let why = "The folder “02” cannot be read.".to_owned();
        let locked = Asset {
            role: Role::Unrecognised,
            delivery: Delivery::Assumed,
            problem: Some(Problem::NotListed(why.clone())),
            ..final_proxy()
        };
        assert_eq!(not_listed(locked.clone()), [why]);
        assert!(not_listed(Asset { delivery: Delivery::NotDelivered, ..locked.clone() }).is_empty());
        let role = Role::Delivered(Task::PrintMaster);
        assert!(not_listed(Asset { role, ..locked.clone() }).is_empty());
        assert!(Facts::from_assets(Task::PrintMaster, &[locked], None).unnamed.is_empty(), "no movie");
    }

    #[test]
    fn a_movie_without_picture_is_no_picture_reference_but_may_be_a_stage_mix() {
        let sound_only = Asset { facts: Some(AssetFacts::default()), ..final_proxy() };
        assert!(matches!(presence_of(sound_only.clone()), Some(Presence::Unreadable(_))));
        let stage_mix = Asset { role: Role::Reference(ReferenceKind::StageMix), ..sound_only };
        assert_eq!(presence_of(stage_mix), Some(Presence::Usable));
    }
}

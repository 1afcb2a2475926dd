//! Which picture of the request was this audio conformed to?

use crate::drafting::Draft;
use crate::policy::Profile;
use crate::ticket::{FindingKind, ReferenceKind, Task};
use crate::timebase::{Lateness, SampleDelta};
use crate::timing::{Discrepancy, Measurement, SyncVerdict};

/// One picture the audio was measured against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PictureMatch {
    /// `None` for a movie that nothing says the kind of: it fits or not, and a person must name it.
    pub kind: Option<ReferenceKind>,
    /// As it is said in a sentence: "Locked Cut proxy v2", or the name of a movie of no known kind.
    pub label: String,
    pub closeness: CutMatch,
    /// How far the audio lies off throughout, after the initial alignment; `None` where that is not known.
    pub off_by: Option<Lateness>,
    /// Measured by way of the Print Master, for want of sound in common with the picture itself.
    pub through_print_master: bool,
}

/// How well audio follows a picture, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CutMatch {
    /// Nothing the policy flags.
    InSync,
    /// The same cut, though offset or drifting.
    SameCut,
    /// The same programme in another cut, with so many recuts.
    OtherCut {
        recuts: usize,
    },
    /// Nothing in common that could be compared.
    NoEvidence,
    OtherProgramme,
}

/// Which of the pictures compared the audio fits, and the sentence production needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConformResult {
    /// Place among the others compared; `None` when it fits none of them, or the one served.
    pub other: Option<usize>,
    pub sentence: String,
}

impl PictureMatch {
    /// What was measured of one pair, with what was drafted from it.
    pub fn of(kind: Option<ReferenceKind>, label: String, measured: &Measurement, drafts: &[Draft]) -> Self {
        let off_by = measured.discrepancies.iter().find_map(|found| match found {
            Discrepancy::GlobalOffset { late_by, .. } => {
                Some(Lateness::new(SampleDelta::new(late_by.round() as i64)))
            }
            _ => None,
        });
        Self { kind, label, closeness: CutMatch::of(measured, drafts), off_by, through_print_master: false }
    }
}

impl CutMatch {
    /// What was measured of a pair, with what was drafted from it.
    pub fn of(measured: &Measurement, drafts: &[Draft]) -> Self {
        match measured.verdict {
            SyncVerdict::NoEvidence => return Self::NoEvidence,
            SyncVerdict::NoMatch => return Self::OtherProgramme,
            SyncVerdict::InSync | SyncVerdict::Discrepancy => {}
        }
        let flagged = || drafts.iter().filter(|draft| draft.is_flagged());
        match flagged().filter(|draft| draft.kind == FindingKind::Recut).count() {
            0 if flagged().next().is_none() => Self::InSync,
            0 => Self::SameCut,
            recuts => Self::OtherCut { recuts },
        }
    }

    /// Whether there is reason to ask which other picture it might fit: a drift alone it brings along to each.
    pub fn asks_for_another(self, drafts: &[Draft]) -> bool {
        match self {
            Self::InSync => false,
            Self::SameCut => {
                drafts.iter().any(|one| one.is_flagged() && one.kind == FindingKind::GlobalOffset)
            }
            Self::OtherCut { .. } | Self::NoEvidence | Self::OtherProgramme => true,
        }
    }

    fn same_cut(self) -> bool {
        self <= Self::SameCut
    }
}

/// Which of `others` the audio fits better than the picture served. Pure: the same measurements give the same
/// sentence. Of equally good ones the first is named, so give them in the order they should be believed.
pub fn best_match(
    profile: &Profile,
    task: Task,
    served: &PictureMatch,
    others: &[PictureMatch],
) -> ConformResult {
    let best = others.iter().enumerate().min_by_key(|(place, compared)| (compared.closeness, *place));
    let better =
        best.filter(|(_, compared)| compared.closeness.same_cut() && compared.closeness < served.closeness);
    match better {
        Some((place, compared)) => {
            ConformResult { other: Some(place), sentence: fits_another(profile, task, served, compared) }
        }
        None => ConformResult { other: None, sentence: fits_no_other(task, served, others) },
    }
}

fn fits_another(profile: &Profile, task: Task, served: &PictureMatch, compared: &PictureMatch) -> String {
    let fits = match compared.closeness {
        CutMatch::InSync => "fits",
        _ => "follows the cut of",
    };
    let way = if compared.through_print_master { ", measured through the Print Master" } else { "" };
    let because = match compared.kind {
        Some(ReferenceKind::StageMix) => "that mix was conformed to another cut".to_owned(),
        Some(kind) => format!("it was conformed to {} cut", age(profile, served.kind, kind)),
        None => "nothing says what kind of picture that is: name it".to_owned(),
    };
    let off = match compared.closeness {
        CutMatch::InSync => "",
        _ => " It does not lie in sync there either.",
    };
    format!(
        "This {} {fits} {}, not the {}{way}: {because}.{off}",
        task.label(),
        match compared.kind {
            Some(_) => format!("the {}", compared.label),
            None => format!("“{}”", compared.label),
        },
        served.label
    )
}

/// Nearer the end of the serving order is older: the locked cut comes before the turnover, the turnover before the IMF.
fn age(profile: &Profile, served: Option<ReferenceKind>, fits: ReferenceKind) -> &'static str {
    const MADE_FROM_CUTS: [ReferenceKind; 3] =
        [ReferenceKind::FinalProxy, ReferenceKind::ServicingTurnover, ReferenceKind::LockedCut];
    let place = |kind: ReferenceKind| {
        profile.serving_order.iter().filter(|kind| MADE_FROM_CUTS.contains(kind)).position(|one| *one == kind)
    };
    match served.and_then(place).zip(place(fits)) {
        Some((served, fits)) if fits > served => "an older",
        Some((served, fits)) if fits < served => "a newer",
        _ => "another",
    }
}

fn fits_no_other(task: Task, served: &PictureMatch, others: &[PictureMatch]) -> String {
    let mix = task.label();
    let label = &served.label;
    let way = if served.through_print_master { ", measured through the Print Master" } else { "" };
    if served.closeness.same_cut() {
        let fits = if served.closeness == CutMatch::InSync { "fits" } else { "follows the cut of" };
        return format!("This {mix} {fits} the {label}{way}.");
    }
    let of_another = match served.closeness {
        CutMatch::OtherCut { .. } if served.through_print_master => {
            format!("This {mix} is of another cut than the {label}{way}. ")
        }
        _ => String::new(),
    };
    let it = if of_another.is_empty() { format!("This {mix}") } else { "It".to_owned() };
    let not_comparable = others.iter().filter(|compared| compared.closeness == CutMatch::NoEvidence).count();
    let none = match others {
        [] => format!("There is no other picture in this request that the {mix} could fit."),
        [other] if not_comparable == 1 => {
            format!("There is one more to try, the {}, and nothing in it to compare.", other.label)
        }
        [other] => format!("{it} does not fit the {} either.", other.label),
        several => {
            format!("{it} fits none of the other {} pictures and mixes in this request.", several.len())
        }
    };
    let not_comparable = match not_comparable {
        count if count > 0 && others.len() > 1 => format!(" {count} of them had nothing to compare."),
        _ => String::new(),
    };
    format!("{of_another}{none}{not_comparable}")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing, reason = "a test says what it expects by failing")]

    use proptest::prelude::*;

    use super::*;

    fn compared(kind: ReferenceKind, version: &str, closeness: CutMatch) -> PictureMatch {
        PictureMatch {
            kind: Some(kind),
            label: format!("{kind} {version}"),
            closeness,
            off_by: None,
            through_print_master: false,
        }
    }

    fn asked(served: &PictureMatch, others: &[PictureMatch]) -> ConformResult {
        best_match(Profile::asset_qc(), Task::MusicAndEffects, served, others)
    }

    const RECUT: CutMatch = CutMatch::OtherCut { recuts: 3 };

    #[test]
    fn an_older_cut_is_named() {
        let served = compared(ReferenceKind::FinalProxy, "v5", RECUT);
        let others = [
            compared(ReferenceKind::ServicingTurnover, "v1", RECUT),
            compared(ReferenceKind::LockedCut, "v2", CutMatch::InSync),
        ];
        let fit = asked(&served, &others);
        assert_eq!(fit.other, Some(1));
        assert_eq!(
            fit.sentence,
            "This M&E fits the Locked Cut proxy v2, not the Final Proxy v5: it was conformed to an older cut."
        );
    }

    #[test]
    fn a_newer_cut_and_another_version_are_told_apart() {
        let served = compared(ReferenceKind::LockedCut, "v3", RECUT);
        let newer = [compared(ReferenceKind::ServicingTurnover, "v1", CutMatch::SameCut)];
        let sentence = asked(&served, &newer).sentence;
        assert!(sentence.contains("follows the cut of") && sentence.contains("a newer cut"), "{sentence}");
        let version = [compared(ReferenceKind::LockedCut, "v2", CutMatch::InSync)];
        assert!(asked(&served, &version).sentence.ends_with("it was conformed to another cut."));
    }

    #[test]
    fn what_fits_nothing_is_said_of_the_mix_by_name() {
        let served = compared(ReferenceKind::FinalProxy, "v5", RECUT);
        let other = compared(ReferenceKind::LockedCut, "v2", RECUT);
        let one = asked(&served, std::slice::from_ref(&other)).sentence;
        assert_eq!(one, "This M&E does not fit the Locked Cut proxy v2 either.");
        let by_master = PictureMatch { through_print_master: true, ..served };
        let sentence = asked(&by_master, &[other.clone(), other]).sentence;
        assert_eq!(
            sentence,
            "This M&E is of another cut than the Final Proxy v5, measured through the Print Master. It fits none of \
             the other 2 pictures and mixes in this request."
        );
    }

    #[test]
    fn a_movie_of_no_known_kind_must_be_named_by_a_person() {
        let served = compared(ReferenceKind::FinalProxy, "v5", CutMatch::OtherProgramme);
        let in_sync = compared(ReferenceKind::FinalProxy, "", CutMatch::InSync);
        let movie = PictureMatch { kind: None, label: "movie.mov".to_owned(), ..in_sync };
        let sentence = asked(&served, &[movie]).sentence;
        assert!(sentence.starts_with("This M&E fits “movie.mov”, not the Final Proxy v5"), "{sentence}");
        assert!(sentence.ends_with("name it."), "{sentence}");
    }

    fn closeness() -> impl Strategy<Value = CutMatch> {
        prop_oneof![
            Just(CutMatch::InSync),
            Just(CutMatch::SameCut),
            (1_usize..9).prop_map(|recuts| CutMatch::OtherCut { recuts }),
            Just(CutMatch::NoEvidence),
            Just(CutMatch::OtherProgramme),
        ]
    }

    proptest! {
        #[test]
        fn only_a_closer_picture_of_the_same_cut_is_ever_named(
            served in closeness(),
            others in prop::collection::vec(closeness(), 0..6),
        ) {
            let served = compared(ReferenceKind::FinalProxy, "v1", served);
            let others: Vec<PictureMatch> =
                others.into_iter().map(|one| compared(ReferenceKind::LockedCut, "v1", one)).collect();
            let better = |one: &PictureMatch| one.closeness.same_cut() && one.closeness < served.closeness;
            match asked(&served, &others).other {
                Some(place) => {
                    prop_assert!(better(&others[place]));
                    prop_assert!(others.iter().all(|one| one.closeness >= others[place].closeness));
                }
                None => prop_assert!(!others.iter().any(better)),
            }
        }
    }
}

//! The audio measured against the other pictures of the request, for the desk and the command line alike.
//!
//! Takes the question, the audio's features and what is open; gives how each picture fits, in the order of the policy.

use std::ops::ControlFlow;

use crate::conform::{
    ConformQuestion, CutMatch, MeasuredHalf, PictureComparison, PictureMatch, PrintMasterMatch,
    ViaPrintMaster, via_print_master,
};
use crate::drafting::{conditions, drafts};
use crate::media::{MediaCache, SoundError, features_of};
use crate::ticket::{Asset, AssetFacts, Mode, Role};
use crate::timing::{Features, MeasureCancelled, Measurement, SyncVerdict, measure};

/// Share of a comparison that is reading; the rest is measuring. Chosen: reading takes most of the time.
const READING: f32 = 0.8;

/// How the audio fits the other pictures.
#[derive(Clone, Debug)]
pub struct PicturesSearched {
    /// The picture served, as it was measured.
    pub served: PictureMatch,
    /// Its measurement through the Print Master, where that was needed.
    pub via_print_master: Option<PrintMasterMatch>,
    /// In the order in which they should be believed.
    pub others: Vec<PictureComparison>,
    /// Why the Print Master could not be used, in words, where it was wanted.
    pub print_master_refused: Option<String>,
}

/// News while the pictures are searched.
#[derive(Clone, Debug)]
pub enum SearchStep {
    /// The place of the asset being read and measured, and how much of it is done, 0 to 1.
    Progress { asset: usize, share: f32 },
    /// The picture served was measured once more, through the Print Master.
    ServedRemeasured(Box<PrintMasterMatch>),
    /// One picture was measured, or could not be.
    Compared(PictureComparison),
}

type Watch<'a> = &'a mut dyn FnMut(SearchStep) -> ControlFlow<()>;

/// Measures `audio` against every other picture of the request. Each is read through once; one that cannot be read is
/// reported with its reason and the next is measured. `watch` may cancel at any step.
///
/// # Errors
/// [`MeasureCancelled`] when `watch` breaks.
pub fn search_pictures(
    question: &ConformQuestion,
    audio: &Features,
    media: &MediaCache,
    watch: Watch,
) -> Result<PicturesSearched, MeasureCancelled> {
    let mut search = PictureSearch {
        question,
        audio,
        media,
        watch,
        print_master: None,
        via_print_master: None,
        print_master_refused: None,
    };
    let served = search.served()?;
    let mut others = Vec::new();
    for place in question.others() {
        let Some(asset) = question.assets.get(place) else { continue };
        let outcome = match search.compare(place, asset) {
            Err(SoundError::Cancelled) => return Err(MeasureCancelled),
            direct_match => direct_match.map_err(|why| why.to_string()),
        };
        let comparison = PictureComparison { asset: place, outcome };
        search.report(SearchStep::Compared(comparison.clone()))?;
        others.push(comparison);
    }
    let PictureSearch { via_print_master, print_master_refused, .. } = search;
    Ok(PicturesSearched { served, via_print_master, others, print_master_refused })
}

struct PictureSearch<'a> {
    question: &'a ConformQuestion,
    audio: &'a Features,
    media: &'a MediaCache,
    watch: Watch<'a>,
    /// The Print Master and how the audio fits it, once it was needed; the inner is `None` where there is none.
    print_master: Option<Option<PrintMaster>>,
    via_print_master: Option<PrintMasterMatch>,
    print_master_refused: Option<String>,
}

struct PrintMaster {
    features: Features,
    facts: AssetFacts,
    /// The audio against it.
    measured: Measurement,
}

impl PictureSearch<'_> {
    fn report(&mut self, step: SearchStep) -> Result<(), MeasureCancelled> {
        if (self.watch)(step).is_break() { Err(MeasureCancelled) } else { Ok(()) }
    }

    /// How the audio fits the picture served; where the two have nothing in common, through the Print Master.
    fn served(&mut self) -> Result<PictureMatch, MeasureCancelled> {
        let question = self.question;
        let direct_match = question.served_match();
        if direct_match.closeness < CutMatch::NoEvidence || !self.question.can_use_print_master() {
            return Ok(direct_match);
        }
        let Some(asset) = question.assets.get(question.picture) else { return Ok(direct_match) };
        let gone = self.read(question.picture, asset).and_then(|(features, facts)| {
            self.through_print_master(
                &direct_match,
                &question.measured,
                question.picture,
                (&features, &facts),
            )
        });
        match gone {
            Ok(Some(remeasured)) => {
                self.report(SearchStep::ServedRemeasured(Box::new(remeasured.clone())))?;
                let direct_match = remeasured.picture_match.clone();
                self.via_print_master = Some(remeasured);
                Ok(direct_match)
            }
            Err(SoundError::Cancelled) => Err(MeasureCancelled),
            // What cannot be measured again stays as it was first measured.
            Ok(None) | Err(_) => Ok(direct_match),
        }
    }

    fn compare(&mut self, place: usize, asset: &Asset) -> Result<PictureMatch, SoundError> {
        let (features, facts) = self.read(place, asset)?;
        let (audio, audio_facts) = (self.audio, &self.question.audio_facts);
        let measured = self.measured(place, (&features, &facts), (audio, audio_facts))?;
        let kind = match asset.role {
            Role::Reference(kind) => Some(kind),
            _ => None,
        };
        let drafted = drafts(&self.question.profile, &self.question.served, &measured, Mode::Full);
        let direct_match = PictureMatch::of(kind, asset.label(), &measured, &drafted);
        if direct_match.closeness < CutMatch::NoEvidence {
            return Ok(direct_match);
        }
        let remeasured = self.through_print_master(&direct_match, &measured, place, (&features, &facts))?;
        Ok(remeasured.map_or(direct_match, |remeasured| remeasured.picture_match))
    }

    /// `None` where the Print Master does not help.
    fn through_print_master(
        &mut self,
        direct_match: &PictureMatch,
        direct: &Measurement,
        place: usize,
        (picture, facts): (&Features, &AssetFacts),
    ) -> Result<Option<PrintMasterMatch>, SoundError> {
        if !self.question.can_use_print_master() {
            return Ok(None);
        }
        let known = match self.print_master.take() {
            Some(known) => known,
            None => self.read_print_master()?,
        };
        let remeasured = match &known {
            Some(master) => {
                let of_master = self.measured(place, (picture, facts), (&master.features, &master.facts))?;
                self.via_print_master(direct_match, direct, master, &of_master)
            }
            None => None,
        };
        self.print_master = Some(known);
        Ok(remeasured)
    }

    fn via_print_master(
        &self,
        direct_match: &PictureMatch,
        direct: &Measurement,
        master: &PrintMaster,
        of_master: &Measurement,
    ) -> Option<PrintMasterMatch> {
        let audio = MeasuredHalf { measured: &master.measured, closeness: self.closeness(&master.measured) };
        let third = MeasuredHalf { measured: of_master, closeness: self.closeness(of_master) };
        Some(match via_print_master(direct, audio, third, self.question.served.rate)? {
            ViaPrintMaster::Measured(measured) => {
                let drafted = drafts(&self.question.profile, &self.question.served, &measured, Mode::Full);
                let remeasured =
                    PictureMatch::of(direct_match.kind, direct_match.label.clone(), &measured, &drafted);
                PrintMasterMatch {
                    picture_match: PictureMatch { through_print_master: true, ..remeasured },
                    measured: *measured,
                }
            }
            // The same programme after all: what the two do not share is no proof of another.
            ViaPrintMaster::SameProgramme(closeness) => PrintMasterMatch {
                picture_match: PictureMatch {
                    closeness,
                    through_print_master: true,
                    off_by: None,
                    ..direct_match.clone()
                },
                measured: Measurement { verdict: SyncVerdict::NoEvidence, ..direct.clone() },
            },
        })
    }

    fn read_print_master(&mut self) -> Result<Option<PrintMaster>, SoundError> {
        let question = self.question;
        let Some((place, asset)) = question.print_master() else { return Ok(None) };
        match self.read(place, asset) {
            Ok((features, facts)) => {
                let measured =
                    self.measured(place, (&features, &facts), (self.audio, &question.audio_facts))?;
                Ok(Some(PrintMaster { features, facts, measured }))
            }
            Err(SoundError::Cancelled) => Err(SoundError::Cancelled),
            Err(why) => {
                self.print_master_refused = Some(why.to_string());
                Ok(None)
            }
        }
    }

    fn measured(
        &mut self,
        place: usize,
        (reference, facts): (&Features, &AssetFacts),
        (audio, audio_facts): (&Features, &AssetFacts),
    ) -> Result<Measurement, SoundError> {
        let rate = facts.frame_rate.unwrap_or(self.question.served.rate);
        let conditions = conditions(&self.question.profile, rate, facts, audio_facts, false);
        let watch = &mut self.watch;
        let measured = measure(reference, audio, &conditions, &mut |progress| {
            watch(SearchStep::Progress { asset: place, share: READING + (1.0 - READING) * progress.share })
        });
        measured.map_err(|MeasureCancelled| SoundError::Cancelled)
    }

    fn closeness(&self, measured: &Measurement) -> CutMatch {
        let drafted = drafts(&self.question.profile, &self.question.served, measured, Mode::Full);
        CutMatch::of(measured, &drafted)
    }

    /// Reads a movie, or a sound of one file or several, from start to end.
    fn read(&mut self, place: usize, asset: &Asset) -> Result<(Features, AssetFacts), SoundError> {
        let picture = self.media.open(&asset.files)?;
        let facts = picture.facts().clone();
        let whole = facts.duration.get().max(1) as f32;
        let watch = &mut self.watch;
        let (features, _seconds) = features_of(&picture, &mut |frames| {
            watch(SearchStep::Progress { asset: place, share: READING * (frames as f32 / whole).min(1.0) })
        })?;
        Ok((features, facts))
    }
}

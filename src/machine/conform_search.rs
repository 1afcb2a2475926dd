//! The audio measured against the other pictures of the request, for the desk and the command line alike.

use std::ops::ControlFlow;

use crate::conform::{
    Again, Attempt, ConformQuestion, CutMatch, MeasuredHalf, PictureMatch, ViaPrintMaster, via_print_master,
};
use crate::drafting::{conditions, drafts};
use crate::media::{MediaCache, SoundError, features_of};
use crate::ticket::{Asset, AssetFacts, Mode, Role};
use crate::timing::{Features, MeasureCancelled, Measurement, SyncVerdict, measure};

/// Share of an attempt that is listening; the rest is measuring.
const LISTENING: f32 = 0.8;

/// What the other pictures said.
#[derive(Clone, Debug)]
pub struct Tries {
    /// The picture served, as it was tried.
    pub served: PictureMatch,
    /// Its measurement by way of the Print Master, where that had to be gone by.
    pub again: Option<Again>,
    /// In the order in which they should be believed.
    pub others: Vec<Attempt>,
    /// Why the Print Master could not be gone by, in words, where that was wanted.
    pub print_master_refused: Option<String>,
}

/// News while the pictures are tried.
#[derive(Clone, Debug)]
pub enum TryStep {
    /// The place of the asset being listened to and measured, and how much of it is done, 0 to 1.
    At {
        asset: usize,
        share: f32,
    },
    /// The picture served was measured once more, by way of the Print Master.
    Served(Box<Again>),
    Attempted(Attempt),
}

type Watch<'a> = &'a mut dyn FnMut(TryStep) -> ControlFlow<()>;

/// Measures `audio` against every other picture of the request. Costs one listening for each; a picture that cannot
/// be heard is told with its reason and the next is tried. `watch` may break it off at any step.
///
/// # Errors
/// [`MeasureCancelled`] when `watch` breaks.
pub fn tries(
    question: &ConformQuestion,
    audio: &Features,
    media: &MediaCache,
    watch: Watch,
) -> Result<Tries, MeasureCancelled> {
    let mut trying =
        Trying { question, audio, media, watch, print_master: None, again: None, print_master_refused: None };
    let served = trying.served()?;
    let mut others = Vec::new();
    for place in question.others() {
        let Some(asset) = question.assets.get(place) else { continue };
        let outcome = match trying.attempt(place, asset) {
            Err(SoundError::Cancelled) => return Err(MeasureCancelled),
            tried => tried.map_err(|why| why.to_string()),
        };
        let attempt = Attempt { asset: place, outcome };
        trying.tell(TryStep::Attempted(attempt.clone()))?;
        others.push(attempt);
    }
    let Trying { again, print_master_refused, .. } = trying;
    Ok(Tries { served, again, others, print_master_refused })
}

struct Trying<'a> {
    question: &'a ConformQuestion,
    audio: &'a Features,
    media: &'a MediaCache,
    watch: Watch<'a>,
    /// The Print Master and how the audio follows it, once somebody asked; the inner is `None` where there is none.
    print_master: Option<Option<PrintMaster>>,
    again: Option<Again>,
    print_master_refused: Option<String>,
}

struct PrintMaster {
    heard: Features,
    facts: AssetFacts,
    /// The audio against it.
    followed: Measurement,
}

impl Trying<'_> {
    fn tell(&mut self, step: TryStep) -> Result<(), MeasureCancelled> {
        if (self.watch)(step).is_break() { Err(MeasureCancelled) } else { Ok(()) }
    }

    /// How the audio fits the picture served; where the two have nothing in common, by way of the Print Master.
    fn served(&mut self) -> Result<PictureMatch, MeasureCancelled> {
        let question = self.question;
        let tried = question.served_as_tried();
        if tried.closeness < CutMatch::NoEvidence || !self.question.goes_by_print_master() {
            return Ok(tried);
        }
        let Some(asset) = question.assets.get(question.picture) else { return Ok(tried) };
        let gone = self.hear(question.picture, asset).and_then(|(heard, facts)| {
            self.through_print_master(&tried, &question.measured, question.picture, (&heard, &facts))
        });
        match gone {
            Ok(Some(again)) => {
                self.tell(TryStep::Served(Box::new(again.clone())))?;
                let tried = again.tried.clone();
                self.again = Some(again);
                Ok(tried)
            }
            Err(SoundError::Cancelled) => Err(MeasureCancelled),
            // What cannot be heard again stays as it was first measured.
            Ok(None) | Err(_) => Ok(tried),
        }
    }

    fn attempt(&mut self, place: usize, asset: &Asset) -> Result<PictureMatch, SoundError> {
        let (heard, facts) = self.hear(place, asset)?;
        let (audio, audio_facts) = (self.audio, &self.question.audio_facts);
        let measured = self.measured(place, (&heard, &facts), (audio, audio_facts))?;
        let kind = match asset.role {
            Role::Reference(kind) => Some(kind),
            _ => None,
        };
        let drafted = drafts(&self.question.profile, &self.question.served, &measured, Mode::Full);
        let tried = PictureMatch::of(kind, asset.label(), &measured, &drafted);
        if tried.closeness < CutMatch::NoEvidence {
            return Ok(tried);
        }
        let again = self.through_print_master(&tried, &measured, place, (&heard, &facts))?;
        Ok(again.map_or(tried, |again| again.tried))
    }

    /// `None` where the Print Master does not help.
    fn through_print_master(
        &mut self,
        tried: &PictureMatch,
        direct: &Measurement,
        place: usize,
        (picture, facts): (&Features, &AssetFacts),
    ) -> Result<Option<Again>, SoundError> {
        if !self.question.goes_by_print_master() {
            return Ok(None);
        }
        let known = match self.print_master.take() {
            Some(known) => known,
            None => self.hear_print_master()?,
        };
        let again = match &known {
            Some(master) => {
                let of_master = self.measured(place, (picture, facts), (&master.heard, &master.facts))?;
                self.via_print_master(tried, direct, master, &of_master)
            }
            None => None,
        };
        self.print_master = Some(known);
        Ok(again)
    }

    fn via_print_master(
        &self,
        tried: &PictureMatch,
        direct: &Measurement,
        master: &PrintMaster,
        of_master: &Measurement,
    ) -> Option<Again> {
        let audio = MeasuredHalf { measured: &master.followed, closeness: self.closeness(&master.followed) };
        let third = MeasuredHalf { measured: of_master, closeness: self.closeness(of_master) };
        Some(match via_print_master(direct, audio, third, self.question.served.rate)? {
            ViaPrintMaster::Measured(measured) => {
                let drafted = drafts(&self.question.profile, &self.question.served, &measured, Mode::Full);
                let again = PictureMatch::of(tried.kind, tried.label.clone(), &measured, &drafted);
                Again { tried: PictureMatch { through_print_master: true, ..again }, measured: *measured }
            }
            // The same programme after all: what the two do not share is no proof of another.
            ViaPrintMaster::SameProgramme(closeness) => Again {
                tried: PictureMatch { closeness, through_print_master: true, off_by: None, ..tried.clone() },
                measured: Measurement { verdict: SyncVerdict::NoEvidence, ..direct.clone() },
            },
        })
    }

    fn hear_print_master(&mut self) -> Result<Option<PrintMaster>, SoundError> {
        let question = self.question;
        let Some((place, asset)) = question.print_master() else { return Ok(None) };
        match self.hear(place, asset) {
            Ok((heard, facts)) => {
                let followed = self.measured(place, (&heard, &facts), (self.audio, &question.audio_facts))?;
                Ok(Some(PrintMaster { heard, facts, followed }))
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
        let conditions = conditions(&self.question.profile, rate, facts, audio_facts);
        let watch = &mut self.watch;
        let measured = measure(reference, audio, &conditions, &mut |progress| {
            watch(TryStep::At { asset: place, share: LISTENING + (1.0 - LISTENING) * progress.share })
        });
        measured.map_err(|MeasureCancelled| SoundError::Cancelled)
    }

    fn closeness(&self, measured: &Measurement) -> CutMatch {
        let drafted = drafts(&self.question.profile, &self.question.served, measured, Mode::Full);
        CutMatch::of(measured, &drafted)
    }

    /// Listens to a movie, or to sound of one file or several.
    fn hear(&mut self, place: usize, asset: &Asset) -> Result<(Features, AssetFacts), SoundError> {
        let picture = self.media.open(&asset.files)?;
        let facts = picture.facts().clone();
        let whole = facts.duration.get().max(1) as f32;
        let watch = &mut self.watch;
        let (heard, _seconds) = features_of(&picture, &mut |frames| {
            watch(TryStep::At { asset: place, share: LISTENING * (frames as f32 / whole).min(1.0) })
        })?;
        Ok((heard, facts))
    }
}

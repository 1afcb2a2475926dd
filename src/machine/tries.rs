//! The audio measured against the other pictures of the request, for the desk and the command line alike.

use std::ops::ControlFlow;

use crate::media::{HearError, Reference};
use crate::review::{Attempt, Closeness, Question, Tried, conditions, drafts};
use crate::ticket::{Asset, AssetFacts, Mode, Role, Task};
use crate::timing::{Cancelled, Heard, Measurement, measure};

/// Share of an attempt that is listening; the rest is measuring.
const LISTENING: f32 = 0.8;

/// What the other pictures said.
#[derive(Clone, Debug)]
pub struct Tries {
    /// The picture served, as it was tried.
    pub served: Tried,
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
    Served(Tried),
    Attempted(Attempt),
}

type Watch<'a> = &'a mut dyn FnMut(TryStep) -> ControlFlow<()>;

/// Measures `audio` against every other picture of the request. Costs one listening for each; a picture that cannot
/// be heard is told with its reason and the next is tried. `watch` may break it off at any step.
///
/// # Errors
/// [`Cancelled`] when `watch` breaks.
pub fn tries(question: &Question, audio: &Heard, watch: Watch) -> Result<Tries, Cancelled> {
    let mut trying = Trying { question, audio, watch, print_master: None, print_master_refused: None };
    let served = trying.served()?;
    let mut others = Vec::new();
    for place in question.others() {
        let Some(asset) = question.assets.get(place) else { continue };
        let outcome = match trying.attempt(place, asset) {
            Err(HearError::Cancelled) => return Err(Cancelled),
            tried => tried.map_err(|why| why.to_string()),
        };
        let attempt = Attempt { asset: place, outcome };
        trying.tell(TryStep::Attempted(attempt.clone()))?;
        others.push(attempt);
    }
    Ok(Tries { served, others, print_master_refused: trying.print_master_refused })
}

struct Trying<'a> {
    question: &'a Question,
    audio: &'a Heard,
    watch: Watch<'a>,
    /// The Print Master and how the audio follows it, once somebody asked; the inner is `None` where there is none.
    print_master: Option<Option<PrintMaster>>,
    print_master_refused: Option<String>,
}

struct PrintMaster {
    heard: Heard,
    facts: AssetFacts,
    closeness: Closeness,
}

impl Trying<'_> {
    fn tell(&mut self, step: TryStep) -> Result<(), Cancelled> {
        if (self.watch)(step).is_break() { Err(Cancelled) } else { Ok(()) }
    }

    /// How the audio fits the picture served; where the two have nothing in common, by way of the Print Master.
    fn served(&mut self) -> Result<Tried, Cancelled> {
        let question = self.question;
        let mut tried = question.served_as_tried();
        if tried.closeness != Closeness::NoEvidence || !self.may_go_by_print_master() {
            return Ok(tried);
        }
        let Some(asset) = question.assets.get(question.picture) else { return Ok(tried) };
        let gone = match self.hear(question.picture, asset) {
            Ok((heard, facts)) => self.through_print_master(&mut tried, question.picture, &heard, &facts),
            Err(refused) => Err(refused),
        };
        // What cannot be heard again stays as it was first measured.
        if let Err(HearError::Cancelled) = gone {
            return Err(Cancelled);
        }
        self.tell(TryStep::Served(tried.clone()))?;
        Ok(tried)
    }

    fn attempt(&mut self, place: usize, asset: &Asset) -> Result<Tried, HearError> {
        let (heard, facts) = self.hear(place, asset)?;
        let (audio, audio_facts) = (self.audio, &self.question.audio_facts);
        let measured = self.measured(place, (&heard, &facts), (audio, audio_facts))?;
        let kind = match asset.role {
            Role::Reference(kind) => Some(kind),
            _ => None,
        };
        let drafted = drafts(&self.question.profile, &self.question.served, &measured, Mode::Full);
        let mut tried = Tried::of(kind, asset.spoken(), &measured, &drafted);
        if tried.closeness == Closeness::NoEvidence {
            self.through_print_master(&mut tried, place, &heard, &facts)?;
        }
        Ok(tried)
    }

    fn may_go_by_print_master(&self) -> bool {
        self.question.task == Task::MusicAndEffects && self.question.print_master().is_some()
    }

    /// An M&E and a guide may share nothing where all is dialogue: the Print Master shares the full mix with the one
    /// and everything but dialogue with the other.
    fn through_print_master(
        &mut self,
        tried: &mut Tried,
        place: usize,
        picture: &Heard,
        facts: &AssetFacts,
    ) -> Result<(), HearError> {
        if !self.may_go_by_print_master() {
            return Ok(());
        }
        let known = match self.print_master.take() {
            Some(known) => known,
            None => self.hear_print_master()?,
        };
        if let Some(master) = &known {
            let of_master = self.measured(place, (picture, facts), (&master.heard, &master.facts))?;
            let closeness = self.closeness(&of_master).through(master.closeness);
            if closeness != Closeness::NoEvidence {
                // How far off it is was measured of the two halves, not of the pair.
                *tried = Tried { closeness, through_print_master: true, off_by: None, ..tried.clone() };
            }
        }
        self.print_master = Some(known);
        Ok(())
    }

    fn hear_print_master(&mut self) -> Result<Option<PrintMaster>, HearError> {
        let question = self.question;
        let Some((place, asset)) = question.print_master() else { return Ok(None) };
        match self.hear(place, asset) {
            Ok((heard, facts)) => {
                let measured = self.measured(place, (&heard, &facts), (self.audio, &question.audio_facts))?;
                let closeness = self.closeness(&measured);
                Ok(Some(PrintMaster { heard, facts, closeness }))
            }
            Err(HearError::Cancelled) => Err(HearError::Cancelled),
            Err(why) => {
                self.print_master_refused = Some(why.to_string());
                Ok(None)
            }
        }
    }

    fn measured(
        &mut self,
        place: usize,
        (reference, facts): (&Heard, &AssetFacts),
        (audio, audio_facts): (&Heard, &AssetFacts),
    ) -> Result<Measurement, HearError> {
        let rate = facts.frame_rate.unwrap_or(self.question.served.rate);
        let conditions = conditions(&self.question.profile, rate, facts, audio_facts);
        let watch = &mut self.watch;
        let measured = measure(reference, audio, &conditions, &mut |progress| {
            watch(TryStep::At { asset: place, share: LISTENING + (1.0 - LISTENING) * progress.share })
        });
        measured.map_err(|Cancelled| HearError::Cancelled)
    }

    fn closeness(&self, measured: &Measurement) -> Closeness {
        let drafted = drafts(&self.question.profile, &self.question.served, measured, Mode::Full);
        Closeness::of(measured, &drafted)
    }

    /// Listens to a movie, or to sound of one file or several.
    fn hear(&mut self, place: usize, asset: &Asset) -> Result<(Heard, AssetFacts), HearError> {
        let reference = match asset.files.as_slice() {
            [only] => Reference::open(only)?,
            several => Reference::sound_only(several)?,
        };
        let facts = reference.facts().clone();
        let whole = facts.duration.0.max(1) as f32;
        let watch = &mut self.watch;
        let (heard, _seconds) = reference.hear(&mut |frames| {
            watch(TryStep::At { asset: place, share: LISTENING * (frames as f32 / whole).min(1.0) })
        })?;
        Ok((heard, facts))
    }
}

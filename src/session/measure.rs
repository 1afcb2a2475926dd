//! Measure: commands on the measurement, its drafts and the conform search; their progress and results.

use std::sync::Arc;

use super::table::{Need, command_family, unlisted};
use super::{
    Effect, MeasureEffect, Measuring, Stamp, Workspace, conform_search, drafts, loading, measured_before,
    measuring, mix_listening, walk,
};
use crate::conform::{PictureComparison, PrintMasterMatch};
use crate::ticket::MeasurementOrigin;
use crate::timing::{GuideTrack, Measurement, Preview};

command_family! {
    /// Measures the audio, and takes or dismisses what was drafted.
    pub enum MeasureCommand {
        listed {}
        unlisted {
            Start => unlisted();
            Cancel => unlisted();
            /// Make a drafted finding one's own, by its place among the drafts.
            AcceptDraft(usize) => unlisted().edits();
            /// A drafted finding is none; worse than FYI it needs a reason.
            DismissDraft { place: usize, why: String } => unlisted().edits();
            /// Go to a draft and play around it, again and again.
            LookAtDraft(usize) => unlisted();
            /// Measure the audio against the other pictures of the request, once more.
            SearchConform => unlisted().needs(&[Need::Measurement]);
            CancelConformSearch => unlisted();
            /// The sentence about which picture the audio fits, to the clipboard.
            CopyConformResult => unlisted();
        }
    }
}

/// Progress and results.
#[derive(Clone, Debug)]
pub enum MeasureEvent {
    /// How far the measurement is, 0 to 1, and what it is at, in words.
    Progress {
        share: f32,
        step: String,
    },
    /// A coarse first result.
    Preview(Box<Preview>),
    Measured(Box<Measurement>),
    /// When [`Self::Measured`], which comes after it, was measured, and whether it is kept from an earlier sitting.
    Origin {
        origin: MeasurementOrigin,
        is_kept: bool,
    },
    /// Nothing is kept of what is on the desk, as it is now: it is being measured. Its time is not known yet.
    NotKept(MeasurementOrigin),
    /// Which sound track of the movie was measured against; comes before [`Self::Measured`].
    GuideTrack(GuideTrack),
    /// The measurement ended without a result; why, in words.
    Stopped(String),
    /// The audio is being measured against another picture: place of the asset, and how much of it is done, 0 to 1.
    ConformProgress {
        asset: usize,
        share: f32,
    },
    /// The picture served, measured again by way of the Print Master.
    ServedRemeasured(Box<PrintMasterMatch>),
    /// Another picture was compared, or could not be.
    PictureCompared(Box<PictureComparison>),
    /// Every other picture was compared.
    ConformDone,
    /// The search ended before that; why, in words.
    ConformStopped(String),
}

pub(super) fn update(workspace: &mut Workspace, command: MeasureCommand, stamp: &Stamp) -> Vec<Effect> {
    use MeasureCommand as C;
    let profile = Arc::clone(&workspace.profile);
    let Some(session) = workspace.session.as_mut() else { return Vec::new() };
    match command {
        C::Start => {
            session.measuring = Measuring::started("Measuring");
            vec![Effect::Measure(MeasureEffect::Start)]
        }
        C::Cancel => {
            session.measuring = Measuring::Stopped(STOPPED_BY_YOU.to_owned());
            vec![Effect::Measure(MeasureEffect::Cancel)]
        }
        C::AcceptDraft(place) => match drafts::accept(session, place, &workspace.person, stamp) {
            Ok(effects) => effects,
            Err(refused) => {
                workspace.notice_once(refused);
                Vec::new()
            }
        },
        C::DismissDraft { place, why } => {
            if let Err(refused) = drafts::dismiss(session, place, &why, &workspace.person, stamp) {
                workspace.notice_once(refused);
            }
            Vec::new()
        }
        C::LookAtDraft(place) => walk::look_at(session, place),
        C::SearchConform => conform_search::start(&profile, session),
        C::CancelConformSearch => {
            let mut effects = conform_search::stop(session, STOPPED_BY_YOU);
            effects.extend(mix_listening::start_if_new(&profile, session));
            effects
        }
        C::CopyConformResult => conform_search::copy(session),
    }
}

const STOPPED_BY_YOU: &str = "Stopped by you.";

pub(super) fn event(workspace: &mut Workspace, event: MeasureEvent) -> Vec<Effect> {
    use MeasureEvent as E;
    let profile = Arc::clone(&workspace.profile);
    let Some(session) = workspace.session.as_mut() else { return Vec::new() };
    match event {
        E::Progress { share, step } => measuring::progressed(session, share, step),
        E::Preview(preview) => measuring::previewed(session, preview),
        E::Stopped(why) => session.measuring = Measuring::Stopped(why),
        E::Origin { origin, is_kept } => session.origin = Some((origin, is_kept)),
        E::NotKept(now) => measured_before::not_kept(session, &now),
        E::GuideTrack(guide) => return loading::guide_found(&profile, session, guide),
        E::Measured(measurement) => {
            let aligned = measuring::completed(&profile, session, *measurement);
            let is_of_served = session.finishing().is_none();
            let search = if is_of_served { conform_search::start(&profile, session) } else { Vec::new() };
            // Which version fits comes first: that is part of the verdict.
            let listens =
                if search.is_empty() { mix_listening::start_if_new(&profile, session) } else { Vec::new() };
            let mut effects = with_save(workspace, aligned);
            effects.extend(search);
            effects.extend(listens);
            return effects;
        }
        E::ServedRemeasured(remeasured) => {
            let aligned = conform_search::served_remeasured(&profile, session, *remeasured);
            return with_save(workspace, aligned);
        }
        E::ConformProgress { asset, share } => conform_search::progressed(session, asset, share),
        E::PictureCompared(attempt) => conform_search::picture_compared(session, *attempt),
        E::ConformStopped(why) => {
            conform_search::stop(session, &why);
            return mix_listening::start_if_new(&profile, session);
        }
        E::ConformDone => {
            conform_search::finish(&profile, session);
            return mix_listening::start_if_new(&profile, session);
        }
    }
    Vec::new()
}

/// The effects of a changed alignment, and the save that its new name alone asks for, too.
fn with_save(workspace: &mut Workspace, mut effects: Vec<Effect>) -> Vec<Effect> {
    if workspace.session.as_ref().is_some_and(|session| session.ticket.is_unsaved()) {
        effects.extend(workspace.ticket_to_save());
    }
    effects
}

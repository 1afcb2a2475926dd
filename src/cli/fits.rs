//! Which other picture the audio fits, asked without a window.

use std::ops::ControlFlow;
use std::path::PathBuf;

use super::compare::ProgressLine;
use crate::conform::{Again, ConformQuestion, ConformResult, PictureMatch, fit};
use crate::machine::{SearchStep, search_pictures};
use crate::media::MediaCache;
use crate::ticket::Asset;
use crate::timing::Features;

/// How the audio fits the pictures of the request.
pub(super) struct ConformAnswer {
    pub fit: ConformResult,
    /// The picture served, as it was measured.
    pub served: PictureMatch,
    /// Its measurement through the Print Master, where that was needed.
    pub again: Option<Again>,
    pub others: Vec<OtherPicture>,
    /// Pictures that could not be tried, and why, in sentences.
    pub left_out: Vec<String>,
}

pub(super) struct OtherPicture {
    pub tried: PictureMatch,
    pub path: PathBuf,
}

/// Where the audio does not fit the picture served: what it fits. Reads each other picture through once.
pub(super) fn fits(
    question: &ConformQuestion,
    audio: &Features,
    media: &MediaCache,
    bar: &mut ProgressLine,
) -> Option<ConformAnswer> {
    if !question.arises() {
        return None;
    }
    let name = |place: usize| question.assets.get(place).map(Asset::file_name).unwrap_or_default();
    let asked = search_pictures(question, audio, media, &mut |step| {
        if let SearchStep::Progress { asset, share } = step {
            bar.show(&format!("trying {}", name(asset)), share);
        }
        ControlFlow::Continue(())
    });
    // Only a watcher that breaks it off cancels it.
    let asked = asked.ok()?;
    let (mut others, mut left_out) = (Vec::new(), Vec::new());
    for attempt in asked.others {
        match attempt.outcome {
            Ok(tried) => {
                let files = question.assets.get(attempt.asset).map(|asset| asset.files.as_slice());
                let path = files.and_then(|files| files.first()).cloned().unwrap_or_default();
                others.push(OtherPicture { tried, path });
            }
            Err(why) => left_out.push(format!("{} was not tried: {why}", name(attempt.asset))),
        }
    }
    let refused = asked.print_master_refused;
    left_out.extend(refused.map(|why| format!("The Print Master could not be used: {why}")));
    let pictures: Vec<PictureMatch> = others.iter().map(|fitted| fitted.tried.clone()).collect();
    let fit = fit(&question.profile, question.task, &asked.served, &pictures);
    Some(ConformAnswer { fit, served: asked.served, again: asked.again, others, left_out })
}

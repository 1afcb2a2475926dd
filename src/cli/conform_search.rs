//! Which other picture the audio fits, searched without a window.

use std::ops::ControlFlow;
use std::path::PathBuf;

use super::compare::ProgressLine;
use crate::conform::{ConformQuestion, ConformResult, PictureMatch, PrintMasterMatch, best_match};
use crate::machine::{SearchStep, search_pictures};
use crate::media::MediaCache;
use crate::ticket::Asset;
use crate::timing::Features;

/// How the audio fits the pictures of the request.
pub(super) struct ConformAnswer {
    pub result: ConformResult,
    /// The picture served, as it was measured.
    pub served: PictureMatch,
    /// Its measurement through the Print Master, where that was needed.
    pub via_print_master: Option<PrintMasterMatch>,
    pub others: Vec<OtherPicture>,
    /// Pictures that could not be compared, and why, in sentences.
    pub left_out: Vec<String>,
}

pub(super) struct OtherPicture {
    pub picture_match: PictureMatch,
    pub path: PathBuf,
}

/// Where the audio does not fit the picture served: what it fits. Reads each other picture through once.
pub(super) fn search_conform(
    question: &ConformQuestion,
    audio: &Features,
    media: &MediaCache,
    bar: &mut ProgressLine,
) -> Option<ConformAnswer> {
    if !question.is_needed() {
        return None;
    }
    let name = |place: usize| question.assets.get(place).map(Asset::file_name).unwrap_or_default();
    let searched = search_pictures(question, audio, media, &mut |step| {
        if let SearchStep::Progress { asset, share } = step {
            bar.show(&format!("trying {}", name(asset)), share);
        }
        ControlFlow::Continue(())
    });
    // Only a watcher that breaks it off cancels it.
    let searched = searched.ok()?;
    let (mut others, mut left_out) = (Vec::new(), Vec::new());
    for comparison in searched.others {
        match comparison.outcome {
            Ok(picture_match) => {
                let files = question.assets.get(comparison.asset).map(|asset| asset.files.as_slice());
                let path = files.and_then(|files| files.first()).cloned().unwrap_or_default();
                others.push(OtherPicture { picture_match, path });
            }
            Err(why) => left_out.push(format!("{} was not tried: {why}", name(comparison.asset))),
        }
    }
    let refused = searched.print_master_refused;
    left_out.extend(refused.map(|why| format!("The Print Master could not be used: {why}")));
    let pictures: Vec<PictureMatch> = others.iter().map(|other| other.picture_match.clone()).collect();
    let result = best_match(&question.profile, question.task, &searched.served, &pictures);
    Some(ConformAnswer {
        result,
        served: searched.served,
        via_print_master: searched.via_print_master,
        others,
        left_out,
    })
}

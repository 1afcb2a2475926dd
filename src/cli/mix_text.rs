//! The inside of the mix in the text of `twopop check`: how much there is to hear, and what was not listened for.

use super::checked::JudgedAudio;
use super::explain_text::TextPage;
use crate::drafting::leader_text;
use crate::mix::{CheckState, MixResult};
use crate::policy::Profile;
use crate::ticket::MixCheck;

/// What a person has to hear, what could not be heard, and why.
pub(super) fn inside(page: &mut TextPage, profile: &Profile, judged: &JudgedAudio) {
    let mix = &judged.mix;
    page.line("Inside the mix:");
    if !mix.checks.iter().any(|(_, state)| *state == CheckState::Ran) {
        let why = mix.checks.first().map_or("", |(_, state)| state.because());
        page.below(&format!("It was not listened to. {why}"));
        return;
    }
    let drafted: usize = judged.mix_drafts.iter().map(|one| one.candidates.len()).sum();
    let to_hear = mix.candidates.len().saturating_sub(drafted);
    page.below(&match to_hear {
        0 => "Beside what is drafted there is no candidate for a person to hear.".to_owned(),
        _ => format!("For a person to hear, on the desk under Mix or with --json: {}.", counts(mix)),
    });
    for (check, all) in &mix.in_all {
        page.below(&format!("Of {} only the first are listed: {all} were found.", check.label()));
    }
    not_heard(page, mix);
    if let Some(leader) = &mix.measures.leader {
        let said = leader_text(&profile.mix, leader, &judged.channel_names());
        said.iter().for_each(|sentence| page.below(&format!("Leader: {sentence}")));
    }
    for heard in judged.reheard.iter().flatten() {
        page.below(&format!("Earlier finding, measured again. {}", heard.remeasured.text));
    }
}

/// "2 × click, 1 × dialogue left in".
fn counts(mix: &MixResult) -> String {
    let of = |check: MixCheck| {
        mix.candidates.iter().filter(|found| found.check == check && !found.is_exact()).count()
    };
    let open = MixCheck::ALL.into_iter().filter(|check| of(*check) > 0);
    open.map(|check| format!("{} × {}", of(check), check.label())).collect::<Vec<_>>().join(", ")
}

/// The checks that could not hear, and those that did not run, each reason once.
fn not_heard(page: &mut TextPage, mix: &MixResult) {
    let mut reasons: Vec<(&CheckState, Vec<String>)> = Vec::new();
    for (check, state) in mix.checks.iter().filter(|(_, state)| *state != CheckState::Ran) {
        match reasons.iter_mut().find(|(known, _)| *known == state) {
            Some((_, checks)) => checks.push(check.label()),
            None => reasons.push((state, vec![check.label()])),
        }
    }
    for (state, checks) in reasons {
        let what = match state {
            CheckState::CannotHear(_) => "Cannot be heard",
            _ => "Not looked for",
        };
        page.below(&format!("{what}: {}. {}", checks.join(", "), state.because()));
    }
}

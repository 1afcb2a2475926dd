//! The question before a fix check: which delivery it takes. What can be taken is looked at by the machine first, so that a person
//! reads name, time and length of it; nothing begins before they say yes.

use std::path::PathBuf;

use jiff::Timestamp;

use super::{Effect, FixCheck, Newness, Redelivery, RedeliveryEffect, RequestEffect, Session, Workspace};
use crate::ticket::{Asset, LogEvent, Role, Round, Transition};

impl Session {
    /// What is known of a delivery against the audio that was judged.
    pub fn newness(&self, delivery: &Redelivery) -> Newness {
        let files = &delivery.asset.files;
        let judged = self.ticket.assets().iter().position(|asset| self.is_judged(asset));
        if judged.and_then(|place| self.ticket.assets().get(place)).is_none_or(|asset| asset.files != *files)
        {
            let of_round = |round: &Round| {
                round.assets.iter().find(|asset| asset.role == Role::Delivered(round.task)).cloned()
            };
            let mut judged_before = self.ticket.lifecycle().past().iter().filter_map(of_round);
            return if judged_before.any(|asset| asset.files == *files) {
                Newness::EarlierRound
            } else {
                Newness::AnotherFile
            };
        }
        if judged.is_some_and(|place| self.replaced.contains(&place)) {
            return Newness::OtherContent;
        }
        let moment = |at: &str| at.parse::<Timestamp>().ok();
        let submitted = self.submitted_at().and_then(moment);
        let written = delivery.written.as_deref().and_then(moment);
        match submitted.zip(written) {
            Some((submitted, written)) if written > submitted => Newness::WrittenSince,
            _ => Newness::SameFile,
        }
    }

    /// The files of the audio that was judged, as they are named.
    pub fn judged_file(&self) -> Option<String> {
        self.delivered().map(Asset::file_name)
    }

    fn under_qc(&self) -> Role {
        Role::Delivered(self.ticket.task())
    }

    fn is_judged(&self, asset: &Asset) -> bool {
        self.delivered().is_some_and(|judged| judged == asset)
    }

    fn submitted_at(&self) -> Option<&str> {
        let entries = self.ticket.lifecycle().log().entries();
        let last = entries.iter().rev().find(|entry| matches!(entry.act, LogEvent::Submitted { .. }));
        last.map(|entry| entry.at.as_str())
    }

    /// The assets of the round that begins with `delivery`: it takes the place of what was judged.
    fn assets_with(&self, delivery: Option<&Asset>) -> Vec<Asset> {
        let under_qc = self.under_qc();
        let is_it = |asset: &Asset| delivery.is_some_and(|delivery| delivery.files == asset.files);
        let mut assets: Vec<Asset> = self.ticket.assets().to_vec();
        assets.retain(|asset| asset.role != under_qc && !is_it(asset));
        // Its content is named anew when it is read.
        assets.extend(delivery.map(|delivery| Asset { role: under_qc, sha256: None, ..delivery.clone() }));
        assets
    }
}

impl Workspace {
    /// The question before a fix check, while it is asked.
    pub fn fix_check(&self) -> Option<&FixCheck> {
        let is_asked = matches!(self.asked, Some(Transition::Redeliver { .. }));
        self.fix_check.as_ref().filter(|_| is_asked)
    }

    /// Why the delivery that is chosen cannot be taken.
    pub(super) fn delivery_refusal(&self) -> Option<String> {
        let check = self.fix_check()?;
        if check.is_looking {
            return Some("the files are being looked at: wait for it".to_owned());
        }
        let taken = check.taken()?;
        let problem = taken.asset.problem.as_ref()?;
        Some(format!("{} cannot be used: {problem}", taken.asset.file_name()))
    }
}

/// Asks which delivery the fix check takes; the machine looks at all there are.
pub(super) fn ask(workspace: &mut Workspace) -> Vec<Effect> {
    let Some(session) = &workspace.session else { return Vec::new() };
    let under_qc = session.under_qc();
    let all =
        session.ticket.assets().iter().filter(|asset| asset.role == under_qc && !asset.files.is_empty());
    let all: Vec<Asset> = all.cloned().collect();
    workspace.asked = Some(Transition::Redeliver { assets: session.assets_with(None) });
    workspace.fix_check = Some(FixCheck { is_looking: true, ..FixCheck::default() });
    vec![asked_of_machine(RedeliveryEffect::LookAtAll(all))]
}

/// The machine has looked at the deliveries of the request: those that may be new are offered, and the one written last is
/// taken unless somebody chooses another.
pub(super) fn seen(workspace: &mut Workspace, mut seen: Vec<Redelivery>) {
    let Some(session) = &workspace.session else { return };
    seen.retain(|delivery| !matches!(session.newness(delivery), Newness::SameFile | Newness::EarlierRound));
    // One that is named while the others are looked at stays chosen.
    let Some(check) = workspace.fix_check.as_mut() else { return };
    let named = check.taken().cloned();
    seen.retain(|delivery| named.as_ref().is_none_or(|named| named.asset.files != delivery.asset.files));
    seen.sort_by_key(|delivery| delivery.written.as_deref().and_then(|at| at.parse::<Timestamp>().ok()));
    seen.extend(named);
    check.is_looking = false;
    check.chosen = seen.len().checked_sub(1);
    check.offered = seen;
    take_chosen(workspace);
}

/// A person named a delivery: it is taken, or why it cannot be.
pub(super) fn named(workspace: &mut Workspace, named: Result<Redelivery, String>) {
    let Some(check) = workspace.fix_check.as_mut() else { return };
    match named {
        Ok(named) => {
            check.refused = None;
            check.offered.retain(|delivery| delivery.asset.files != named.asset.files);
            check.offered.push(named);
            check.chosen = check.offered.len().checked_sub(1);
        }
        Err(why) => check.refused = Some(why),
    }
    check.is_looking = false;
    take_chosen(workspace);
}

/// Another of those offered.
pub(super) fn choose(workspace: &mut Workspace, place: usize) {
    if let Some(check) = workspace.fix_check.as_mut().filter(|check| place < check.offered.len()) {
        check.chosen = Some(place);
        take_chosen(workspace);
    }
}

/// Has what a person named looked at.
pub(super) fn look_at(workspace: &mut Workspace, paths: Vec<PathBuf>) -> Vec<Effect> {
    let task = workspace.session.as_ref().map(|session| session.ticket.task());
    let (Some(task), Some(check)) = (task, workspace.fix_check.as_mut()) else { return Vec::new() };
    (check.is_looking, check.refused) = (true, None);
    vec![asked_of_machine(RedeliveryEffect::LookAt { paths, task })]
}

/// Asks the system's dialog for a delivery.
pub(super) fn choose_file(workspace: &Workspace) -> Vec<Effect> {
    let task = workspace.session.as_ref().map(|session| session.ticket.task());
    task.map(|task| asked_of_machine(RedeliveryEffect::Choose(task))).into_iter().collect()
}

fn asked_of_machine(effect: RedeliveryEffect) -> Effect {
    Effect::Request(RequestEffect::Redelivery(effect))
}

/// What is asked is of the delivery chosen. Where the question was left in the meantime nothing is asked.
fn take_chosen(workspace: &mut Workspace) {
    let Some(check) = workspace.fix_check() else { return };
    let Some(session) = &workspace.session else { return };
    let assets = session.assets_with(check.taken().map(|taken| &taken.asset));
    workspace.asked = Some(Transition::Redeliver { assets });
}

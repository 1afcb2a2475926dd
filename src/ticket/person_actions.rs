//! What people may try with a ticket, as generated for laws: some of it is allowed, some refused.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use uuid::Uuid;

use super::strategies::{assets, findings, people, severities, texts, tickets};
use super::*;

/// Something a person may try, whatever the ticket's state; findings are named by their place.
pub(crate) fn actions() -> BoxedStrategy<PersonAction> {
    let waivers = select(&Waiver::ALL[..]);
    let verdicts = prop_oneof![
        severities().prop_map(Verdict::Differs),
        Just(Verdict::Confirms),
        severities().prop_map(Verdict::Overrules),
        Just(Verdict::Returns),
    ];
    let says = prop_oneof![Just(Production::Fixed), waivers.clone().prop_map(Production::SignedOff)];
    let results = select(&[Rechecked::Gone, Rechecked::StillThere][..]);
    let nobody = FindingId(Uuid::nil());
    let moves = prop_oneof![
        4 => Just(Transition::TakeUp),
        4 => Just(Transition::Submit),
        3 => texts().prop_map(|note| Transition::Approve { note }),
        2 => texts().prop_map(|note| Transition::Return { note }),
        1 => (waivers, texts()).prop_map(|(waiver, note)| Transition::Waive { waiver, note }),
        1 => texts().prop_map(|note| Transition::Close { note }),
        3 => vec(assets(), 0..3).prop_map(|assets| Transition::Redeliver { assets }),
        4 => (verdicts, texts()).prop_map(move |(verdict, reason)| Transition::Judge { finding: nobody, verdict, reason }),
        2 => Just(Transition::ConfirmAgreeing),
        2 => (says, texts()).prop_map(move |(says, note)| Transition::Answer { finding: nobody, says, note }),
        4 => (results, texts()).prop_map(move |(result, note)| Transition::Recheck { finding: nobody, result, note }),
        1 => select(&[Priority::Normal, Priority::High][..]).prop_map(Transition::SetPriority),
        1 => (texts(), texts(), texts()).prop_map(|(before, after, why)| Transition::SwitchReference { before, after, why }),
    ];
    let acts = prop_oneof![
        4 => moves.prop_map(ActionKind::Transition),
        1 => findings().prop_map(|finding| ActionKind::Flag(Box::new(finding))),
        1 => Just(ActionKind::Withdraw),
    ];
    (acts, people(), texts(), any::<prop::sample::Index>())
        .prop_map(|(what, by, at, place)| PersonAction { what, by, at, place })
        .boxed()
}

/// One thing action by a person.
#[derive(Clone, Debug)]
pub(crate) struct PersonAction {
    pub what: ActionKind,
    pub by: Person,
    pub at: String,
    place: prop::sample::Index,
}

#[derive(Clone, Debug)]
pub(crate) enum ActionKind {
    Transition(Transition),
    Flag(Box<Finding>),
    Withdraw,
}

impl PersonAction {
    /// Does it where it may be done; whether it was.
    pub fn try_on(self, ticket: &mut Ticket) -> bool {
        let rechecked_ids = ticket.lifecycle.recheck_items().iter().map(|item| item.finding.id);
        let known: Vec<FindingId> =
            ticket.findings.iter().map(|finding| finding.id).chain(rechecked_ids).collect();
        let named = if known.is_empty() { FindingId(Uuid::nil()) } else { *self.place.get(&known) };
        let mut tracked = TrackedTicket::from(ticket.clone());
        let done = match self.what {
            ActionKind::Transition(action) => {
                tracked.transition(named_in(action, named), &self.by, &self.at).is_ok()
            }
            ActionKind::Flag(finding) => tracked.edit(Edit::InsertFinding { place: 0, finding }).is_some(),
            ActionKind::Withdraw => tracked.edit(Edit::RemoveFinding(named)).is_some(),
        };
        tracked.log_command(&self.by, &self.at);
        *ticket = (*tracked).clone();
        done
    }
}

fn named_in(action: Transition, named: FindingId) -> Transition {
    match action {
        Transition::Judge { verdict, reason, .. } => Transition::Judge { finding: named, verdict, reason },
        Transition::Answer { says, note, .. } => Transition::Answer { finding: named, says, note },
        Transition::Recheck { result, note, .. } => Transition::Recheck { finding: named, result, note },
        other => other,
    }
}

/// Tickets that people have done something with, in any state and round.
pub(crate) fn walked_tickets() -> BoxedStrategy<Ticket> {
    (tickets(), vec(actions(), 0..12))
        .prop_map(|(mut ticket, actions)| {
            for one in actions {
                one.try_on(&mut ticket);
            }
            ticket
        })
        .boxed()
}

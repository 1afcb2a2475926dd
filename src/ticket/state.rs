//! Where a ticket stands between operator and supervisor, and what that locks.

use serde::{Deserialize, Serialize};

use super::PersonRole;

/// Where a ticket stands between operator and supervisor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum State {
    /// Nobody has taken it up.
    #[default]
    New,
    /// An operator works on it.
    InReview,
    /// The operator is done; a supervisor decides.
    Submitted(Outcome),
    /// The supervisor stands behind it.
    Approved(Outcome),
    /// The supervisor gave it back: a new round waits for an operator.
    Returned,
    /// What was flagged is wanted so.
    Waived(Waiver),
    /// Nothing more will be done on this delivery.
    Closed,
}

/// What an operator hands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Outcome {
    /// Something at ISSUE or BLOCKER: production is asked.
    Flagged,
    /// Nothing above FYI.
    Clean,
}

/// Why what was flagged stays as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Waiver {
    /// It is meant so.
    CreativeIntent,
    /// It cannot be made better.
    BestPossible,
}

/// How long a request may take.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Priority {
    #[default]
    Normal,
    High,
}

impl State {
    /// One of each, for tables and pickers.
    pub const ALL: [Self; 10] = [
        Self::New,
        Self::InReview,
        Self::Submitted(Outcome::Flagged),
        Self::Submitted(Outcome::Clean),
        Self::Approved(Outcome::Flagged),
        Self::Approved(Outcome::Clean),
        Self::Returned,
        Self::Waived(Waiver::CreativeIntent),
        Self::Waived(Waiver::BestPossible),
        Self::Closed,
    ];

    pub fn label(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::InReview => "in review",
            Self::Submitted(Outcome::Flagged) => "submitted, flagged",
            Self::Submitted(Outcome::Clean) => "submitted, clean",
            Self::Approved(Outcome::Flagged) => "approved, flagged",
            Self::Approved(Outcome::Clean) => "approved, clean",
            Self::Returned => "returned",
            Self::Waived(Waiver::CreativeIntent) => "waived: Creative Intent",
            Self::Waived(Waiver::BestPossible) => "waived: Best Possible",
            Self::Closed => "closed",
        }
    }

    /// Why findings and alignment can no longer be changed, in words that say what to do; `None` while an operator
    /// works on the ticket. To an operator; see [`Self::locked_for`].
    pub fn locked(self) -> Option<&'static str> {
        self.locked_for(PersonRole::Operator)
    }

    /// The same in words to whoever reads them: what they can do, or who else has to.
    pub fn locked_for(self, reader: PersonRole) -> Option<&'static str> {
        match self {
            Self::New | Self::InReview | Self::Returned => None,
            Self::Submitted(_) if reader == PersonRole::Supervisor => {
                Some("this ticket is submitted: return it, and its operator can change it again")
            }
            Self::Submitted(_) => {
                Some("this ticket is submitted: a supervisor has to return it before it can be changed")
            }
            Self::Approved(_) | Self::Waived(_) | Self::Closed => Some(
                "this round is decided and stays as it is: a redelivery opens a fix check, where new work goes",
            ),
        }
    }

    /// Why there is no fix check of the round yet, in words to whoever reads them; `None` once it is decided.
    pub fn not_decided_for(self, reader: PersonRole) -> Option<&'static str> {
        let decides = reader == PersonRole::Supervisor;
        match self {
            Self::Approved(_) | Self::Waived(_) | Self::Closed => None,
            Self::Submitted(_) if decides => {
                Some("a redelivery answers a decided round: approve or waive this one first")
            }
            Self::Submitted(_) => {
                Some("a redelivery answers a decided round: a supervisor has to decide on this one first")
            }
            Self::New | Self::InReview | Self::Returned if decides => {
                Some("a redelivery answers a decided round: the operator of this one has to submit it first")
            }
            Self::New | Self::InReview | Self::Returned => Some(
                "a redelivery answers a decided round: submit this one, and a supervisor decides on it first",
            ),
        }
    }

    /// Whether a supervisor has decided on the round.
    pub fn is_decided(self) -> bool {
        matches!(self, Self::Approved(_) | Self::Waived(_) | Self::Closed)
    }

    /// Whether somebody still has to do something about it within its time.
    pub fn is_open(self) -> bool {
        matches!(self, Self::New | Self::InReview | Self::Submitted(_) | Self::Returned)
    }
}

impl Waiver {
    pub const ALL: [Self; 2] = [Self::CreativeIntent, Self::BestPossible];

    pub fn label(self) -> &'static str {
        match self {
            Self::CreativeIntent => "Creative Intent",
            Self::BestPossible => "Best Possible",
        }
    }
}

impl Priority {
    /// Hours a request may take from its beginning.
    pub fn hours(self) -> i64 {
        match self {
            Self::Normal => 48,
            Self::High => 24,
        }
    }
}

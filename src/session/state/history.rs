//! Undo and redo.

use crate::ticket::{Edit, TrackedTicket};

/// Undo and redo of one session. Commands cut steps, not timers: edits with the same merge key that follow each other
/// without another command between them are one step.
#[derive(Clone, Debug, Default)]
pub struct History {
    undo: Vec<Step>,
    redo: Vec<Step>,
}

#[derive(Clone, Debug)]
struct Step {
    merge_key: &'static str,
    /// Takes the step back.
    inverse: Edit,
}

impl History {
    /// Applies `edit` and remembers how to take it back. `merge_key` names what merges with itself: "nudge",
    /// "draft"; an empty key never merges. Returns whether the ticket changed.
    pub fn apply(&mut self, ticket: &mut TrackedTicket, merge_key: &'static str, edit: Edit) -> bool {
        let Some(inverse) = ticket.edit(edit) else { return false };
        self.redo.clear();
        let merges =
            !merge_key.is_empty() && self.undo.last().is_some_and(|step| step.merge_key == merge_key);
        if !merges {
            self.undo.push(Step { merge_key, inverse });
        }
        true
    }

    /// Ends the step at hand: the next edit with the same key begins another.
    pub fn end_step(&mut self) {
        if let Some(step) = self.undo.last_mut() {
            step.merge_key = "";
        }
    }

    pub fn can_undo(&self) -> bool {
        !self.undo.is_empty()
    }

    pub fn can_redo(&self) -> bool {
        !self.redo.is_empty()
    }

    /// Takes the last step back; whether there was one.
    pub fn undo(&mut self, ticket: &mut TrackedTicket) -> bool {
        Self::walk(&mut self.undo, &mut self.redo, ticket)
    }

    /// Does the last undone step again; whether there was one.
    pub fn redo(&mut self, ticket: &mut TrackedTicket) -> bool {
        Self::walk(&mut self.redo, &mut self.undo, ticket)
    }

    fn walk(from: &mut Vec<Step>, to: &mut Vec<Step>, ticket: &mut TrackedTicket) -> bool {
        let Some(step) = from.pop() else { return false };
        let Some(inverse) = ticket.edit(step.inverse) else { return false };
        to.push(Step { merge_key: "", inverse });
        true
    }
}

//! The table of commands: what a command is called, which keys it has, and when it is allowed.
//!
//! Each family declares its commands with [`command_family`], one row a command. Menus, buttons, the key sheet, the
//! keyboard and [`super::Workspace::refusal`] all read these rows; there is no other list.

/// How one command is shown and reached, and when it is allowed.
#[derive(Clone, Copy, Debug)]
pub struct CommandRow {
    /// As buttons and the key sheet name it; empty for a command that is not listed.
    pub label: &'static str,
    /// What it does, in a sentence.
    pub tooltip: &'static str,
    /// Its keys, as the key sheet writes them: "Shift+Left". The sheet shows the first.
    pub keys: &'static [&'static str],
    /// Whether its key works while a text is being typed.
    pub while_typing: WhileTyping,
    /// Whether a held key does it again and again.
    pub repeats: bool,
    /// Whether a request must be open.
    pub(super) needs_request: bool,
    /// What else must be there, in the order in which it is asked for.
    pub(super) needs: &'static [Need],
    /// Whether it edits the ticket: it is written in the log, and the ticket is saved. A transition writes its own
    /// entry and is not an edit.
    pub(super) edits: bool,
    /// Whether it takes up a ticket that nobody works on. What only looks does not: there it changes what is seen and heard alone.
    pub(super) claims: bool,
    /// Whether an edit is allowed on a ticket that is locked: it then changes only what is seen and heard, and nothing
    /// of it is saved.
    pub(super) allowed_when_locked: bool,
}

/// Whether a key works while a text is being typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhileTyping {
    No,
    Yes,
    /// Only its key with Ctrl.
    WithCtrl,
}

/// Something a command cannot do without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Need {
    /// Picture and sound are open, and no test signal plays in place of them.
    Playback,
    LoopMarks,
    /// There is another picture beside the one served.
    SecondPicture,
    /// A recut or an offset was measured that can be heard both ways.
    Cut,
    Undo,
    Redo,
    /// The measurement suggests a nudge here.
    SuggestedNudge,
    /// The measurement has ended with a result.
    Measurement,
    StageMixOnOffer,
    /// A reason that is not blank; what is said without one.
    Reason(&'static str),
    /// An operator may work on the ticket.
    Unlocked,
    /// The transition the command stands for is allowed.
    Transition,
    /// The round at hand is decided.
    DecidedRound,
    /// A finding can be flagged here.
    Flag,
    /// A finding is looked at.
    FindingHere,
    /// A sound begins after the frame on screen.
    TransientAhead,
    /// A sound begins before it.
    TransientBehind,
    /// A draft is looked at, or at the playhead.
    DraftHere,
    /// A candidate inside the mix is looked at.
    Candidate,
    /// The mix was listened to, and there are candidates.
    HeardMix,
    /// Flash and pip play, and the output device is known.
    Calibration,
}

impl CommandRow {
    /// The key on the key sheet; empty for none.
    pub fn key(&self) -> &'static str {
        self.keys.first().copied().unwrap_or_default()
    }

    pub(super) const fn needs(mut self, needs: &'static [Need]) -> Self {
        self.needs = needs;
        self
    }

    pub(super) const fn without_request(mut self) -> Self {
        self.needs_request = false;
        self
    }

    pub(super) const fn edits(mut self) -> Self {
        self.edits = true;
        self
    }

    pub(super) const fn edits_unless_locked(mut self) -> Self {
        (self.edits, self.allowed_when_locked) = (true, true);
        self
    }

    /// Of a ticket that somebody works on, an edit; of any other it only looks.
    pub(super) const fn looks_unless_claimed(mut self) -> Self {
        (self.edits, self.allowed_when_locked, self.claims) = (true, true, false);
        self
    }

    pub(super) const fn repeats(mut self) -> Self {
        self.repeats = true;
        self
    }

    pub(super) const fn while_typing(mut self, when: WhileTyping) -> Self {
        self.while_typing = when;
        self
    }
}

/// The row of a command with a label; it needs an open request unless the row says otherwise.
pub(super) const fn listed(
    label: &'static str,
    keys: &'static [&'static str],
    tooltip: &'static str,
) -> CommandRow {
    CommandRow {
        label,
        tooltip,
        keys,
        while_typing: WhileTyping::No,
        repeats: false,
        needs_request: true,
        needs: &[],
        edits: false,
        claims: true,
        allowed_when_locked: false,
    }
}

/// The row of a command that only panels give.
pub(super) const fn unlisted() -> CommandRow {
    listed("", &[], "")
}

/// Declares a family of commands: first those listed on the key sheet, in its order, then those only panels give. A
/// new command is one line here and one arm in the family's update.
macro_rules! command_family {
    (
        $(#[$meta:meta])*
        pub enum $family:ident {
            listed {
                $( $(#[$listed_meta:meta])* $listed:ident => $listed_row:expr; )*
            }
            unlisted {
                $(
                    $(#[$other_meta:meta])*
                    $other:ident $( ( $($type:ty),+ ) )? $( { $( $field:ident: $field_type:ty ),+ } )?
                        => $other_row:expr;
                )*
            }
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq)]
        pub enum $family {
            $( $(#[$listed_meta])* $listed, )*
            $( $(#[$other_meta])* $other $( ( $($type),+ ) )? $( { $( $field: $field_type ),+ } )?, )*
        }

        impl $family {
            /// Those of the key sheet, in its order.
            pub(super) const LISTED: &'static [Self] = &[ $( Self::$listed ),* ];

            /// Its name in the preferences, which stays when its label changes; empty for a command that is not listed.
            pub const fn name(&self) -> &'static str {
                match self {
                    $( Self::$listed => stringify!($listed), )*
                    $( Self::$other { .. } => { let _ = stringify!($other); "" } )*
                }
            }

            /// What the table says of this command.
            pub const fn row(&self) -> $crate::session::CommandRow {
                match self {
                    $( Self::$listed => $listed_row, )*
                    $( Self::$other { .. } => $other_row, )*
                }
            }
        }
    };
}
pub(super) use command_family;

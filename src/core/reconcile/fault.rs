//! What can go wrong while two nodes compare.

use crate::error::ErrorCode;

macro_rules! faults {
    ($($variant:ident $word:literal $code:ident $meaning:literal,)*) => {
        /// What is wrong with a message of the peer. The session is over; nothing that this message said was taken in.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
        pub enum Fault { $(#[doc = $meaning] #[error($meaning)] $variant,)* }

        impl Fault {
            /// The stable word for it.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// The stable code for it.
            pub const fn code(self) -> ErrorCode {
                match self { $(Self::$variant => ErrorCode::$code,)* }
            }
        }
    };
}

faults! {
    TooLong "too_long" LimitExceeded "The message is longer than a message may be.",
    TooManyRanges "too_many_ranges" LimitExceeded "The message speaks of more ranges than a message may.",
    TooManyEntries "too_many_entries" LimitExceeded "The message names more entries in one range than it may.",
    Truncated "truncated" BadRequest "The message ends in the middle of something.",
    Malformed "malformed" BadRequest "The message is not in the one form that it could have.",
    NotAscending "not_ascending" BadRequest "The ranges of the message do not ascend.",
    BeyondBound "beyond_bound" BadRequest "The message speaks of what lies above the agreed bound.",
    Repeated "repeated" BadRequest "The message names one entry twice, or one that this side holds.",
    Overlapping "overlapping" BadRequest "The message asks about a range that is still waiting for its reply.",
    Unasked "unasked" BadRequest "The message answers what was not asked.",
}

/// Why a step was not taken. The machine is of no further use; what earlier steps found stays found.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReconcileError<E> {
    /// The peer sent what it may not send.
    #[error("the peer broke the rules of reconciliation: {0}")]
    Peer(Fault),
    /// The own set could not be read.
    #[error("the own operations could not be read: {0}")]
    Sums(E),
    /// The session has ended before, well or badly.
    #[error("the session is over, no message is expected any more")]
    Over,
}

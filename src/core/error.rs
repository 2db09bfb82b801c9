//! The one list of error codes. A code is stable: scripts, clients and documents name it.

use std::borrow::Cow;
use std::fmt;

macro_rules! codes {
    ($($variant:ident $text:literal $meaning:literal,)*) => {
        /// What went wrong, in one stable word. Doors turn it into a status, the command line into an exit code.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum ErrorCode { $(#[doc = $meaning] $variant,)* }

        impl ErrorCode {
            /// Every code there is, in the order of the documentation.
            pub const ALL: &'static [ErrorCode] = &[$(ErrorCode::$variant,)*];

            /// The word that crosses doors and appears in JSON.
            pub const fn as_str(self) -> &'static str {
                match self { $(ErrorCode::$variant => $text,)* }
            }

            /// What the code means, in a sentence.
            pub const fn meaning(self) -> &'static str {
                match self { $(ErrorCode::$variant => $meaning,)* }
            }

            /// The code with this word, if there is one.
            pub fn from_word(word: &str) -> Option<ErrorCode> {
                match word { $($text => Some(ErrorCode::$variant),)* _ => None }
            }
        }
    };
}

codes! {
    BadRequest "bad_request" "The request or the operation does not have the form it must have.",
    BadSignature "bad_signature" "The signature does not belong to these bytes and this author.",
    WeakKey "weak_key" "The author's public key is not a full-strength Ed25519 key.",
    BadAuthor "bad_author" "The operation writes what only another author could write.",
    NotCanonical "not_canonical" "The bytes are not in the one canonical encoding.",
    FutureStamp "future_stamp" "The operation's stamp lies further ahead than clocks may differ.",
    LimitExceeded "limit_exceeded" "Something is larger, longer, deeper or more numerous than its limit.",
    WrongType "wrong_type" "The key holds a value of another type.",
    NotFound "not_found" "There is no such thing here.",
    NotAllowed "not_allowed" "The author or caller has no right to do this.",
    Unauthenticated "unauthenticated" "The caller has not said who it is, or not proven it.",
    Conflict "conflict" "What the command was prepared from has changed since.",
    Overloaded "overloaded" "The node has more work than it accepts; try again later.",
    RateLimited "rate_limited" "This caller asks more often than its limit; try again later.",
    ResourceExhausted "resource_exhausted" "A limit on memory, connections or size is reached.",
    DiskFull "disk_full" "The disk has too little space left to accept writes.",
    Locked "locked" "Another process holds what is needed.",
    Corrupt "corrupt" "Stored data is damaged.",
    Unavailable "unavailable" "The node cannot answer now.",
    Timeout "timeout" "The time allowed ran out.",
    WrongNetwork "wrong_network" "The other side belongs to another network.",
    Unsupported "unsupported" "This version does not know how to do that.",
    Internal "internal" "A fault of the program itself.",
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Why an operation, a command or a name is not accepted: a code and a reason. Nothing was stored.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct Refused {
    code: ErrorCode,
    reason: Cow<'static, str>,
}

impl Refused {
    /// A refusal with this code and reason.
    pub fn new(code: ErrorCode, reason: impl Into<Cow<'static, str>>) -> Self {
        Self { code, reason: reason.into() }
    }

    pub(crate) fn form(reason: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorCode::BadRequest, reason)
    }

    pub(crate) fn limit(reason: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorCode::LimitExceeded, reason)
    }

    pub(crate) fn author(reason: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorCode::BadAuthor, reason)
    }

    /// The stable code of the refusal.
    pub const fn code(&self) -> ErrorCode {
        self.code
    }
}

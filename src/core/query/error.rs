//! Why a query is refused.

use crate::error::ErrorCode;

/// Why a query is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// A text that has a grammar does not follow it.
    #[error("the {what} is not valid at byte {position}: {why}")]
    Syntax {
        /// What was being read.
        what: &'static str,
        /// Where the trouble begins, in bytes from the start of the text.
        position: usize,
        /// What is wrong there.
        why: String,
    },
    /// A value is of the right form but makes no sense.
    #[error("the {what} is not valid: {why}")]
    Invalid {
        /// What was being read.
        what: &'static str,
        /// What is wrong with it.
        why: String,
    },
    /// A named limit would be passed.
    #[error("the {what} would pass its limit of {limit}")]
    Limit {
        /// What is limited, with its unit.
        what: &'static str,
        /// The largest value that is allowed.
        limit: u64,
    },
}

impl QueryError {
    /// The stable code of this refusal.
    pub const fn code(&self) -> ErrorCode {
        match self {
            Self::Syntax { .. } | Self::Invalid { .. } => ErrorCode::BadRequest,
            Self::Limit { .. } => ErrorCode::LimitExceeded,
        }
    }

    pub(crate) fn syntax(what: &'static str, position: usize, why: impl Into<String>) -> Self {
        Self::Syntax { what, position, why: why.into() }
    }

    pub(crate) fn invalid(what: &'static str, why: impl Into<String>) -> Self {
        Self::Invalid { what, why: why.into() }
    }

    /// A limit from one of the `usize` constants beside the code that it guards.
    pub(crate) fn limit(what: &'static str, limit: usize) -> Self {
        Self::Limit { what, limit: u64::try_from(limit).unwrap_or(u64::MAX) }
    }
}

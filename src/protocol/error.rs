//! Errors as they cross a door: a stable code, a sentence, a hint.

use cyberfly_core::ErrorCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An error as a door gives it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, thiserror::Error)]
#[error("{message}")]
pub struct ErrorBody {
    /// The stable code, a word of [`ErrorCode`].
    pub code: String,
    /// What happened, and what was left untouched.
    pub message: String,
    /// What to do next, if there is something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// The request it answers, if it came over a door that counts them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}

impl ErrorBody {
    /// An error with this code and message.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code: code.as_str().to_owned(), message: message.into(), hint: None, request_id: None }
    }

    /// The same error with a hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The code; a word that this version does not know counts as `internal`.
    pub fn code(&self) -> ErrorCode {
        ErrorCode::from_word(&self.code).unwrap_or(ErrorCode::Internal)
    }
}

impl From<cyberfly_core::Refused> for ErrorBody {
    fn from(refused: cyberfly_core::Refused) -> Self {
        Self::new(refused.code(), refused.to_string())
    }
}

impl From<cyberfly_core::name::NameError> for ErrorBody {
    fn from(error: cyberfly_core::name::NameError) -> Self {
        Self::new(error.code(), error.to_string())
    }
}

/// The HTTP status of a code.
pub const fn http_status(code: ErrorCode) -> u16 {
    match code {
        ErrorCode::BadRequest
        | ErrorCode::BadSignature
        | ErrorCode::WeakKey
        | ErrorCode::BadAuthor
        | ErrorCode::NotCanonical => 400,
        ErrorCode::Unauthenticated => 401,
        ErrorCode::NotAllowed => 403,
        ErrorCode::NotFound => 404,
        ErrorCode::Conflict | ErrorCode::WrongType => 409,
        ErrorCode::LimitExceeded => 413,
        ErrorCode::WrongNetwork => 421,
        ErrorCode::FutureStamp => 422,
        ErrorCode::Locked => 423,
        ErrorCode::RateLimited => 429,
        ErrorCode::Corrupt | ErrorCode::Internal => 500,
        ErrorCode::Unsupported => 501,
        ErrorCode::Overloaded | ErrorCode::ResourceExhausted | ErrorCode::Unavailable => 503,
        ErrorCode::Timeout => 504,
        ErrorCode::DiskFull => 507,
    }
}

/// The exit code of a command that ends with this code.
pub const fn exit_code(code: ErrorCode) -> u8 {
    match code {
        ErrorCode::Conflict
        | ErrorCode::Overloaded
        | ErrorCode::RateLimited
        | ErrorCode::ResourceExhausted
        | ErrorCode::DiskFull
        | ErrorCode::Unsupported
        | ErrorCode::Internal => 1,
        ErrorCode::NotFound => 4,
        ErrorCode::Unavailable | ErrorCode::Timeout => 5,
        ErrorCode::NotAllowed | ErrorCode::Unauthenticated | ErrorCode::WrongNetwork => 6,
        ErrorCode::Locked => 7,
        ErrorCode::Corrupt => 8,
        ErrorCode::BadRequest
        | ErrorCode::BadSignature
        | ErrorCode::WeakKey
        | ErrorCode::BadAuthor
        | ErrorCode::NotCanonical
        | ErrorCode::FutureStamp
        | ErrorCode::LimitExceeded
        | ErrorCode::WrongType => 10,
    }
}

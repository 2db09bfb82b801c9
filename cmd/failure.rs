//! How a command ends when it does not succeed.

use std::io;

use cyberfly_core::ErrorCode;
use cyberfly_protocol::{ErrorBody, exit_code};

/// Exit code: the arguments were wrong.
pub(crate) const USAGE: u8 = 2;
/// Exit code: no node runs.
pub(crate) const NOT_RUNNING: u8 = 3;
/// Exit code: the node is there and does not answer, or not in time.
pub(crate) const UNREACHABLE: u8 = 5;
/// Exit code: what was to be verified is not what it should be.
pub(crate) const NOT_VERIFIED: u8 = 8;
/// Exit code: done in part; what was not is told.
pub(crate) const PARTLY: u8 = 9;
/// Exit code: ended by an interrupt.
pub(crate) const INTERRUPTED: u8 = 130;
/// Exit code: the node is up, but not well.
pub(crate) const NOT_WELL: u8 = 11;

/// Why a command ends, and with which exit code.
#[derive(Debug)]
pub(crate) enum Failure {
    /// What the command was to do failed.
    Error {
        /// What is told.
        body: Box<ErrorBody>,
        /// The exit code, which for most follows from the error's code.
        exit: u8,
    },
    /// The arguments were wrong; clap's own words.
    Usage(String),
    /// The person at the terminal broke off a question.
    Interrupted,
    /// The reader of standard output went away: not an error.
    ClosedPipe,
    /// Standard output cannot be written.
    Output(io::Error),
}

impl Failure {
    pub(crate) fn internal(message: String) -> Self {
        ErrorBody::new(ErrorCode::Internal, message).into()
    }

    /// Wrong arguments, as clap found them.
    pub(crate) fn usage(error: &clap::Error) -> Self {
        Self::Usage(error.render().ansi().to_string())
    }

    /// Wrong arguments that clap could not know of.
    pub(crate) fn misuse(message: impl Into<String>, hint: impl Into<String>) -> Self {
        let body = ErrorBody::new(ErrorCode::BadRequest, message).hint(hint);
        Self::Error { body: Box::new(body), exit: USAGE }
    }

    /// No node runs.
    pub(crate) fn not_running(message: impl Into<String>) -> Self {
        let body = ErrorBody::new(ErrorCode::Unavailable, message).hint("start one: cyberfly start --detach");
        Self::Error { body: Box::new(body), exit: NOT_RUNNING }
    }

    /// The time ran out.
    pub(crate) fn timeout(message: impl Into<String>) -> Self {
        ErrorBody::new(ErrorCode::Timeout, message).hint("try again with a longer --timeout").into()
    }
}

impl From<ErrorBody> for Failure {
    fn from(body: ErrorBody) -> Self {
        let exit = exit_code(body.code());
        Self::Error { body: Box::new(body), exit }
    }
}

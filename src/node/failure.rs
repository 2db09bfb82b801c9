//! What can go wrong below, as a door tells it.

use cyberfly_core::metered::Ended;
use cyberfly_core::view::Failed;
use cyberfly_core::{DbName, ErrorCode, PublicKey};
use cyberfly_protocol::ErrorBody;
use cyberfly_store::StoreError;

/// An error of the store as a door gives it.
pub(crate) fn store_error(error: &StoreError) -> ErrorBody {
    let body = ErrorBody::new(error.code(), error.to_string());
    match error {
        StoreError::DiskFull { .. } => body.hint("make room on the disk, then try again"),
        StoreError::ReadOnly | StoreError::NotSynced { .. } => {
            body.hint("look at the disk, then restart the node")
        }
        StoreError::Locked { .. } => {
            body.hint("stop that process, or name another directory with --data-dir")
        }
        StoreError::Damaged { .. } => {
            body.hint("copy the data directory away, then look at the disk; what is intact is still served")
        }
        StoreError::NotEmpty { .. } => {
            body.hint("name a directory that is empty or not there with --data-dir")
        }
        StoreError::Format { .. } => body.hint("use the version of cyberfly that wrote it"),
        StoreError::Io { .. } => body.hint("check that the directory exists and that you may write to it"),
        StoreError::Dropping { .. } => {
            body.hint("try again when that has ended; an interrupted one goes on at the next start")
        }
        StoreError::Moved { .. } => body.hint("ask again"),
        StoreError::Index(_) | StoreError::BlobTooLarge { .. } => body,
    }
}

/// Why a command or a query over metered cells did not come to an end.
pub(crate) fn failed(error: Failed<Ended<StoreError>>) -> ErrorBody {
    match error {
        Failed::Refused(refused) => refused.into(),
        Failed::Fault(ended) => spent(&ended),
    }
}

/// Why metered cells could not be read.
pub(crate) fn spent(ended: &Ended<StoreError>) -> ErrorBody {
    match ended {
        Ended::Fault(error) => store_error(error),
        Ended::Cells => ErrorBody::new(
            ErrorCode::LimitExceeded,
            "this would read more of the database than one request may; nothing was changed",
        )
        .hint("ask for less at once"),
        Ended::Bytes => ErrorBody::new(
            ErrorCode::LimitExceeded,
            "this would read more bytes of values than one request may; nothing was changed",
        )
        .hint("ask for less at once, with a smaller limit"),
    }
}

/// An author wants to write what only others may.
pub(crate) fn not_allowed(author: &PublicKey, db: &DbName, effect: &str) -> ErrorBody {
    let message = format!("{author} may not say this in {db}; {effect}");
    ErrorBody::new(ErrorCode::NotAllowed, message)
        .hint("ask the owner or an admin of the database for the right")
}

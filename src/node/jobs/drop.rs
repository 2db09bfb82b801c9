//! Dropping the replica of a database.

use cyberfly_core::{DbName, ErrorCode};
use cyberfly_protocol::{DropReceipt, ErrorBody, Job, SCHEMA_VERSION};

use super::Outcome;
use crate::failure::store_error;
use crate::node::Node;

impl Node {
    /// Begins to drop this node's replica of a database. It is not replicated any more, until somebody writes to it here or
    /// asks for it. What became of it, [`Node::job`] tells.
    pub fn begin_drop(&self, db: DbName) -> Result<Job, ErrorBody> {
        self.begin_job("drop", move |node| node.drop_replica(db).map(Outcome::Drop))
    }

    fn drop_replica(&self, db: DbName) -> Result<DropReceipt, ErrorBody> {
        let inner = &self.0;
        let not_noted = |error: std::io::Error| {
            let message =
                format!("that {db} is not wanted here cannot be noted: {error}; nothing was dropped");
            ErrorBody::new(ErrorCode::Internal, message)
        };
        // Before anything goes, so that no peer gives it back meanwhile.
        inner.policy.exclude(&db).map_err(not_noted)?;
        self.interest_changed();
        let tell = |done, of| inner.jobs.tell("dropping", done, Some(of));
        let dropped = inner.store.drop_database(&db, inner.jobs.stop(), &tell);
        if dropped.is_err() && !inner.store.is_dropping(&db) {
            inner.policy.want_again(&db).map_err(not_noted)?;
            self.interest_changed();
        }
        let dropped = dropped.map_err(|error| store_error(&error))?;
        Ok(DropReceipt {
            schema_version: SCHEMA_VERSION,
            db,
            operations: dropped.operations,
            freed_bytes: dropped.bytes,
        })
    }
}

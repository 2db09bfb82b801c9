//! Replication, as the node holds it.

use std::sync::Arc;

use cyberfly_core::{DbName, ErrorCode};
use cyberfly_net::Replication;
use cyberfly_net::sync::Tempo;
use cyberfly_protocol::ErrorBody;

use super::Data;
use crate::config::Replicate;
use crate::node::Node;

impl Node {
    /// What is spoken with peers about data; made when it is asked for first.
    pub(super) fn replication(&self, config: &Replicate) -> Arc<Replication<Data>> {
        let make = || {
            let data = Data {
                node: self.downgrade(),
                store: Arc::clone(&self.0.store),
                policy: Arc::clone(&self.0.policy),
                time: Arc::clone(&self.0.time),
            };
            let tempo = Tempo { interval: config.interval.0, ..Tempo::default() };
            Arc::new(Replication::new(Arc::new(data), tempo))
        };
        Arc::clone(self.0.replication.get_or_init(make))
    }

    /// Remembers that a database is written through this node, before the first write to it is acknowledged.
    pub(crate) async fn note_written(&self, db: &DbName) -> Result<(), ErrorBody> {
        if self.0.policy.was_written(db) {
            return Ok(());
        }
        let (policy, db) = (Arc::clone(&self.0.policy), db.clone());
        let noted = tokio::task::spawn_blocking(move || policy.note(&db)).await;
        let failed = |error: &dyn std::fmt::Display| {
            let message = format!("the operation is stored, but not that its database is this node's own: {error}");
            ErrorBody::new(ErrorCode::Internal, message).hint("hand it in again: it is stored once")
        };
        noted.map_err(|error| failed(&error))?.map_err(|error| failed(&error))
    }
}

//! What the dashboard asks a node for, beside what it hears anyway. It asks only for what is on the screen.

use cyberfly_client::NodeClient;
use cyberfly_core::{DbName, Key};
use cyberfly_protocol::{
    Bytes, Direction, Distance, Door, ErrorBody, Query, Rank, SnapshotsRequest, Unit, query,
};
use serde::{Deserialize, Serialize};

use crate::heard::Answer;
use crate::order::Order;

/// How many rows are asked for at once.
pub const ROWS: u32 = 200;
/// No place is farther from another than half way round.
const HALF_THE_EARTH_KM: f64 = 20_100.0;

/// What goes to the node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Something that someone wants to know.
    Know(Question),
    /// Something that the node is to do.
    Done(Order),
}

/// A question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "question", rename_all = "snake_case")]
pub enum Question {
    /// How it stands with the peers.
    Peers,
    /// How it stands with sync.
    Sync,
    /// The sessions of sync that are over.
    Sessions,
    /// What is done by a schedule.
    Tasks,
    /// Which snapshots there are of it.
    Snapshots,
    /// The end of the audit log.
    Audit {
        /// Only lines behind the one with this number; of 0 the newest.
        behind: u64,
        /// How many at most.
        limit: usize,
    },
    /// Which databases there are.
    Databases,
    /// What is known of one.
    Database {
        /// The database.
        db: DbName,
    },
    /// Some of its keys.
    Keys {
        /// The database.
        db: DbName,
    },
    /// What is at a key.
    Value {
        /// The database.
        db: DbName,
        /// The key.
        key: Key,
        /// The word for its type.
        kind: String,
    },
    /// When a key ends.
    Ttl {
        /// The database.
        db: DbName,
        /// The key.
        key: Key,
    },
}

impl Question {
    /// The database it is about.
    pub const fn db(&self) -> Option<&DbName> {
        match self {
            Self::Peers
            | Self::Sync
            | Self::Sessions
            | Self::Tasks
            | Self::Snapshots
            | Self::Audit { .. }
            | Self::Databases => None,
            Self::Database { db } | Self::Keys { db } | Self::Value { db, .. } | Self::Ttl { db, .. } => {
                Some(db)
            }
        }
    }

    /// Puts the question to a node.
    pub async fn put(&self, node: &NodeClient) -> Result<Answer, ErrorBody> {
        match (self.query(), self) {
            (Some(query), _) => node.query(query).await.map(Answer::Data),
            (None, Self::Sync) => node.sync_status().await.map(Answer::Sync),
            (None, Self::Sessions) => node.sync_history().await.map(Answer::Sessions),
            (None, Self::Tasks) => node.tasks().await.map(Answer::Tasks),
            (None, Self::Snapshots) => {
                let request =
                    SnapshotsRequest { newest_first: true, limit: Some(ROWS), ..SnapshotsRequest::default() };
                node.snapshots(&request).await.map(Answer::Snapshots)
            }
            (None, Self::Audit { behind, limit }) => node.audit(*behind, *limit).await.map(Answer::Audit),
            (None, _) => node.peers().await.map(Answer::Peers),
        }
    }

    /// How long an answer holds before the question is put again, while it is looked at, in milliseconds.
    pub const fn holds_ms(&self) -> u64 {
        match self {
            Self::Sync | Self::Audit { .. } => 1_000,
            // Each time, every manifest is read.
            Self::Snapshots => 30_000,
            Self::Peers | Self::Sessions => 2_000,
            _ => 5_000,
        }
    }

    /// The query that answers it, if it is about data.
    fn query(&self) -> Option<Query> {
        let page = query::Page { limit: Some(ROWS), cursor: None };
        Some(match self.clone() {
            Self::Peers
            | Self::Sync
            | Self::Sessions
            | Self::Tasks
            | Self::Snapshots
            | Self::Audit { .. } => return None,
            Self::Databases => query::Databases { owner: None, page }.into(),
            Self::Database { db } => query::DbInfo { db }.into(),
            Self::Keys { db } => {
                query::Scan { db, prefix: String::new(), glob: None, values: false, page }.into()
            }
            Self::Ttl { db, key } => query::Ttl { db, key }.into(),
            Self::Value { db, key, kind } => value_of(&kind, db, key, page),
        })
    }
}

/// The query that shows the beginning of what a key of this type holds.
fn value_of(kind: &str, db: DbName, key: Key, page: query::Page) -> Query {
    let limit = page.limit;
    let (from, to) = ("-".to_owned(), "+".to_owned());
    match kind {
        "hash" => query::HashAll { db, key, page }.into(),
        "list" => query::ListRange { db, key, start: 0, stop: -1, limit }.into(),
        "set" => query::SetMembers { db, key, page }.into(),
        "sortedset" => {
            query::ZsetRange { db, key, start: 0, stop: -1, order: Rank::Descending, limit }.into()
        }
        "json" => query::JsonGet { db, key, path: "$".to_owned() }.into(),
        "stream" => query::StreamRange { db, key, from, to, direction: Direction::Backward, page }.into(),
        "timeseries" => {
            let label = Bytes::default();
            query::TsRange { db, key, label, from, to, direction: Direction::Backward, page }.into()
        }
        "geo" => query::GeoRadius {
            db,
            key,
            longitude: 0.0,
            latitude: 0.0,
            radius: HALF_THE_EARTH_KM,
            unit: Unit::Kilometre,
            order: Distance::Nearest,
            limit,
        }
        .into(),
        "counter" => query::CounterGet { db, key }.into(),
        "blob" => query::BlobStat { db, key }.into(),
        _ => query::Get { db, key }.into(),
    }
}

impl Question {
    /// What tells it from every other question.
    pub fn name(&self) -> String {
        match self {
            Self::Peers => "peers".to_owned(),
            Self::Sync => "sync".to_owned(),
            Self::Sessions => "sessions".to_owned(),
            Self::Tasks => "tasks".to_owned(),
            Self::Snapshots => "snapshots".to_owned(),
            Self::Audit { .. } => "audit".to_owned(),
            Self::Databases => "databases".to_owned(),
            Self::Database { db } => format!("database {db}"),
            Self::Keys { db } => format!("keys {db}"),
            Self::Value { db, key, .. } => format!("value {db} {key}"),
            Self::Ttl { db, key } => format!("ttl {db} {key}"),
        }
    }
}

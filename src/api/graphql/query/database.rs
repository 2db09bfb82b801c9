//! Databases, and what they hold page by page: what the predecessor lacks.

use async_graphql::{Context, Object, SimpleObject};
use cyberfly_core::{DbName, PublicKey};
use cyberfly_protocol::query::{
    self, DbInfo, Export, HashAll, History, Scan, SetMembers, StreamRange, TsRange,
};
use cyberfly_protocol::{Bytes, Direction, ErrorBody, QueryAnswer};

use super::super::ask::{ask, db, found, key, page};
use super::super::types::{
    EntryConnection, EntryNode, FieldConnection, FieldNode, KeyConnection, KeyNode, MemberConnection, Octets,
    PageInfo, PointConnection, StreamConnection, StreamNode, TimeSeriesPoint, WriteConnection, WriteNode,
};
use crate::table::Answer;

/// Databases.
#[derive(Default)]
pub(super) struct Databases;

/// A database.
#[derive(Clone, Debug)]
pub(super) struct Database(DbName);

/// Databases, page by page.
#[derive(SimpleObject)]
struct DatabaseConnection {
    /// The databases.
    nodes: Vec<Database>,
    /// Where to go on.
    page_info: PageInfo,
}

/// What is known of a database.
#[derive(SimpleObject)]
struct DatabaseInfo {
    /// How many operations are kept.
    operations: String,
    /// How many keys hold something; null if they are too many to be counted.
    keys: Option<String>,
    /// How many bytes the shown values have, blobs included; null if they are too many to be counted.
    bytes: Option<String>,
    /// The digest of the kept operations, in hex: two replicas are equal when theirs are.
    digest: String,
    /// Whether an earlier change is still being carried out.
    unsettled: bool,
}

#[Object]
impl Databases {
    /// The databases on this node that the caller may read.
    async fn databases(
        &self,
        context: &Context<'_>,
        owner: Option<String>,
        first: Option<u32>,
        after: Option<String>,
    ) -> Answer<DatabaseConnection> {
        let owner = owner
            .map(|owner| owner.parse::<PublicKey>())
            .transpose()
            .map_err(|bad| ErrorBody::new(bad.code(), format!("owner: {bad}")))?;
        let query = query::Databases { owner, page: page(first, after) };
        let (databases, cursor) = ask!(context, query,
            QueryAnswer::Databases { databases, next_cursor } => (databases, next_cursor))?;
        let nodes = databases.into_iter().map(|row| Database(row.name)).collect();
        Ok(DatabaseConnection { nodes, page_info: PageInfo::new(cursor) })
    }

    /// A database by its full name. One that is not here, or that the caller may not read, holds nothing.
    async fn database(&self, name: String) -> Answer<Database> {
        db(&name).map(Database)
    }

    /// The same for a gateway that federates.
    #[graphql(entity)]
    async fn find_database_by_name(&self, name: String) -> Answer<Database> {
        db(&name).map(Database)
    }
}

#[Object]
impl Database {
    /// Its full name.
    async fn name(&self) -> &str {
        self.0.as_str()
    }

    /// Its owner's key, in hex.
    async fn owner(&self) -> String {
        self.0.owner().to_string()
    }

    /// Whether only those who hold a role may read it.
    async fn private(&self) -> bool {
        self.0.is_private()
    }

    /// What is known of it; null if it is not here.
    async fn info(&self, context: &Context<'_>) -> Answer<Option<DatabaseInfo>> {
        let info = ask!(context, DbInfo { db: self.0.clone() },
        QueryAnswer::DbInfo { operations, keys, bytes, digest, unsettled, .. } => DatabaseInfo {
            operations: operations.to_string(),
            keys: keys.map(|keys| keys.to_string()),
            bytes: bytes.map(|bytes| bytes.to_string()),
            digest,
            unsettled,
        });
        found(info)
    }

    /// Its keys, in the order of their bytes: those that begin with a prefix and match a pattern of Redis.
    async fn keys(
        &self,
        context: &Context<'_>,
        #[graphql(default)] prefix: String,
        glob: Option<String>,
        #[graphql(default, desc = "Whether to give the values of strings too.")] values: bool,
        first: Option<u32>,
        after: Option<String>,
    ) -> Answer<KeyConnection> {
        let query = Scan { db: self.0.clone(), prefix, glob, values, page: page(first, after) };
        ask!(context, query, QueryAnswer::Keys { keys, next_cursor } =>
            KeyConnection::new(keys.into_iter().map(KeyNode::from).collect(), next_cursor))
    }

    /// What its keys hold.
    async fn entries(
        &self,
        context: &Context<'_>,
        #[graphql(default)] prefix: String,
        first: Option<u32>,
        after: Option<String>,
    ) -> Answer<EntryConnection> {
        let query = Export { db: self.0.clone(), prefix, signers: false, page: page(first, after) };
        ask!(context, query, QueryAnswer::Lines { lines, next_cursor } =>
            EntryConnection::new(lines.into_iter().map(EntryNode::from).collect(), next_cursor))
    }

    /// The fields of a hash.
    async fn fields(
        &self,
        context: &Context<'_>,
        key: String,
        first: Option<u32>,
        after: Option<String>,
    ) -> Answer<FieldConnection> {
        let query = HashAll { db: self.0.clone(), key: self::key(key)?, page: page(first, after) };
        ask!(context, query, QueryAnswer::Fields { fields, next_cursor } =>
            FieldConnection::new(fields.into_iter().map(FieldNode::from).collect(), next_cursor))
    }

    /// The members of a set.
    async fn members(
        &self,
        context: &Context<'_>,
        key: String,
        first: Option<u32>,
        after: Option<String>,
    ) -> Answer<MemberConnection> {
        let query = SetMembers { db: self.0.clone(), key: self::key(key)?, page: page(first, after) };
        ask!(context, query, QueryAnswer::Members { members, next_cursor } =>
            MemberConnection::new(members.into_iter().map(Octets::from).collect(), next_cursor))
    }

    /// The entries of a stream between two ids: `-` is the beginning and `+` the end.
    async fn stream(
        &self,
        context: &Context<'_>,
        key: String,
        #[graphql(default = "-")] from: String,
        #[graphql(default = "+")] to: String,
        first: Option<u32>,
        after: Option<String>,
    ) -> Answer<StreamConnection> {
        let (key, page, direction) = (self::key(key)?, page(first, after), Direction::Forward);
        let query = StreamRange { db: self.0.clone(), key, from, to, direction, page };
        ask!(context, query, QueryAnswer::Entries { entries, next_cursor } =>
            StreamConnection::new(entries.into_iter().map(StreamNode::from).collect(), next_cursor))
    }

    /// The samples of a time series between two times.
    #[expect(clippy::too_many_arguments, reason = "they are the arguments of the schema")]
    async fn points(
        &self,
        context: &Context<'_>,
        key: String,
        #[graphql(default)] label: String,
        #[graphql(default = "-")] from: String,
        #[graphql(default = "+")] to: String,
        first: Option<u32>,
        after: Option<String>,
    ) -> Answer<PointConnection> {
        let (key, page, direction) = (self::key(key)?, page(first, after), Direction::Forward);
        let label = Bytes(label.into_bytes());
        let query = TsRange { db: self.0.clone(), key, label, from, to, direction, page };
        ask!(context, query, QueryAnswer::Samples { samples, next_cursor } =>
            PointConnection::new(samples.into_iter().map(TimeSeriesPoint::from).collect(), next_cursor))
    }

    /// What was written to a key as far as the journal still holds it, the latest to arrive first.
    async fn history(
        &self,
        context: &Context<'_>,
        key: String,
        first: Option<u32>,
        after: Option<String>,
    ) -> Answer<WriteConnection> {
        let query = History { db: self.0.clone(), key: self::key(key)?, page: page(first, after) };
        ask!(context, query, QueryAnswer::History { history, next_cursor } =>
            WriteConnection::new(history.into_iter().map(WriteNode::from).collect(), next_cursor))
    }
}

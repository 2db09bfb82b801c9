//! Parts of what a key holds. Patterns are those of Redis and match a whole text: `*`, `?`, `[a-z]`.

use async_graphql::{Context, Object};
use cyberfly_core::query::glob::Glob;
use cyberfly_protocol::query::{JsonQuery, ZsetRangeByScore};
use cyberfly_protocol::{ErrorBody, QueryAnswer, Rank};

use super::super::ask::{PAGE_ROWS, ask, db, found, key, text, too_long};
use super::super::types::{QueryResult, SortedSetEntry, StreamEntry, TimeSeriesPoint};
use super::values::{all_fields, all_members, elements, entries, samples, scored};
use crate::table::Answer;

/// Parts of what a key holds.
#[derive(Default)]
pub(super) struct Filters;

fn glob(pattern: &str) -> Answer<Glob> {
    Glob::new(pattern).map_err(|error| ErrorBody::new(error.code(), error.to_string()))
}

#[Object]
impl Filters {
    /// The fields of a hash whose name matches a pattern.
    async fn filter_hash(
        &self,
        context: &Context<'_>,
        db_name: String,
        key: String,
        field_pattern: String,
    ) -> Answer<Vec<QueryResult>> {
        let pattern = glob(&field_pattern)?;
        let mut fields = all_fields(context, &db_name, key.clone()).await?;
        fields.retain(|field| pattern.matches(&field.field.0));
        let row = |field: cyberfly_protocol::command::HashField| {
            Ok(QueryResult::of(format!("{db_name}:{key}:{}", text(field.field)?), field.value))
        };
        fields.into_iter().map(row).collect()
    }

    /// The elements of a list that match a pattern.
    async fn filter_list(
        &self,
        context: &Context<'_>,
        db_name: String,
        key: String,
        value_pattern: String,
    ) -> Answer<Vec<String>> {
        let pattern = glob(&value_pattern)?;
        let mut values = elements(context, &db_name, key, (0, -1)).await?;
        values.retain(|value| pattern.matches(value.as_bytes()));
        Ok(values)
    }

    /// The members of a set that match a pattern.
    async fn filter_set(
        &self,
        context: &Context<'_>,
        db_name: String,
        key: String,
        member_pattern: String,
    ) -> Answer<Vec<String>> {
        let pattern = glob(&member_pattern)?;
        let mut members = all_members(context, &db_name, key).await?;
        members.retain(|member| pattern.matches(member.as_bytes()));
        Ok(members)
    }

    /// The members of a sorted set between two scores, both included.
    async fn filter_sorted_set(
        &self,
        context: &Context<'_>,
        db_name: String,
        key: String,
        min_score: f64,
        max_score: f64,
    ) -> Answer<Vec<SortedSetEntry>> {
        let query = ZsetRangeByScore {
            db: db(&db_name)?,
            key: self::key(key)?,
            min: min_score.to_string(),
            max: max_score.to_string(),
            order: Rank::Ascending,
            offset: 0,
            limit: Some(PAGE_ROWS),
        };
        let members = ask!(context, query, QueryAnswer::Scored { members } => members)?;
        if members.len() as u64 >= u64::from(PAGE_ROWS) {
            return Err(too_long("filterSortedSet with closer scores"));
        }
        members.into_iter().map(scored).collect()
    }

    /// The entries of a stream between two ids in which a name or a value matches a pattern; all without one.
    async fn filter_stream(
        &self,
        context: &Context<'_>,
        db_name: String,
        key: String,
        start: Option<String>,
        end: Option<String>,
        pattern: Option<String>,
    ) -> Answer<Vec<StreamEntry>> {
        let pattern = pattern.as_deref().map(glob).transpose()?;
        let mut entries = entries(context, (&db_name, key), (start, end), None).await?;
        if let Some(pattern) = pattern {
            let matches = |text: &str| pattern.matches(text.as_bytes());
            entries.retain(|entry| {
                entry.fields.iter().any(|field| matches(&field.key) || matches(&field.value))
            });
        }
        Ok(entries)
    }

    /// The samples of a time series within a window and between two values, both included.
    #[expect(clippy::too_many_arguments, reason = "they are the arguments of the schema")]
    async fn filter_timeseries(
        &self,
        context: &Context<'_>,
        db_name: String,
        key: String,
        from_timestamp: String,
        to_timestamp: String,
        min_value: Option<f64>,
        max_value: Option<f64>,
    ) -> Answer<Vec<TimeSeriesPoint>> {
        let mut points = samples(context, (&db_name, key), (from_timestamp, to_timestamp)).await?;
        points.retain(|point| {
            min_value.is_none_or(|least| point.value >= least)
                && max_value.is_none_or(|most| point.value <= most)
        });
        Ok(points)
    }

    /// What a JSONPath (RFC 9535) selects in a document, as JSON: one value bare, several in an array, none as null.
    async fn filter_json(
        &self,
        context: &Context<'_>,
        db_name: String,
        key: String,
        json_path: String,
    ) -> Answer<QueryResult> {
        let name = format!("{db_name}:{key}");
        let query =
            JsonQuery { db: db(&db_name)?, key: self::key(key)?, path: json_path, limit: Some(PAGE_ROWS) };
        let selected = found(ask!(context, query, QueryAnswer::Nodes { nodes, total } => (nodes, total)))?;
        let Some((mut nodes, total)) = selected else { return Ok(QueryResult::none(name)) };
        if total > nodes.len() as u64 {
            return Err(too_long("a path that selects less"));
        }
        let value = match nodes.len() {
            0 => None,
            1 => nodes.pop().map(|node| node.value),
            _ => Some(nodes.into_iter().map(|node| node.value).collect()),
        };
        Ok(QueryResult { value: value.map(|value| value.to_string()), ..QueryResult::none(name) })
    }
}

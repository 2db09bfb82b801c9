//! The values of keys, as the predecessor's clients ask for them.

use async_graphql::{Context, Object};
use cyberfly_core::ErrorCode;
use cyberfly_protocol::query::{
    GeoDist, GeoPos, GeoRadius, HashAll, HashGet, JsonGet, ListLen, ListRange, Page, SetMembers, StreamLen,
    StreamRange, TsLatest, TsRange, Ttl, ZsetCard, ZsetRange,
};
use cyberfly_protocol::{Bytes, Direction, Distance, ErrorBody, QueryAnswer, Rank, Span, Unit};

use super::super::ask::{PAGE_ROWS, ask, ask_all, call, db, found, key, page, text, too_long, value_text};
use super::super::types::{
    GeoLocation, QueryResult, SortedSetEntry, StreamEntry, StreamField, TimeSeriesPoint, TtlResult, finite,
};
use crate::table::Answer;

/// The values of keys.
#[derive(Default)]
pub(super) struct Values;

/// A unit of length by its word; metres without one.
fn unit(word: Option<&str>) -> Answer<Unit> {
    match word {
        None | Some("m") => Ok(Unit::Metre),
        Some("km") => Ok(Unit::Kilometre),
        Some("mi") => Ok(Unit::Mile),
        Some("ft") => Ok(Unit::Foot),
        Some(other) => Err(ErrorBody::new(
            ErrorCode::BadRequest,
            format!("{other:?} is no unit: there are m, km, mi and ft"),
        )),
    }
}

/// How many of `len` lie between two indexes, both included and negative from the end.
fn between(len: u64, start: i64, stop: i64) -> u64 {
    let len = i64::try_from(len).unwrap_or(i64::MAX);
    let at = |index: i64| if index < 0 { len.saturating_add(index).max(0) } else { index };
    let stop = if stop < 0 { len.saturating_add(stop) } else { stop.min(len - 1) };
    u64::try_from(stop.saturating_sub(at(start)).saturating_add(1)).unwrap_or(0)
}

/// An entry of a stream as text.
pub(super) fn stream_entry(entry: cyberfly_protocol::query::StreamEntry) -> Answer<StreamEntry> {
    let field = |pair: cyberfly_protocol::command::Pair| {
        Ok(StreamField { key: text(pair.name)?, value: text(pair.value)? })
    };
    let fields = entry.pairs.into_iter().map(field).collect::<Answer<_>>()?;
    Ok(StreamEntry { id: entry.id.to_string(), fields })
}

/// A member of a sorted set as text.
pub(super) fn scored(scored: cyberfly_protocol::command::Scored) -> Answer<SortedSetEntry> {
    Ok(SortedSetEntry { value: text(scored.member)?, score: finite(scored.score.0) })
}

/// The fields of a hash.
pub(super) async fn all_fields(
    context: &Context<'_>,
    db_name: &str,
    key_name: String,
) -> Answer<Vec<cyberfly_protocol::command::HashField>> {
    let (db, key) = (db(db_name)?, key(key_name)?);
    Ok(ask_all!(context, "database { fields }", page => HashAll { db: db.clone(), key: key.clone(), page },
        QueryAnswer::Fields { fields, next_cursor } => (fields, next_cursor)))
}

/// The members of a set.
pub(super) async fn all_members(
    context: &Context<'_>,
    db_name: &str,
    key_name: String,
) -> Answer<Vec<String>> {
    let (db, key) = (db(db_name)?, key(key_name)?);
    let members = ask_all!(context, "database { members }",
        page => SetMembers { db: db.clone(), key: key.clone(), page },
        QueryAnswer::Members { members, next_cursor } => (members, next_cursor));
    members.into_iter().map(text).collect()
}

/// The elements of a list between two indexes.
pub(super) async fn elements(
    context: &Context<'_>,
    db_name: &str,
    key_name: String,
    (start, stop): (i64, i64),
) -> Answer<Vec<String>> {
    let (db, key) = (db(db_name)?, key(key_name)?);
    let query = ListRange { db: db.clone(), key: key.clone(), start, stop, limit: Some(PAGE_ROWS) };
    let values = ask!(context, query, QueryAnswer::Values { values } => values)?;
    if values.len() as u64 >= u64::from(PAGE_ROWS) {
        let len = ask!(context, ListLen { db, key }, QueryAnswer::Count { count } => count)?;
        if between(len, start, stop) > u64::from(PAGE_ROWS) {
            return Err(too_long("getList with start and stop, 1,000 elements at a time"));
        }
    }
    values.into_iter().flatten().map(value_text).collect()
}

/// Samples within a window.
pub(super) async fn samples(
    context: &Context<'_>,
    (db_name, key_name): (&str, String),
    (from, to): (String, String),
) -> Answer<Vec<TimeSeriesPoint>> {
    let (db, key) = (db(db_name)?, key(key_name)?);
    let whole = TsRange {
        db,
        key,
        label: Bytes::default(),
        from,
        to,
        direction: Direction::Forward,
        page: Page::default(),
    };
    let samples = ask_all!(context, "database { points }", page => TsRange { page, ..whole.clone() },
        QueryAnswer::Samples { samples, next_cursor } => (samples, next_cursor));
    Ok(samples.into_iter().map(TimeSeriesPoint::from).collect())
}

/// Entries of a stream between two ids; all of them without a count.
pub(super) async fn entries(
    context: &Context<'_>,
    (db_name, key_name): (&str, String),
    (start, end): (Option<String>, Option<String>),
    count: Option<u32>,
) -> Answer<Vec<StreamEntry>> {
    let (db, key) = (db(db_name)?, key(key_name)?);
    let from = start.unwrap_or_else(|| "-".to_owned());
    let to = end.unwrap_or_else(|| "+".to_owned());
    let whole = StreamRange { db, key, from, to, direction: Direction::Forward, page: Page::default() };
    let entries = match count {
        Some(0) => Vec::new(),
        Some(count) if count <= PAGE_ROWS => {
            let query = StreamRange { page: page(Some(count), None), ..whole };
            ask!(context, query, QueryAnswer::Entries { entries, .. } => entries)?
        }
        Some(_) => return Err(too_long("database { stream }")),
        None => ask_all!(context, "database { stream }", page => StreamRange { page, ..whole.clone() },
            QueryAnswer::Entries { entries, next_cursor } => (entries, next_cursor)),
    };
    entries.into_iter().map(stream_entry).collect()
}

#[Object]
impl Values {
    /// The string at a key.
    async fn get_string(&self, context: &Context<'_>, db_name: String, key: String) -> Answer<QueryResult> {
        let call = call(context)?;
        let name = format!("{db_name}:{key}");
        let (db, key) = (db(&db_name)?, self::key(key)?);
        let entry = found(call.node.get_as(call.caller, db, key).await)?;
        Ok(match entry {
            None => QueryResult::none(name),
            Some(entry) => QueryResult {
                value: entry.value,
                value_base64: entry.value_base64,
                ..QueryResult::none(name)
            },
        })
    }

    /// The value of a field of a hash.
    async fn get_hash(
        &self,
        context: &Context<'_>,
        db_name: String,
        key: String,
        field: String,
    ) -> Answer<QueryResult> {
        let name = format!("{db_name}:{key}:{field}");
        let query =
            HashGet { db: db(&db_name)?, key: self::key(key)?, fields: vec![field.into_bytes().into()] };
        let values = ask!(context, query, QueryAnswer::Values { values } => values)?;
        let value = values.into_iter().next().flatten();
        Ok(value
            .map_or_else(|| QueryResult::none(name.clone()), |value| QueryResult::of(name.clone(), value)))
    }

    /// All fields of a hash.
    async fn get_all_hash(
        &self,
        context: &Context<'_>,
        db_name: String,
        key: String,
    ) -> Answer<Vec<QueryResult>> {
        let fields = all_fields(context, &db_name, key.clone()).await?;
        let row = |field: cyberfly_protocol::command::HashField| {
            Ok(QueryResult::of(format!("{db_name}:{key}:{}", text(field.field)?), field.value))
        };
        fields.into_iter().map(row).collect()
    }

    /// The elements of a list between two indexes, both included and negative from the end; all without them.
    async fn get_list(
        &self,
        context: &Context<'_>,
        db_name: String,
        key: String,
        start: Option<i32>,
        stop: Option<i32>,
    ) -> Answer<Vec<String>> {
        let range = (start.unwrap_or(0).into(), stop.unwrap_or(-1).into());
        elements(context, &db_name, key, range).await
    }

    /// The members of a set.
    async fn get_set(&self, context: &Context<'_>, db_name: String, key: String) -> Answer<Vec<String>> {
        all_members(context, &db_name, key).await
    }

    /// The members of a sorted set between two ranks, both included and negative from the end; all without them.
    async fn get_sorted_set(
        &self,
        context: &Context<'_>,
        db_name: String,
        key: String,
        start: Option<i32>,
        stop: Option<i32>,
    ) -> Answer<Vec<SortedSetEntry>> {
        let (db, key) = (db(&db_name)?, self::key(key)?);
        let (start, stop) = (start.unwrap_or(0).into(), stop.unwrap_or(-1).into());
        let limit = Some(PAGE_ROWS);
        let query =
            ZsetRange { db: db.clone(), key: key.clone(), start, stop, order: Rank::Ascending, limit };
        let members = ask!(context, query, QueryAnswer::Scored { members } => members)?;
        if members.len() as u64 >= u64::from(PAGE_ROWS) {
            let len = ask!(context, ZsetCard { db, key }, QueryAnswer::Count { count } => count)?;
            if between(len, start, stop) > u64::from(PAGE_ROWS) {
                return Err(too_long("getSortedSet with start and stop, 1,000 members at a time"));
            }
        }
        members.into_iter().map(scored).collect()
    }

    /// What is at a place of a document, as JSON; the whole document without a path.
    async fn get_json(
        &self,
        context: &Context<'_>,
        db_name: String,
        key: String,
        path: Option<String>,
    ) -> Answer<QueryResult> {
        let name = format!("{db_name}:{key}");
        let path = path.unwrap_or_else(|| "$".to_owned());
        let query = JsonGet { db: db(&db_name)?, key: self::key(key)?, path };
        let value = found(ask!(context, query, QueryAnswer::Document { value } => value))?;
        Ok(QueryResult { value: value.map(|value| value.to_string()), ..QueryResult::none(name) })
    }

    /// The entries of a stream between two ids: `-` is the beginning and `+` the end.
    async fn get_stream(
        &self,
        context: &Context<'_>,
        db_name: String,
        key: String,
        start: Option<String>,
        end: Option<String>,
        count: Option<u32>,
    ) -> Answer<Vec<StreamEntry>> {
        entries(context, (&db_name, key), (start, end), count).await
    }

    /// How many entries a stream has.
    async fn get_stream_length(&self, context: &Context<'_>, db_name: String, key: String) -> Answer<u64> {
        let query = StreamLen { db: db(&db_name)?, key: self::key(key)? };
        ask!(context, query, QueryAnswer::Count { count } => count)
    }

    /// The samples of a time series within a window, in the unit of time in which they were written.
    async fn get_timeseries(
        &self,
        context: &Context<'_>,
        db_name: String,
        key: String,
        from_timestamp: String,
        to_timestamp: String,
    ) -> Answer<Vec<TimeSeriesPoint>> {
        samples(context, (&db_name, key), (from_timestamp, to_timestamp)).await
    }

    /// The latest sample of a time series; null if it has none.
    async fn get_latest_timeseries(
        &self,
        context: &Context<'_>,
        db_name: String,
        key: String,
    ) -> Answer<Option<TimeSeriesPoint>> {
        let query = TsLatest { db: db(&db_name)?, key: self::key(key)?, label: Bytes::default() };
        let samples = found(ask!(context, query, QueryAnswer::Samples { samples, .. } => samples))?;
        Ok(samples.into_iter().flatten().next().map(TimeSeriesPoint::from))
    }

    /// Where a member is; null if it is nowhere.
    async fn get_geo_location(
        &self,
        context: &Context<'_>,
        db_name: String,
        key: String,
        member: String,
    ) -> Answer<Option<GeoLocation>> {
        let members = vec![member.into_bytes().into()];
        let query = GeoPos { db: db(&db_name)?, key: self::key(key)?, members };
        let places = ask!(context, query, QueryAnswer::Positions { positions } => positions)?;
        places.into_iter().flatten().next().map(GeoLocation::try_from).transpose()
    }

    /// How far two members are apart; null if one is nowhere. Units are `m` (without one), `km`, `mi` and `ft`.
    async fn get_geo_distance(
        &self,
        context: &Context<'_>,
        db_name: String,
        key: String,
        member1: String,
        member2: String,
        unit: Option<String>,
    ) -> Answer<Option<f64>> {
        let (db, key, unit) = (db(&db_name)?, self::key(key)?, self::unit(unit.as_deref())?);
        let (from, to) = (member1.into_bytes().into(), member2.into_bytes().into());
        found(
            ask!(context, GeoDist { db, key, from, to, unit }, QueryAnswer::Distance { distance } => distance),
        )
    }

    /// The members within a distance of a place, the nearest first.
    #[expect(clippy::too_many_arguments, reason = "they are the arguments of the schema")]
    async fn search_geo_radius(
        &self,
        context: &Context<'_>,
        db_name: String,
        key: String,
        longitude: f64,
        latitude: f64,
        radius: f64,
        unit: Option<String>,
    ) -> Answer<Vec<GeoLocation>> {
        let around = (longitude, latitude, radius, self::unit(unit.as_deref())?);
        self.around(context, (&db_name, key), around).await
    }

    /// The members within a distance of another member, the nearest first; none if that is nowhere.
    async fn search_geo_radius_by_member(
        &self,
        context: &Context<'_>,
        db_name: String,
        key: String,
        member: String,
        radius: f64,
        unit: Option<String>,
    ) -> Answer<Vec<GeoLocation>> {
        let unit = self::unit(unit.as_deref())?;
        let members = vec![member.into_bytes().into()];
        let query = GeoPos { db: db(&db_name)?, key: self::key(key.clone())?, members };
        let places = ask!(context, query, QueryAnswer::Positions { positions } => positions)?;
        let Some(place) = places.into_iter().flatten().next() else { return Ok(Vec::new()) };
        self.around(context, (&db_name, key), (place.longitude, place.latitude, radius, unit)).await
    }

    /// When a key ends. Nothing here does unless that was asked for.
    async fn get_ttl(&self, context: &Context<'_>, db_name: String, key: String) -> Answer<TtlResult> {
        let name = format!("{db_name}:{key}");
        let query = Ttl { db: db(&db_name)?, key: self::key(key)? };
        let ttl = ask!(context, query, QueryAnswer::Ttl { ends, remaining_seconds } => (ends.map(|at| at.0), remaining_seconds.map(Span::ms)));
        let decimal = |number: Option<u64>| number.map(|number| number.to_string());
        Ok(match found(ttl)? {
            None => TtlResult {
                success: false,
                key: name,
                message: "there is no such key".to_owned(),
                ends_ms: None,
                remaining_ms: None,
            },
            Some((ends_ms, remaining_ms)) => TtlResult {
                success: true,
                key: name,
                message: remaining_ms.map_or_else(
                    || "the key does not end".to_owned(),
                    |left| format!("the key ends in {left} ms"),
                ),
                ends_ms: decimal(ends_ms),
                remaining_ms: decimal(remaining_ms),
            },
        })
    }
}

impl Values {
    async fn around(
        &self,
        context: &Context<'_>,
        (db_name, key_name): (&str, String),
        (longitude, latitude, radius, unit): (f64, f64, f64, Unit),
    ) -> Answer<Vec<GeoLocation>> {
        let (db, key, limit) = (db(db_name)?, key(key_name)?, Some(PAGE_ROWS));
        let order = Distance::Nearest;
        let query = GeoRadius { db, key, longitude, latitude, radius, unit, order, limit };
        let hits = ask!(context, query, QueryAnswer::Hits { hits } => hits)?;
        if hits.len() as u64 >= u64::from(PAGE_ROWS) {
            return Err(too_long("a smaller radius"));
        }
        hits.into_iter().map(GeoLocation::try_from).collect()
    }
}

//! Queries: from the words of a question to an answer. One file for each type. Nothing is changed here.

use cyberfly_core::clock::DRIFT_LIMIT_MS;
use cyberfly_core::metered::{Budget, Metered};
use cyberfly_core::types::Page as Part;
use cyberfly_core::view::{KeyView, Outcome};
use cyberfly_core::write::BlobRef;
use cyberfly_core::{DbName, ErrorCode, Key, Stamp, cursor};
use cyberfly_protocol::query::Page;
use cyberfly_protocol::{Caller, Entry, ErrorBody, Query, QueryAnswer};
use cyberfly_store::{DatabaseCells, Store};

use crate::absent::{self, Absent};
use crate::failure::{failed, store_error};

mod blob;
mod database;
mod export;
mod geo;
mod hash;
mod history;
mod json;
mod key;
mod list;
mod operations;
mod scan;
mod set;
mod signers;
mod stream;
mod ts;
mod zset;

pub(crate) use ts::window;

/// How much of a database one query may read.
pub(crate) const QUERY_BUDGET: Budget = Budget { cells: 1_000_000, bytes: 64 * 1024 * 1024 };
/// What a query may read without a thread of its own: a few looks into the index and a value that lies within it.
pub(crate) const INLINE_BUDGET: Budget = Budget { cells: 64, bytes: 128 * 1024 };
/// How many rows a page has if nobody says how many.
const PAGE_DEFAULT: usize = 100;
/// The most rows of an answer.
const PAGE_LIMIT: usize = 1_000;
/// A page that has come to so many bytes ends, whatever its limit.
const PAGE_BYTES: usize = 4 * 1024 * 1024;
/// How many rows are read at once while a page is filled.
const PAGE_STEP: usize = 8;
/// The most fields, members or keys that one question names.
const NAMED_LIMIT: usize = 1_000;

/// The cells that a query reads.
type Cells<'a> = Metered<'a, DatabaseCells>;

/// A question about a database, with what it takes to answer it.
struct Asked<'a> {
    store: &'a Store,
    db: &'a DbName,
    cells: &'a Cells<'a>,
    /// The same without a budget; none if there is no such database.
    found: Option<&'a DatabaseCells>,
    now: u64,
    /// What tells this question from all others, for its cursors.
    question: Vec<u8>,
    /// Where a file is noted that is not here.
    absent: &'a Absent,
}

/// Whether a query may take long, so that few are answered at once.
pub(crate) const fn is_long(query: &Query) -> bool {
    matches!(
        query,
        Query::History(_)
            | Query::Export(_)
            | Query::Operations(_)
            | Query::DbInfo(_)
            | Query::Scan(_)
            | Query::BlobList(_)
            | Query::Databases(_)
    )
}

/// Answers a query at a moment in Unix milliseconds. A private database looks empty to those who may not read it. Where that
/// fails since a file is not here, it is noted.
pub(crate) fn answer(
    store: &Store,
    caller: Caller,
    query: &Query,
    now: u64,
    absent: &Absent,
) -> Result<QueryAnswer, ErrorBody> {
    if let Query::Databases(databases) = query {
        return database::list(store, caller, databases, now, &question(query));
    }
    let nowhere = || ErrorBody::new(ErrorCode::BadRequest, "this query names a database");
    let db = query.db().ok_or_else(nowhere)?;
    let found = match may_read(store, caller, db, now)? {
        true => store.cells(db).map_err(|error| store_error(&error))?,
        false => None,
    };
    let metered = Metered::over(found.as_ref(), QUERY_BUDGET);
    let asked =
        &Asked { store, db, cells: &metered, found: found.as_ref(), now, question: question(query), absent };
    match query {
        Query::Get(query) => key::get(asked, &query.key).map(|entry| QueryAnswer::Entry { entry }),
        Query::Type(query) => key::kind(asked, &query.key),
        Query::Ttl(query) => key::ttl(asked, &query.key),
        Query::CounterGet(query) => key::counter(asked, &query.key),
        Query::Scan(query) => scan::keys(asked, query),
        Query::HashGet(query) => hash::get(asked, query),
        Query::HashAll(query) => hash::all(asked, query),
        Query::ListRange(query) => list::range(asked, query),
        Query::ListLen(query) => list::len(asked, &query.key),
        Query::SetMembers(query) => set::members(asked, query),
        Query::SetHas(query) => set::has(asked, query),
        Query::SetCard(query) => set::card(asked, &query.key),
        Query::SetInter(query) => set::inter(asked, &query.keys, &query.page),
        Query::SetUnion(query) => set::union(asked, &query.keys, &query.page),
        Query::SetDiff(query) => set::diff(asked, &query.keys, &query.page),
        Query::ZsetRange(query) => zset::range(asked, query),
        Query::ZsetRangeByScore(query) => zset::range_by_score(asked, query),
        Query::ZsetRank(query) => zset::rank(asked, query),
        Query::ZsetScore(query) => zset::score(asked, query),
        Query::ZsetCard(query) => zset::card(asked, &query.key),
        Query::JsonGet(query) => json::get(asked, query),
        Query::JsonQuery(query) => json::select(asked, query),
        Query::StreamRange(query) => stream::range(asked, query),
        Query::StreamRead(query) => stream::read(asked, query),
        Query::StreamLen(query) => stream::len(asked, &query.key),
        Query::TsRange(query) => ts::range(asked, query),
        Query::TsLatest(query) => ts::latest(asked, query),
        Query::TsAgg(query) => ts::aggregate(asked, query),
        Query::GeoPos(query) => geo::positions(asked, query),
        Query::GeoDist(query) => geo::distance(asked, query),
        Query::GeoRadius(query) => geo::radius(asked, query),
        Query::GeoBox(query) => geo::within(asked, query),
        Query::BlobStat(query) => blob::stat(asked, &query.key),
        Query::BlobList(query) => blob::list(asked, query),
        Query::History(query) => history::history(asked, query, found.is_some()),
        Query::DbInfo(_) => database::info(asked, found.is_some()),
        Query::Acl(_) => database::acl(asked, found.is_some()),
        Query::Export(query) => export::lines(asked, query),
        Query::Operations(query) => operations::signed(asked, query, found.is_some()),
        Query::Databases(query) => database::list(store, caller, query, now, &asked.question),
    }
}

/// The string at a key at this moment. If it is a file that is not here, that is noted.
pub(crate) fn get(
    store: &Store,
    caller: Caller,
    db: &DbName,
    key: &Key,
    now: u64,
    absent: &Absent,
) -> Result<Entry, ErrorBody> {
    let found = match may_read(store, caller, db, now)? {
        true => store.cells(db).map_err(|error| store_error(&error))?,
        false => None,
    };
    get_within(QUERY_BUDGET, store, found.as_ref(), (db, key), now, absent)
}

/// The same of a database that the caller may read for sure, if that takes little; none if it takes more, or may wait.
pub(crate) fn get_at_once(
    store: &Store,
    caller: Caller,
    db: &DbName,
    key: &Key,
    now: u64,
) -> Option<Result<Entry, ErrorBody>> {
    if caller != Caller::Operator && db.is_private() {
        return None;
    }
    let found = match store.cells(db) {
        Ok(found) => found,
        Err(error) => return Some(Err(store_error(&error))),
    };
    let absent = Absent::default();
    let got = get_within(INLINE_BUDGET, store, found.as_ref(), (db, key), now, &absent);
    let takes_more = got.as_ref().is_err_and(|error| error.code() == ErrorCode::LimitExceeded);
    if takes_more || absent.take().is_some() { None } else { Some(got) }
}

fn get_within(
    budget: Budget,
    store: &Store,
    cells: Option<&DatabaseCells>,
    (db, key): (&DbName, &Key),
    now: u64,
    absent: &Absent,
) -> Result<Entry, ErrorBody> {
    let metered = Metered::over(cells, budget);
    key::get(&Asked { store, db, cells: &metered, found: cells, now, question: Vec::new(), absent }, key)
}

/// Whether a caller may read a database: everybody a public one, the operator all, and a private one those who hold a
/// role in it.
pub(crate) fn may_read(store: &Store, caller: Caller, db: &DbName, now: u64) -> Result<bool, ErrorBody> {
    let key = match caller {
        Caller::Operator => return Ok(true),
        _ if !db.is_private() => return Ok(true),
        Caller::Anyone => return Ok(false),
        Caller::Key(key) if key == db.owner() => return Ok(true),
        Caller::Key(key) => key,
    };
    // Rights are looked up for what is there alone, so that asking for names costs nothing.
    let is_there = store.cells(db).map_err(|error| store_error(&error))?.is_some();
    Ok(is_there && store.rights(db).map_err(|error| store_error(&error))?.may_read(key, reading(now)))
}

/// The stamp at which rights are read: a grant counts at once, though the clock that stamped it may run a little ahead.
fn reading(now: u64) -> Stamp {
    Stamp::at_millis(now.saturating_add(DRIFT_LIMIT_MS))
}

/// What tells a question from all others: all of it but the part that is asked for.
fn question(query: &Query) -> Vec<u8> {
    let mut question = serde_json::to_value(query).unwrap_or_default();
    if let Some(members) = question.as_object_mut() {
        members.remove("page");
    }
    question.to_string().into_bytes()
}

/// How many rows are asked for.
fn row_limit(asked: Option<u32>) -> Result<usize, ErrorBody> {
    let limit = asked.map_or(PAGE_DEFAULT, |limit| usize::try_from(limit).unwrap_or(usize::MAX));
    match limit {
        0 => Err(ErrorBody::new(ErrorCode::BadRequest, "a limit is at least 1")),
        1..=PAGE_LIMIT => Ok(limit),
        _ => Err(ErrorBody::new(ErrorCode::LimitExceeded, format!("a limit is at most {PAGE_LIMIT}"))
            .hint("go on with the cursor of each page")),
    }
}

/// Refuses a question that names too much.
fn check_named(count: usize) -> Result<(), ErrorBody> {
    if count > NAMED_LIMIT {
        let message = format!("a query names at most {NAMED_LIMIT} fields, members or keys");
        return Err(ErrorBody::new(ErrorCode::LimitExceeded, message).hint("ask in several queries"));
    }
    Ok(())
}

fn not_found(message: String) -> ErrorBody {
    ErrorBody::new(ErrorCode::NotFound, message)
}

/// The part of an answer that is asked for.
struct Wanted {
    limit: usize,
    after: Option<Vec<u8>>,
}

impl<'a> Asked<'a> {
    /// A key as it is seen now.
    fn view<'k>(&self, key: &'k Key) -> Result<KeyView<'k, Cells<'a>>, ErrorBody>
    where
        'a: 'k,
    {
        KeyView::open(self.cells, key, self.now).map_err(failed)
    }

    /// What to say of a key that holds nothing.
    fn no_key(&self, key: &Key) -> ErrorBody {
        not_found(format!("there is no key {key} in {}", self.db.label()))
    }

    /// The bytes of a file that is not too large to be a value.
    fn bytes_of(&self, key: &Key, blob: &BlobRef) -> Result<Vec<u8>, ErrorBody> {
        let read = self.store.blobs().read(self.db, &blob.hash, blob.size);
        read.map_err(|error| store_error(&error))?.ok_or_else(|| {
            self.absent.note(self.db, &blob.hash);
            let message = format!("the value of {key} is known, but its {} bytes are not here", blob.size);
            ErrorBody::new(ErrorCode::Unavailable, message)
        })
    }

    /// The bytes of a part of a document, if they are at hand.
    fn bytes_at_hand(&self, blob: &BlobRef) -> Option<Vec<u8>> {
        absent::bytes_at_hand(self.store, self.db, blob, self.absent)
    }

    fn wanted(&self, page: &Page) -> Result<Wanted, ErrorBody> {
        wanted(&self.question, page)
    }

    /// The cursor of a position in this answer.
    fn cursor(&self, position: &[u8]) -> String {
        cursor::write(&[&self.question], position)
    }

    /// Fills a page in steps, so that it ends when it has come to [`PAGE_BYTES`].
    fn fill<T>(
        &self,
        page: &Page,
        size: impl Fn(&T) -> usize,
        read: impl Fn(Option<&[u8]>, usize) -> Outcome<Part<T>, Cells<'a>>,
    ) -> Result<(Vec<T>, Option<String>), ErrorBody> {
        let Wanted { limit, mut after } = self.wanted(page)?;
        let (mut items, mut bytes) = (Vec::new(), 0);
        loop {
            let part = read(after.as_deref(), PAGE_STEP.min(limit - items.len())).map_err(failed)?;
            bytes += part.items.iter().map(&size).sum::<usize>();
            items.extend(part.items);
            match part.next {
                Some(next) if items.len() >= limit || bytes >= PAGE_BYTES => {
                    return Ok((items, Some(self.cursor(&next))));
                }
                Some(next) => after = Some(next),
                None => return Ok((items, None)),
            }
        }
    }
}

fn wanted(question: &[u8], page: &Page) -> Result<Wanted, ErrorBody> {
    let limit = row_limit(page.limit)?;
    let after = page.cursor.as_deref().map(|text| cursor::read(&[question], text)).transpose()?;
    Ok(Wanted { limit, after })
}

//! Databases.

use std::ops::ControlFlow;

use cyberfly_core::cells::{Cell, Path};
use cyberfly_core::metered::{Budget, Metered};
use cyberfly_core::view::{Direction, Failed};
use cyberfly_core::{DbName, ErrorCode};
use cyberfly_protocol::query::{DatabaseRow, Databases, Member};
use cyberfly_protocol::{Caller, ErrorBody, QueryAnswer};
use cyberfly_store::Store;
use data_encoding::HEXLOWER;

use super::scan::Walk;
use super::{Asked, Wanted, may_read, not_found, reading, wanted};
use crate::failure::store_error;

/// The most databases that one page looks at. One that finds too little on the way ends with a cursor.
const LOOKS_LIMIT: usize = 10_000;
/// How much is read in order to count the keys and bytes of a database. What goes beyond is not counted.
const COUNT_BUDGET: Budget = Budget { cells: 300_000, bytes: 256 * 1024 * 1024 };

pub(super) fn list(
    store: &Store,
    caller: Caller,
    query: &Databases,
    now: u64,
    question: &[u8],
) -> Result<QueryAnswer, ErrorBody> {
    let Wanted { limit, after } = wanted(question, &query.page)?;
    let unfit = || ErrorBody::new(ErrorCode::BadRequest, "the cursor names no database");
    let read = |text: Vec<u8>| std::str::from_utf8(&text).ok()?.parse::<DbName>().ok();
    let mut last = after.map(|text| read(text).ok_or_else(unfit)).transpose()?;
    let mut databases = Vec::new();
    for _ in 0..LOOKS_LIMIT {
        let Some(name) = store.database_after(last.as_ref()).map_err(|error| store_error(&error))? else {
            return Ok(QueryAnswer::Databases { databases, next_cursor: None });
        };
        let is_asked_for = query.owner.is_none_or(|owner| owner == name.owner());
        last = Some(name.clone());
        if is_asked_for && may_read(store, caller, &name, now)? {
            databases.push(DatabaseRow { owner: name.owner(), private: name.is_private(), name });
            if databases.len() == limit {
                break;
            }
        }
    }
    let next_cursor = last.map(|name| cyberfly_core::cursor::write(&[question], name.as_str().as_bytes()));
    Ok(QueryAnswer::Databases { databases, next_cursor })
}

fn no_database(db: &DbName) -> ErrorBody {
    not_found(format!("there is no database {db} on this node"))
}

pub(super) fn info(asked: &Asked<'_>, is_there: bool) -> Result<QueryAnswer, ErrorBody> {
    if !is_there {
        return Err(no_database(asked.db));
    }
    let digest = asked.store.digest(asked.db).map_err(|error| store_error(&error))?;
    let unsettled = asked.store.unsettled().map_err(|error| store_error(&error))?;
    let counted = count(asked)?;
    Ok(QueryAnswer::DbInfo {
        name: asked.db.clone(),
        owner: asked.db.owner(),
        private: asked.db.is_private(),
        operations: digest.count(),
        keys: counted.map(|(keys, _)| keys),
        bytes: counted.map(|(_, bytes)| bytes),
        digest: HEXLOWER.encode(&digest.sum()),
        unsettled: unsettled.contains(asked.db),
    })
}

/// How many keys hold something, and how many bytes of content the values have that are shown; none if they are too many.
fn count(asked: &Asked<'_>) -> Result<Option<(u64, u64)>, ErrorBody> {
    let cells = asked.store.cells(asked.db).map_err(|error| store_error(&error))?;
    let metered = Metered::over(cells.as_ref(), COUNT_BUDGET);
    let (mut keys, mut bytes) = (0, 0);
    let unfinished = Walk::over("", None, usize::MAX).each(&metered, asked.now, &mut |view| {
        keys += 1;
        view.raw_scan(&Path::of_key(view.key()).range(), Direction::Forward, &mut |cell| {
            if view.kind() == Some(cell.placed().kind) && view.shows(cell.placed()) {
                bytes +=
                    cyberfly_core::cells::Cells::body(&metered, cell).map_err(Failed::Fault)?.content_bytes();
            }
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(ControlFlow::Continue(()))
    });
    match unfinished {
        Ok(None) => Ok(Some((keys, bytes))),
        Ok(Some(_)) => Ok(None),
        Err(error) if error.code() == ErrorCode::LimitExceeded => Ok(None),
        Err(error) => Err(error),
    }
}

pub(super) fn acl(asked: &Asked<'_>, is_there: bool) -> Result<QueryAnswer, ErrorBody> {
    if !is_there {
        return Err(no_database(asked.db));
    }
    let rights = asked.store.rights(asked.db).map_err(|error| store_error(&error))?;
    let members = rights.members(reading(asked.now)).into_iter();
    let members = members.map(|(key, role)| Member { key, role: role.into() }).collect();
    Ok(QueryAnswer::Acl { owner: asked.db.owner(), members })
}

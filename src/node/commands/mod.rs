//! Commands: from the words of a request to a plan of `core`. One file for each type.

use cyberfly_core::cells::Cells;
use cyberfly_core::types::{Plan, PlanContext, json as documents};
use cyberfly_core::view::{KeyView, Outcome};
use cyberfly_core::{ErrorCode, Refused};
use cyberfly_protocol::{Command, CommandAnswer};

mod counter;
mod geo;
mod hash;
mod json;
mod list;
mod rights;
mod set;
mod stream;
mod string;
mod ts;
mod zset;

/// What a command comes to.
type Planned<C> = Outcome<Plan<CommandAnswer>, C>;

/// Plans a command against these cells. Nothing is changed.
pub(crate) fn plan<C: Cells>(
    command: &Command,
    cells: &C,
    context: &PlanContext,
    blobs: &documents::Blobs<'_>,
) -> Planned<C> {
    let Some(key) = command.key() else {
        return Ok(match command {
            Command::Grant(grant) => rights::grant(grant)?,
            Command::Revoke(revoke) => rights::revoke(revoke, context)?,
            _ => return Err(Refused::new(ErrorCode::BadRequest, "a command names a key").into()),
        });
    };
    let view = &KeyView::open(cells, key, context.now)?;
    match command {
        Command::Put(command) => string::put(view, context, command),
        Command::Del(_) => string::del(view),
        Command::Expire(command) => string::expire(view, context, command),
        Command::ExpireAt(command) => string::expire_at(view, context, command),
        Command::Persist(_) => string::persist(view),
        Command::BlobPut(command) => string::put_blob(view, context, command),
        Command::HashSet(command) => hash::set(view, command),
        Command::HashDel(command) => hash::del(view, command),
        Command::HashIncr(command) => hash::incr(view, command),
        Command::ListPush(command) => list::push(view, context, command),
        Command::ListUnshift(command) => list::unshift(view, context, command),
        Command::ListPop(command) => list::pop(view, command),
        Command::ListShift(command) => list::shift(view, command),
        Command::ListSet(command) => list::set(view, command),
        Command::ListInsert(command) => list::insert(view, context, command),
        Command::ListRemove(command) => list::remove(view, command),
        Command::ListTrim(command) => list::trim(view, command),
        Command::SetAdd(command) => set::add(view, command),
        Command::SetRem(command) => set::rem(view, command),
        Command::ZsetAdd(command) => zset::add(view, command),
        Command::ZsetRem(command) => zset::rem(view, command),
        Command::ZsetIncr(command) => zset::incr(view, command),
        Command::JsonSet(command) => json::set(view, blobs, command),
        Command::JsonSetBlob(command) => json::set_blob(view, blobs, command),
        Command::JsonMerge(command) => json::merge(view, blobs, command),
        Command::JsonDel(command) => json::del(view, blobs, command),
        Command::StreamAdd(command) => stream::add(view, context, command),
        Command::StreamTrim(command) => stream::trim(view, command),
        Command::TsAdd(command) => ts::add(view, command),
        Command::TsDel(command) => ts::del(view, command),
        Command::GeoAdd(command) => geo::add(view, command),
        Command::GeoRem(command) => geo::rem(view, command),
        Command::CounterIncr(command) => counter::incr(view, context, command),
        Command::Grant(_) | Command::Revoke(_) => {
            Err(Refused::new(ErrorCode::BadRequest, "rights belong to no key").into())
        }
    }
}

fn done(done: bool) -> CommandAnswer {
    CommandAnswer::Done { done }
}

/// The amount of an increment, which fits into 64 bits.
fn amount(by: cyberfly_protocol::Integer) -> Result<i64, Refused> {
    i64::try_from(by.0).map_err(|_| Refused::new(ErrorCode::LimitExceeded, "an increment fits into 64 bits"))
}

/// The bytes of several fields or members.
fn slices(members: &[cyberfly_protocol::Bytes]) -> Vec<&[u8]> {
    members.iter().map(|member| member.0.as_slice()).collect()
}

fn malformed(reason: &'static str) -> Refused {
    Refused::new(ErrorCode::BadRequest, reason)
}

//! `cyberfly data stream`.

use cyberfly_core::DbName;
use cyberfly_protocol::Direction;
use cyberfly_protocol::command::{Keep, Pair, StreamAdd, StreamTrim};
use cyberfly_protocol::query::{StreamLen, StreamRange, StreamRead};

use super::{Action, first, groups, key};
use crate::cli::{StreamAddArgs, StreamCommand, StreamRangeArgs, StreamReadArgs, StreamTrimArgs};
use crate::failure::Failure;

pub(super) fn action(command: StreamCommand, db: &DbName) -> Result<Action, Failure> {
    let db = db.clone();
    match command {
        StreamCommand::Add(StreamAddArgs { key: text, id, pairs }) => {
            let pairs = groups(pairs, "pair of name and value")?.into_iter();
            let pairs = pairs.map(|[name, value]| Pair { name, value }).collect();
            Action::change(StreamAdd { key: key(text)?, id, pairs })
        }
        StreamCommand::Range(StreamRangeArgs { key: text, from, to, rev, page }) => {
            let (limit, direction) = (page.limit, direction(rev));
            Action::list(StreamRange { db, key: key(text)?, from, to, direction, page: first(page) }, limit)
        }
        StreamCommand::Read(StreamReadArgs { key: text, after, limit }) => {
            Action::list(StreamRead { db, key: key(text)?, after, limit: None }, limit.limit)
        }
        StreamCommand::Len(args) => Action::ask(StreamLen { db, key: key(args.key)? }),
        StreamCommand::Trim(StreamTrimArgs { key: text, keep }) => {
            let keep = match (keep.last, keep.from) {
                (Some(last), _) => Keep::Last(last),
                (None, Some(from)) => Keep::From(from),
                (None, None) => {
                    return Err(Failure::misuse("nothing says what stays", "see --last and --from"));
                }
            };
            Action::change(StreamTrim { key: key(text)?, keep })
        }
    }
}

/// Which way a stream or a time series is read.
pub(super) const fn direction(rev: bool) -> Direction {
    if rev { Direction::Backward } else { Direction::Forward }
}

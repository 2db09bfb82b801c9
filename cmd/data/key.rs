//! Keys as a whole: what there is, of which type, until when.

use cyberfly_core::DbName;
use cyberfly_protocol::command::{Expire, Persist};
use cyberfly_protocol::query::{History, Scan, Ttl, Type};

use super::{Action, first, key};
use crate::cli::{ExpireArgs, HistoryArgs, KeyArg, ScanArgs, TtlArgs};
use crate::failure::Failure;

pub(super) fn scan(args: ScanArgs, db: &DbName) -> Result<Action, Failure> {
    let ScanArgs { prefix, glob, values, page } = args;
    let limit = page.limit;
    Action::list(Scan { db: db.clone(), prefix, glob, values, page: first(page) }, limit)
}

pub(super) fn kind(args: KeyArg, db: &DbName) -> Result<Action, Failure> {
    Action::ask(Type { db: db.clone(), key: key(args.key)? })
}

pub(super) fn ttl(args: TtlArgs, db: &DbName) -> Result<Action, Failure> {
    Action::ask(Ttl { db: db.clone(), key: key(args.key.key)? })
}

pub(super) fn expire(args: ExpireArgs) -> Result<Action, Failure> {
    Action::change(Expire { key: key(args.key)?, ttl_seconds: args.ttl.into(), only: Default::default() })
}

pub(super) fn persist(args: KeyArg) -> Result<Action, Failure> {
    Action::change(Persist { key: key(args.key)? })
}

pub(super) fn history(args: HistoryArgs, db: &DbName) -> Result<Action, Failure> {
    let limit = args.page.limit;
    Action::list(History { db: db.clone(), key: key(args.key.key)?, page: first(args.page) }, limit)
}

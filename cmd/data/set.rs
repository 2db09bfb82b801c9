//! `cyberfly data set`.

use cyberfly_core::{DbName, Key};
use cyberfly_protocol::command::{SetAdd, SetRem};
use cyberfly_protocol::query::{SetCard, SetDiff, SetHas, SetInter, SetMembers, SetUnion};

use super::{Action, first, key};
use crate::cli::{AllArgs, KeysArgs, MembersArgs, SetCommand};
use crate::failure::Failure;

pub(super) fn action(command: SetCommand, db: &DbName) -> Result<Action, Failure> {
    let db = db.clone();
    match command {
        SetCommand::Add(MembersArgs { key: text, members }) => {
            Action::change(SetAdd { key: key(text)?, members })
        }
        SetCommand::Rem(MembersArgs { key: text, members }) => {
            Action::change(SetRem { key: key(text)?, members })
        }
        SetCommand::Members(AllArgs { key: of, page }) => {
            let limit = page.limit;
            Action::list(SetMembers { db, key: key(of.key)?, page: first(page) }, limit)
        }
        SetCommand::Has(MembersArgs { key: text, members }) => {
            Action::ask(SetHas { db, key: key(text)?, members })
        }
        SetCommand::Card(args) => Action::ask(SetCard { db, key: key(args.key)? }),
        SetCommand::Inter(KeysArgs { keys: texts, page }) => {
            let limit = page.limit;
            Action::list(SetInter { db, keys: keys(texts)?, page: first(page) }, limit)
        }
        SetCommand::Union(KeysArgs { keys: texts, page }) => {
            let limit = page.limit;
            Action::list(SetUnion { db, keys: keys(texts)?, page: first(page) }, limit)
        }
        SetCommand::Diff(KeysArgs { keys: texts, page }) => {
            let limit = page.limit;
            Action::list(SetDiff { db, keys: keys(texts)?, page: first(page) }, limit)
        }
    }
}

fn keys(texts: Vec<String>) -> Result<Vec<Key>, Failure> {
    texts.into_iter().map(key).collect()
}

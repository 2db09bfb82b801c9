//! `cyberfly data json`.

use cyberfly_core::DbName;
use cyberfly_protocol::Condition;
use cyberfly_protocol::command::{JsonDel, JsonMerge, JsonSet};
use cyberfly_protocol::query::{JsonGet, JsonQuery};

use super::{Action, key};
use crate::cli::{JsonCommand, JsonPlaceArgs, JsonQueryArgs, JsonSetArgs};
use crate::failure::Failure;

pub(super) fn action(command: JsonCommand, db: &DbName) -> Result<Action, Failure> {
    let db = db.clone();
    match command {
        JsonCommand::Set(JsonSetArgs { key: text, path, value }) => {
            Action::change(JsonSet { key: key(text)?, path, value, condition: Condition::Always })
        }
        JsonCommand::Get(JsonPlaceArgs { key: text, path }) => {
            Action::ask(JsonGet { db, key: key(text)?, path })
        }
        JsonCommand::Merge(JsonSetArgs { key: text, path, value }) => {
            Action::change(JsonMerge { key: key(text)?, path, patch: value })
        }
        JsonCommand::Del(JsonPlaceArgs { key: text, path }) => {
            Action::change(JsonDel { key: key(text)?, path })
        }
        JsonCommand::Query(JsonQueryArgs { key: text, path, limit }) => {
            Action::list(JsonQuery { db, key: key(text)?, path, limit: None }, limit.limit)
        }
    }
}

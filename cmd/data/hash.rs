//! `cyberfly data hash`.

use cyberfly_core::DbName;
use cyberfly_protocol::command::{HashDel, HashField, HashIncr, HashSet};
use cyberfly_protocol::query::{HashAll, HashGet};
use cyberfly_protocol::{Condition, Integer, Value};

use super::{Action, first, groups, key};
use crate::cli::{AllArgs, FieldsArgs, HashCommand, HashIncrArgs, HashSetArgs};
use crate::failure::Failure;

pub(super) fn action(command: HashCommand, db: &DbName) -> Result<Action, Failure> {
    match command {
        HashCommand::Set(HashSetArgs { key: text, pairs, if_absent }) => {
            let fields = groups(pairs, "pair of field and value")?.into_iter();
            let fields =
                fields.map(|[field, value]| HashField { field, value: Value::Bytes(value) }).collect();
            let condition = if if_absent { Condition::IfAbsent } else { Condition::Always };
            Action::change(HashSet { key: key(text)?, fields, condition })
        }
        HashCommand::Get(FieldsArgs { key: text, fields }) => {
            Action::ask(HashGet { db: db.clone(), key: key(text)?, fields })
        }
        HashCommand::All(AllArgs { key: of, page }) => {
            let limit = page.limit;
            Action::list(HashAll { db: db.clone(), key: key(of.key)?, page: first(page) }, limit)
        }
        HashCommand::Del(FieldsArgs { key: text, fields }) => {
            Action::change(HashDel { key: key(text)?, fields })
        }
        HashCommand::Incr(HashIncrArgs { key: text, field, by }) => {
            Action::change(HashIncr { key: key(text)?, field, by: Integer(by.into()) })
        }
    }
}

//! `cyberfly data list`.

use cyberfly_core::DbName;
use cyberfly_protocol::Value;
use cyberfly_protocol::command::{
    ListInsert, ListPop, ListPush, ListRemove, ListSet, ListShift, ListTrim, ListUnshift,
};
use cyberfly_protocol::query::{ListLen, ListRange};

use super::{Action, key};
use crate::cli::{
    IndexesArgs, ListCommand, ListInsertArgs, ListRangeArgs, ListRemoveArgs, ListSetArgs, TakeArgs,
    ValuesArgs,
};
use crate::failure::Failure;

pub(super) fn action(command: ListCommand, db: &DbName) -> Result<Action, Failure> {
    match command {
        ListCommand::Push(ValuesArgs { key: text, values, if_present }) => {
            let values = values.into_iter().map(Value::Bytes).collect();
            Action::change(ListPush { key: key(text)?, values, only_if_there: if_present })
        }
        ListCommand::Unshift(ValuesArgs { key: text, values, if_present }) => {
            let values = values.into_iter().map(Value::Bytes).collect();
            Action::change(ListUnshift { key: key(text)?, values, only_if_there: if_present })
        }
        ListCommand::Pop(TakeArgs { key: text, count }) => Action::change(ListPop { key: key(text)?, count }),
        ListCommand::Shift(TakeArgs { key: text, count }) => {
            Action::change(ListShift { key: key(text)?, count })
        }
        ListCommand::Range(ListRangeArgs { key: text, start, stop, limit }) => {
            Action::list(ListRange { db: db.clone(), key: key(text)?, start, stop, limit: None }, limit.limit)
        }
        ListCommand::Set(ListSetArgs { key: text, index, value }) => {
            Action::change(ListSet { key: key(text)?, index, value: Value::Bytes(value) })
        }
        ListCommand::Insert(ListInsertArgs { key: text, side, pivot, value }) => {
            Action::change(ListInsert { key: key(text)?, side, pivot, value: Value::Bytes(value) })
        }
        ListCommand::Remove(ListRemoveArgs { key: text, count, value }) => {
            Action::change(ListRemove { key: key(text)?, value, count })
        }
        ListCommand::Len(args) => Action::ask(ListLen { db: db.clone(), key: key(args.key)? }),
        ListCommand::Trim(IndexesArgs { key: text, start, stop }) => {
            Action::change(ListTrim { key: key(text)?, start, stop })
        }
    }
}

//! `cyberfly data counter`.

use cyberfly_core::DbName;
use cyberfly_protocol::Integer;
use cyberfly_protocol::command::CounterIncr;
use cyberfly_protocol::query::CounterGet;

use super::{Action, key};
use crate::cli::{CounterCommand, CounterIncrArgs};
use crate::failure::Failure;

pub(super) fn action(command: CounterCommand, db: &DbName) -> Result<Action, Failure> {
    match command {
        CounterCommand::Incr(CounterIncrArgs { key: text, by }) => {
            Action::change(CounterIncr { key: key(text)?, by: Integer(by.into()) })
        }
        CounterCommand::Get(args) => Action::ask(CounterGet { db: db.clone(), key: key(args.key)? }),
    }
}

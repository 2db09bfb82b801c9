//! `cyberfly data del`: delete keys, those that are named by one operation.

use cyberfly_client::AuthorKey;
use cyberfly_core::DbName;
use cyberfly_protocol::command::Del;
use cyberfly_protocol::query::{Page, Scan};
use cyberfly_protocol::{Command, Door, Query, QueryAnswer};

use super::carry_out::run as run_commands;
use super::{Action, Scope, ask, author, carry_out, key};
use crate::cli::DelArgs;
use crate::documents::{Deleted, document};
use crate::door::{self, Intent};
use crate::failure::Failure;
use crate::ui::{Ui, prompt};

/// How many keys that begin alike are deleted by one operation.
const KEYS_AT_ONCE: u32 = 500;

pub(super) async fn run(ui: &mut Ui, scope: &Scope<'_>, args: DelArgs) -> Result<u8, Failure> {
    let Some(prefix) = &args.prefix else {
        let action = action(args)?;
        let db = author::database(scope)?;
        return carry_out(ui, scope, &db, action).await;
    };
    let db = author::database(scope)?;
    if scope.dry_run {
        let query = Scan { db, prefix: prefix.clone(), glob: None, values: false, page: Page::default() };
        return ask(ui, scope, query.into(), None).await;
    }
    let question = format!("Delete all keys of {} that begin with {prefix:?}?", db.label());
    if !prompt::confirm(scope.global, &question)? {
        ui.note("nothing was deleted");
        return Ok(0);
    }
    let author = author::key(scope.global)?;
    let way = door::find(ui, scope.global, scope.ways, Intent::Write).await?;
    let deleted = below(way.door(), &author, &db, prefix).await;
    way.close()?;
    let deleted = deleted?;
    if !ui.document(&document(Deleted { deleted }))? {
        ui.line(&deleted.to_string())?;
    }
    Ok(0)
}

pub(super) fn action(args: DelArgs) -> Result<Action, Failure> {
    if args.prefix.is_some() {
        return Err(Failure::misuse("here keys are named one by one", "del KEY..."));
    }
    let delete = |text: String| Ok(Command::Del(Del { key: key(text)? }));
    Ok(Action::Do(args.keys.into_iter().map(delete).collect::<Result<_, Failure>>()?))
}

/// Deletes the keys that begin alike, some at a time by one operation each, and returns how many those were. On an error
/// those that were deleted stay so.
pub(crate) async fn below(
    door: &dyn Door,
    author: &AuthorKey,
    db: &DbName,
    prefix: &str,
) -> Result<u64, Failure> {
    let mut page = Page { limit: Some(KEYS_AT_ONCE), cursor: None };
    let mut count = 0;
    loop {
        let scan = Scan { db: db.clone(), prefix: prefix.to_owned(), glob: None, values: false, page };
        let QueryAnswer::Keys { keys, next_cursor } = door.query(Query::from(scan)).await? else {
            return Err(Failure::internal("the node answered something else than keys".to_owned()));
        };
        count += keys.len() as u64;
        if !keys.is_empty() {
            let commands = keys.into_iter().map(|row| Command::Del(Del { key: row.key })).collect();
            run_commands(door, author, db, commands).await?;
        }
        let Some(cursor) = next_cursor else { break };
        page = Page { limit: Some(KEYS_AT_ONCE), cursor: Some(cursor) };
    }
    Ok(count)
}

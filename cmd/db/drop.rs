//! `cyberfly db drop`: the replica of a database goes, or every key of it on every node that holds it.

use cyberfly_core::{DbName, ErrorCode};
use cyberfly_protocol::query::DbInfo;
use cyberfly_protocol::{DropRequest, ErrorBody, Query, QueryAnswer, counted, sized};

use crate::backup::job;
use crate::data::{Scope, author_key, delete_below};
use crate::documents::{Deleted, document};
use crate::door::{self, Intent, Way};
use crate::failure::Failure;
use crate::ui::progress::{Progress, Unit};
use crate::ui::{Ui, prompt};

/// How much a database holds. What is too much to be counted is none.
struct Size {
    operations: u64,
    keys: Option<u64>,
}

impl Size {
    fn keys(&self) -> String {
        self.keys.map_or_else(
            || "all keys (too many to be counted)".to_owned(),
            |keys| format!("all of {}", counted(keys, "key")),
        )
    }
}

/// Drops this node's replica.
pub(super) async fn here(ui: &mut Ui, scope: &Scope<'_>, db: &DbName) -> Result<u8, Failure> {
    let found = look(ui, scope, db).await?;
    let (keys, operations) = (found.keys(), counted(found.operations, "operation"));
    let what = format!("this node's replica of {}: {keys}, {operations}", db.label());
    if scope.dry_run {
        return ui.would(&format!("drop {what}"));
    }
    if !prompt::confirm(scope.global, &format!("Drop {what}? What no other node holds is gone then."))? {
        ui.note("nothing was dropped");
        return Ok(0);
    }
    let way = door::find(ui, scope.global, scope.ways, Intent::Write).await?;
    let progress = Progress::begin(ui, "dropping", Unit::Items("operations"));
    let begun = match &way {
        Way::Client(client) => client.begin_drop(&DropRequest { db: db.clone() }).await?,
        Way::InProcess(node) | Way::Nowhere(node, _) => node.begin_drop(db.clone())?,
    };
    let ended = job::watch(&way, begun, &progress).await;
    drop(progress);
    way.close()?;
    let receipt = ended?.dropped;
    let receipt = receipt.ok_or_else(|| Failure::internal("the node told of no drop".to_owned()))?;
    if !ui.document(&receipt)? {
        ui.note(&format!(
            "{} is not here any more: {} dropped, the journal is {} shorter",
            receipt.db,
            counted(receipt.operations, "operation"),
            sized(receipt.freed_bytes)
        ));
    }
    Ok(0)
}

/// Deletes every key, on every node that holds the database.
pub(super) async fn everywhere(ui: &mut Ui, scope: &Scope<'_>, db: &DbName) -> Result<u8, Failure> {
    let author = author_key(scope.global)?;
    if author.secret.public() != db.owner() {
        let message =
            format!("{db} belongs to another key than the one that signs here; nothing was deleted");
        let hint = "its owner deletes all of it; who may write to it deletes what begins alike: cyberfly data del --prefix";
        return Err(ErrorBody::new(ErrorCode::NotAllowed, message).hint(hint).into());
    }
    let keys = look(ui, scope, db).await?.keys();
    let what = format!("{keys} of {} on every node that holds it", db.label());
    if scope.dry_run {
        return ui.would(&format!("delete {what}"));
    }
    if !prompt::confirm(scope.global, &format!("Delete {what}?"))? {
        ui.note("nothing was deleted");
        return Ok(0);
    }
    let way = door::find(ui, scope.global, scope.ways, Intent::Write).await?;
    let deleted = delete_below(way.door(), &author, db, "").await;
    way.close()?;
    let deleted = deleted?;
    if !ui.document(&document(Deleted { deleted }))? {
        ui.line(&deleted.to_string())?;
    }
    Ok(0)
}

/// How much the database holds here; `not_found` if there is none of this name.
async fn look(ui: &mut Ui, scope: &Scope<'_>, db: &DbName) -> Result<Size, Failure> {
    let way = door::find(ui, scope.global, scope.ways, Intent::Read).await?;
    let answer = way.door().query(Query::from(DbInfo { db: db.clone() })).await;
    way.close()?;
    match answer? {
        QueryAnswer::DbInfo { operations, keys, .. } => Ok(Size { operations, keys }),
        _ => Err(Failure::internal("the node answered something else than what it knows".to_owned())),
    }
}

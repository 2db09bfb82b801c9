//! Signing and handing in: which database, which stamp, and what to do when something newer is there.

use cyberfly_client::AuthorKey;
use cyberfly_core::clock::Clock;
use cyberfly_core::write::{BlobRef, INLINE_LIMIT};
use cyberfly_core::{Body, DbName, Draft, ErrorCode, OpId, Stamp, Write};
use cyberfly_node::now_ms;
use cyberfly_protocol::{Door, ErrorBody, Outcome, Receipt};

use super::Scope;
use crate::cli::Global;
use crate::failure::Failure;
use crate::passphrase::Opener;
use crate::places;

/// The signing key that was named, or the one named `default`.
pub(crate) fn key(global: &Global) -> Result<AuthorKey, Failure> {
    let name = global.key.as_deref().unwrap_or("default");
    places::keys()?.load(name, &mut Opener(global))
}

/// The database a command is about. A full name needs no key; a short one belongs to the signing key.
pub(crate) fn database(scope: &Scope<'_>) -> Result<DbName, Failure> {
    let name = scope.db.as_deref().unwrap_or("default");
    if let Ok(full) = name.parse() {
        return Ok(full);
    }
    let owner = key(scope.global)?.secret.public();
    Ok(DbName::new(name, owner).map_err(ErrorBody::from)?)
}

/// The body that says this value: the bytes themselves, or, when they are too many, a reference to a blob that is handed
/// in here.
pub(crate) async fn body(door: &dyn Door, db: &DbName, value: Vec<u8>) -> Result<Body, Failure> {
    if value.len() <= INLINE_LIMIT {
        return Ok(Body::Bytes(value));
    }
    let kept = door.keep_blob(db, value).await?;
    let hash: OpId =
        kept.hash.parse().map_err(|_| Failure::internal("the node answered without a hash".to_owned()))?;
    Ok(Body::Blob(BlobRef { hash: *hash.as_bytes(), size: kept.size, content_type: String::new() }))
}

/// Signs the writes as one operation and hands it in. If something newer is there, it is signed once more, above that.
pub(crate) async fn write(
    door: &dyn Door,
    author: &AuthorKey,
    db: DbName,
    writes: Vec<Write>,
) -> Result<Receipt, Failure> {
    let mut clock = Clock::default();
    let draft = Draft { db, stamp: clock.tick(now_ms()), writes, expires: None, device: Some(author.device) };
    let receipt = submit(door, author, draft.clone()).await?;
    let Some(winner) = beaten_by(&receipt) else { return Ok(receipt) };
    let stamp = clock.tick_above(winner, now_ms()).map_err(|future| {
        let message = format!("what is there was written by a clock far ahead of this one: {future}");
        ErrorBody::new(future.code(), message).hint("check this machine's clock, then try again")
    })?;
    let receipt = submit(door, author, Draft { stamp, ..draft }).await?;
    if beaten_by(&receipt).is_some() {
        let message = "something newer was written twice while this command ran; it stands, and this write does not show";
        return Err(ErrorBody::new(ErrorCode::Conflict, message).hint("try again").into());
    }
    Ok(receipt)
}

async fn submit(door: &dyn Door, author: &AuthorKey, draft: Draft) -> Result<Receipt, Failure> {
    let operation = draft.sign(&author.secret).map_err(ErrorBody::from)?;
    Ok(door.submit(operation.bytes().to_vec()).await?)
}

fn beaten_by(receipt: &Receipt) -> Option<Stamp> {
    let winner = receipt.winner.as_deref().filter(|_| receipt.outcome == Outcome::Dominated)?;
    Stamp::new(winner.parse().ok()?)
}

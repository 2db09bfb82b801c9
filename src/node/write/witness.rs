//! Writes that their author signed without a time: the node stamps them and signs them as a witness.
//!
//! The signature is looked at first, and taken once: the committer compares the place of its testimony with what was seen
//! there, as it does for every prepared operation, so that of two who hand in the same at once one is refused.

use std::net::IpAddr;
use std::sync::{Arc, OnceLock};

use cyberfly_core::key::Signature;
use cyberfly_core::metered::Metered;
use cyberfly_core::types::Seen;
use cyberfly_core::witness::{self, Testimony};
use cyberfly_core::{Body, DbName, DeviceId, Draft, ErrorCode, Kind, PublicKey, Stamp, Write};
use cyberfly_protocol::{Command, ErrorBody, Prepare, Receipt};
use cyberfly_store::Store;

use super::HandedIn;
use crate::absent::Absent;
use crate::failure::{not_allowed, spent, store_error};
use crate::node::{Inner, Node};
use crate::prepare;

/// How often it is drawn up anew because the database changed meanwhile.
const ATTEMPTS: usize = 16;

/// A write of which its author signed `{db}:{key}:{value}` and nothing else.
#[derive(Clone, Debug)]
pub struct Unstamped {
    /// The database.
    pub db: DbName,
    /// What is to be done, which comes to one write: of this value, at a key.
    pub command: Command,
    /// The value, as it was signed.
    pub value: String,
    /// Who signed it.
    pub author: PublicKey,
    /// The signature.
    pub signature: Signature,
}

impl Node {
    /// Refuses such writes, unless `compat.unstamped_writes` lets this node take them.
    pub fn refuse_unstamped(&self) -> Result<(), ErrorBody> {
        if self.0.settings.borrow().compat.unstamped_writes {
            return Ok(());
        }
        let message = "a signature over dbName:key:value covers neither a time nor the whole write, and this node takes none \
                       such; nothing was stored";
        Err(ErrorBody::new(ErrorCode::Unsupported, message).hint(
            "draw the write up with prepare, sign the bytes it gives, hand them in with submitOperation; or have the operator \
             set compat.unstamped_writes",
        ))
    }

    /// Stamps such a write and takes it as its witness, if `compat.unstamped_writes` lets this node, the owner of the database has
    /// granted it writing, and its author may write. None is answered if there was nothing to write. An error is `conflict` if
    /// the signature was taken before, here or elsewhere; on every error nothing is stored.
    pub async fn witness(
        &self,
        unstamped: Unstamped,
        from: Option<IpAddr>,
    ) -> Result<Option<Receipt>, ErrorBody> {
        self.refuse_unstamped()?;
        let Some(key) = unstamped.command.key() else {
            return Err(ErrorBody::new(
                ErrorCode::BadRequest,
                "a value is written at a key; nothing was stored",
            ));
        };
        let (db, value) = (unstamped.db.as_str(), unstamped.value.as_bytes());
        witness::verify(unstamped.author, db, key.as_str(), value, &unstamped.signature).map_err(
            |fault| {
                let message = format!("{fault}; nothing was stored");
                ErrorBody::new(fault.code(), message)
                    .hint("what is signed is the text dbName:key:value, in UTF-8")
            },
        )?;
        let unstamped = Arc::new(unstamped);
        for _ in 0..ATTEMPTS {
            let (inner, wanted) = (Arc::clone(&self.0), Arc::clone(&unstamped));
            let drawn = self.read(&self.0.short_reads, move |store| draw_up(&inner, store, &wanted)).await?;
            let Some((bytes, saw)) = drawn else { return Ok(None) };
            match self.take(HandedIn { bytes, saw: Some(saw), from }).await {
                Err(error) if error.code() == ErrorCode::Conflict => {}
                taken => return taken.map(Some),
            }
        }
        let message = format!(
            "what the write rests on changed {ATTEMPTS} times before it was committed; nothing was stored"
        );
        Err(ErrorBody::new(ErrorCode::Conflict, message).hint("try again when others write less to it"))
    }
}

/// The operation and what it rests on; none if there is nothing to write.
fn draw_up(inner: &Inner, store: &Store, wanted: &Unstamped) -> Result<Option<(Vec<u8>, String)>, ErrorBody> {
    let Some(node) = &inner.identity else {
        return Err(ErrorBody::new(ErrorCode::Unsupported, "without an identity nobody is a witness"));
    };
    let now = inner.time.now_ms();
    check_rights(store, wanted, node.public(), Stamp::at_millis(now))?;
    // What was taken is told as that, whatever came over it since.
    let cells = store.cells(&wanted.db).map_err(|error| store_error(&error))?;
    let place = witness::path_of(&wanted.signature).ok_or_else(no_place)?;
    let metered = Metered::over(cells.as_ref(), prepare::PREPARE_BUDGET);
    let seen = Seen::now(&metered, place.only()).map_err(|ended| spent(&ended))?;
    if seen.newest.is_some() {
        let message = "this signature was taken before, and counts once; nothing was stored";
        let hint = "a value that was written at a key before needs another signature: the same text has the same one";
        return Err(ErrorBody::new(ErrorCode::Conflict, message).hint(hint));
    }
    let request = Prepare {
        db: wanted.db.clone(),
        author: node.public(),
        device: Some(device()?),
        commands: vec![wanted.command.clone()],
        stamp_above: None,
        expires: None,
    };
    let (stamp, drawn) = prepare::plan(store, &inner.clock, &request, now, &Absent::default())?;
    let mut saw = drawn.saw;
    saw.add(vec![seen])?;
    let mut writes = drawn.writes;
    let Some(write) = writes.first_mut() else { return Ok(None) };
    keep_text(write, &wanted.value)?;
    let text = matches!(write.kind, Kind::Stream | Kind::TimeSeries).then(|| wanted.value.clone());
    let testimony = Testimony { author: wanted.author, signature: wanted.signature, text };
    writes.push(testimony.write().ok_or_else(no_place)?);
    let draft = Draft { db: wanted.db.clone(), stamp, writes, expires: None, device: request.device };
    let operation = draft.sign(node)?;
    Ok(Some((operation.bytes().to_vec(), saw.to_text())))
}

fn no_place() -> ErrorBody {
    ErrorBody::new(ErrorCode::Internal, "there is no place for a testimony")
}

/// The author has to have the right to write, and the node, whose operation it is.
fn check_rights(store: &Store, wanted: &Unstamped, node: PublicKey, now: Stamp) -> Result<(), ErrorBody> {
    let rights = store.rights(&wanted.db).map_err(|error| store_error(&error))?;
    if !rights.may_write(wanted.author, now) {
        return Err(not_allowed(&wanted.author, &wanted.db, "nothing was stored"));
    }
    if !rights.may_write(node, now) {
        let message =
            format!("this node has no right to write to {} as a witness; nothing was stored", wanted.db);
        return Err(ErrorBody::new(ErrorCode::NotAllowed, message)
            .hint(format!("its owner grants it: cyberfly db grant {} {node} writer", wanted.db)));
    }
    Ok(())
}

/// A value in a document is kept as the text that was signed, which may be another one of the same value. What is written in
/// its place where a part of an array is meant, the whole array, nobody signed.
fn keep_text(write: &mut Write, signed: &str) -> Result<(), ErrorBody> {
    let Body::Json(text) = &mut write.body else { return Ok(()) };
    let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).ok();
    if read(text) != read(signed) {
        let message = "a place inside an array is written with the whole array, which was not signed; nothing was stored";
        return Err(
            ErrorBody::new(ErrorCode::Unsupported, message).hint("sign the array, and name its place")
        );
    }
    signed.clone_into(text);
    Ok(())
}

/// The device of this node as a witness, another one in each process.
fn device() -> Result<DeviceId, ErrorBody> {
    static DEVICE: OnceLock<DeviceId> = OnceLock::new();
    if let Some(device) = DEVICE.get() {
        return Ok(*device);
    }
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).map_err(|error| {
        ErrorBody::new(ErrorCode::Internal, format!("the system gives no random bytes: {error}"))
    })?;
    Ok(*DEVICE.get_or_init(|| DeviceId::from_bytes(bytes)))
}

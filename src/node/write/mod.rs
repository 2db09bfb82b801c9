//! The write path: from bytes to an acknowledgement, in stages.
//!
//! ```text
//! bytes ─► gate ─► decode ─► known? ─► rights ─► signatures, together ─► what it rests on ─► one writer, in groups ─► receipt
//! ```
//!
//! What is cheap to refuse is refused before the signature is checked. The gate bounds how many operations are on the path
//! and how many bytes they have; a place in it goes with an operation from stage to stage, whether its caller waits or
//! has gone away. So the queues between the stages need no bounds of their own.

mod commit;
mod gate;
mod known;
mod received;
mod suspects;
mod trouble;
mod verify;
mod witness;

use std::mem;
use std::net::IpAddr;
use std::sync::{Arc, PoisonError};
use std::thread::JoinHandle;
use std::time::Instant;

use cyberfly_core::saw::Saw;
use cyberfly_core::trace::TraceParent;
use cyberfly_core::{Body, Claimed, DbName, Draft, ErrorCode, OpId, Operation, PublicKey, clock};
use cyberfly_protocol::{ErrorBody, Outcome, Receipt, SCHEMA_VERSION};
use cyberfly_store::{Durability, Store};
use cyberfly_telemetry::step;
use data_encoding::HEXLOWER;
use tokio::sync::oneshot;
use tracing::{Instrument, Span};

use crate::failure::{not_allowed, store_error};
use crate::node::{Node, Phase};
use crate::observer::Observer;
use crate::quotas::Whose;
use crate::rests::RestsOn;

use commit::Writer;
pub(crate) use gate::{Gate, PATH_LIMIT};
use known::is_known;
use suspects::Source;
use verify::{Admitted, Verdict, Verified, Verifier};
pub use witness::Unstamped;

/// A signed operation as it comes in by a door.
#[derive(Clone, Debug, Default)]
pub struct HandedIn {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What it rests on, if it was prepared.
    pub saw: Option<String>,
    /// The address it comes from, if it comes from one.
    pub from: Option<IpAddr>,
}

/// Where an operation came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// Somebody handed it in and waits for a receipt. It is stored in this step of a trace.
    Door(Option<TraceParent>),
    /// A peer sent it, just after it was written. It is stored in this step of a trace.
    Live(PublicKey, Option<TraceParent>),
    /// A peer sent it, since it was missing here.
    Sync,
}

/// The stages that have threads of their own. When the last one who hands something in lets go of them, they finish what
/// they have.
pub(crate) struct Stages {
    verifier: Verifier,
    writer: Writer,
}

impl Stages {
    /// Starts the threads. The one that is given back is the writer's: it has the store.
    pub(crate) fn start(
        store: &Arc<Store>,
        observer: &Arc<Observer>,
    ) -> Result<(Self, JoinHandle<()>), ErrorBody> {
        let verifier = Verifier::start(observer)?;
        let (writer, thread) = Writer::start(Arc::clone(store), Arc::clone(observer))?;
        Ok((Self { verifier, writer }, thread))
    }
}

/// An operation that passed the cheap checks.
enum Begun {
    Known(Receipt),
    Verifying { verdict: oneshot::Receiver<Verdict>, changes_rights: bool, step: Span },
}

/// An operation whose signature held.
enum Sent {
    Known(Receipt),
    Committing {
        answer: oneshot::Receiver<commit::Answer>,
        op: OpId,
        stamp: String,
        author: PublicKey,
        db: DbName,
    },
}

impl Node {
    /// Takes a signed operation. When the receipt comes, it is durable; on an error nothing was stored.
    pub async fn take(&self, handed_in: HandedIn) -> Result<Receipt, ErrorBody> {
        let HandedIn { bytes, saw, from } = handed_in;
        let began = Instant::now();
        let taken = async {
            let begun = self.begin(&bytes, from).await?;
            self.receipt(self.send(begun, saw).await?).await
        };
        let taken = taken.instrument(step!("write", bytes = bytes.len())).await;
        self.count(&taken, began);
        taken
    }

    /// Takes signed operations, each by itself, and answers each, in the same order. They are committed in this order too,
    /// and one that follows a grant is looked at when the grant counts.
    pub async fn take_many(
        &self,
        operations: Vec<Vec<u8>>,
        from: Option<IpAddr>,
    ) -> Vec<Result<Receipt, ErrorBody>> {
        let step = step!("write", operations = operations.len());
        self.take_all(operations, from).instrument(step).await
    }

    async fn take_all(
        &self,
        operations: Vec<Vec<u8>>,
        from: Option<IpAddr>,
    ) -> Vec<Result<Receipt, ErrorBody>> {
        let began = Instant::now();
        let mut answers = Vec::with_capacity(operations.len());
        let mut begun = Vec::with_capacity(operations.len());
        for bytes in operations {
            let one = self.begin(&bytes, from).await;
            let changes_rights = matches!(one, Ok(Begun::Verifying { changes_rights: true, .. }));
            begun.push(one);
            if changes_rights {
                self.finish(mem::take(&mut begun), &mut answers, began).await;
            }
        }
        self.finish(begun, &mut answers, began).await;
        answers
    }

    async fn finish(
        &self,
        begun: Vec<Result<Begun, ErrorBody>>,
        answers: &mut Vec<Result<Receipt, ErrorBody>>,
        began: Instant,
    ) {
        let mut sent = Vec::with_capacity(begun.len());
        for one in begun {
            sent.push(match one {
                Ok(begun) => self.send(begun, None).await,
                Err(refused) => Err(refused),
            });
        }
        // All are on their way before the first is waited for.
        for one in sent {
            let answer = match one {
                Ok(sent) => self.receipt(sent).await,
                Err(refused) => Err(refused),
            };
            self.count(&answer, began);
            answers.push(answer);
        }
    }

    fn count(&self, answer: &Result<Receipt, ErrorBody>, began: Instant) {
        match answer {
            Ok(_) => self.0.observer.metrics.acknowledged(began.elapsed()),
            Err(error) => self.0.observer.metrics.refused(error.code()),
        }
    }

    /// The cheap checks, and into the hands of those who check signatures.
    async fn begin(&self, bytes: &[u8], from: Option<IpAddr>) -> Result<Begun, ErrorBody> {
        let observer = &self.0.observer;
        observer.metrics.received();
        self.refuse_while_draining()?;
        self.0.quotas.spare_memory()?;
        let mut pass = self.0.gate.enter(bytes.len()).ok_or_else(|| {
            observer.refusals.queue();
            let message = format!(
                "{} operations are on their way already, as many as there may be or with as many bytes; this one \
                 was not stored",
                self.0.gate.taken()
            );
            ErrorBody::new(ErrorCode::Overloaded, message).hint("try again in a second")
        })?;
        let claim = Claimed::decode(bytes)?;
        clock::check_arrival(claim.stamp(), self.0.time.now_ms()).map_err(|future| {
            ErrorBody::new(future.code(), format!("{future}; nothing was stored"))
                .hint("check the clocks on both sides")
        })?;
        // In a private database this would tell somebody who guesses an operation that it is there: the author alone can
        // ask, by a signature that holds.
        if !claim.db().is_private()
            && !self.may_be_lost()
            && self.knows(claim.draft(), claim.author(), claim.id())?
        {
            observer.metrics.known();
            let stamp = claim.stamp().to_string();
            return Ok(Begun::Known(self.acknowledge(claim.id(), stamp, Outcome::Duplicate, None)));
        }
        let claim = self.refuse_unauthorised(claim).await?;
        self.refuse_missing_blobs(&claim)?;
        // That a private database is here, and how full it is, is for those to know whose signature holds.
        if !claim.db().is_private() {
            pass.keep(self.0.quotas.admit(&self.0.store, claim.draft(), Whose::Own)?);
        }
        let changes_rights = claim.draft().is_about_rights();
        let source = Source::of(from, claim.author());
        let (stages, step) = (self.stages()?, step!("verify"));
        let verdict = step.in_scope(|| stages.verifier.begin(Admitted { claim, source, pass }))?;
        Ok(Begun::Verifying { verdict, changes_rights, step })
    }

    /// Waits for the signature, and on to the writer.
    async fn send(&self, begun: Begun, saw: Option<String>) -> Result<Sent, ErrorBody> {
        let (verdict, step) = match begun {
            Begun::Known(receipt) => return Ok(Sent::Known(receipt)),
            Begun::Verifying { verdict, step, .. } => (verdict, step),
        };
        let ended = |_| ErrorBody::new(ErrorCode::Internal, "checking the signature ended with a fault");
        let verified = verdict.instrument(step).await;
        let Verified { operation, mut pass } = verified.map_err(ended)??;
        if operation.db().is_private() {
            pass.keep(self.0.quotas.admit(&self.0.store, operation.draft(), Whose::Own)?);
        }
        let rests_on = self.check_saw(&operation, saw).instrument(step!("rests_on")).await?;
        let (op, stamp) = (operation.id(), operation.stamp().to_string());
        let (author, db) = (operation.author(), operation.db().clone());
        let answer = self.stages()?.writer.begin(
            operation,
            Origin::Door(cyberfly_telemetry::current()),
            rests_on,
            pass,
        )?;
        Ok(Sent::Committing { answer, op, stamp, author, db })
    }

    /// Waits until it is durable.
    async fn receipt(&self, sent: Sent) -> Result<Receipt, ErrorBody> {
        let (answer, op, stamp, author, db) = match sent {
            Sent::Known(receipt) => return Ok(receipt),
            Sent::Committing { answer, op, stamp, author, db } => (answer, op, stamp, author, db),
        };
        let answer = answer.instrument(step!("commit")).await;
        let (outcome, winner) = match answer.unwrap_or_else(|_| Err(commit::stopped()))? {
            cyberfly_store::Outcome::Applied => (Outcome::Applied, None),
            cyberfly_store::Outcome::Dominated(order) => (Outcome::Dominated, Some(order.stamp.to_string())),
            cyberfly_store::Outcome::Duplicate => (Outcome::Duplicate, None),
            // It was revoked since it was looked at.
            cyberfly_store::Outcome::Unauthorised => {
                return Err(not_allowed(&author, &db, "it has no effect"));
            }
        };
        self.note_written(&db).await?;
        Ok(self.acknowledge(op, stamp, outcome, winner))
    }

    fn acknowledge(&self, op: OpId, stamp: String, outcome: Outcome, winner: Option<String>) -> Receipt {
        let durable = self.0.store.durability() == Durability::Always;
        Receipt { schema_version: SCHEMA_VERSION, op_id: op.to_string(), stamp, durable, outcome, winner }
    }

    fn stages(&self) -> Result<Arc<Stages>, ErrorBody> {
        let stages = self.0.stages.read().unwrap_or_else(PoisonError::into_inner).clone();
        stages.ok_or_else(stopping)
    }

    /// Whether what is here may not be on the disk although this node acknowledges only what is: peers send such.
    fn may_be_lost(&self) -> bool {
        self.0.store.durability() == Durability::Always && self.0.store.is_behind()
    }

    pub(crate) fn refuse_while_draining(&self) -> Result<(), ErrorBody> {
        match *self.0.phase.borrow() {
            Phase::Draining => Err(stopping()),
            Phase::Starting | Phase::Ready => Ok(()),
        }
    }

    fn knows(&self, draft: &Draft, author: PublicKey, op: OpId) -> Result<bool, ErrorBody> {
        is_known(&self.0.store, draft, author, op).map_err(|error| store_error(&error))
    }

    /// Whoever signed this must hold the right to it; this comes before the signature is checked, which costs more.
    async fn refuse_unauthorised(&self, claim: Claimed) -> Result<Claimed, ErrorBody> {
        if claim.author() == claim.db().owner() {
            return Ok(claim);
        }
        let rights = match self.0.store.rights_at_hand(claim.db()) {
            Some(rights) => rights,
            // To look rights up means to wait for a commit that is under way.
            None => {
                let db = claim.db().clone();
                let look_up = move |store: &Store| store.rights(&db).map_err(|error| store_error(&error));
                self.read(&self.0.short_reads, look_up).await?
            }
        };
        match rights.allows(claim.author(), claim.draft()) {
            true => Ok(claim),
            false => Err(not_allowed(&claim.author(), claim.db(), "nothing was stored")),
        }
    }

    /// An operation that comes in by a door refers to bytes that are here, or its value could not be read.
    fn refuse_missing_blobs(&self, claim: &Claimed) -> Result<(), ErrorBody> {
        let blobs = self.0.store.blobs();
        for write in &claim.draft().writes {
            if let Body::Blob(blob) = &write.body
                && !blobs.possesses(claim.db(), &blob.hash)
            {
                let hash = HEXLOWER.encode(&blob.hash);
                let message =
                    format!("{} does not hold the blob {hash}; nothing was stored", claim.db().label());
                return Err(ErrorBody::new(ErrorCode::NotFound, message).hint("hand in the bytes first"));
            }
        }
        Ok(())
    }

    /// Finds out whether what an operation rests on still holds, so that the committer need not.
    async fn check_saw(
        &self,
        operation: &Operation,
        saw: Option<String>,
    ) -> Result<Option<RestsOn>, ErrorBody> {
        let saw = saw.as_deref().map(Saw::from_text).transpose()?.unwrap_or_default();
        if saw.is_empty() {
            return Ok(None);
        }
        let db = operation.db().clone();
        let check = move |store: &Store| RestsOn::check(store, &db, saw).map(Some);
        match self.read(&self.0.short_reads, check).await {
            // It was handed in before, and what has changed is its own doing.
            Err(conflict) if conflict.code() == ErrorCode::Conflict => {
                match self.knows(operation.draft(), operation.author(), operation.id())? {
                    true => Ok(None),
                    false => Err(conflict),
                }
            }
            checked => checked,
        }
    }
}

pub(crate) fn stopping() -> ErrorBody {
    ErrorBody::new(ErrorCode::Unavailable, "the node is stopping; nothing was stored")
}

#[cfg(test)]
mod tests;

//! What peers send: the same path with other rules. It may come before the grant that allows it, before the bytes that it
//! refers to, and ahead of this node's clock; nobody waits for the disk, since it can be fetched again.

use cyberfly_core::session::Reason;
use cyberfly_core::trace::TraceParent;
use cyberfly_core::{Body, Claimed, DbName, Draft, ErrorCode, PublicKey, Write, clock};
use cyberfly_net::{Arrival, Arrived, Received};
use cyberfly_protocol::ErrorBody;
use cyberfly_telemetry::{current, follow, step};
use tokio::sync::oneshot::{self, error::RecvError};
use tracing::{Instrument, Span};

use super::commit;
use super::suspects::Source;
use super::verify::{Admitted, Verdict, Verified};
use super::{Origin, stopping};
use crate::node::Node;
use crate::quotas::{Place, Whose, makes_room};

/// An operation of a peer on its way.
enum OnItsWay {
    Verifying(oneshot::Receiver<Verdict>, Span),
    Over(Received),
}

impl Node {
    /// Takes operations that a peer sent and answers each, in the same order. What is stored is visible then, and on the
    /// disk a moment later.
    pub(crate) async fn take_from_peer(
        &self,
        peer: PublicKey,
        how: Arrival,
        operations: Vec<Arrived>,
    ) -> Vec<Received> {
        let mut begun = Vec::with_capacity(operations.len());
        let referred: Vec<Vec<([u8; 32], u64)>> =
            operations.iter().map(|arrived| blobs_of(arrived.claim.draft())).collect();
        let databases: Vec<_> = operations.iter().map(|arrived| arrived.claim.db().clone()).collect();
        // A database that has room for one of them has room for the few that came with it: it is looked at once.
        let mut has_room = None;
        for Arrived { claim, trace } in operations {
            let step = self.step(trace);
            begun.push((self.check(peer, how, claim, &mut has_room).instrument(step.clone()).await, step));
        }
        let mut committing = Vec::with_capacity(begun.len());
        for (one, step) in begun {
            let committed = match one {
                OnItsWay::Over(received) => Err(received),
                OnItsWay::Verifying(verdict, verify) => {
                    let verdict = verdict.instrument(verify).await;
                    step.in_scope(|| self.commit(peer, how, verdict))
                }
            };
            committing.push((committed, step));
        }
        // All are on their way before the first is waited for.
        let mut answers = Vec::with_capacity(committing.len());
        for (one, step) in committing {
            answers.push(match one {
                Ok(answer) => {
                    let answer = answer.instrument(step!(parent: &step, "commit")).await;
                    outcome(answer.unwrap_or_else(|_| Err(commit::stopped())))
                }
                Err(received) => received,
            });
        }
        for ((answer, db), hashes) in answers.iter().zip(&databases).zip(&referred) {
            if *answer == Received::Stored {
                hashes.iter().for_each(|(hash, size)| self.fetch_if_missing(db, hash, *size));
            }
        }
        answers
    }

    /// The step that goes on with a trace of a peer's. What came without one is in none: nobody asked for it here.
    fn step(&self, trace: Option<TraceParent>) -> Span {
        if trace.is_none() {
            return Span::none();
        }
        let step = step!("replicate", otel.kind = "consumer", node = self.id().map(tracing::field::display));
        follow(&step, trace);
        step
    }

    /// The cheap checks, and into the hands of those who check signatures.
    async fn check(
        &self,
        peer: PublicKey,
        how: Arrival,
        claim: Claimed,
        has_room: &mut Option<DbName>,
    ) -> OnItsWay {
        self.0.observer.metrics.received();
        if let Err(error) = self.refuse_while_draining() {
            return OnItsWay::Over(failed(error));
        }
        if clock::check_arrival(claim.stamp(), self.0.time.now_ms()).is_err() {
            return OnItsWay::Over(Received::TooEarly);
        }
        // What a session fetches was found to be missing; what comes by itself often comes twice.
        if how == Arrival::Live {
            match self.knows(claim.draft(), claim.author(), claim.id()) {
                Ok(true) => return OnItsWay::Over(Received::Known),
                Ok(false) => {}
                Err(error) => return OnItsWay::Over(failed(error)),
            }
        }
        let Some(mut pass) = self.0.peers_gate.wait(claim.bytes().len()).await else {
            return OnItsWay::Over(failed(stopping()));
        };
        if has_room.as_ref() != Some(claim.db()) {
            match self.room_for(&claim) {
                Ok(None) if !makes_room(claim.draft()) => *has_room = Some(claim.db().clone()),
                Ok(place) => pass.keep(place),
                Err(error) => return OnItsWay::Over(no_room(error)),
            }
        }
        let (admitted, step) = (Admitted { claim, source: Source::Peer(peer), pass }, step!("verify"));
        match self.stages().and_then(|stages| step.in_scope(|| stages.verifier.begin(admitted))) {
            Ok(verdict) => OnItsWay::Verifying(verdict, step),
            Err(error) => OnItsWay::Over(failed(error)),
        }
    }

    /// Refuses what there is no room for. For an operation that makes a new database there is a place.
    fn room_for(&self, claim: &Claimed) -> Result<Option<Place>, ErrorBody> {
        let whose = if self.0.policy.is_own(claim.db()) { Whose::Own } else { Whose::Foreign };
        self.0.quotas.spare_memory()?;
        self.0.quotas.admit(&self.0.store, claim.draft(), whose)
    }

    /// On to the writer.
    fn commit(
        &self,
        peer: PublicKey,
        how: Arrival,
        verdict: Result<Verdict, RecvError>,
    ) -> Result<oneshot::Receiver<commit::Answer>, Received> {
        let verdict = verdict.map_err(|_| failed(stopping()))?;
        let Verified { operation, pass } = verdict.map_err(|refused| {
            self.0.observer.metrics.refused(refused.code());
            Received::Invalid(refused.code())
        })?;
        let origin = match how {
            Arrival::Live => Origin::Live(peer, current()),
            Arrival::Sync => Origin::Sync,
        };
        let begin =
            |stages: std::sync::Arc<super::Stages>| stages.writer.begin(operation, origin, None, pass);
        self.stages().and_then(begin).map_err(failed)
    }
}

/// The blobs that an operation refers to, with their sizes as it says.
fn blobs_of(draft: &Draft) -> Vec<([u8; 32], u64)> {
    let hash = |write: &Write| match &write.body {
        Body::Blob(blob) => Some((blob.hash, blob.size)),
        _ => None,
    };
    draft.writes.iter().filter_map(hash).collect()
}

fn outcome(answer: commit::Answer) -> Received {
    match answer {
        Ok(cyberfly_store::Outcome::Applied | cyberfly_store::Outcome::Dominated(_)) => Received::Stored,
        Ok(cyberfly_store::Outcome::Unauthorised) => Received::SetAside,
        Ok(cyberfly_store::Outcome::Duplicate) => Received::Known,
        Err(error) => failed(error),
    }
}

/// There is no room for it, or that could not be found out.
fn no_room(error: ErrorBody) -> Received {
    match error.code() {
        code @ ErrorCode::ResourceExhausted => {
            Received::NoRoom(Reason { code, text: format!("There is no room: {}.", error.message).into() })
        }
        _ => failed(error),
    }
}

/// This node could not take it.
fn failed(error: ErrorBody) -> Received {
    let code = match error.code() {
        // To the peer these are all the same: it is to try again later.
        code @ (ErrorCode::DiskFull | ErrorCode::Unavailable | ErrorCode::Overloaded) => code,
        _ => ErrorCode::Internal,
    };
    Received::Failed(Reason { code, text: error.message.into() })
}

//! A sync session between two replicas of the simulation, over a stream that may break.

use std::sync::Arc;

use crate::clock::Stamp;
use crate::op::Operation;
use crate::reconcile::{Ended, Entry, Limits, MemorySums, ReconcileError, Reconciler, SessionKey};
use crate::replica::Replica;
use crate::sim::check::same;

/// What each of two sides keeps and the other does not, as far as they found out.
pub(super) type Found = [Vec<Arc<Operation>>; 2];

/// Lets two replicas reconcile what they keep until they are done or so many messages have arrived. What they find
/// has to be true, and all there is if they say so.
pub(super) fn reconcile(
    between: [&Replica; 2],
    session: u64,
    messages: u64,
    limits: Limits,
) -> Result<Found, String> {
    // The simulation agrees on a bound above everything.
    let bound = Stamp::at_millis(u64::MAX);
    let key = SessionKey::new(&[0; 32], &session.to_le_bytes());
    let entry = |op: &Arc<Operation>| Entry { stamp: op.stamp(), id: op.id() };
    let sets = between.map(|replica| replica.kept().map(entry).collect::<MemorySums>());
    let failed = |error: ReconcileError<_>| format!("reconciliation: {error}");

    let responder = Reconciler::responder(&sets[1], bound, key.clone(), Limits::default());
    let Ok((initiator, first)) = Reconciler::initiator(&sets[0], bound, key, limits);
    let mut sides = [initiator, responder];
    let (mut have, mut ended) = ([Vec::new(), Vec::new()], [None; 2]);
    let (mut next, mut to) = (Some(first), 1);
    for _ in 0..messages {
        let Some(message) = next else { break };
        let step = sides[to].step(&message).map_err(failed)?;
        have[to].extend(step.have);
        ended[to] = step.ended;
        next = step.send;
        to = 1 - to;
    }

    let kept = between.map(Replica::kept_ids);
    let mut found = [Vec::new(), Vec::new()];
    for side in 0..2 {
        let (mine, theirs) = (&kept[side], &kept[1 - side]);
        if ended[side] == Some(Ended::Complete) {
            same("operations that a session found", &mine.difference(theirs).count(), &have[side].len())?;
        }
        for entry in &have[side] {
            same("an operation that the other side lacks", &false, &theirs.contains(&entry.id))?;
            found[side].extend(between[side].kept().find(|op| op.id() == entry.id).cloned());
        }
    }
    Ok(found)
}

//! Rights. They are written whatever is there: what they mean is a function of all that was granted and revoked.

use cyberfly_core::name::RIGHTS_KEY;
use cyberfly_core::types::{Plan, PlanContext};
use cyberfly_core::{Body, Key, Kind, PublicKey, Refused, Stamp, Write};
use cyberfly_protocol::CommandAnswer;
use cyberfly_protocol::command::{Grant, Revoke};

use super::{done, malformed};

fn plan(subject: PublicKey, body: Body) -> Result<Plan<CommandAnswer>, Refused> {
    let key = Key::rights(RIGHTS_KEY).ok_or_else(|| malformed("there is no key for rights"))?;
    let write = Write { kind: Kind::Rights, key, field: Some(subject.as_bytes().to_vec()), body };
    Ok(Plan { writes: vec![write], saw: Vec::new(), least_stamp: Stamp::ZERO, answer: done(true) })
}

pub(super) fn grant(command: &Grant) -> Result<Plan<CommandAnswer>, Refused> {
    plan(command.subject, Body::Grant(command.role.into()))
}

pub(super) fn revoke(command: &Revoke, context: &PlanContext) -> Result<Plan<CommandAnswer>, Refused> {
    let from = command.from.unwrap_or(context.stamp);
    plan(command.subject, Body::Revoke(command.role.into(), from))
}

//! Watching a database through server-sent events.

use cyberfly_core::DbName;
use cyberfly_protocol::{ErrorBody, Watch, Watched};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use crate::call::Call;
use crate::events::{Events, ServerSent};
use crate::input::{Asked, Asks, Input, Parameter, Query};
use crate::refusal::Refusal;
use crate::table::Answer;

/// What to watch.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct What {
    /// The full name of the database.
    db: String,
    /// Only keys that begin with this.
    #[serde(default)]
    prefix: String,
    /// The cursor of an earlier event, or 0 for the beginning. Without it, from now on.
    since: Option<String>,
}

/// The cursor of the last event that an `EventSource` heard before it connects again; it counts before `since`.
pub(super) struct LastEventId(Option<String>);

impl Input for LastEventId {
    fn describe(_: &mut SchemaGenerator) -> Asks {
        let schema: Schema = json_schema!({"type": "string"});
        let parameter =
            Parameter { place: "header", name: "last-event-id".to_owned(), required: false, schema };
        Asks { parameters: vec![parameter], body: None }
    }

    async fn read(asked: &mut Asked) -> Result<Self, Refusal> {
        let id = asked.header("last-event-id").filter(|id| !id.is_empty());
        Ok(Self(id.map(str::to_owned)))
    }
}

pub(super) async fn watch(
    call: Call,
    (Query(what), last): (Query<What>, LastEventId),
) -> Answer<Events<Watched>> {
    let db: DbName = what.db.parse().map_err(ErrorBody::from)?;
    let since = last.0.or(what.since);
    let told = call.node.watch_as(call.caller, Watch { db, prefix: what.prefix, since }).await?;
    Ok(Events(call.while_known(told)))
}

impl ServerSent for Watched {
    fn name(&self) -> &'static str {
        match self {
            Watched::Started { .. } => "started",
            Watched::Change(_) => "change",
            Watched::Lagged { .. } => "lagged",
            Watched::Reset { .. } => "reset",
        }
    }

    fn id(&self) -> Option<String> {
        match self {
            Watched::Started { cursor } | Watched::Reset { cursor } => Some(cursor.clone()),
            Watched::Change(change) => Some(change.cursor.clone()),
            Watched::Lagged { .. } => None,
        }
    }
}

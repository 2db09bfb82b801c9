//! Watching a database through server-sent events.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use cyberfly_core::DbName;
use cyberfly_protocol::{ErrorBody, Watch, WatchStream, Watched};
use futures_core::Stream;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use crate::call::Call;
use crate::input::{Asked, Asks, Input, Parameter, Query};
use crate::output::{Gives, Output};
use crate::refusal::Refusal;
use crate::table::Answer;

/// How often a watcher that hears nothing is told that the node is still there.
const SIGN_OF_LIFE: Duration = Duration::from_secs(15);

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

pub(super) async fn watch(call: Call, (Query(what), last): (Query<What>, LastEventId)) -> Answer<Events> {
    let db: DbName = what.db.parse().map_err(ErrorBody::from)?;
    let since = last.0.or(what.since);
    Ok(Events(call.node.watch_as(call.caller, Watch { db, prefix: what.prefix, since }).await?))
}

/// Events as they come. Each has its cursor as its id; the last may be an error.
pub(super) struct Events(WatchStream);

impl Output for Events {
    fn describe(schemas: &mut SchemaGenerator) -> Gives {
        Gives {
            media: "text/event-stream",
            schema: Some(schemas.subschema_for::<Watched>()),
            statuses: &[200],
        }
    }

    fn into_response(self) -> Response {
        let alive = KeepAlive::new().interval(SIGN_OF_LIFE).text("alive");
        IntoResponse::into_response(Sse::new(self).keep_alive(alive))
    }
}

impl Stream for Events {
    type Item = Result<Event, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(context).map(|next| next.map(|told| Ok(event(told))))
    }
}

fn event(told: Result<Watched, ErrorBody>) -> Event {
    let event = match &told {
        Ok(Watched::Started { cursor }) => Event::default().event("started").id(cursor),
        Ok(Watched::Change(change)) => Event::default().event("change").id(&change.cursor),
        Ok(Watched::Lagged { .. }) => Event::default().event("lagged"),
        Ok(Watched::Reset { cursor }) => Event::default().event("reset").id(cursor),
        Err(_) => Event::default().event("error"),
    };
    let text = match &told {
        Ok(told) => serde_json::to_string(told),
        Err(error) => serde_json::to_string(error),
    };
    // These documents can always be written.
    event.data(text.unwrap_or_default())
}

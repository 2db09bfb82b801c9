//! Answers that go on, as server-sent events.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use cyberfly_protocol::{ErrorBody, ReplyStream};
use futures_core::Stream;
use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;

use crate::output::{Gives, Output};

/// How often somebody who hears nothing is told that the node is still there.
const SIGN_OF_LIFE: Duration = Duration::from_secs(15);

/// Something that can be told as an event.
pub(crate) trait ServerSent: Serialize + JsonSchema + Send + 'static {
    /// The name of the event.
    fn name(&self) -> &'static str;

    /// The place to go on from behind it, if there is one.
    fn id(&self) -> Option<String>;
}

/// Events as they come; the last may be an error.
pub(crate) struct Events<T>(pub(crate) ReplyStream<T>);

impl<T: ServerSent> Output for Events<T> {
    fn describe(schemas: &mut SchemaGenerator) -> Gives {
        Gives { media: "text/event-stream", schema: Some(schemas.subschema_for::<T>()), statuses: &[200] }
    }

    fn into_response(self) -> Response {
        let alive = KeepAlive::new().interval(SIGN_OF_LIFE).text("alive");
        IntoResponse::into_response(Sse::new(self).keep_alive(alive))
    }
}

impl<T: ServerSent> Stream for Events<T> {
    type Item = Result<Event, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(context).map(|next| next.map(|told| Ok(event(&told))))
    }
}

fn event<T: ServerSent>(told: &Result<T, ErrorBody>) -> Event {
    let (event, text) = match told {
        Ok(told) => {
            let event = Event::default().event(told.name());
            let event = match told.id() {
                Some(id) => event.id(id),
                None => event,
            };
            (event, serde_json::to_string(told))
        }
        Err(error) => (Event::default().event("error"), serde_json::to_string(error)),
    };
    // These documents can always be written.
    event.data(text.unwrap_or_default())
}

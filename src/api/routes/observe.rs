//! Observing the node itself: its figures and events, and its log.

use std::time::Duration;

use cyberfly_protocol::{Door, Level, Logged, Logs, Observe, Observed, Span};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::call::Call;
use crate::events::{Events, ServerSent};
use crate::input::Query;
use crate::table::Answer;

/// What to observe.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct What {
    /// How often a sample is wanted, in seconds: from 0.25 to 60. 1 without it.
    #[serde(default)]
    #[schemars(with = "Option<f64>", range(min = 0.25, max = 60.0))]
    interval_seconds: Option<Span>,
    /// Whether each committed operation is told too; without it, yes.
    #[serde(default)]
    committed: Option<bool>,
}

pub(super) async fn stream(call: Call, Query(what): Query<What>) -> Answer<Events<Observed>> {
    let usual = Observe::default();
    let observe = Observe {
        interval: what.interval_seconds.map_or(usual.interval, Duration::from),
        committed: what.committed.unwrap_or(usual.committed),
    };
    Ok(Events(call.while_known(call.node.observe(observe).await?)))
}

impl ServerSent for Observed {
    fn name(&self) -> &'static str {
        match self {
            Observed::Sample(_) => "sample",
            Observed::Event(_) => "event",
            Observed::Lagged { .. } => "lagged",
        }
    }

    fn id(&self) -> Option<String> {
        None
    }
}

/// Which lines.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Which {
    /// The least serious level that is wanted; everything that is logged without it.
    #[serde(default)]
    level: Option<Level>,
    /// Only lines about the request with this id.
    #[serde(default)]
    request_id: Option<String>,
    /// Only lines behind the one with this number.
    #[serde(default)]
    since: Option<u64>,
    /// Whether to go on with the lines that come; without it, no.
    #[serde(default)]
    follow: bool,
}

pub(super) async fn logs(call: Call, Query(which): Query<Which>) -> Answer<Events<Logged>> {
    let Which { level, request_id, since, follow } = which;
    let told = call.node.logs(Logs { level, request_id, since, follow }).await?;
    Ok(Events(call.while_known(told)))
}

impl ServerSent for Logged {
    fn name(&self) -> &'static str {
        match self {
            Logged::Line(_) => "line",
            Logged::Lagged { .. } => "lagged",
        }
    }

    fn id(&self) -> Option<String> {
        match self {
            Logged::Line(line) => Some(line.sequence.to_string()),
            Logged::Lagged { .. } => None,
        }
    }
}

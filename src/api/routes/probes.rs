//! For those who watch whether the node runs, and how.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use cyberfly_node::metrics::Format;
use cyberfly_protocol::{HealthReport, HealthState, Readiness};
use schemars::SchemaGenerator;

use crate::call::Call;
use crate::input::{Asked, Asks, Input};
use crate::output::{Gives, Output, Probe};
use crate::refusal::Refusal;
use crate::table::Answer;

pub(super) async fn live(_: Call, (): ()) -> Answer<Probe> {
    Ok(Probe { passes: true, says: "ok\n" })
}

pub(super) async fn ready(call: Call, (): ()) -> Answer<Readiness> {
    call.node.readiness().await
}

/// All checks. The status tells those who do not read.
pub(super) struct Checked(HealthReport);

impl Output for Checked {
    fn describe(schemas: &mut SchemaGenerator) -> Gives {
        let schema = Some(schemas.subschema_for::<HealthReport>());
        Gives { media: "application/json", schema, statuses: &[200, 503] }
    }

    fn into_response(self) -> Response {
        let status = match self.0.overall {
            HealthState::Ok | HealthState::Degraded => StatusCode::OK,
            HealthState::Failing => StatusCode::SERVICE_UNAVAILABLE,
        };
        IntoResponse::into_response((status, axum::Json(self.0)))
    }
}

pub(super) async fn health(call: Call, (): ()) -> Answer<Checked> {
    Ok(Checked(call.node.health()))
}

impl Input for Format {
    fn describe(_: &mut SchemaGenerator) -> Asks {
        Asks::default()
    }

    async fn read(asked: &mut Asked) -> Result<Self, Refusal> {
        Ok(Self::accepted(asked.header("accept").unwrap_or_default()))
    }
}

/// Numbers as text.
pub(super) struct Numbers {
    format: Format,
    text: String,
}

impl Output for Numbers {
    fn describe(_: &mut SchemaGenerator) -> Gives {
        Gives { media: "text/plain", schema: None, statuses: &[200] }
    }

    fn into_response(self) -> Response {
        IntoResponse::into_response(([(header::CONTENT_TYPE, self.format.media_type())], self.text))
    }
}

pub(super) async fn metrics(call: Call, format: Format) -> Answer<Numbers> {
    Ok(Numbers { format, text: call.node.write_metrics(format).await? })
}

//! The API described by itself.

use schemars::JsonSchema;
use serde::Serialize;

use crate::call::Call;
use crate::output::Page;
use crate::table::Answer;

/// An OpenAPI 3.1 document.
#[derive(Serialize, JsonSchema)]
#[serde(transparent)]
pub(super) struct OpenApi(serde_json::Map<String, serde_json::Value>);

pub(super) async fn openapi(_: Call, (): ()) -> Answer<OpenApi> {
    Ok(OpenApi(crate::openapi::document()))
}

pub(super) async fn docs(_: Call, (): ()) -> Answer<Page> {
    Ok(Page(include_str!("docs.html")))
}

//! JSON documents.

use cyberfly_core::Refused;
use cyberfly_core::query::jsonpath::JsonPath;
use cyberfly_core::types::json::{Json, Place};
use cyberfly_core::write::BlobRef;
use cyberfly_protocol::query::{JsonGet, JsonQuery, SelectedNode};
use cyberfly_protocol::{ErrorBody, QueryAnswer};

use super::{Asked, not_found, row_limit};
use crate::failure::failed;

pub(super) fn get(asked: &Asked<'_>, query: &JsonGet) -> Result<QueryAnswer, ErrorBody> {
    let place: Place = query.path.parse()?;
    let view = asked.view(&query.key)?;
    let bytes_of = |blob: &BlobRef| asked.bytes_at_hand(blob);
    let value = Json::of(&view, &bytes_of)?.get(&place).map_err(failed)?;
    let missing = || not_found(format!("{} holds nothing at {}", query.key, query.path));
    Ok(QueryAnswer::Document { value: value.ok_or_else(missing)? })
}

pub(super) fn select(asked: &Asked<'_>, query: &JsonQuery) -> Result<QueryAnswer, ErrorBody> {
    let limit = row_limit(query.limit)?;
    let path = JsonPath::new(&query.path).map_err(Refused::from)?;
    let view = asked.view(&query.key)?;
    let bytes_of = |blob: &BlobRef| asked.bytes_at_hand(blob);
    let selected = Json::of(&view, &bytes_of)?.query(&path, limit).map_err(failed)?;
    let selected = selected.ok_or_else(|| asked.no_key(&query.key))?;
    let row = |(path, value)| SelectedNode { path, value };
    Ok(QueryAnswer::Nodes {
        nodes: selected.nodes.into_iter().map(row).collect(),
        total: selected.total as u64,
    })
}

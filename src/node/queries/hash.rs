//! Hashes.

use cyberfly_core::types::Value;
use cyberfly_core::types::hash::Hash;
use cyberfly_protocol::command::HashField;
use cyberfly_protocol::query::{HashAll, HashGet};
use cyberfly_protocol::{Bytes, ErrorBody, QueryAnswer};

use super::scan::size_of_value;
use super::{Asked, check_named};
use crate::failure::failed;

pub(super) fn get(asked: &Asked<'_>, query: &HashGet) -> Result<QueryAnswer, ErrorBody> {
    check_named(query.fields.len())?;
    let view = asked.view(&query.key)?;
    let fields: Vec<_> = query.fields.iter().map(|field| field.0.as_slice()).collect();
    let values = Hash::of(&view)?.get_many(&fields).map_err(failed)?;
    Ok(QueryAnswer::Values { values: values.into_iter().map(|value| value.map(Into::into)).collect() })
}

pub(super) fn all(asked: &Asked<'_>, query: &HashAll) -> Result<QueryAnswer, ErrorBody> {
    let view = asked.view(&query.key)?;
    let hash = Hash::of(&view)?;
    let (entries, next_cursor) = asked.fill(
        &query.page,
        |(field, value): &(Vec<u8>, Value)| field.len() + size_of_value(value),
        |after, limit| hash.entries(after, limit),
    )?;
    let row = |(field, value): (Vec<u8>, Value)| HashField { field: Bytes(field), value: value.into() };
    Ok(QueryAnswer::Fields { fields: entries.into_iter().map(row).collect(), next_cursor })
}

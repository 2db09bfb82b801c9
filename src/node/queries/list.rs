//! Lists.

use cyberfly_core::Key;
use cyberfly_core::types::list::List;
use cyberfly_protocol::query::ListRange;
use cyberfly_protocol::{ErrorBody, QueryAnswer};

use super::{Asked, row_limit};
use crate::failure::failed;

pub(super) fn range(asked: &Asked<'_>, query: &ListRange) -> Result<QueryAnswer, ErrorBody> {
    let view = asked.view(&query.key)?;
    let values = List::of(&view)?.range(query.start, query.stop, row_limit(query.limit)?).map_err(failed)?;
    Ok(QueryAnswer::Values { values: values.into_iter().map(|value| Some(value.into())).collect() })
}

pub(super) fn len(asked: &Asked<'_>, key: &Key) -> Result<QueryAnswer, ErrorBody> {
    let count = List::of(&asked.view(key)?)?.len().map_err(failed)?;
    Ok(QueryAnswer::Count { count: count as u64 })
}

//! Files.

use std::ops::ControlFlow;

use cyberfly_core::types::string;
use cyberfly_core::write::BlobRef;
use cyberfly_core::{Key, Kind};
use cyberfly_protocol::query::{BlobList, BlobRow};
use cyberfly_protocol::{ErrorBody, QueryAnswer};

use super::scan::Walk;
use super::{Asked, Wanted};
use crate::failure::failed;

/// The most keys that one page looks at.
const LOOKS_LIMIT: usize = 10_000;

fn row(asked: &Asked<'_>, key: &Key, blob: BlobRef) -> BlobRow {
    let here = asked.store.blobs().possesses(asked.db, &blob.hash);
    BlobRow { key: key.clone(), blob: blob.into(), here }
}

pub(super) fn stat(asked: &Asked<'_>, key: &Key) -> Result<QueryAnswer, ErrorBody> {
    let blob = string::blob(&asked.view(key)?).map_err(failed)?.ok_or_else(|| asked.no_key(key))?;
    Ok(QueryAnswer::Blob { blob: row(asked, key, blob) })
}

pub(super) fn list(asked: &Asked<'_>, query: &BlobList) -> Result<QueryAnswer, ErrorBody> {
    let Wanted { limit, after } = asked.wanted(&query.page)?;
    let mut blobs = Vec::new();
    let walk = Walk::over(&query.prefix, after.as_deref(), LOOKS_LIMIT);
    let next = walk.each(asked.cells, asked.now, &mut |view| {
        if view.kind() == Some(Kind::Blob)
            && let Some(blob) = string::blob(view)?
        {
            blobs.push(row(asked, view.key(), blob));
        }
        Ok(if blobs.len() == limit { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
    })?;
    Ok(QueryAnswer::Blobs { blobs, next_cursor: next.map(|key| asked.cursor(key.as_str().as_bytes())) })
}

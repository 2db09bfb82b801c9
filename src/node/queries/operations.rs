//! The operations that a database keeps, signed as they are.

use std::collections::BTreeSet;

use cyberfly_core::reconcile::{Entry, Sums as _};
use cyberfly_core::{Body, Claimed, ErrorCode, OpId, Stamp};
use cyberfly_protocol::query::{Operations, Signed};
use cyberfly_protocol::{ErrorBody, QueryAnswer, VALUE_LIMIT};
use data_encoding::BASE64;

use cyberfly_store::StoreError;

use super::{Asked, PAGE_BYTES, Wanted};
use crate::failure::store_error;

/// The most operations that one page looks at. One that finds too little on the way ends with a cursor.
const LOOKS_LIMIT: usize = 10_000;
/// How many operations are looked up at once.
const STEP: usize = 256;

/// The place behind all operations: no stamp is that great.
const END: Entry = Entry {
    stamp: match Stamp::new(u64::MAX - 1) {
        Some(last) => last,
        None => Stamp::ZERO,
    },
    id: OpId::from_bytes([0xff; 32]),
};

pub(super) fn signed(
    asked: &Asked<'_>,
    query: &Operations,
    is_there: bool,
) -> Result<QueryAnswer, ErrorBody> {
    let Wanted { limit, after } = asked.wanted(&query.page)?;
    let unfit = || ErrorBody::new(ErrorCode::BadRequest, "the cursor names no operation");
    let mut after = after.map(|place| read_place(&place).ok_or_else(unfit)).transpose()?;
    let kept = if is_there { asked.store.sums(asked.db).map_err(|error| store_error(&error))? } else { None };
    let (mut signed, mut left_out, mut bytes, mut told) = (Vec::new(), 0, 0, BTreeSet::new());
    let Some(kept) = kept else { return Ok(QueryAnswer::Signed { signed, left_out, next_cursor: None }) };
    let (mut looks, mut operations) = (0, 0);
    loop {
        let from = after.unwrap_or(Entry::FIRST);
        let entries = kept.entries(&(from..END), STEP).map_err(|error| store_error(&error))?;
        let new: Vec<Entry> = entries.into_iter().filter(|entry| Some(*entry) != after).collect();
        if new.is_empty() {
            return Ok(QueryAnswer::Signed { signed, left_out, next_cursor: None });
        }
        for entry in new {
            let operation = kept.operation(&entry).map_err(|error| store_error(&error))?;
            // A damaged record is set aside and has to come from somebody else.
            let operation = operation.and_then(|bytes| Some((Claimed::decode(&bytes).ok()?, bytes)));
            if let Some((claim, operation)) =
                operation.filter(|(claim, _)| is_asked_for(claim, &query.prefix))
            {
                for hash in blobs(&claim).filter(|hash| told.insert(*hash)) {
                    // What is not here, or too long for a line, the operation names all the same.
                    let read = asked.store.blobs().read(asked.db, &hash, VALUE_LIMIT as u64);
                    match read {
                        Ok(Some(blob)) => {
                            bytes += blob.len();
                            signed.push(Signed::Blob { blob: BASE64.encode(&blob), db: asked.db.clone() });
                        }
                        Err(StoreError::BlobTooLarge { .. }) => left_out += 1,
                        Ok(None) => {
                            let is_live = asked.store.refers_to_blob(asked.db, &hash);
                            left_out += u64::from(is_live.map_err(|error| store_error(&error))?);
                        }
                        Err(error) => return Err(store_error(&error)),
                    }
                }
                bytes += operation.len();
                operations += 1;
                signed.push(Signed::Operation { op: BASE64.encode(&operation) });
            }
            looks += 1;
            after = Some(entry);
            if operations >= limit || bytes >= PAGE_BYTES || looks >= LOOKS_LIMIT {
                return Ok(QueryAnswer::Signed {
                    signed,
                    left_out,
                    next_cursor: Some(asked.cursor(&write_place(&entry))),
                });
            }
        }
    }
}

/// Without the operations about rights the others would not be taken.
fn is_asked_for(claim: &Claimed, prefix: &str) -> bool {
    let writes = &claim.draft().writes;
    claim.draft().is_about_rights() || writes.iter().any(|write| write.key.as_str().starts_with(prefix))
}

fn blobs(claim: &Claimed) -> impl Iterator<Item = [u8; 32]> {
    claim.draft().writes.iter().filter_map(|write| match &write.body {
        Body::Blob(blob) => Some(blob.hash),
        _ => None,
    })
}

fn write_place(entry: &Entry) -> Vec<u8> {
    [entry.stamp.as_u64().to_be_bytes().as_slice(), entry.id.as_bytes()].concat()
}

fn read_place(place: &[u8]) -> Option<Entry> {
    let (stamp, id) = place.split_first_chunk()?;
    let stamp = Stamp::new(u64::from_be_bytes(*stamp))?;
    Some(Entry { stamp, id: OpId::from_bytes(id.try_into().ok()?) })
}

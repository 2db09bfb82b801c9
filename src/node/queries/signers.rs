//! Who signed what a key holds.

use std::collections::HashMap;
use std::ops::ControlFlow;

use cyberfly_core::cells::{Cell, Order, Path};
use cyberfly_core::view::{Direction, KeyView};
use cyberfly_core::{Claimed, ErrorCode, Kind, OpId};
use cyberfly_protocol::ErrorBody;
use cyberfly_protocol::query::Signer;
use cyberfly_store::IndexedCell;

use super::{Asked, Cells};
use crate::failure::{failed, store_error};

/// Who signed the operations that one page has come upon: keys that were written together share one.
#[derive(Default)]
pub(super) struct Signers(HashMap<OpId, Signer>);

impl Signers {
    /// Who signed the newest value of a key, or of a field that is it, and how many bytes were read to find out.
    pub(super) fn of(
        &mut self,
        asked: &Asked<'_>,
        view: &KeyView<'_, Cells<'_>>,
        newest: Option<&(Order, Vec<u8>)>,
    ) -> Result<(Option<Signer>, usize), ErrorBody> {
        let (Some(cells), Some(kind)) = (asked.found, view.kind()) else { return Ok((None, 0)) };
        let Some(cell) = cell(view, kind, newest)? else { return Ok((None, 0)) };
        let op = cell.placed().order.op;
        if let Some(known) = self.0.get(&op) {
            return Ok((Some(known.clone()), 0));
        }
        let bytes = cells.operation(&cell).map_err(|error| store_error(&error))?;
        let claim = Claimed::decode(&bytes).ok().filter(|claim| claim.id() == op);
        let claim =
            claim.ok_or_else(|| ErrorBody::new(ErrorCode::Corrupt, "an operation is not what was stored"))?;
        let (author, signature) = match claim.draft().testimony() {
            Some(testimony) => (testimony.author, testimony.signature),
            None => (claim.author(), claim.signature()),
        };
        let signer = Signer { author, signature: signature.to_string(), stamp: claim.stamp() };
        self.0.insert(op, signer.clone());
        Ok((Some(signer), bytes.len()))
    }
}

/// The live write that a key's newest value is, or the newest value of a field.
fn cell(
    view: &KeyView<'_, Cells<'_>>,
    kind: Kind,
    newest: Option<&(Order, Vec<u8>)>,
) -> Result<Option<IndexedCell>, ErrorBody> {
    let range = match newest {
        Some((_, field)) => Path::of_field(view.key(), kind, field).only(),
        None => Path::of_key(view.key()).range(),
    };
    let mut found: Option<IndexedCell> = None;
    let scanned = view.raw_scan(&range, Direction::Forward, &mut |cell| {
        let placed = cell.placed();
        let is_it = match newest {
            Some((order, _)) => placed.order == *order,
            None => {
                let is_newer = found.as_ref().is_none_or(|found| found.placed().order < placed.order);
                placed.kind == kind && view.shows(placed) && is_newer
            }
        };
        if is_it {
            found = Some(cell.clone());
        }
        Ok(ControlFlow::Continue(()))
    });
    scanned.map_err(failed)?;
    Ok(found)
}

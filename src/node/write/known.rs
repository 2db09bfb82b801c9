//! Whether an operation is here already.

use std::ops::ControlFlow;

use cyberfly_core::cells::{Cell, Cells, Order, Path};
use cyberfly_core::{Draft, OpId, PublicKey};
use cyberfly_store::{Store, StoreError};

/// How many writes of an operation are looked for at most, each with one look into the index.
const LOOKS_LIMIT: usize = 4;

/// Whether one of the first writes of an operation is live: proof that the operation was committed. The signature need not
/// be checked then, since equal ids with other signatures are the same operation. That nothing is found proves nothing.
pub(crate) fn is_known(
    store: &Store,
    draft: &Draft,
    author: PublicKey,
    op: OpId,
) -> Result<bool, StoreError> {
    let Some(cells) = store.cells(&draft.db)? else { return Ok(false) };
    for (index, write) in (0u16..).zip(&draft.writes).take(LOOKS_LIMIT) {
        let order = Order { stamp: draft.stamp, author, op, index };
        let mut is_live = false;
        cells.visit_place(Path::of(write).as_bytes(), &mut |cell| {
            is_live |= cell.placed().order == order;
            if is_live { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })?;
        if is_live {
            return Ok(true);
        }
    }
    Ok(false)
}

//! The rights that a journal ends with, for an index that is built from its beginning.

use std::collections::HashMap;
use std::sync::Arc;

use cyberfly_core::access::Rights;
use cyberfly_core::name::RIGHTS_KEY;
use cyberfly_core::{Claimed, DbName, Operation};

use crate::checks::Checks;
use crate::journal::{Group, Journal, ReplayError, Segments, Settings};

/// The key at which rights are written stands this far in front in an operation: the header, the name of the database and
/// the stamp come before.
const FRONT: usize = 512;

/// Whether these bytes can be an operation about rights; a quick look, before they are decoded.
pub(crate) fn may_be_about_rights(bytes: &[u8]) -> bool {
    let front = &bytes[..bytes.len().min(FRONT)];
    // Nearly nothing has the first byte of that key in front, and to look for one byte is quick.
    RIGHTS_KEY.bytes().next().is_some_and(|first| front.contains(&first))
        && front.windows(RIGHTS_KEY.len()).any(|window| window == RIGHTS_KEY.as_bytes())
}

/// The rights in all databases, but for one that is being dropped, by all valid operations of a journal. An index that is built with these never has to weigh
/// anything again, however often rights have changed.
pub(crate) fn foresee(
    segments: &Arc<Segments>,
    settings: Settings,
    checks: &Checks,
    leaving: Option<&DbName>,
) -> Result<HashMap<DbName, Arc<Rights>>, ReplayError> {
    let mut foreseen = HashMap::<DbName, Arc<Rights>>::new();
    Journal::open(segments, settings, None, &mut |group: Group<'_>| {
        let claims = group.operations.iter().filter(|(_, bytes)| may_be_about_rights(bytes));
        let claims = claims.filter_map(|(_, bytes)| Claimed::decode(bytes).ok()).collect();
        for op in checks.verify(claims).into_iter().flatten().filter(Operation::is_about_rights) {
            if leaving == Some(op.db()) {
                continue;
            }
            let rights = foreseen.entry(op.db().clone());
            Arc::make_mut(rights.or_insert_with(|| Arc::new(Rights::new(op.db())))).apply(&op);
        }
        Ok(())
    })?;
    Ok(foreseen)
}

//! How many connections are open, in all and from one address.

use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Address;

/// Why a connection is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TooMany {
    /// There are as many as there may be.
    InAll,
    /// There are as many from this address as there may be.
    FromOne,
}

/// The open connections. Clones count together.
#[derive(Clone)]
pub(crate) struct Connections {
    most: usize,
    most_from_one: usize,
    open: Arc<Mutex<Open>>,
}

#[derive(Default)]
struct Open {
    all: usize,
    /// Only addresses with a connection are here, so there are never more of them than connections.
    from: HashMap<Address, usize>,
}

impl Connections {
    pub(super) fn new(most: NonZeroUsize, most_from_one: NonZeroUsize) -> Self {
        Self { most: most.get(), most_from_one: most_from_one.get(), open: Arc::default() }
    }

    fn counts(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A place for one more; without an address it counts among all alone.
    pub(super) fn admit(&self, address: Option<Address>) -> Result<Ticket, TooMany> {
        let mut open = self.counts();
        if open.all >= self.most {
            return Err(TooMany::InAll);
        }
        if let Some(address) = address {
            let from_one = open.from.get(&address).copied().unwrap_or_default();
            if from_one >= self.most_from_one {
                return Err(TooMany::FromOne);
            }
            open.from.insert(address, from_one + 1);
        }
        open.all += 1;
        Ok(Ticket { connections: self.clone(), address })
    }

    /// How many are open.
    pub(super) fn open(&self) -> usize {
        self.counts().all
    }

    /// How many are open from the address that has most.
    pub(super) fn most_from_one(&self) -> usize {
        self.counts().from.values().copied().max().unwrap_or_default()
    }
}

/// A place for a connection; free again when this is dropped.
pub(crate) struct Ticket {
    connections: Connections,
    address: Option<Address>,
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let mut open = self.connections.counts();
        open.all -= 1;
        if let Some(address) = self.address
            && let Some(from_one) = open.from.get_mut(&address)
        {
            *from_one -= 1;
            if *from_one == 0 {
                open.from.remove(&address);
            }
        }
    }
}

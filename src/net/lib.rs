//! The network: how nodes find each other and agree.

mod replica;
mod stream;
pub mod sync;
#[cfg(test)]
mod testing;

pub use replica::{Arrival, BoxFuture, Held, Operations, Received, Replica};
pub use stream::{Broken, Connection, FRAME_LIMIT, Incoming, Outgoing, Purpose};

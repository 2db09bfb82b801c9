//! The types: what each reads out of the cells of a key, and what its commands write.
//!
//! Every type is a thin wrapper around a [`KeyView`](crate::view::KeyView): made by `of`, which refuses a key of
//! another kind with `wrong_type`, it has functions that read and functions, called `plan_...`, that turn a command
//! into a [`Plan`]: the writes to sign, what the command looked at, and its answer. A plan changes nothing. Who commits
//! its writes first asks [`Plan::holds`] and answers `conflict` if not; so a command is atomic on one node.
//!
//! Between nodes nothing is atomic: two plans made apart are both committed, and merge by the rules of
//! [`crate::merge`]. What that means is said with each command. Three rules hold for all of them:
//!
//! - A value is written even where the same value is seen already, so that it is newer than a delete made elsewhere
//!   before. A delete is written only where something is seen: it removes what its author could see.
//! - A key whose last element goes is gone, as in Redis, and one that comes into being has no TTL: should the cells
//!   still have one, the plan takes it back.
//! - Under `~first/` a plan for a taken place is made like any other and loses in the merge, which names the winner;
//!   only commands whose answer would then be wrong (increments) are refused.
//!
//! What takes many results takes a limit, and says where to go on. `list/position.rs` documents where list elements
//! stand, [`stream`] the layout of automatic ids.

pub mod counter;
pub mod geo;
pub mod hash;
pub mod json;
pub mod list;
mod plan;
pub mod set;
pub mod sorted_set;
pub mod stream;
pub mod string;
#[cfg(test)]
pub(crate) mod testing;
pub mod time_series;
pub mod ttl;
mod value;

pub use plan::{Plan, PlanContext, Seen};
pub use value::{Page, Value};

#[cfg(test)]
mod redis_tests;
#[cfg(test)]
mod tests;

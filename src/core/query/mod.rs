//! The deciding part of every query: what matches, what lies in a range, what a bucket adds up to.
//!
//! Nothing here reads a store. A caller brings keys, members, points or documents, in the order it has
//! them, and these functions say which ones belong to the answer. Every input that a stranger can write has
//! a limit with a name, and every refusal is a [`QueryError`] with a stable code.
//!
//! | file | decides |
//! |---|---|
//! | [`glob`] | does a key match a pattern |
//! | [`range`] | does a score, a member, a time or a stream id lie between two bounds |
//! | [`aggregate`] | what a time series adds up to, bucket by bucket |
//! | [`geo`] | distances, geohashes, radius and box searches |
//! | [`json`] | which bytes are a JSON document that can be held without loss |
//! | [`jsonpath`] | which nodes of a document a path selects |

pub mod aggregate;
mod error;
pub mod geo;
pub mod glob;
pub mod json;
pub mod jsonpath;
mod jsonpath_cost;
pub mod range;

pub use error::QueryError;

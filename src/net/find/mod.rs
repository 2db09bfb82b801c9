//! Finding peers: each source in a file of its own. A source only tells of peers; what comes of it is the keeper's.

pub(crate) mod exchange;
pub(crate) mod file;
pub(crate) mod mdns;
pub(crate) mod remembered;

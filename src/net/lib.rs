//! The network: how nodes find each other and agree.
//!
//! Here will live the iroh endpoint, gossip, sync sessions, blob transfer and discovery, as implementations of the
//! network port of `cyberfly-core`: this crate moves bytes and keeps time, and asks core what they mean. It may not
//! read or write the store, nor know of doors or commands; the node brings the two together. Nothing is here yet: a
//! node of this version is alone.

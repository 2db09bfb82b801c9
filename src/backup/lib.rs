//! Backups: snapshots of a store in a repository, and back.
//!
//! This crate reads snapshots of the store and writes packs and signed manifests to a repository directory or a stream,
//! and it checks and restores them. It knows nothing of doors, networks or terminals: it reports through a progress port.

//! Whole-system tests: the real binary, real sockets, real files, in an environment of their own.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says where and stops")]
#![allow(clippy::print_stderr, reason = "a test with a seed says which, and what it measured")]

mod audit;
mod backup;
mod backup_days;
mod backup_there;
mod bad_input;
mod blobs;
mod certificates;
mod chaos;
mod completion;
mod crash;
mod data;
mod disk;
mod docs;
mod drift;
mod dropped;
mod fetched;
mod field;
mod house;
mod install;
mod keys;
mod lab;
mod life;
mod manners;
mod observe;
mod pages;
mod peers;
mod progress;
mod remote;
mod replication;
mod schemas;
mod settings;
mod sweep;
mod terminal;
mod times;
mod tls;
mod tokens;
mod top;
mod traces;
mod transfer;
mod unstamped;

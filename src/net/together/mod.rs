//! Networks in one process, on loopback.

mod finding;
mod lab;
mod links;
mod refusals;
mod speed;

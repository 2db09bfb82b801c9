//! Bad days of nodes that know each other: cut off, killed, halted, called by liars. Real nodes, most of them on machines
//! of their own.

mod apart;
mod callers;
mod camp;
mod clocks;
mod ends;
mod hostile;
mod stranger;
mod wire;

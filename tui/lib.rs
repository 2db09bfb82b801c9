//! The dashboard, `cyberfly top`.
//!
//! Here will live its model, its update function and its views: plain values drawn on a terminal. It knows a node only
//! through `cyberfly-protocol` and `cyberfly-client`, never from the inside, and decides nothing about data. Nothing is
//! here yet.

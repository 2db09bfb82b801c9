//! Tests of the dashboard as a whole: pictures of every screen, keys at random, the loop on a terminal of its own.

mod house;
mod keys;
mod random;
mod snapshots;

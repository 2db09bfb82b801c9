//! Whole-system tests: the real binary, real sockets, real files, in an environment of their own.

mod bad_input;
mod crash;
mod drift;
mod house;
mod lab;
mod life;
mod manners;
mod readme;

//! The heart of Cyberfly, and nothing but decisions.

pub mod signature;

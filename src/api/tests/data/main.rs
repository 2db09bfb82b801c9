//! Commands and queries as callers meet them: at a node in this process, and at one behind its socket.

mod conflicts;
mod hazards;
mod lab;
mod private;
mod words;

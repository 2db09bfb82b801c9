//! What a stranger may try at a door, tried at a real one.

mod callers;
mod forms;
mod graphql;
mod house;
mod loads;
mod many;
mod slow;
mod sockets;

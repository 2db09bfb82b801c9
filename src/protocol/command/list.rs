//! Commands on lists.

use cyberfly_core::Key;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::on_a_key;
use crate::value::{Bytes, Value};
use crate::words::Side;

const fn one() -> u64 {
    1
}

on_a_key! {
    /// Pushes values at the right end, one after the other. Answers how many were pushed.
    ListPush {
        /// The values.
        values: Vec<Value>,
        /// Only if there is a list.
        #[serde(default)]
        only_if_there: bool,
    }

    /// Pushes values at the left end, one after the other, so that the last one stands first. Answers how many were
    /// pushed.
    ListUnshift {
        /// The values.
        values: Vec<Value>,
        /// Only if there is a list.
        #[serde(default)]
        only_if_there: bool,
    }

    /// Takes elements off the right end. Answers them, the outermost first.
    ListPop {
        /// How many at most.
        #[serde(default = "one")]
        count: u64,
    }

    /// Takes elements off the left end. Answers them, the outermost first.
    ListShift {
        /// How many at most.
        #[serde(default = "one")]
        count: u64,
    }

    /// Replaces the element at an index, negative from the tail.
    ListSet {
        /// The index.
        index: i64,
        /// The value.
        value: Value,
    }

    /// Inserts a value beside the first element that has another one.
    ListInsert {
        /// On which side.
        side: Side,
        /// The value of that element.
        pivot: Bytes,
        /// The value to insert.
        value: Value,
    }

    /// Removes elements that have a value. Answers how many there were.
    ListRemove {
        /// The value.
        value: Bytes,
        /// How many from the head, or if negative from the tail; 0 for all.
        #[serde(default)]
        count: i64,
    }

    /// Removes all but the elements between two indexes, both included. Answers how many went.
    ListTrim {
        /// The first index that stays, negative from the tail.
        start: i64,
        /// The last index that stays, negative from the tail.
        stop: i64,
    }
}

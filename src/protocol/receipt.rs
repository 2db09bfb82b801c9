//! What a node answers to a write.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::SCHEMA_VERSION;
use crate::error::ErrorBody;

/// What became of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It was new and shows.
    Applied,
    /// It is stored, but something newer hides all of it.
    Dominated,
    /// It was here already.
    Duplicate,
}

impl Outcome {
    /// The word for the outcome.
    pub const fn word(self) -> &'static str {
        match self {
            Outcome::Applied => "applied",
            Outcome::Dominated => "dominated",
            Outcome::Duplicate => "duplicate",
        }
    }
}

/// The acknowledgement of an operation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Receipt {
    /// The version of this document.
    pub schema_version: u32,
    /// The operation's identity.
    pub op_id: String,
    /// Its stamp, in decimal.
    pub stamp: String,
    /// Whether it survives a loss of power from now on.
    pub durable: bool,
    /// What became of it.
    pub outcome: Outcome,
    /// When it is dominated: the stamp to sign above, in decimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub winner: Option<String>,
}

/// What became of one of many operations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Handled {
    /// It is stored.
    Receipt(Receipt),
    /// It is not, and why.
    Error(ErrorBody),
}

/// What became of many operations, each by itself, in the order in which they were handed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Receipts {
    /// The version of this document.
    pub schema_version: u32,
    /// One for each operation.
    pub operations: Vec<Handled>,
}

impl From<Vec<Result<Receipt, ErrorBody>>> for Receipts {
    fn from(answers: Vec<Result<Receipt, ErrorBody>>) -> Self {
        let handled = |answer| match answer {
            Ok(receipt) => Handled::Receipt(receipt),
            Err(error) => Handled::Error(error),
        };
        Self { schema_version: SCHEMA_VERSION, operations: answers.into_iter().map(handled).collect() }
    }
}

/// The acknowledgement of bytes that an operation can refer to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BlobReceipt {
    /// The version of this document.
    pub schema_version: u32,
    /// BLAKE3-256 of the bytes, in hex.
    pub hash: String,
    /// How many they are.
    pub size: u64,
}

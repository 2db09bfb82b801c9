//! The way of a command: asked for, drawn up by a node, signed by its author, handed in.

use cyberfly_core::{DbName, DeviceId, ErrorCode, PublicKey, Stamp};
use data_encoding::BASE64;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::command::{Command, CommandAnswer};
use crate::error::ErrorBody;
use crate::time::Time;

/// The most commands that one operation is drawn up from.
pub const COMMANDS_LIMIT: usize = cyberfly_core::op::WRITES_LIMIT;

/// Asks a node to draw up an operation: all commands or none, each seeing those before it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Prepare {
    /// The database.
    #[schemars(with = "String", regex(pattern = crate::DB_PATTERN))]
    pub db: DbName,
    /// Who will sign.
    #[schemars(with = "String", regex(pattern = "^[0-9a-f]{64}$"))]
    pub author: PublicKey,
    /// The signer's device. Counters need one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub device: Option<DeviceId>,
    /// The commands, one after the other.
    pub commands: Vec<Command>,
    /// A stamp that is to be exceeded: that of the winner, if an earlier attempt was dominated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub stamp_above: Option<Stamp>,
    /// From when on the values read as if they were not there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Time>,
}

/// An operation that is drawn up, to be looked at and signed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Prepared {
    /// The version of this document.
    pub schema_version: u32,
    /// The exact bytes to sign, in base64: CBOR `["Signature1", protected, 'cyberfly/op/1', payload]`. Null if there is
    /// nothing to write; the answers hold all the same.
    pub to_sign: Option<String>,
    /// What the bytes say, for the eye: the operation as `docs/format.md` writes it in JSON. Sign what the bytes say.
    pub operation: Option<serde_json::Value>,
    /// What the operation rests on, to be handed in with it as it is.
    pub saw: String,
    /// What each command answers if the operation is committed.
    pub answers: Vec<CommandAnswer>,
}

/// A signed operation that was prepared, handed in. If what it rests on has changed, nothing is stored and the answer is
/// `conflict`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Submission {
    /// The operation's bytes, in base64.
    pub operation: String,
    /// What it rests on, as it was prepared.
    pub saw: String,
}

impl Submission {
    /// A signed operation with what it rests on.
    pub fn new(operation: &[u8], saw: String) -> Self {
        Self { operation: BASE64.encode(operation), saw }
    }

    /// The operation's bytes. Refused with `bad_request` if they are not base64.
    pub fn bytes(&self) -> Result<Vec<u8>, ErrorBody> {
        BASE64.decode(self.operation.as_bytes()).map_err(|_| {
            let message = "the operation is not base64 with padding; nothing was stored";
            ErrorBody::new(ErrorCode::BadRequest, message)
        })
    }
}

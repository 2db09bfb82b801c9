//! What the audit log of a node says.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::time::Time;

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident $word:literal,)*) => {
        /// Why something is in the audit log.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
        pub enum AuditKind {
            $($(#[$doc])* #[serde(rename = $word)] $name,)*
        }

        impl AuditKind {
            /// The words of all kinds.
            pub const WORDS: &'static [&'static str] = &[$($word,)*];

            /// The word for it.
            pub const fn word(self) -> &'static str {
                match self { $(AuditKind::$name => $word,)* }
            }

            /// The kind with this word.
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(AuditKind::$name),)* _ => None }
            }
        }
    };
}

kinds! {
    /// An operator did something.
    Act "act",
    /// Somebody was refused something, for who they are or for what they signed.
    Refusal "refusal",
    /// Somebody wrote.
    Write "write",
    /// Somebody read.
    Read "read",
    /// The node itself: it started, stopped, put lines away.
    Node "node",
    /// The node's signature over all lines before.
    Checkpoint "checkpoint",
}

/// A line of the audit log: who did what to which, with which result, when and from where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AuditLine {
    /// Its number; the first has 1.
    pub n: u64,
    /// When.
    #[serde(alias = "at_ms")]
    pub at: Time,
    /// Why it is there.
    pub kind: AuditKind,
    /// Who: `operator`, a public key in hex, `anyone` or `node`.
    pub who: String,
    /// What: the name of a route or of a deed.
    pub what: String,
    /// To what: a path, a database, an operation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub which: Option<String>,
    /// `ok`, or the code of an error.
    pub result: String,
    /// From where: `socket`, or an address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The request that it came by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// Of a checkpoint: the node's signature, in hex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<String>,
    /// The hash of the line before, in hex: BLAKE3-256 of its bytes.
    pub prev: String,
}

/// The latest lines of the audit log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AuditLines {
    /// The version of this document.
    pub schema_version: u32,
    /// The lines, the oldest first.
    pub lines: Vec<AuditLine>,
    /// How the chain of all lines stands; null if the node keeps no audit log.
    #[serde(default)]
    pub chain: Option<AuditChain>,
}

/// How the chain of the audit log stands, as its writer knows it; `cyberfly audit verify` reads the files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AuditChain {
    /// The number of the last line.
    pub last: u64,
    /// The number of the last checkpoint: all lines up to it are signed.
    pub signed: u64,
    /// How many records found no room since the node began.
    pub missed: u64,
    /// Whether the log cannot be written, so that nothing is recorded: until there is room on the disk again, or, if what was
    /// written may be lost, until a restart.
    pub broken: bool,
}

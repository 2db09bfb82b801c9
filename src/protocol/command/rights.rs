//! Commands on the rights in a database. They go with no others into one operation.

use cyberfly_core::{Key, PublicKey, Stamp, write};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What someone may do in a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// May read a private database.
    Reader,
    /// May write.
    Writer,
    /// May write, and grant and revoke reading and writing.
    Admin,
}

impl From<Role> for write::Role {
    fn from(role: Role) -> Self {
        match role {
            Role::Reader => Self::Reader,
            Role::Writer => Self::Writer,
            Role::Admin => Self::Admin,
        }
    }
}

impl From<write::Role> for Role {
    fn from(role: write::Role) -> Self {
        match role {
            write::Role::Reader => Self::Reader,
            write::Role::Writer => Self::Writer,
            write::Role::Admin => Self::Admin,
        }
    }
}

/// Gives a key a role in the database, from now on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Grant {
    /// Whose key, in hex.
    #[schemars(with = "String", regex(pattern = "^[0-9a-f]{64}$"))]
    pub subject: PublicKey,
    /// The role.
    pub role: Role,
}

/// Takes a role in the database from a key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Revoke {
    /// Whose key, in hex.
    #[schemars(with = "String", regex(pattern = "^[0-9a-f]{64}$"))]
    pub subject: PublicKey,
    /// The role.
    pub role: Role,
    /// From which stamp on what the subject signed is void; from now on without it, all of it with `"0"`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub from: Option<Stamp>,
}

impl super::About for Grant {
    fn key(&self) -> Option<&Key> {
        None
    }
}

impl super::About for Revoke {
    fn key(&self) -> Option<&Key> {
        None
    }
}

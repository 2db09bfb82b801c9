//! Queries about databases and what happened in them.

use cyberfly_core::{DbName, Key, PublicKey};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Page, in_a_database, on_a_key};

on_a_key! {
    /// What was written to a key as far as the journal still holds it, the latest to arrive first.
    History {
        /// Which part.
        #[serde(default)]
        page: Page,
    }
}

in_a_database! {
    /// What is known of a database.
    DbInfo {}

    /// Who may do what in a database.
    Acl {}
}

/// The databases on this node that the caller may read, in the order of their names.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Databases {
    /// Only those of this owner, in hex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub owner: Option<PublicKey>,
    /// Which part.
    #[serde(default)]
    pub page: Page,
}

impl super::About for Databases {
    fn db(&self) -> Option<&DbName> {
        None
    }
}

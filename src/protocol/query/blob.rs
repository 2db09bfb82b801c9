//! Queries about files.

use cyberfly_core::{DbName, Key};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Page, in_a_database, on_a_key};

on_a_key! {
    /// What is known of the file at a key.
    BlobStat {}
}

in_a_database! {
    /// The keys that hold files, in the order of their bytes.
    BlobList {
        /// What the keys begin with.
        #[serde(default)]
        prefix: String,
        /// Which part.
        #[serde(default)]
        page: Page,
    }
}

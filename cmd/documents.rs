//! Documents that commands print and no node knows: each as a type, from which its schema comes.

use cyberfly_core::{DbName, PublicKey};
use cyberfly_protocol::SCHEMA_VERSION;
use schemars::JsonSchema;
use serde::Serialize;

/// What a command says, with the version of documents in front.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Document<T> {
    /// The version of this document.
    schema_version: u32,
    #[serde(flatten)]
    content: T,
}

/// A document of this content.
pub(crate) const fn document<T>(content: T) -> Document<T> {
    Document { schema_version: SCHEMA_VERSION, content }
}

/// An error, on standard error.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Error<'a> {
    /// The stable code, as docs/errors.md lists them.
    pub(crate) code: &'a str,
    /// What happened, and what was left untouched.
    pub(crate) message: &'a str,
    /// What to do next; null if there is nothing to say.
    pub(crate) hint: Option<&'a str>,
    /// With which exit code the command ends.
    pub(crate) exit_code: u8,
}

/// What a dry run would have done.
#[derive(Serialize, JsonSchema)]
pub(crate) struct DryRun<'a> {
    /// Always true.
    pub(crate) dry_run: bool,
    /// What would have been done.
    pub(crate) would: &'a str,
}

/// What this program is.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Version {
    /// Its name.
    pub(crate) name: &'static str,
    /// Its version.
    pub(crate) version: &'static str,
}

/// The exit codes.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ExitCodes {
    /// All of them.
    pub(crate) exit_codes: Vec<ExitCode>,
}

/// An exit code.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ExitCode {
    /// The number.
    pub(crate) code: u8,
    /// What it says.
    pub(crate) meaning: &'static str,
}

/// The public part of a key.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Key {
    /// The public key, in hex.
    pub(crate) public_key: String,
    /// The file that holds the key.
    pub(crate) path: String,
    /// The device id beside it, in hex.
    pub(crate) device: String,
    /// The full name of its database `default`.
    pub(crate) default_db: String,
}

/// A key that was written to a file.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Exported {
    /// The public key, in hex.
    pub(crate) public_key: String,
    /// The file.
    pub(crate) path: String,
}

/// What was removed, or forgotten.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Removed {
    /// Its path or name.
    pub(crate) removed: String,
}

/// A file that was signed.
#[derive(Serialize, JsonSchema)]
pub(crate) struct SignedFile {
    /// Who signed it, in hex.
    pub(crate) public_key: String,
    /// The file that holds the signature.
    pub(crate) signature: String,
}

/// Who vouches for a file.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Verified {
    /// Who signed it, in hex.
    pub(crate) public_key: String,
}

/// What an import came to.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Imported {
    /// How many lines are behind, those that were passed over included.
    pub(crate) lines: u64,
    /// How many were stored; of a dry run, how many can be read.
    pub(crate) stored: u64,
    /// How many were refused.
    pub(crate) rejected: u64,
    /// Whether this was a dry run, in which nothing was stored.
    pub(crate) dry_run: bool,
}

/// How many keys were deleted.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Deleted {
    /// How many.
    pub(crate) deleted: u64,
}

/// The name of a database.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Named {
    /// Its full name.
    #[schemars(with = "String")]
    pub(crate) name: DbName,
    /// Its owner's key, in hex.
    #[schemars(with = "String")]
    pub(crate) owner: PublicKey,
    /// Whether only those who hold a role may read it.
    pub(crate) private: bool,
}

/// Where the configuration is.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ConfigPath {
    /// The file.
    pub(crate) path: String,
    /// Whether it is there.
    pub(crate) exists: bool,
}

/// A configuration that was edited.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ConfigEdited {
    /// The file.
    pub(crate) path: String,
    /// Whether it was replaced.
    pub(crate) changed: bool,
}

/// A setting that was changed.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ConfigSet<'a> {
    /// The key.
    pub(crate) key: &'a str,
    /// The value, as it was typed; null where it was taken out.
    pub(crate) value: Option<&'a str>,
    /// The file.
    pub(crate) path: String,
    /// When a running node takes it over: at a reload or a restart.
    pub(crate) takes_effect: &'static str,
    /// Whether this was a dry run, in which nothing was changed.
    pub(crate) dry_run: bool,
}

//! Arguments of `data`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// Arguments of `data`.
#[derive(Clone, Debug, Args)]
pub(crate) struct DataArgs {
    /// The database: a full name, or the short name of one of the signing key's own [default: default]
    #[arg(long, global = true, value_name = "DB", help_heading = "Global options")]
    pub(crate) db: Option<String>,
    /// Work on the data directory in this process, with no node
    #[arg(long, global = true, help_heading = "Global options")]
    pub(crate) offline: bool,
    /// Talk to a running node or fail
    #[arg(long, global = true, conflicts_with = "offline", help_heading = "Global options")]
    pub(crate) online: bool,
    #[command(subcommand)]
    pub(crate) command: DataCommand,
}

/// What can be done with data.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum DataCommand {
    /// Store a value under a key
    Put(PutArgs),
    /// Print the value of a key
    Get(GetArgs),
    /// Delete keys
    Del(DelArgs),
}

/// Arguments of `data put`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Examples:
  cyberfly data put greeting hello
  date | cyberfly data put last-seen
  cyberfly data put photo --file photo.jpg

Returns when the write is durable: it survives a kill and a loss of power.")]
pub(crate) struct PutArgs {
    /// The key: text without control characters
    pub(crate) key: String,
    /// The value; `-`, or none off a terminal, reads standard input
    #[arg(conflicts_with = "file", allow_hyphen_values = true)]
    pub(crate) value: Option<String>,
    /// Read the value from this file
    #[arg(long, value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
}

/// Arguments of `data get`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Examples:
  cyberfly data get greeting
  cyberfly data get photo --out photo.jpg
  cyberfly data get greeting --json | jq -r .author

The bytes are written as they are; on a terminal a newline follows. Exit code 4: there is no such key.")]
pub(crate) struct GetArgs {
    /// The key
    pub(crate) key: String,
    /// Write the bytes alone, on a terminal too
    #[arg(long)]
    pub(crate) raw: bool,
    /// Write the value to this file, whole or not at all
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

/// Arguments of `data del`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Examples:
  cyberfly data del greeting
  cyberfly data del a b c      all or none of them

To delete what is not there is no error: another node may have it.")]
pub(crate) struct DelArgs {
    /// The keys; all are deleted by one operation
    #[arg(required = true, value_name = "KEY")]
    pub(crate) keys: Vec<String>,
}

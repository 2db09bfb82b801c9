//! Arguments of the commands about keys as a whole: strings, files, ends.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Subcommand};
use cyberfly_protocol::Bytes;

use super::{KeyArg, PageArgs, bytes};

/// Arguments of `data put`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Examples:
  cyberfly data put greeting hello
  date | cyberfly data put last-seen
  cyberfly data put photo --file photo.jpg --content-type image/jpeg
  cyberfly data put session $TOKEN --ttl 20m --if-absent

Returns when the write is durable: it survives a kill and a loss of power. With --if-absent, exit code 1 if the key \
holds something. With --content-type it is kept as a file, as by `data blob put`.")]
pub(crate) struct PutArgs {
    /// The key: text without control characters
    pub(crate) key: String,
    /// The value; `-`, or none off a terminal, reads standard input
    #[arg(conflicts_with = "file", allow_hyphen_values = true, value_parser = bytes())]
    pub(crate) value: Option<Bytes>,
    /// Read the value from this file
    #[arg(long, value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) when: WhenArgs,
    /// Keep it as a file of this type
    #[arg(long, value_name = "TYPE")]
    pub(crate) content_type: Option<String>,
    /// Return when so many peers have it on their disks, too; exit code 5 if they do not within --timeout
    #[arg(long, value_name = "N", conflicts_with = "content_type", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) wait_replicas: Option<u64>,
}

/// When a value is put, and for how long.
#[derive(Clone, Debug, Args)]
pub(crate) struct WhenArgs {
    /// Let the key end after this time
    #[arg(long, value_name = "DURATION", value_parser = humantime::parse_duration)]
    pub(crate) ttl: Option<Duration>,
    /// Only if the key holds nothing
    #[arg(long)]
    pub(crate) if_absent: bool,
}

/// Arguments of `data get`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Examples:
  cyberfly data get greeting
  cyberfly data get photo --out photo.jpg
  cyberfly data get config --path '$.servers[0].name'
  cyberfly data get greeting --json | jq -r .author

The bytes are written as they are; on a terminal a newline follows. Of a JSON document the text is written. Exit \
code 4: there is no such key, or nothing at that path.")]
pub(crate) struct GetArgs {
    /// The key
    pub(crate) key: String,
    /// Write the bytes alone, on a terminal too
    #[arg(long)]
    pub(crate) raw: bool,
    /// Write what a JSONPath (RFC 9535) selects in a document, one value a line
    #[arg(long, value_name = "JSONPATH", conflicts_with_all = ["out", "raw"])]
    pub(crate) path: Option<String>,
    /// Write the value to this file, whole or not at all
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

/// Arguments of `data del`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Examples:
  cyberfly data del greeting
  cyberfly data del a b c                     all or none of them
  cyberfly data del --prefix tmp/ --dry-run    only list them
  cyberfly data del --prefix tmp/ --yes

To delete what is not there is no error.")]
pub(crate) struct DelArgs {
    /// The keys; all are deleted by one operation
    #[arg(required_unless_present = "prefix", value_name = "KEY")]
    pub(crate) keys: Vec<String>,
    /// Delete all keys that begin with this, after a question
    #[arg(long, conflicts_with = "keys")]
    pub(crate) prefix: Option<String>,
}

/// Arguments of `data scan`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Examples:
  cyberfly data scan                        every key
  cyberfly data scan user/ --values         a tab and the value of each string
  cyberfly data scan --match 'user/*/name' --limit 10

Goes through all pages by itself. With --limit and --json, `next_cursor` says where to go on.")]
pub(crate) struct ScanArgs {
    /// What the keys begin with
    #[arg(default_value = "", hide_default_value = true)]
    pub(crate) prefix: String,
    /// A pattern that the whole key matches: `*`, `?`, `[a-z]`
    #[arg(long = "match", value_name = "GLOB")]
    pub(crate) glob: Option<String>,
    /// Print the values of strings too
    #[arg(long)]
    pub(crate) values: bool,
    #[command(flatten)]
    pub(crate) page: PageArgs,
}

/// Arguments of `data ttl`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Examples:
  cyberfly data ttl session

Prints seconds, and nothing for a key that has no end. Exit code 4: there is no such key.")]
pub(crate) struct TtlArgs {
    #[command(flatten)]
    pub(crate) key: KeyArg,
}

/// Arguments of `data expire`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Examples:
  cyberfly data expire session 20m

Exit code 4: there is no such key.")]
pub(crate) struct ExpireArgs {
    /// The key
    pub(crate) key: String,
    /// After how long
    #[arg(value_name = "DURATION", value_parser = humantime::parse_duration)]
    pub(crate) ttl: Duration,
}

/// Arguments of `data history`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Examples:
  cyberfly data history greeting
  cyberfly data history greeting --limit 1 --json | jq '.history[0].write'")]
pub(crate) struct HistoryArgs {
    #[command(flatten)]
    pub(crate) key: KeyArg,
    #[command(flatten)]
    pub(crate) page: PageArgs,
}

/// What can be done with files.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum BlobCommand {
    /// Store a file under a key
    #[command(after_help = "\
Examples:
  cyberfly data blob put photo photo.jpg --content-type image/jpeg
  tar c notes | cyberfly data blob put notes -

It can be of any size: it is read and stored in pieces. Interrupted, nothing of it stays.")]
    Put(BlobPutArgs),
    /// Print the bytes of a file
    #[command(after_help = "\
Examples:
  cyberfly data blob get photo --out photo.jpg

The bytes are compared with the hash that was signed. A file to write to is written whole or not at all; to standard output they \
come as they are read, so look at the exit code before using them.

Exit code 4: there is no such key.")]
    Get(BlobGetArgs),
    /// Print what is known of a file
    #[command(after_help = "\
Examples:
  cyberfly data blob stat photo --json | jq -r .blob.blob.hash")]
    Stat(KeyArg),
    /// List the keys that hold files
    #[command(after_help = "\
Examples:
  cyberfly data blob list pictures/")]
    List(BlobListArgs),
}

/// Arguments of `data blob put`.
#[derive(Clone, Debug, Args)]
pub(crate) struct BlobPutArgs {
    /// The key
    pub(crate) key: String,
    /// The file; `-` is standard input
    pub(crate) file: PathBuf,
    /// Its content type
    #[arg(long, value_name = "TYPE", default_value = "", hide_default_value = true)]
    pub(crate) content_type: String,
    #[command(flatten)]
    pub(crate) when: WhenArgs,
}

/// Arguments of `data blob get`.
#[derive(Clone, Debug, Args)]
pub(crate) struct BlobGetArgs {
    /// The key
    pub(crate) key: String,
    /// Write it to this file, whole or not at all
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

/// Arguments of `data blob list`.
#[derive(Clone, Debug, Args)]
pub(crate) struct BlobListArgs {
    /// What the keys begin with
    #[arg(default_value = "", hide_default_value = true)]
    pub(crate) prefix: String,
    #[command(flatten)]
    pub(crate) page: PageArgs,
}

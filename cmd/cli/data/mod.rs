//! Arguments of `data`: one file for each type, as in `cmd/data`.

mod counter;
mod flow;
mod geo;
mod hash;
mod json;
mod key;
mod list;
mod set;
mod stream;
mod ts;
mod zset;

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;

use clap::builder::{OsStringValueParser, PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use cyberfly_protocol::Bytes;
use serde::de::DeserializeOwned;

use super::global::DryRunArg;

pub(crate) use counter::*;
pub(crate) use flow::*;
pub(crate) use geo::*;
pub(crate) use hash::*;
pub(crate) use json::*;
pub(crate) use key::*;
pub(crate) use list::*;
pub(crate) use set::*;
pub(crate) use stream::*;
pub(crate) use ts::*;
pub(crate) use zset::*;

/// Where data are looked for: arguments of every command about data.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct ScopeArgs {
    /// The database: a full name, or the short name of one of the signing key's own [default: default]
    #[arg(long, global = true, value_name = "DB", help_heading = "Global options")]
    pub(crate) db: Option<String>,
    #[command(flatten)]
    pub(crate) ways: WaysArgs,
    #[command(flatten)]
    pub(crate) dry: DryRunArg,
}

/// Which way to the data is taken.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct WaysArgs {
    /// Work on the data directory in this process, with no node
    #[arg(long, global = true, help_heading = "Global options")]
    pub(crate) offline: bool,
    /// Talk to a running node or fail
    #[arg(long, global = true, conflicts_with = "offline", help_heading = "Global options")]
    pub(crate) online: bool,
}

/// Arguments of `data`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Examples:
  cyberfly data put greeting hello      a value under a key
  cyberfly data hash set user name Ada  a field of a hash
  cyberfly data scan user --values      what is there
  cyberfly data export > all.ndjson     everything, for `cyberfly data import`")]
pub(crate) struct DataArgs {
    #[command(flatten)]
    pub(crate) scope: ScopeArgs,
    #[command(subcommand)]
    pub(crate) command: DataCommand,
}

/// What can be done with data: with one key, and with many.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum DataCommand {
    #[command(flatten)]
    Typed(TypedCommand),
    #[command(flatten)]
    Flow(FlowCommand),
}

/// What can be said of keys: these are also the lines of `data batch`.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum TypedCommand {
    /// Store a value under a key
    Put(PutArgs),
    /// Print the value of a key
    Get(GetArgs),
    /// Delete keys
    Del(DelArgs),
    /// List keys
    Scan(ScanArgs),
    /// Print the type of a key
    #[command(after_help = "\
Examples:
  cyberfly data type greeting")]
    Type(KeyArg),
    /// Print how many seconds are left until a key ends
    Ttl(TtlArgs),
    /// Let a key end after a time
    Expire(ExpireArgs),
    /// Let a key stay
    #[command(after_help = "\
Examples:
  cyberfly data persist session:1  takes back what expire said")]
    Persist(KeyArg),
    /// List what was written to a key, the latest first
    History(HistoryArgs),
    /// Fields with values
    #[command(
        subcommand,
        after_help = "\
Examples:
  cyberfly data hash set user:1 name Ada born 1815
  cyberfly data hash all user:1"
    )]
    Hash(HashCommand),
    /// Values in an order
    #[command(
        subcommand,
        after_help = "\
Examples:
  cyberfly data list push jobs first second
  cyberfly data list range jobs"
    )]
    List(ListCommand),
    /// Members, each once
    #[command(
        subcommand,
        after_help = "\
Examples:
  cyberfly data set add tags red green
  cyberfly data set members tags"
    )]
    Set(SetCommand),
    /// Members with scores, in their order
    #[command(
        subcommand,
        after_help = "\
Examples:
  cyberfly data zset add league 7 ada 5 bob
  cyberfly data zset range league --rev"
    )]
    Zset(ZsetCommand),
    /// Documents
    #[command(
        subcommand,
        after_help = "\
Examples:
  cyberfly data json set config '$' '{\"port\": 80}'
  cyberfly data json query config '$.port'"
    )]
    Json(JsonCommand),
    /// Entries that are added at the end
    #[command(
        subcommand,
        after_help = "\
Examples:
  cyberfly data stream add log level info text started
  cyberfly data stream range log"
    )]
    Stream(StreamCommand),
    /// Numbers over time
    #[command(
        subcommand,
        after_help = "\
Examples:
  cyberfly data ts add cellar '*' 19.5
  cyberfly data ts range cellar"
    )]
    Ts(TsCommand),
    /// Members with a position
    #[command(
        subcommand,
        after_help = "\
Examples:
  cyberfly data geo add towns 8.54 47.38 zurich
  cyberfly data geo radius towns 8.5 47.4 50 --unit km"
    )]
    Geo(GeoCommand),
    /// Numbers that many add to
    #[command(
        subcommand,
        after_help = "\
Examples:
  cyberfly data counter incr visits
  cyberfly data counter get visits"
    )]
    Counter(CounterCommand),
    /// Files
    #[command(
        subcommand,
        after_help = "\
Examples:
  cyberfly data blob put photo photo.jpg
  cyberfly data blob get photo --out copy.jpg"
    )]
    Blob(BlobCommand),
}

/// The argument of commands about one key.
#[derive(Clone, Debug, Args)]
pub(crate) struct KeyArg {
    /// The key
    pub(crate) key: String,
}

/// Arguments of commands about some members of one key.
#[derive(Clone, Debug, Args)]
#[command(allow_negative_numbers = true)]
pub(crate) struct MembersArgs {
    /// The key
    pub(crate) key: String,
    /// The members
    #[arg(required = true, value_name = "MEMBER", value_parser = bytes())]
    pub(crate) members: Vec<Bytes>,
}

/// How much of a long answer is wanted.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct PageArgs {
    /// Stop after so many; without it, at the end
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) limit: Option<u64>,
    /// Go on where an earlier answer stopped: its `next_cursor`
    #[arg(long, value_name = "CURSOR")]
    pub(crate) cursor: Option<String>,
}

/// How many of a long answer are wanted, where there is no cursor.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct LimitArg {
    /// Stop after so many; without it, at the end
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) limit: Option<u64>,
}

/// Reads an argument as the bytes that it has, UTF-8 or not.
pub(crate) fn bytes() -> impl TypedValueParser<Value = Bytes> {
    OsStringValueParser::new().map(|text: OsString| Bytes(text.into_vec()))
}

/// Reads one of the protocol's words.
pub(crate) fn word<T>(words: &'static [&'static str]) -> impl TypedValueParser<Value = T>
where
    T: DeserializeOwned + Clone + Send + Sync + 'static,
{
    PossibleValuesParser::new(words).try_map(|word| serde_json::from_value(serde_json::Value::String(word)))
}

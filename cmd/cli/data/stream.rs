//! Arguments of `data stream`.

use clap::{Args, Subcommand};
use cyberfly_core::write::StreamId;
use cyberfly_protocol::Bytes;

use super::{KeyArg, LimitArg, PageArgs, bytes};

/// What can be done with streams.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum StreamCommand {
    /// Add an entry
    #[command(after_help = "\
Examples:
  cyberfly data stream add log '*' level warn text 'disk is full'

The id is `*` for the next one, `ms-*` for the next of a millisecond, or `ms-seq`. Prints it.")]
    Add(StreamAddArgs),
    /// Print the entries between two ids
    #[command(after_help = "\
Examples:
  cyberfly data stream range log
  cyberfly data stream range log 1760000000000 + --rev --limit 10

A line is the id and then, with tabs between, names and values.")]
    Range(StreamRangeArgs),
    /// Print the entries behind an id
    #[command(after_help = "\
Examples:
  cyberfly data stream read log 1760000000000-0")]
    Read(StreamReadArgs),
    /// Print how many entries there are
    #[command(after_help = "\
Examples:
  cyberfly data stream len log")]
    Len(KeyArg),
    /// Remove the oldest entries
    #[command(after_help = "\
Examples:
  cyberfly data stream trim log --last 1000
  cyberfly data stream trim log --from 1760000000000-0

Prints how many went.")]
    Trim(StreamTrimArgs),
}

/// Arguments of `data stream add`.
#[derive(Clone, Debug, Args)]
#[command(allow_negative_numbers = true)]
pub(crate) struct StreamAddArgs {
    /// The key
    pub(crate) key: String,
    /// The id
    pub(crate) id: String,
    /// The names, each followed by its value
    #[arg(required = true, num_args = 2.., value_names = ["NAME", "VALUE"], value_parser = bytes())]
    pub(crate) pairs: Vec<Bytes>,
}

/// Arguments of `data stream range`.
#[derive(Clone, Debug, Args)]
pub(crate) struct StreamRangeArgs {
    /// The key
    pub(crate) key: String,
    /// The least id; `(` before it excludes it, `-` is the beginning
    #[arg(default_value = "-", allow_hyphen_values = true)]
    pub(crate) from: String,
    /// The greatest id; `(` before it excludes it, `+` is the end
    #[arg(default_value = "+")]
    pub(crate) to: String,
    /// From the newest to the oldest
    #[arg(long)]
    pub(crate) rev: bool,
    #[command(flatten)]
    pub(crate) page: PageArgs,
}

/// Arguments of `data stream read`.
#[derive(Clone, Debug, Args)]
pub(crate) struct StreamReadArgs {
    /// The key
    pub(crate) key: String,
    /// The id
    pub(crate) after: StreamId,
    #[command(flatten)]
    pub(crate) limit: LimitArg,
}

/// Arguments of `data stream trim`.
#[derive(Clone, Debug, Args)]
pub(crate) struct StreamTrimArgs {
    /// The key
    pub(crate) key: String,
    #[command(flatten)]
    pub(crate) keep: KeepArgs,
}

/// What a trim keeps: one of both.
#[derive(Clone, Debug, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct KeepArgs {
    /// Keep the last so many
    #[arg(long, value_name = "N")]
    pub(crate) last: Option<u64>,
    /// Keep this id and those behind it
    #[arg(long, value_name = "ID")]
    pub(crate) from: Option<StreamId>,
}

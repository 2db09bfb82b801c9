//! Arguments of `data ts`.

use std::time::Duration;

use clap::{Args, Subcommand};
use cyberfly_protocol::Bytes;

use super::{PageArgs, bytes};

/// What can be done with time series.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum TsCommand {
    /// Add samples
    #[command(after_help = "\
Examples:
  cyberfly data ts add cpu 1760000000000 0.5
  cyberfly data ts add cpu '*' 0.7 --label host1    now

Prints how many times are new.")]
    Add(TsAddArgs),
    /// Print the samples within a window
    #[command(after_help = "\
Examples:
  cyberfly data ts range cpu
  cyberfly data ts range cpu 1760000000000 + --label host1 --rev")]
    Range(TsRangeArgs),
    /// Print the latest sample
    #[command(after_help = "\
Examples:
  cyberfly data ts latest cpu

Exit code 4: there is none.")]
    Latest(TsLabelArgs),
    /// Print what the samples within a window add up to
    #[command(after_help = "\
Examples:
  cyberfly data ts agg cpu avg,max,p99 --bucket 5m

Aggregates: count, sum, avg, min, max, first, last, and percentiles such as p99.")]
    Agg(TsAggArgs),
    /// Delete the samples within a window
    #[command(after_help = "\
Examples:
  cyberfly data ts del cpu - 1760000000000

Prints how many there were.")]
    Del(TsDelArgs),
}

/// Which series of a key.
#[derive(Clone, Debug, Args)]
pub(crate) struct LabelArg {
    /// The label of the series; without it, the one that has none
    #[arg(long, default_value = "", hide_default_value = true, value_parser = bytes())]
    pub(crate) label: Bytes,
}

/// Arguments of `data ts add`.
#[derive(Clone, Debug, Args)]
#[command(allow_negative_numbers = true)]
pub(crate) struct TsAddArgs {
    /// The key
    pub(crate) key: String,
    /// The times in Unix milliseconds or RFC 3339, `*` for now, each followed by its number
    #[arg(required = true, num_args = 2.., value_names = ["TIME", "NUMBER"])]
    pub(crate) pairs: Vec<String>,
    #[command(flatten)]
    pub(crate) label: LabelArg,
}

/// Arguments of `data ts latest`.
#[derive(Clone, Debug, Args)]
pub(crate) struct TsLabelArgs {
    /// The key
    pub(crate) key: String,
    #[command(flatten)]
    pub(crate) label: LabelArg,
}

/// Arguments of `data ts range`.
#[derive(Clone, Debug, Args)]
pub(crate) struct TsRangeArgs {
    /// The key
    pub(crate) key: String,
    /// The first time, in Unix milliseconds or RFC 3339; `(` before it excludes it, `-` is the beginning
    #[arg(default_value = "-", allow_hyphen_values = true)]
    pub(crate) from: String,
    /// The last time, in Unix milliseconds or RFC 3339; `(` before it excludes it, `+` is the end
    #[arg(default_value = "+")]
    pub(crate) to: String,
    #[command(flatten)]
    pub(crate) label: LabelArg,
    /// From the newest to the oldest
    #[arg(long)]
    pub(crate) rev: bool,
    #[command(flatten)]
    pub(crate) page: PageArgs,
}

/// Arguments of `data ts agg`.
#[derive(Clone, Debug, Args)]
pub(crate) struct TsAggArgs {
    /// The key
    pub(crate) key: String,
    /// What to compute, with commas between
    pub(crate) aggregates: String,
    /// The first time, in Unix milliseconds or RFC 3339; `(` before it excludes it, `-` is the beginning
    #[arg(default_value = "-", allow_hyphen_values = true)]
    pub(crate) from: String,
    /// The last time, in Unix milliseconds or RFC 3339; `(` before it excludes it, `+` is the end
    #[arg(default_value = "+")]
    pub(crate) to: String,
    #[command(flatten)]
    pub(crate) label: LabelArg,
    /// How wide a bucket is; one for all without it
    #[arg(long, value_name = "DURATION", value_parser = humantime::parse_duration)]
    pub(crate) bucket: Option<Duration>,
    #[command(flatten)]
    pub(crate) page: PageArgs,
}

/// Arguments of `data ts del`.
#[derive(Clone, Debug, Args)]
pub(crate) struct TsDelArgs {
    /// The key
    pub(crate) key: String,
    /// The first time, in Unix milliseconds or RFC 3339; `(` before it excludes it, `-` is the beginning
    #[arg(allow_hyphen_values = true)]
    pub(crate) from: String,
    /// The last time, in Unix milliseconds or RFC 3339; `(` before it excludes it, `+` is the end
    pub(crate) to: String,
    #[command(flatten)]
    pub(crate) label: LabelArg,
}

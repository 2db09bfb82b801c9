//! Arguments of `data zset`.

use clap::{Args, Subcommand};
use cyberfly_protocol::Bytes;

use super::{KeyArg, LimitArg, MembersArgs, bytes};

/// What can be done with sorted sets.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum ZsetCommand {
    /// Add members, or change their scores
    #[command(after_help = "\
Examples:
  cyberfly data zset add league 3 ada 1.5 bob
  # only if that is more than it has
  cyberfly data zset add league 9 ada --greater

Prints how many are new.")]
    Add(ZsetAddArgs),
    /// Remove members
    #[command(after_help = "\
Examples:
  cyberfly data zset rem league bob

Prints how many there were.")]
    Rem(MembersArgs),
    /// Print the members between two ranks with their scores
    #[command(after_help = "\
Examples:
  cyberfly data zset range league              all, from the smallest score
  cyberfly data zset range league 0 9 --rev    the ten greatest")]
    Range(ZsetRangeArgs),
    /// Print the members between two scores
    #[command(
        name = "rangebyscore",
        after_help = "\
Examples:
  cyberfly data zset rangebyscore league 1 5
  cyberfly data zset rangebyscore league '(1' +inf    without 1 itself"
    )]
    RangeByScore(ZsetRangeByScoreArgs),
    /// Print the rank of a member, from 0
    #[command(after_help = "\
Examples:
  cyberfly data zset rank league ada --rev

Exit code 4: there is no such member.")]
    Rank(ZsetRankArgs),
    /// Print the scores of members, one a line
    #[command(after_help = "\
Examples:
  cyberfly data zset score league ada

A member that is not there is an empty line, null in JSON. Exit code 4: none of them is there.")]
    Score(MembersArgs),
    /// Add to the score of a member
    #[command(after_help = "\
Examples:
  cyberfly data zset incr league 2.5 ada

Prints the new score.")]
    Incr(ZsetIncrArgs),
    /// Print how many members there are
    #[command(after_help = "\
Examples:
  cyberfly data zset card league")]
    Card(KeyArg),
}

/// Which members an addition touches, and which of their scores it changes.
#[derive(Clone, Debug, Args)]
pub(crate) struct OnlyArgs {
    /// Only members that are new
    #[arg(long, conflicts_with = "if_present")]
    pub(crate) if_absent: bool,
    /// Only members that are there
    #[arg(long)]
    pub(crate) if_present: bool,
}

/// Which scores are taken over.
#[derive(Clone, Debug, Args)]
pub(crate) struct UpdateArgs {
    /// Of members that are there, only greater scores
    #[arg(long, conflicts_with = "less")]
    pub(crate) greater: bool,
    /// Of members that are there, only smaller scores
    #[arg(long)]
    pub(crate) less: bool,
}

/// Arguments of `data zset add`.
#[derive(Clone, Debug, Args)]
#[command(allow_negative_numbers = true)]
pub(crate) struct ZsetAddArgs {
    /// The key
    pub(crate) key: String,
    /// The scores, each followed by its member
    #[arg(required = true, num_args = 2.., value_names = ["SCORE", "MEMBER"], value_parser = bytes())]
    pub(crate) pairs: Vec<Bytes>,
    #[command(flatten)]
    pub(crate) only: OnlyArgs,
    #[command(flatten)]
    pub(crate) update: UpdateArgs,
}

/// Arguments of `data zset range`.
#[derive(Clone, Debug, Args)]
#[command(allow_negative_numbers = true)]
pub(crate) struct ZsetRangeArgs {
    /// The key
    pub(crate) key: String,
    /// The first rank, negative from the end
    #[arg(default_value = "0")]
    pub(crate) start: i64,
    /// The last rank, negative from the end
    #[arg(default_value = "-1")]
    pub(crate) stop: i64,
    /// From the greatest score to the smallest
    #[arg(long)]
    pub(crate) rev: bool,
    #[command(flatten)]
    pub(crate) limit: LimitArg,
}

/// Arguments of `data zset rangebyscore`.
#[derive(Clone, Debug, Args)]
pub(crate) struct ZsetRangeByScoreArgs {
    /// The key
    pub(crate) key: String,
    /// The least score; `(` before it excludes it
    #[arg(allow_hyphen_values = true)]
    pub(crate) min: String,
    /// The greatest score; `(` before it excludes it
    #[arg(allow_hyphen_values = true)]
    pub(crate) max: String,
    /// From the greatest score to the smallest
    #[arg(long)]
    pub(crate) rev: bool,
    #[command(flatten)]
    pub(crate) limit: LimitArg,
}

/// Arguments of `data zset rank`.
#[derive(Clone, Debug, Args)]
#[command(allow_negative_numbers = true)]
pub(crate) struct ZsetRankArgs {
    /// The key
    pub(crate) key: String,
    /// The member
    #[arg(value_parser = bytes())]
    pub(crate) member: Bytes,
    /// From the greatest score to the smallest
    #[arg(long)]
    pub(crate) rev: bool,
}

/// Arguments of `data zset incr`.
#[derive(Clone, Debug, Args)]
#[command(allow_negative_numbers = true)]
pub(crate) struct ZsetIncrArgs {
    /// The key
    pub(crate) key: String,
    /// What to add; negative to take away
    pub(crate) by: f64,
    /// The member
    #[arg(value_parser = bytes())]
    pub(crate) member: Bytes,
}

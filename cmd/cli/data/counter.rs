//! Arguments of `data counter`.

use clap::{Args, Subcommand};

use super::KeyArg;

/// What can be done with counters.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum CounterCommand {
    /// Add to a counter, or take away
    #[command(after_help = "\
Examples:
  cyberfly data counter incr visits
  cyberfly data counter incr stock -3

Prints the new value as this node knows it. No addition is lost, on whatever node it is made.")]
    Incr(CounterIncrArgs),
    /// Print the value of a counter
    #[command(after_help = "\
Examples:
  cyberfly data counter get visits

Exit code 4: there is no such key.")]
    Get(KeyArg),
}

/// Arguments of `data counter incr`.
#[derive(Clone, Debug, Args)]
#[command(allow_negative_numbers = true)]
pub(crate) struct CounterIncrArgs {
    /// The key
    pub(crate) key: String,
    /// What to add; negative to take away
    #[arg(default_value = "1")]
    pub(crate) by: i64,
}

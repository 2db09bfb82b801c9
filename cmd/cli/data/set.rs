//! Arguments of `data set`.

use clap::{Args, Subcommand};

use super::{AllArgs, KeyArg, MembersArgs, PageArgs};

/// What can be done with sets.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum SetCommand {
    /// Add members
    #[command(after_help = "\
Examples:
  cyberfly data set add tags red green

Prints how many are new.")]
    Add(MembersArgs),
    /// Remove members
    #[command(after_help = "\
Examples:
  cyberfly data set rem tags green

Prints how many there were.")]
    Rem(MembersArgs),
    /// Print the members, one a line
    #[command(after_help = "\
Examples:
  cyberfly data set members tags | sort -R | head -1")]
    Members(AllArgs),
    /// Say of members whether they are there
    #[command(after_help = "\
Examples:
  cyberfly data set has tags red && echo yes

Prints `true` or `false` for each. Exit code 4: none of them is there.")]
    Has(MembersArgs),
    /// Print how many members there are
    #[command(after_help = "\
Examples:
  cyberfly data set card tags")]
    Card(KeyArg),
    /// Print the members that all of several sets have
    #[command(after_help = "\
Examples:
  cyberfly data set inter tags colours    the smallest first is the fastest")]
    Inter(KeysArgs),
    /// Print the members that any of several sets has
    #[command(after_help = "\
Examples:
  cyberfly data set union tags colours")]
    Union(KeysArgs),
    /// Print the members of the first set that no other has
    #[command(after_help = "\
Examples:
  cyberfly data set diff tags colours")]
    Diff(KeysArgs),
}

/// Arguments of commands about several keys.
#[derive(Clone, Debug, Args)]
pub(crate) struct KeysArgs {
    /// The keys
    #[arg(required = true, value_name = "KEY")]
    pub(crate) keys: Vec<String>,
    #[command(flatten)]
    pub(crate) page: PageArgs,
}

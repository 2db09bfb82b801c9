//! Arguments of `data list`.

use clap::{Args, Subcommand};
use cyberfly_protocol::{Bytes, Side};

use super::{KeyArg, LimitArg, bytes, word};

/// What can be done with lists.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum ListCommand {
    /// Push values at the right end
    #[command(after_help = "\
Examples:
  cyberfly data list push queue first second

Prints how many were pushed.")]
    Push(ValuesArgs),
    /// Push values at the left end
    #[command(after_help = "\
Examples:
  cyberfly data list unshift queue second first    first stands first

Prints how many were pushed.")]
    Unshift(ValuesArgs),
    /// Take elements off the right end
    #[command(after_help = "\
Examples:
  cyberfly data list pop queue
  cyberfly data list pop queue 10

Prints them, one a line. Exit code 4: there is none.")]
    Pop(TakeArgs),
    /// Take elements off the left end
    #[command(after_help = "\
Examples:
  cyberfly data list shift queue

Prints them, one a line. Exit code 4: there is none.")]
    Shift(TakeArgs),
    /// Print the elements between two indexes
    #[command(after_help = "\
Examples:
  cyberfly data list range queue            all of it
  cyberfly data list range queue 0 9        the first ten
  cyberfly data list range queue -3 -1      the last three")]
    Range(ListRangeArgs),
    /// Replace the element at an index
    #[command(after_help = "\
Examples:
  cyberfly data list set queue -1 last")]
    Set(ListSetArgs),
    /// Insert a value beside an element
    #[command(after_help = "\
Examples:
  cyberfly data list insert queue before second first

Exit code 4: no element has the value to insert beside.")]
    Insert(ListInsertArgs),
    /// Remove elements that have a value
    #[command(after_help = "\
Examples:
  cyberfly data list remove queue 0 done     all of them
  cyberfly data list remove queue -1 done    the last one

Prints how many there were.")]
    Remove(ListRemoveArgs),
    /// Print how many elements there are
    #[command(after_help = "\
Examples:
  cyberfly data list len queue")]
    Len(KeyArg),
    /// Remove all but the elements between two indexes
    #[command(after_help = "\
Examples:
  cyberfly data list trim queue -100 -1      keep the last hundred

Prints how many went.")]
    Trim(IndexesArgs),
}

/// Arguments of commands that push values.
#[derive(Clone, Debug, Args)]
#[command(allow_negative_numbers = true)]
pub(crate) struct ValuesArgs {
    /// The key
    pub(crate) key: String,
    /// The values
    #[arg(required = true, value_name = "VALUE", value_parser = bytes())]
    pub(crate) values: Vec<Bytes>,
    /// Only if there is a list
    #[arg(long)]
    pub(crate) if_present: bool,
}

/// Arguments of commands that take elements.
#[derive(Clone, Debug, Args)]
pub(crate) struct TakeArgs {
    /// The key
    pub(crate) key: String,
    /// How many at most
    #[arg(default_value = "1")]
    pub(crate) count: u64,
}

/// Arguments of `data list range`.
#[derive(Clone, Debug, Args)]
#[command(allow_negative_numbers = true)]
pub(crate) struct ListRangeArgs {
    /// The key
    pub(crate) key: String,
    /// The first index, negative from the tail
    #[arg(default_value = "0")]
    pub(crate) start: i64,
    /// The last index, negative from the tail
    #[arg(default_value = "-1")]
    pub(crate) stop: i64,
    #[command(flatten)]
    pub(crate) limit: LimitArg,
}

/// Arguments of commands about what lies between two indexes.
#[derive(Clone, Debug, Args)]
#[command(allow_negative_numbers = true)]
pub(crate) struct IndexesArgs {
    /// The key
    pub(crate) key: String,
    /// The first index, negative from the tail
    pub(crate) start: i64,
    /// The last index, negative from the tail
    pub(crate) stop: i64,
}

/// Arguments of `data list set`.
#[derive(Clone, Debug, Args)]
#[command(allow_negative_numbers = true)]
pub(crate) struct ListSetArgs {
    /// The key
    pub(crate) key: String,
    /// The index, negative from the tail
    pub(crate) index: i64,
    /// The value
    #[arg(value_parser = bytes())]
    pub(crate) value: Bytes,
}

/// Arguments of `data list insert`.
#[derive(Clone, Debug, Args)]
#[command(allow_negative_numbers = true)]
pub(crate) struct ListInsertArgs {
    /// The key
    pub(crate) key: String,
    /// On which side
    #[arg(value_parser = word::<Side>(&["before", "after"]))]
    pub(crate) side: Side,
    /// The value of the element to insert beside
    #[arg(value_parser = bytes())]
    pub(crate) pivot: Bytes,
    /// The value to insert
    #[arg(value_parser = bytes())]
    pub(crate) value: Bytes,
}

/// Arguments of `data list remove`.
#[derive(Clone, Debug, Args)]
#[command(allow_negative_numbers = true)]
pub(crate) struct ListRemoveArgs {
    /// The key
    pub(crate) key: String,
    /// How many from the head, or if negative from the tail; 0 for all
    pub(crate) count: i64,
    /// The value
    #[arg(value_parser = bytes())]
    pub(crate) value: Bytes,
}

//! Arguments of `data hash`.

use clap::{Args, Subcommand};
use cyberfly_protocol::Bytes;

use super::{KeyArg, PageArgs, bytes};

/// What can be done with hashes.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum HashCommand {
    /// Write fields
    #[command(after_help = "\
Examples:
  cyberfly data hash set user name Ada born 1815
  cyberfly data hash set user name Ada --if-absent    exit 1 if there is one

Prints how many fields are new.")]
    Set(HashSetArgs),
    /// Print the values of fields, one a line
    #[command(after_help = "\
Examples:
  cyberfly data hash get user name

A field that is not there is an empty line, null in JSON. Exit code 4: none of them is there.")]
    Get(FieldsArgs),
    /// Print all fields with their values
    #[command(after_help = "\
Examples:
  cyberfly data hash all user
  cyberfly data hash all user --json | jq '.fields[].field'")]
    All(AllArgs),
    /// Delete fields
    #[command(after_help = "\
Examples:
  cyberfly data hash del user born

Prints how many there were.")]
    Del(FieldsArgs),
    /// Add to the number in a field
    #[command(after_help = "\
Examples:
  cyberfly data hash incr user visits
  cyberfly data hash incr user credit -5

Prints the new value. Of two increments on nodes apart one is lost: `data counter` loses none.")]
    Incr(HashIncrArgs),
}

/// Arguments of `data hash set`.
#[derive(Clone, Debug, Args)]
#[command(allow_negative_numbers = true)]
pub(crate) struct HashSetArgs {
    /// The key
    pub(crate) key: String,
    /// The fields, each followed by its value
    #[arg(required = true, num_args = 2.., value_names = ["FIELD", "VALUE"], value_parser = bytes())]
    pub(crate) pairs: Vec<Bytes>,
    /// Only if there is no such field; goes with one field
    #[arg(long)]
    pub(crate) if_absent: bool,
}

/// Arguments of commands about some fields.
#[derive(Clone, Debug, Args)]
#[command(allow_negative_numbers = true)]
pub(crate) struct FieldsArgs {
    /// The key
    pub(crate) key: String,
    /// The fields
    #[arg(required = true, value_name = "FIELD", value_parser = bytes())]
    pub(crate) fields: Vec<Bytes>,
}

/// Arguments of commands that list all that a key holds.
#[derive(Clone, Debug, Args)]
pub(crate) struct AllArgs {
    #[command(flatten)]
    pub(crate) key: KeyArg,
    #[command(flatten)]
    pub(crate) page: PageArgs,
}

/// Arguments of `data hash incr`.
#[derive(Clone, Debug, Args)]
#[command(allow_negative_numbers = true)]
pub(crate) struct HashIncrArgs {
    /// The key
    pub(crate) key: String,
    /// The field
    #[arg(value_parser = bytes())]
    pub(crate) field: Bytes,
    /// What to add; negative to take away
    #[arg(default_value = "1")]
    pub(crate) by: i64,
}

//! Arguments of the commands about many keys at once.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

/// What can be done with many keys.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum FlowCommand {
    /// Carry out lines of commands as one operation
    Batch(BatchArgs),
    /// Take in what `data export` wrote
    Import(ImportArgs),
    /// Write everything, a line for each key
    Export(ExportArgs),
    /// Print what is written, as it is
    Watch(WatchArgs),
}

/// Arguments of `data batch`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Examples:
  printf 'put a 1\\nhash set user name \"Ada Lovelace\"\\n' | cyberfly data batch
  cyberfly data batch changes.txt

A line is a command as it stands after `cyberfly data`, without flags of the program. Words are separated by blanks as \
in a shell: '...' takes all as it is, in \"...\" a backslash takes the next character as it is, and so it does \
outside quotes. Nothing is expanded. Empty lines and those that begin with # are passed over. All of it becomes one \
signed operation: each command sees those before it, and if one is refused nothing is stored.")]
pub(crate) struct BatchArgs {
    /// The file; `-` is standard input
    #[arg(default_value = "-")]
    pub(crate) file: PathBuf,
}

/// How a file to import is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ImportFormat {
    /// A JSON object a line
    #[default]
    Ndjson,
    /// One JSON array of such objects, which has to fit into memory
    Json,
    /// What the predecessor's GraphQL query getAll answered
    #[value(name = "cyberfly-rust-node")]
    Predecessor,
}

/// Arguments of `data import`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Examples:
  cyberfly data import all.ndjson --db copy
  # keep going, exit code 9 if any line was refused
  cyberfly data import big.ndjson --rejects bad.ndjson
  cyberfly data import big.ndjson --skip 250000  go on where it stopped
  cyberfly data import answer.json --format cyberfly-rust-node --db shop

A line is {\"key\", \"type\", \"value\"} as `data export` writes it; it replaces what the key held, unless it says \
\"more\": true. A line {\"op\": base64} is a signed operation and is taken unchanged, into the database it names; that needs no \
key here. The answer of cyberfly-rust-node to { getAll(dbName: \"...\") { key storeType value } } is taken over entry by entry, signed \
by the key that imports; its own signatures cover neither time nor type and are not. Without --rejects the first line that is refused ends the import. Each batch is durable before the next is \
read, and to import a line once more does no harm.")]
pub(crate) struct ImportArgs {
    /// The file; `-` is standard input
    #[arg(default_value = "-")]
    pub(crate) file: PathBuf,
    /// How it is written
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ImportFormat,
    /// How many lines become one operation
    #[arg(long, value_name = "N", default_value_t = 500, value_parser = clap::value_parser!(u32).range(1..=2000))]
    pub(crate) batch: u32,
    /// Pass over the first lines
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub(crate) skip: u64,
    /// Write the lines that are refused to this file, each with the reason, and keep going
    #[arg(long, value_name = "FILE")]
    pub(crate) rejects: Option<PathBuf>,
}

/// Arguments of `data export`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Examples:
  cyberfly data export > all.ndjson
  cyberfly data export user/ | jq -r .key
  cyberfly data export --db old | cyberfly data import --db new
  # with the signatures, so nothing is signed anew
  cyberfly data export --signed | ssh other cyberfly data import

A key that holds much comes in several lines. What is written meanwhile may or may not be in it. With --signed a line is \
an operation, {\"op\": base64}, or bytes that the next ones refer to, {\"blob\": base64, \"db\"}; where another node takes \
them, the database there becomes equal to this one.")]
pub(crate) struct ExportArgs {
    /// What the keys begin with
    #[arg(default_value = "", hide_default_value = true)]
    pub(crate) prefix: String,
    /// Write the signed operations themselves: those that write to such a key, each whole, and all about rights
    #[arg(long)]
    pub(crate) signed: bool,
}

/// Arguments of `data watch`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Examples:
  cyberfly data watch
  cyberfly data watch user/ -o ndjson | jq -r '.keys[].key'
  cyberfly data watch --since 0  every write there was, and then what comes

Prints a line for each operation until it is ended. In plain: its cursor, its author and the keys it touches. A cursor \
that it printed goes into --since, so that nothing is missed. Needs a running node.")]
pub(crate) struct WatchArgs {
    /// What the keys begin with
    #[arg(default_value = "", hide_default_value = true)]
    pub(crate) prefix: String,
    /// Begin behind this place; 0 is the beginning
    #[arg(long, value_name = "CURSOR")]
    pub(crate) since: Option<String>,
}

//! Arguments of the commands about this program itself.

use std::path::PathBuf;

use clap::Args;

use super::DryRunArg;

/// Arguments of `completions`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Examples:
  source <(cyberfly completions bash)
  cyberfly completions zsh > ~/.zfunc/_cyberfly")]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    pub(crate) shell: clap_complete::Shell,
}

/// Arguments of `man`.
#[derive(Clone, Debug, Args)]
pub(crate) struct ManArgs {
    /// Write one page for each command into this directory
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) dry: DryRunArg,
}

/// Arguments of `schema`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Examples:
  cyberfly schema status
  cyberfly schema data put
  cyberfly schema error            what is told on standard error in JSON mode
  cyberfly schema --out schemas    all of them, a file for each

Without a name: which documents there are, and which commands print them with --json. A line of -o ndjson is `$defs/line` \
of a list, and the document itself of everything else.")]
pub(crate) struct SchemaArgs {
    /// A command, or a document
    #[arg(value_name = "COMMAND")]
    pub(crate) command: Vec<String>,
    /// Write all of them into this directory
    #[arg(long, value_name = "DIR", conflicts_with = "command")]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) dry: DryRunArg,
}

/// Arguments of `help`.
#[derive(Clone, Debug, Args)]
pub(crate) struct HelpArgs {
    /// A command, or the topic `exit-codes`
    #[arg(value_name = "TOPIC")]
    pub(crate) topic: Vec<String>,
}

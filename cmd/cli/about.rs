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

/// Arguments of `help`.
#[derive(Clone, Debug, Args)]
pub(crate) struct HelpArgs {
    /// A command, or the topic `exit-codes`
    #[arg(value_name = "TOPIC")]
    pub(crate) topic: Vec<String>,
}

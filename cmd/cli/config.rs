//! Arguments of `config`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::DryRunArg;

/// Arguments of `config`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Examples:
  # write a file with every key in it, most of them as comments
  cyberfly config init
  cyberfly config set log.level debug  the comments stay
  cyberfly config show --origin        every value, and where it comes from
  cyberfly config check && systemctl --user reload cyberfly

Flags beat the environment (CYBERFLY_SECTION__KEY), which beats the file, which beats the defaults.")]
pub(crate) struct ConfigArgs {
    #[command(flatten)]
    pub(crate) dry: DryRunArg,
    #[command(subcommand)]
    pub(crate) command: ConfigCommand,
}

/// What can be done with the configuration.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// Write a configuration file, after some questions on a terminal
    #[command(after_help = "\
Examples:
  cyberfly config init             asks for the most important values
  cyberfly config init --no-input  takes the defaults
  cyberfly --config other.toml config init")]
    Init,
    /// Show every value
    #[command(after_help = "\
Examples:
  cyberfly config show
  cyberfly config show --origin       and where each comes from
  cyberfly config show --json | jq '.settings[] | select(.key == \"log.level\")'")]
    Show(ConfigShowArgs),
    /// Print a value
    #[command(after_help = "\
Examples:
  cyberfly config get log.level
  cyberfly config get http.listen --json")]
    Get(ConfigGetArgs),
    /// Set a value in the file
    Set(ConfigSetArgs),
    /// Take a value out of the file, so that the default holds
    #[command(after_help = "\
Examples:
  cyberfly config unset log.level
  cyberfly config unset http.listen --dry-run

Only TOML files are changed. What is not set is left as it is, with exit code 0.")]
    Unset(ConfigUnsetArgs),
    /// Open the file in $VISUAL or $EDITOR, and take it over if nothing is wrong with it
    #[command(after_help = "\
Examples:
  cyberfly config edit
  EDITOR=nano cyberfly config edit")]
    Edit,
    /// Tell everything that is wrong
    #[command(after_help = "\
Examples:
  cyberfly config check && systemctl --user reload cyberfly
  cyberfly config check new.toml")]
    Check(ConfigCheckArgs),
    /// Print where the file is, or would be
    #[command(after_help = "\
Examples:
  cyberfly config path
  cp \"$(cyberfly config path)\" kept.toml")]
    Path,
    /// Print the JSON Schema of the file
    #[command(after_help = "\
Examples:
  cyberfly config schema > cyberfly.schema.json  for an editor that completes")]
    Schema,
    /// Show what differs from the configuration that the node runs with
    #[command(after_help = "\
Examples:
  cyberfly config diff
  cyberfly config diff --json")]
    Diff,
}

/// Arguments of `config show`.
#[derive(Clone, Debug, Args)]
pub(crate) struct ConfigShowArgs {
    /// Show where each value comes from too
    #[arg(long)]
    pub(crate) origin: bool,
}

/// Arguments of `config get`.
#[derive(Clone, Debug, Args)]
pub(crate) struct ConfigGetArgs {
    /// The key, as log.level
    pub(crate) key: String,
}

/// Arguments of `config set`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Examples:
  cyberfly config set http.listen 127.0.0.1:7430
  cyberfly config set storage.durability interval:200ms
  cyberfly config set http.hosts node.example,10.0.0.7

Only TOML files are changed. The file is replaced when the whole of it is right, else left as it was.")]
pub(crate) struct ConfigSetArgs {
    /// The key, as log.level
    pub(crate) key: String,
    /// The value; a list is written with commas, or as JSON
    #[arg(allow_hyphen_values = true)]
    pub(crate) value: String,
}

/// Arguments of `config unset`.
#[derive(Clone, Debug, Args)]
pub(crate) struct ConfigUnsetArgs {
    /// The key, as log.level
    pub(crate) key: String,
}

/// Arguments of `config check`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "Exit codes: 0 nothing is wrong, 2 something is")]
pub(crate) struct ConfigCheckArgs {
    /// Look at this file alone [default: the file in use with the environment above it]
    pub(crate) file: Option<PathBuf>,
}

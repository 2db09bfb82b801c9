//! What can be said to every command.

use std::path::PathBuf;
use std::time::Duration;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use cyberfly_client::Trust;
use cyberfly_core::peer::Reach;

/// What can be said to every command.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Global {
    /// The node's state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) data_dir: Option<PathBuf>,
    /// The configuration, as TOML, YAML or JSON [default: config.toml in $CONFIGURATION_DIRECTORY, else in
    /// $XDG_CONFIG_HOME/cyberfly, if it is there]
    #[arg(long, global = true, value_name = "FILE", env = "CYBERFLY_CONFIG", hide_env = true)]
    pub(crate) config: Option<PathBuf>,
    /// The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]
    #[arg(long, global = true, value_name = "PATH")]
    pub(crate) socket: Option<PathBuf>,
    /// The HTTP address of a node, instead of the admin socket
    #[arg(long, global = true, value_name = "URL")]
    pub(crate) url: Option<String>,
    /// The token for it is in this file
    #[arg(long, global = true, value_name = "FILE", env = "CYBERFLY_TOKEN_FILE", hide_env = true)]
    pub(crate) token_file: Option<PathBuf>,
    /// The CA that is to vouch for the node at an https URL, in PEM [default: those that the system trusts]
    #[arg(long, global = true, value_name = "FILE", env = "CYBERFLY_CA", hide_env = true)]
    pub(crate) ca: Option<PathBuf>,
    /// The certificate to show there, in PEM
    #[arg(long, global = true, value_name = "FILE", env = "CYBERFLY_CERT", hide_env = true)]
    pub(crate) cert: Option<PathBuf>,
    /// The key of that certificate [default: in the same file]
    #[arg(long, global = true, value_name = "FILE", env = "CYBERFLY_CERT_KEY", hide_env = true)]
    pub(crate) cert_key: Option<PathBuf>,
    /// A node by the name it was saved under, see cyberfly context
    #[arg(long, global = true, value_name = "NAME")]
    pub(crate) context: Option<String>,
    /// The signing key, by name or file [default: the key named "default"]
    #[arg(
        id = "signing_key",
        long = "key",
        global = true,
        value_name = "NAME-or-FILE",
        env = "CYBERFLY_KEY",
        hide_env = true
    )]
    pub(crate) key: Option<String>,
    /// How results are written [default: table on a terminal, plain off it]
    #[arg(
        short,
        long,
        global = true,
        value_enum,
        value_name = "FORMAT",
        env = "CYBERFLY_OUTPUT",
        hide_env = true
    )]
    pub(crate) output: Option<OutputFormat>,
    /// The same as --output json
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Say nothing beside the result
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
    /// Say more
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub(crate) verbose: u8,
    /// When to use colours
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t)]
    pub(crate) color: ColorChoice,
    /// Do not tell how far a long command is
    #[arg(long, global = true)]
    pub(crate) no_progress: bool,
    /// Show a long result at once, not page by page ($CYBERFLY_PAGER, $PAGER)
    #[arg(long, global = true)]
    pub(crate) no_pager: bool,
    #[command(flatten)]
    pub(crate) passphrase: PassphraseArgs,
    /// Answer every question with yes
    #[arg(short, long, global = true)]
    pub(crate) yes: bool,
    /// Ask nothing
    #[arg(long, global = true)]
    pub(crate) no_input: bool,
    /// How far start may talk: this machine, the local network, everyone [default: local]
    #[arg(
        long,
        global = true,
        value_name = "REACH",
        env = "CYBERFLY_REACH",
        hide_env = true,
        value_parser = reach()
    )]
    pub(crate) reach: Option<Reach>,
    /// How long a call may wait [default: 30s]
    #[arg(long, global = true, value_name = "DURATION", value_parser = humantime::parse_duration)]
    pub(crate) timeout: Option<Duration>,
}

fn reach() -> impl TypedValueParser<Value = Reach> {
    PossibleValuesParser::new(Reach::ALL.iter().map(|reach| reach.word())).try_map(|word| word.parse())
}

impl Global {
    /// Whom a caller trusts over TLS, and what it shows, as far as that was said.
    pub(crate) fn trust(&self) -> Trust {
        Trust { ca: self.ca.clone(), certificate: self.cert.clone(), key: self.cert_key.clone() }
    }

    /// How long a call may wait.
    pub(crate) fn patience(&self) -> Duration {
        self.timeout.unwrap_or(Duration::from_secs(30))
    }
}

/// Where the passphrase of a key, or of a backup repository, comes from, if not from the person at the terminal. For
/// those who would set a variable there is one for each of the two, see [`crate::passphrase`].
#[derive(Clone, Debug, Default, Args)]
#[group(id = "passphrase_source", multiple = false)]
pub(crate) struct PassphraseArgs {
    /// The passphrase of the key, or of the backup repository, is in this file
    #[arg(long, global = true, value_name = "FILE", hide_short_help = true)]
    pub(crate) passphrase_file: Option<PathBuf>,
    /// The passphrase is what this shell command prints
    #[arg(long, global = true, value_name = "COMMAND", hide_short_help = true)]
    pub(crate) passphrase_command: Option<String>,
    /// The passphrase can be read from this open file descriptor
    #[arg(long, global = true, value_name = "N", hide_short_help = true)]
    pub(crate) passphrase_fd: Option<u32>,
}

/// Only to say what would be done.
#[derive(Clone, Copy, Debug, Default, Args)]
pub(crate) struct DryRunArg {
    /// Only say what would be done, and change nothing
    #[arg(long, global = true, help_heading = "Global options")]
    pub(crate) dry_run: bool,
}

/// How results are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum OutputFormat {
    /// For people
    Table,
    /// For simple scripts: no decoration
    Plain,
    /// One JSON document
    Json,
    /// One JSON document a line
    Ndjson,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorChoice {
    /// On a terminal
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

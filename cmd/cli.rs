//! The arguments: what can be typed.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use cyberfly_node::config::Flag;

/// A peer-to-peer database in which every write is signed, and the toolkit to run it.
#[derive(Debug, Parser)]
#[command(name = "cyberfly", version, disable_help_subcommand = true, max_term_width = 100)]
#[command(after_help = "Exit codes: cyberfly help exit-codes")]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What can be said to every command.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Global {
    /// The node's state [default: $STATE_DIRECTORY, else $XDG_STATE_HOME/cyberfly]
    #[arg(long, global = true, value_name = "DIR", env = "CYBERFLY_DATA_DIR", hide_env = true)]
    pub(crate) data_dir: Option<PathBuf>,
    /// The configuration, as TOML, YAML or JSON
    #[arg(long, global = true, value_name = "FILE", env = "CYBERFLY_CONFIG", hide_env = true)]
    pub(crate) config: Option<PathBuf>,
    /// The admin socket [default: admin.sock in $RUNTIME_DIRECTORY, else in the data directory]
    #[arg(long, global = true, value_name = "PATH", env = "CYBERFLY_SOCKET", hide_env = true)]
    pub(crate) socket: Option<PathBuf>,
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
    #[command(flatten)]
    pub(crate) passphrase: PassphraseArgs,
    /// Answer every question with yes
    #[arg(short, long, global = true)]
    pub(crate) yes: bool,
    /// Ask nothing
    #[arg(long, global = true)]
    pub(crate) no_input: bool,
    /// How long a call may wait [default: 30s]
    #[arg(long, global = true, value_name = "DURATION", value_parser = humantime::parse_duration)]
    pub(crate) timeout: Option<Duration>,
}

impl Global {
    /// How long a call may wait.
    pub(crate) fn patience(&self) -> Duration {
        self.timeout.unwrap_or(Duration::from_secs(30))
    }
}

/// Where the passphrase of a key comes from, if not from the person at the terminal.
#[derive(Clone, Debug, Default, Args)]
#[group(id = "passphrase_source", multiple = false)]
pub(crate) struct PassphraseArgs {
    /// The passphrase of the key is in this file
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        env = "CYBERFLY_PASSPHRASE_FILE",
        hide_env = true,
        hide_short_help = true
    )]
    pub(crate) passphrase_file: Option<PathBuf>,
    /// The passphrase of the key is what this shell command prints
    #[arg(
        long,
        global = true,
        value_name = "COMMAND",
        env = "CYBERFLY_PASSPHRASE_COMMAND",
        hide_env = true,
        hide_short_help = true
    )]
    pub(crate) passphrase_command: Option<String>,
    /// The passphrase of the key can be read from this open file descriptor
    #[arg(long, global = true, value_name = "N", hide_short_help = true)]
    pub(crate) passphrase_fd: Option<u32>,
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

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run a node
    Start(StartArgs),
    /// End the node
    Stop(StopArgs),
    /// Show how the node is
    Status(StatusArgs),
    /// Wait until the node is ready
    Wait(WaitArgs),
    /// Make a signing key
    Keygen(KeygenArgs),
    /// Keep signing keys
    Key(KeyArgs),
    /// Read and write data
    Data(DataArgs),
    /// Print the completions of a shell
    Completions(CompletionsArgs),
    /// Print the manual page, or write all of them
    Man(ManArgs),
    /// Print the version
    Version,
    /// Explain a command or a topic
    Help(HelpArgs),
}

/// Arguments of `start`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Examples:
  cyberfly start                      run in the foreground until Ctrl-C
  cyberfly start --detach             run in the background, return when ready
  cyberfly start --ephemeral          keep nothing after the end
  cyberfly start --http 127.0.0.1:0   take any free port")]
pub(crate) struct StartArgs {
    /// Go to the background and return when the node is ready
    #[arg(long)]
    pub(crate) detach: bool,
    /// Keep the state in a temporary directory and remove it at the end
    #[arg(long)]
    pub(crate) ephemeral: bool,
    /// Where the HTTP door listens [default: 127.0.0.1:7420]
    #[arg(long, value_name = "ADDR")]
    pub(crate) http: Option<SocketAddr>,
    /// What `--detach` runs in the background
    #[arg(long, hide = true)]
    pub(crate) in_background: bool,
}

impl StartArgs {
    /// The flags that stand for a key of the configuration.
    pub(crate) fn flags(&self) -> Vec<Flag> {
        let flag =
            |address: &SocketAddr| Flag { name: "--http", key: "http.listen", value: address.to_string() };
        self.http.iter().map(flag).collect()
    }
}

/// Arguments of `stop`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "Returns when the process is gone and its data directory is free.")]
pub(crate) struct StopArgs {}

/// Arguments of `status`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Examples:
  cyberfly status                          for people
  cyberfly status --json | jq .health      for scripts
  cyberfly status >/dev/null || alert      by the exit code alone

Exit codes: 0 healthy, 3 not running, 5 unreachable, 6 not allowed, 11 up but degraded or failing")]
pub(crate) struct StatusArgs {}

/// Arguments of `wait`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Examples:
  cyberfly wait --timeout 10s   wait for a node that may not even run yet; exit 5 when the time is up")]
pub(crate) struct WaitArgs {
    /// Wait until the node serves (what is waited for anyway)
    #[arg(long)]
    pub(crate) ready: bool,
}

/// Arguments of `keygen`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Examples:
  cyberfly keygen                  the key that is used when no other is named
  cyberfly keygen sensors          a key named \"sensors\", for --key sensors
  cyberfly keygen --out ./k.pem    a key in a file, for --key ./k.pem
  cyberfly keygen vault --encrypt  a key under a passphrase that is asked for
  cyberfly keygen vault --passphrase-command 'pass show cyberfly'

A key file is PKCS#8 in PEM, mode 0600, as openssl reads it. An existing one is never overwritten.")]
pub(crate) struct KeygenArgs {
    /// The key's name
    #[arg(default_value = "default", conflicts_with = "out")]
    pub(crate) name: String,
    /// Write the key to this file instead
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Keep it under a passphrase, and ask for it if it is not said where it is
    #[arg(long)]
    pub(crate) encrypt: bool,
}

/// Arguments of `key`.
#[derive(Clone, Debug, Args)]
pub(crate) struct KeyArgs {
    #[command(subcommand)]
    pub(crate) command: KeyCommand,
}

/// What can be done with keys.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum KeyCommand {
    /// List the keys that are kept
    #[command(after_help = "The public key of one under a passphrase is shown by: cyberfly key show NAME")]
    List,
    /// Show the public part of a key
    Show(KeyNameArgs),
    /// Keep a key that was made elsewhere
    Import(KeyImportArgs),
    /// Write a key with its secret part
    Export(KeyExportArgs),
    /// Remove a key for good
    Remove(KeyNameArgs),
    /// Vouch for a file with a signature beside it
    Sign(KeySignArgs),
    /// Say who vouches for a file
    Verify(KeyVerifyArgs),
}

/// The argument of commands about one key.
#[derive(Clone, Debug, Args)]
pub(crate) struct KeyNameArgs {
    /// The key, by name
    #[arg(default_value = "default")]
    pub(crate) name: String,
}

/// Arguments of `key import`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Examples:
  cyberfly key import sensors ./sensors.pem
  openssl genpkey -algorithm ed25519 | cyberfly key import sensors -

A key that comes under a passphrase is kept under the same one.")]
pub(crate) struct KeyImportArgs {
    /// The name to keep it under
    pub(crate) name: String,
    /// The file that holds it as PKCS#8 in PEM; `-` is standard input
    pub(crate) file: PathBuf,
    /// The file holds the 32 bytes of a seed (RFC 8032) in hexadecimal
    #[arg(long)]
    pub(crate) seed: bool,
    /// Keep it under a passphrase, and ask for it if it is not said where it is
    #[arg(long)]
    pub(crate) encrypt: bool,
}

/// Arguments of `key export`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Examples:
  cyberfly key export sensors --out ./sensors.pem
  cyberfly key export --to-stdout | ssh box 'cyberfly key import sensors -'

The device id beside a key is never exported: two machines must not share one.")]
pub(crate) struct KeyExportArgs {
    /// The key, by name
    #[arg(default_value = "default")]
    pub(crate) name: String,
    /// Write it to this file, which must not be there yet
    #[arg(long, value_name = "FILE", required_unless_present = "to_stdout")]
    pub(crate) out: Option<PathBuf>,
    /// Write the secret to standard output
    #[arg(long, conflicts_with = "out")]
    pub(crate) to_stdout: bool,
    /// Write it under a passphrase, and ask for it if it is not said where it is
    #[arg(long)]
    pub(crate) encrypt: bool,
}

/// Arguments of `key sign`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Examples:
  cyberfly key sign release.tar.gz             writes release.tar.gz.sig
  cyberfly key sign release.tar.gz --key vault

Such a signature can never pass for an operation on data, whatever the file says.")]
pub(crate) struct KeySignArgs {
    /// The file
    pub(crate) file: PathBuf,
    /// Where the signature goes; an existing file is left as it is [default: FILE.sig]
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

/// Arguments of `key verify`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Examples:
  cyberfly key verify release.tar.gz --by vault
  cyberfly key verify release.tar.gz --by 9e51…85 --signature from-the-mail.sig

Exit codes: 0 the signature holds (and is by that key), 8 it does not")]
pub(crate) struct KeyVerifyArgs {
    /// The file
    pub(crate) file: PathBuf,
    /// The signature [default: FILE.sig]
    #[arg(long, value_name = "FILE")]
    pub(crate) signature: Option<PathBuf>,
    /// Whose signature it has to be: a public key, or the name of a kept key
    #[arg(long, value_name = "KEY")]
    pub(crate) by: Option<String>,
}

/// Arguments of `data`.
#[derive(Clone, Debug, Args)]
pub(crate) struct DataArgs {
    /// The database: a full name, or the short name of one of the signing key's own [default: default]
    #[arg(long, global = true, value_name = "DB", help_heading = "Global options")]
    pub(crate) db: Option<String>,
    /// Work on the data directory in this process, with no node
    #[arg(long, global = true, help_heading = "Global options")]
    pub(crate) offline: bool,
    /// Talk to a running node or fail
    #[arg(long, global = true, conflicts_with = "offline", help_heading = "Global options")]
    pub(crate) online: bool,
    #[command(subcommand)]
    pub(crate) command: DataCommand,
}

/// What can be done with data.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum DataCommand {
    /// Store a value under a key
    Put(PutArgs),
    /// Print the value of a key
    Get(GetArgs),
    /// Delete keys
    Del(DelArgs),
}

/// Arguments of `data put`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Examples:
  cyberfly data put greeting hello
  date | cyberfly data put last-seen
  cyberfly data put photo --file photo.jpg

Returns when the write is durable: it survives a kill and a loss of power.")]
pub(crate) struct PutArgs {
    /// The key: text without control characters
    pub(crate) key: String,
    /// The value; `-`, or none off a terminal, reads standard input
    #[arg(conflicts_with = "file", allow_hyphen_values = true)]
    pub(crate) value: Option<String>,
    /// Read the value from this file
    #[arg(long, value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
}

/// Arguments of `data get`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Examples:
  cyberfly data get greeting
  cyberfly data get photo --out photo.jpg
  cyberfly data get greeting --json | jq -r .author

The bytes are written as they are; on a terminal a newline follows. Exit code 4: there is no such key.")]
pub(crate) struct GetArgs {
    /// The key
    pub(crate) key: String,
    /// Write the bytes alone, on a terminal too
    #[arg(long)]
    pub(crate) raw: bool,
    /// Write the value to this file, whole or not at all
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

/// Arguments of `data del`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Examples:
  cyberfly data del greeting
  cyberfly data del a b c      all or none of them

To delete what is not there is no error: another node may have it.")]
pub(crate) struct DelArgs {
    /// The keys; all are deleted by one operation
    #[arg(required = true, value_name = "KEY")]
    pub(crate) keys: Vec<String>,
}

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
}

/// Arguments of `help`.
#[derive(Clone, Debug, Args)]
pub(crate) struct HelpArgs {
    /// A command, or the topic `exit-codes`
    #[arg(value_name = "TOPIC")]
    pub(crate) topic: Vec<String>,
}

/// The whole command line, for help, completions and manual pages.
pub(crate) fn definition() -> clap::Command {
    Cli::command()
}

/// Reads the arguments of this process.
pub(crate) fn parse() -> Result<Cli, clap::Error> {
    let matches = definition().try_get_matches()?;
    Cli::from_arg_matches(&matches)
}

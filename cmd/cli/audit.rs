//! Arguments of `audit`.

use std::time::Duration;

use clap::{Args, Subcommand};
use cyberfly_core::PublicKey;
use cyberfly_protocol::AuditKind;

/// Arguments of `audit`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Examples:
  cyberfly audit                          the last lines
  cyberfly audit search --failed          what did not end well
  cyberfly audit verify && echo intact

The log is in audit/ of the data directory and is read there, whether the node runs or not.")]
pub(crate) struct AuditArgs {
    #[command(subcommand)]
    pub(crate) command: Option<AuditCommand>,
}

/// The commands of `audit`.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum AuditCommand {
    /// Show the last lines
    Tail(AuditTailArgs),
    /// Find lines
    Search(AuditSearchArgs),
    /// Look for lines that were removed, changed or moved
    Verify(AuditVerifyArgs),
}

/// Arguments of `audit tail`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Examples:
  cyberfly audit tail -n 50
  cyberfly audit tail --follow -o ndjson | jq -c 'select(.kind == \"refusal\")'")]
pub(crate) struct AuditTailArgs {
    /// How many
    #[arg(short = 'n', long, value_name = "N", default_value_t = 20)]
    pub(crate) lines: usize,
    /// Go on with the lines that come; for this the node must run
    #[arg(short = 'f', long)]
    pub(crate) follow: bool,
}

fn kind(word: &str) -> Result<AuditKind, String> {
    AuditKind::from_word(word).ok_or_else(|| format!("there are {}", AuditKind::WORDS.join(", ")))
}

/// Arguments of `audit search`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Examples:
  cyberfly audit search stop  by what was done, or to what
  cyberfly audit search --kind refusal --since 24h
  cyberfly audit search --who 3b6a27bc --json

Exit codes: 0 found, 4 nothing found")]
pub(crate) struct AuditSearchArgs {
    /// What was done, or to what: a part of it
    pub(crate) text: Option<String>,
    /// Only of this kind: act, refusal, write, read, node, checkpoint
    #[arg(long, value_name = "KIND", value_parser = kind)]
    pub(crate) kind: Option<AuditKind>,
    /// Only by this one: operator, anyone, node, or the beginning of a key
    #[arg(long, value_name = "WHO")]
    pub(crate) who: Option<String>,
    /// Only what did not end well
    #[arg(long)]
    pub(crate) failed: bool,
    /// Only what is not older than this
    #[arg(long, value_name = "DURATION", value_parser = humantime::parse_duration)]
    pub(crate) since: Option<Duration>,
    /// How many of the last that are found
    #[arg(long, value_name = "N", default_value_t = 1000)]
    pub(crate) limit: usize,
}

/// Arguments of `audit verify`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Examples:
  cyberfly audit verify
  # a copy of the log, by the key of its node
  cyberfly audit verify --by 3b6a27bc...

Exit codes: 0 the log is what its node wrote, 8 it is not")]
pub(crate) struct AuditVerifyArgs {
    /// The node's public key, in hex [default: that of node.key in the data directory]
    #[arg(long, value_name = "KEY")]
    pub(crate) by: Option<PublicKey>,
}

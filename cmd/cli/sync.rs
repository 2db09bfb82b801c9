//! Arguments of the commands about replication.

use clap::{Args, Subcommand};
use cyberfly_core::PublicKey;

use super::DryRunArg;

/// Arguments of `sync`.
#[derive(Clone, Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "\
Examples:
  cyberfly sync            how it stands with each peer
  cyberfly sync databases  what is missing where, by database and peer
  cyberfly sync now        look for differences now
  # until this node and its peers hold the same
  cyberfly sync --wait --until-converged --timeout 1m

Exit codes: 0 done, 3 no node runs, 5 not converged within --timeout, or nobody who is known was reached"
)]
pub(crate) struct SyncArgs {
    /// Wait, for as long as --timeout says
    #[arg(long, requires = "until_converged")]
    pub(crate) wait: bool,
    /// Until every peer that was named, is connected or is just being tried holds the same of all that both replicate
    #[arg(long, requires = "wait")]
    pub(crate) until_converged: bool,
    #[command(flatten)]
    pub(crate) dry: DryRunArg,
    #[command(subcommand)]
    pub(crate) command: Option<SyncCommand>,
}

/// What can be done about replication.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum SyncCommand {
    /// Show how it stands with each peer
    #[command(after_help = "\
Examples:
  cyberfly sync status
  cyberfly sync status --json | jq '.peers[] | {state, detail}'")]
    Status,
    /// List the databases that are replicated with each peer, and what is missing on which side
    #[command(after_help = "\
Examples:
  cyberfly sync databases
  cyberfly sync databases --json | jq '.databases[] | select(.missing_here > 0)'")]
    Databases {
        /// This peer alone, by its node id
        #[arg(value_name = "PEER")]
        peer: Option<PublicKey>,
    },
    /// Look for differences now, with one peer or all, and fetch what is missing
    #[command(after_help = "\
Examples:
  cyberfly sync now
  cyberfly sync now 832d90451605a3c9af8b2bc763a7f89b...")]
    Now {
        /// The peer, by its node id; without one, all that are connected
        #[arg(value_name = "PEER")]
        peer: Option<PublicKey>,
        /// This database alone, by its full name
        #[arg(long, value_name = "DB")]
        db: Option<String>,
    },
    /// Hold no sync sessions any more, and break off those under way
    #[command(after_help = "\
Examples:
  # what came until then stays; what is written goes to peers as before
  cyberfly sync pause")]
    Pause,
    /// Hold sync sessions again
    #[command(after_help = "\
Examples:
  cyberfly sync resume")]
    Resume,
    /// List the sessions that are over, the last first
    #[command(after_help = "\
Examples:
  cyberfly sync history
  cyberfly sync history -o ndjson | grep failed")]
    History,
}

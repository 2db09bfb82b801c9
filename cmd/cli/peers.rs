//! Arguments of the commands about other nodes.

use clap::{Args, Subcommand};

/// Arguments of `peers`.
#[derive(Clone, Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct PeersArgs {
    #[command(subcommand)]
    pub(crate) command: Option<PeersCommand>,
}

/// What can be done with peers.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum PeersCommand {
    /// List the peers and how it stands with each
    #[command(after_help = "\
Examples:
  cyberfly peers list
  cyberfly peers list --json | jq -r '.peers[] | select(.state == \"active\") | .id'")]
    List,
}

/// Arguments of `ticket`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Examples:
  cyberfly ticket                              what another node needs to connect to this one
  cyberfly start --peer \"$(cat ticket.txt)\"    on the other one

A ticket holds no secret. It is of use where one of its addresses can be reached.")]
pub(crate) struct TicketArgs {}

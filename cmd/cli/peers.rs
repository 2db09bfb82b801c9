//! Arguments of the commands about other nodes.

use std::time::Duration;

use clap::{Args, Subcommand};

use super::DryRunArg;

/// Arguments of `peers`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Examples:
  cyberfly peers                  how it stands with each
  cyberfly peers add cfly1...     what cyberfly ticket prints there
  cyberfly peers show 2d95...6f   its path, round trip, losses, bytes")]
pub(crate) struct PeersArgs {
    #[command(flatten)]
    pub(crate) dry: DryRunArg,
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
  cyberfly peers list --json | jq '.peers[] | {id, state}'")]
    List,
    /// Show everything that is known of one peer
    #[command(after_help = "\
Examples:
  cyberfly peers show 2d95...6f

Exit code 4: no such peer is known.")]
    Show(PeerArg),
    /// Connect to a peer
    #[command(after_help = "\
Examples:
  cyberfly peers add cfly1...                 what cyberfly ticket prints there
  cyberfly peers add 2d95...6f@192.0.2.7:7421

Returns at once; cyberfly peers list shows what comes of it. For peers that outlive a restart: network.peers.")]
    Add(PeerAddArgs),
    /// End the connection with a peer and forget it
    #[command(after_help = "\
Examples:
  cyberfly peers remove 2d95...6f

It may come back by itself; cyberfly peers ban keeps it away.")]
    Remove(PeerArg),
    /// End the connection with a peer and have none with it any more, after a restart too
    #[command(after_help = "\
Examples:
  cyberfly peers ban 2d95...6f")]
    Ban(PeerArg),
    /// Take a ban back
    #[command(after_help = "\
Examples:
  cyberfly peers unban 2d95...6f")]
    Unban(PeerArg),
    /// Make the connection with a peer anew, or try at once where there is none
    #[command(after_help = "\
Examples:
  cyberfly peers reconnect 2d95...6f

Returns at once; cyberfly peers show says what comes of it. A ban is not taken back.")]
    Reconnect(PeerArg),
    /// Ask a peer whether it is there
    #[command(after_help = "\
Examples:
  cyberfly peers ping 2d95...6f

Exit code 5: it does not answer.")]
    Ping(PeerArg),
    /// List the rules about who may connect, and how often each decided
    #[command(after_help = "\
Examples:
  cyberfly peers rules
  cyberfly config set network.rules '[\"deny 192.0.2.0/24\"]'")]
    Rules,
    /// Let the node read, from its peers, what the signing key may read
    #[command(after_help = "\
Examples:
  cyberfly peers certify --key reader               for 90 days
  cyberfly peers certify --key reader --valid 7d

The key signs the node's id and an end; the node shows that to its peers, which then give it the private databases that \
the key holds a role in. The key itself stays here.")]
    Certify(PeerCertifyArgs),
}

/// The argument of commands about one peer.
#[derive(Clone, Debug, Args)]
pub(crate) struct PeerArg {
    /// The peer's node id, or the beginning of it
    pub(crate) id: String,
}

/// Arguments of `peers add`.
#[derive(Clone, Debug, Args)]
pub(crate) struct PeerAddArgs {
    /// A ticket, or ID@HOST:PORT
    #[arg(value_name = "TICKET-or-ID@ADDR")]
    pub(crate) peer: String,
}

/// Arguments of `peers certify`.
#[derive(Clone, Debug, Args)]
pub(crate) struct PeerCertifyArgs {
    /// For how long
    #[arg(long, value_name = "DURATION", default_value = "90d", value_parser = humantime::parse_duration)]
    pub(crate) valid: Duration,
}

/// Arguments of `topology`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Examples:
  cyberfly topology
  cyberfly topology --dot | dot -Tsvg >network.svg
  cyberfly topology --json | jq '.links | length'

It shows what this node sees, and what other nodes say of themselves by peer exchange.")]
pub(crate) struct TopologyArgs {
    /// Print a picture in the language of Graphviz
    #[arg(long)]
    pub(crate) dot: bool,
}

/// Arguments of `ticket`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Examples:
  # what another node needs to connect to this one
  cyberfly ticket
  cyberfly start --peer \"$(cat ticket.txt)\"  on the other one

A ticket holds no secret. It is of use where one of its addresses can be reached.")]
pub(crate) struct TicketArgs {}

//! Arguments of the commands that run a node and ask after it.

use std::net::SocketAddr;

use clap::Args;
use cyberfly_node::config::{Flag, ListenAt, PeerName};

use super::{DryRunArg, Global};

/// Arguments of `start`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Examples:
  cyberfly start                      run in the foreground until Ctrl-C
  cyberfly start --detach             run in the background, return when ready
  cyberfly start --ephemeral          keep nothing after the end
  cyberfly start --http 127.0.0.1:0   take any free port
  cyberfly start --peer cfly1...      connect to the node whose ticket that is")]
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
    #[command(flatten)]
    pub(crate) dry: DryRunArg,
    /// Where connections of other nodes are taken [default: *:7421, as far as --reach goes]
    #[arg(long, value_name = "ADDR")]
    pub(crate) listen: Option<ListenAt>,
    /// A peer to connect to: what cyberfly ticket prints there, or ID@HOST:PORT
    #[arg(long, value_name = "TICKET-or-ID@ADDR")]
    pub(crate) peer: Vec<PeerName>,
    /// The network to belong to [default: main]
    #[arg(long, value_name = "NAME")]
    pub(crate) network: Option<String>,
    /// The databases to replicate: own, all, or patterns of names, with commas in between [default: own]
    #[arg(long, value_name = "own|all|PATTERN")]
    pub(crate) replicate: Option<String>,
    /// What `--detach` runs in the background
    #[arg(long, hide = true)]
    pub(crate) in_background: bool,
}

impl StartArgs {
    /// The flags that stand for a key of the configuration.
    pub(crate) fn flags(&self, global: &Global) -> Vec<Flag> {
        let peers: Vec<_> = self.peer.iter().map(ToString::to_string).collect();
        let said = [
            ("--http", "http.listen", self.http.map(|address| address.to_string())),
            ("--listen", "network.listen", self.listen.map(|address| address.to_string())),
            ("--peer", "network.peers", (!peers.is_empty()).then(|| peers.join(","))),
            ("--network", "network.name", self.network.clone()),
            ("--replicate", "replicate.databases", self.replicate.clone()),
            ("--reach", "network.reach", global.reach.map(|reach| reach.to_string())),
        ];
        let flags = said.into_iter().filter_map(|(name, key, value)| Some(Flag { name, key, value: value? }));
        flags.collect()
    }
}

/// Arguments of `stop`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Examples:
  cyberfly stop
  cyberfly stop --timeout 1m

Returns when the process is gone and its data directory is free.")]
pub(crate) struct StopArgs {
    #[command(flatten)]
    pub(crate) dry: DryRunArg,
}

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
  # wait for a node that may not even run yet; exit 5 when the time is up
  cyberfly wait --timeout 10s
  # wait until it holds what its peers hold, too
  cyberfly wait --synced --timeout 1m")]
pub(crate) struct WaitArgs {
    /// Wait until the node serves (what is waited for anyway)
    #[arg(long)]
    pub(crate) ready: bool,
    /// Wait until every configured or connected peer was reached, too, and holds the same of all that both replicate
    #[arg(long)]
    pub(crate) synced: bool,
}

//! Arguments of the commands that run a node and ask after it.

use std::net::SocketAddr;

use clap::Args;
use cyberfly_node::config::Flag;

use super::DryRunArg;

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
    #[command(flatten)]
    pub(crate) dry: DryRunArg,
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
  cyberfly wait --timeout 10s   wait for a node that may not even run yet; exit 5 when the time is up")]
pub(crate) struct WaitArgs {
    /// Wait until the node serves (what is waited for anyway)
    #[arg(long)]
    pub(crate) ready: bool,
}

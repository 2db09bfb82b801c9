//! Arguments of `doctor` and `check`.

use clap::{Args, ValueEnum};

use super::RepoArgs;

/// Arguments of `doctor`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Examples:
  cyberfly doctor                        with a running node and without
  cyberfly doctor --context lab          the node there
  cyberfly doctor --json | jq '.checks[] | select(.state != \"ok\")'

Exit codes: 0 nothing needs attention, 11 something does

Without a running node the store is opened as by any command; an index that does not fit is rebuilt then.")]
pub(crate) struct DoctorArgs {}

/// Arguments of `check`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Examples:
  cyberfly check  for Nagios: one line and the exit code
  cyberfly check disk --warn 20% --crit 5%
  cyberfly check backup --warn 26h --crit 3d
  cyberfly check peers --warn 3 --crit 1
  cyberfly check cert --warn 21 --crit 7
  cyberfly check --format prometheus > /var/lib/node_exporter/cyberfly.prom

Exit codes, those of Nagios: 0 ok, 1 warning (degraded), 2 critical (failing, or no node runs), 3 unknown")]
pub(crate) struct CheckArgs {
    /// What to look at
    #[arg(value_enum, default_value_t)]
    pub(crate) what: CheckWhat,
    /// In whose words
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub(crate) format: CheckFormat,
    /// What is a warning: less free space (10GiB, 20%), fewer connected peers (3), a longer time since peers agreed (10m)
    /// or since the last backup (2d), fewer days until the certificate expires (21)
    #[arg(long, value_name = "N")]
    pub(crate) warn: Option<String>,
    /// What is critical
    #[arg(long, value_name = "N")]
    pub(crate) crit: Option<String>,
    #[command(flatten)]
    pub(crate) repo: RepoArgs,
}

/// What `check` looks at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum CheckWhat {
    /// Every check of the node's health
    #[default]
    Health,
    /// Whether the peers that are wanted are connected
    Peers,
    /// Whether this node and the peers that it is connected with agree [limits: 10m, 1h]
    Sync,
    /// How old the last backup is, and whether it was found whole [limits: 2d, 7d]
    Backup,
    /// The space on the disk of the data directory [limits: twice storage.disk_floor, that]
    Disk,
    /// How many days the certificate of the HTTP door still holds [limits: 21, 7]
    Cert,
}

/// In whose words `check` speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum CheckFormat {
    /// One line, with figures behind a bar
    #[default]
    Nagios,
    /// Prometheus text, for a file that its node exporter reads
    Prometheus,
    /// One JSON document
    Json,
}

/// How much space is to be free.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Threshold {
    /// So many bytes.
    Bytes(u64),
    /// So much of a hundred.
    Percent(u64),
}

impl Threshold {
    /// In bytes, of a disk of this size.
    pub(crate) fn bytes_of(self, total: u64) -> u64 {
        match self {
            Threshold::Bytes(bytes) => bytes,
            Threshold::Percent(percent) => total / 100 * percent,
        }
    }
}

impl std::str::FromStr for Threshold {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text:?} is no free space: write 10GiB or 20%");
        if let Some(percent) = text.strip_suffix('%') {
            let percent = percent.parse().ok().filter(|percent| *percent <= 100);
            return percent.map(Threshold::Percent).ok_or_else(wrong);
        }
        let size = text.parse::<cyberfly_node::config::Size>().map_err(|_| wrong())?;
        Ok(Threshold::Bytes(size.0))
    }
}

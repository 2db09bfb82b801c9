//! Arguments of the dashboard.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};

/// Arguments of `top`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Examples:
  # the node of this machine; ? shows the keys
  cyberfly top
  cyberfly top --context berlin --readonly    another one
  # one picture as text, for a script or a mail
  cyberfly top --once
  cyberfly top --once --screen health --json  one screen as a document
  cyberfly top --record night.ndjson          keep what is heard
  # look at it again, a minute a second
  cyberfly top --replay night.ndjson --speed 60")]
pub(crate) struct TopArgs {
    /// Print one picture and end
    #[arg(long)]
    pub(crate) once: bool,
    /// The screen that is shown first
    #[arg(long, value_enum, value_name = "NAME", default_value_t)]
    pub(crate) screen: ScreenName,
    /// Write what is heard to this new file
    #[arg(long, value_name = "FILE", conflicts_with_all = ["replay", "once"])]
    pub(crate) record: Option<PathBuf>,
    /// Show a recording instead of a node
    #[arg(long, value_name = "FILE")]
    pub(crate) replay: Option<PathBuf>,
    /// How many seconds of a recording pass in one
    #[arg(long, value_name = "TIMES", requires = "replay", value_parser = speed)]
    pub(crate) speed: Option<f64>,
    /// Begin so far behind the beginning of a recording; with --once without it, at its end
    #[arg(long, value_name = "DURATION", requires = "replay", value_parser = humantime::parse_duration)]
    pub(crate) seek: Option<Duration>,
    /// Draw with ASCII alone
    #[arg(long)]
    pub(crate) basic: bool,
    /// Offer nothing that changes anything
    #[arg(long)]
    pub(crate) readonly: bool,
    /// What the background of the terminal is like [default: as it says, else dark]
    #[arg(long, value_enum, value_name = "THEME")]
    pub(crate) theme: Option<ThemeName>,
    /// Print the table of keys as the configuration takes it, and end
    #[arg(long, conflicts_with = "print_theme")]
    pub(crate) print_keys: bool,
    /// Print the colours as the configuration takes them, and end
    #[arg(long)]
    pub(crate) print_theme: bool,
}

fn speed(text: &str) -> Result<f64, String> {
    let speed = text.parse::<f64>().ok().filter(|speed| (0.125..=1024.0).contains(speed));
    speed.ok_or_else(|| "a number from 0.125 to 1024 is wanted".to_owned())
}

/// A screen by its name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ScreenName {
    /// How the node is, in one look
    #[default]
    Overview,
    /// Other nodes, and how it stands with each
    Peers,
    /// How far the peers hold the same
    Sync,
    /// Every check
    Health,
    /// Databases, keys and values
    Databases,
    /// What happens, and the log
    Events,
    /// Every figure over time
    Metrics,
    /// Snapshots, and backups and verifications by schedule
    Backup,
    /// Who did what
    Audit,
}

/// A background by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ThemeName {
    /// Dark
    Dark,
    /// Light
    Light,
}

//! The arguments: what can be typed. One file for each group of commands.

mod about;
mod audit;
mod backup;
mod check;
mod config;
mod context;
mod data;
mod db;
mod global;
mod groups;
mod key;
mod node;
mod peers;
#[cfg(test)]
mod reference;
mod sync;
mod top;

use clap::{ArgMatches, CommandFactory, FromArgMatches, Parser, Subcommand};

pub(crate) use about::*;
pub(crate) use audit::*;
pub(crate) use backup::*;
pub(crate) use check::*;
pub(crate) use config::*;
pub(crate) use context::*;
pub(crate) use data::*;
pub(crate) use db::*;
pub(crate) use global::*;
pub(crate) use key::*;
pub(crate) use node::*;
pub(crate) use peers::*;
pub(crate) use sync::*;
pub(crate) use top::*;

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
    /// Watch how the node is, live
    Top(TopArgs),
    /// Look for everything that could be wrong, and say how to mend it
    Doctor(DoctorArgs),
    /// Tell a monitoring system how the node is
    Check(CheckArgs),
    /// See other nodes and how it stands with each
    Peers(PeersArgs),
    /// Keep peers in agreement, and see how it stands with each
    Sync(SyncArgs),
    /// Print what another node needs to connect to this one
    Ticket(TicketArgs),
    /// Show who is connected to whom, as far as the node knows
    Topology(TopologyArgs),
    /// Make a signing key
    Keygen(KeygenArgs),
    /// Keep signing keys
    Key(KeyArgs),
    /// Read and write data
    Data(DataArgs),
    /// Keep databases and who may use them
    Db(DbArgs),
    /// Make backups and look after them
    Backup(BackupArgs),
    /// Restore a backup
    Restore(RestoreArgs),
    /// Check every signature, hash and index entry of the store again
    Verify(VerifyArgs),
    /// Show who did what on this node, and verify that record
    Audit(AuditArgs),
    /// Look at the configuration and change it
    Config(ConfigArgs),
    /// Save and use ways to other nodes
    Context(ContextArgs),
    /// Print the completions of a shell
    Completions(CompletionsArgs),
    /// Print the manual page, or write all of them
    #[command(after_help = "\
Examples:
  cyberfly man | man -l -
  cyberfly man --out man")]
    Man(ManArgs),
    /// Print the JSON Schema of what a command prints
    Schema(SchemaArgs),
    /// Print the version
    #[command(after_help = "\
Examples:
  cyberfly version
  cyberfly version --json")]
    Version,
    /// Explain a command or a topic
    #[command(after_help = "\
Examples:
  cyberfly help data put
  cyberfly help exit-codes")]
    Help(HelpArgs),
}

/// The whole command line, for help, completions and manual pages.
pub(crate) fn definition() -> clap::Command {
    groups::grouped(groups::examples_first(Cli::command()))
}

/// Reads the arguments of this process.
pub(crate) fn parse() -> Result<(Cli, ArgMatches), clap::Error> {
    let matches = definition().try_get_matches()?;
    Ok((Cli::from_arg_matches(&matches)?, matches))
}

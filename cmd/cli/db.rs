//! Arguments of `db`.

use clap::{Args, Subcommand};
use cyberfly_protocol::command::Role;

use super::{DryRunArg, PageArgs, WaysArgs, word};

/// Arguments of `db`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Examples:
  cyberfly db list
  cyberfly db grant sensors 9e51...85 writer
  cyberfly db acl sensors")]
pub(crate) struct DbArgs {
    #[command(flatten)]
    pub(crate) dry: DryRunArg,
    #[command(flatten)]
    pub(crate) ways: WaysArgs,
    #[command(subcommand)]
    pub(crate) command: DbCommand,
}

/// What can be done with databases.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum DbCommand {
    /// Name a new database
    #[command(after_help = "\
Examples:
  cyberfly db create sensors
  cyberfly db create notes --private    only those who hold a role may read it

Prints its full name, which carries the signing key. Nothing is written: a database is there with its first value.")]
    Create(DbCreateArgs),
    /// List the databases
    #[command(after_help = "\
Examples:
  cyberfly db list
  cyberfly db list --json | jq -r '.databases[].name'")]
    List(DbListArgs),
    /// Print what is known of a database
    #[command(after_help = "\
Examples:
  cyberfly db info default
  # two replicas are equal when their digests are
  cyberfly db info default --json | jq -r .digest

Exit code 4: there is no such database.")]
    Info(DbArg),
    /// Drop this node's replica of a database, or delete all of it everywhere
    #[command(after_help = "\
Examples:
  cyberfly db drop notes --dry-run  how much that would be
  cyberfly db drop notes            asks before it drops
  # deletes every key, on every node that holds it
  cyberfly db drop notes --everywhere

A replica is dropped from this node alone: its operations leave the index and the journal, and its files are collected. Other \
nodes keep theirs; what no other node holds is gone. It does not come back by itself, whatever replicate.databases says: a write \
to it here, or cyberfly sync now --db, asks for it again. Interrupted, it goes on by itself at the next start, or when it is given anew.

With --everywhere, which is the owner's, the keys are deleted some hundreds at a time, each time by one signed operation, which \
goes to the others like any other; what others write meanwhile or later is there again. The name stays, and so do roles: db \
revoke takes those.

Exit code 6: --everywhere with a key that does not own it. Exit code 4: there is no such database.")]
    Drop(DbDropArgs),
    /// Give a key a role
    #[command(after_help = "\
Examples:
  cyberfly db grant sensors 9e51...85 writer

Roles: reader (of a private database), writer, admin (writer, and grants and revokes reading and writing).")]
    Grant(DbGrantArgs),
    /// Take a role from a key
    #[command(after_help = "\
Examples:
  cyberfly db revoke sensors 9e51...85  all its roles
  # what it ever signed is void: for a stolen key
  cyberfly db revoke sensors 9e51...85 --from 0")]
    Revoke(DbRevokeArgs),
    /// Print who may do what
    #[command(after_help = "\
Examples:
  cyberfly db acl sensors")]
    Acl(DbArg),
}

/// Arguments of `db create`.
#[derive(Clone, Debug, Args)]
pub(crate) struct DbCreateArgs {
    /// The short name
    pub(crate) name: String,
    /// Only those who hold a role may read it
    #[arg(long)]
    pub(crate) private: bool,
}

/// Arguments of `db drop`.
#[derive(Clone, Debug, Args)]
pub(crate) struct DbDropArgs {
    #[command(flatten)]
    pub(crate) db: DbArg,
    /// On every node that holds it, by deleting its keys
    #[arg(long)]
    pub(crate) everywhere: bool,
}

/// Arguments of `db list`.
#[derive(Clone, Debug, Args)]
pub(crate) struct DbListArgs {
    #[command(flatten)]
    pub(crate) page: PageArgs,
}

/// The argument of commands about one database.
#[derive(Clone, Debug, Args)]
pub(crate) struct DbArg {
    /// The database: a full name, or the short name of one of the signing key's own
    pub(crate) db: String,
}

/// Arguments of `db grant`.
#[derive(Clone, Debug, Args)]
pub(crate) struct DbGrantArgs {
    #[command(flatten)]
    pub(crate) db: DbArg,
    /// Whose public key, in hex
    #[arg(value_name = "KEY")]
    pub(crate) subject: String,
    /// The role
    #[arg(value_parser = word::<Role>(&["reader", "writer", "admin"]))]
    pub(crate) role: Role,
}

/// Arguments of `db revoke`.
#[derive(Clone, Debug, Args)]
pub(crate) struct DbRevokeArgs {
    #[command(flatten)]
    pub(crate) db: DbArg,
    /// Whose public key, in hex
    #[arg(value_name = "KEY")]
    pub(crate) subject: String,
    /// The role; without it, all of them
    #[arg(value_parser = word::<Role>(&["reader", "writer", "admin"]))]
    pub(crate) role: Option<Role>,
    /// From which stamp on what the key signed is void; from now on without it
    #[arg(long, value_name = "STAMP")]
    pub(crate) from: Option<String>,
}

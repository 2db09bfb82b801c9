//! Arguments of `context`.

use clap::{Args, Subcommand, ValueEnum};
use cyberfly_core::PublicKey;
use cyberfly_core::token::Scope;

use super::DryRunArg;

/// Arguments of `context`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Examples:
  cyberfly context add lab --url http://127.0.0.1:7421 --token-file ~/lab.token
  cyberfly context add attic --url http://127.0.0.1:7422 --key me --node 5d2c...
  cyberfly context add far --url https://far.example --ca ca.pem --cert me.pem
  cyberfly context add service --socket /run/cyberfly/admin.sock
  cyberfly --context lab status  this once
  cyberfly context use lab       from now on
  cyberfly context previous      back to the one before, as with cd -
  # back to the node of this machine's data directory
  cyberfly context use local")]
pub(crate) struct ContextArgs {
    #[command(flatten)]
    pub(crate) dry: DryRunArg,
    #[command(subcommand)]
    pub(crate) command: ContextCommand,
}

/// What can be done with contexts.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum ContextCommand {
    /// Save the way to a node: --socket PATH, or --url URL with --token-file FILE, --key NAME --node ID or --cert FILE
    Add(ContextAddArgs),
    /// List the ways that are saved
    #[command(after_help = "\
Examples:
  cyberfly context list
  cyberfly context list --json")]
    List,
    /// Use one from now on
    #[command(after_help = "\
Examples:
  cyberfly context use lab
  cyberfly context use local  the node of this machine's data directory")]
    Use(ContextNameArgs),
    /// Use the one that was used before
    #[command(after_help = "\
Examples:
  cyberfly context previous")]
    Previous,
    /// Show one
    #[command(after_help = "\
Examples:
  cyberfly context show      the one in use
  cyberfly context show lab")]
    Show(ContextShowArgs),
    /// Forget one
    #[command(after_help = "\
Examples:
  cyberfly context remove lab")]
    Remove(ContextNameArgs),
}

/// Arguments of `context add`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Examples:
  cyberfly context add lab --url http://127.0.0.1:7421 --token-file ~/lab.token
  cyberfly context add attic --url http://127.0.0.1:7422 --key me --node 5d2c...
  cyberfly context add far --url https://far.example --ca ca.pem --cert me.pem
  cyberfly context add service --socket /run/cyberfly/admin.sock

No secret is saved, only the name of the key or file. Nothing is sent. One that is saved already is left as it is.")]
pub(crate) struct ContextAddArgs {
    /// The name to save it under
    pub(crate) name: String,
    /// The node's id; tokens by --key are made for it alone, whatever answers at the URL
    #[arg(long, value_name = "ID")]
    pub(crate) node: Option<PublicKey>,
    /// What tokens by --key are for
    #[arg(long, value_enum, value_name = "SCOPE", requires = "node", default_value_t)]
    pub(crate) scope: TokenScope,
}

/// What a token is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum TokenScope {
    /// To do what an operator may do, if the key is an operator's
    #[default]
    Operator,
    /// To read what the key may read
    Read,
}

impl TokenScope {
    /// The same in the words of tokens.
    pub(crate) const fn scope(self) -> Scope {
        match self {
            TokenScope::Operator => Scope::Operator,
            TokenScope::Read => Scope::Read,
        }
    }
}

/// The argument of commands about one context.
#[derive(Clone, Debug, Args)]
pub(crate) struct ContextNameArgs {
    /// Its name; `local` is the node of this machine's data directory
    pub(crate) name: String,
}

/// Arguments of `context show`.
#[derive(Clone, Debug, Args)]
pub(crate) struct ContextShowArgs {
    /// Its name [default: the one in use]
    pub(crate) name: Option<String>,
}

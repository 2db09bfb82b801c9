//! Arguments of `keygen` and `key`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{DryRunArg, WaysArgs};

/// Arguments of `keygen`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Examples:
  cyberfly keygen                  the key that is used when no other is named
  cyberfly keygen sensors          a key named \"sensors\", for --key sensors
  cyberfly keygen --out ./k.pem    a key in a file, for --key ./k.pem
  cyberfly keygen vault --encrypt  a key under a passphrase that is asked for
  cyberfly keygen vault --passphrase-command 'pass show cyberfly'

A key file is PKCS#8 in PEM, mode 0600, as openssl reads it. An existing one is never overwritten.")]
pub(crate) struct KeygenArgs {
    /// The key's name
    #[arg(default_value = "default", conflicts_with = "out")]
    pub(crate) name: String,
    /// Write the key to this file instead
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Keep it under a passphrase, and ask for it if it is not said where it is
    #[arg(long)]
    pub(crate) encrypt: bool,
    #[command(flatten)]
    pub(crate) dry: DryRunArg,
}

/// Arguments of `key`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Examples:
  cyberfly key list
  cyberfly key show default
  cyberfly key sign release.tar   a signature beside the file")]
pub(crate) struct KeyArgs {
    #[command(flatten)]
    pub(crate) dry: DryRunArg,
    #[command(subcommand)]
    pub(crate) command: KeyCommand,
}

/// What can be done with keys.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum KeyCommand {
    /// List the keys that are kept
    #[command(after_help = "\
Examples:
  cyberfly key list
  cyberfly key list --json | jq -r '.keys[].name'

The public key of one under a passphrase is shown by: cyberfly key show NAME")]
    List,
    /// Show the public part of a key
    #[command(after_help = "\
Examples:
  cyberfly key show
  cyberfly key show sensors --json | jq -r .public_key")]
    Show(KeyNameArgs),
    /// Keep a key that was made elsewhere
    Import(KeyImportArgs),
    /// Write a key with its secret part
    Export(KeyExportArgs),
    /// Remove a key for good
    #[command(after_help = "\
Examples:
  cyberfly key remove sensors        asks before it does
  cyberfly key remove sensors --yes")]
    Remove(KeyNameArgs),
    /// Let a new key do what a key does, in every database of it
    Rotate(KeyRotateArgs),
    /// Vouch for a file with a signature beside it
    Sign(KeySignArgs),
    /// Say who vouches for a file
    Verify(KeyVerifyArgs),
}

/// The argument of commands about one key.
#[derive(Clone, Debug, Args)]
pub(crate) struct KeyNameArgs {
    /// The key, by name
    #[arg(default_value = "default")]
    pub(crate) name: String,
}

/// Arguments of `key import`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Examples:
  cyberfly key import sensors ./sensors.pem
  openssl genpkey -algorithm ed25519 | cyberfly key import sensors -

A key that comes under a passphrase is kept under the same one.")]
pub(crate) struct KeyImportArgs {
    /// The name to keep it under
    pub(crate) name: String,
    /// The file that holds it as PKCS#8 in PEM; `-` is standard input
    pub(crate) file: PathBuf,
    /// The file holds the 32 bytes of a seed (RFC 8032) in hexadecimal
    #[arg(long)]
    pub(crate) seed: bool,
    /// Keep it under a passphrase, and ask for it if it is not said where it is
    #[arg(long)]
    pub(crate) encrypt: bool,
}

/// Arguments of `key export`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Examples:
  cyberfly key export sensors --out ./sensors.pem
  cyberfly key export --to-stdout | ssh box 'cyberfly key import sensors -'

The device id beside a key is never exported: two machines must not share one.")]
pub(crate) struct KeyExportArgs {
    /// The key, by name
    #[arg(default_value = "default")]
    pub(crate) name: String,
    /// Write it to this file, which must not be there yet
    #[arg(long, value_name = "FILE", required_unless_present = "to_stdout")]
    pub(crate) out: Option<PathBuf>,
    /// Write the secret to standard output
    #[arg(long, conflicts_with = "out")]
    pub(crate) to_stdout: bool,
    /// Write it under a passphrase, and ask for it if it is not said where it is
    #[arg(long)]
    pub(crate) encrypt: bool,
}

/// Arguments of `key rotate`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Examples:
  # a new key, named default-2, as admin of the databases of default
  cyberfly key rotate
  cyberfly key rotate sensors --to sensors-2026
  cyberfly key rotate --dry-run  only list the databases

The new key may write, grant and revoke from then on. Each database keeps its full name, which carries the old key: its \
owner stays who it is, so keep the old key away safely rather than remove it. With --to and a key that is there already, \
that one is used, so a rotation that was broken off can go on.

Exit codes: 0 the new key is admin everywhere, 9 of some databases only")]
pub(crate) struct KeyRotateArgs {
    /// The key that owns the databases, by name
    #[arg(default_value = "default")]
    pub(crate) name: String,
    /// The name of the new key [default: the same with a number]
    #[arg(long, value_name = "NAME")]
    pub(crate) to: Option<String>,
    /// Keep it under a passphrase, as it is kept anyway if the old one is
    #[arg(long)]
    pub(crate) encrypt: bool,
    #[command(flatten)]
    pub(crate) ways: WaysArgs,
}

/// Arguments of `key sign`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Examples:
  cyberfly key sign release.tar.gz             writes release.tar.gz.sig
  cyberfly key sign release.tar.gz --key vault

Such a signature can never pass for an operation on data, whatever the file says.")]
pub(crate) struct KeySignArgs {
    /// The file
    pub(crate) file: PathBuf,
    /// Where the signature goes; an existing file is left as it is [default: FILE.sig]
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

/// Arguments of `key verify`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Examples:
  cyberfly key verify release.tar.gz --by vault
  cyberfly key verify release.tar.gz --by 9e51…85 --signature from-the-mail.sig

Exit codes: 0 the signature holds (and is by that key), 8 it does not")]
pub(crate) struct KeyVerifyArgs {
    /// The file
    pub(crate) file: PathBuf,
    /// The signature [default: FILE.sig]
    #[arg(long, value_name = "FILE")]
    pub(crate) signature: Option<PathBuf>,
    /// Whose signature it has to be: a public key, or the name of a kept key
    #[arg(long, value_name = "KEY")]
    pub(crate) by: Option<String>,
}

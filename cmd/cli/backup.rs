//! Arguments of `backup`, `restore` and `verify`.

use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

use clap::{ArgGroup, Args, Subcommand};

use super::{DryRunArg, WaysArgs};

/// Arguments of `backup`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Examples:
  cyberfly backup create    what changed since the last one is added
  cyberfly backup list
  cyberfly backup verify    the latest, every hash and every signature")]
pub(crate) struct BackupArgs {
    #[command(flatten)]
    pub(crate) repo: RepoArgs,
    #[command(subcommand)]
    pub(crate) command: BackupCommand,
}

/// Which repository.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct RepoArgs {
    /// The backup repository [default: `backup.repo` of the configuration, else `backups` beside the data]
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        env = "CYBERFLY_BACKUP_REPO",
        hide_env = true,
        help_heading = "Global options"
    )]
    pub(crate) repo: Option<PathBuf>,
}

/// What can be done with backups.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum BackupCommand {
    /// Make a snapshot, of a live node or of a data directory
    Create(BackupCreateArgs),
    /// List the snapshots
    #[command(after_help = "\
Examples:
  cyberfly backup list
  cyberfly backup list --json | jq -r '.snapshots[-1].id'")]
    List,
    /// Print what is known of a snapshot
    #[command(after_help = "\
Examples:
  cyberfly backup show latest
  cyberfly backup show latest~2 --json | jq .databases")]
    Show(SnapshotArg),
    /// Print in which databases two snapshots differ
    #[command(after_help = "\
Examples:
  cyberfly backup diff latest~1 latest

In plain: a word (added, removed, changed), the database, and how many operations it has in each.")]
    Diff(BackupDiffArgs),
    /// Check that a snapshot is whole
    Verify(BackupVerifyArgs),
    /// Restore a snapshot, as `cyberfly restore` does
    Restore(RestoreArgs),
    /// Forget snapshots that a policy does not keep, and take away what only they needed
    Forget(BackupForgetArgs),
    /// Print what the node does by itself: when next, and what became of it last
    Schedule(BackupScheduleArgs),
}

/// Arguments of `backup schedule`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Examples:
  cyberfly backup schedule
  cyberfly config set backup.schedule '30 2 * * *'  a backup each night, by UTC
  # and of each of the last seven days one is kept
  cyberfly config set backup.keep_daily 7
  cyberfly config set backup.verify_schedule @weekly
  cyberfly config set storage.verify_schedule @monthly

A node that runs takes these over when it reads its configuration again (SIGHUP). What was missed while it was away it catches up \
with once.")]
pub(crate) struct BackupScheduleArgs {
    #[command(flatten)]
    pub(crate) ways: WaysArgs,
}

/// A snapshot.
#[derive(Clone, Debug, Args)]
pub(crate) struct SnapshotArg {
    /// The snapshot: its id or the first digits of it, `latest`, or `latest~2`
    #[arg(value_name = "ID", default_value = "latest")]
    pub(crate) id: String,
}

/// Arguments of `backup create`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Examples:
  # what changed since the last one is added
  cyberfly backup create
  cyberfly backup create --repo /mnt/disk/backups --tag before-upgrade
  cyberfly backup create --db sensors              one database alone
  cyberfly backup create --passphrase-file secret  in an encrypted repository
  cyberfly backup create --to - | ssh host 'cat > node.backup'

A running node goes on writing meanwhile. Prints the id of the snapshot. Exit code 9: it was made, but something in the \
store is damaged, and is so in it.")]
pub(crate) struct BackupCreateArgs {
    #[command(flatten)]
    pub(crate) ways: WaysArgs,
    #[command(flatten)]
    pub(crate) dry: DryRunArg,
    /// Only this database: a full name, or the short name of one of the signing key's own
    #[arg(long, value_name = "DB")]
    pub(crate) db: Option<String>,
    /// Write it to this file as one stream; `-` is standard output
    #[arg(long, value_name = "FILE", conflicts_with_all = ["repo", "full"])]
    pub(crate) to: Option<PathBuf>,
    /// Read and write everything, whatever is there already
    #[arg(long)]
    pub(crate) full: bool,
    /// Leave out the files that values refer to
    #[arg(long)]
    pub(crate) without_blobs: bool,
    /// Put the node's secret key into it, which an encrypted repository alone takes
    #[arg(long)]
    pub(crate) include_identity: bool,
    /// Call it so; may be given several times
    #[arg(long = "tag", value_name = "TAG")]
    pub(crate) tags: Vec<String>,
}

/// Arguments of `backup diff`.
#[derive(Clone, Debug, Args)]
pub(crate) struct BackupDiffArgs {
    /// The one snapshot
    #[arg(value_name = "A")]
    pub(crate) a: String,
    /// The other
    #[arg(value_name = "B", default_value = "latest")]
    pub(crate) b: String,
}

/// Arguments of `backup verify`.
#[derive(Clone, Debug, Args)]
#[command(group = ArgGroup::new("level").multiple(false))]
#[command(after_help = "\
Examples:
  # the latest, every hash and every signature
  cyberfly backup verify
  # and restored into a temporary place, digests compared
  cyberfly backup verify latest --trial-restore
  # all snapshots, only that everything is there
  cyberfly backup verify --all --quick
  cyberfly backup verify --subset 1/7  a seventh of it, another one each day

Exit code 8: something is wrong; which file, where in it, and which databases that affects is printed.")]
pub(crate) struct BackupVerifyArgs {
    #[command(flatten)]
    pub(crate) snapshot: SnapshotArg,
    /// Every snapshot in the repository
    #[arg(long, conflicts_with = "id")]
    pub(crate) all: bool,
    /// Only the manifest, its signature, and that all packs are there and as long as they should be
    #[arg(long, group = "level")]
    pub(crate) quick: bool,
    /// Every hash and the signature of every operation, which is what is done without a level
    #[arg(long, group = "level")]
    pub(crate) full: bool,
    /// All that, and a restore into a temporary place
    #[arg(long, group = "level")]
    pub(crate) trial_restore: bool,
    /// Only a part of the packs, as 1/7
    #[arg(long, value_name = "K/N", value_parser = subset, conflicts_with_all = ["quick", "trial_restore"])]
    pub(crate) subset: Option<(u32, NonZeroU32)>,
    /// Stop after about this long
    #[arg(long, value_name = "DURATION", value_parser = humantime::parse_duration)]
    pub(crate) max_duration: Option<Duration>,
}

/// Arguments of `backup forget`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Examples:
  cyberfly backup forget --keep-last 7 --dry-run
  cyberfly backup forget --keep-daily 7 --keep-weekly 5 --keep-monthly 12
  cyberfly backup forget --keep-within 30d --keep-tag release

Prints every snapshot with the reason why it is kept. Of each node and database, the last snapshot that was verified \
without a fault stays, whatever is asked for. Hours, days and so on are those of UTC.")]
pub(crate) struct BackupForgetArgs {
    /// Keep the last N snapshots
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub(crate) keep_last: u32,
    /// Keep the last one of each of the last N hours that have one
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub(crate) keep_hourly: u32,
    /// The same of days
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub(crate) keep_daily: u32,
    /// The same of weeks
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub(crate) keep_weekly: u32,
    /// The same of months
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub(crate) keep_monthly: u32,
    /// The same of years
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub(crate) keep_yearly: u32,
    /// Keep all that were made within this time before the last one
    #[arg(long, value_name = "DURATION", value_parser = humantime::parse_duration)]
    pub(crate) keep_within: Option<Duration>,
    /// Keep all that have this tag; may be given several times
    #[arg(long = "keep-tag", value_name = "TAG")]
    pub(crate) keep_tags: Vec<String>,
    /// Only say what would be done
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// Arguments of `restore`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Examples:
  # into a directory that is empty or not there
  cyberfly restore latest --data-dir /var/lib/cyberfly
  cyberfly restore 3f9a --dry-run  what would be restored
  # one database, merged into the node that runs here
  cyberfly restore latest --db sensors
  ssh host cat node.backup | cyberfly restore -

A restored node gets a new identity when it starts, unless --with-identity takes over the one in the snapshot; then the \
old node must never run again. The keys of this user get new devices either way.")]
pub(crate) struct RestoreArgs {
    #[command(flatten)]
    pub(crate) repo: RepoArgs,
    #[command(flatten)]
    pub(crate) ways: WaysArgs,
    /// The snapshot: its id or the first digits of it, `latest`, `latest~2`; a file that `backup create --to` wrote; or `-`
    /// for standard input
    #[arg(value_name = "ID|FILE|-")]
    pub(crate) snapshot: String,
    /// Merge only this database into the data that are here: a full name, or the short name of one of the signing key's own
    #[arg(long, value_name = "DB")]
    pub(crate) db: Option<String>,
    /// Have the restored node get a new identity, which it does anyway
    #[arg(long, conflicts_with = "with_identity")]
    pub(crate) new_identity: bool,
    /// Take over the node's identity, if it is in the snapshot
    #[arg(long, conflicts_with = "db")]
    pub(crate) with_identity: bool,
    /// Only say what would be done
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// Arguments of `verify`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Examples:
  # everything: of the running node, or of the data directory
  cyberfly verify
  cyberfly verify --subset 1/7        a seventh of it, another one each day
  cyberfly verify --max-duration 10m  then go on: cyberfly verify --resume
  cyberfly verify --rate 20MiB        leave the disk to others
  # with no node running: take out what is wrong, build the index anew
  cyberfly verify --repair

Checks every signature, hash and index entry again. Exit code 8: something is wrong. Exit code 9: it is not finished, or it was \
repaired and what was damaged has to come back from a peer, which a node sees to when it starts, or from a backup.")]
pub(crate) struct VerifyArgs {
    #[command(flatten)]
    pub(crate) ways: WaysArgs,
    #[command(flatten)]
    pub(crate) dry: DryRunArg,
    /// Only this database: a full name, or the short name of one of the signing key's own
    #[arg(long, value_name = "DB")]
    pub(crate) db: Option<String>,
    /// Take what is wrong out of the journal and build the index anew
    #[arg(long, conflicts_with_all = ["online", "subset", "db", "max_duration", "resume"])]
    pub(crate) repair: bool,
    /// Go on where the last verification of the same stopped; if that came to its end, begin anew
    #[arg(long)]
    pub(crate) resume: bool,
    /// Only a part, as 1/7
    #[arg(long, value_name = "K/N", value_parser = subset)]
    pub(crate) subset: Option<(u32, NonZeroU32)>,
    /// Stop after about this long
    #[arg(long, value_name = "DURATION", value_parser = humantime::parse_duration)]
    pub(crate) max_duration: Option<Duration>,
    /// Read at most so much of the journal in a second, as 20MiB
    #[arg(long, value_name = "SIZE")]
    pub(crate) rate: Option<cyberfly_node::config::Size>,
}

/// A part of a whole, as 1/7.
fn subset(text: &str) -> Result<(u32, NonZeroU32), String> {
    let wrong = || format!("{text:?} is no part of a whole: write 1/7, 2/7 ... 7/7");
    let (k, n) = text.split_once('/').ok_or_else(wrong)?;
    let (k, n): (u32, NonZeroU32) = (k.parse().map_err(|_| wrong())?, n.parse().map_err(|_| wrong())?);
    if (1..=n.get()).contains(&k) { Ok((k, n)) } else { Err(wrong()) }
}

//! What there is to be put in: names that only this machine or its node knows.
//!
//! It is there at once or not at all: whoever types must not wait, and is asked nothing. So no key is opened that is under
//! a passphrase, and no data directory that no node runs on.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use clap::builder::ValueHint;
use clap::{Arg, ArgMatches, Command, FromArgMatches};
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};
use cyberfly_backup::Repository;
use cyberfly_client::{Connect, NoPassphrase, NodeClient, keys};
use cyberfly_core::{DbName, PublicKey};
use cyberfly_node::config::settings;
use cyberfly_node::snapshots;
use cyberfly_protocol::query::{Databases, Page, Scan};
use cyberfly_protocol::{Door, Query, QueryAnswer, SnapshotsRequest};

use crate::backup::shelf::is_elsewhere;
use crate::cli::{self, Global, RepoArgs};
use crate::context::saved::{Context, Contexts, LOCAL, Proof};
use crate::door::target::Target;
use crate::ui::Ui;
use crate::{backup, places};

/// What does not come within this time does not come.
const PATIENCE: Duration = Duration::from_millis(50);
/// The most candidates of a kind.
const LIMIT: u32 = 1000;

/// What an argument names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Database,
    /// A key in a database.
    Key,
    Peer,
    /// A signing key, by name.
    SigningKey,
    /// The same, or a file.
    SigningKeyOrFile,
    Context,
    Setting,
    /// What a setting can be.
    SettingValue,
    Snapshot,
    /// The same, or a file.
    SnapshotOrFile,
    /// A command, word by word.
    Command,
    File,
}

/// What arguments name whose id alone does not say it.
const NAMES: &[(&str, &str, Kind)] = &[
    ("key show", "name", Kind::SigningKey),
    ("key export", "name", Kind::SigningKey),
    ("key remove", "name", Kind::SigningKey),
    ("key rotate", "name", Kind::SigningKey),
    ("key verify", "by", Kind::SigningKey),
    ("config get", "key", Kind::Setting),
    ("config set", "key", Kind::Setting),
    ("config set", "value", Kind::SettingValue),
    ("config unset", "key", Kind::Setting),
    ("context use", "name", Kind::Context),
    ("context show", "name", Kind::Context),
    ("context remove", "name", Kind::Context),
    ("peers show", "id", Kind::Peer),
    ("peers remove", "id", Kind::Peer),
    ("peers ban", "id", Kind::Peer),
    ("peers unban", "id", Kind::Peer),
    ("peers reconnect", "id", Kind::Peer),
    ("peers ping", "id", Kind::Peer),
    ("sync now", "peer", Kind::Peer),
    ("backup show", "id", Kind::Snapshot),
    ("backup diff", "a", Kind::Snapshot),
    ("backup diff", "b", Kind::Snapshot),
    ("backup verify", "id", Kind::Snapshot),
    ("backup restore", "snapshot", Kind::SnapshotOrFile),
    ("restore", "snapshot", Kind::SnapshotOrFile),
    ("help", "topic", Kind::Command),
    ("schema", "command", Kind::Command),
];

/// What an argument names, if that is something of which there can be a list.
fn kind(path: &str, argument: &Arg) -> Option<Kind> {
    let id = argument.get_id().as_str();
    if let Some((.., kind)) = NAMES.iter().find(|(of, name, _)| (*of, *name) == (path, id)) {
        return Some(*kind);
    }
    match id {
        "db" => Some(Kind::Database),
        "signing_key" => Some(Kind::SigningKeyOrFile),
        "context" => Some(Kind::Context),
        "key" | "keys" | "prefix" if path.starts_with("data ") => Some(Kind::Key),
        _ => match argument.get_value_hint() {
            ValueHint::AnyPath | ValueHint::FilePath | ValueHint::DirPath => Some(Kind::File),
            _ => None,
        },
    }
}

/// The words that stand on the line already.
pub(super) struct Asked {
    words: Vec<String>,
    /// Whether the shell completes files by itself.
    shell_has_files: bool,
    wants_file: AtomicBool,
    /// Whether a name was asked for, known or not.
    wants_name: AtomicBool,
}

/// What those words say to every command.
struct Said {
    global: Global,
    db: Option<String>,
    repo: Option<PathBuf>,
}

/// The command line with what there is to be put in.
pub(super) fn command(command: Command, asked: &Arc<Asked>) -> Command {
    walk(command, "", asked)
}

fn walk(command: Command, path: &str, asked: &Arc<Asked>) -> Command {
    let with_candidates = |argument: Arg| match kind(path, &argument) {
        Some(Kind::File) if !asked.shell_has_files => argument,
        Some(kind) => {
            let asked = Arc::clone(asked);
            argument.add(ArgValueCompleter::new(move |begun: &OsStr| {
                begun.to_str().map_or_else(Vec::new, |begun| asked.candidates(kind, begun))
            }))
        }
        None => argument,
    };
    command.mut_args(with_candidates).mut_subcommands(|sub| {
        let path = format!("{path} {}", sub.get_name());
        walk(sub, path.trim_start(), asked)
    })
}

impl Asked {
    /// The words before the one that is being typed, the program first.
    pub(super) const fn new(words: Vec<String>, shell_has_files: bool) -> Self {
        Self {
            words,
            shell_has_files,
            wants_file: AtomicBool::new(false),
            wants_name: AtomicBool::new(false),
        }
    }

    /// Whether a file may stand there.
    pub(super) fn wants_file(&self) -> bool {
        self.wants_file.load(Ordering::Relaxed)
    }

    /// Whether a name may stand there, even if none is known.
    pub(super) fn wants_name(&self) -> bool {
        self.wants_name.load(Ordering::Relaxed)
    }

    fn said(&self) -> Said {
        let matches = cli::definition().ignore_errors(true).try_get_matches_from(&self.words).ok();
        let said = |of: &ArgMatches| Global::from_arg_matches(of).ok();
        let global = matches.as_ref().and_then(said).unwrap_or_default();
        let global = Global { quiet: true, no_input: true, verbose: 0, timeout: Some(PATIENCE), ..global };
        let mut innermost = matches.as_ref();
        while let Some((_, matches)) = innermost.and_then(ArgMatches::subcommand) {
            innermost = Some(matches);
        }
        let db = innermost.and_then(|of| of.try_get_one::<String>("db").ok().flatten());
        let repo = innermost.and_then(|of| of.try_get_one::<PathBuf>("repo").ok().flatten());
        Said { global, db: db.cloned(), repo: repo.cloned() }
    }

    /// Everything of a kind that begins so.
    fn candidates(&self, kind: Kind, begun: &str) -> Vec<CompletionCandidate> {
        let may_be_file = match kind {
            Kind::File => true,
            Kind::SigningKeyOrFile | Kind::SnapshotOrFile => begun.contains('/'),
            _ => false,
        };
        if may_be_file {
            self.wants_file.store(true, Ordering::Relaxed);
            return Vec::new();
        }
        self.wants_name.store(true, Ordering::Relaxed);
        if kind == Kind::Command {
            return offered(self.commands(), begun);
        }
        let (said, last, text) = (self.said(), self.words.last().cloned(), begun.to_owned());
        let found = within(PATIENCE, move || match kind {
            Kind::Database => said.databases(&text),
            Kind::Key => said.keys(&text),
            Kind::Peer => said.peers(),
            Kind::SigningKey | Kind::SigningKeyOrFile => signing_keys(),
            Kind::Context => contexts(),
            Kind::Setting => Some(all_settings()),
            Kind::SettingValue => setting_values(&last?),
            Kind::Snapshot | Kind::SnapshotOrFile => said.snapshots(),
            Kind::Command | Kind::File => None,
        });
        offered(found.flatten().unwrap_or_default(), begun)
    }

    /// The commands below the one that the words behind the first name.
    fn commands(&self) -> Vec<Candidate> {
        let mut at = &cli::definition();
        for word in self.words.iter().skip(2) {
            match at.find_subcommand(word) {
                Some(below) => at = below,
                None => return Vec::new(),
            }
        }
        let about = |command: &Command| command.get_about().map(ToString::to_string).unwrap_or_default();
        let below = at.get_subcommands().filter(|command| !command.is_hide_set());
        below.map(|command| (command.get_name().to_owned(), about(command))).collect()
    }
}

/// What can be put in, and what it is.
type Candidate = (String, String);

fn offered(found: Vec<Candidate>, begun: &str) -> Vec<CompletionCandidate> {
    let candidates = found.into_iter().filter(|(value, _)| value.starts_with(begun)).enumerate();
    candidates
        .map(|(place, (value, about))| {
            let about = Some(about).filter(|about| !about.is_empty());
            CompletionCandidate::new(value).help(about.map(Into::into)).display_order(Some(place))
        })
        .collect()
}

/// What comes of work that is given up on after a time. Its thread ends with the process.
fn within<T: Send + 'static>(time: Duration, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let (sender, done) = mpsc::channel();
    let _thread = thread::Builder::new().spawn(move || sender.send(work())).ok()?;
    done.recv_timeout(time).ok()
}

impl Said {
    /// Asks the node; none if there is none, or it does not answer.
    fn ask<T>(&self, question: impl AsyncFnOnce(&NodeClient) -> Option<T>) -> Option<T> {
        let target = Target::choose(&self.global).ok()?;
        if let Target::There { way: Context::Url { proof: Proof::Key { .. }, .. }, .. } = target {
            return None;
        }
        let Ok(Connect::Listening(client)) = target.connect(&mut Ui::new(&self.global), &self.global) else {
            return None;
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().ok()?;
        runtime.block_on(question(&client))
    }

    fn query(&self, query: Query) -> Option<QueryAnswer> {
        self.ask(async |client| client.query(query).await.ok())
    }

    /// One's own databases by their short names, but where the full one is being typed.
    fn databases(&self, begun: &str) -> Option<Vec<Candidate>> {
        let page = Page { limit: Some(LIMIT), cursor: None };
        let answer = self.query(Databases { owner: None, page }.into())?;
        let QueryAnswer::Databases { databases, .. } = answer else { return None };
        let own = self.signer();
        let candidate = |name: DbName| match name.label() {
            label if own == Some(name.owner()) && label.starts_with(begun) => {
                (label.to_owned(), "one's own".to_owned())
            }
            _ => (name.to_string(), String::new()),
        };
        Some(databases.into_iter().map(|row| candidate(row.name)).collect())
    }

    fn keys(&self, begun: &str) -> Option<Vec<Candidate>> {
        let name = self.db.as_deref().unwrap_or("default");
        let db = match name.parse() {
            Ok(full) => full,
            Err(_) => DbName::new(name, self.signer()?).ok()?,
        };
        let page = Page { limit: Some(LIMIT), cursor: None };
        let scan = Scan { db, prefix: begun.to_owned(), glob: None, values: false, page };
        let QueryAnswer::Keys { keys, next_cursor } = self.query(scan.into())? else { return None };
        let mut found: Vec<_> = keys.into_iter().map(|row| (row.key.to_string(), row.kind)).collect();
        if next_cursor.is_some() {
            // Where there are more, what these have in common says nothing of those: the shell is to add nothing.
            found.push((begun.to_owned(), format!("more than {LIMIT}")));
        }
        Some(found)
    }

    fn peers(&self) -> Option<Vec<Candidate>> {
        let peers = self.ask(async |client| client.peers().await.ok())?.peers;
        Some(peers.into_iter().map(|peer| (peer.id.to_string(), peer.state)).collect())
    }

    fn snapshots(&self) -> Option<Vec<Candidate>> {
        let request =
            SnapshotsRequest { newest_first: true, limit: Some(LIMIT), ..SnapshotsRequest::default() };
        let listed = match is_elsewhere(&Target::choose(&self.global).ok()?) {
            true => {
                let repo = self.repo.as_ref().map(|repo| repo.display().to_string());
                let request = SnapshotsRequest { repo, ..request };
                self.ask(async |client| client.snapshots(&request).await.ok())?
            }
            false => {
                let place = backup::place(&self.global, &RepoArgs { repo: self.repo.clone() }).ok()?;
                snapshots::list(&Repository::open(&place, None).ok()?, &request, snapshots::Part::ALL).ok()?
            }
        };
        let found = listed.snapshots.into_iter().filter_map(|snapshot| {
            let mut id = snapshot.id;
            id.truncate(8);
            Some((id, [vec![snapshot.created?], snapshot.tags].concat().join(" ")))
        });
        let latest = ("latest".to_owned(), "the last one".to_owned());
        Some(std::iter::once(latest).chain(found).collect())
    }

    /// The public part of the signing key, as far as it can be seen without a passphrase.
    fn signer(&self) -> Option<PublicKey> {
        let file = places::keys().ok()?.locate(self.global.key.as_deref().unwrap_or("default")).ok()?;
        Some(keys::open(&file, &mut NoPassphrase).ok()?.public())
    }
}

fn signing_keys() -> Option<Vec<Candidate>> {
    let kept = places::keys().ok()?.list().ok()?;
    let about = |public: Option<PublicKey>| public.map(|public| public.to_string()).unwrap_or_default();
    Some(kept.into_iter().map(|key| (key.name, about(key.public))).collect())
}

fn contexts() -> Option<Vec<Candidate>> {
    let saved = Contexts::load(&places::contexts().ok()?).ok()?;
    let local = (LOCAL.to_owned(), "the node of this machine's data directory".to_owned());
    let all = saved.all().map(|(name, way)| (name.clone(), way.to_string()));
    Some(std::iter::once(local).chain(all).collect())
}

fn all_settings() -> Vec<Candidate> {
    settings().into_iter().map(|setting| (setting.key, setting.meaning)).collect()
}

fn setting_values(key: &str) -> Option<Vec<Candidate>> {
    let setting = settings().into_iter().find(|setting| setting.key == key)?;
    let words = match setting.default.is_boolean() {
        true => vec!["true".to_owned(), "false".to_owned()],
        false => [setting.words, setting.examples].concat(),
    };
    Some(words.into_iter().map(|word| (word, String::new())).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(command: &Command, path: &str, found: &mut Vec<(String, String)>) {
        found.extend(command.get_arguments().map(|arg| (path.to_owned(), arg.get_id().to_string())));
        for sub in command.get_subcommands() {
            arguments(sub, format!("{path} {}", sub.get_name()).trim_start(), found);
        }
    }

    #[test]
    fn every_argument_that_is_named_is_there() {
        let mut all = Vec::new();
        arguments(&cli::definition(), "", &mut all);
        for (path, id, _) in NAMES {
            assert!(all.contains(&((*path).to_owned(), (*id).to_owned())), "{path} has no {id}");
        }
    }

    #[test]
    fn what_is_said_before_counts_and_what_is_missing_is_no_error() {
        let words = "cyberfly data --db notes --key k --data-dir /d get";
        let said = Asked::new(words.split(' ').map(str::to_owned).collect(), true).said();
        assert_eq!(said.db.as_deref(), Some("notes"));
        assert_eq!(said.global.key.as_deref(), Some("k"));
        assert_eq!(said.global.data_dir, Some(PathBuf::from("/d")));
        assert!(said.global.no_input);
    }

    #[test]
    fn what_takes_too_long_does_not_come() {
        let (_keep, never) = mpsc::channel::<()>();
        assert_eq!(within(Duration::from_millis(1), move || never.recv()), None);
        assert_eq!(within(Duration::from_secs(60), || 1), Some(1));
    }
}

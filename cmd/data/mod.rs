//! `cyberfly data`: read and write data, through a running node or in-process by the same code.
//!
//! A command line becomes a command or a query of the protocol (one file for each type), which is carried out in one
//! place ([`carry_out`]), and its answer is shown in one place ([`answers`]).

pub(crate) mod answers;
mod author;
mod batch;
mod blob;
mod carry_out;
mod counter;
mod del;
mod export;
mod geo;
mod get;
mod hash;
mod import;
mod json;
mod key;
mod lines;
mod list;
mod page;
mod put;
mod replicas;
mod set;
mod stream;
mod ts;
pub(crate) mod watch;
pub(crate) mod words;
mod zset;

use cyberfly_core::{DbName, Key};
use cyberfly_protocol::query::Page;
use cyberfly_protocol::{Command, ErrorBody, Query};

use crate::cli::{
    BlobCommand, DataArgs, DataCommand, FlowCommand, Global, PageArgs, ScopeArgs, TypedCommand, WaysArgs,
};
use crate::door::{Intent, Ways};
use crate::failure::Failure;
use crate::ui::Ui;

pub(crate) use author::{database, key as author_key};
pub(crate) use blob::bytes_of;
pub(crate) use carry_out::{ask, carry_out};
pub(crate) use del::below as delete_below;

/// What every command about data needs to know.
pub(crate) struct Scope<'a> {
    pub(crate) global: &'a Global,
    pub(crate) ways: Ways,
    pub(crate) db: Option<String>,
    /// Whether commands are only drawn up, and nothing is stored.
    pub(crate) dry_run: bool,
}

impl Scope<'_> {
    /// What is wanted of the data directory by what changes something.
    pub(crate) const fn intent(&self) -> Intent {
        if self.dry_run { Intent::Rehearse } else { Intent::Write }
    }
}

/// What a command line asks for.
pub(crate) enum Action {
    /// To change something: all of it as one operation.
    Do(Vec<Command>),
    /// To know something, and how much of it at most.
    Ask(Box<Query>, Option<u64>),
}

impl From<&WaysArgs> for Ways {
    fn from(args: &WaysArgs) -> Self {
        match (args.online, args.offline) {
            (true, _) => Ways::Online,
            (_, true) => Ways::Offline,
            _ => Ways::Any,
        }
    }
}

pub(crate) async fn run(ui: &mut Ui, global: &Global, args: DataArgs) -> Result<u8, Failure> {
    let ScopeArgs { db, ways, dry } = args.scope;
    let scope = Scope { global, ways: Ways::from(&ways), db, dry_run: dry.dry_run };
    match args.command {
        DataCommand::Typed(TypedCommand::Put(args)) => put::run(ui, &scope, args).await,
        DataCommand::Typed(TypedCommand::Get(args)) => get::run(ui, &scope, args).await,
        DataCommand::Typed(TypedCommand::Del(args)) => del::run(ui, &scope, args).await,
        DataCommand::Typed(TypedCommand::Blob(BlobCommand::Put(args))) => blob::put(ui, &scope, args).await,
        DataCommand::Typed(TypedCommand::Blob(BlobCommand::Get(args))) => blob::get(ui, &scope, &args).await,
        DataCommand::Typed(typed) => {
            let db = database(&scope)?;
            let action = action(typed, &db)?;
            carry_out(ui, &scope, &db, action).await
        }
        DataCommand::Flow(FlowCommand::Batch(args)) => batch::run(ui, &scope, &args).await,
        DataCommand::Flow(FlowCommand::Import(args)) => import::run(ui, &scope, &args).await,
        DataCommand::Flow(FlowCommand::Export(args)) => export::run(ui, &scope, args).await,
        DataCommand::Flow(FlowCommand::Watch(args)) => watch::run(ui, &scope, args).await,
    }
}

/// What a command line asks for. What reads files or standard input says so here, and is carried out elsewhere.
fn action(command: TypedCommand, db: &DbName) -> Result<Action, Failure> {
    match command {
        TypedCommand::Put(args) => put::action(args),
        TypedCommand::Get(args) => get::action(args, db),
        TypedCommand::Del(args) => del::action(args),
        TypedCommand::Scan(args) => key::scan(args, db),
        TypedCommand::Type(args) => key::kind(args, db),
        TypedCommand::Ttl(args) => key::ttl(args, db),
        TypedCommand::Expire(args) => key::expire(args),
        TypedCommand::Persist(args) => key::persist(args),
        TypedCommand::History(args) => key::history(args, db),
        TypedCommand::Hash(command) => hash::action(command, db),
        TypedCommand::List(command) => list::action(command, db),
        TypedCommand::Set(command) => set::action(command, db),
        TypedCommand::Zset(command) => zset::action(command, db),
        TypedCommand::Json(command) => json::action(command, db),
        TypedCommand::Stream(command) => stream::action(command, db),
        TypedCommand::Ts(command) => ts::action(command, db),
        TypedCommand::Geo(command) => geo::action(command, db),
        TypedCommand::Counter(command) => counter::action(command, db),
        TypedCommand::Blob(command) => blob::action(command, db),
    }
}

impl Action {
    /// One command.
    fn change(command: impl Into<Command>) -> Result<Self, Failure> {
        Ok(Self::Do(vec![command.into()]))
    }

    /// A query whose answer is short.
    fn ask(query: impl Into<Query>) -> Result<Self, Failure> {
        Ok(Self::Ask(Box::new(query.into()), None))
    }

    /// A query whose answer may be long.
    fn list(query: impl Into<Query>, limit: Option<u64>) -> Result<Self, Failure> {
        Ok(Self::Ask(Box::new(query.into()), limit))
    }
}

/// The first page that is asked for. How many rows it has is decided as it is asked for.
fn first(page: PageArgs) -> Page {
    Page { limit: None, cursor: page.cursor }
}

/// A key, checked.
fn key(text: String) -> Result<Key, Failure> {
    Ok(Key::new(text).map_err(ErrorBody::from)?)
}

/// Arguments that come in groups of so many.
fn groups<T, const N: usize>(words: Vec<T>, of: &str) -> Result<Vec<[T; N]>, Failure> {
    let mut groups = Vec::with_capacity(words.len() / N);
    let mut words = words.into_iter();
    loop {
        let group: Vec<T> = words.by_ref().take(N).collect();
        if group.is_empty() {
            return Ok(groups);
        }
        let incomplete =
            |_| Failure::misuse(format!("the last {of} is incomplete; nothing was stored"), "see --help");
        groups.push(group.try_into().map_err(incomplete)?);
    }
}

/// A number out of bytes.
fn number(bytes: &[u8], what: &str) -> Result<f64, Failure> {
    let number = std::str::from_utf8(bytes)
        .ok()
        .and_then(|text| text.parse::<f64>().ok())
        .filter(|number| !number.is_nan());
    number.ok_or_else(|| {
        let shown = String::from_utf8_lossy(bytes);
        Failure::misuse(
            format!("{what} is a number, and {shown:?} is none; nothing was stored"),
            "see --help",
        )
    })
}

//! What the dashboard knows: plain values. They change in `update` alone.

mod audit;
mod history;
mod lines;
mod pace;
mod scenes;
mod traffic;

use std::collections::BTreeMap;
use std::sync::Arc;

use cyberfly_core::{DbName, Key};
use cyberfly_protocol::{AuditKind, ErrorBody, Level, QueryAnswer};

pub use audit::{AUDIT_LIMIT, Audit};
pub use history::{History, is_counter};
pub(crate) use lines::moment;
pub use lines::{From as LineFrom, LINES_LIMIT, Line, Lines};
pub use pace::Paces;
pub use scenes::{Scene, Scenes};
pub use traffic::{Trace, Traffic};

use crate::ask::Question;
use crate::heard::{Answer, Link};
use crate::order::Order;
use crate::settings::Settings;
use crate::table::{Choice, Look, Memo, Told, Window};

/// How many answers are remembered.
const ANSWERS_LIMIT: usize = 500;

/// A screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Screen {
    /// How the node is, in one look.
    Overview,
    /// The other nodes, and how it stands with each.
    Peers,
    /// How far the peers hold the same.
    Sync,
    /// Every check.
    Health,
    /// The databases, their keys and values.
    Databases,
    /// What happens, and what the log says.
    Events,
    /// Every figure over time.
    Metrics,
    /// The snapshots, and what is done by a schedule: backups, and verifications.
    Backup,
    /// Who did what. Where the node keeps no audit log, it is not among the screens.
    Audit,
}

impl Screen {
    /// All of them, in the order of their numbers.
    pub const ALL: &'static [Screen] = &[
        Self::Overview,
        Self::Peers,
        Self::Sync,
        Self::Health,
        Self::Databases,
        Self::Events,
        Self::Metrics,
        Self::Backup,
        Self::Audit,
    ];

    /// Its title among the others. All of them together fit into 80 columns.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Overview => "Overview",
            Self::Peers => "Peers",
            Self::Sync => "Sync",
            Self::Health => "Health",
            Self::Databases => "Data",
            Self::Events => "Events",
            Self::Metrics => "Metrics",
            Self::Backup => "Backup",
            Self::Audit => "Audit",
        }
    }

    /// The word for it, in flags and JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Overview => "overview",
            Self::Peers => "peers",
            Self::Sync => "sync",
            Self::Health => "health",
            Self::Databases => "databases",
            Self::Events => "events",
            Self::Metrics => "metrics",
            Self::Backup => "backup",
            Self::Audit => "audit",
        }
    }
}

/// How deep one has looked into the databases.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Depth {
    /// All databases.
    #[default]
    Databases,
    /// The keys of one.
    Keys(DbName),
    /// What is at a key.
    Value {
        /// The database.
        db: DbName,
        /// The key.
        key: Key,
        /// The word for its type.
        kind: String,
    },
}

/// Which side of sync is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SyncView {
    /// How it stands with each peer.
    #[default]
    Peers,
    /// What is missing of each database, here and at each peer.
    Databases,
    /// The sessions that are over.
    Sessions,
}

impl SyncView {
    /// The one that comes behind it.
    pub const fn next(self) -> Self {
        match self {
            Self::Peers => Self::Databases,
            Self::Databases => Self::Sessions,
            Self::Sessions => Self::Peers,
        }
    }
}

/// Which side of backups is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BackupView {
    /// The snapshots in the node's repository.
    #[default]
    Snapshots,
    /// What is done by a schedule, and what came of it.
    Schedule,
}

impl BackupView {
    /// The other one.
    pub const fn next(self) -> Self {
        match self {
            Self::Snapshots => Self::Schedule,
            Self::Schedule => Self::Snapshots,
        }
    }
}

/// What is told for a while in the last line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Since when, in Unix milliseconds.
    pub since_ms: u64,
    /// What.
    pub text: String,
    /// Whether it is bad news.
    pub is_bad: bool,
}

/// A text that is being typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typing {
    /// The text.
    pub text: String,
    /// Where the cursor is, in characters.
    pub cursor: usize,
    /// What is wrong with it.
    pub wrong: Option<String>,
}

/// What lies above the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Overlay {
    /// Which keys there are; so many lines are scrolled away.
    Help(usize),
    /// Which columns are shown; the place in the list.
    Columns(usize),
    /// Whether this is meant.
    Consent(Order),
}

/// What a recording is at, while one is played.
#[derive(Clone, Debug, PartialEq)]
pub struct Playing {
    /// How many seconds of the recording pass in one.
    pub speed: f64,
    /// When the recording begins and ends, as far as it was read, in Unix milliseconds.
    pub begins_ms: u64,
    /// Whether it is at its end.
    pub ended: bool,
}

/// Everything that the dashboard knows.
#[derive(Clone, Debug)]
pub struct Model {
    /// The moment, in Unix milliseconds. While a recording is played, the moment in it.
    pub now_ms: u64,
    /// How the node is called: a socket, a URL, a context.
    pub target: String,
    /// The version of this program.
    pub version: String,
    /// The way to the node.
    pub link: Link,
    /// When something was last heard from it.
    pub heard_ms: Option<u64>,
    /// What it looked like.
    pub scenes: Scenes,
    /// Its figures over time.
    pub history: History,
    /// Its events and its log.
    pub lines: Lines,
    /// What it answered, with when.
    pub answers: BTreeMap<String, (u64, Arc<Result<Answer, ErrorBody>>)>,
    /// What is being asked, with since when.
    pub asked: BTreeMap<String, u64>,
    /// How many operations and bytes each database had when it was first seen.
    pub first_seen: BTreeMap<String, (u64, u64, Option<u64>)>,
    /// What goes to and fro with each peer.
    pub traffic: Traffic,
    /// How fast sessions of sync go on.
    pub paces: Paces,
    /// The end of its audit log.
    pub audit: Audit,
    /// Which lines of that are shown; none is all but checkpoints.
    pub audit_kind: Option<AuditKind>,
    /// What is told in the last line.
    pub notice: Option<Notice>,
    /// The screen that is shown.
    pub screen: Screen,
    /// Which side of sync is looked at.
    pub sync_view: SyncView,
    /// Which side of backups is looked at.
    pub backup_view: BackupView,
    /// How deep one has looked into the databases.
    pub depth: Depth,
    /// What was chosen of each table.
    pub choices: BTreeMap<&'static str, Choice>,
    /// What is being typed.
    pub typing: Option<Typing>,
    /// What lies above the screen.
    pub overlay: Option<Overlay>,
    /// The moment at which the picture was frozen.
    pub frozen_ms: Option<u64>,
    /// The least serious level of the log that is shown.
    pub level: Level,
    /// Why nothing is recorded any more.
    pub recording_failed: Option<String>,
    /// Whether a recording is made.
    pub recording: bool,
    /// The recording that is played.
    pub playing: Option<Playing>,
    /// The order of rows that was made last.
    pub orders: Memo,
    /// How many rows of a table fit on the screen, as it was drawn last.
    pub page: usize,
    /// What was set.
    pub settings: Settings,
}

impl Model {
    /// A dashboard that has heard nothing yet.
    pub fn new(target: impl Into<String>, version: impl Into<String>, settings: Settings) -> Self {
        let retention_ms = settings.retention_ms();
        Self {
            now_ms: 0,
            target: target.into(),
            version: version.into(),
            link: Link::Connecting,
            heard_ms: None,
            scenes: Scenes::new(retention_ms),
            history: History::new(retention_ms),
            lines: Lines::default(),
            answers: BTreeMap::new(),
            asked: BTreeMap::new(),
            first_seen: BTreeMap::new(),
            traffic: Traffic::default(),
            paces: Paces::default(),
            audit: Audit::default(),
            audit_kind: None,
            notice: None,
            screen: Screen::Overview,
            sync_view: SyncView::default(),
            backup_view: BackupView::default(),
            depth: Depth::default(),
            choices: BTreeMap::new(),
            typing: None,
            overlay: None,
            frozen_ms: None,
            level: Level::Trace,
            recording_failed: None,
            recording: false,
            playing: None,
            orders: Memo::default(),
            page: 10,
            settings,
        }
    }

    /// The screens that there are: what the node does not have is not among them.
    pub fn screens(&self) -> Vec<Screen> {
        let is_there = |screen: &Screen| {
            *screen != Screen::Audit || self.audit.chain().is_some() || self.screen == Screen::Audit
        };
        Screen::ALL.iter().copied().filter(is_there).collect()
    }

    /// The moment that is shown: now, or the one at which the picture was frozen.
    pub fn shown_ms(&self) -> u64 {
        self.frozen_ms.unwrap_or(self.now_ms)
    }

    /// What the node looks like at the moment that is shown.
    pub fn scene(&self) -> Option<&Scene> {
        match self.frozen_ms {
            None => self.scenes.last(),
            Some(at_ms) => self.scenes.at(at_ms),
        }
    }

    /// A figure at the moment that is shown.
    pub fn figure(&self, path: &str) -> Option<f64> {
        self.history.at(path, self.scene()?.at_ms)
    }

    /// Whether what is shown is out of date, because the node is not heard.
    pub fn is_stale(&self) -> bool {
        self.frozen_ms.is_none() && !matches!(self.link, Link::Live) && self.heard_ms.is_some()
    }

    /// The name of the table on the screen; none where there is no table.
    pub const fn table(&self) -> Option<&'static str> {
        self.table_of(self.screen)
    }

    const fn table_of(&self, screen: Screen) -> Option<&'static str> {
        match (screen, &self.depth) {
            (Screen::Overview, _) => None,
            (Screen::Sync, _) => Some(match self.sync_view {
                SyncView::Peers => "in_step",
                SyncView::Databases => "differences",
                SyncView::Sessions => "sessions",
            }),
            (Screen::Peers, _) => Some("peers"),
            (Screen::Health, _) => Some("checks"),
            (Screen::Databases, Depth::Databases) => Some("databases"),
            (Screen::Databases, Depth::Keys(_)) => Some("keys"),
            (Screen::Databases, Depth::Value { .. }) => Some("elements"),
            (Screen::Events, _) => Some("lines"),
            (Screen::Metrics, _) => Some("metrics"),
            (Screen::Backup, _) => Some(match self.backup_view {
                BackupView::Snapshots => "snapshots",
                BackupView::Schedule => "tasks",
            }),
            (Screen::Audit, _) => Some("audit"),
        }
    }

    /// What was chosen of the table on the screen.
    pub fn choice(&self) -> Choice {
        self.choice_of(self.screen)
    }

    /// What was chosen of the table on a screen.
    pub fn choice_of(&self, screen: Screen) -> Choice {
        self.table_of(screen).and_then(|table| self.choices.get(table)).cloned().unwrap_or_default()
    }

    /// How the table on the screen is looked at: of its rows only those are made that can be seen.
    pub fn look(&self) -> Look {
        Look::new(self.choice(), Window::Screen(self.page))
    }

    /// The same, to change it.
    pub fn choice_mut(&mut self) -> Option<&mut Choice> {
        self.table().map(|table| self.choices.entry(table).or_default())
    }

    /// The answers to these questions, as what an order is made of.
    pub fn told_of(&self, questions: &[Question]) -> Vec<Told> {
        let answers = questions.iter().filter_map(|question| self.answer(question));
        answers.map(|(_, answer)| Arc::clone(answer) as Told).collect()
    }

    /// What was answered to a question, with when.
    pub fn answer(&self, question: &Question) -> Option<&(u64, Arc<Result<Answer, ErrorBody>>)> {
        self.answers.get(&question.name())
    }

    /// What was answered to a question, if it was not refused.
    pub fn told(&self, question: &Question) -> Option<&Answer> {
        self.answer(question)?.1.as_ref().as_ref().ok()
    }

    /// Has a question asked again at the next occasion; until then the answer stays.
    pub fn grow_old(&mut self, question: &Question) {
        if let Some((at_ms, _)) = self.answers.get_mut(&question.name()) {
            *at_ms = 0;
        }
    }

    /// Remembers an answer.
    pub fn remember(&mut self, question: &Question, answer: Result<Answer, ErrorBody>) {
        if let Ok(Answer::Peers(peers)) = &answer {
            self.traffic.take_in(self.now_ms, peers);
        }
        if let Ok(Answer::Audit(lines)) = &answer {
            self.audit.take_in(lines);
        }
        if let Ok(Answer::Sync(status)) = &answer {
            self.paces.take_in(self.now_ms, status);
        }
        if let Ok(Answer::Data(QueryAnswer::DbInfo { name, operations, bytes, .. })) = &answer {
            let now = (self.now_ms, *operations, *bytes);
            if self.first_seen.len() < ANSWERS_LIMIT {
                self.first_seen.entry(name.to_string()).or_insert(now);
            }
        }
        self.asked.remove(&question.name());
        self.answers.insert(question.name(), (self.now_ms, Arc::new(answer)));
        while self.answers.len() > ANSWERS_LIMIT {
            let oldest =
                self.answers.iter().min_by_key(|(_, (at_ms, _))| *at_ms).map(|(name, _)| name.clone());
            oldest.map(|name| self.answers.remove(&name));
        }
    }
}

//! Events and lines of the log as one list of lines, the oldest first. There is a limit to how many.

use std::collections::VecDeque;

use cyberfly_protocol::{Event, HealthState, Level, LogLine, counted};

use crate::value::{Value, grouped, short_database};

/// How many lines are remembered.
pub const LINES_LIMIT: usize = 2000;

/// Where a line comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    /// An event of the node.
    Event,
    /// Its log.
    Log,
}

/// A line.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Its number among all.
    pub number: u64,
    /// When, in Unix milliseconds.
    pub at_ms: u64,
    /// Where it comes from.
    pub from: From,
    /// How serious it is.
    pub level: Level,
    /// The word for what it is: of an event, or of a level.
    pub kind: &'static str,
    /// What it says.
    pub text: String,
    /// The request it is about.
    pub request_id: Option<String>,
}

/// Lines.
#[derive(Clone, Debug, Default)]
pub struct Lines {
    lines: VecDeque<Line>,
    told: u64,
}

impl Lines {
    /// Takes an event in.
    pub fn event(&mut self, at_ms: u64, event: &Event) {
        let (kind, level, text) = told(event);
        self.push(Line { number: 0, at_ms, from: From::Event, level, kind, text, request_id: None });
    }

    /// Takes a line of the log in.
    pub fn log(&mut self, now_ms: u64, line: LogLine) {
        let at_ms = moment(&line.at).unwrap_or(now_ms);
        let mut text = line.message;
        for (name, value) in line.fields {
            text.push_str(&format!(" {name}={value}"));
        }
        let request_id = line.request_id;
        let kind = line.level.word();
        self.push(Line { number: 0, at_ms, from: From::Log, level: line.level, kind, text, request_id });
    }

    /// Says that something went by unheard.
    pub fn lagged(&mut self, at_ms: u64, from: From, missed: u64) {
        let text = format!("{missed} went by unheard");
        self.push(Line {
            number: 0,
            at_ms,
            from,
            level: Level::Warn,
            kind: "lagged",
            text,
            request_id: None,
        });
    }

    fn push(&mut self, line: Line) {
        self.told += 1;
        if self.lines.len() >= LINES_LIMIT {
            self.lines.pop_front();
        }
        // What was written earlier and heard later, as a log that is read at the beginning, goes where it belongs.
        let later = self.lines.iter().rev().take_while(|other| other.at_ms > line.at_ms).count();
        self.lines.insert(self.lines.len() - later, Line { number: self.told, ..line });
    }

    /// The lines that are not after a moment, the newest first.
    pub fn until(&self, at_ms: u64) -> impl Iterator<Item = &Line> {
        self.lines.iter().rev().filter(move |line| line.at_ms <= at_ms)
    }
}

/// The beginning of an identity.
fn short(id: &str) -> String {
    Value::Id(id.to_owned()).shown()
}

/// The word for an event, how serious it is, and what it says.
fn told(event: &Event) -> (&'static str, Level, String) {
    match event {
        Event::Committed(change) => {
            let keys: Vec<_> = change.keys.iter().map(|touched| touched.key.as_str()).collect();
            let more = if change.more > 0 { format!(" and {} more", change.more) } else { String::new() };
            let by = short(&change.author);
            (
                "committed",
                Level::Debug,
                format!("{} {}{more} by {by}", short_database(&change.db), keys.join(" ")),
            )
        }
        Event::RightsChanged { db, author, .. } => {
            let by = short(author);
            ("rights_changed", Level::Info, format!("{} by {by}", short_database(db)))
        }
        Event::HealthChanged { check, from, to, summary, .. } => {
            let level = match to {
                HealthState::Ok => Level::Info,
                HealthState::Degraded => Level::Warn,
                HealthState::Failing => Level::Error,
            };
            ("health_changed", level, format!("{check} {} -> {}: {summary}", from.word(), to.word()))
        }
        Event::LimitHit { limit, times } => {
            ("limit_hit", Level::Warn, format!("{limit} refused {}", counted(*times, "time")))
        }
        Event::TaskEnded { task, good, summary } => {
            let level = if *good { Level::Info } else { Level::Error };
            ("task_ended", level, format!("{}: {summary}", task.word()))
        }
        Event::PeerUp { peer, dialled } => {
            let by = if *dialled { "here" } else { "there" };
            ("peer_up", Level::Info, format!("{} is connected, dialled from {by}", short(peer)))
        }
        Event::PeerDown { peer, detail, .. } => {
            ("peer_down", Level::Warn, format!("{} is not connected any more: {detail}", short(peer)))
        }
        Event::PeerRefused { peer, detail, .. } => {
            ("peer_refused", Level::Warn, format!("no connection with {}: {detail}", short(peer)))
        }
        Event::SameKey { id } => {
            let what = "two nodes run with the same key: one of them must get a key of its own";
            ("same_key", Level::Error, format!("{}: {what}", short(id)))
        }
        Event::SyncEnded(session) => {
            let with = short(&session.peer.to_string());
            let level = if session.state == "failed" { Level::Warn } else { Level::Info };
            let moved = format!("{} came, {} were sent", grouped(session.received), grouped(session.sent));
            let why = session.detail.as_ref().map(|why| format!("; {why}")).unwrap_or_default();
            ("sync_ended", level, format!("with {with} {}: {moved}{why}", session.state))
        }
        Event::Lifecycle { state } => ("lifecycle", Level::Info, format!("the node is {}", state.word())),
    }
}

/// A moment that is written in RFC 3339, in Unix milliseconds.
pub(crate) fn moment(text: &str) -> Option<u64> {
    let at = humantime::parse_rfc3339_weak(text).ok()?;
    u64::try_from(at.duration_since(std::time::UNIX_EPOCH).ok()?.as_millis()).ok()
}

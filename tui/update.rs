//! What changes when a key is pressed or something is heard. The one place that changes the model; it does nothing else,
//! and says what is to be done.

mod keyboard;

use cyberfly_protocol::{AuditKind, Event, Level, Logged, NodeState, Observed, QueryAnswer, Sample};

pub use keyboard::press;

use crate::ask::Question;
use crate::heard::{Answer, Answered, Done, Heard, Link};
use crate::model::{AUDIT_LIMIT, Depth, LineFrom, Model, Notice, Screen, moment};
use crate::order::Order;

/// Something that has to be done.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Effect {
    /// Leave.
    Leave,
    /// Give the terminal back and stop until someone continues.
    Suspend,
    /// Draw everything anew.
    Redraw,
    /// Go on in the recording by so many milliseconds.
    Skip(u64),
    /// Have the node do this.
    Give(Order),
}

/// The time goes on.
pub fn tick(model: &mut Model, now_ms: u64) {
    model.now_ms = now_ms;
}

/// Takes in what was heard.
pub fn heard(model: &mut Model, heard: Heard) {
    match heard {
        Heard::Link(link) => {
            if link != Link::Live {
                model.asked.clear();
            } else if model.link != Link::Live {
                // It may be another node, or the same with other settings.
                model.audit.begin_anew();
                model.answers.remove(&AUDIT.name());
            }
            model.link = link;
        }
        Heard::Observed(Observed::Sample(sample)) => take_in(model, sample),
        Heard::Observed(Observed::Event(numbered)) => {
            model.heard_ms = Some(model.now_ms);
            model.lines.event(model.now_ms, &numbered.event);
            if matches!(numbered.event, Event::TaskEnded { .. }) {
                model.grow_old(&Question::Tasks);
                model.grow_old(&Question::Snapshots);
            }
        }
        Heard::Observed(Observed::Lagged { missed }) => {
            model.lines.lagged(model.now_ms, LineFrom::Event, missed);
        }
        Heard::Logged(Logged::Line(line)) => model.lines.log(model.now_ms, line),
        Heard::Logged(Logged::Lagged { missed }) => model.lines.lagged(model.now_ms, LineFrom::Log, missed),
        Heard::Answered(answered) => {
            let Answered { question, answer } = *answered;
            model.remember(&question, answer);
        }
        Heard::Done(done) => {
            let Done { order, outcome } = *done;
            let is_bad = outcome.is_err();
            let came = outcome.unwrap_or_else(|error| match error.hint {
                Some(hint) => format!("{}; {hint}", error.message),
                None => error.message,
            });
            tell(model, format!("{}: {came}", order.shown()), is_bad);
            // What is shown of peers may be another now.
            model.answers.remove(&Question::Peers.name());
            model.answers.remove(&Question::Sync.name());
        }
        Heard::RecordingFailed { why } => model.recording_failed = Some(why),
    }
}

/// Tells something in the last line for a while.
fn tell(model: &mut Model, text: String, is_bad: bool) {
    model.notice = Some(Notice { since_ms: model.now_ms, text, is_bad });
}

fn take_in(model: &mut Model, sample: Box<Sample>) {
    // The dashboard's own clock, so that figures and events agree also where the node's clock is wrong; but a moment
    // of a recording is the recording's.
    let at_ms = if model.playing.is_some() {
        moment(&sample.at).map_or(model.now_ms, |at_ms| at_ms.min(model.now_ms))
    } else {
        model.now_ms
    };
    model.heard_ms = Some(model.now_ms);
    if model.link != Link::Live {
        model.link = Link::Live;
    }
    model.history.push(at_ms, &sample);
    model.scenes.push(at_ms, sample);
}

/// How long an answer is waited for before it is asked for again.
const PATIENCE_MS: u64 = 30_000;
/// How many questions may be open at once.
const OPEN_LIMIT: usize = 4;

/// The questions that are to be asked now: about what is on the screen, and only if the answers are old.
pub fn questions(model: &mut Model) -> Vec<Question> {
    let is_ready = model.scene().is_some_and(|scene| scene.sample.status.state == NodeState::Ready);
    if model.link != Link::Live || !is_ready {
        return Vec::new();
    }
    if model.frozen_ms.is_some() || model.playing.is_some() {
        return Vec::new();
    }
    let now_ms = model.now_ms;
    model.asked.retain(|_, since_ms| since_ms.saturating_add(PATIENCE_MS) > now_ms);
    let mut ask = Vec::new();
    for question in wanted(model) {
        let is_old = |(at_ms, _): &(u64, _)| at_ms.saturating_add(question.holds_ms()) <= now_ms;
        let is_open = model.asked.contains_key(&question.name());
        if !is_open && model.asked.len() < OPEN_LIMIT && model.answer(&question).is_none_or(is_old) {
            model.asked.insert(question.name(), now_ms);
            ask.push(question);
        }
    }
    ask
}

/// Any question about the audit log: all of them have one answer.
const AUDIT: Question = Question::Audit { behind: 0, limit: 1 };

fn wanted(model: &Model) -> Vec<Question> {
    let mut wanted = about_the_screen(model);
    // Whether there is such a screen is asked once.
    if model.screen != Screen::Audit && model.answer(&AUDIT).is_none() {
        wanted.push(AUDIT);
    }
    wanted
}

fn about_the_screen(model: &Model) -> Vec<Question> {
    match (model.screen, &model.depth) {
        (Screen::Peers, _) => vec![Question::Peers, Question::Sync],
        (Screen::Backup, _) => vec![Question::Tasks, Question::Snapshots],
        (Screen::Audit, _) => {
            // Of a single line it is not known what came before it.
            let behind = if model.audit.lines().nth(1).is_some() { model.audit.newest() } else { 0 };
            vec![Question::Audit { behind, limit: AUDIT_LIMIT }]
        }
        (Screen::Sync, _) => vec![Question::Sync, Question::Sessions, Question::Peers],
        (Screen::Databases, Depth::Databases) => {
            let mut wanted = vec![Question::Databases];
            if let Some(Answer::Data(QueryAnswer::Databases { databases, .. })) =
                model.told(&Question::Databases)
            {
                wanted.extend(databases.iter().map(|row| Question::Database { db: row.name.clone() }));
            }
            // Whose answer is oldest comes first, so that all get their turn.
            wanted.sort_by_key(|question| model.answer(question).map(|(at_ms, _)| *at_ms));
            wanted
        }
        (Screen::Databases, Depth::Keys(db)) => vec![Question::Keys { db: db.clone() }],
        (Screen::Databases, Depth::Value { db, key, kind }) => vec![
            Question::Value { db: db.clone(), key: key.clone(), kind: kind.clone() },
            Question::Ttl { db: db.clone(), key: key.clone() },
        ],
        _ => Vec::new(),
    }
}

/// The next kind of lines in the audit log; behind the last come all.
fn next_kind(kind: Option<AuditKind>) -> Option<AuditKind> {
    let words = AuditKind::WORDS;
    let place = kind.and_then(|kind| words.iter().position(|word| *word == kind.word()));
    AuditKind::from_word(words.get(place.map_or(0, |place| place + 1))?)
}

/// The next less serious level; behind the last comes the first.
fn next_level(level: Level) -> Level {
    match level {
        Level::Error => Level::Warn,
        Level::Warn => Level::Info,
        Level::Info => Level::Debug,
        Level::Debug => Level::Trace,
        Level::Trace => Level::Error,
    }
}

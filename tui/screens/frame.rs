//! What is on every screen: the first line and the last.

use cyberfly_protocol::NodeState;

use super::Piece;
use crate::heard::Link;
use crate::keys::{Action, Place};
use crate::model::{Depth, Model, Screen};
use crate::theme::Role;
use crate::value::{clock, duration};

/// The first line. Where there is no room, pieces of a greater rank are left out first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// From the left.
    pub left: Vec<(u8, Piece)>,
    /// At the right end.
    pub right: Piece,
    /// The screens: title, and whether it is the one that is shown.
    pub tabs: Vec<(&'static str, bool)>,
}

/// A key and what it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The key.
    pub key: String,
    /// What it does.
    pub what: &'static str,
}

pub(super) fn header(model: &Model) -> Header {
    let piece = |text: String, role| Piece::new(text, role);
    let mut left = vec![(0, state(model))];
    let status = model.scene().map(|scene| &scene.sample.status);
    left.push((5, piece(model.target.clone(), Role::Text)));
    if let Some(status) = status {
        if let Some(id) = &status.node_id {
            left.push((3, piece(id.chars().take(10).collect(), Role::Label)));
        }
        if let Some(network) = &status.network {
            left.push((6, piece(format!("network {network}"), Role::Label)));
        }
        if let Some(seconds) = status.uptime_seconds {
            left.push((4, piece(format!("up {}", duration(minutes(seconds))), Role::Label)));
        }
        match &status.version {
            Some(version) if *version != model.version => {
                let text = format!("node {version}, this is {}", model.version);
                left.push((2, piece(text, Role::Warn)));
            }
            Some(version) => left.push((7, piece(format!("v{version}"), Role::Dim))),
            None => {}
        }
    }
    if model.settings.readonly {
        left.push((4, piece("read-only".to_owned(), Role::Label)));
    }
    if model.recording {
        match &model.recording_failed {
            None => left.push((4, piece("recording".to_owned(), Role::Warn))),
            Some(why) => left.push((1, piece(format!("not recording: {why}"), Role::Bad))),
        }
    }
    let tabs = model.screens().into_iter().map(|screen| (screen.title(), screen == model.screen)).collect();
    Header { left, right: right(model), tabs }
}

/// Beyond an hour nobody counts the seconds.
#[expect(clippy::cast_precision_loss, reason = "no node runs for so long")]
fn minutes(seconds: u64) -> f64 {
    if seconds < 3600 { seconds as f64 } else { (seconds / 60 * 60) as f64 }
}

/// The state of the node and of the way to it: what is known, and how old that is.
fn state(model: &Model) -> Piece {
    let signs = &model.settings.glyphs;
    let Link::Lost { state, attempts, again_at_ms, .. } = &model.link else {
        let known = model.scene().map(|scene| scene.sample.status.state);
        return match (&model.link, known) {
            (Link::Live, Some(NodeState::Ready)) => Piece::new(format!("{} ready", signs.good), Role::Good),
            (Link::Live, Some(state)) => Piece::new(format!("{} {}", signs.warn, state.word()), Role::Warn),
            _ => Piece::new(format!("{} connecting", signs.between), Role::Dim),
        };
    };
    let word = state.word().replace('_', " ");
    let age = model.heard_ms.map(|at_ms| format!(" for {}", whole_seconds(model.now_ms, at_ms)));
    let wait = whole_seconds(*again_at_ms, model.now_ms);
    let text = format!("{} {word}{}, try {} in {wait}", signs.bad, age.unwrap_or_default(), attempts + 1);
    Piece::new(text, Role::Bad)
}

/// From one moment to another in whole seconds.
#[expect(clippy::cast_precision_loss, reason = "seconds of a session")]
fn whole_seconds(later_ms: u64, earlier_ms: u64) -> String {
    duration((later_ms.saturating_sub(earlier_ms) / 1000) as f64)
}

fn right(model: &Model) -> Piece {
    let at = clock(model.shown_ms());
    match (&model.playing, model.frozen_ms) {
        (_, Some(at_ms)) => {
            let text = format!("FROZEN {at} -{}", whole_seconds(model.now_ms, at_ms));
            Piece::new(text, Role::Warn)
        }
        (Some(playing), None) if playing.ended => Piece::new(format!("END {at}"), Role::Warn),
        (Some(playing), None) => Piece::new(format!("REPLAY x{} {at}", playing.speed), Role::Title),
        (None, None) => Piece::new(format!("{at}Z"), Role::Dim),
    }
}

/// What can be done now. Keys of other actions do nothing.
pub fn available(model: &Model) -> Vec<Action> {
    let can_give = can_give(model);
    let works = |action: &Action| match action.place() {
        Place::Everywhere => match action {
            Action::Older | Action::MuchOlder => !model.history.is_empty(),
            Action::Newer | Action::MuchNewer => model.frozen_ms.is_some() || model.playing.is_some(),
            _ => true,
        },
        Place::Tables => match action {
            Action::Open => model.screen == Screen::Databases && !matches!(model.depth, Depth::Value { .. }),
            Action::Back => {
                model.depth != Depth::Databases && model.screen == Screen::Databases
                    || !model.choice().typed.is_empty()
                    || model.frozen_ms.is_some()
            }
            _ => model.table().is_some(),
        },
        Place::Peers => can_give,
        Place::Sides => matches!(model.screen, Screen::Sync | Screen::Backup),
        Place::Events => matches!(model.screen, Screen::Events | Screen::Audit),
        Place::Replay => model.playing.is_some(),
    };
    Action::ALL.iter().copied().filter(|action| works(action)).collect()
}

/// Whether something can be done about the chosen peer: the node is there, it is shown as it is now, and nobody promised
/// only to look.
fn can_give(model: &Model) -> bool {
    let is_live = model.link == Link::Live && model.frozen_ms.is_none() && model.playing.is_none();
    is_live && !model.settings.readonly && super::chosen_peer(model).is_some()
}

/// For so long something is told in the last line.
const TOLD_MS: u64 = 10_000;

/// What is told in the last line now.
pub(super) fn notice(model: &Model) -> Option<Piece> {
    let notice = model.notice.as_ref()?;
    let is_new = model.now_ms.saturating_sub(notice.since_ms) < TOLD_MS;
    is_new.then(|| Piece::new(notice.text.clone(), if notice.is_bad { Role::Bad } else { Role::Title }))
}

/// What the footer names, the most useful first.
const IN_FOOTER: [(Action, &str); 19] = [
    (Action::Help, "help"),
    (Action::Quit, "quit"),
    (Action::Open, "open"),
    (Action::Back, "back"),
    (Action::Filter, "filter"),
    (Action::Sort, "sort"),
    (Action::View, "view"),
    (Action::Ping, "ping"),
    (Action::SyncNow, "sync"),
    (Action::Reconnect, "reconnect"),
    (Action::Ban, "ban"),
    (Action::Level, "level"),
    (Action::Freeze, "freeze"),
    (Action::Older, "older"),
    (Action::Newer, "newer"),
    (Action::Faster, "faster"),
    (Action::Slower, "slower"),
    (Action::Columns, "columns"),
    (Action::NextScreen, "next screen"),
];

pub(super) fn footer(model: &Model) -> Vec<Hint> {
    let can = available(model);
    let hint = |(action, what): &(Action, &'static str)| {
        let what = match action {
            Action::Freeze if model.frozen_ms.is_some() => "go on",
            _ => what,
        };
        let key = model.settings.keys.first(*action).filter(|_| can.contains(action))?;
        Some(Hint { key, what })
    };
    IN_FOOTER.iter().filter_map(hint).collect()
}

//! What is on a screen, as plain values: made from the model, drawn by `view`, printed by `--once`.
//!
//! Nothing here knows a terminal: no size, no colour, only what there is to say and which role it plays.

mod audit;
mod backup;
mod databases;
mod events;
mod frame;
mod health;
mod help;
mod metrics;
mod overview;
mod peers;
mod sync;
mod value_of_key;

use cyberfly_core::PublicKey;
use serde_json::{Map, Value as Json, json};

use crate::ask::Question;
use crate::filter::Filter;
use crate::heard::Answer;
use crate::model::{Depth, Model, Overlay, Screen, SyncView, Typing};
use crate::table::{Look, Row, Table, Window};
use crate::theme::Role;
use crate::value::Value;

pub(crate) use events::role_of as role_of_level;
pub use frame::{Header, Hint, available};
pub use help::{HelpLine, columns, lines as help_lines};
pub use overview::{Finding, Gauge, Overview, Panel, one_line};

/// A piece of text and the role it plays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The text.
    pub text: String,
    /// Its role.
    pub role: Role,
}

impl Piece {
    /// A piece.
    pub fn new(text: impl Into<String>, role: Role) -> Self {
        Self { text: text.into(), role }
    }
}

/// A figure over time.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// What it shows.
    pub title: String,
    /// The figure as a value says it, for the scale.
    pub unit: Value,
    /// The figure, piece by piece, the newest last; none where nothing is known.
    pub points: Vec<Option<f64>>,
    /// How long one piece is, in milliseconds.
    pub piece_ms: u64,
    /// When the last piece ends, in Unix milliseconds.
    pub until_ms: u64,
}

/// A table with what stands around it.
#[derive(Clone, Debug, PartialEq)]
pub struct TableBody {
    /// Where one is, as a path.
    pub title: Vec<Piece>,
    /// The table.
    pub table: Table,
    /// More about the chosen row.
    pub detail: Vec<(String, Piece)>,
    /// The chosen row over time.
    pub charts: Vec<Chart>,
}

/// The middle of a screen.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// How the node is, in one look.
    Overview(Box<Overview>),
    /// A table.
    Table(Box<TableBody>),
}

/// Everything on a screen.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// Which screen it is.
    pub screen: Screen,
    /// The first line.
    pub header: Header,
    /// The most important of everything in one line, for the smallest terminals.
    pub one_line: Vec<Piece>,
    /// The middle.
    pub body: Body,
    /// The keys that work now.
    pub footer: Vec<Hint>,
    /// What is told in their place for a while.
    pub notice: Option<Piece>,
    /// What is being typed.
    pub typing: Option<Typing>,
    /// What lies above it all.
    pub overlay: Option<(Overlay, Vec<HelpLine>)>,
    /// Whether it is out of date, so that all of it is drawn grey.
    pub is_stale: bool,
}

/// What is on the screen now.
pub fn picture(model: &Model) -> Picture {
    let overlay = model.overlay.clone().map(|overlay| {
        let lines = match overlay {
            Overlay::Help(_) => help_lines(model),
            Overlay::Columns(_) => columns(model),
            Overlay::Consent(order) => help::consent(model, order),
        };
        (overlay, lines)
    });
    Picture {
        screen: model.screen,
        header: frame::header(model),
        one_line: one_line(model),
        body: body(model, model.screen, model.look()),
        footer: frame::footer(model),
        notice: frame::notice(model),
        typing: model.typing.clone(),
        overlay,
        is_stale: model.is_stale(),
    }
}

fn body(model: &Model, screen: Screen, look: Look) -> Body {
    let look = &look;
    match screen {
        Screen::Overview => Body::Overview(Box::new(overview::overview(model))),
        Screen::Peers => Body::Table(Box::new(peers::body(model, look))),
        Screen::Sync => Body::Table(Box::new(sync::body(model, look))),
        Screen::Health => Body::Table(Box::new(health::body(model, look))),
        Screen::Databases => Body::Table(Box::new(match &model.depth {
            Depth::Databases => databases::body(model, look),
            Depth::Keys(db) => databases::keys(model, db, look),
            Depth::Value { db, key, kind } => value_of_key::body(model, &(db, key, kind), look),
        })),
        Screen::Audit => Body::Table(Box::new(audit::body(model, look))),
        Screen::Backup => Body::Table(Box::new(backup::body(model, look))),
        Screen::Events => Body::Table(Box::new(events::body(model, look))),
        Screen::Metrics => Body::Table(Box::new(metrics::body(model, look))),
    }
}

/// The table on the screen now, with as many of its rows as are shown.
pub fn table(model: &Model) -> Option<Table> {
    of_table(model, model.look())
}

/// The row at this place of the table on the screen.
pub fn row_at(model: &Model, place: usize) -> Option<Row> {
    of_table(model, model.look().through(Window::Place(place)))?.rows.into_iter().next()
}

fn of_table(model: &Model, look: Look) -> Option<Table> {
    match body(model, model.screen, look) {
        Body::Overview(_) => None,
        Body::Table(body) => Some(body.table),
    }
}

/// The peers in the table on the screen, in the order in which they came.
fn shown_peers(model: &Model) -> Box<dyn Iterator<Item = PublicKey> + '_> {
    let question = if model.screen == Screen::Sync { Question::Sync } else { Question::Peers };
    match model.told(&question) {
        Some(Answer::Peers(peers)) => Box::new(peers.peers.iter().map(|peer| peer.id)),
        Some(Answer::Sync(status)) => Box::new(status.peers.iter().map(|peer| peer.id)),
        _ => Box::new(std::iter::empty()),
    }
}

/// The peer that is chosen in a table of peers.
pub fn chosen_peer(model: &Model) -> Option<PublicKey> {
    let has_peers = match model.screen {
        Screen::Peers => true,
        Screen::Sync => model.sync_view == SyncView::Peers,
        _ => false,
    };
    if !has_peers {
        return None;
    }
    let choice = model.choice();
    // Where all rows are shown as they came, thousands of them need not be made to find one.
    if choice.filter == Filter::All && choice.sort.is_none() {
        let known = || shown_peers(model);
        let chosen = choice.chosen.and_then(|id| id.parse().ok());
        return chosen.filter(|id| known().any(|peer| peer == *id)).or_else(|| known().next());
    }
    table(model)?.chosen_row()?.id.parse().ok()
}

/// Whether a peer is banned, as far as is known.
pub fn is_banned(model: &Model, id: PublicKey) -> bool {
    match model.told(&Question::Peers) {
        Some(Answer::Peers(peers)) => peers.peers.iter().any(|peer| peer.id == id && peer.state == "banned"),
        _ => false,
    }
}

/// Everything of one screen as a document for scripts.
pub fn document(model: &Model, screen: Screen) -> Json {
    let mut document = Map::new();
    let scene = model.scene();
    let status = scene.map(|scene| &scene.sample.status);
    document.insert("schema_version".to_owned(), json!(cyberfly_protocol::SCHEMA_VERSION));
    document.insert("screen".to_owned(), json!(screen.word()));
    document.insert("at".to_owned(), scene.map_or(Json::Null, |scene| Value::Moment(scene.at_ms).json()));
    document.insert("target".to_owned(), json!(model.target));
    document.insert("state".to_owned(), json!(status.map(|status| status.state)));
    document.insert("node_id".to_owned(), json!(status.and_then(|status| status.node_id.clone())));
    match body(model, screen, Look::new(model.choice_of(screen), Window::All)) {
        Body::Overview(overview) => document.extend(overview::document(&overview)),
        Body::Table(_) if screen == Screen::Sync => document.extend(sync::document(model)),
        Body::Table(_) if screen == Screen::Backup => document.extend(backup::document(model)),
        Body::Table(body) => {
            document.insert(body.table.plural.to_owned(), body.table.json());
        }
    }
    Json::Object(document)
}

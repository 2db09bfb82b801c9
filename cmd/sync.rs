//! `cyberfly sync`: what is replicated, and how it stands with each peer.

use std::time::{Duration, Instant, SystemTime};

use cyberfly_client::NodeClient;
use cyberfly_core::{ErrorCode, PublicKey};
use cyberfly_protocol::{
    Converge, ErrorBody, SyncDatabase, SyncNow, SyncPeer, SyncProgress, SyncSession, SyncSessions,
    SyncStatus, sized,
};
use schemars::JsonSchema;
use serde::Serialize;

use crate::cli::{Global, SyncArgs, SyncCommand};
use crate::door::target::Target;
use crate::failure::Failure;
use crate::ui::Ui;
use crate::ui::listing::{Cell, Listing, Tone, ago};

/// How long one question waits at the node.
const A_WHILE: Duration = Duration::from_secs(5);
/// Of how many peers an error says what is in the way.
const WAITING_SHOWN: usize = 8;

pub(crate) async fn run(ui: &mut Ui, global: &Global, args: &SyncArgs) -> Result<u8, Failure> {
    let client = Target::choose(global)?.client(ui, global)?;
    if args.until_converged {
        return converged(ui, global, &client, Instant::now() + global.patience()).await;
    }
    let command = args.command.as_ref().unwrap_or(&SyncCommand::Status);
    if args.dry.dry_run
        && let Some(what) = would(command)
    {
        return ui.would(&what);
    }
    match command {
        SyncCommand::Status => status(ui, &client.sync_status().await?),
        SyncCommand::Databases { peer } => databases(ui, &client.sync_status().await?, *peer),
        SyncCommand::Pause => status(ui, &client.sync_pause(true).await?),
        SyncCommand::Resume => status(ui, &client.sync_pause(false).await?),
        SyncCommand::History => sessions(ui, &client.sync_history().await?),
        SyncCommand::Now { peer, db } => {
            let db = db.as_deref().map(str::parse).transpose().map_err(
                |error: cyberfly_core::name::NameError| {
                    ErrorBody::from(error).hint("name the database in full: cyberfly db list")
                },
            )?;
            let held = client.sync_now(&SyncNow { peer: *peer, db }).await?;
            sessions(ui, &held)?;
            let failed = held.sessions.iter().filter(|session| session.reason.is_some()).count();
            Ok(match failed {
                0 => 0,
                _ if failed < held.sessions.len() => 9,
                _ => 5,
            })
        }
    }
}

/// What a command would do; none of one that only looks.
fn would(command: &SyncCommand) -> Option<String> {
    match command {
        SyncCommand::Status | SyncCommand::Databases { .. } | SyncCommand::History => None,
        SyncCommand::Pause => Some("pause sync".to_owned()),
        SyncCommand::Resume => Some("go on with sync".to_owned()),
        SyncCommand::Now { peer, .. } => {
            let peer = peer.map_or_else(|| "every peer".to_owned(), |peer| peer.to_string());
            Some(format!("look for differences with {peer}"))
        }
    }
}

/// Waits until the node and its peers hold the same.
pub(crate) async fn converged(
    ui: &mut Ui,
    global: &Global,
    client: &NodeClient,
    deadline: Instant,
) -> Result<u8, Failure> {
    loop {
        let left = deadline.saturating_duration_since(Instant::now()).min(A_WHILE);
        let answer = client.converge(&Converge { patience_seconds: left.into() }).await?;
        if answer.converged {
            if answer.compared == 0 {
                ui.note(why_nothing_was_compared(client).await?);
            }
            note_if_nothing(ui, &client.sync_status().await?);
            ui.document(&answer)?;
            return Ok(0);
        }
        if Instant::now() >= deadline {
            let shown = answer.waiting.iter().take(WAITING_SHOWN);
            let mut why: Vec<_> =
                shown.map(|waiting| format!("{}: {}", waiting.id, waiting.detail)).collect();
            if let Some(more) = answer.waiting.len().checked_sub(WAITING_SHOWN).filter(|more| *more > 0) {
                why.push(format!("and {more} more"));
            }
            let patience = humantime::format_duration(global.patience());
            let message = format!("not converged within {patience}: {}", why.join("; "));
            return Err(ErrorBody::new(ErrorCode::Timeout, message)
                .hint("cyberfly sync says how it stands with each peer")
                .into());
        }
    }
}

/// Who hears that all hold the same would take it that there was someone else.
async fn why_nothing_was_compared(client: &NodeClient) -> Result<&'static str, ErrorBody> {
    Ok(if client.peers().await?.peers.is_empty() {
        "this node knows no peer: nothing was compared (cyberfly peers add TICKET)"
    } else {
        "this node knows refused and banned peers only: nothing was compared (cyberfly peers list says why)"
    })
}

/// Who connects two nodes and sees that all is complete would take it that they hold the same.
fn note_if_nothing(ui: &mut Ui, status: &SyncStatus) {
    let has_none = |peer: &SyncPeer| peer.state == "complete" && peer.databases.is_empty();
    if !status.peers.is_empty() && status.peers.iter().all(has_none) {
        ui.note(match status.replicate.as_str() {
            "own" => {
                "nothing is replicated with any peer: a node keeps the databases of its own keys unless \
                 replicate.databases says more (cyberfly start --replicate all)"
            }
            _ => "nothing is replicated with any peer: no database is there that both sides keep",
        });
    }
}

fn status(ui: &mut Ui, status: &SyncStatus) -> Result<u8, Failure> {
    if ui.document(status)? {
        return Ok(0);
    }
    note_if_nothing(ui, status);
    if status.paused {
        ui.note("sync is paused: cyberfly sync resume goes on with it");
    }
    ui.listing(&Listing {
        plural: "peers",
        single: None,
        columns: &[
            "peer",
            "state",
            "missing here",
            "missing there",
            "received",
            "sent",
            "equal at",
            "detail",
        ],
        rows: &status.peers,
        cells: peer,
        next_cursor: None,
    })?;
    Ok(0)
}

fn peer(peer: &SyncPeer) -> Vec<Cell> {
    let missing = |of: fn(&SyncDatabase) -> u64| peer.databases.iter().map(of).sum();
    let detail = match (&peer.progress, &peer.detail, peer.next_try) {
        (Some(progress), ..) => Some(how_far(progress)),
        (None, Some(detail), Some(next)) => {
            Some(format!("{detail} Next try {}.", ago(next.0, SystemTime::now())))
        }
        (None, None, _) if !peer.connected => Some("not connected".to_owned()),
        (None, detail, _) => detail.clone(),
    };
    vec![
        Cell::Text(peer.id.to_string()),
        state(&peer.state),
        Cell::Count(missing(|row| row.missing_here)),
        Cell::Count(missing(|row| row.missing_there)),
        Cell::Count(peer.received),
        Cell::Count(peer.sent),
        Cell::moment(peer.equal_at),
        Cell::maybe(detail),
    ]
}

fn how_far(progress: &SyncProgress) -> String {
    let SyncProgress { done, of, bytes_per_second, .. } = progress;
    match bytes_per_second {
        Some(rate) => format!("{done} of {of}, {}/s", sized(*rate)),
        None => format!("{done} of {of}"),
    }
}

/// What is missing where: a line for each database and peer.
fn databases(ui: &mut Ui, status: &SyncStatus, only: Option<PublicKey>) -> Result<u8, Failure> {
    let peers: Vec<&SyncPeer> =
        status.peers.iter().filter(|peer| only.is_none_or(|only| only == peer.id)).collect();
    if let (Some(only), true) = (only, peers.is_empty()) {
        return Err(ErrorBody::new(ErrorCode::NotFound, format!("there was no session with {only}"))
            .hint("cyberfly peers list shows who is known")
            .into());
    }
    note_if_nothing(ui, status);
    let mut rows: Vec<Held<'_>> = peers
        .into_iter()
        .flat_map(|peer| peer.databases.iter().map(|database| Held { peer: peer.id, database }))
        .collect();
    rows.sort_by(|a, b| (&a.database.name, a.peer).cmp(&(&b.database.name, b.peer)));
    ui.listing(&Listing {
        plural: "databases",
        single: None,
        columns: &[
            "database",
            "peer",
            "missing here",
            "missing there",
            "received",
            "sent",
            "bytes in",
            "bytes out",
            "last success",
        ],
        rows: &rows,
        cells: held,
        next_cursor: None,
    })?;
    Ok(0)
}

/// A database between this node and a peer.
#[derive(JsonSchema, Serialize)]
pub(crate) struct Held<'a> {
    /// The peer.
    #[schemars(with = "String")]
    peer: PublicKey,
    #[serde(flatten)]
    database: &'a SyncDatabase,
}

fn held(row: &Held<'_>) -> Vec<Cell> {
    let SyncDatabase { name, missing_here, missing_there, received, sent, .. } = row.database;
    vec![
        Cell::Text(name.to_string()),
        Cell::Text(row.peer.to_string()),
        Cell::Count(*missing_here),
        Cell::Count(*missing_there),
        Cell::Count(*received),
        Cell::Count(*sent),
        Cell::Bytes(row.database.received_bytes),
        Cell::Bytes(row.database.sent_bytes),
        Cell::moment(row.database.last_success),
    ]
}

fn sessions(ui: &mut Ui, sessions: &SyncSessions) -> Result<u8, Failure> {
    ui.listing(&Listing {
        plural: "sessions",
        single: None,
        columns: &["began", "peer", "state", "databases", "rounds", "received", "sent", "took", "detail"],
        rows: &sessions.sessions,
        cells: session,
        next_cursor: None,
    })?;
    Ok(0)
}

fn session(session: &SyncSession) -> Vec<Cell> {
    vec![
        Cell::moment(session.began),
        Cell::Text(session.peer.to_string()),
        state(&session.state),
        Cell::Count(session.databases),
        Cell::Count(session.rounds),
        Cell::Count(session.received),
        Cell::Count(session.sent),
        Cell::maybe(session.took_seconds.map(|took| format!("{} ms", took.0))),
        Cell::maybe(session.detail.clone()),
    ]
}

fn state(word: &str) -> Cell {
    let known = cyberfly_core::session::State::WORDS.iter().find(|known| **known == word);
    known.map_or_else(
        || Cell::Text(word.to_owned()),
        |word| {
            let tone = match *word {
                "complete" => Tone::Good,
                "failed" => Tone::Bad,
                _ => Tone::Attention,
            };
            Cell::State(word, tone)
        },
    )
}

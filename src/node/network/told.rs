//! What is told of replication, and what an operator may have done about it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use cyberfly_core::peer::PeerState;
use cyberfly_core::reconcile::Entry;
use cyberfly_core::session::{Progress, Reason, State};
use cyberfly_core::{ErrorCode, PublicKey, Stamp};
use cyberfly_net::sync::{Done, Figures, PeerRow, SessionRow};
use cyberfly_net::{PeerReport, Replication};
use cyberfly_protocol::{
    AwaitReplicas, Converge, Converged, ErrorBody, NotConverged, Replicas, SCHEMA_VERSION, Span,
    SyncDatabase, SyncFigures, SyncNow, SyncPeer, SyncProgress, SyncSession, SyncSessions, SyncStatus,
    SyncUnderWay, Time, counted,
};

use super::Data;
use crate::node::Node;

/// The longest that a question waits for its answer; whoever wants to wait longer asks again.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long to wait before peers are asked again whether they hold the same.
const LOOK_AGAIN: Duration = Duration::from_millis(100);
/// How many peers with which sessions fail are told of in a sample.
const FAILING_TOLD: usize = 16;

impl Node {
    fn replicating(&self) -> Result<&Arc<Replication<Data>>, ErrorBody> {
        self.0.replication.get().ok_or_else(|| {
            ErrorBody::new(ErrorCode::Unavailable, "this node does not connect with others")
                .hint("set network.enabled = true, and restart it")
        })
    }

    /// How it stands with replication.
    pub fn sync_status(&self) -> SyncStatus {
        let replication = self.0.replication.get();
        let now = self.0.time.now_ms();
        let rows = replication.map(|replication| replication.syncer().book().peers()).unwrap_or_default();
        SyncStatus {
            schema_version: SCHEMA_VERSION,
            paused: replication.is_some_and(|replication| replication.syncer().is_paused()),
            replicate: self.0.settings.borrow().replicate.databases.to_string(),
            peers: rows.into_iter().map(|row| peer(row, now)).collect(),
        }
    }

    /// Sync in figures; none for a node that does not connect with others.
    pub(crate) fn sync_facts(&self) -> Option<Figures> {
        self.0.replication.get().map(|replication| replication.syncer().figures())
    }

    /// The same, as it is told.
    pub(crate) fn sync_figures(&self) -> Option<SyncFigures> {
        let now = self.0.time.now_ms();
        self.sync_facts().map(|facts| figures(facts, self.files_wanted(), now))
    }

    /// How many files are referred to and not here yet.
    pub(crate) fn files_wanted(&self) -> u64 {
        self.0.replication.get().map_or(0, |replication| replication.blobs_wanted() as u64)
    }

    /// The sessions that are over, the last first.
    pub fn sync_history(&self) -> SyncSessions {
        let history = self.0.replication.get().map(|replication| replication.syncer().book().history());
        let sessions = history.unwrap_or_default().into_iter().map(session).collect();
        SyncSessions { schema_version: SCHEMA_VERSION, sessions }
    }

    /// Holds sessions now and tells what came of each.
    pub async fn sync_now(&self, wanted: SyncNow) -> Result<SyncSessions, ErrorBody> {
        let syncer = self.replicating()?.syncer().clone();
        if let Some(db) = &wanted.db {
            // Who asks for a database by name wants it, even if it was dropped here.
            self.0.policy.want_again(db).map_err(|error| {
                let message =
                    format!("that {db} is wanted again cannot be noted: {error}; nothing was fetched");
                ErrorBody::new(ErrorCode::Internal, message)
            })?;
            self.interest_changed();
        }
        let connected = syncer.connected();
        let peers = match wanted.peer {
            Some(peer) if connected.contains(&peer) => vec![peer],
            Some(peer) => {
                return Err(ErrorBody::new(ErrorCode::Unavailable, format!("{peer} is not connected"))
                    .hint("cyberfly peers list says why"));
            }
            None => connected,
        };
        let mut sessions = Vec::new();
        for peer in peers {
            let (began, asked) = (Time(self.0.time.now_ms()), Instant::now());
            let ended = syncer.now(peer, wanted.db.clone()).await;
            let took_seconds = Some(Span::from(asked.elapsed()));
            sessions.push(SyncSession { began: Some(began), took_seconds, ..held(peer, &ended) });
        }
        Ok(SyncSessions { schema_version: SCHEMA_VERSION, sessions })
    }

    /// Holds no sessions any more.
    pub fn sync_pause(&self) -> Result<SyncStatus, ErrorBody> {
        self.replicating()?.syncer().pause();
        Ok(self.sync_status())
    }

    /// Holds sessions again.
    pub fn sync_resume(&self) -> Result<SyncStatus, ErrorBody> {
        self.replicating()?.syncer().resume();
        Ok(self.sync_status())
    }

    /// Waits until this node and all its peers hold the same, or the time is up.
    pub async fn converge(&self, wanted: &Converge) -> Converged {
        let until = Instant::now() + Duration::from(wanted.patience_seconds).min(PATIENCE);
        let mut changes = self.0.replication.get().map(|replication| replication.syncer().book().changes());
        loop {
            let (compared, waiting) = self.compared(until).await;
            if waiting.is_empty() || Instant::now() >= until {
                let converged = waiting.is_empty();
                return Converged { schema_version: SCHEMA_VERSION, converged, compared, waiting };
            }
            match &mut changes {
                Some(changes) => {
                    changes.mark_unchanged();
                    let _soon = tokio::time::timeout(LOOK_AGAIN, changes.changed()).await;
                }
                None => tokio::time::sleep(LOOK_AGAIN).await,
            }
        }
    }

    /// Asks every peer that counts: how many hold the same, and those that do not, or were not reached.
    async fn compared(&self, until: Instant) -> (u64, Vec<NotConverged>) {
        let (Some(network), Some(replication)) = (self.network(), self.0.replication.get()) else {
            return (0, Vec::new());
        };
        let mut equal = 0;
        let (mut waiting, mut away) = (Vec::new(), Vec::new());
        for report in network.peers() {
            if report.state != PeerState::Active {
                match Absence::of(&report) {
                    Absence::Counts => waiting.push(not_reached(report)),
                    Absence::CountsIfNobodyIsThere => away.push(report),
                    Absence::IsNothing => {}
                }
                continue;
            }
            let left = until.saturating_duration_since(Instant::now()).max(LOOK_AGAIN);
            let asked = tokio::time::timeout(left, replication.syncer().now(report.id, None)).await;
            let detail = match asked {
                Ok(Ok(done)) if done.is_equal() && !done.cut_short => {
                    equal += 1;
                    continue;
                }
                Ok(Ok(done)) if done.too_early > 0 => {
                    format!("ahead of this node's clock: {}", counted(done.too_early, "operation"))
                }
                Ok(Ok(done)) => format!("{} differed", counted(done.differed, "database")),
                Ok(Err(reason)) => reason.text.to_string(),
                Err(_) => "the session is not over yet".to_owned(),
            };
            waiting.push(NotConverged { id: report.id, detail });
        }
        if equal == 0 {
            waiting.extend(away.into_iter().map(not_reached));
        }
        // What this node has still to do by itself may come from what the sessions brought, so it is looked at last.
        let unsettled = self.0.store.unsettled().map_or(usize::MAX, |databases| databases.len());
        if let (Some(me), true) = (self.id(), unsettled > 0) {
            waiting.push(NotConverged {
                id: me,
                detail: "databases of this node are not settled yet".to_owned(),
            });
        }
        let blobs = replication.blobs_wanted();
        if let (Some(me), true) = (self.id(), blobs > 0) {
            waiting
                .push(NotConverged { id: me, detail: format!("not here yet: {}", counted(blobs, "file")) });
        }
        (equal, waiting)
    }

    /// Waits until so many peers have an operation on their disks, or the time is up.
    pub async fn replicas(&self, wanted: AwaitReplicas) -> Result<Replicas, ErrorBody> {
        let AwaitReplicas { db, op_id, stamp, count, patience_seconds } = wanted;
        let unfit = |what: &str| ErrorBody::new(ErrorCode::BadRequest, format!("{what} is none"));
        let id = op_id.parse().map_err(|_| unfit("the id of the operation"))?;
        let stamp =
            stamp.parse().ok().and_then(Stamp::new).ok_or_else(|| unfit("the stamp of the operation"))?;
        let patience = Duration::from(patience_seconds).min(PATIENCE);
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        let replicas = self.replicating()?.replicas(&db, Entry { stamp, id }, count, patience).await;
        Ok(Replicas { schema_version: SCHEMA_VERSION, replicas: replicas as u64 })
    }
}

/// What it means that a peer cannot be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Absence {
    /// Before it was asked nobody can say that all hold the same.
    Counts,
    /// Others speak for it; but if there are none, nothing was compared at all.
    CountsIfNobodyIsThere,
    /// Nothing: it does not belong here.
    IsNothing,
}

impl Absence {
    fn of(report: &PeerReport) -> Self {
        let is_wanted = report.sources.iter().any(|source| source.is_wanted());
        match report.state {
            PeerState::Banned => Absence::IsNothing,
            _ if is_wanted || report.is_being_tried => Absence::Counts,
            // There is a connection still: either the peer goes on, or the connection ends.
            PeerState::Suspected => Absence::Counts,
            PeerState::Refused => Absence::IsNothing,
            _ => Absence::CountsIfNobodyIsThere,
        }
    }
}

fn not_reached(report: PeerReport) -> NotConverged {
    let state = report.state.word();
    let detail = match report.reason {
        Some(reason) => format!("it is {state}: {reason}"),
        None => format!("it is {state}"),
    };
    NotConverged { id: report.id, detail }
}

fn peer(row: PeerRow, now_ms: u64) -> SyncPeer {
    let word = row.state.word().to_owned();
    let (progress, failure) = match row.state {
        State::Transferring(progress) => (Some(how_far(progress, row.began_ms, now_ms)), None),
        State::Failed { until_ms, reason } => (None, Some((until_ms, reason))),
        _ => (None, None),
    };
    let databases = row.databases.into_iter().map(|row| SyncDatabase {
        name: row.name,
        missing_here: row.missing_here,
        missing_there: row.missing_there,
        received: row.received,
        sent: row.sent,
        received_bytes: row.bytes_in,
        sent_bytes: row.bytes_out,
        too_early: row.too_early,
        last_success: row.last_success_ms.map(Time),
    });
    SyncPeer {
        id: row.peer,
        connected: row.is_connected,
        state: word,
        progress,
        reason: failure.as_ref().map(|(_, reason)| reason.code.as_str().to_owned()),
        detail: failure.as_ref().map(|(_, reason)| reason.text.to_string()),
        next_try: failure.map(|(until, _)| Time(until)).filter(|_| row.is_connected),
        equal_at: row.equal_at_ms.map(Time),
        last_success: row.last_success_ms.map(Time),
        began: row.began_ms.map(Time),
        took_seconds: row.took_ms.map(Span::from_ms),
        failures: row.failures,
        received: row.received,
        sent: row.sent,
        received_bytes: row.bytes_in,
        sent_bytes: row.bytes_out,
        databases: databases.collect(),
    }
}

fn how_far(progress: Progress, began_ms: Option<u64>, now_ms: u64) -> SyncProgress {
    let took = began_ms.map(|began| now_ms.saturating_sub(began)).filter(|took| *took > 0);
    let bytes_per_second = took.map(|took| {
        u64::try_from(u128::from(progress.bytes()) * 1000 / u128::from(took)).unwrap_or(u64::MAX)
    });
    let (done, of, bytes) = (progress.done(), progress.of(), progress.bytes());
    SyncProgress { done, of, bytes, bytes_per_second }
}

fn figures(facts: Figures, files_wanted: u64, now_ms: u64) -> SyncFigures {
    let Figures { paused, peers, under_way, ended, totals, missing_here, missing_there, too_early, .. } =
        facts;
    let in_state = |word: &str| (word.to_owned(), peers.get(word).copied().unwrap_or(0));
    let under_way = under_way.into_iter().map(|session| SyncUnderWay {
        id: session.peer,
        state: session.state.word().to_owned(),
        began: session.began_ms.map(Time),
        progress: session.progress().map(|progress| how_far(progress, session.began_ms, now_ms)),
    });
    let failing = facts.failing.into_iter().take(FAILING_TOLD);
    SyncFigures {
        paused,
        peers: State::WORDS.into_iter().map(in_state).collect(),
        under_way: under_way.collect(),
        sessions_equal: ended.equal,
        sessions_moved: ended.moved,
        sessions_failed: ended.failed,
        received: totals.received,
        sent: totals.sent,
        received_bytes: totals.bytes_in,
        sent_bytes: totals.bytes_out,
        missing_here,
        missing_there,
        too_early,
        failing: failing.map(|(id, reason)| NotConverged { id, detail: reason.text.to_string() }).collect(),
        all_equal_at: facts.all_equal_at_ms.map(Time),
        files_wanted,
    }
}

pub(super) fn session(row: SessionRow) -> SyncSession {
    let failure = row.failure.map(|(code, text)| Reason { code, text: text.into() });
    SyncSession {
        began_here: Some(row.began_here),
        began: Some(Time(row.began_ms)),
        took_seconds: Some(Span::from_ms(row.took_ms)),
        ..told(row.peer, &row.done, failure.as_ref())
    }
}

/// A session that was held on demand.
fn held(peer: PublicKey, ended: &Result<Done, Reason>) -> SyncSession {
    match ended {
        Ok(done) => told(peer, done, None),
        Err(reason) => told(peer, &Done::default(), Some(reason)),
    }
}

fn told(peer: PublicKey, done: &Done, failure: Option<&Reason>) -> SyncSession {
    SyncSession {
        peer,
        began_here: None,
        began: None,
        took_seconds: None,
        databases: done.differed,
        rounds: done.rounds,
        received: done.received,
        sent: done.sent,
        received_bytes: done.bytes_in,
        sent_bytes: done.bytes_out,
        cut_short: done.cut_short,
        state: if failure.is_some() { "failed" } else { "complete" }.to_owned(),
        reason: failure.map(|reason| reason.code.as_str().to_owned()),
        detail: failure.map(|reason| reason.text.to_string()),
    }
}

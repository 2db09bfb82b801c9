//! What of the requests at a door goes into the audit log.

use axum::http::{Method, Uri};
use cyberfly_core::ErrorCode;
use cyberfly_node::audit::{Audit, Record};
use cyberfly_protocol::{AuditKind, Caller};

use crate::call::Call;
use crate::door::Peer;
use crate::request_id::RequestId;
use crate::table::{Access, Route};

/// Routes that show data, or what a repository of backups says of them.
const READS: [&str; 11] = [
    "value",
    "query",
    "databases",
    "database",
    "watch",
    "blob",
    "graphql",
    "graphql_at_root",
    "graphql_page",
    "snapshots",
    "snapshot",
];

/// What is known of a request once its route and its caller are.
#[derive(Clone, Copy)]
pub(crate) struct Known {
    /// The name of the route.
    pub(crate) what: &'static str,
    /// Who calls; none while that is not established.
    pub(crate) caller: Option<Caller>,
    /// What of a request that is not refused is recorded.
    pub(crate) kind: Option<AuditKind>,
}

impl Known {
    /// What is known of requests for a route.
    pub(crate) fn of(route: &Route) -> Self {
        let kind = match route.access {
            _ if READS.contains(&route.name) => Some(AuditKind::Read),
            Access::Operator if route.method == Method::POST => Some(AuditKind::Act),
            Access::Operator | Access::Anyone => None,
        };
        Self { what: route.name, caller: None, kind }
    }
}

/// Whether somebody was refused for who they are or for what they signed.
pub(crate) const fn is_refusal(code: ErrorCode) -> bool {
    matches!(
        code,
        ErrorCode::Unauthenticated
            | ErrorCode::NotAllowed
            | ErrorCode::BadSignature
            | ErrorCode::WeakKey
            | ErrorCode::BadAuthor
    )
}

/// The word for who calls.
fn who(caller: Option<Caller>) -> String {
    match caller {
        Some(Caller::Operator) => "operator".to_owned(),
        Some(Caller::Key(key)) => key.to_string(),
        Some(Caller::Anyone) | None => "anyone".to_owned(),
    }
}

fn from(peer: Peer) -> String {
    match peer {
        Peer::Owner => "socket".to_owned(),
        Peer::At(address, _) => address.to_string(),
    }
}

/// Records a request that was answered, if it is one to be recorded.
pub(crate) fn request(
    audit: &Audit,
    known: Option<Known>,
    refused: Option<ErrorCode>,
    (peer, uri): (Peer, &Uri),
    id: &RequestId,
) {
    let kind = match refused {
        Some(code) if is_refusal(code) => Some(AuditKind::Refusal),
        _ => known.and_then(|known| known.kind),
    };
    let Some(kind) = kind.filter(|kind| audit.records(*kind)) else { return };
    audit.record(Record {
        kind,
        who: who(known.and_then(|known| known.caller)),
        what: known.map_or("request", |known| known.what).to_owned(),
        which: Some(uri.path_and_query().map_or_else(|| uri.path().to_owned(), ToString::to_string)),
        result: refused.map_or("ok", ErrorCode::as_str).to_owned(),
        from: Some(from(peer)),
        request_id: Some(id.to_string()),
    });
}

impl Call {
    /// Records something that does not show in the answer to a request as a whole.
    pub(crate) fn record(
        &self,
        kind: AuditKind,
        who_did: Option<String>,
        what: &str,
        which: String,
        result: &str,
    ) {
        if self.node.audit().records(kind) {
            self.node.audit().record(Record {
                kind,
                who: who_did.unwrap_or_else(|| who(Some(self.caller))),
                what: what.to_owned(),
                which: Some(which),
                result: result.to_owned(),
                from: Some(from(self.peer)),
                request_id: None,
            });
        }
    }
}

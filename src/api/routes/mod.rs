//! Every route of the doors, once. The router, the OpenAPI document and the page at `/api/v1/docs` are made from this.

mod about;
mod audit;
mod blobs;
mod jobs;
mod observe;
mod operator;
mod peers;
mod probes;
mod queries;
mod sync;
mod values;
mod watch;
mod writes;

use cyberfly_core::ErrorCode::{
    BadAuthor, BadSignature, Conflict, Corrupt, DiskFull, FutureStamp, LimitExceeded, Locked, NotAllowed,
    NotCanonical, NotFound, ResourceExhausted, Unavailable, WeakKey, WrongNetwork, WrongType,
};

use crate::graphql;
use crate::table::Route;

/// The table.
pub(crate) fn all() -> Vec<Route> {
    vec![
        Route::get("live", "/livez", probes::live).summary("Whether the process answers at all."),
        Route::get("ready", "/readyz", probes::ready).summary("Whether the node serves: it reads from its store to find out.").refuses(&[Unavailable, Corrupt]),
        Route::get("health", "/healthz", probes::health).summary("Every check of the node's health; 503 if one is failing."),
        Route::get("metrics", "/metrics", probes::metrics)
            .summary("Numbers for Prometheus: its text format 0.0.4, or OpenMetrics where `accept` names that.")
            .heavy(),
        Route::get("health_at_health", "/health", probes::health)
            .summary("The same as `/healthz`, where clients of the predecessor look for it."),
        Route::get("ready_at_ready", "/ready", probes::ready)
            .summary("The same as `/readyz`, where clients of the predecessor look for it.")
            .refuses(&[Unavailable, Corrupt]),
        Route::get("openapi", "/api/v1/openapi.json", about::openapi)
            .summary("This description of all routes, as an OpenAPI 3.1 document."),
        Route::get("docs", "/api/v1/docs", about::docs).summary("The same description as a page to read."),
        Route::post("submit", "/api/v1/ops", writes::submit)
            .summary("Takes a signed operation; the receipt comes when it is durable.")
            .refuses(&[
                BadSignature, WeakKey, BadAuthor, NotCanonical, NotAllowed, NotFound, Conflict, FutureStamp, DiskFull,
                Unavailable,
            ]),
        Route::post("submit_many", "/api/v1/ops/many", writes::submit_many)
            .summary("Takes signed operations, as a CBOR sequence of byte strings. Each is answered by itself, in order.")
            .heavy(),
        Route::post("prepare", "/api/v1/prepare", writes::prepare)
            .summary("Draws up an operation from commands, to be looked at, signed and handed in. Stores nothing.")
            .heavy()
            .refuses(&[
                BadAuthor, NotAllowed, NotFound, WrongType, Conflict, FutureStamp, Unavailable, Corrupt,
                LimitExceeded,
            ]),
        Route::post("query", "/api/v1/query", queries::query)
            .summary("Answers a question; `query` in it says which.")
            .heavy()
            .refuses(&[NotFound, WrongType, Unavailable, Corrupt, LimitExceeded]),
        Route::get("databases", "/api/v1/databases", queries::databases)
            .summary("The databases on this node that the caller may read.")
            .heavy()
            .refuses(&[LimitExceeded]),
        Route::get("database", "/api/v1/databases/{db}", queries::database)
            .summary("What is known of a database.")
            .heavy()
            .refuses(&[NotFound]),
        // Bytes from anyone would fill the disk.
        Route::post("keep_blob", "/api/v1/blobs", writes::keep_blob)
            .summary("Takes bytes that an operation is going to refer to, however many, as they come.")
            .for_operators()
            .heavy()
            .refuses(&[DiskFull, ResourceExhausted, Unavailable]),
        Route::get("kept_blob", "/api/v1/blobs/{hash}", blobs::blob)
            .summary("The bytes of a blob, as far as the database in `db` holds it and the caller may read that.")
            .heavy()
            .refuses(&[NotFound]),
        Route::get("value", "/api/v1/value", values::value)
            .summary("The value of a key.")
            .refuses(&[NotFound, WrongType, Unavailable]),
        Route::get("watch", "/api/v1/watch", watch::watch)
            .summary("What is committed in a database, as server-sent events: first what was since a place, then what is.")
            .heavy()
            .refuses(&[Unavailable, ResourceExhausted]),
        Route::get("graphql_page", "/graphql", graphql::by_address)
            .summary("A page to try GraphQL on, or the answer to a query in the parameter `query`."),
        Route::post("graphql", "/graphql", graphql::by_body)
            .summary("Answers a GraphQL request, or a batch of them; the schema is at `/schema.graphql`."),
        Route::get("graphql_page_at_root", "/", graphql::by_address)
            .summary("The same as `/graphql`, where clients of the predecessor look for it."),
        Route::post("graphql_at_root", "/", graphql::by_body)
            .summary("The same as `/graphql`, where clients of the predecessor look for it."),
        Route::get("graphql_socket", "/graphql/ws", graphql::upgrade)
            .summary("GraphQL over WebSocket: the protocols `graphql-transport-ws` and `graphql-ws`.")
            .refuses(&[NotAllowed]),
        Route::get("graphql_socket_at_ws", "/ws", graphql::upgrade)
            .summary("The same as `/graphql/ws`, where clients of the predecessor look for it.")
            .refuses(&[NotAllowed]),
        Route::get("graphql_schema", "/schema.graphql", graphql::schema_text)
            .summary("The schema of the GraphQL door, in the schema definition language."),
        Route::post("upload_blob", "/blobs/upload", blobs::upload)
            .summary("Takes the bytes in the field `blob` of a form. They belong to the database in `db`; without one, to this node alone.")
            .for_operators()
            .heavy()
            .refuses(&[DiskFull, Unavailable]),
        Route::get("blob", "/blobs/{hash}", blobs::blob)
            .summary("The bytes of a blob, as far as the database in `db` holds it and the caller may read that.")
            .heavy()
            .refuses(&[NotFound]),
        Route::get("status", "/api/v1/status", operator::status).summary("How the node is.").for_operators(),
        Route::get("limits", "/api/v1/limits", operator::limits)
            .summary("What strangers may take of the HTTP door, how much is taken, and how often each limit refused.")
            .for_operators(),
        Route::get("stream", "/api/v1/stream", observe::stream)
            .summary("The node's figures every so often, and its events as they happen, as server-sent events.")
            .for_operators()
            .refuses(&[Unavailable, ResourceExhausted]),
        Route::get("logs", "/api/v1/logs", observe::logs)
            .summary("The latest lines of the node's log, as server-sent events, and perhaps those that come.")
            .for_operators(),
        Route::get("config", "/api/v1/config", operator::config)
            .summary("The configuration that the node runs with.")
            .for_operators(),
        Route::post("log", "/api/v1/log", operator::log)
            .summary("Logs from this level on, until a reload or a restart says something else.")
            .for_operators(),
        Route::post("begin_backup", "/api/v1/backups", jobs::back_up)
            .summary("Begins to make a backup on the node's machine.")
            .for_operators()
            .heavy()
            .refuses(&[Locked, Unavailable]),
        Route::post("snapshots", "/api/v1/backups/list", jobs::snapshots)
            .summary("The snapshots in a repository on the node's machine.")
            .for_operators()
            .heavy()
            .refuses(&[NotFound, Corrupt, Unavailable]),
        Route::post("snapshot", "/api/v1/backups/show", jobs::snapshot)
            .summary("What is known of a snapshot in a repository on the node's machine.")
            .for_operators()
            .heavy()
            .refuses(&[NotFound, Corrupt, Unavailable]),
        Route::post("begin_verify_snapshot", "/api/v1/backups/verify", jobs::verify_snapshot)
            .summary("Begins to verify a snapshot in a repository on the node's machine.")
            .for_operators()
            .heavy()
            .refuses(&[Locked, Unavailable]),
        Route::post("begin_forget", "/api/v1/backups/forget", jobs::forget)
            .summary("Begins to forget the snapshots that a policy does not keep, or to say which those are.")
            .for_operators()
            .heavy()
            .refuses(&[Locked, Unavailable]),
        Route::post("begin_drop", "/api/v1/drop", jobs::drop_replica)
            .summary("Begins to drop this node's replica of a database; other nodes keep theirs.")
            .for_operators()
            .refuses(&[Locked, Unavailable]),
        Route::post("begin_verify", "/api/v1/verify", jobs::verify)
            .summary("Begins to verify the node's store.")
            .for_operators()
            .heavy()
            .refuses(&[Locked, Unavailable]),
        Route::get("job", "/api/v1/jobs/{id}", jobs::job)
            .summary("How far a backup, a verification or the like is; while it goes on, the answer waits a moment for its end.")
            .for_operators()
            .refuses(&[NotFound]),
        Route::get("tasks", "/api/v1/tasks", jobs::tasks)
            .summary("What the node does by its schedules: when each is due, and what became of it last.")
            .for_operators(),
        Route::get("audit", "/api/v1/audit", audit::lines)
            .summary("The latest lines of the audit log, as far as they are in memory.")
            .for_operators(),
        Route::get("peers", "/api/v1/peers", peers::list)
            .summary("The other nodes that this one knows, and how it stands with each.")
            .for_operators(),
        Route::get("peer", "/api/v1/peers/{id}", peers::show)
            .summary("How it stands with one other node.")
            .for_operators()
            .refuses(&[NotFound, Unavailable]),
        Route::post("add_peer", "/api/v1/peers", peers::add)
            .summary("Connects to another node, at once if it is known already. It is not waited for.")
            .for_operators()
            .refuses(&[NotAllowed, WrongNetwork, Unavailable]),
        Route::post("change_peer", "/api/v1/peers/change", peers::change)
            .summary("Removes, bans or unbans another node. A ban outlives a restart.")
            .for_operators()
            .refuses(&[NotFound, Unavailable]),
        Route::post("ping_peer", "/api/v1/peers/{id}/ping", peers::ping)
            .summary("Asks another node whether it is there, and says how long its answer took.")
            .for_operators()
            .refuses(&[NotFound, Unavailable]),
        Route::get("peer_rules", "/api/v1/peer-rules", peers::rules)
            .summary("The rules about who may connect, and how often each decided.")
            .for_operators(),
        Route::post("certify", "/api/v1/certificates", peers::certify)
            .summary("Takes a certificate by which its author lets this node read what the author may.")
            .for_operators()
            .refuses(&[Unavailable]),
        Route::get("topology", "/api/v1/topology", peers::topology)
            .summary("Who is connected to whom, as far as this node knows.")
            .for_operators(),
        Route::get("ticket", "/api/v1/ticket", peers::ticket)
            .summary("What another node needs to connect to this one.")
            .for_operators()
            .refuses(&[Unavailable]),
        Route::get("sync", "/api/v1/sync", sync::status)
            .summary("How it stands with replication: each peer, and the databases that differed.")
            .for_operators(),
        Route::get("sync_history", "/api/v1/sync/history", sync::history)
            .summary("The sync sessions that are over, the last first.")
            .for_operators(),
        Route::post("sync_now", "/api/v1/sync/now", sync::now)
            .summary("Holds sync sessions now, and tells what came of them.")
            .for_operators()
            .refuses(&[NotFound, Unavailable]),
        Route::post("sync_pause", "/api/v1/sync/pause", sync::pause)
            .summary("Holds no sync sessions any more, and breaks off those under way.")
            .for_operators()
            .refuses(&[Unavailable]),
        Route::post("sync_resume", "/api/v1/sync/resume", sync::resume)
            .summary("Holds sync sessions again.")
            .for_operators()
            .refuses(&[Unavailable]),
        Route::post("sync_converge", "/api/v1/sync/converge", sync::converge)
            .summary("Waits until this node and its peers hold the same, or the time is up.")
            .for_operators(),
        Route::post("replicas", "/api/v1/replicas", sync::replicas)
            .summary("Waits until so many peers have an operation on their disks, or the time is up.")
            .for_operators()
            .refuses(&[Unavailable]),
        Route::post("stop", "/api/v1/stop", operator::stop)
            .summary("Asks the node to stop; it answers before it does.")
            .for_operators(),
    ]
}

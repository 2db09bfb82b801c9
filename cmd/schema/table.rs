//! Which document each command prints.

use cyberfly_protocol::command::{HashField, Place, Sample, Scored};
use cyberfly_protocol::query::{
    AggregateRow, BlobRow, DatabaseRow, Hit, KeyRow, Line, SelectedNode, Signed, StreamEntry, WriteRow,
};
use cyberfly_protocol::{
    AuditLine, Bytes, Certified, Converged, DropReceipt, Entry as Stored, Float, Forgotten, HealthReport,
    OnePeer, Peer, PeerChanged, PeerRule, Pong, QueryDocument, Snapshot, SnapshotDetails, SnapshotReceipt,
    SnapshotVerified, Status, StoppingReceipt, StoreReport, SyncSession, SyncStatus, Task, TicketAnswer,
    TopologyDocument, Value as Told,
};
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;
use serde_json::{Value, json};

use crate::audit::verify::AuditVerified;
use crate::backup::documents::{AllChecked, MergedOne, RestoredAll, WouldMerge, WouldRestore};
use crate::documents::{
    ConfigEdited, ConfigPath, ConfigSet, Deleted, Document, DryRun, Error, ExitCodes, Exported, Imported,
    Key, Named, Removed, SignedFile, Verified, Version,
};
use crate::key::{list::Row as KeptKey, rotate::Rotated};
use crate::ui::progress::Moment;
use crate::verify::Repaired;
use crate::{backup, config, context, data};

/// A document, and who prints it.
#[derive(Serialize, JsonSchema)]
pub(super) struct Entry {
    /// What it is called.
    pub(super) document: &'static str,
    /// The commands that print it with `--json`. One with a flag prints it with that flag.
    pub(super) commands: &'static [&'static str],
    #[serde(skip)]
    pub(super) schema: fn() -> Value,
}

/// Every document, by name.
pub(super) fn table() -> Vec<Entry> {
    let row = |document, commands, schema| Entry { document, commands, schema };
    vec![
        row("acknowledgement", CHANGES, of::<data::answers::DoneDocument<'_>>),
        row("answer", SHORT, of::<QueryDocument>),
        row("audit-lines", &["audit search", "audit tail"], || list::<AuditLine>("lines", None)),
        row("audit-verified", &["audit verify"], of::<Document<AuditVerified>>),
        row("blobs", &["data blob list"], || list::<BlobRow>("blobs", None)),
        row("certified", &["peers certify"], of::<Certified>),
        row("config-edited", &["config edit"], of::<Document<ConfigEdited>>),
        row("config-path", &["config init", "config path"], of::<Document<ConfigPath>>),
        row("config-set", &["config set", "config unset"], of::<Document<ConfigSet<'_>>>),
        row(
            "context",
            &["context add", "context previous", "context show", "context use"],
            of::<Document<context::Row>>,
        ),
        row("contexts", &["context list"], || list::<context::Row>("contexts", None)),
        row("converged", &["sync --wait", "wait --synced"], of::<Converged>),
        row("database", &["db create"], of::<Document<Named>>),
        row("databases", &["db list"], || list::<DatabaseRow>("databases", None)),
        row("deleted", &["data del --prefix", "db drop --everywhere"], of::<Document<Deleted>>),
        row("differences", &["config diff"], || list::<config::diff::Row>("differences", None)),
        row("dropped", &["db drop"], of::<DropReceipt>),
        row("dry-run", WOULD, of::<Document<DryRun<'_>>>),
        row("entries", &["data stream range", "data stream read"], || list::<StreamEntry>("entries", None)),
        row("error", &[], of::<Document<Error<'_>>>),
        row("exit-codes", &["help exit-codes"], of::<Document<ExitCodes>>),
        row("exported-key", &["key export"], of::<Document<Exported>>),
        row("fields", &["data hash all"], || list::<HashField>("fields", None)),
        row("flags", &["data set has"], || list::<bool>("flags", Some("flag"))),
        row("forgotten", &["backup forget"], of::<Forgotten>),
        row("health", &["check", "doctor"], of::<HealthReport>),
        row("history", &["data history"], || list::<WriteRow>("history", None)),
        row("hits", &["data geo box", "data geo radius"], || list::<Hit>("hits", None)),
        row("imported", &["data import"], of::<Document<Imported>>),
        row("key", &["key import", "key show", "keygen"], of::<Document<Key>>),
        row("keys", &["data scan"], || list::<KeyRow>("keys", None)),
        row("kept-keys", &["key list"], || list::<KeptKey>("keys", None)),
        row("lines", &["data export"], || list::<Line>("lines", None)),
        row("members", &["data set diff", "data set inter", "data set members", "data set union"], || {
            list::<Bytes>("members", Some("member"))
        }),
        row("merged", &["backup restore --db", "restore --db"], of::<Document<MergedOne<'_>>>),
        row("nodes", &["data get --path", "data json query"], || list::<SelectedNode>("nodes", None)),
        row("peer", &["peers show"], of::<OnePeer>),
        row(
            "peer-changed",
            &["peers add", "peers ban", "peers reconnect", "peers remove", "peers unban"],
            of::<PeerChanged>,
        ),
        row("peers", &["peers list"], || list::<Peer>("peers", None)),
        row("pong", &["peers ping"], of::<Pong>),
        row("positions", &["data geo pos"], || list::<Option<Place>>("positions", Some("position"))),
        row("problems", &["config check"], || list::<config::check::Row>("problems", None)),
        row("progress", &[], of::<Moment>),
        row("removed", &["context remove", "key remove"], of::<Document<Removed>>),
        row("repaired", &["verify --repair"], of::<Document<Repaired>>),
        row("restored", &["backup restore", "restore"], of::<Document<RestoredAll<'_>>>),
        row("rotated", &["key rotate"], of::<Rotated>),
        row("rows", &["data ts agg"], || list::<AggregateRow>("rows", None)),
        row("rules", &["peers rules"], || list::<PeerRule>("rules", None)),
        row("samples", &["data ts latest", "data ts range"], || list::<Sample>("samples", None)),
        row("schemas", &["schema"], || list::<Entry>("schemas", None)),
        row("scored", &["data zset range", "data zset rangebyscore"], || list::<Scored>("members", None)),
        row("scores", &["data zset score"], || list::<Option<Float>>("scores", Some("score"))),
        row("sessions", &["sync history", "sync now"], || list::<SyncSession>("sessions", None)),
        row("setting", &["config get"], of::<Document<config::show::Row>>),
        row("settings", &["config show"], || list::<config::show::Row>("settings", None)),
        row("signature", &["key sign"], of::<Document<SignedFile>>),
        row("signed", &["data export --signed"], || list::<Signed>("signed", None)),
        row("snapshot", &["backup show"], of::<SnapshotDetails>),
        row("snapshot-differences", &["backup diff"], || list::<backup::diff::Row>("differences", None)),
        row("snapshot-made", &["backup create"], of::<SnapshotReceipt>),
        row("snapshot-verified", &["backup verify"], of::<SnapshotVerified>),
        row("snapshots", &["backup list"], || list::<Snapshot>("snapshots", None)),
        row("snapshots-verified", &["backup verify --all"], of::<Document<AllChecked>>),
        row("status", &["start", "status", "wait"], of::<Status>),
        row("stopping", &["stop"], of::<StoppingReceipt>),
        row("sync", &["sync pause", "sync resume", "sync status"], of::<SyncStatus>),
        row("tasks", &["backup schedule"], || list::<Task>("tasks", None)),
        row("sync-databases", &["sync databases"], || list::<crate::sync::Held<'_>>("databases", None)),
        row("ticket", &["ticket"], of::<TicketAnswer>),
        row("top", &["top --once"], picture),
        row("topology", &["topology"], of::<TopologyDocument>),
        row("value", &["data blob get", "data get"], of::<Stored>),
        row("values", &["data hash get", "data list range"], || {
            list::<Option<Told>>("values", Some("value"))
        }),
        row("verification", &["verify"], of::<StoreReport>),
        row("verified", &["key verify"], of::<Document<Verified>>),
        row("version", &["version"], of::<Document<Version>>),
        row("watched", &["data watch"], of::<data::watch::Document<'_>>),
        row(
            "would-merge",
            &["backup restore --db --dry-run", "restore --db --dry-run"],
            of::<Document<WouldMerge<'_>>>,
        ),
        row(
            "would-restore",
            &["backup restore --dry-run", "restore --dry-run"],
            of::<Document<WouldRestore<'_>>>,
        ),
    ]
}

/// The commands whose dry run says in words what would be done. That of others answers what they would answer.
const WOULD: &[&str] = &[
    "backup create --dry-run",
    "config edit --dry-run",
    "config init --dry-run",
    "context add --dry-run",
    "context previous --dry-run",
    "context remove --dry-run",
    "context use --dry-run",
    "db drop --dry-run",
    "key export --dry-run",
    "key import --dry-run",
    "key remove --dry-run",
    "key rotate --dry-run",
    "key sign --dry-run",
    "keygen --dry-run",
    "man --dry-run",
    "peers add --dry-run",
    "peers ban --dry-run",
    "peers certify --dry-run",
    "peers reconnect --dry-run",
    "peers remove --dry-run",
    "peers unban --dry-run",
    "schema --dry-run",
    "start --dry-run",
    "stop --dry-run",
    "sync now --dry-run",
    "sync pause --dry-run",
    "sync resume --dry-run",
];

/// The commands that change data.
const CHANGES: &[&str] = &[
    "data batch",
    "data blob put",
    "data counter incr",
    "data del",
    "data expire",
    "data geo add",
    "data geo rem",
    "data hash del",
    "data hash incr",
    "data hash set",
    "data json del",
    "data json merge",
    "data json set",
    "data list insert",
    "data list pop",
    "data list push",
    "data list remove",
    "data list set",
    "data list shift",
    "data list trim",
    "data list unshift",
    "data persist",
    "data put",
    "data set add",
    "data set rem",
    "data stream add",
    "data stream trim",
    "data ts add",
    "data ts del",
    "data zset add",
    "data zset incr",
    "data zset rem",
    "db grant",
    "db revoke",
];

/// The commands that ask what has a short answer.
const SHORT: &[&str] = &[
    "data blob stat",
    "data counter get",
    "data geo dist",
    "data json get",
    "data list len",
    "data set card",
    "data stream len",
    "data ttl",
    "data type",
    "data zset card",
    "data zset rank",
    "db acl",
    "db info",
];

/// The schema of a type, as it is written.
fn of<T: JsonSchema>() -> Value {
    SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<T>().to_value()
}

/// The schema of a list of these; `single` is the name of one where it is no document by itself.
fn list<T: JsonSchema>(plural: &str, single: Option<&str>) -> Value {
    let mut generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let row = generator.subschema_for::<T>().to_value();
    let version = json!({"description": "The version of this document.", "type": "integer", "minimum": 0});
    let line = match single {
        Some(name) => json!({
            "type": "object",
            "properties": {"schema_version": version, name: row},
            "required": ["schema_version", name],
        }),
        None => json!({
            "allOf": [row],
            "type": "object",
            "properties": {"schema_version": version},
            "required": ["schema_version"],
        }),
    };
    let mut definitions = generator.take_definitions(true);
    definitions.insert("line".to_owned(), line);
    let cursor =
        json!({"description": "Where the list goes on; null at its end.", "type": ["string", "null"]});
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {
            "schema_version": version,
            plural: {"type": "array", "items": row},
            "next_cursor": cursor,
        },
        "required": ["schema_version", plural, "next_cursor"],
        "$defs": definitions,
    })
}

/// The schema of a picture of the dashboard: each screen has rows of its own.
fn picture() -> Value {
    let text = json!({"type": ["string", "null"]});
    let rows = json!({"type": "array", "items": {"type": "object"}});
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {
            "schema_version": {"description": "The version of this document.", "type": "integer", "minimum": 0},
            "screen": {"description": "The screen.", "type": "string"},
            "at": {"description": "When the node was asked; null if it was not heard.", "type": text["type"], "format": "date-time"},
            "target": {"description": "Which node was asked.", "type": "string"},
            "state": {"description": "The state of the node.", "type": text["type"]},
            "node_id": {"description": "The node's id, in hex.", "type": text["type"]},
            "health": {"description": "Of the overview: how the node is.", "type": "object"},
            "figures": {"description": "Of the overview: every figure by its name.", "type": "object"},
            "events": {"description": "Of the overview: what happened last.", "type": "array", "items": rows["items"]},
        },
        "additionalProperties": rows,
        "required": ["schema_version", "screen", "at", "target", "state", "node_id"],
    })
}

//! Which document each command prints.

use cyberfly_protocol::command::{HashField, Place, Sample, Scored};
use cyberfly_protocol::query::{
    AggregateRow, BlobRow, DatabaseRow, Hit, KeyRow, Line, SelectedNode, Signed, StreamEntry, WriteRow,
};
use cyberfly_protocol::{
    Bytes, Entry as Stored, Float, HealthReport, QueryDocument, Status, StoppingReceipt, Value as Told,
};
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;
use serde_json::{Value, json};

use crate::documents::{
    ConfigEdited, ConfigPath, ConfigSet, Deleted, Document, DryRun, Error, ExitCodes, Exported, Imported,
    Key, Named, Removed, SignedFile, Verified, Version,
};
use crate::key::{list::Row as KeptKey, rotate::Rotated};
use crate::ui::progress::Moment;
use crate::{config, context, data};

/// A document, and who prints it.
#[derive(Serialize)]
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
        row("blobs", &["data blob list"], || list::<BlobRow>("blobs", None)),
        row("config-edited", &["config edit"], of::<Document<ConfigEdited>>),
        row("config-path", &["config init", "config path"], of::<Document<ConfigPath>>),
        row("config-set", &["config set"], of::<Document<ConfigSet<'_>>>),
        row(
            "context",
            &["context add", "context previous", "context show", "context use"],
            of::<Document<context::Row>>,
        ),
        row("contexts", &["context list"], || list::<context::Row>("contexts", None)),
        row("database", &["db create"], of::<Document<Named>>),
        row("databases", &["db list"], || list::<DatabaseRow>("databases", None)),
        row("deleted", &["data del --prefix"], of::<Document<Deleted>>),
        row("differences", &["config diff"], || list::<config::diff::Row>("differences", None)),
        row(
            "dry-run",
            &["start --dry-run", "stop --dry-run", "keygen --dry-run"],
            of::<Document<DryRun<'_>>>,
        ),
        row("entries", &["data stream range", "data stream read"], || list::<StreamEntry>("entries", None)),
        row("error", &[], of::<Document<Error<'_>>>),
        row("exit-codes", &["help exit-codes"], of::<Document<ExitCodes>>),
        row("exported-key", &["key export"], of::<Document<Exported>>),
        row("fields", &["data hash all"], || list::<HashField>("fields", None)),
        row("flags", &["data set has"], || list::<bool>("flags", Some("flag"))),
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
        row("nodes", &["data get --path", "data json query"], || list::<SelectedNode>("nodes", None)),
        row("positions", &["data geo pos"], || list::<Option<Place>>("positions", Some("position"))),
        row("problems", &["config check"], || list::<config::check::Row>("problems", None)),
        row("progress", &[], of::<Moment>),
        row("removed", &["context remove", "key remove"], of::<Document<Removed>>),
        row("rotated", &["key rotate"], of::<Rotated>),
        row("rows", &["data ts agg"], || list::<AggregateRow>("rows", None)),
        row("samples", &["data ts latest", "data ts range"], || list::<Sample>("samples", None)),
        row("scored", &["data zset range", "data zset rangebyscore"], || list::<Scored>("members", None)),
        row("scores", &["data zset score"], || list::<Option<Float>>("scores", Some("score"))),
        row("setting", &["config get"], of::<Document<config::show::Row>>),
        row("settings", &["config show"], || list::<config::show::Row>("settings", None)),
        row("signature", &["key sign"], of::<Document<SignedFile>>),
        row("signed", &["data export --signed"], || list::<Signed>("signed", None)),
        row("status", &["start", "status", "wait"], of::<Status>),
        row("stopping", &["stop"], of::<StoppingReceipt>),
        row("value", &["data blob get", "data get"], of::<Stored>),
        row("values", &["data hash get", "data list range"], || {
            list::<Option<Told>>("values", Some("value"))
        }),
        row("verified", &["key verify"], of::<Document<Verified>>),
        row("version", &["version"], of::<Document<Version>>),
        row("watched", &["data watch"], of::<data::watch::Document<'_>>),
    ]
}

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

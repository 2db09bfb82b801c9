//! The configuration: one typed value, made from defaults, a file, the environment and flags, in ascending rank.
//!
//! The types below are all there is to know: their comments are the documentation, their defaults the defaults, and the
//! JSON Schema, `docs/configuration.md` and the list of keys are read off them. Everything is checked before anything is
//! opened. A key that can change while a node runs says so (`x-reload`); every other needs a restart.

mod audit;
mod backup;
mod changes;
mod compat;
mod document;
mod http;
mod limits;
mod lines;
mod load;
mod network;
mod problem;
mod replicate;
mod setting;
mod telemetry;
mod top;
mod values;

use std::time::Duration;

use cyberfly_core::PublicKey;
use cyberfly_store::{Durability, Options};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use audit::Audit;
pub use backup::{BackupSettings, VerifyLevel};
pub use changes::{Change, Reloaded};
pub use compat::Compat;
pub use cyberfly_protocol::Level;
pub use document::document;
pub use http::{Fingerprint, Http, Tls};
pub use limits::Limits;
pub use load::{Flag, Loaded, Sources};
pub use network::{ListenAt, MaybeSecret, NetworkSettings, PeerName};
pub use problem::{ConfigError, Origin, Problem};
pub use replicate::{Replicate, Which};
pub use setting::{Setting, nearest, schema, settings};
pub use telemetry::{Collector, Ratio, ServiceName, Telemetry};
pub use top::{Palette, Theme, Top};
pub use values::{Delay, IndexEngine, Period, Size, Timing};
use values::{as_text, as_texts};

/// The configuration of a node.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Backups: where they are, and which of them the node makes by itself.
    pub backup: BackupSettings,
    /// The audit log: who did what, in `audit/` of the data directory. What operators do and what is refused to whom is recorded
    /// always.
    pub audit: Audit,
    /// What clients of the predecessor need.
    pub compat: Compat,
    /// The HTTP door.
    pub http: Http,
    /// What strangers may take of this node through its HTTP door, and what the node takes as a whole. The admin socket has
    /// limits of its own, so that an operator gets in while strangers wait.
    pub limits: Limits,
    /// Logging.
    pub log: Log,
    /// Other nodes.
    pub network: NetworkSettings,
    /// The node itself.
    pub node: NodeSettings,
    /// What is replicated between nodes.
    pub replicate: Replicate,
    /// The store.
    pub storage: Storage,
    /// Traces for OpenTelemetry: what a write goes through, from the command over the node to the peers that get it. It takes a
    /// program that was built with the feature `otel`.
    pub telemetry: Telemetry,
    /// The dashboard, `cyberfly top`. The program that shows it reads this, not the node; flags beat it.
    pub top: Top,
}

/// The node itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct NodeSettings {
    /// The public keys, in hex, whose tokens may do what the owner of the admin socket may.
    #[serde(with = "as_texts")]
    #[schemars(with = "Vec<String>")]
    pub operators: Vec<PublicKey>,
    /// How long requests that were begun may take when the node stops.
    #[serde(with = "as_text")]
    #[schemars(with = "String")]
    pub shutdown_grace: Period,
}

impl Default for NodeSettings {
    fn default() -> Self {
        Self { operators: Vec::new(), shutdown_grace: Period(Duration::from_secs(10)) }
    }
}

/// The store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Storage {
    /// Which engine keeps the index: `sled` or `fjall`. Another one than before means a rebuild at the next start.
    #[serde(with = "as_text")]
    #[schemars(with = "String", extend("enum" = ["sled", "fjall"]))]
    pub index: IndexEngine,
    /// When a write is acknowledged: `always`, when it is on the disk, or `interval:200ms`, at once, with that much to lose.
    #[serde(with = "as_text")]
    #[schemars(with = "String", extend("examples" = ["always", "interval:200ms"]))]
    pub durability: Durability,
    /// How much space is left free on the disk; writes that would take it are refused.
    #[serde(with = "as_text")]
    #[schemars(with = "String")]
    pub disk_floor: Size,
    /// How long operations stay that something newer has replaced, in case rights change: `30d`. Not less, whatever the
    /// system's clock does. `0s`: not at all.
    #[serde(with = "as_text")]
    #[schemars(with = "String")]
    pub undo_window: Delay,
    /// How much of them stays at most; beyond that the oldest go first.
    #[serde(with = "as_text")]
    #[schemars(with = "String")]
    pub undo_bytes: Size,
    /// How long a file that nothing refers to any more stays beyond the undo window: `24h`.
    #[serde(with = "as_text")]
    #[schemars(with = "String")]
    pub blob_grace: Period,
    /// How much compaction reads and writes in a second at most.
    #[serde(with = "as_text")]
    #[schemars(with = "String")]
    pub compaction_rate: Size,
    /// When the node verifies its store by itself, every signature, hash and index entry: a cron expression, in UTC, as
    /// `0 3 * * sun` or `@monthly`, or an interval, as `30d`. Nothing is never.
    #[serde(with = "as_text")]
    #[schemars(with = "String", extend("x-reload" = true))]
    pub verify_schedule: Timing,
    /// How much of the journal it reads in a second then at most.
    #[serde(with = "as_text")]
    #[schemars(with = "String", extend("x-reload" = true))]
    pub verify_rate: Size,
}

impl Default for Storage {
    fn default() -> Self {
        let Options { durability, disk_floor, undo_window, undo_bytes, blob_grace, compaction_rate, .. } =
            Options::default();
        Self {
            index: IndexEngine::default(),
            durability,
            disk_floor: Size(disk_floor),
            undo_window: Delay(undo_window),
            undo_bytes: Size(undo_bytes),
            blob_grace: Period(blob_grace),
            compaction_rate: Size(compaction_rate),
            verify_schedule: Timing::default(),
            verify_rate: Size(16 * 1024 * 1024),
        }
    }
}

impl Storage {
    /// What the store is to be opened with.
    pub fn options(&self) -> Options {
        Options {
            engine: self.index.kind(),
            durability: self.durability,
            disk_floor: self.disk_floor.0,
            undo_window: self.undo_window.0,
            undo_bytes: self.undo_bytes.0,
            blob_grace: self.blob_grace.0,
            compaction_rate: self.compaction_rate.0,
            progress: None,
        }
    }
}

/// Logging.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Log {
    /// The least serious level that is written.
    #[schemars(extend("x-reload" = true))]
    pub level: Level,
    /// How a line is written.
    pub format: LogFormat,
}

/// How a line of the log is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase", try_from = "String")]
#[schemars(!try_from)]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line, for machines.
    Json,
}

impl TryFrom<String> for LogFormat {
    type Error = String;

    fn try_from(word: String) -> Result<Self, String> {
        match word.as_str() {
            "text" => Ok(LogFormat::Text),
            "json" => Ok(LogFormat::Json),
            _ => Err(format!("{word:?} is no form of a log: there are text and json")),
        }
    }
}

#[cfg(test)]
mod tests;

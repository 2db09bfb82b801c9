//! The configuration: one typed value, made from defaults, a file, the environment and flags, in ascending rank.
//!
//! Everything is checked before anything is opened. A key that does not exist is an error that names the nearest one.

mod limits;
mod values;

use std::collections::HashMap;
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use cyberfly_core::PublicKey;
use cyberfly_store::{Durability, Options};
use serde::{Deserialize, Serialize};

pub use limits::Limits;
pub use values::{IndexEngine, Period, Size};
use values::{as_text, as_texts};

/// The configuration of a node.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The HTTP door.
    pub http: Http,
    /// What strangers may take.
    pub limits: Limits,
    /// Logging.
    pub log: Log,
    /// The node itself.
    pub node: NodeSettings,
    /// The store.
    pub storage: Storage,
}

/// The HTTP door.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Http {
    /// Whether there is one.
    pub enabled: bool,
    /// Where it listens. Port 0 takes a free one.
    pub listen: SocketAddr,
    /// The origins whose pages may read answers in a browser, as `https://app.example`; `*` means every page. Without
    /// one, none may.
    #[serde(default)]
    pub cors_origins: Vec<String>,
    /// The host names that a door on loopback answers to, beside `localhost` and loopback addresses. Others are refused,
    /// so that no page in a browser can reach this node by a name that it makes point here.
    #[serde(default)]
    pub hosts: Vec<String>,
}

/// The node itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NodeSettings {
    /// The public keys, in hex, whose tokens may do what the owner of the admin socket may.
    #[serde(with = "as_texts", default)]
    pub operators: Vec<PublicKey>,
    /// How long requests that were begun may take when the node stops.
    #[serde(with = "as_text")]
    pub shutdown_grace: Period,
}

/// The store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Storage {
    /// Which engine keeps the index: `sled` or `fjall`. Another one than before means a rebuild at the next start.
    #[serde(with = "as_text")]
    pub index: IndexEngine,
    /// When a write is acknowledged: `always`, when it is on the disk, or `interval:200ms`, at once, with that much to lose.
    #[serde(with = "as_text")]
    pub durability: Durability,
    /// How much space is left free on the disk; writes that would take it are refused.
    #[serde(with = "as_text")]
    pub disk_floor: Size,
    /// How long operations stay that something newer has replaced, in case rights change: `30d`. Not less, whatever the
    /// system's clock does.
    #[serde(with = "as_text")]
    pub undo_window: Period,
    /// How much of them stays at most; beyond that the oldest go first.
    #[serde(with = "as_text")]
    pub undo_bytes: Size,
    /// How much compaction reads and writes in a second at most.
    #[serde(with = "as_text")]
    pub compaction_rate: Size,
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
            compaction_rate: self.compaction_rate.0,
            progress: None,
        }
    }
}

/// Logging.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    /// The least serious level that is written.
    pub level: Level,
}

/// How serious a line of the log is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Something does not work.
    Error,
    /// Something needs attention.
    Warn,
    /// What an operator wants to know.
    Info,
    /// What a developer wants to know.
    Debug,
    /// Everything.
    Trace,
}

impl Level {
    /// The word for the level.
    pub const fn word(self) -> &'static str {
        match self {
            Level::Error => "error",
            Level::Warn => "warn",
            Level::Info => "info",
            Level::Debug => "debug",
            Level::Trace => "trace",
        }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            http: Http {
                enabled: true,
                listen: SocketAddr::from(([127, 0, 0, 1], 7420)),
                cors_origins: Vec::new(),
                hosts: Vec::new(),
            },
            limits: Limits::default(),
            log: Log { level: Level::Info },
            node: NodeSettings { operators: Vec::new(), shutdown_grace: Period(Duration::from_secs(10)) },
            storage: Storage {
                index: IndexEngine::default(),
                durability: Options::default().durability,
                disk_floor: Size(Options::default().disk_floor),
                undo_window: Period(Options::default().undo_window),
                undo_bytes: Size(Options::default().undo_bytes),
                compaction_rate: Size(Options::default().compaction_rate),
            },
        }
    }
}

/// Why there is no configuration. Nothing was opened or changed.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A file or a value is not what it must be.
    #[error("{0}")]
    Bad(String),
    /// A key does not exist.
    #[error("{origin} has an unknown key {key:?}")]
    UnknownKey {
        /// Where the key was found.
        origin: String,
        /// The key.
        key: String,
        /// The key that was probably meant.
        nearest: Option<String>,
    },
}

/// What stands above the defaults.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// The file, by its ending TOML, YAML or JSON.
    pub file: Option<PathBuf>,
    /// Variables of the environment; those that begin with `CYBERFLY_` and have a `__` count.
    pub environment: HashMap<String, String>,
    /// Flags, as pairs of key and value.
    pub flags: Vec<(&'static str, String)>,
}

impl Config {
    /// Reads the sources and puts the configuration together.
    pub fn load(sources: Sources) -> Result<Self, ConfigError> {
        let known = known_keys();
        let mut builder = config::Config::builder();
        builder = add(builder, &Config::default())?;
        if let Some(path) = sources.file {
            builder = builder.add_source(read_file(&path, &known)?);
        }
        let environment = read_environment(sources.environment, &known)?;
        builder = builder.add_source(environment);
        for (key, value) in sources.flags {
            builder = builder.set_override(key, value).map_err(bad)?;
        }
        builder.build().and_then(config::Config::try_deserialize).map_err(bad)
    }
}

type Builder = config::ConfigBuilder<config::builder::DefaultState>;

fn add(builder: Builder, defaults: &Config) -> Result<Builder, ConfigError> {
    let source = config::Config::try_from(defaults).map_err(bad)?;
    Ok(builder.add_source(source))
}

fn bad(error: config::ConfigError) -> ConfigError {
    ConfigError::Bad(format!("the configuration cannot be used: {error}"))
}

fn read_file(path: &Path, known: &[String]) -> Result<config::Config, ConfigError> {
    let file = config::File::from(path).required(true);
    let read = config::Config::builder().add_source(file).build();
    let read =
        read.map_err(|error| ConfigError::Bad(format!("{} cannot be read: {error}", path.display())))?;
    check_keys(&read, &path.display().to_string(), known)?;
    Ok(read)
}

fn read_environment(
    variables: HashMap<String, String>,
    known: &[String],
) -> Result<config::Config, ConfigError> {
    let ours = variables.into_iter().filter(|(name, _)| name.starts_with("CYBERFLY_") && name.contains("__"));
    let mut environment = config::Environment::with_prefix("CYBERFLY")
        .prefix_separator("_")
        .separator("__")
        .try_parsing(true)
        .list_separator(",")
        .source(Some(ours.collect()));
    for list in LISTS {
        environment = environment.with_list_parse_key(list);
    }
    let read = config::Config::builder().add_source(environment).build().map_err(bad)?;
    check_keys(&read, "the environment", known)?;
    Ok(read)
}

/// The keys that are lists; in the environment they are written with commas. An empty one is lost on the way through the
/// `config` crate, hence `serde(default)` on each.
const LISTS: [&str; 3] = ["http.cors_origins", "http.hosts", "node.operators"];

/// Every key there is, in dotted form, as the defaults have them.
pub fn known_keys() -> Vec<String> {
    let mut keys = Vec::new();
    if let Ok(defaults) = serde_json::to_value(Config::default()) {
        collect_keys(&defaults, &mut String::new(), &mut keys);
    }
    keys
}

fn collect_keys(value: &serde_json::Value, prefix: &mut String, keys: &mut Vec<String>) {
    let serde_json::Value::Object(members) = value else {
        keys.push(prefix.clone());
        return;
    };
    for (name, value) in members {
        let length = prefix.len();
        let dot = if prefix.is_empty() { "" } else { "." };
        let _infallible = write!(prefix, "{dot}{name}");
        collect_keys(value, prefix, keys);
        prefix.truncate(length);
    }
}

fn check_keys(read: &config::Config, origin: &str, known: &[String]) -> Result<(), ConfigError> {
    let value: serde_json::Value = read.clone().try_deserialize().map_err(bad)?;
    let mut keys = Vec::new();
    collect_keys(&value, &mut String::new(), &mut keys);
    match keys.into_iter().find(|key| !key.is_empty() && !known.contains(key)) {
        None => Ok(()),
        Some(key) => {
            let nearest = known.iter().max_by(|a, b| similarity(a, &key).total_cmp(&similarity(b, &key)));
            let nearest = nearest.filter(|nearest| similarity(nearest, &key) > 0.7).cloned();
            Err(ConfigError::UnknownKey { origin: origin.to_owned(), key, nearest })
        }
    }
}

fn similarity(a: &str, b: &str) -> f64 {
    strsim::jaro_winkler(a, b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use cyberfly_store::EngineKind;
    use std::io::Write as _;

    fn file(ending: &str, text: &str) -> (tempfile::TempPath, Sources) {
        let mut file = tempfile::Builder::new().suffix(ending).tempfile().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        let path = file.into_temp_path();
        let sources = Sources { file: Some(path.to_path_buf()), ..Sources::default() };
        (path, sources)
    }

    #[test]
    fn without_any_source_the_defaults_hold() {
        assert_eq!(Config::load(Sources::default()).unwrap(), Config::default());
    }

    #[test]
    fn a_flag_beats_the_environment_beats_the_file() {
        let (_path, mut sources) =
            file(".toml", "[http]\nlisten = \"127.0.0.1:1\"\n[log]\nlevel = \"debug\"\n");
        assert_eq!(Config::load(sources.clone()).unwrap().http.listen.port(), 1);
        sources.environment.insert("CYBERFLY_HTTP__LISTEN".to_owned(), "127.0.0.1:2".to_owned());
        let config = Config::load(sources.clone()).unwrap();
        assert_eq!((config.http.listen.port(), config.log.level), (2, Level::Debug));
        sources.flags.push(("http.listen", "127.0.0.1:3".to_owned()));
        assert_eq!(Config::load(sources).unwrap().http.listen.port(), 3);
    }

    #[test]
    fn yaml_and_json_say_the_same_as_toml() {
        for (ending, text) in
            [(".yaml", "http:\n  enabled: false\n"), (".json", r#"{"http": {"enabled": false}}"#)]
        {
            assert!(!Config::load(file(ending, text).1).unwrap().http.enabled, "{ending}");
        }
    }

    #[test]
    fn an_unknown_key_is_an_error_that_names_the_nearest() {
        let (_path, sources) = file(".toml", "[http]\nlistn = \"127.0.0.1:1\"\n");
        match Config::load(sources) {
            Err(ConfigError::UnknownKey { key, nearest, .. }) => {
                assert_eq!((key.as_str(), nearest.as_deref()), ("http.listn", Some("http.listen")));
            }
            other => panic!("{other:?}"),
        }
        let environment = HashMap::from([("CYBERFLY_LOG__LEVLE".to_owned(), "info".to_owned())]);
        let sources = Sources { environment, ..Sources::default() };
        assert!(matches!(Config::load(sources), Err(ConfigError::UnknownKey { .. })));
    }

    #[test]
    fn sizes_durations_and_engines_are_read_from_their_words() {
        let text = "[storage]\nindex = \"fjall\"\ndurability = \"interval:200ms\"\ndisk_floor = \"1GiB\"\n";
        let options = Config::load(file(".toml", text).1).unwrap().storage.options();
        assert_eq!((options.engine, options.disk_floor), (EngineKind::Fjall, 1 << 30));
        assert_eq!(options.durability.to_string(), "interval:200ms");
        let text = "[storage]\nundo_window = \"36h\"\nundo_bytes = \"2GiB\"\ncompaction_rate = \"1MiB\"\n";
        let options = Config::load(file(".toml", text).1).unwrap().storage.options();
        assert_eq!((options.undo_window.as_secs(), options.undo_bytes), (36 * 3600, 2 << 30));
        assert_eq!(options.compaction_rate, 1 << 20);
        assert_eq!(Config::default().storage.undo_window.to_string(), "30days");
        for (text, printed) in [("64KiB", "64KiB"), ("1024KiB", "1MiB"), ("1000B", "1000B"), ("0B", "0GiB")] {
            assert_eq!(text.parse::<Size>().unwrap().to_string(), printed);
        }
        for bad in [
            "index = \"memory\"",
            "durability = \"never\"",
            "disk_floor = \"64\"",
            "disk_floor = 64",
            "undo_window = \"30\"",
            "undo_window = \"a while\"",
        ] {
            assert!(Config::load(file(".toml", &format!("[storage]\n{bad}\n")).1).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_list_in_the_environment_has_commas_and_a_list_in_a_file_is_one() {
        let keys = ["aa".repeat(32), "bb".repeat(32)];
        let environment = HashMap::from([("CYBERFLY_NODE__OPERATORS".to_owned(), keys.join(","))]);
        let from_environment = Config::load(Sources { environment, ..Sources::default() }).unwrap();
        let (_path, sources) = file(".toml", &format!("[node]\noperators = {keys:?}\n"));
        let from_file = Config::load(sources).unwrap();
        assert_eq!(from_file, from_environment);
        assert_eq!(from_file.node.operators.iter().map(ToString::to_string).collect::<Vec<_>>(), keys);
        let defaults = serde_json::to_value(Config::default()).unwrap();
        let is_list =
            |key: &String| defaults.pointer(&format!("/{}", key.replace('.', "/"))).unwrap().is_array();
        assert_eq!(known_keys().into_iter().filter(is_list).collect::<Vec<_>>(), LISTS);
    }

    #[test]
    fn a_limit_of_nothing_is_no_limit_and_refused() {
        for bad in
            ["connections = 0", "requests_per_second = 0", "head_timeout = \"0s\"", "head_bytes = \"many\""]
        {
            assert!(Config::load(file(".toml", &format!("[limits]\n{bad}\n")).1).is_err(), "{bad}");
        }
    }

    #[test]
    fn variables_that_are_not_settings_are_left_alone() {
        let environment = HashMap::from([("CYBERFLY_DATA_DIR".to_owned(), "/x".to_owned())]);
        assert!(Config::load(Sources { environment, ..Sources::default() }).is_ok());
    }

    #[test]
    fn a_value_of_the_wrong_form_is_an_error() {
        for text in ["[http]\nlisten = \"nowhere\"\n", "[log]\nlevel = \"loud\"\n", "not toml"] {
            assert!(Config::load(file(".toml", text).1).is_err(), "{text}");
        }
    }
}

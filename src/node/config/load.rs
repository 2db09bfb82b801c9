//! Putting a configuration together from its sources.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::problem::{ConfigError, Origin, Problem};
use super::setting::{self, Setting, nearest, settings};
use super::{Config, lines};

/// What stands above the defaults.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// The file, by its ending TOML, YAML or JSON.
    pub file: Option<PathBuf>,
    /// Variables of the environment; those that begin with `CYBERFLY_` and have a `__` count.
    pub environment: HashMap<String, String>,
    /// Flags of the command line that stand for a key.
    pub flags: Vec<Flag>,
}

/// A flag of the command line that stands for a key.
#[derive(Clone, Debug)]
pub struct Flag {
    /// How it is written, as `--http`.
    pub name: &'static str,
    /// The key.
    pub key: &'static str,
    /// The value.
    pub value: String,
}

/// A configuration, and where each of its values comes from.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The configuration.
    pub config: Config,
    /// Where the values come from that are not the defaults.
    origins: BTreeMap<String, Origin>,
}

impl Loaded {
    /// Reads the sources and puts the configuration together. An error names everything that is wrong.
    pub fn from(sources: Sources) -> Result<Self, ConfigError> {
        let file = sources.file.as_deref().map(|path| read_file(path).and_then(|text| File::of(path, &text)));
        Self::layers(file, sources.environment, sources.flags)
    }

    /// As [`Loaded::from`] with a file alone, which need not be there: it would have this path and this text.
    pub fn of_text(path: &Path, text: &str) -> Result<Self, ConfigError> {
        Self::layers(Some(File::of(path, text)), HashMap::new(), Vec::new())
    }

    fn layers(
        file: Option<Result<File, Problem>>,
        environment: HashMap<String, String>,
        flags: Vec<Flag>,
    ) -> Result<Self, ConfigError> {
        let known = settings();
        let (file, lines) = match file {
            Some(Ok(File { said, lines })) => (Ok(said), lines),
            Some(Err(problem)) => (Err(problem), BTreeMap::new()),
            None => (Ok(Vec::new()), BTreeMap::new()),
        };
        let line = |origin: &Origin, key: &str| {
            let is_file = matches!(origin, Origin::File(_));
            lines.get(key).copied().filter(|_| is_file)
        };
        let mut said = BTreeMap::new();
        let mut problems = Vec::new();
        let mut take = |layer: Result<Vec<Said>, Problem>| match layer {
            Ok(layer) => {
                for (origin, key, value) in layer {
                    if known.iter().any(|setting| setting.key == key) {
                        said.insert(key, (origin, value));
                    } else {
                        let line = line(&origin, &key);
                        problems.push(Problem { line, ..unknown(&known, origin, &key) });
                    }
                }
            }
            Err(problem) => problems.push(problem),
        };
        take(file);
        take(read_environment(environment, &known));
        let is_list = |key: &str| {
            known.iter().any(|setting| setting.key == key && matches!(setting.default, Value::Array(_)))
        };
        let value = |flag: &Flag| match is_list(flag.key) {
            // A list is written with commas: a,b,c.
            true => flag.value.split(',').collect::<Vec<_>>().into(),
            false => flag.value.clone().into(),
        };
        take(Ok(flags
            .iter()
            .map(|flag| (Origin::Flag(flag.name), flag.key.to_owned(), value(flag)))
            .collect()));
        let built = build(said.iter().map(|(key, (_, value))| (key.as_str(), value.clone())));
        if problems.is_empty()
            && let Ok(config) = built
        {
            let origins = said.into_iter().map(|(key, (origin, _))| (key, origin)).collect();
            return Ok(Self { config, origins });
        }
        // Each value alone over the defaults, so that every bad one is named.
        for (key, (origin, value)) in said {
            if let Err(error) = build([(key.as_str(), value)]) {
                let line = line(&origin, &key);
                problems.push(Problem { origin, line, what: format!("{key}: {error}"), nearest: None });
            }
        }
        Err(ConfigError { problems })
    }

    /// Where the value of a key comes from.
    pub fn origin(&self, key: &str) -> &Origin {
        self.origins.get(key).unwrap_or(&Origin::Default)
    }
}

impl Config {
    /// As [`Loaded::from`], without the origins.
    pub fn load(sources: Sources) -> Result<Self, ConfigError> {
        Loaded::from(sources).map(|loaded| loaded.config)
    }
}

/// Where something was said, the key and the value.
type Said = (Origin, String, config::Value);

fn build<'a>(
    said: impl IntoIterator<Item = (&'a str, config::Value)>,
) -> Result<Config, config::ConfigError> {
    let mut builder = config::Config::builder().add_source(config::Config::try_from(&Config::default())?);
    for (key, value) in said {
        builder = builder.set_override(key, bare(value))?;
    }
    builder.build()?.try_deserialize()
}

/// A value that does not know where it comes from, so that an error does not tell it twice.
fn bare(value: config::Value) -> config::Value {
    config::Value::new(None, value.kind)
}

fn unknown(known: &[Setting], origin: Origin, key: &str) -> Problem {
    Problem { origin, line: None, what: format!("unknown key {key:?}"), nearest: nearest(known, key) }
}

/// What a file says, and on which line it says each key, where that is known.
struct File {
    said: Vec<Said>,
    lines: BTreeMap<String, usize>,
}

impl File {
    fn of(path: &Path, text: &str) -> Result<Self, Problem> {
        let origin = Origin::File(path.to_path_buf());
        let problem = |line, what: String| Problem { origin: origin.clone(), line, what, nearest: None };
        let (format, lines) = match path.extension().and_then(|ending| ending.to_str()) {
            Some("toml") => {
                let lines = lines::of(text).map_err(|(line, what)| problem(line, what))?;
                (config::FileFormat::Toml, lines)
            }
            Some("yaml" | "yml") => (config::FileFormat::Yaml, BTreeMap::new()),
            Some("json") => (config::FileFormat::Json, BTreeMap::new()),
            _ => return Err(problem(None, "a configuration ends in .toml, .yaml or .json".to_owned())),
        };
        let read = config::Config::builder().add_source(config::File::from_str(text, format)).build();
        let read = read.map_err(|error| problem(None, error.to_string()))?;
        let mut said = Vec::new();
        flatten(read.cache, "", &mut |key, value| said.push((origin.clone(), key, value)));
        Ok(Self { said, lines })
    }
}

fn read_file(path: &Path) -> Result<String, Problem> {
    std::fs::read_to_string(path).map_err(|error| Problem {
        origin: Origin::File(path.to_path_buf()),
        line: None,
        what: format!("it cannot be read: {error}"),
        nearest: None,
    })
}

fn read_environment(variables: HashMap<String, String>, known: &[Setting]) -> Result<Vec<Said>, Problem> {
    let ours = variables.into_iter().filter(|(name, _)| name.starts_with("CYBERFLY_") && name.contains("__"));
    let mut environment = config::Environment::with_prefix("CYBERFLY")
        .prefix_separator("_")
        .separator("__")
        .try_parsing(true)
        .source(Some(ours.collect()));
    // A list is written with commas: a,b,c.
    for list in known.iter().filter(|setting| matches!(setting.default, Value::Array(_))) {
        environment = environment.list_separator(",").with_list_parse_key(&list.key);
    }
    let read = config::Config::builder().add_source(environment).build();
    let read = read.map_err(|error| Problem {
        origin: Origin::Environment("CYBERFLY_*".to_owned()),
        line: None,
        what: error.to_string(),
        nearest: None,
    })?;
    let mut said = Vec::new();
    flatten(read.cache, "", &mut |key, value| {
        said.push((Origin::Environment(setting::variable(&key)), key, value));
    });
    Ok(said)
}

/// Every key with its value, in dotted form.
fn flatten(value: config::Value, prefix: &str, found: &mut dyn FnMut(String, config::Value)) {
    match value.kind {
        config::ValueKind::Table(parts) => {
            let dot = if prefix.is_empty() { "" } else { "." };
            let parts: BTreeMap<_, _> = parts.into_iter().collect();
            for (name, part) in parts {
                flatten(part, &format!("{prefix}{dot}{name}"), found);
            }
        }
        _ => found(prefix.to_owned(), value),
    }
}

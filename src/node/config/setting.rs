//! Every key there is, read off the types: what it means, what it is without anybody saying so, how it can change.

use schemars::generate::SchemaSettings;
use serde_json::Value;

use super::Config;

/// One key of the configuration.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// The key, in dotted form.
    pub key: String,
    /// What it means.
    pub meaning: String,
    /// The words it can be, where it is one of a few.
    pub words: Vec<String>,
    /// Some that it can be, where there are many.
    pub examples: Vec<String>,
    /// What it is when nobody says anything else.
    pub default: Value,
    /// Whether it can change while a node runs. If not, a restart is needed.
    pub reload: bool,
    /// Whether its value is shown to nobody (`x-secret`).
    pub secret: bool,
}

impl Setting {
    /// The variable of the environment that sets it.
    pub fn variable(&self) -> String {
        variable(&self.key)
    }
}

/// The variable of the environment that sets a key.
pub(super) fn variable(key: &str) -> String {
    format!("CYBERFLY_{}", key.to_uppercase().replace('.', "__"))
}

/// The JSON Schema of a configuration file.
pub fn schema() -> Value {
    let generator = SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
    generator.into_generator().into_root_schema_for::<Config>().to_value()
}

/// Every key, in the order of their names.
pub fn settings() -> Vec<Setting> {
    let defaults = serde_json::to_value(Config::default()).unwrap_or_default();
    let mut found = Vec::new();
    collect(&schema(), &defaults, "", &mut found);
    found.sort_by(|a: &Setting, b: &Setting| a.key.cmp(&b.key));
    found
}

fn collect(schema: &Value, default: &Value, key: &str, found: &mut Vec<Setting>) {
    let text = |of: &Value| of["description"].as_str().unwrap_or_default().replace('\n', " ");
    if let Value::Object(parts) = &schema["properties"] {
        for (name, part) in parts {
            let dot = if key.is_empty() { "" } else { "." };
            collect(part, &default[name], &format!("{key}{dot}{name}"), found);
        }
        return;
    }
    let list = |word: &str| schema[word].as_array().into_iter().flatten();
    let texts =
        |word: &str| list(word).filter_map(|text| Some(text.as_str()?.to_owned())).collect::<Vec<_>>();
    let told = list("oneOf").filter_map(|word| Some(word["const"].as_str()?.to_owned()));
    let words = told.chain(texts("enum")).collect();
    let reload = schema["x-reload"] == Value::Bool(true);
    found.push(Setting {
        key: key.to_owned(),
        meaning: text(schema),
        words,
        examples: texts("examples"),
        default: default.clone(),
        reload,
        secret: schema["x-secret"] == Value::Bool(true),
    });
}

/// The key nearest to one that does not exist, if one is near.
pub fn nearest(known: &[Setting], key: &str) -> Option<String> {
    /// Below this the likeness is an accident.
    const LIKE: f64 = 0.7;
    let alike = known.iter().map(|setting| (strsim::jaro_winkler(&setting.key, key), &setting.key));
    let best = alike.max_by(|(a, _), (b, _)| a.total_cmp(b));
    best.filter(|(likeness, _)| *likeness > LIKE).map(|(_, key)| key.clone())
}

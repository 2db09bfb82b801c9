//! What another configuration changes for a node that runs.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Config, Setting, settings};

/// A key whose value is another one.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The key.
    pub key: String,
    /// What it was.
    pub from: Value,
    /// What it is to be.
    pub to: Value,
}

/// What a running node makes of another configuration.
#[derive(Clone, Debug, PartialEq)]
pub struct Reloaded {
    /// The configuration that holds from now on: the old one with what can change while a node runs.
    pub config: Config,
    /// What has changed.
    pub applied: Vec<Change>,
    /// What stays as it was until a restart.
    pub needs_restart: Vec<Change>,
}

impl Config {
    /// The value of each key, as a file would say it. A secret is null: it is told to nobody.
    pub fn told(&self) -> BTreeMap<String, Value> {
        let said = as_json(self);
        let tell = |setting: Setting| {
            let place = format!("/{}", setting.key.replace('.', "/"));
            let value = said.pointer(&place).filter(|_| !setting.secret).cloned();
            (setting.key, value.unwrap_or_default())
        };
        settings().into_iter().map(tell).collect()
    }

    /// What a node that runs with this configuration can take from another one, and what it cannot.
    pub fn reload(&self, other: &Config) -> Reloaded {
        let (was, wanted) = (as_json(self), as_json(other));
        let mut holds = was.clone();
        let (mut applied, mut needs_restart) = (Vec::new(), Vec::new());
        for setting in settings() {
            let place = format!("/{}", setting.key.replace('.', "/"));
            let (Some(from), Some(to)) = (was.pointer(&place), wanted.pointer(&place)) else { continue };
            if from == to {
                continue;
            }
            let change = Change { key: setting.key, from: from.clone(), to: to.clone() };
            if setting.reload
                && let Some(value) = holds.pointer_mut(&place)
            {
                *value = to.clone();
                applied.push(change);
            } else {
                needs_restart.push(change);
            }
        }
        // Every value comes from a configuration, so this cannot fail; if it did, nothing would change.
        match serde_json::from_value(holds) {
            Ok(config) => Reloaded { config, applied, needs_restart },
            Err(_) => Reloaded { config: self.clone(), applied: Vec::new(), needs_restart },
        }
    }
}

fn as_json(config: &Config) -> Value {
    serde_json::to_value(config).unwrap_or_default()
}

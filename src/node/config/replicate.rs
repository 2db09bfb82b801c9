//! Which databases a node replicates.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use cyberfly_core::DbName;
use cyberfly_core::query::glob::Glob;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Period;
use super::values::as_text;

/// What a node replicates, and when it looks for differences.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Replicate {
    /// The databases that this node fetches from its peers and gives to them, with commas in between: `own` (those that
    /// were written through this node or belong to a key of its operators), `all`, or patterns of names, as
    /// `shared.*,own`. Private ones go to proven readers alone, whatever is said here.
    #[serde(with = "as_text")]
    #[schemars(with = "String")]
    #[schemars(extend("x-reload" = true, "examples" = ["own", "all"]))]
    pub databases: Which,
    /// How long after a session with a peer the next one begins by itself. What is written goes to peers at once; this
    /// finds what was missed.
    #[serde(with = "as_text")]
    #[schemars(with = "String")]
    pub interval: Period,
}

impl Default for Replicate {
    fn default() -> Self {
        Self { databases: Which::default(), interval: Period(Duration::from_secs(30)) }
    }
}

/// Which databases are replicated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Which {
    text: String,
    all: bool,
    own: bool,
    patterns: Vec<Glob>,
}

impl Default for Which {
    fn default() -> Self {
        Self { text: "own".to_owned(), all: false, own: true, patterns: Vec::new() }
    }
}

impl Which {
    /// Whether a database is replicated, given whether it is one of this node's own.
    pub fn includes(&self, db: &DbName, is_own: impl FnOnce() -> bool) -> bool {
        self.all
            || self.patterns.iter().any(|pattern| pattern.matches(db.as_str().as_bytes()))
            || (self.own && is_own())
    }

    /// Whether it can be told without patterns.
    pub const fn is_plain(&self) -> bool {
        !self.all && self.patterns.is_empty()
    }
}

impl fmt::Display for Which {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl FromStr for Which {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut which = Self { text: text.to_owned(), all: false, own: false, patterns: Vec::new() };
        for part in text.split(',').map(str::trim) {
            match part {
                "" => {
                    return Err(format!(
                        "{text:?} names no databases: write own, all, or patterns as shared.*,own"
                    ));
                }
                "all" => which.all = true,
                "own" => which.own = true,
                pattern => {
                    let pattern =
                        Glob::new(pattern).map_err(|error| format!("{pattern:?} is no pattern: {error}"))?;
                    which.patterns.push(pattern);
                }
            }
        }
        Ok(which)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cyberfly_core::SecretKey;

    fn db(label: &str) -> DbName {
        DbName::new(label, SecretKey::from_seed(&[1; 32]).public()).unwrap()
    }

    fn includes(which: &str, label: &str, is_own: bool) -> bool {
        which.parse::<Which>().unwrap().includes(&db(label), || is_own)
    }

    #[test]
    fn own_all_and_patterns_say_what_is_replicated() {
        assert!(includes("own", "x", true) && !includes("own", "x", false));
        assert!(includes("all", "x", false));
        assert!(includes("shared.*", "shared.a", false) && !includes("shared.*", "x", true));
        assert!(includes("shared.*, own", "x", true) && includes("shared.*,own", "shared.a", false));
        let one = db("x").to_string();
        assert!(includes(&one, "x", false) && !includes(&one, "y", false));
    }

    #[test]
    fn what_names_nothing_is_refused() {
        for text in ["", "own,", ",", "[a"] {
            assert!(text.parse::<Which>().is_err(), "{text}");
        }
        assert_eq!("own,a*".parse::<Which>().unwrap().to_string(), "own,a*");
    }
}

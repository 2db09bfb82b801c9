//! Which databases a node replicates.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use cyberfly_core::DbName;
use cyberfly_core::query::glob::Glob;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Period;
use super::values::{Size, as_text, as_texts};

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
    /// Files below this size are fetched as soon as something refers to them; larger ones when somebody asks for them
    /// (`data blob get`). `0B`: none is fetched by itself.
    #[serde(with = "as_text")]
    #[schemars(with = "String", extend("x-reload" = true))]
    pub blobs_eager_below: Size,
    /// The databases of which every file is fetched, whatever its size: patterns of names, as `photos-*`.
    #[serde(with = "as_texts")]
    #[schemars(with = "Vec<String>", extend("x-reload" = true))]
    pub pinned: Vec<Pattern>,
}

impl Replicate {
    /// Files of a database that have fewer bytes than this are fetched by themselves.
    pub fn fetched_below(&self, db: &DbName) -> u64 {
        match self.pinned.iter().any(|pattern| pattern.matches(db)) {
            true => u64::MAX,
            false => self.blobs_eager_below.0,
        }
    }
}

/// A pattern of names of databases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    text: String,
    glob: Glob,
}

impl Pattern {
    /// Whether a database is meant.
    pub fn matches(&self, db: &DbName) -> bool {
        self.glob.matches(db.as_str().as_bytes())
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl FromStr for Pattern {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if text.is_empty() {
            return Err("an empty pattern names no database: write its name, or photos-*, or *".to_owned());
        }
        let glob = Glob::new(text).map_err(|error| format!("{text:?} is no pattern: {error}"))?;
        Ok(Self { text: text.to_owned(), glob })
    }
}

impl Default for Replicate {
    fn default() -> Self {
        Self {
            databases: Which::default(),
            interval: Period(Duration::from_secs(30)),
            blobs_eager_below: Size(128 * 1024 * 1024),
            pinned: Vec::new(),
        }
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
    fn files_are_fetched_below_a_size_and_of_pinned_databases_all() {
        let pinned = vec!["photos-*".parse().unwrap(), db("one").to_string().parse().unwrap()];
        let replicate = Replicate { blobs_eager_below: Size(10), pinned, ..Replicate::default() };
        assert_eq!(replicate.fetched_below(&db("x")), 10);
        assert_eq!(replicate.fetched_below(&db("one")), u64::MAX);
        assert!("".parse::<Pattern>().is_err() && "[a".parse::<Pattern>().is_err());
    }

    #[test]
    fn what_names_nothing_is_refused() {
        for text in ["", "own,", ",", "[a"] {
            assert!(text.parse::<Which>().is_err(), "{text}");
        }
        assert_eq!("own,a*".parse::<Which>().unwrap().to_string(), "own,a*");
    }
}

//! The names of databases and keys: one canonical form each, checked where they enter.

use std::fmt;
use std::str::FromStr;

use crate::error::ErrorCode;
use crate::key::PublicKey;

/// The longest database name, label and owner together, in bytes.
pub const DB_NAME_LIMIT: usize = 128;
/// The longest label of a database: what is left of [`DB_NAME_LIMIT`] beside a dash and the owner.
pub const DB_LABEL_LIMIT: usize = DB_NAME_LIMIT - 65;
/// The longest key, in bytes of UTF-8.
pub const KEY_LIMIT: usize = 256;

/// What the label of a private database begins with.
pub const PRIVATE_PREFIX: &str = "private.";

/// The text of the key at which rights are written.
pub const RIGHTS_KEY: &str = "~rights";

/// The text of the key at which testimonies are written, see [`crate::witness`].
pub const WITNESS_KEY: &str = "~witness";

/// Why a text is not a name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// The database name has no `-` followed by an owner.
    #[error("a database name is <name>-<owner public key, 64 lower-case hex digits>")]
    NoOwner,
    /// The label has a character outside its alphabet, or does not begin with a letter or digit.
    #[error(
        "a database's short name is made of a-z, 0-9, '.', '_' and '-', and begins with a letter or digit"
    )]
    BadLabel,
    /// The label is empty or longer than [`DB_LABEL_LIMIT`].
    #[error("a database's short name has 1 to {DB_LABEL_LIMIT} bytes, this one has {0}")]
    LabelLength(usize),
    /// The key is empty or longer than [`KEY_LIMIT`].
    #[error("a key has 1 to {KEY_LIMIT} bytes, this one has {0}")]
    KeyLength(usize),
    /// The key has a control character.
    #[error("a key is text without control characters")]
    KeyControl,
    /// The key begins with `~`, but with no strategy's prefix.
    #[error("a key may begin with '~' only as '~first/' or '~max/'")]
    KeyReserved,
}

impl NameError {
    /// `limit_exceeded` for lengths, `bad_request` for the rest.
    pub const fn code(&self) -> ErrorCode {
        match self {
            NameError::LabelLength(_) | NameError::KeyLength(_) => ErrorCode::LimitExceeded,
            _ => ErrorCode::BadRequest,
        }
    }
}

/// The name of a database: a label and its owner's key, `<label>-<64 hex digits>`. The owner is part of the name and
/// can never change.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DbName {
    text: String,
    owner: PublicKey,
}

impl DbName {
    /// The name of the owner's database with this label.
    pub fn new(label: &str, owner: PublicKey) -> Result<Self, NameError> {
        check_label(label)?;
        Ok(Self { text: format!("{label}-{owner}"), owner })
    }

    /// The whole name.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The part before the owner.
    pub fn label(&self) -> &str {
        self.text.get(..self.text.len().saturating_sub(65)).unwrap_or_default()
    }

    /// The owner's key.
    pub const fn owner(&self) -> PublicKey {
        self.owner
    }

    /// Whether only those may read it who hold a role in it. It follows from the label, so that it is known before
    /// anything else of the database is, and cannot change under the data.
    pub fn is_private(&self) -> bool {
        self.text.starts_with(PRIVATE_PREFIX)
    }
}

/// Refuses a text that cannot be the label of a database.
pub fn check_label(label: &str) -> Result<(), NameError> {
    if label.is_empty() || label.len() > DB_LABEL_LIMIT {
        return Err(NameError::LabelLength(label.len()));
    }
    let good = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'_' | b'-');
    if !label.bytes().all(good) || !label.as_bytes()[0].is_ascii_alphanumeric() {
        return Err(NameError::BadLabel);
    }
    Ok(())
}

impl FromStr for DbName {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        if text.len() > DB_NAME_LIMIT {
            return Err(NameError::LabelLength(text.len().saturating_sub(65)));
        }
        let (label, owner) = text.rsplit_once('-').ok_or(NameError::NoOwner)?;
        let owner: PublicKey = owner.parse().map_err(|_| NameError::NoOwner)?;
        check_label(label)?;
        Ok(Self { text: text.to_owned(), owner })
    }
}

impl fmt::Display for DbName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for DbName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DbName({})", self.text)
    }
}

/// How the writes of a key merge. It follows from the key's text, so that it can never change under the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Strategy {
    /// Plain keys: the newest write wins.
    Last,
    /// Keys under `~first/`: the oldest value wins, a delete is final.
    First,
    /// Keys under `~max/`: the greatest number wins.
    Max,
}

/// The name of a key in a database: 1 to 256 bytes of text without control characters. It is compared by its bytes
/// and never normalised.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(String);

impl Key {
    /// Checks a text and takes it as a key.
    pub fn new(text: impl Into<String>) -> Result<Self, NameError> {
        let text = text.into();
        if text.is_empty() || text.len() > KEY_LIMIT {
            return Err(NameError::KeyLength(text.len()));
        }
        if text.chars().any(char::is_control) {
            return Err(NameError::KeyControl);
        }
        if text.starts_with('~') && strategy_of(&text) == Strategy::Last {
            return Err(NameError::KeyReserved);
        }
        Ok(Self(text))
    }

    /// The key at which rights are written, if this is its text. No other write can have it.
    pub fn rights(text: &str) -> Option<Self> {
        (text == RIGHTS_KEY).then(|| Self(text.to_owned()))
    }

    /// The key at which testimonies are written, if this is its text. No other write can have it.
    pub fn witness(text: &str) -> Option<Self> {
        (text == WITNESS_KEY).then(|| Self(text.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it holds what a database keeps of itself: rights, and which testimonies were given. Nobody writes a value there.
    pub fn is_internal(&self) -> bool {
        self.0 == RIGHTS_KEY || self.0 == WITNESS_KEY
    }

    /// How writes to this key merge.
    pub fn strategy(&self) -> Strategy {
        strategy_of(&self.0)
    }
}

fn strategy_of(text: &str) -> Strategy {
    if text.starts_with("~first/") {
        Strategy::First
    } else if text.starts_with("~max/") {
        Strategy::Max
    } else {
        Strategy::Last
    }
}

impl FromStr for Key {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        Self::new(text)
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({:?})", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::SecretKey;

    fn owner() -> PublicKey {
        SecretKey::from_seed(&[1; 32]).public()
    }

    #[test]
    fn a_database_name_is_label_and_owner() {
        let name = DbName::new("sensor-data.v2", owner()).unwrap();
        let again: DbName = name.as_str().parse().unwrap();
        assert_eq!(again, name);
        assert_eq!((again.label(), again.owner()), ("sensor-data.v2", owner()));
    }

    #[test]
    fn a_database_name_in_another_form_is_refused() {
        let hex = owner().to_string();
        for bad in [
            "plain".to_owned(),
            format!("UPPER-{hex}"),
            format!("-{hex}"),
            format!("_x-{hex}"),
            format!("a b-{hex}"),
            format!("x-{}", hex.to_uppercase()),
            format!("x-{}", &hex[1..]),
            format!("{}-{hex}", "x".repeat(64)),
        ] {
            assert!(bad.parse::<DbName>().is_err(), "{bad}");
        }
        assert!(format!("{}-{hex}", "x".repeat(63)).parse::<DbName>().is_ok());
    }

    #[test]
    fn whether_a_database_is_private_shows_in_its_label() {
        let owner = PublicKey::from_bytes([7; 32]);
        for (label, private) in
            [("private.x", true), ("private", false), ("private-x", false), ("x.private.", false)]
        {
            assert_eq!(DbName::new(label, owner).unwrap().is_private(), private, "{label}");
        }
    }

    #[test]
    fn a_key_of_256_bytes_is_the_longest() {
        assert!(Key::new("k".repeat(256)).is_ok());
        assert_eq!(Key::new("k".repeat(257)).unwrap_err().code(), ErrorCode::LimitExceeded);
        assert!(Key::new("").is_err());
    }

    #[test]
    fn control_characters_and_reserved_prefixes_are_refused() {
        for bad in ["a\nb", "a\0", "\u{7f}", "\u{85}", "~", "~x", "~firs", "~maximum/x"] {
            assert_eq!(Key::new(bad).unwrap_err().code(), ErrorCode::BadRequest, "{bad:?}");
        }
        assert_eq!(Key::new("~first/x").unwrap().strategy(), Strategy::First);
        assert_eq!(Key::new("~max/x").unwrap().strategy(), Strategy::Max);
        assert_eq!(Key::new("x~first/").unwrap().strategy(), Strategy::Last);
    }

    #[test]
    fn keys_are_not_normalised() {
        assert_ne!(Key::new("e\u{301}").unwrap(), Key::new("\u{e9}").unwrap());
    }
}

//! The ways to nodes that were saved under a name: `contexts.toml`.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use cyberfly_client::Trust;
use cyberfly_core::{ErrorCode, PublicKey};
use cyberfly_protocol::ErrorBody;
use serde::{Deserialize, Serialize};

use crate::cli::TokenScope;
use crate::failure::Failure;
use crate::{files, places};

/// The context that is always there: the node of this machine's data directory.
pub(crate) const LOCAL: &str = "local";
/// The longest name.
const NAME_LIMIT: usize = 64;
/// How many are saved at most.
const COUNT_LIMIT: usize = 1000;

/// All contexts, the one in use, and the one before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Contexts {
    /// The one in use.
    current: String,
    /// The one that was in use before.
    previous: String,
    /// All but `local`.
    contexts: BTreeMap<String, Context>,
}

impl Default for Contexts {
    fn default() -> Self {
        Self { current: LOCAL.to_owned(), previous: LOCAL.to_owned(), contexts: BTreeMap::new() }
    }
}

/// The way to a node.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub(crate) enum Context {
    /// An admin socket on this machine.
    Socket {
        /// Where it is.
        socket: PathBuf,
    },
    /// An HTTP address.
    Url {
        /// The address.
        url: String,
        /// What is shown there.
        proof: Proof,
        /// Whom is trusted there, over TLS, and with which certificate.
        trust: Trust,
    },
}

/// What a caller shows to the node at an HTTP address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Proof {
    /// Nothing: the caller is anyone.
    None,
    /// The token in this file.
    File(PathBuf),
    /// Tokens made with a key.
    Key {
        /// The key, by name or file.
        key: String,
        /// The node they are for.
        node: PublicKey,
        /// What they are for.
        scope: TokenScope,
    },
}

/// A context as it is written to the file.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    socket: Option<PathBuf>,
    url: Option<String>,
    token_file: Option<PathBuf>,
    key: Option<String>,
    node: Option<String>,
    scope: Option<String>,
    ca: Option<PathBuf>,
    cert: Option<PathBuf>,
    cert_key: Option<PathBuf>,
}

impl TryFrom<Written> for Context {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        let node = written.node.map(|node| node.parse().map_err(|_| format!("{node:?} is no id of a node")));
        let scope = match written.scope.as_deref() {
            None | Some("operator") => TokenScope::Operator,
            Some("read") => TokenScope::Read,
            Some(other) => return Err(format!("{other:?} is no scope: there are \"operator\" and \"read\"")),
        };
        let trust = Trust { ca: written.ca, certificate: written.cert, key: written.cert_key };
        let proof = match (written.token_file, written.key, node.transpose()?) {
            (None, None, None) => Some(Proof::None),
            (Some(file), None, None) => Some(Proof::File(file)),
            (None, Some(key), Some(node)) => Some(Proof::Key { key, node, scope }),
            _ => None,
        };
        match (written.socket, written.url, proof) {
            (Some(socket), None, Some(Proof::None)) if !trust.is_some() => Ok(Self::Socket { socket }),
            (None, Some(url), Some(proof)) => Ok(Self::Url { url, proof, trust }),
            _ => Err("it is a socket; or a url, with a token_file, or with a key and a node, or alone, and for TLS \
                      with a ca, a cert and a cert_key"
                .to_owned()),
        }
    }
}

impl From<Context> for Written {
    fn from(context: Context) -> Self {
        match context {
            Context::Socket { socket } => Self { socket: Some(socket), ..Self::default() },
            Context::Url { url, proof, trust } => {
                let Trust { ca, certificate, key } = trust;
                let written =
                    Self { url: Some(url), ca, cert: certificate, cert_key: key, ..Self::default() };
                match proof {
                    Proof::None => written,
                    Proof::File(file) => Self { token_file: Some(file), ..written },
                    Proof::Key { key, node, scope } => Self {
                        key: Some(key),
                        node: Some(node.to_string()),
                        scope: Some(scope.scope().word().to_owned()),
                        ..written
                    },
                }
            }
        }
    }
}

impl fmt::Display for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Socket { socket } => write!(f, "the admin socket {}", socket.display()),
            Self::Url { url, .. } => f.write_str(url),
        }
    }
}

impl Contexts {
    /// The contexts in this file; none but `local` if it is not there.
    pub(crate) fn load(path: &Path) -> Result<Self, Failure> {
        files::read(path)?.map_or_else(|| Ok(Self::default()), |text| Self::parse(path, &text))
    }

    /// The name of the one in use. Without a place for a file it is `local`.
    pub(crate) fn in_use() -> Result<String, Failure> {
        match places::contexts() {
            Ok(path) => Ok(Self::load(&path)?.current),
            Err(_) => Ok(LOCAL.to_owned()),
        }
    }

    /// Changes the file, whole or not at all, and while no other command does.
    pub(crate) fn change<T>(
        path: &Path,
        change: impl FnOnce(&mut Self) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let held = files::Held::of(path)?;
        let mut contexts =
            held.read()?.map_or_else(|| Ok(Self::default()), |text| Self::parse(path, &text))?;
        let changed = change(&mut contexts)?;
        let text = toml_edit::ser::to_string_pretty(&contexts);
        held.replace(&text.map_err(|error| Failure::internal(format!("writing contexts: {error}")))?)?;
        Ok(changed)
    }

    fn parse(path: &Path, text: &str) -> Result<Self, Failure> {
        toml_edit::de::from_str(text).map_err(|error| {
            let line = error.span().map(|span| text[..span.start.min(text.len())].matches('\n').count() + 1);
            let line = line.map_or_else(String::new, |line| format!(":{line}"));
            let message = format!("{}{line}: {}; it was left as it is", path.display(), error.message());
            Failure::misuse(message, "mend the file, or move it away")
        })
    }

    /// The context of this name, which is not `local`.
    pub(crate) fn find(&self, name: &str) -> Result<&Context, Failure> {
        self.contexts.get(name).ok_or_else(|| {
            let body = ErrorBody::new(ErrorCode::NotFound, format!("there is no context {name:?}"));
            body.hint("cyberfly context list shows those there are").into()
        })
    }

    /// All but `local`, by name.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&String, &Context)> {
        self.contexts.iter()
    }

    /// The name of the one in use.
    pub(crate) fn current(&self) -> &str {
        &self.current
    }

    /// The name of the one that was in use before.
    pub(crate) fn previous(&self) -> &str {
        &self.previous
    }

    /// Saves a new one.
    pub(crate) fn add(&mut self, name: String, context: Context) -> Result<(), Failure> {
        check_name(&name)?;
        if self.contexts.contains_key(&name) {
            let message = format!("there is a context {name} already; it was left as it is");
            return Err(ErrorBody::new(ErrorCode::Conflict, message)
                .hint(format!("remove it first: cyberfly context remove {name}"))
                .into());
        }
        if self.contexts.len() >= COUNT_LIMIT {
            let message = format!("at most {COUNT_LIMIT} contexts are saved; nothing was changed");
            return Err(ErrorBody::new(ErrorCode::LimitExceeded, message).into());
        }
        self.contexts.insert(name, context);
        Ok(())
    }

    /// Uses another one from now on.
    pub(crate) fn switch(&mut self, name: &str) -> Result<(), Failure> {
        if name != LOCAL {
            self.find(name)?;
        }
        if name != self.current {
            self.previous = std::mem::replace(&mut self.current, name.to_owned());
        }
        Ok(())
    }

    /// Forgets one. If it was in use, `local` is from now on.
    pub(crate) fn remove(&mut self, name: &str) -> Result<(), Failure> {
        self.find(name)?;
        self.contexts.remove(name);
        for used in [&mut self.current, &mut self.previous] {
            if used == name {
                LOCAL.clone_into(used);
            }
        }
        Ok(())
    }
}

fn check_name(name: &str) -> Result<(), Failure> {
    let good = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
    let starts_well = name.starts_with(|c: char| c.is_ascii_alphanumeric());
    if name != LOCAL && starts_well && name.len() <= NAME_LIMIT && name.bytes().all(good) {
        return Ok(());
    }
    let message = format!(
        "{name:?} cannot be the name of a context: it has 1 to {NAME_LIMIT} letters, digits, dots, dashes and underscores, \
         begins with a letter or digit, and is not {LOCAL:?}"
    );
    Err(Failure::misuse(message, "choose another name"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(url: &str) -> Context {
        Context::Url { url: url.to_owned(), proof: Proof::None, trust: Trust::default() }
    }

    #[test]
    fn what_was_saved_is_read_back_and_only_its_owner_can_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let temp = tempfile::tempdir().unwrap();
        let path = temp.path().join("made/contexts.toml");
        let node = cyberfly_core::SecretKey::from_seed(&[3; 32]).public();
        let proof = Proof::Key { key: "default".to_owned(), node, scope: TokenScope::Read };
        let ways = [
            Context::Socket { socket: "/run/x.sock".into() },
            url("http://127.0.0.1:1"),
            Context::Url {
                url: "https://[::1]:1".to_owned(),
                proof: Proof::File("/t".into()),
                trust: Trust {
                    ca: Some("/ca".into()),
                    certificate: Some("/c".into()),
                    key: Some("/k".into()),
                },
            },
            Context::Url { url: "http://localhost".to_owned(), proof, trust: Trust::default() },
        ];
        for (count, way) in ways.iter().enumerate() {
            Contexts::change(&path, |all| all.add(format!("c{count}"), way.clone())).unwrap();
        }
        let read = Contexts::load(&path).unwrap();
        assert_eq!(read.all().map(|(_, way)| way.clone()).collect::<Vec<_>>(), ways);
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn previous_swaps_and_a_removed_one_is_used_no_more() {
        let mut all = Contexts::default();
        all.add("a".to_owned(), url("http://a")).unwrap();
        all.add("b".to_owned(), url("http://b")).unwrap();
        all.switch("a").unwrap();
        all.switch("b").unwrap();
        all.switch("b").unwrap();
        assert_eq!((all.current(), all.previous()), ("b", "a"), "to use it again changes nothing");
        let before = all.previous().to_owned();
        all.switch(&before).unwrap();
        assert_eq!((all.current(), all.previous()), ("a", "b"));
        all.remove("a").unwrap();
        assert_eq!((all.current(), all.previous()), (LOCAL, "b"));
        assert!(all.switch("a").is_err() && all.remove(LOCAL).is_err());
        assert_eq!(all.current(), LOCAL);
    }

    #[test]
    fn names_that_would_confuse_are_refused_and_an_existing_one_is_kept() {
        let mut all = Contexts::default();
        for bad in ["", "-", "-x", ".x", "a b", "a/b", LOCAL, "\u{1f41d}", &"x".repeat(65)] {
            assert!(all.add(bad.to_owned(), url("http://x")).is_err(), "{bad}");
        }
        all.add("x".repeat(64), url("http://x")).unwrap();
        assert!(all.add("x".repeat(64), url("http://y")).is_err());
        assert_eq!(all.find(&"x".repeat(64)).unwrap(), &url("http://x"));
    }

    #[test]
    fn a_file_that_says_something_else_is_refused_with_the_line() {
        for (text, line) in [
            ("current = 5\n", ":1:"),
            ("\n[contexts.a]\nurl = 'x'\nsocket = 'y'\n", ":2:"),
            ("[contexts.a]\nurl = 'x'\nkey = 'without a node'\n", ":1:"),
            ("[contexts.a]\nurll = 'x'\n", ":2:"),
            ("[contexts.a]\nsocket = 'x'\nca = 'y'\n", ":1:"),
        ] {
            let Err(Failure::Error { body, exit }) = Contexts::parse(Path::new("c"), text) else {
                panic!("{text}")
            };
            assert!(exit == 2 && body.message.contains(line), "{text}: {}", body.message);
        }
    }
}

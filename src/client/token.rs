//! Where tokens for a remote node come from.

use std::fs;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use cyberfly_core::token::{LIFETIME_LIMIT, Scope};
use cyberfly_core::{ErrorCode, PublicKey, SecretKey, Token};
use cyberfly_protocol::ErrorBody;

/// The longest token file that is read.
const FILE_LIMIT: u64 = 4096;

/// Where tokens for a remote node come from.
#[derive(Debug)]
pub enum TokenSource {
    /// From nowhere: the caller is anyone.
    None,
    /// From a file that something else keeps fresh; it is read for each request.
    File(PathBuf),
    /// From a key, a fresh one every few minutes.
    Key(Box<TokenMaker>),
}

/// Makes tokens with a key.
///
/// The audience is the node that the user named, never what answers at the address: a node that could choose it would
/// take the token to that other node and be the user there.
#[derive(Debug)]
pub struct TokenMaker {
    key: SecretKey,
    audience: PublicKey,
    scope: Scope,
    last: Mutex<Option<(u64, String)>>,
}

impl TokenMaker {
    const fn new(key: SecretKey, audience: PublicKey, scope: Scope) -> Self {
        Self { key, audience, scope, last: Mutex::new(None) }
    }

    /// The token to send at the second `now`: the last one until half its life is over, then a new one.
    fn token(&self, now: u64) -> String {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        match &*last {
            Some((made, token)) if (*made..*made + LIFETIME_LIMIT / 2).contains(&now) => token.clone(),
            _ => {
                let token = Token::fresh(self.audience, self.scope, now).sign(&self.key);
                *last = Some((now, token.clone()));
                token
            }
        }
    }
}

impl TokenSource {
    /// Tokens of this scope by this key for the node with this identity.
    pub fn by_key(key: SecretKey, audience: PublicKey, scope: Scope) -> Self {
        Self::Key(Box::new(TokenMaker::new(key, audience, scope)))
    }

    /// Whether there is ever a token.
    pub(crate) const fn is_some(&self) -> bool {
        !matches!(self, TokenSource::None)
    }

    /// The token for a request that is sent now.
    pub(crate) fn token(&self) -> Result<Option<String>, ErrorBody> {
        match self {
            TokenSource::None => Ok(None),
            TokenSource::Key(maker) => {
                let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
                Ok(Some(maker.token(now)))
            }
            TokenSource::File(path) => {
                let cannot = |why: String| {
                    let message = format!("the token file {} cannot be used: {why}", path.display());
                    ErrorBody::new(ErrorCode::Unauthenticated, message).hint("name another with --token-file")
                };
                let found = fs::metadata(path).map_err(|error| cannot(error.to_string()))?;
                if found.len() > FILE_LIMIT {
                    return Err(cannot(format!("it is longer than {FILE_LIMIT} bytes")));
                }
                let text = fs::read_to_string(path).map_err(|error| cannot(error.to_string()))?;
                Ok(Some(text.trim().to_owned()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_used_for_half_its_life_and_holds_all_that_time() {
        let (key, node) = (SecretKey::from_seed(&[1; 32]), SecretKey::from_seed(&[2; 32]).public());
        let maker = TokenMaker::new(key.clone(), node, Scope::Operator);
        let first = maker.token(1000);
        assert_eq!(maker.token(1000 + LIFETIME_LIMIT / 2 - 1), first);
        let second = maker.token(1000 + LIFETIME_LIMIT / 2);
        assert_ne!(second, first);
        assert_ne!(maker.token(900), second, "a clock that was set back");
        let proven = Token::check(&first, node, 1000 + LIFETIME_LIMIT / 2).unwrap();
        assert_eq!(proven.0, key.public());
    }

    #[test]
    fn a_token_file_is_read_anew_each_time_and_is_no_large_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("token");
        let source = TokenSource::File(path.clone());
        assert_eq!(source.token().unwrap_err().code(), ErrorCode::Unauthenticated);
        for text in ["one\n", "two"] {
            fs::File::create(&path)
                .and_then(|mut file| std::io::Write::write_all(&mut file, text.as_bytes()))
                .unwrap();
            assert_eq!(source.token().unwrap().as_deref(), Some(text.trim()));
        }
        fs::File::create(&path).and_then(|file| file.set_len(FILE_LIMIT + 1)).unwrap();
        assert!(source.token().is_err());
    }
}

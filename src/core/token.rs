//! Tokens: how a caller proves to a door whose key it holds.
//!
//! A token is a CBOR Web Token (RFC 8392) in the envelope of operations, with a context of its own: no token can pass for
//! an operation, nor an operation for a token. It names one node as its audience and lives for minutes, so a copy is of no
//! use elsewhere and of little use later; there is no nonce, because a node would have to remember all of them to gain
//! those minutes. Whoever can read a token can use it while it lives: doors take none over a line that others can read.

use data_encoding::BASE64URL_NOPAD;

use crate::cbor::{Reader, Writer};
use crate::cose;
use crate::error::{ErrorCode, Refused};
use crate::key::{PublicKey, SecretKey};
use crate::signature;

/// What every signature of a token covers beside the token: format and version.
pub const EXTERNAL_AAD: &[u8; 16] = b"cyberfly/token/1";
/// The longest life of a token, in seconds.
pub const LIFETIME_LIMIT: u64 = 600;
/// How far ahead of the reader's clock the maker's may be, in seconds.
pub const SKEW_LIMIT: u64 = 60;
/// The longest token, in bytes before base64url.
pub const TOKEN_LIMIT: usize = 512;

const AUDIENCE: u64 = 3;
const EXPIRES_AT: u64 = 4;
const ISSUED_AT: u64 = 6;
const SCOPE: u64 = 9;

/// What a token is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// To read what its key may read.
    Read,
    /// To do what an operator may do, if its key is an operator's.
    Operator,
}

impl Scope {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Scope::Read => "read",
            Scope::Operator => "operator",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        [Scope::Read, Scope::Operator].into_iter().find(|scope| scope.word() == word)
    }
}

/// What a token says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// The node it is for.
    pub audience: PublicKey,
    /// When it was made, in seconds since 1970.
    pub issued_at: u64,
    /// From when on it is worth nothing, in seconds since 1970.
    pub expires_at: u64,
    /// What it is for.
    pub scope: Scope,
}

fn unproven(reason: impl Into<std::borrow::Cow<'static, str>>) -> Refused {
    Refused::new(ErrorCode::Unauthenticated, reason)
}

impl Token {
    /// A token from now on, for as long as one may live.
    pub const fn fresh(audience: PublicKey, scope: Scope, now: u64) -> Self {
        Self { audience, issued_at: now, expires_at: now.saturating_add(LIFETIME_LIMIT), scope }
    }

    /// The token signed by the caller's key, as text for the header `authorization`.
    pub fn sign(&self, key: &SecretKey) -> String {
        let (protected, payload) = (cose::protected(key.public()), self.encode());
        let signature = key.sign(&cose::signed_bytes(EXTERNAL_AAD, &protected, &payload));
        BASE64URL_NOPAD.encode(&cose::seal(&protected, &payload, signature))
    }

    fn encode(&self) -> Vec<u8> {
        let mut w = Writer::with_capacity(128);
        w.map(4).unsigned(AUDIENCE).text(&self.audience.to_string());
        w.unsigned(EXPIRES_AT).unsigned(self.expires_at).unsigned(ISSUED_AT).unsigned(self.issued_at);
        w.unsigned(SCOPE).text(self.scope.word());
        w.into_bytes()
    }

    fn decode(payload: &[u8]) -> Result<Self, Refused> {
        const FORM: &str = "the claims of a token are {3: audience, 4: expiry, 6: issued at, 9: scope}";
        let form = || Refused::form(FORM);
        let mut r = Reader::new(payload);
        if r.map()? != 4 || r.unsigned()? != AUDIENCE {
            return Err(form());
        }
        let audience = r.text()?.parse().map_err(|_| form())?;
        if r.unsigned()? != EXPIRES_AT {
            return Err(form());
        }
        let expires_at = r.unsigned()?;
        if r.unsigned()? != ISSUED_AT {
            return Err(form());
        }
        let issued_at = r.unsigned()?;
        if r.unsigned()? != SCOPE {
            return Err(form());
        }
        let scope = Scope::from_word(r.text()?).ok_or_else(form)?;
        r.end()?;
        Ok(Self { audience, issued_at, expires_at, scope })
    }

    /// The key that a token proves, and what the token says; to be asked by the node `audience` at the second `now`. A
    /// refusal is always `unauthenticated`. The signature is looked at last.
    pub fn check(text: &str, audience: PublicKey, now: u64) -> Result<(PublicKey, Self), Refused> {
        if text.len() > TOKEN_LIMIT.div_ceil(3) * 4 {
            return Err(unproven(format!("a token has at most {TOKEN_LIMIT} bytes")));
        }
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes());
        let bytes = bytes.map_err(|_| unproven("a token is written in base64url without padding"))?;
        let malformed = |refused: Refused| unproven(format!("the token is malformed: {refused}"));
        let envelope = cose::open(&bytes).map_err(malformed)?;
        let token = Self::decode(envelope.payload).map_err(malformed)?;
        token.check_claims(audience, now)?;
        let signed = cose::signed_bytes(EXTERNAL_AAD, envelope.protected, envelope.payload);
        signature::verify(envelope.author.as_bytes(), &signed, envelope.signature.as_bytes())
            .map_err(|fault| unproven(format!("the token is not signed by the key it names: {fault}")))?;
        Ok((envelope.author, token))
    }

    fn check_claims(&self, audience: PublicKey, now: u64) -> Result<(), Refused> {
        if self.audience != audience {
            return Err(unproven("the token is for another node"));
        }
        let lifetime = self.expires_at.checked_sub(self.issued_at);
        if lifetime.is_none_or(|lifetime| !(1..=LIFETIME_LIMIT).contains(&lifetime)) {
            return Err(unproven(format!("a token lives between 1 and {LIFETIME_LIMIT} seconds")));
        }
        if self.issued_at > now.saturating_add(SKEW_LIMIT) {
            return Err(unproven("the token is from the future: compare the clocks on both sides"));
        }
        if self.expires_at <= now {
            return Err(unproven("the token has expired: make a fresh one"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;

//! Who calls: the owner of the admin socket, the bearer of a token, the holder of a certificate, or anyone.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use cyberfly_core::token::Scope;
use cyberfly_core::{ErrorCode, PublicKey, Token};
use cyberfly_node::config::Fingerprint;
use cyberfly_protocol::{Caller, ErrorBody};

use crate::door::{Peer, Wire};

/// The most tokens that are remembered.
const PROVEN_LIMIT: usize = 1024;

/// Who somebody is, and by what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Identified {
    /// Who.
    pub(crate) caller: Caller,
    /// By what.
    pub(crate) standing: Standing,
}

/// By what somebody is who they are, and so for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// By nothing that ends: the owner of the socket, and anyone.
    Lasting,
    /// By a token, until this second.
    Token {
        /// When it has expired.
        until: u64,
    },
    /// By a certificate, for as long as it is named as an operator's and would be let in.
    Certificate(Fingerprint),
}

impl Standing {
    const fn of(self, caller: Caller) -> Identified {
        Identified { caller, standing: self }
    }
}

/// Tells callers apart. Tokens that were proven are remembered while they live, so that only the first request of each
/// costs the check of a signature.
pub(crate) struct Callers {
    node: Option<PublicKey>,
    operators: Vec<PublicKey>,
    by_certificate: ByCertificate,
    proven: Mutex<HashMap<String, (PublicKey, Token)>>,
}

/// Whether a certificate is an operator's.
type ByCertificate = Box<dyn Fn(Fingerprint) -> bool + Send + Sync>;

fn refused(code: ErrorCode, message: &str, hint: &str) -> ErrorBody {
    ErrorBody::new(code, format!("{message}; nothing was done")).hint(hint)
}

impl Callers {
    /// For the node with this identity, whose operators hold these keys, and certificates of which this is told.
    pub(crate) fn new(
        node: Option<PublicKey>,
        operators: Vec<PublicKey>,
        by_certificate: ByCertificate,
    ) -> Self {
        Self { node, operators, by_certificate, proven: Mutex::default() }
    }

    /// Who sends this request, at the second `now`. A token that does not hold is refused even where none is needed: its
    /// sender believes to be someone.
    pub(crate) fn identify(
        &self,
        peer: Peer,
        headers: &HeaderMap,
        now: u64,
    ) -> Result<Identified, ErrorBody> {
        let Peer::At(address, wire) = peer else { return Ok(Standing::Lasting.of(Caller::Operator)) };
        // Whoever sends a token says who to be.
        let Some(credentials) = headers.get(AUTHORIZATION) else {
            let shown = if let Wire::Private(shown) = wire { shown } else { None };
            return Ok(match shown.filter(|certificate| (self.by_certificate)(*certificate)) {
                Some(certificate) => Standing::Certificate(certificate).of(Caller::Operator),
                None => Standing::Lasting.of(Caller::Anyone),
            });
        };
        if wire == Wire::Plain && !address.to_canonical().is_loopback() {
            let message = "a token is not taken over a line that others can read, and plain HTTP from another machine is one";
            let hint = "have the node speak TLS (http.tls.certificate), or come through an SSH tunnel; make a fresh token";
            return Err(refused(ErrorCode::NotAllowed, message, hint));
        }
        let text = credentials.to_str().ok().and_then(|text| text.split_once(' '));
        let text =
            text.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")).map(|(_, text)| text.trim());
        let text = text.ok_or_else(|| {
            let hint = "send authorization: Bearer and a token in base64url";
            refused(ErrorCode::Unauthenticated, "the credentials are no token", hint)
        })?;
        let (key, token) = self.prove(text, now)?;
        let standing = Standing::Token { until: token.expires_at };
        match token.scope {
            Scope::Read => Ok(standing.of(Caller::Key(key))),
            Scope::Operator if self.operators.contains(&key) => Ok(standing.of(Caller::Operator)),
            Scope::Operator => {
                let message = format!("{key} is no operator of this node");
                Err(refused(
                    ErrorCode::NotAllowed,
                    &message,
                    "name the key in node.operators, or use the admin socket",
                ))
            }
        }
    }

    fn prove(&self, text: &str, now: u64) -> Result<(PublicKey, Token), ErrorBody> {
        if let Some(proven) = self.proven().get(text)
            && now < proven.1.expires_at
        {
            return Ok(*proven);
        }
        let node = self.node.ok_or_else(|| {
            ErrorBody::new(ErrorCode::Unsupported, "this node has no identity, so no token can be for it")
        })?;
        let proven = Token::check(text, node, now).map_err(|refused| {
            let message = format!("{refused}; nothing was done");
            ErrorBody::new(refused.code(), message).hint("make a fresh token for this node")
        })?;
        let mut known = self.proven();
        if known.len() >= PROVEN_LIMIT {
            known.retain(|_, (_, token)| now < token.expires_at);
        }
        if known.len() < PROVEN_LIMIT {
            known.insert(text.to_owned(), proven);
        }
        Ok(proven)
    }

    fn proven(&self) -> MutexGuard<'_, HashMap<String, (PublicKey, Token)>> {
        self.proven.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cyberfly_core::SecretKey;
    use std::net::IpAddr;

    const NOW: u64 = 1_800_000_000;
    const HERE: Peer = Peer::At(IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), Wire::Plain);

    const OURS: Fingerprint = Fingerprint([1; 32]);

    fn key(seed: u8) -> SecretKey {
        SecretKey::from_seed(&[seed; 32])
    }

    fn callers() -> Callers {
        Callers::new(Some(key(9).public()), vec![key(1).public()], Box::new(|shown| shown == OURS))
    }

    fn identify(callers: &Callers, peer: Peer, headers: &HeaderMap, now: u64) -> Result<Caller, ErrorBody> {
        callers.identify(peer, headers, now).map(|identified| identified.caller)
    }

    fn bearing(scope: Scope, key: &SecretKey) -> HeaderMap {
        let token = Token::fresh(self::key(9).public(), scope, NOW).sign(key);
        HeaderMap::from_iter([(AUTHORIZATION, format!("Bearer {token}").parse().unwrap())])
    }

    #[test]
    fn the_socket_is_the_operators_and_a_stranger_is_anyone() {
        let callers = callers();
        assert_eq!(identify(&callers, Peer::Owner, &HeaderMap::new(), NOW), Ok(Caller::Operator));
        assert_eq!(identify(&callers, HERE, &HeaderMap::new(), NOW), Ok(Caller::Anyone));
    }

    #[test]
    fn only_an_operators_key_with_the_scope_of_operators_is_one() {
        let callers = callers();
        let by = |scope, seed| identify(&callers, HERE, &bearing(scope, &key(seed)), NOW);
        assert_eq!(by(Scope::Operator, 1), Ok(Caller::Operator));
        assert_eq!(by(Scope::Read, 1), Ok(Caller::Key(key(1).public())));
        assert_eq!(by(Scope::Read, 2), Ok(Caller::Key(key(2).public())));
        assert_eq!(by(Scope::Operator, 2).unwrap_err().code(), ErrorCode::NotAllowed);
    }

    #[test]
    fn a_token_that_was_proven_before_expires_all_the_same() {
        let (callers, headers) = (callers(), bearing(Scope::Operator, &key(1)));
        assert_eq!(identify(&callers, HERE, &headers, NOW), Ok(Caller::Operator));
        let later = NOW + cyberfly_core::token::LIFETIME_LIMIT;
        assert_eq!(callers.identify(HERE, &headers, later).unwrap_err().code(), ErrorCode::Unauthenticated);
    }

    #[test]
    fn a_token_over_plain_http_from_another_machine_is_not_taken() {
        let there = "192.0.2.7".parse().unwrap();
        let over =
            |wire| identify(&callers(), Peer::At(there, wire), &bearing(Scope::Operator, &key(1)), NOW);
        assert_eq!(over(Wire::Private(None)), Ok(Caller::Operator));
        let peer = Peer::At(there, Wire::Plain);
        let refused = callers().identify(peer, &bearing(Scope::Operator, &key(1)), NOW).unwrap_err();
        assert_eq!(refused.code(), ErrorCode::NotAllowed);
        assert!(refused.hint.unwrap().contains("SSH tunnel"));
    }

    #[test]
    fn a_certificate_makes_an_operator_of_whom_it_is_named_for_and_a_token_beside_it_says_who_one_is() {
        let there = "192.0.2.7".parse().unwrap();
        let by = |shown, headers: &HeaderMap| {
            identify(&callers(), Peer::At(there, Wire::Private(shown)), headers, NOW).unwrap()
        };
        assert_eq!(by(Some(OURS), &HeaderMap::new()), Caller::Operator);
        assert_eq!(by(Some(Fingerprint([2; 32])), &HeaderMap::new()), Caller::Anyone);
        assert_eq!(by(None, &HeaderMap::new()), Caller::Anyone);
        assert_eq!(by(Some(OURS), &bearing(Scope::Read, &key(2))), Caller::Key(key(2).public()));
    }

    #[test]
    fn what_is_remembered_of_tokens_is_bounded() {
        let callers = callers();
        let (_, one) =
            callers.prove(&Token::fresh(key(9).public(), Scope::Read, NOW).sign(&key(1)), NOW).unwrap();
        for number in 0..PROVEN_LIMIT {
            callers.proven().insert(number.to_string(), (key(1).public(), one));
        }
        let another = Token::fresh(key(9).public(), Scope::Read, NOW).sign(&key(2));
        assert!(callers.prove(&another, NOW).is_ok());
        assert!(callers.proven().len() <= PROVEN_LIMIT + 1);
    }
}

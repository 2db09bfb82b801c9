//! Node certificates: an author says by its key that a node may read what the author may, until a day.
//!
//! Authors' keys are not on nodes, and readers of private databases are authors; so a node that is to fetch such a
//! database shows, in the handshake, a certificate by an author who may read it. It is a COSE_Sign1 object as operations
//! are, with a context of its own, over `{1: node, 2: expires_at}`, and means nothing on a connection with another node.

use data_encoding::BASE64URL_NOPAD;

use crate::cbor::{Reader, Writer};
use crate::cose;
use crate::error::{ErrorCode, Refused};
use crate::hello::CERTIFICATE_LIMIT;
use crate::key::{PublicKey, SecretKey};
use crate::signature;

/// What every signature of a certificate covers beside it: format and version.
pub const EXTERNAL_AAD: &[u8; 15] = b"cyberfly/node/1";

const NODE: u64 = 1;
const EXPIRES_AT: u64 = 2;

/// What a certificate says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// The node that may read.
    pub node: PublicKey,
    /// From when on it is worth nothing, in seconds since 1970.
    pub expires_at: u64,
}

fn unproven(reason: impl Into<std::borrow::Cow<'static, str>>) -> Refused {
    Refused::new(ErrorCode::Unauthenticated, reason)
}

impl Certificate {
    /// The certificate signed by the author's key, as bytes for the handshake.
    pub fn sign(&self, key: &SecretKey) -> Vec<u8> {
        let mut w = Writer::with_capacity(64);
        w.map(2).unsigned(NODE).bytes(self.node.as_bytes()).unsigned(EXPIRES_AT).unsigned(self.expires_at);
        let (protected, payload) = (cose::protected(key.public()), w.into_bytes());
        let signature = key.sign(&cose::signed_bytes(EXTERNAL_AAD, &protected, &payload));
        cose::seal(&protected, &payload, signature)
    }

    /// The author of a certificate and what it says; to be asked about the node at the other end of a connection, at the
    /// second `now`. A refusal is always `unauthenticated`. The signature is looked at last.
    pub fn check(bytes: &[u8], node: PublicKey, now: u64) -> Result<(PublicKey, Self), Refused> {
        if bytes.len() > CERTIFICATE_LIMIT {
            return Err(unproven(format!("a certificate has at most {CERTIFICATE_LIMIT} bytes")));
        }
        let malformed = |refused: Refused| unproven(format!("the certificate is malformed: {refused}"));
        let envelope = cose::open(bytes).map_err(malformed)?;
        let certificate = Self::decode(envelope.payload).map_err(malformed)?;
        if certificate.node != node {
            return Err(unproven("the certificate is for another node"));
        }
        if certificate.expires_at <= now {
            return Err(unproven("the certificate has expired: make a fresh one"));
        }
        let signed = cose::signed_bytes(EXTERNAL_AAD, envelope.protected, envelope.payload);
        signature::verify(envelope.author.as_bytes(), &signed, envelope.signature.as_bytes()).map_err(
            |fault| unproven(format!("the certificate is not signed by the key it names: {fault}")),
        )?;
        Ok((envelope.author, certificate))
    }

    fn decode(payload: &[u8]) -> Result<Self, Refused> {
        let form = || Refused::form("a certificate says {1: node, 2: expires at}");
        let mut r = Reader::new(payload);
        if r.map()? != 2 || r.unsigned()? != NODE {
            return Err(form());
        }
        let node = PublicKey::from_bytes(r.fixed_bytes()?);
        if r.unsigned()? != EXPIRES_AT {
            return Err(form());
        }
        let expires_at = r.unsigned()?;
        r.end()?;
        Ok(Self { node, expires_at })
    }
}

/// A certificate as text, for files and requests.
pub fn write(certificate: &[u8]) -> String {
    BASE64URL_NOPAD.encode(certificate)
}

/// A certificate out of its text. What it says is not looked at.
pub fn read(text: &str) -> Result<Vec<u8>, Refused> {
    if text.len() > CERTIFICATE_LIMIT.div_ceil(3) * 4 {
        return Err(unproven(format!("a certificate has at most {CERTIFICATE_LIMIT} bytes")));
    }
    let bytes = BASE64URL_NOPAD.decode(text.as_bytes());
    bytes.map_err(|_| unproven("a certificate is written in base64url without padding"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn author() -> SecretKey {
        SecretKey::from_seed(&[1; 32])
    }

    fn node(seed: u8) -> PublicKey {
        SecretKey::from_seed(&[seed; 32]).public()
    }

    #[test]
    fn a_certificate_names_its_author_for_its_node_until_its_end() {
        let certificate = Certificate { node: node(2), expires_at: 1_000 };
        let bytes = certificate.sign(&author());
        assert_eq!(Certificate::check(&bytes, node(2), 999), Ok((author().public(), certificate)));
        let refused = |bytes: &[u8], node, now| Certificate::check(bytes, node, now).unwrap_err().code();
        assert_eq!(refused(&bytes, node(3), 999), ErrorCode::Unauthenticated, "another node shows it");
        assert_eq!(refused(&bytes, node(2), 1_000), ErrorCode::Unauthenticated, "it is over");
        assert_eq!(read(&write(&bytes)), Ok(bytes));
    }

    #[test]
    fn every_changed_byte_is_noticed() {
        let bytes = Certificate { node: node(2), expires_at: 1_000 }.sign(&author());
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert!(Certificate::check(&changed, node(2), 0).is_err(), "byte {at}");
        }
        assert!(Certificate::check(&bytes[..bytes.len() - 1], node(2), 0).is_err());
    }

    #[test]
    fn nothing_else_that_a_key_signs_passes_for_a_certificate() {
        let token = crate::token::Token::fresh(node(2), crate::token::Scope::Read, 0).sign(&author());
        let token = BASE64URL_NOPAD.decode(token.as_bytes()).unwrap();
        assert!(Certificate::check(&token, node(2), 0).is_err());
        let mut w = Writer::with_capacity(64);
        w.map(2).unsigned(1).bytes(node(2).as_bytes()).unsigned(2).unsigned(1_000);
        let (protected, payload) = (cose::protected(author().public()), w.into_bytes());
        let signed = cose::signed_bytes(b"cyberfly/op/1", &protected, &payload);
        let other = cose::seal(&protected, &payload, author().sign(&signed));
        assert!(Certificate::check(&other, node(2), 0).is_err(), "signed in another context");
    }

    /// The bytes are pinned: certificates outlive versions of the program.
    #[test]
    fn the_form_does_not_change() {
        let bytes = Certificate { node: node(2), expires_at: 1_800_000_000 }.sign(&author());
        let (head, signature) = bytes.split_last_chunk::<64>().unwrap();
        let hex = data_encoding::HEXLOWER.encode(head);
        let (author, node) = (author().public().to_string(), node(2).to_string());
        let payload = format!("a2015820{node}021a6b49d200");
        assert_eq!(hex, format!("845826a20132045820{author}a0582a{payload}5840"));
        assert_eq!(signature.len(), 64);
    }
}

//! A line of the audit log, and the chain that lines make.
//!
//! Each line carries the hash of the line before it, so that none can be removed, changed or moved without a break. From time
//! to time a line is a checkpoint: the node's signature over its number and that hash, and so over all lines before it.

use cyberfly_core::{PublicKey, SecretKey, signature};
use cyberfly_protocol::{AuditKind as Kind, AuditLine as Line, Time};
use data_encoding::HEXLOWER;

/// What a checkpoint's signature covers before number and hash: what it is for, and the version of the format.
const CONTEXT: &[u8] = b"cyberfly/audit/1";
/// The longest line, in bytes. One that is longer was not written by a node.
pub(crate) const LINE_LIMIT: usize = 4096;
/// The longest text in a line, in bytes; longer ones are cut.
const TEXT_LIMIT: usize = 512;

/// The hash of a line: BLAKE3-256 of its bytes without the line break.
pub(crate) type LineHash = [u8; 32];

/// What the first line of a log has in place of a hash.
pub(crate) const BEGINNING: LineHash = [0; 32];

/// What is to be remembered: who did what to which, with which result, and from where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Why it is remembered.
    pub kind: Kind,
    /// Who: `operator`, a public key in hex, `anyone` or `node`.
    pub who: String,
    /// What: the name of a route or of a deed.
    pub what: String,
    /// To what: a path, a database, an operation.
    pub which: Option<String>,
    /// `ok`, or the code of an error.
    pub result: String,
    /// From where: `socket` or an address.
    pub from: Option<String>,
    /// The request that it came by.
    pub request_id: Option<String>,
}

/// A text that is not too long.
fn cut(mut text: String) -> String {
    if text.len() > TEXT_LIMIT {
        let mut end = TEXT_LIMIT;
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        text.truncate(end);
        text.push('…');
    }
    text
}

/// The end of a chain, to which lines are added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Chain {
    /// The number of the next line.
    pub(crate) next: u64,
    /// The hash of the last line.
    pub(crate) last: LineHash,
}

impl Chain {
    /// A chain without a line.
    pub(crate) const NEW: Self = Self { next: 1, last: BEGINNING };

    /// The text of the next line, with its line break.
    pub(crate) fn add(&mut self, record: Record, at_ms: u64, signature: Option<String>) -> (Line, Vec<u8>) {
        let Record { kind, who, what, which, result, from, request_id } = record;
        let line = Line {
            n: self.next,
            at: Time(at_ms),
            kind,
            who: cut(who),
            what: cut(what),
            which: which.map(cut),
            result: cut(result),
            from: from.map(cut),
            request_id: request_id.map(cut),
            signature,
            prev: HEXLOWER.encode(&self.last),
        };
        // A struct of texts and numbers can always be written.
        let mut text = serde_json::to_vec(&line).unwrap_or_default();
        *self = Self { next: self.next + 1, last: *blake3::hash(&text).as_bytes() };
        text.push(b'\n');
        (line, text)
    }

    /// The text of a checkpoint: the key vouches for all lines before it.
    pub(crate) fn checkpoint(&mut self, key: &SecretKey, at_ms: u64) -> (Line, Vec<u8>) {
        let signature = key.sign(&signed(self.next, &self.last)).to_string();
        let record = Record {
            kind: Kind::Checkpoint,
            who: key.public().to_string(),
            what: "checkpoint".to_owned(),
            which: None,
            result: "ok".to_owned(),
            from: None,
            request_id: None,
        };
        self.add(record, at_ms, Some(signature))
    }
}

/// The bytes that the signature of a checkpoint with this number covers.
fn signed(n: u64, last: &LineHash) -> Vec<u8> {
    [CONTEXT, &n.to_be_bytes(), last].concat()
}

/// Whether a line is a checkpoint that this key signed.
pub(crate) fn is_signed(line: &Line, last: &LineHash, key: PublicKey) -> bool {
    let signature = line.signature.as_deref().and_then(|hex| HEXLOWER.decode(hex.as_bytes()).ok());
    let signature: Option<[u8; 64]> = signature.and_then(|bytes| bytes.try_into().ok());
    signature
        .is_some_and(|signature| signature::verify(key.as_bytes(), &signed(line.n, last), &signature).is_ok())
}

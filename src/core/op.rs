//! Operations: the unit that is signed, stored, sent, de-duplicated and verified.
//!
//! An operation is a `COSE_Sign1` object in deterministic CBOR. It passes through three types, each a promise:
//! [`Draft`] (what an author wants to say), [`Claimed`] (bytes that decode, are canonical and within every limit, and
//! that claim an author) and [`Operation`] (a claim whose signature holds). Only the last one is stored or merged.

use std::ops::Range;

use crate::cbor::{Reader, Writer};
use crate::clock::Stamp;
use crate::cose::{self, Envelope};
use crate::error::Refused;
use crate::key::{DeviceId, OpId, PublicKey, SecretKey, Signature};
use crate::name::DbName;
use crate::signature::{self, KnownKeys};
use crate::witness::{self, Inner, Testimony};
use crate::write::{Body, Kind, TIME_LIMIT_MS, Write};

/// The largest operation, in bytes as sent and stored.
pub const OP_LIMIT: usize = 1024 * 1024;
/// The most writes in one operation.
pub const WRITES_LIMIT: usize = 4096;
/// The most fields in all stream entries of one operation. Fields may be empty, so their number is all that bounds the
/// memory they take.
pub const STREAM_FIELDS_LIMIT: usize = 16 * 1024;
/// The entry of a payload that holds the writes.
const WRITES_LABEL: u64 = 3;
/// What every signature of an operation covers beside the operation: format and version.
pub const EXTERNAL_AAD: &[u8; 13] = b"cyberfly/op/1";

/// What an author wants to say, before it is signed.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// The database it is for.
    pub db: DbName,
    /// When, by the author's clock.
    pub stamp: Stamp,
    /// The writes, one to [`WRITES_LIMIT`]; a later one is newer than an earlier one.
    pub writes: Vec<Write>,
    /// From when on the values read as if they were not there, in Unix milliseconds.
    pub expires: Option<u64>,
    /// The writer's device.
    pub device: Option<DeviceId>,
}

impl Draft {
    /// Signs the draft as the author this key belongs to. Fails without effect when the draft breaks a rule.
    pub fn sign(self, key: &SecretKey) -> Result<Operation, Refused> {
        self.claim(key.public(), |signed| key.sign(signed)).map(Operation)
    }

    /// The operation of this author with a signature made elsewhere: it is given the bytes to sign. Fails when the
    /// draft breaks a rule; whether the signature holds is not asked.
    pub fn claim(
        self,
        author: PublicKey,
        signature_of: impl FnOnce(&[u8]) -> Signature,
    ) -> Result<Claimed, Refused> {
        self.check(author)?;
        let payload = self.encode();
        let protected = cose::protected(author);
        let signed = cose::signed_bytes(EXTERNAL_AAD, &protected, &payload);
        let signature = signature_of(&signed);
        let bytes = cose::seal(&protected, &payload, signature);
        if bytes.len() > OP_LIMIT {
            return Err(too_large(bytes.len()));
        }
        let id = op_id(&signed);
        let inner = Inner::of(&self).map(Box::new);
        Ok(Claimed { draft: self, author, id, signature, inner, bytes, signed })
    }

    /// Whether it grants or revokes.
    pub fn is_about_rights(&self) -> bool {
        self.writes.first().is_some_and(|write| matches!(write.body, Body::Grant(_) | Body::Revoke(..)))
    }

    /// What another author has signed of it, if the one who signs the whole is but the witness.
    pub fn testimony(&self) -> Option<&Testimony> {
        self.writes.iter().find_map(|write| match &write.body {
            Body::Testimony(testimony) => Some(testimony),
            _ => None,
        })
    }

    fn encode(&self) -> Vec<u8> {
        let mut w = Writer::with_capacity(256);
        w.map(3 + usize::from(self.expires.is_some()) + usize::from(self.device.is_some()));
        w.unsigned(1).text(self.db.as_str()).unsigned(2).unsigned(self.stamp.as_u64());
        w.unsigned(WRITES_LABEL).array(self.writes.len());
        self.writes.iter().for_each(|write| write.encode(&mut w));
        if let Some(expires) = self.expires {
            w.unsigned(4).unsigned(expires);
        }
        if let Some(device) = self.device {
            w.unsigned(5).bytes(device.as_bytes());
        }
        w.into_bytes()
    }

    pub(crate) fn decode(payload: &[u8]) -> Result<Self, Refused> {
        let mut r = Reader::new(payload);
        let (mut db, mut stamp, mut writes, mut expires, mut device) = (None, None, None, None, None);
        let mut last = None;
        for _ in 0..r.map()? {
            let label = r.unsigned()?;
            r.ascending(&mut last, label)?;
            match label {
                1 => db = Some(r.text()?.parse::<DbName>()?),
                2 => {
                    let value = Stamp::new(r.unsigned()?);
                    stamp = Some(value.ok_or_else(|| Refused::form("the greatest number is no stamp"))?);
                }
                WRITES_LABEL => writes = Some(decode_writes(&mut r)?),
                4 => expires = Some(r.unsigned()?),
                5 => device = Some(DeviceId::from_bytes(r.fixed_bytes()?)),
                _ => return Err(Refused::form(format!("a payload has no entry {label} in this format"))),
            }
        }
        r.end()?;
        let missing = || Refused::form("a payload has a database, a stamp and writes");
        Ok(Self {
            db: db.ok_or_else(missing)?,
            stamp: stamp.ok_or_else(missing)?,
            writes: writes.ok_or_else(missing)?,
            expires,
            device,
        })
    }

    fn check(&self, author: PublicKey) -> Result<(), Refused> {
        check_count(self.writes.len())?;
        check_stream_fields(self.writes.iter().map(Write::stream_fields).sum())?;
        self.writes.iter().try_for_each(Write::check)?;
        self.check_together(author)
    }

    /// The rules that writes of one operation keep together, and with its author.
    pub(crate) fn check_together(&self, author: PublicKey) -> Result<(), Refused> {
        if self.expires.is_some_and(|expires| expires >= TIME_LIMIT_MS) {
            return Err(Refused::form("an operation expires below 2^48 ms"));
        }
        let rights = self.writes.iter().filter(|write| write.kind == Kind::Rights).count();
        if rights > 0 && (rights != self.writes.len() || self.expires.is_some()) {
            return Err(Refused::form(
                "an operation that grants or revokes does nothing else and never expires",
            ));
        }
        if self.expires.is_some() && self.writes.iter().any(|write| write.kind == Kind::Ttl) {
            return Err(Refused::form("an operation that expires sets no TTL"));
        }
        if self.writes.iter().any(|write| matches!(write.body, Body::Ttl { floor, .. } if floor > self.stamp))
        {
            return Err(Refused::form("the floor of a TTL is not above the stamp it is written with"));
        }
        witness::check(self)?;
        self.writes.iter().try_for_each(|write| write.check_author(author, self.device))
    }
}

fn check_count(writes: usize) -> Result<(), Refused> {
    match writes {
        0 => Err(Refused::form("an operation has a write")),
        1..=WRITES_LIMIT => Ok(()),
        _ => Err(Refused::limit(format!(
            "an operation has at most {WRITES_LIMIT} writes, this one has {writes}"
        ))),
    }
}

fn decode_writes(r: &mut Reader<'_>) -> Result<Vec<Write>, Refused> {
    let count = r.array()?;
    check_count(count)?;
    let (mut writes, mut fields) = (Vec::with_capacity(count), 0);
    for _ in 0..count {
        let write = Write::decode(r)?;
        fields += write.stream_fields();
        check_stream_fields(fields)?;
        writes.push(write);
    }
    Ok(writes)
}

fn check_stream_fields(fields: usize) -> Result<(), Refused> {
    if fields > STREAM_FIELDS_LIMIT {
        return Err(Refused::limit(format!(
            "the stream entries of an operation have at most {STREAM_FIELDS_LIMIT} fields together"
        )));
    }
    Ok(())
}

fn too_large(bytes: usize) -> Refused {
    Refused::limit(format!("an operation has at most {OP_LIMIT} bytes, this one has {bytes}"))
}

fn op_id(signed: &[u8]) -> OpId {
    OpId::from_bytes(*blake3::hash(signed).as_bytes())
}

/// Bytes that decode, are canonical and keep every rule but one: whether the signature holds is not known yet.
#[derive(Clone, Debug)]
pub struct Claimed {
    draft: Draft,
    author: PublicKey,
    id: OpId,
    signature: Signature,
    /// The signature that it carries beside its own, if it does.
    inner: Option<Box<Inner>>,
    bytes: Vec<u8>,
    signed: Vec<u8>,
}

impl Claimed {
    /// Decodes an operation. Every limit is checked before anything is taken by a length in the input; bytes that are
    /// not in the one canonical encoding are refused.
    pub fn decode(bytes: &[u8]) -> Result<Self, Refused> {
        if bytes.len() > OP_LIMIT {
            return Err(too_large(bytes.len()));
        }
        let Envelope { protected, author, payload, signature } = cose::open(bytes)?;
        let draft = Draft::decode(payload)?;
        draft.check_together(author)?;
        let signed = cose::signed_bytes(EXTERNAL_AAD, protected, payload);
        let id = op_id(&signed);
        let inner = Inner::of(&draft).map(Box::new);
        Ok(Self { draft, author, id, signature, inner, bytes: bytes.to_vec(), signed })
    }

    /// The key that bytes name as the author of the operation they may be; nothing else of them is looked at. Cheap enough
    /// to be asked of everything that comes.
    pub fn author_of(bytes: &[u8]) -> Option<PublicKey> {
        cose::open(bytes).ok().map(|envelope| envelope.author)
    }

    /// The key that is said to have signed this.
    pub const fn author(&self) -> PublicKey {
        self.author
    }

    /// The operation's identity. It does not cover the signature.
    pub const fn id(&self) -> OpId {
        self.id
    }

    /// The signature it carries.
    pub const fn signature(&self) -> Signature {
        self.signature
    }

    /// The bytes that its signature is to cover.
    pub fn signed_bytes(&self) -> &[u8] {
        &self.signed
    }

    /// The encoding it was decoded from.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The database it is for.
    pub const fn db(&self) -> &DbName {
        &self.draft.db
    }

    /// When, by the clock of its author.
    pub const fn stamp(&self) -> Stamp {
        self.draft.stamp
    }

    /// What it is said to say.
    pub const fn draft(&self) -> &Draft {
        &self.draft
    }

    /// What [`signature::verify_each`] needs to check many at once: one signature, or two where an author's is inside.
    pub fn to_check(&self) -> impl Iterator<Item = signature::Item<'_>> {
        let own = signature::Item {
            public: self.author.as_bytes(),
            message: &self.signed,
            signature: self.signature.as_bytes(),
        };
        std::iter::once(own).chain(self.inner.as_deref().map(Inner::to_check))
    }

    /// Checks the signature, and the one inside if there is one.
    pub fn verify(self) -> Result<Operation, Refused> {
        for signature::Item { public, message, signature } in self.to_check() {
            signature::verify(public, message, signature)?;
        }
        Ok(Operation(self))
    }

    /// Checks the signatures of many at once; each verdict is the one [`Claimed::verify`] gives. The seed is to be
    /// random and unknown to whoever made the operations; the known keys are the caller's, for the next batch.
    pub fn verify_all(
        claims: Vec<Claimed>,
        known: &mut KnownKeys,
        seed: &[u8; 32],
    ) -> Vec<Result<Operation, Refused>> {
        let items: Vec<_> = claims.iter().flat_map(Claimed::to_check).collect();
        let mut verdicts = signature::verify_each_known(known, seed, &items).into_iter();
        let verified = |claim: Claimed| {
            let count = 1 + usize::from(claim.inner.is_some());
            // All that are its own are taken, whatever the first of them says.
            let own: Vec<_> = verdicts.by_ref().take(count).collect();
            own.into_iter().collect::<Result<(), _>>()?;
            Ok(Operation(claim))
        };
        claims.into_iter().map(verified).collect()
    }

    /// Takes the claim as true without checking the signature. Only for bytes that this node has checked before and
    /// kept in its journal, under a checksum, since.
    pub fn already_verified(self) -> Operation {
        Operation(self)
    }
}

impl From<signature::SignatureFault> for Refused {
    fn from(fault: signature::SignatureFault) -> Self {
        Refused::new(fault.code(), fault.to_string())
    }
}

/// A valid operation: canonical, within every limit, signed by its author.
#[derive(Clone, Debug)]
pub struct Operation(Claimed);

impl Operation {
    /// The operation's identity.
    pub const fn id(&self) -> OpId {
        self.0.id
    }

    /// Who signed it.
    pub const fn author(&self) -> PublicKey {
        self.0.author
    }

    /// The signature. Another one over the same bytes may be just as valid.
    pub const fn signature(&self) -> Signature {
        self.0.signature
    }

    /// The database it is for.
    pub const fn db(&self) -> &DbName {
        &self.0.draft.db
    }

    /// When, by the clock of its author.
    pub const fn stamp(&self) -> Stamp {
        self.0.draft.stamp
    }

    /// From when on its values read as if they were not there.
    pub const fn expires(&self) -> Option<u64> {
        self.0.draft.expires
    }

    /// The writes, in order.
    pub fn writes(&self) -> &[Write] {
        &self.0.draft.writes
    }

    /// All that was signed.
    pub const fn draft(&self) -> &Draft {
        &self.0.draft
    }

    /// What another author has signed of it, if its own is but the witness.
    pub fn testimony(&self) -> Option<&Testimony> {
        self.0.draft.testimony()
    }

    /// The one encoding, as sent and stored.
    pub fn bytes(&self) -> &[u8] {
        &self.0.bytes
    }

    /// Where the body of each write lies in [`Operation::bytes`], so that one can be read without all the others.
    pub fn body_spans(&self) -> Vec<Range<usize>> {
        // What was decoded once can be read again.
        body_spans(self.bytes()).unwrap_or_default()
    }

    /// Whether it grants or revokes.
    pub fn is_about_rights(&self) -> bool {
        self.0.draft.is_about_rights()
    }
}

fn body_spans(bytes: &[u8]) -> Result<Vec<Range<usize>>, Refused> {
    let payload = cose::open(bytes)?.payload;
    // The payload is a part of the bytes.
    let before = payload.as_ptr().addr() - bytes.as_ptr().addr();
    let mut r = Reader::new(payload);
    for _ in 0..r.map()? {
        if r.unsigned()? != WRITES_LABEL {
            r.any()?;
            continue;
        }
        let count = r.array()?;
        let mut spans = Vec::with_capacity(count.min(WRITES_LIMIT));
        for _ in 0..count {
            r.array()?;
            for _kind_key_field in 0..3 {
                r.any()?;
            }
            let start = r.position();
            r.any()?;
            spans.push(before + start..before + r.position());
        }
        return Ok(spans);
    }
    Ok(Vec::new())
}

#[cfg(test)]
#[path = "op_tests.rs"]
mod tests;

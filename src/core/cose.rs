//! The envelope of everything that is signed: a `COSE_Sign1` object (RFC 9052) with Ed25519, without a tag, in
//! deterministic CBOR. Operations and tokens differ in their payload and in the context their signatures cover.

use crate::cbor::{Reader, Writer};
use crate::error::Refused;
use crate::key::{PublicKey, Signature};

const ALGORITHM_LABEL: u64 = 1;
const KEY_ID_LABEL: u64 = 4;
/// Ed25519 in the registry of COSE algorithms (RFC 9864).
const ALGORITHM_ED25519: i128 = -19;

/// An envelope that was opened. Whether its signature holds is not known.
pub(crate) struct Envelope<'a> {
    pub(crate) protected: &'a [u8],
    pub(crate) author: PublicKey,
    pub(crate) payload: &'a [u8],
    pub(crate) signature: Signature,
}

/// The protected header of this signer.
pub(crate) fn protected(author: PublicKey) -> Vec<u8> {
    let mut w = Writer::with_capacity(40);
    w.map(2).unsigned(ALGORITHM_LABEL).integer(ALGORITHM_ED25519);
    w.unsigned(KEY_ID_LABEL).bytes(author.as_bytes());
    w.into_bytes()
}

/// What a signature covers: header, payload, and the context that says what kind of thing is signed.
pub(crate) fn signed_bytes(context: &[u8], protected: &[u8], payload: &[u8]) -> Vec<u8> {
    let mut w = Writer::with_capacity(payload.len() + protected.len() + 40);
    w.array(4).text("Signature1").bytes(protected).bytes(context).bytes(payload);
    w.into_bytes()
}

/// The envelope as it is sent.
pub(crate) fn seal(protected: &[u8], payload: &[u8], signature: Signature) -> Vec<u8> {
    let mut w = Writer::with_capacity(payload.len() + protected.len() + 80);
    w.array(4).bytes(protected).map(0).bytes(payload).bytes(signature.as_bytes());
    w.into_bytes()
}

/// Opens an envelope. The payload is not looked at.
pub(crate) fn open(bytes: &[u8]) -> Result<Envelope<'_>, Refused> {
    let mut r = Reader::new(bytes);
    if r.array()? != 4 {
        return Err(Refused::form("a signed object is [protected, {}, payload, signature]"));
    }
    let protected = r.bytes()?;
    if r.map()? != 0 {
        return Err(Refused::form("the unprotected header of a signed object is empty"));
    }
    let payload = r.bytes()?;
    let signature = Signature::from_bytes(r.fixed_bytes()?);
    r.end()?;
    Ok(Envelope { protected, author: signer(protected)?, payload, signature })
}

/// The signer that a protected header names.
pub(crate) fn signer(protected: &[u8]) -> Result<PublicKey, Refused> {
    const FORM: &str = "a protected header is {1: -19, 4: author}";
    let mut r = Reader::new(protected);
    if r.map()? != 2
        || r.unsigned()? != ALGORITHM_LABEL
        || r.integer()? != ALGORITHM_ED25519
        || r.unsigned()? != KEY_ID_LABEL
    {
        return Err(Refused::form(FORM));
    }
    let author = PublicKey::from_bytes(r.fixed_bytes()?);
    r.end()?;
    Ok(author)
}

//! Signatures of files, kept beside them: who vouches for these bytes.
//!
//! A file's signature is a `COSE_Sign1` in the envelope of operations, with a context of its own: it can pass neither for
//! an operation nor for a token, whatever the file says. Its payload names the file by hash and size, so that a file of any
//! length is read once and never held.

use data_encoding::BASE64;

use crate::cbor::{Reader, Writer};
use crate::cose;
use crate::error::{ErrorCode, Refused};
use crate::key::{PublicKey, SecretKey};
use crate::signature;

/// What every signature of a file covers beside the payload: format and version.
pub const EXTERNAL_AAD: &[u8; 15] = b"cyberfly/file/1";
/// The longest text of a signature that is read, in bytes.
pub const TEXT_LIMIT: usize = 1024;

const BEGIN: &str = "-----BEGIN CYBERFLY SIGNATURE-----";
const END: &str = "-----END CYBERFLY SIGNATURE-----";
const LINE: usize = 64;
const HASH: u64 = 1;
const SIZE: u64 = 2;

/// A file as a signature sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileDigest {
    /// BLAKE3-256 of its bytes.
    pub hash: [u8; 32],
    /// How many they are.
    pub size: u64,
}

impl FileDigest {
    /// The signature of this file by this key, as text.
    pub fn sign(&self, key: &SecretKey) -> String {
        let (protected, payload) = (cose::protected(key.public()), self.encode());
        let signature = key.sign(&cose::signed_bytes(EXTERNAL_AAD, &protected, &payload));
        let body = BASE64.encode(&cose::seal(&protected, &payload, signature));
        let mut text = format!("{BEGIN}\n");
        for line in body.as_bytes().chunks(LINE) {
            text.extend(line.iter().copied().map(char::from));
            text.push('\n');
        }
        text + END + "\n"
    }

    /// The key that signed exactly this file, as a signature's text says and proves.
    ///
    /// `bad_request` or `not_canonical` if the text is no signature, `bad_signature` or `weak_key` if it proves nothing, or
    /// is about another file.
    pub fn signer(&self, text: &str) -> Result<PublicKey, Refused> {
        let bytes = unarmour(text)?;
        let envelope = cose::open(&bytes)?;
        let signed = cose::signed_bytes(EXTERNAL_AAD, envelope.protected, envelope.payload);
        signature::verify(envelope.author.as_bytes(), &signed, envelope.signature.as_bytes())
            .map_err(|fault| Refused::new(fault.code(), fault.to_string()))?;
        match Self::decode(envelope.payload)? == *self {
            true => Ok(envelope.author),
            false => Err(Refused::new(ErrorCode::BadSignature, "the signature is about other bytes")),
        }
    }

    fn encode(&self) -> Vec<u8> {
        let mut w = Writer::with_capacity(64);
        w.map(2).unsigned(HASH).bytes(&self.hash).unsigned(SIZE).unsigned(self.size);
        w.into_bytes()
    }

    fn decode(payload: &[u8]) -> Result<Self, Refused> {
        let form = || Refused::form("the payload of a file's signature is {1: hash, 2: size}");
        let mut r = Reader::new(payload);
        if r.map()? != 2 || r.unsigned()? != HASH {
            return Err(form());
        }
        let hash = r.fixed_bytes()?;
        if r.unsigned()? != SIZE {
            return Err(form());
        }
        let size = r.unsigned()?;
        r.end()?;
        Ok(Self { hash, size })
    }
}

fn unarmour(text: &str) -> Result<Vec<u8>, Refused> {
    let form = || Refused::form(format!("a signature stands between {BEGIN} and {END}"));
    if text.len() > TEXT_LIMIT {
        return Err(form());
    }
    let body = text.trim().strip_prefix(BEGIN).and_then(|rest| rest.strip_suffix(END)).ok_or_else(form)?;
    let body: String = body.split_ascii_whitespace().collect();
    BASE64.decode(body.as_bytes()).map_err(|_| form())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::op::Claimed;

    fn digest() -> FileDigest {
        FileDigest { hash: *blake3::hash(b"the file").as_bytes(), size: 8 }
    }

    #[test]
    fn a_signature_names_its_signer_and_holds_for_one_file_alone() {
        let key = SecretKey::from_seed(&[4; 32]);
        let text = digest().sign(&key);
        assert_eq!(digest().signer(&text), Ok(key.public()));
        assert!(text.lines().all(|line| line.len() <= LINE), "{text}");
        for other in [FileDigest { size: 9, ..digest() }, FileDigest { hash: [0; 32], ..digest() }] {
            assert_eq!(other.signer(&text).unwrap_err().code(), ErrorCode::BadSignature);
        }
    }

    #[test]
    fn no_bit_of_it_can_be_changed() {
        let text = digest().sign(&SecretKey::from_seed(&[4; 32]));
        let bytes = unarmour(&text).unwrap();
        for bit in 0..bytes.len() * 8 {
            let mut changed = bytes.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            let text = format!("{BEGIN}\n{}\n{END}", BASE64.encode(&changed));
            assert!(digest().signer(&text).is_err(), "bit {bit}");
        }
        for text in ["", BEGIN, "-----BEGIN CYBERFLY SIGNATURE-----\n!\n-----END CYBERFLY SIGNATURE-----"] {
            assert!(digest().signer(text).is_err());
        }
    }

    #[test]
    fn it_can_never_pass_for_an_operation() {
        let bytes = unarmour(&digest().sign(&SecretKey::from_seed(&[4; 32]))).unwrap();
        assert!(Claimed::decode(&bytes).is_err());
    }
}

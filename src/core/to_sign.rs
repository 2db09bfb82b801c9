//! An operation that somebody else has drawn up, on its way to the one who is to sign it.

use crate::cbor::Reader;
use crate::cose;
use crate::error::{ErrorCode, Refused};
use crate::key::{PublicKey, SecretKey, Signature};
use crate::op::{Draft, EXTERNAL_AAD, OP_LIMIT, Operation};

/// The exact bytes to sign, and what they say. Whoever signs looks at [`ToSign::draft`] first.
#[derive(Clone, Debug, PartialEq)]
pub struct ToSign {
    draft: Draft,
    author: PublicKey,
    bytes: Vec<u8>,
}

impl ToSign {
    /// What this author would have to sign. Refused if the draft breaks a rule.
    pub fn of(draft: Draft, author: PublicKey) -> Result<Self, Refused> {
        let claim = draft.claim(author, |_| Signature::from_bytes([0; 64]))?;
        Ok(Self { draft: claim.draft().clone(), author, bytes: claim.signed_bytes().to_vec() })
    }

    /// Reads the bytes to sign. Refused if they are not those of a valid operation in its one encoding.
    pub fn decode(bytes: &[u8]) -> Result<Self, Refused> {
        if bytes.len() > OP_LIMIT {
            return Err(Refused::limit(format!("an operation has at most {OP_LIMIT} bytes")));
        }
        let mut r = Reader::new(bytes);
        if r.array()? != 4 || r.text()? != "Signature1" {
            return Err(Refused::form(
                "what is signed is [\"Signature1\", protected, external_aad, payload]",
            ));
        }
        let author = cose::signer(r.bytes()?)?;
        if r.bytes()? != EXTERNAL_AAD {
            return Err(Refused::form("what is signed is no operation of this format"));
        }
        let draft = Draft::decode(r.bytes()?)?;
        r.end()?;
        let to_sign = Self::of(draft, author)?;
        if to_sign.bytes != bytes {
            return Err(Refused::new(ErrorCode::NotCanonical, "the bytes are not in the one encoding"));
        }
        Ok(to_sign)
    }

    /// What it says.
    pub const fn draft(&self) -> &Draft {
        &self.draft
    }

    /// Who is to sign it.
    pub const fn author(&self) -> PublicKey {
        self.author
    }

    /// The bytes to sign.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Signs it. Refused with `bad_author` if the key is another one's.
    pub fn sign(self, key: &SecretKey) -> Result<Operation, Refused> {
        if key.public() != self.author {
            return Err(Refused::author("this operation is for another author to sign"));
        }
        self.draft.sign(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Stamp;
    use crate::name::{DbName, Key};
    use crate::write::Write;

    fn secret() -> SecretKey {
        SecretKey::from_seed(&[1; 32])
    }

    fn to_sign() -> ToSign {
        let db = DbName::new("default", secret().public()).unwrap();
        let writes = vec![Write::string(Key::new("k").unwrap(), b"v".to_vec())];
        let draft = Draft { db, stamp: Stamp::at_millis(7), writes, expires: None, device: None };
        ToSign::of(draft, secret().public()).unwrap()
    }

    #[test]
    fn what_is_signed_is_what_was_shown() {
        let sent = to_sign();
        let received = ToSign::decode(sent.bytes()).unwrap();
        assert_eq!(received, sent);
        let signature = secret().sign(sent.bytes());
        let operation = received.sign(&secret()).unwrap();
        assert_eq!(
            operation.signature(),
            signature,
            "a client in another language signs the bytes as they are"
        );
    }

    #[test]
    fn another_key_signs_nothing() {
        let refused = to_sign().sign(&SecretKey::from_seed(&[2; 32])).unwrap_err();
        assert_eq!(refused.code(), ErrorCode::BadAuthor);
    }

    #[test]
    fn bytes_that_are_cut_or_go_on_are_refused() {
        let bytes = to_sign().bytes().to_vec();
        for end in 0..bytes.len() {
            assert!(ToSign::decode(&bytes[..end]).is_err(), "{end}");
        }
        assert!(ToSign::decode(&[bytes.as_slice(), &[0]].concat()).is_err());
        let mut other = bytes.clone();
        let at = bytes.windows(13).position(|window| window == EXTERNAL_AAD).unwrap();
        other[at] ^= 1;
        assert!(ToSign::decode(&other).is_err(), "signed bytes of another purpose");
    }
}

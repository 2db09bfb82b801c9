//! Keys and the fixed-size identifiers: who wrote, with which device, which operation. Each has one text form,
//! lower-case hexadecimal, and no other is read.

use std::fmt;
use std::str::FromStr;

use data_encoding::HEXLOWER;
use ed25519_dalek::Signer;
use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{DecodePrivateKey, EncodePrivateKey};
use zeroize::Zeroizing;

use crate::error::ErrorCode;

/// A text that is not the lower-case hexadecimal of the right length.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what} is {digits} lower-case hexadecimal digits")]
pub struct BadHex {
    what: &'static str,
    digits: usize,
}

impl BadHex {
    /// Always `bad_request`.
    pub const fn code(&self) -> ErrorCode {
        ErrorCode::BadRequest
    }
}

macro_rules! fixed_bytes {
    ($(#[$doc:meta])* $name:ident, $len:literal, $what:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; $len]);

        impl $name {
            /// Takes the raw bytes as they are.
            pub const fn from_bytes(bytes: [u8; $len]) -> Self {
                Self(bytes)
            }

            /// The raw bytes.
            pub const fn as_bytes(&self) -> &[u8; $len] {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&HEXLOWER.encode(&self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        impl FromStr for $name {
            type Err = BadHex;

            fn from_str(text: &str) -> Result<Self, BadHex> {
                let bad = BadHex { what: $what, digits: $len * 2 };
                let bytes = HEXLOWER.decode(text.as_bytes()).map_err(|_| bad.clone())?;
                Ok(Self(bytes.try_into().map_err(|_| bad)?))
            }
        }
    };
}

fixed_bytes!(
    /// An Ed25519 public key as bytes: an author's, an owner's, or a node's identity. Whether the bytes are a key that
    /// may sign is the business of [`crate::signature`].
    PublicKey, 32, "a public key"
);
fixed_bytes!(
    /// The identity of an operation: BLAKE3-256 of its signed bytes.
    OpId, 32, "an operation id"
);
fixed_bytes!(
    /// Eight random bytes, one value per client and node, which keep the writers of one author apart.
    DeviceId, 8, "a device id"
);
fixed_bytes!(
    /// An Ed25519 signature as bytes.
    Signature, 64, "a signature"
);

/// An Ed25519 secret key. Its bytes are wiped when it is dropped; it has no text form and its `Debug` shows only the
/// public half.
#[derive(Clone)]
pub struct SecretKey(ed25519_dalek::SigningKey);

impl SecretKey {
    /// The key of a 32-byte seed (RFC 8032). The seed is to be random.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(ed25519_dalek::SigningKey::from_bytes(seed))
    }

    /// The seed, in a buffer that wipes itself.
    pub fn seed(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes())
    }

    /// The public half.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key().to_bytes())
    }

    /// The key as PKCS#8 in PEM, unencrypted, in a buffer that wipes itself. None only if the encoder fails.
    pub fn to_pem(&self) -> Option<Zeroizing<String>> {
        // The short form, without the public key, is the one that every version of OpenSSL reads.
        let pair = ed25519_dalek::pkcs8::KeypairBytes { secret_key: self.0.to_bytes(), public_key: None };
        pair.to_pkcs8_pem(LineEnding::LF).ok()
    }

    /// The key in a PKCS#8 PEM text; none if it holds no unencrypted Ed25519 key, or one whose public half does not fit.
    pub fn from_pem(pem: &str) -> Option<Self> {
        ed25519_dalek::SigningKey::from_pkcs8_pem(pem).ok().map(Self)
    }

    /// Signs a message. Deterministic: the same key and message give the same signature.
    pub fn sign(&self, message: &[u8]) -> Signature {
        Signature(self.0.sign(message).to_bytes())
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretKey(of {})", self.public())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_one_text_form() {
        let key = SecretKey::from_seed(&[7; 32]).public();
        let text = key.to_string();
        assert_eq!(text.parse(), Ok(key));
        assert!(text.to_uppercase().parse::<PublicKey>().is_err());
        assert!(text[1..].parse::<PublicKey>().is_err());
        assert!(format!(" {text}").parse::<PublicKey>().is_err());
    }

    #[test]
    fn a_key_survives_its_pem() {
        let key = SecretKey::from_seed(&[9; 32]);
        let pem = key.to_pem().unwrap();
        assert!(pem.starts_with("-----BEGIN PRIVATE KEY-----"));
        assert_eq!(SecretKey::from_pem(&pem).unwrap().seed(), key.seed());
        assert!(SecretKey::from_pem("-----BEGIN PRIVATE KEY-----").is_none());
    }

    #[test]
    fn debug_never_shows_the_secret() {
        let key = SecretKey::from_seed(&[0xab; 32]);
        assert!(!format!("{key:?}").contains("abab"));
    }
}

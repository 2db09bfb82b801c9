//! A key as text: PKCS#8 in PEM, as it is or under a passphrase, so that openssl reads and writes the same files.

use cyberfly_core::SecretKey;
use pkcs8::der::Decode;
use pkcs8::der::pem::LineEnding;
use pkcs8::pkcs5::pbes2::{EncryptionScheme, Kdf, Parameters, Salt, ScryptParams};
use pkcs8::{EncryptedPrivateKeyInfoRef, PrivateKeyInfoRef, SecretDocument};
use zeroize::Zeroizing;

const PLAIN_LABEL: &str = "PRIVATE KEY";
const ENCRYPTED_LABEL: &str = "ENCRYPTED PRIVATE KEY";

/// What turns a passphrase into a key here: scrypt with N = 2^14, r = 8, p = 5. It takes 16 MiB, as much as OpenSSL 3
/// will spend (its limit is 32), and five times over.
const SCRYPT_N: u64 = 1 << 14;
const SCRYPT_R: u16 = 8;
const SCRYPT_P: u16 = 5;

/// How much memory the scrypt of a file that someone else made may ask for.
const SCRYPT_MEMORY_LIMIT: u64 = 256 * 1024 * 1024;
/// How many blocks of work it may ask for.
const SCRYPT_WORK_LIMIT: u64 = 1 << 26;
/// How many rounds of PBKDF2 it may ask for.
const PBKDF2_LIMIT: u32 = 10_000_000;

/// A passphrase. Wiped when it is dropped, never shown.
#[derive(Clone)]
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// Takes a passphrase as it was given; one line end behind it does not belong to it.
    pub fn new(text: Zeroizing<String>) -> Self {
        let without = text.strip_suffix('\n').map(|line| line.strip_suffix('\r').unwrap_or(line));
        Self(without.map_or_else(|| text.clone(), |line| Zeroizing::new(line.to_owned())))
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl std::fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Passphrase(..)")
    }
}

/// Why a text gives no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoKey {
    /// It is no PEM of an Ed25519 key.
    NotAKey,
    /// The passphrase does not open it.
    WrongPassphrase,
}

/// A PEM text that may hold a key.
pub(super) enum Pem {
    /// A key as it is.
    Plain(SecretKey),
    /// A key that needs a passphrase.
    Encrypted(SecretDocument),
}

impl Pem {
    pub(super) fn read(text: &str) -> Result<Self, NoKey> {
        if let Some(secret) = SecretKey::from_pem(text) {
            return Ok(Self::Plain(secret));
        }
        match SecretDocument::from_pem(text) {
            Ok((ENCRYPTED_LABEL, document)) => Ok(Self::Encrypted(document)),
            _ => Err(NoKey::NotAKey),
        }
    }
}

/// Opens an encrypted key. What would take more memory or time than any honest key does is refused before it takes it.
pub(super) fn decrypt(document: &SecretDocument, passphrase: &Passphrase) -> Result<SecretKey, NoKey> {
    let info = EncryptedPrivateKeyInfoRef::from_der(document.as_bytes()).map_err(|_| NoKey::NotAKey)?;
    let affordable = info.encryption_algorithm.pbes2().is_some_and(|parameters| match &parameters.kdf {
        Kdf::Pbkdf2(parameters) => parameters.iteration_count <= PBKDF2_LIMIT,
        Kdf::Scrypt(parameters) => is_affordable(parameters),
        _ => false,
    });
    if !affordable {
        return Err(NoKey::NotAKey);
    }
    let plain = info.decrypt(passphrase.0.as_bytes()).map_err(|_| NoKey::WrongPassphrase)?;
    let pem = plain.to_pem(PLAIN_LABEL, LineEnding::LF).map_err(|_| NoKey::WrongPassphrase)?;
    SecretKey::from_pem(&pem).ok_or(NoKey::NotAKey)
}

fn is_affordable(parameters: &ScryptParams) -> bool {
    let block = u64::from(parameters.block_size) * 128;
    let memory = block.checked_mul(parameters.cost_parameter);
    let work = u64::from(parameters.block_size) * u64::from(parameters.parallelization);
    let work = work.checked_mul(parameters.cost_parameter);
    memory.is_some_and(|bytes| bytes <= SCRYPT_MEMORY_LIMIT)
        && work.is_some_and(|blocks| blocks <= SCRYPT_WORK_LIMIT)
}

/// The text of a key, under a passphrase if one is given. `random` has to be new for each. None if the encoder fails.
pub(super) fn write(
    secret: &SecretKey,
    passphrase: Option<&Passphrase>,
    random: &[u8; 32],
) -> Option<Zeroizing<String>> {
    let plain = secret.to_pem()?;
    let Some(passphrase) = passphrase else { return Some(plain) };
    let (salt, iv) = random.split_at(16);
    let scrypt = ScryptParams {
        salt: Salt::new(salt).ok()?,
        cost_parameter: SCRYPT_N,
        block_size: SCRYPT_R,
        parallelization: SCRYPT_P,
        key_length: None,
    };
    let encryption = EncryptionScheme::Aes256Cbc { iv: iv.try_into().ok()? };
    let parameters = Parameters { kdf: Kdf::Scrypt(scrypt), encryption };
    let (_, document) = SecretDocument::from_pem(&plain).ok()?;
    let info = PrivateKeyInfoRef::from_der(document.as_bytes()).ok()?;
    let encrypted = info.encrypt_with_params(parameters, passphrase.0.as_bytes()).ok()?;
    encrypted.to_pem(ENCRYPTED_LABEL, LineEnding::LF).ok()
}

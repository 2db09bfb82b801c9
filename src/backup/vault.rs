//! What stands between a file of a repository and its bytes: nothing, or encryption.
//!
//! An encrypted repository has one random master key, which lies in the file `key`, wrapped by a key that scrypt makes of
//! the passphrase. Each file is sealed in chunks with XChaCha20-Poly1305 in the STREAM construction: the nonce is the
//! file's own random prefix, the number of the chunk, and whether it is the last; so chunks can be neither changed,
//! exchanged, repeated nor left out at the end. `docs/format.md` has the bytes.

use std::io::{self, Read, Write};
use std::path::Path;

use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::error::BackupError;

const MAGIC: &[u8; 8] = b"cflysec1";
/// The random part of a nonce.
const PREFIX: usize = 19;
/// How many bytes are sealed together.
const CHUNK: usize = 64 * 1024;
const TAG: usize = 16;
/// scrypt's cost: 2^15 rounds of 8 blocks take 32 MiB and about a tenth of a second.
const LOG_N: u8 = 15;
/// The highest cost that is taken from a file: a gibibyte.
const LOG_N_LIMIT: u8 = 20;
const R: u32 = 8;
const P: u32 = 1;

/// How the files of a repository are read and written.
#[derive(Clone)]
pub(crate) enum Vault {
    /// As they are.
    Open,
    /// Encrypted with a master key.
    Sealed(MasterKey),
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.is_sealed() { "Sealed" } else { "Open" })
    }
}

/// The key that opens every file of an encrypted repository.
#[derive(Clone)]
pub(crate) struct MasterKey(Zeroizing<[u8; 32]>);

/// The file `key`: the master key, wrapped.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyFile {
    format: u32,
    kdf: String,
    log_n: u8,
    r: u32,
    p: u32,
    salt: String,
    nonce: String,
    wrapped: String,
}

fn random<const N: usize>() -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| io::Error::other(error.to_string()))?;
    Ok(bytes)
}

/// The cipher with the key that scrypt makes of a passphrase.
fn wrapping(passphrase: &str, log_n: u8, r: u32, p: u32, salt: &[u8]) -> Option<XChaCha20Poly1305> {
    let params = scrypt::Params::new(log_n, r, p).ok()?;
    let mut key = Zeroizing::new([0; 32]);
    scrypt::scrypt(passphrase.as_bytes(), salt, &params, key.as_mut()).ok()?;
    Some(XChaCha20Poly1305::new(&Key::from(*key)))
}

impl MasterKey {
    /// A new one, and the text of the file that holds it.
    pub(crate) fn make(passphrase: &str) -> io::Result<(Self, String)> {
        let failed = || io::Error::other("the key cannot be wrapped");
        let (master, salt, nonce) = (Zeroizing::new(random::<32>()?), random::<16>()?, random::<24>()?);
        let cipher = wrapping(passphrase, LOG_N, R, P, &salt).ok_or_else(failed)?;
        let wrapped = cipher.encrypt(&XNonce::from(nonce), master.as_slice()).map_err(|_| failed())?;
        let file = KeyFile {
            format: 1,
            kdf: "scrypt".to_owned(),
            log_n: LOG_N,
            r: R,
            p: P,
            salt: HEXLOWER.encode(&salt),
            nonce: HEXLOWER.encode(&nonce),
            wrapped: HEXLOWER.encode(&wrapped),
        };
        let text = serde_json::to_string_pretty(&file).map_err(io::Error::other)?;
        Ok((Self(master), text + "\n"))
    }

    /// The one in this file, if the passphrase opens it.
    pub(crate) fn open(path: &Path, text: &str, passphrase: &str) -> Result<Self, BackupError> {
        let file: KeyFile = serde_json::from_str(text)
            .map_err(|error| BackupError::damaged(path, format!("it holds no key: {error}")))?;
        let known = file.format == 1 && file.kdf == "scrypt" && file.log_n <= LOG_N_LIMIT;
        if !known || file.r > 32 || file.p > 16 {
            let found = format!("format {} with {}", file.format, file.kdf);
            return Err(BackupError::Format { path: path.to_path_buf(), found });
        }
        let bytes = |text: &str| HEXLOWER.decode(text.as_bytes()).ok();
        let unreadable = || BackupError::damaged(path, "what is to be hexadecimal is not");
        let salt = bytes(&file.salt).ok_or_else(unreadable)?;
        let nonce: [u8; 24] =
            bytes(&file.nonce).and_then(|nonce| nonce.try_into().ok()).ok_or_else(unreadable)?;
        let wrapped = bytes(&file.wrapped).ok_or_else(unreadable)?;
        let cipher = wrapping(passphrase, file.log_n, file.r, file.p, &salt).ok_or_else(unreadable)?;
        let wrong = || BackupError::WrongPassphrase(path.parent().unwrap_or(path).to_path_buf());
        let master = cipher.decrypt(&XNonce::from(nonce), wrapped.as_slice()).map_err(|_| wrong())?;
        let master = Zeroizing::new(master);
        Ok(Self(Zeroizing::new(master.as_slice().try_into().map_err(|_| unreadable())?)))
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&Key::from(*self.0))
    }
}

impl Vault {
    /// Whether files are encrypted.
    pub(crate) const fn is_sealed(&self) -> bool {
        matches!(self, Self::Sealed(_))
    }

    /// How the names of files end that would end so in the open.
    pub(crate) fn ending(&self, ending: &str) -> String {
        if self.is_sealed() { format!("{ending}.enc") } else { ending.to_owned() }
    }

    /// Writes a file through this.
    pub(crate) fn writer<W: Write>(&self, mut to: W) -> io::Result<Sealing<W>> {
        let sealing = match self {
            Self::Open => None,
            Self::Sealed(master) => {
                let prefix = random()?;
                to.write_all(MAGIC)?;
                to.write_all(&prefix)?;
                Some(Stream { cipher: master.cipher(), prefix, count: 0, chunk: Vec::with_capacity(CHUNK) })
            }
        };
        Ok(Sealing { to, sealing })
    }

    /// Reads a file through this.
    pub(crate) fn reader<R: Read>(&self, mut from: R) -> io::Result<Unsealing<R>> {
        let sealed = match self {
            Self::Open => None,
            Self::Sealed(master) => {
                let (mut magic, mut prefix) = ([0; 8], [0; PREFIX]);
                from.read_exact(&mut magic)?;
                from.read_exact(&mut prefix)?;
                if magic != *MAGIC {
                    return Err(not_authentic());
                }
                Some(Stream { cipher: master.cipher(), prefix, count: 0, chunk: Vec::new() })
            }
        };
        Ok(Unsealing { from, sealed, at: 0, is_last: false })
    }

    /// These bytes as a file has them.
    pub(crate) fn seal(&self, bytes: &[u8]) -> io::Result<Vec<u8>> {
        let mut sealing = self.writer(Vec::new())?;
        sealing.write_all(bytes)?;
        sealing.finish()
    }

    /// The bytes that a file has, `limit` of them at most.
    pub(crate) fn unseal(&self, file: &[u8], limit: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.reader(file)?.take(limit + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > limit {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                format!("it has more than {limit} bytes"),
            ));
        }
        Ok(bytes)
    }
}

fn not_authentic() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "it was changed, or encrypted with another key")
}

struct Stream {
    cipher: XChaCha20Poly1305,
    prefix: [u8; PREFIX],
    count: u32,
    chunk: Vec<u8>,
}

impl Stream {
    fn nonce(&mut self, is_last: bool) -> io::Result<XNonce> {
        let mut nonce = [0; 24];
        nonce[..PREFIX].copy_from_slice(&self.prefix);
        nonce[PREFIX..23].copy_from_slice(&self.count.to_be_bytes());
        nonce[23] = u8::from(is_last);
        self.count = self.count.checked_add(1).ok_or_else(|| io::Error::other("the file is too long"))?;
        Ok(XNonce::from(nonce))
    }
}

/// Writes, sealed or not. What is not [finished](Sealing::finish) cannot be read.
pub(crate) struct Sealing<W> {
    to: W,
    sealing: Option<Stream>,
}

impl<W: Write> Sealing<W> {
    pub(crate) fn finish(mut self) -> io::Result<W> {
        if let Some(stream) = &mut self.sealing {
            let nonce = stream.nonce(true)?;
            let sealed = stream.cipher.encrypt(&nonce, stream.chunk.as_slice());
            self.to.write_all(&sealed.map_err(|_| not_authentic())?)?;
        }
        Ok(self.to)
    }
}

impl<W: Write> Write for Sealing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Some(stream) = &mut self.sealing else { return self.to.write(bytes) };
        // A full chunk waits until it is known that it is not the last.
        if stream.chunk.len() == CHUNK {
            let nonce = stream.nonce(false)?;
            let sealed = stream.cipher.encrypt(&nonce, stream.chunk.as_slice());
            self.to.write_all(&sealed.map_err(|_| not_authentic())?)?;
            stream.chunk.clear();
        }
        let taken = bytes.len().min(CHUNK - stream.chunk.len());
        stream.chunk.extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// Reads, sealed or not.
pub(crate) struct Unsealing<R> {
    from: R,
    sealed: Option<Stream>,
    at: usize,
    is_last: bool,
}

impl<R> Unsealing<R> {
    pub(crate) fn into_inner(self) -> R {
        self.from
    }
}

impl<R: Read> Read for Unsealing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Some(stream) = &mut self.sealed else { return self.from.read(buffer) };
        while self.at == stream.chunk.len() && !self.is_last {
            let mut sealed = Vec::with_capacity(CHUNK + TAG);
            self.from.by_ref().take((CHUNK + TAG) as u64).read_to_end(&mut sealed)?;
            // Only the last chunk may be shorter; a full one may be the last.
            let mut next = |is_last| {
                let nonce = stream.nonce(is_last)?;
                stream.cipher.decrypt(&nonce, sealed.as_slice()).map_err(|_| not_authentic())
            };
            let opened = match sealed.len() == CHUNK + TAG {
                false => (next(true)?, true),
                true => match next(false) {
                    Ok(opened) => (opened, false),
                    Err(_) => {
                        stream.count -= 1;
                        let nonce = stream.nonce(true)?;
                        let opened = stream.cipher.decrypt(&nonce, sealed.as_slice());
                        (opened.map_err(|_| not_authentic())?, true)
                    }
                },
            };
            (stream.chunk, self.is_last) = opened;
            self.at = 0;
        }
        let left = &stream.chunk[self.at..];
        let taken = left.len().min(buffer.len());
        buffer[..taken].copy_from_slice(&left[..taken]);
        self.at += taken;
        Ok(taken)
    }
}

#[cfg(test)]
#[path = "vault_tests.rs"]
mod tests;

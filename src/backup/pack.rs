//! Packs: some files in a tar, compressed with zstd, named by the hash of the whole.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::Path;

use tempfile::NamedTempFile;

use crate::error::BackupError;
use crate::hash::{Hash, Hashing};
use crate::manifest::PackEntry;
use crate::vault::{Sealing, Unsealing, Vault};

/// How the name of a pack ends.
pub(crate) const ENDING: &str = "tar.zst";
/// A pack with so many bytes in it, before compression, is finished.
const FULL: u64 = 64 * 1024 * 1024;
const LEVEL: i32 = 3;
/// So many bytes of a file are read at once.
const READ: usize = 256 * 1024;
/// A pack is hashed in at most so many pieces, which are not smaller than so many bytes.
const PIECES: u64 = 16;
const PIECE: u64 = 1024 * 1024;

/// A member that was written.
pub(crate) struct Written {
    pub(crate) size: u64,
    pub(crate) hash: Hash,
}

type Layers = zstd::Encoder<'static, Sealing<Hashing<NamedTempFile>>>;

/// A pack that is being written to a temporary file.
pub(crate) struct PackWriter {
    tar: tar::Builder<Layers>,
    bytes: u64,
}

/// A pack that is whole, in a temporary file.
pub(crate) struct Packed {
    pub(crate) file: NamedTempFile,
    pub(crate) entry: PackEntry,
}

impl PackWriter {
    pub(crate) fn new(file: NamedTempFile, vault: &Vault, threads: u32) -> Result<Self, BackupError> {
        let path = file.path().to_path_buf();
        let made = || {
            let mut encoder = zstd::Encoder::new(vault.writer(Hashing::new(file))?, LEVEL)?;
            encoder.include_checksum(true)?;
            encoder.multithread(threads)?;
            let mut tar = tar::Builder::new(encoder);
            tar.mode(tar::HeaderMode::Deterministic);
            Ok(tar)
        };
        Ok(Self { tar: made().map_err(BackupError::io("writing", &path))?, bytes: 0 })
    }

    /// Writes so many bytes under this name. Fewer are an error.
    pub(crate) fn append(&mut self, member: &str, size: u64, from: impl Read) -> io::Result<Written> {
        let mut header = tar::Header::new_gnu();
        header.set_size(size);
        header.set_mode(0o600);
        header.set_mtime(0);
        // The tar copies by few bytes at a time, which are read and hashed by many.
        let room = usize::try_from(size).unwrap_or(READ).min(READ);
        let mut from = BufReader::with_capacity(room, Hashing::new(from.take(size)));
        self.tar.append_data(&mut header, member, &mut from)?;
        let (_, hash, read) = from.into_inner().finish();
        if read != size {
            let message = format!("{member} is shorter than it was");
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, message));
        }
        self.bytes += size;
        Ok(Written { size, hash })
    }

    pub(crate) const fn is_full(&self) -> bool {
        self.bytes >= FULL
    }

    pub(crate) fn finish(self) -> io::Result<Packed> {
        let hashing = self.tar.into_inner()?.finish()?.finish()?;
        let (mut file, id, size) = hashing.finish();
        let (piece, pieces) = pieces(file.as_file_mut(), size)?;
        Ok(Packed { file, entry: PackEntry { id, size, piece, pieces } })
    }
}

fn short(hasher: &blake3::Hasher) -> String {
    hasher.finalize().to_hex()[..16].to_owned()
}

/// The hashes of the pieces of a file. It was written a moment ago, so it is in memory.
fn pieces(file: &mut File, size: u64) -> io::Result<(u64, Vec<String>)> {
    let piece = size.div_ceil(PIECES).max(PIECE);
    let mut pieces = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    let mut left = size;
    while left > 0 {
        let mut hasher = blake3::Hasher::new();
        hasher.update_reader(Read::take(&mut *file, piece))?;
        left = left.saturating_sub(piece);
        pieces.push(short(&hasher));
    }
    Ok((piece, pieces))
}

/// The byte at which the first piece begins that is not as it should be; none if all are.
pub(crate) fn first_bad_piece(path: &Path, entry: &PackEntry) -> io::Result<Option<u64>> {
    let mut file = File::open(path)?;
    for (number, expected) in (0..).zip(&entry.pieces) {
        let mut hasher = blake3::Hasher::new();
        hasher.update_reader(Read::take(&mut file, entry.piece))?;
        if short(&hasher) != *expected {
            return Ok(Some(number * entry.piece));
        }
    }
    Ok((file.read(&mut [0])? > 0).then_some(entry.size))
}

/// Takes the members of a pack, one by one.
pub(crate) type TakeMember<'t> = &'t mut dyn FnMut(&str, &mut dyn Read) -> Result<(), BackupError>;

type Opened = tar::Archive<zstd::Decoder<'static, BufReader<Unsealing<Hashing<File>>>>>;

/// Reads a pack to its end and hands out its members. What they are is known to be right only if this succeeds: before
/// that, nothing may be made of them that stays.
pub(crate) fn read(
    path: &Path,
    entry: &PackEntry,
    vault: &Vault,
    take: TakeMember<'_>,
) -> Result<(), BackupError> {
    let damaged = |reason: String| {
        let offset = first_bad_piece(path, entry).ok().flatten();
        BackupError::Damaged { path: path.to_path_buf(), offset, reason, databases: Vec::new() }
    };
    let file = File::open(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => BackupError::damaged(path, "it is missing"),
        _ => BackupError::io("reading", path)(error),
    })?;
    let open = |file| -> io::Result<Opened> {
        Ok(tar::Archive::new(zstd::Decoder::new(vault.reader(Hashing::new(file))?)?))
    };
    let mut archive = open(file).map_err(|error| damaged(error.to_string()))?;
    let entries = archive.entries().map_err(|error| damaged(error.to_string()))?;
    for member in entries {
        let mut member = member.map_err(|error| damaged(error.to_string()))?;
        let name = String::from_utf8_lossy(&member.path_bytes()).into_owned();
        match take(&name, &mut member) {
            Err(BackupError::Damaged { reason, databases, .. }) => {
                let BackupError::Damaged { path, offset, .. } = damaged(String::new()) else { continue };
                return Err(BackupError::Damaged { path, offset, reason, databases });
            }
            taken => taken?,
        }
    }
    let mut decoder = archive.into_inner();
    io::copy(&mut decoder, &mut io::sink()).map_err(|error| damaged(error.to_string()))?;
    let mut rest = decoder.finish().into_inner().into_inner();
    io::copy(&mut rest, &mut io::sink()).map_err(BackupError::io("reading", path))?;
    let (_, hash, size) = rest.finish();
    match hash == entry.id && size == entry.size {
        true => Ok(()),
        false => Err(damaged("it does not have the hash that is its name".to_owned())),
    }
}

/// Reads what a member has, and says how many bytes and which hash; what cannot be read is damage of the pack.
pub(crate) fn copy_member(from: &mut dyn Read, to: &mut dyn Write) -> Result<Written, CopyError> {
    let mut buffer = vec![0; READ];
    let (mut hasher, mut size) = (blake3::Hasher::new(), 0);
    loop {
        let read = match from.read(&mut buffer) {
            Ok(0) => return Ok(Written { size, hash: Hash(*hasher.finalize().as_bytes()) }),
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(CopyError::From(error)),
        };
        hasher.update(&buffer[..read]);
        to.write_all(&buffer[..read]).map_err(CopyError::To)?;
        size += read as u64;
    }
}

/// Which side of a copy failed.
pub(crate) enum CopyError {
    From(io::Error),
    To(io::Error),
}

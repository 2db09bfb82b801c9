//! Pieces of a file with the hashes that prove them.

use std::fs::File;
use std::io::{self, Cursor, Seek, SeekFrom};

use bao_tree::io::outboard::{EmptyOutboard, PreOrderOutboard};
use bao_tree::io::sync::{CreateOutboard, WriteAt, decode_ranges, encode_ranges_validated};
use bao_tree::{BaoTree, BlockSize, ChunkNum, ChunkRanges};

/// How long a piece is; the last one of a file may be shorter.
pub(super) const PIECE: u64 = 1024 * 1024;
/// About how long it is with its hashes.
const ENCODED: usize = 1025 * 1024 + 4096;
/// Hashes are kept for groups of sixteen chunks, 16 KiB: four bytes of them for each kilobyte.
const GROUP: BlockSize = BlockSize::from_chunk_log(4);
/// How many bytes a chunk of BLAKE3 has.
const CHUNK: u64 = 1024;
/// The longest file whose hashes are held in memory while it is given: 256 MiB of them.
const LONGEST: u64 = 1 << 36;

/// A file that is given, with its hashes. They are made when the file is opened, by reading it once.
pub(super) struct Source {
    file: File,
    outboard: PreOrderOutboard<Vec<u8>>,
}

fn chunks(offset: u64, size: u64) -> ChunkRanges {
    let end = (offset + PIECE).min(size).div_ceil(CHUNK).max(offset / CHUNK + 1);
    ChunkRanges::from(ChunkNum(offset / CHUNK)..ChunkNum(end))
}

impl Source {
    /// Opens a file that is to have this hash. One that has another is damaged and is not given.
    pub(super) fn of(mut file: File, hash: [u8; 32]) -> io::Result<Self> {
        let size = file.metadata()?.len();
        if size > LONGEST {
            return Err(io::Error::other("a file longer than can be given"));
        }
        file.seek(SeekFrom::Start(0))?;
        let outboard =
            PreOrderOutboard::create_sized(io::BufReader::with_capacity(1 << 18, &file), size, GROUP)?;
        match outboard.root.as_bytes() == &hash {
            true => Ok(Self { file, outboard }),
            false => Err(io::Error::other("a file that is damaged")),
        }
    }

    pub(super) fn size(&self) -> u64 {
        self.outboard.tree.size()
    }

    /// The piece that begins here, with its hashes. Fails where none begins.
    pub(super) fn piece(&self, offset: u64) -> io::Result<Vec<u8>> {
        let size = self.size();
        if !offset.is_multiple_of(PIECE) || (offset >= size && offset > 0) {
            return Err(io::Error::other("no piece begins there"));
        }
        let mut encoded = Vec::with_capacity(ENCODED);
        encode_ranges_validated(&self.file, &self.outboard, &chunks(offset, size), &mut encoded)
            .map_err(io::Error::other)?;
        Ok(encoded)
    }
}

/// Whether a file has this hash as a whole.
pub(super) fn has_hash(mut file: &File, hash: &[u8; 32]) -> io::Result<bool> {
    file.seek(SeekFrom::Start(0))?;
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(file)?;
    Ok(hasher.finalize().as_bytes() == hash)
}

/// The bytes of a piece, if they are those of the file with this hash and size at this place.
pub(super) fn open(encoded: &[u8], hash: &[u8; 32], size: u64, offset: u64) -> io::Result<Vec<u8>> {
    let tree = BaoTree::new(size, GROUP);
    let outboard = EmptyOutboard { tree, root: (*hash).into() };
    let expected = PIECE.min(size.saturating_sub(offset));
    let room = usize::try_from(expected).unwrap_or_default();
    let mut target = Target { offset, bytes: Vec::with_capacity(room) };
    let mut from = Cursor::new(encoded);
    decode_ranges(&mut from, &chunks(offset, size), &mut target, outboard).map_err(io::Error::other)?;
    match target.bytes.len() as u64 == expected && from.position() == encoded.len() as u64 {
        true => Ok(target.bytes),
        false => Err(io::Error::other("a piece of another length")),
    }
}

/// What a piece is decoded into: it is written from its beginning to its end.
struct Target {
    offset: u64,
    bytes: Vec<u8>,
}

impl WriteAt for &mut Target {
    fn write_at(&mut self, at: u64, bytes: &[u8]) -> io::Result<usize> {
        if at != self.offset + self.bytes.len() as u64 || self.bytes.len() as u64 + bytes.len() as u64 > PIECE
        {
            return Err(io::Error::other("bytes out of order"));
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

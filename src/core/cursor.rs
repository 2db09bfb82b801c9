//! Cursors: where the next part of a long answer begins, in a text that means something to its maker alone.
//!
//! A cursor carries a version, a checksum and the position. The checksum covers what the cursor belongs to as well, so
//! that one of another question, or one that somebody has changed, is refused rather than misread. It keeps no secret
//! and grants no right: whoever computes one by hand could have asked for that position anyway.

use data_encoding::BASE64URL_NOPAD;

use crate::error::Refused;

/// The longest cursor, in characters.
pub const CURSOR_LIMIT: usize = 4096;

const VERSION: u8 = 1;
const CHECKSUM: usize = 8;

/// The cursor of a position in the answer to a question, which is told apart by these parts.
pub fn write(question: &[&[u8]], position: &[u8]) -> String {
    let bytes = [&[VERSION], checksum(question, position).as_slice(), position].concat();
    BASE64URL_NOPAD.encode(&bytes)
}

/// The position in a cursor of this question. Refused with `bad_request` if it is not one.
pub fn read(question: &[&[u8]], cursor: &str) -> Result<Vec<u8>, Refused> {
    let foreign = || Refused::form("the cursor does not belong to this question: ask again without one");
    if cursor.len() > CURSOR_LIMIT {
        return Err(foreign());
    }
    let bytes = BASE64URL_NOPAD.decode(cursor.as_bytes()).map_err(|_| foreign())?;
    let (version, rest) = bytes.split_first().ok_or_else(foreign)?;
    let (sum, position) = rest.split_first_chunk::<CHECKSUM>().ok_or_else(foreign)?;
    if *version != VERSION || *sum != checksum(question, position) {
        return Err(foreign());
    }
    Ok(position.to_vec())
}

fn checksum(question: &[&[u8]], position: &[u8]) -> [u8; CHECKSUM] {
    let mut hasher = blake3::Hasher::new();
    for part in question.iter().chain(&[position]) {
        hasher.update(&(part.len() as u64).to_be_bytes()).update(part);
    }
    let mut sum = [0; CHECKSUM];
    sum.copy_from_slice(&hasher.finalize().as_bytes()[..CHECKSUM]);
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorCode;

    #[test]
    fn a_cursor_is_read_by_its_own_question_alone() {
        let cursor = write(&[b"scan", b"db"], b"key\x00\xff");
        assert_eq!(read(&[b"scan", b"db"], &cursor).unwrap(), b"key\x00\xff");
        for other in [&[b"scan".as_slice(), b"db2"], &[b"scand", b"b"], &[b"hash", b"db"]] {
            assert_eq!(read(other, &cursor).unwrap_err().code(), ErrorCode::BadRequest);
        }
    }

    #[test]
    fn every_changed_character_is_noticed() {
        let cursor = write(&[b"scan"], b"position");
        for at in 0..cursor.len() {
            for to in ["A", "B", "_", "=", "é", ""] {
                let changed = [&cursor[..at], to, &cursor[at + 1..]].concat();
                assert!(changed == cursor || read(&[b"scan"], &changed).is_err(), "{changed}");
            }
        }
        assert!(read(&[b"scan"], "").is_err());
        assert!(read(&[b"scan"], &"A".repeat(CURSOR_LIMIT + 1)).is_err());
    }
}

//! Where the elements of a list stand.
//!
//! The field of an element is its position, one byte string, followed by [`LIST_SUFFIX`] bytes that keep it apart from
//! every other: the stamp, author, device and write index of the write that made it. The device is among them since two
//! devices of one author can push with the same stamp; without it one of the two elements would be lost. The order of
//! the list is the order of whole fields, byte by byte. A position never ends in a zero byte, so that there is room before it.
//!
//! *At the ends* a position is a *step*: an integer in a code of 1 to 8 bytes whose byte order is the order of the
//! integers, none being the beginning of another. The first byte tells sign and length, as in UTF-8:
//!
//! ```text
//! 10xxxxxx                      0 to 63          01xxxxxx                   -1 to -64
//! 110xxxxx xxxxxxxx             64 to 8,255      001xxxxx xxxxxxxx          -65 to -8,256
//! 1110xxxx (2 more bytes)       to 1,056,831     0001xxxx (2 more bytes)    and so on, all bits turned over
//! ```
//!
//! Whatever bytes a field has, they begin with one such step; the next greater step is a position behind it, the next
//! smaller one is before it. What one operation pushes shares a step and is kept in order by the write index. So what
//! two writers push at the same time comes to stand one run after the other, never mixed.
//!
//! *Between two elements* the position is a shortest byte string that, whatever follows it, stands between their fields,
//! in the middle of the room there is. Each halves the room of the next one at the same place, so that about seven
//! insertions at one point cost a byte.

use crate::clock::Stamp;
use crate::key::{DeviceId, PublicKey};
use crate::write::LIST_SUFFIX;

/// What stands in the place of the device of a writer without one.
const NO_DEVICE: DeviceId = DeviceId::from_bytes([0; 8]);

/// The most bytes of a step.
const STEP_BYTES: usize = 8;

/// The field of the element that a write makes at a position.
pub(super) fn field(
    position: &[u8],
    stamp: Stamp,
    author: PublicKey,
    device: Option<DeviceId>,
    index: u16,
) -> Vec<u8> {
    let mut field = Vec::with_capacity(position.len() + LIST_SUFFIX);
    field.extend_from_slice(position);
    field.extend_from_slice(&stamp.as_u64().to_be_bytes());
    field.extend_from_slice(author.as_bytes());
    field.extend_from_slice(device.unwrap_or(NO_DEVICE).as_bytes());
    field.extend_from_slice(&index.to_be_bytes());
    field
}

/// A position between two fields, either of which may be missing. None only if there is no such position, which no
/// writer who keeps to these rules brings about.
pub(super) fn place(left: Option<&[u8]>, right: Option<&[u8]>) -> Option<Vec<u8>> {
    match (left, right) {
        (None, None) => encode_step(0),
        (Some(left), None) => step_from(left, 1).or_else(|| between(left, None)),
        (None, Some(right)) => step_from(right, -1).or_else(|| between(&[], Some(right))),
        (Some(left), Some(right)) => between(left, Some(right)),
    }
}

/// The next step behind or before the one that a field begins with, which does not end in a zero byte.
fn step_from(field: &[u8], by: i64) -> Option<Vec<u8>> {
    let ends_well = |position: &Vec<u8>| position.last().is_some_and(|last| *last != 0);
    let step = leading_step(field);
    // Of two neighbours at most one ends in a zero byte.
    [step + by, step + 2 * by].into_iter().map_while(encode_step).find(ends_well)
}

/// How many integers of one sign have codes of so many bytes.
const fn codes_of(length: usize) -> u64 {
    if length == STEP_BYTES { 1 << 56 } else { 1 << (7 * length - 1) }
}

fn encode_step(step: i64) -> Option<Vec<u8>> {
    let negative = step < 0;
    let mut rest = if negative { !step } else { step }.unsigned_abs();
    for length in 1..=STEP_BYTES {
        if rest < codes_of(length) {
            // A one for the sign, a one for each byte that follows the first, and a zero if there is room for it.
            let head = 0xff00_u64 >> length & 0xff;
            let code = head << (8 * (length - 1)) | rest;
            let code = if negative { !code } else { code };
            return Some(code.to_be_bytes()[8 - length..].to_vec());
        }
        rest -= codes_of(length);
    }
    None
}

/// The step that any bytes begin with; what is missing at their end counts as zero.
fn leading_step(field: &[u8]) -> i64 {
    let first = field.first().copied().unwrap_or_default();
    let negative = first < 0x80;
    let turned = if negative { 0xff } else { 0 };
    let byte = |at: usize| u64::from(field.get(at).copied().unwrap_or_default() ^ turned);
    let length = ((first ^ turned) << 1).leading_ones() as usize + 1;
    let code = (0..length).fold(0, |code, at| code << 8 | byte(at));
    let data = code & (codes_of(length) - 1);
    let step = (1..length).map(codes_of).sum::<u64>() + data;
    let step = i64::try_from(step).unwrap_or(i64::MAX);
    if negative { !step } else { step }
}

/// A shortest position that stands between two fields whatever follows it; without a right one, behind the left. An
/// empty left field is before everything.
fn between(left: &[u8], right: Option<&[u8]>) -> Option<Vec<u8>> {
    let Some(right) = right else { return Some(above(left, 0)) };
    let same = left.iter().zip(right).take_while(|(l, r)| l == r).count();
    let r = *right.get(same)?;
    let Some(l) = left.get(same).copied() else {
        return below(right, same);
    };
    if l > r {
        return None;
    }
    if r - l >= 2 {
        return Some([&left[..same], &[l + (r - l) / 2]].concat());
    }
    let above = above(left, same + 1);
    Some(below(right, same + 1).filter(|below| below.len() < above.len()).unwrap_or(above))
}

/// The shortest bytes that begin as `left` does up to `from` and are greater.
fn above(left: &[u8], from: usize) -> Vec<u8> {
    let room = |at: &usize| left[*at] < 0xff;
    let at = (from..left.len()).find(room).unwrap_or(left.len());
    let least = left.get(at).copied().unwrap_or_default();
    [&left[..at], &[least + (0xff - least).div_ceil(2)]].concat()
}

/// The shortest bytes that begin as `right` does up to `from`, are smaller, and no beginning of it. None if all that
/// follows there is zero.
fn below(right: &[u8], from: usize) -> Option<Vec<u8>> {
    let at = (from..right.len()).find(|at| right[*at] > 0)?;
    let tail: &[u8] = match right[at] {
        1 => &[0, 0x80],
        more => &[more / 2],
    };
    Some([&right[..at], tail].concat())
}

#[cfg(test)]
#[path = "position_tests.rs"]
mod tests;

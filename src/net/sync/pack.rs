//! Frames packed with zstd, where both sides can read them and it makes them shorter. Each frame is packed by itself and
//! holds operations of one database, so that its length tells nothing of any other.

use crate::fields::NoMessage;
use crate::stream::FRAME_LIMIT;

/// The word with which a node says that it reads packed frames.
pub(crate) const PACKED: &str = "zstd";
/// What a packed frame begins with; no message does.
const MARK: u8 = 0xff;
/// The quickest level that finds what repeats. What does not repeat, such as signatures, no other level makes shorter.
const LEVEL: i32 = 1;
/// Shorter frames stay as they are.
const LEAST: usize = 512;

/// The frame packed, or as it is if that does not make it a good deal shorter.
pub(super) fn pack(frame: Vec<u8>) -> Vec<u8> {
    let Some(length) = u32::try_from(frame.len()).ok().filter(|_| frame.len() >= LEAST) else { return frame };
    match zstd::bulk::compress(&frame, LEVEL) {
        Ok(packed) if packed.len() < frame.len() - frame.len() / 16 => {
            [&[MARK], length.to_le_bytes().as_slice(), &packed].concat()
        }
        _ => frame,
    }
}

/// The frame as it was before it was packed. One that claims to become longer than a frame may be is none.
pub(super) fn unpack(frame: Vec<u8>) -> Result<Vec<u8>, NoMessage> {
    let Some(([MARK, length @ ..], packed)) = frame.split_first_chunk::<5>() else { return Ok(frame) };
    let length = u32::from_le_bytes(*length) as usize;
    if length > FRAME_LIMIT {
        return Err(NoMessage);
    }
    let unpacked = zstd::bulk::decompress(packed, length).map_err(|_| NoMessage)?;
    if unpacked.len() == length { Ok(unpacked) } else { Err(NoMessage) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn claiming(length: u32, packed: &[u8]) -> Vec<u8> {
        [&[MARK], length.to_le_bytes().as_slice(), packed].concat()
    }

    #[test]
    fn what_repeats_becomes_shorter_and_what_does_not_stays_as_it_is() {
        let repeats = b"a sensor says 21.5 ".repeat(100);
        assert!(pack(repeats.clone()).len() < repeats.len() / 10);
        let mut random = vec![0; 4096];
        blake3::Hasher::new().finalize_xof().fill(&mut random);
        assert_eq!(pack(random.clone()), random);
    }

    #[test]
    fn a_frame_that_would_become_longer_than_one_may_be_is_none() {
        let huge = zstd::bulk::compress(&vec![0; 2 * FRAME_LIMIT], LEVEL).unwrap();
        assert!(huge.len() < 1024);
        for claimed in [0, 1, FRAME_LIMIT, FRAME_LIMIT + 1, 2 * FRAME_LIMIT] {
            assert_eq!(unpack(claiming(claimed.try_into().unwrap(), &huge)), Err(NoMessage), "{claimed}");
        }
        let full = zstd::bulk::compress(&vec![0; FRAME_LIMIT], LEVEL).unwrap();
        let length = FRAME_LIMIT.try_into().unwrap();
        assert_eq!(unpack(claiming(length, &full)).map(|frame| frame.len()), Ok(FRAME_LIMIT));
        assert_eq!(unpack(claiming(length - 1, &full)), Err(NoMessage));
    }

    #[test]
    fn a_packed_frame_in_a_packed_frame_is_no_message() {
        let once = pack(vec![7; 100_000]);
        let twice = zstd::bulk::compress(&once, LEVEL).unwrap();
        let unpacked = unpack(claiming(once.len().try_into().unwrap(), &twice)).unwrap();
        assert_eq!(super::super::wire::Message::decode(&unpacked), Err(NoMessage));
    }

    proptest! {
        #[test]
        fn what_is_packed_comes_out_as_it_was(
            piece in proptest::collection::vec(any::<u8>(), 1..600), times in 1..20_usize,
        ) {
            let frame = [&[1], piece.repeat(times).as_slice()].concat();
            prop_assert_eq!(unpack(pack(frame.clone())), Ok(frame));
        }

        #[test]
        fn whatever_comes_is_unpacked_without_harm(length in 0..4096_u32, bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _any = unpack(claiming(length, &bytes));
            let _any = unpack(bytes);
        }
    }
}

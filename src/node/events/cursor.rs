//! A place in the journal as a text that means nothing to anybody else.

use cyberfly_store::Place;
use data_encoding::BASE64URL_NOPAD;

/// The version of the text.
const VERSION: u8 = 1;
const LENGTH: usize = 1 + 8 + 4 + 8;
/// The text for the beginning of the journal, for those who have no cursor yet.
const BEGINNING: &str = "0";

pub(super) fn write(place: Place) -> String {
    let mut bytes = Vec::with_capacity(LENGTH);
    bytes.push(VERSION);
    bytes.extend_from_slice(&place.group.to_be_bytes());
    bytes.extend_from_slice(&place.index.to_be_bytes());
    bytes.extend_from_slice(&place.proof);
    BASE64URL_NOPAD.encode(&bytes)
}

/// The place that a text stands for; none if it stands for none.
pub(super) fn read(text: &str) -> Option<Place> {
    if text == BEGINNING {
        return Some(Place::START);
    }
    let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
    let (version, rest) = bytes.split_first()?;
    let (group, rest) = rest.split_first_chunk()?;
    let (index, proof) = rest.split_first_chunk()?;
    let place = Place {
        group: u64::from_be_bytes(*group),
        index: u32::from_be_bytes(*index),
        proof: proof.try_into().ok()?,
    };
    (*version == VERSION).then_some(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_as_it_was_written_and_nothing_else_is_one() {
        let place = Place { group: 7, index: 3, proof: [9; 8] };
        let text = write(place);
        assert_eq!(read(&text), Some(place));
        assert_eq!(read("0"), Some(Place::START));
        for bad in ["", "00", "x", &text[1..], &format!("{text}A"), &text.replace('A', "*")] {
            assert_eq!(read(bad), None, "{bad:?}");
        }
        let other_version = BASE64URL_NOPAD.encode(&[&[2][..], &[0; 20]].concat());
        assert_eq!(read(&other_version), None);
    }
}

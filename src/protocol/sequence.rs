//! Many operations in one body: a CBOR sequence (RFC 8742) of byte strings, each of which holds the bytes of one signed
//! operation. So one that is malformed does not hide where the next begins, and each can be refused by itself.

use cyberfly_core::ErrorCode;
use cyberfly_core::cbor::{Reader, Writer};

use crate::error::ErrorBody;

/// The most operations in one sequence.
pub const OPERATIONS_LIMIT: usize = 1024;
/// The most bytes of one sequence.
pub const SEQUENCE_LIMIT: usize = 4 * 1024 * 1024;

/// A sequence of these operations.
pub fn write_sequence(operations: &[Vec<u8>]) -> Vec<u8> {
    let mut sequence = Writer::default();
    for operation in operations {
        sequence.bytes(operation);
    }
    sequence.into_bytes()
}

/// The operations of a sequence, as they are: none of them is looked at. Refused as a whole if it is no sequence of byte
/// strings, or has no or too many operations.
pub fn read_sequence(bytes: &[u8]) -> Result<Vec<Vec<u8>>, ErrorBody> {
    let mut reader = Reader::new(bytes);
    let mut operations = Vec::new();
    while reader.position() < bytes.len() {
        if operations.len() == OPERATIONS_LIMIT {
            let message =
                format!("a sequence has at most {OPERATIONS_LIMIT} operations; none of these was stored");
            return Err(
                ErrorBody::new(ErrorCode::LimitExceeded, message).hint("hand them in by several requests")
            );
        }
        let operation = reader.bytes().map_err(|error| {
            let message = format!("this is no CBOR sequence of byte strings: {error}; nothing was stored");
            ErrorBody::new(ErrorCode::BadRequest, message)
        })?;
        operations.push(operation.to_vec());
    }
    match operations.is_empty() {
        true => {
            Err(ErrorBody::new(ErrorCode::BadRequest, "the sequence has no operation; nothing was stored"))
        }
        false => Ok(operations),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(bytes: &[u8]) -> Result<usize, ErrorCode> {
        read_sequence(bytes).map(|operations| operations.len()).map_err(|error| error.code())
    }

    #[test]
    fn what_is_written_is_read_though_it_be_no_operation() {
        let operations = vec![vec![], b"nonsense".to_vec(), vec![0xff; 70_000]];
        assert_eq!(read_sequence(&write_sequence(&operations)).unwrap(), operations);
    }

    #[test]
    fn a_sequence_that_is_cut_or_empty_or_of_something_else_is_refused_whole() {
        let whole = write_sequence(&[vec![1; 30], vec![2; 30]]);
        assert_eq!(code(&whole[..whole.len() - 1]), Err(ErrorCode::BadRequest));
        assert_eq!(code(&[]), Err(ErrorCode::BadRequest));
        assert_eq!(code(b"\x63abc"), Err(ErrorCode::BadRequest));
    }

    #[test]
    fn it_has_at_most_so_many_operations() {
        assert_eq!(code(&write_sequence(&vec![vec![1]; OPERATIONS_LIMIT])), Ok(OPERATIONS_LIMIT));
        let one_more = write_sequence(&vec![vec![1]; OPERATIONS_LIMIT + 1]);
        assert_eq!(code(&one_more), Err(ErrorCode::LimitExceeded));
    }
}

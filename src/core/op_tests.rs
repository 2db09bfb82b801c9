use super::*;
use crate::name::Key;

fn secret() -> SecretKey {
    SecretKey::from_seed(&[1; 32])
}

fn draft(writes: Vec<Write>) -> Draft {
    let db = DbName::new("default", secret().public()).unwrap();
    Draft { db, stamp: Stamp::at_millis(1_700_000_000_000), writes, expires: None, device: None }
}

fn put(value: &[u8]) -> Write {
    Write::string(Key::new("k").unwrap(), value.to_vec())
}

#[test]
fn what_was_signed_comes_back_and_verifies() {
    let op = draft(vec![put(b"v"), Write::del(Key::new("gone").unwrap())]).sign(&secret()).unwrap();
    let claim = Claimed::decode(op.bytes()).unwrap();
    assert_eq!((claim.id(), claim.author(), claim.draft()), (op.id(), op.author(), op.draft()));
    assert_eq!(claim.verify().unwrap().bytes(), op.bytes());
}

#[test]
fn a_flipped_bit_anywhere_is_refused() {
    let op = draft(vec![put(b"value")]).sign(&secret()).unwrap();
    for at in 0..op.bytes().len() {
        for bit in 0..8 {
            let mut bytes = op.bytes().to_vec();
            bytes[at] ^= 1 << bit;
            let verdict = Claimed::decode(&bytes).and_then(Claimed::verify);
            assert!(verdict.is_err(), "byte {at} bit {bit}");
        }
    }
}

#[test]
fn bytes_after_the_operation_are_refused() {
    let op = draft(vec![put(b"v")]).sign(&secret()).unwrap();
    let longer = [op.bytes(), &[0]].concat();
    assert_eq!(Claimed::decode(&longer).unwrap_err().code(), ErrorCode::NotCanonical);
}

#[test]
fn an_operation_has_1_to_4096_writes_and_at_most_a_mebibyte() {
    let secret = secret();
    assert_eq!(draft(vec![]).sign(&secret).unwrap_err().code(), ErrorCode::BadRequest);
    assert!(draft(vec![put(b""); 4096]).sign(&secret).is_ok());
    assert_eq!(draft(vec![put(b""); 4097]).sign(&secret).unwrap_err().code(), ErrorCode::LimitExceeded);
    let large = put(&vec![0; INLINE_TEST]);
    assert_eq!(draft(vec![large; 17]).sign(&secret).unwrap_err().code(), ErrorCode::LimitExceeded);
}

const INLINE_TEST: usize = crate::write::INLINE_LIMIT;

#[test]
fn a_value_of_64_kibibytes_is_the_largest_inline() {
    let signed = |size| draft(vec![put(&vec![7; size])]).sign(&secret());
    assert!(Claimed::decode(signed(INLINE_TEST).unwrap().bytes()).is_ok());
    assert_eq!(signed(INLINE_TEST + 1).unwrap_err().code(), ErrorCode::LimitExceeded);
}

#[test]
fn what_can_be_signed_can_be_read_back() {
    let key = Key::new("k").unwrap();
    let write = |kind, field: Vec<u8>, body| Write { kind, key: key.clone(), field: Some(field), body };
    let id = |secret: &SecretKey| [&[0; 16], secret.public().as_bytes().as_slice()].concat();
    let json = |size: usize| Body::Json(format!("\"{}\"", "x".repeat(size - 2)));
    let entry = |pairs| Body::Entry(vec![(vec![7], vec![7]); pairs]);
    for write in [
        write(Kind::Hash, vec![7; 1024], Body::Bytes(vec![])),
        write(Kind::Hash, vec![7; 1025], Body::Bytes(vec![])),
        write(Kind::Json, b"a\xff".to_vec(), json(INLINE_TEST - 1)),
        write(Kind::Json, b"a\xff".to_vec(), json(INLINE_TEST)),
        write(Kind::Stream, id(&secret()), entry(16_000)),
        write(Kind::Stream, id(&secret()), entry(20_000)),
    ] {
        match draft(vec![write]).sign(&secret()) {
            Ok(op) => assert!(Claimed::decode(op.bytes()).is_ok()),
            Err(refused) => assert_eq!(refused.code(), ErrorCode::LimitExceeded),
        }
    }
}

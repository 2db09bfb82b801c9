use super::*;
use crate::any_op::{DEVICE, any_draft, secret};
use crate::error::ErrorCode;
use crate::memory::MemoryCells;
use crate::merge::merge;
use crate::name::Key;
use crate::write::{Number, Role, StreamId};
use proptest::prelude::*;

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

proptest! {
    #[test]
    fn every_draft_that_signs_decodes_to_itself(draft in any_draft()) {
        let op = draft.clone().sign(&secret()).unwrap();
        let claim = Claimed::decode(op.bytes()).unwrap();
        prop_assert_eq!(claim.draft(), &draft);
        prop_assert_eq!((claim.id(), claim.author(), claim.signature()), (op.id(), op.author(), op.signature()));
        prop_assert_eq!(&claim.signed, &op.0.signed);
        prop_assert!(claim.verify().is_ok());
    }

    #[test]
    fn whatever_decodes_signs_again_to_the_same_bytes(draft in any_draft(), changes in any_changes()) {
        let op = draft.sign(&secret()).unwrap();
        let Ok(claim) = Claimed::decode(&changed(op.bytes(), &changes)) else { return Ok(()) };
        let signature = claim.signature();
        let again = claim.draft().clone().claim(claim.author(), |_| signature).unwrap();
        prop_assert_eq!(again.bytes(), claim.bytes());
        prop_assert_eq!(again.id(), claim.id());
    }

    #[test]
    fn an_operation_that_is_cut_anywhere_is_refused(draft in any_draft(), at in any::<prop::sample::Index>()) {
        let op = draft.sign(&secret()).unwrap();
        let cut = &op.bytes()[..at.index(op.bytes().len())];
        prop_assert_eq!(Claimed::decode(cut).unwrap_err().code(), ErrorCode::NotCanonical);
    }
}

type Changes = Vec<(prop::sample::Index, u8)>;

fn any_changes() -> impl Strategy<Value = Changes> {
    prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..3)
}

fn changed(bytes: &[u8], changes: &Changes) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for (at, value) in changes {
        let at = at.index(bytes.len());
        bytes[at] = *value;
    }
    bytes
}

fn refused(draft: Draft) -> ErrorCode {
    draft.sign(&secret()).unwrap_err().code()
}

fn write(kind: Kind, field: Option<&[u8]>, body: Body) -> Write {
    Write { kind, key: Key::new("k").unwrap(), field: field.map(<[u8]>::to_vec), body }
}

#[test]
fn two_operations_equal_but_for_the_signature_have_one_id() {
    let op = draft(vec![put(b"v")]).sign(&secret()).unwrap();
    let mut bytes = op.bytes().to_vec();
    *bytes.last_mut().unwrap() ^= 1;
    let other = Claimed::decode(&bytes).unwrap();
    assert_ne!(other.bytes(), op.bytes());
    assert_eq!(other.id(), op.id());
    assert_eq!(other.verify().unwrap_err().code(), ErrorCode::BadSignature);
}

#[test]
fn the_id_covers_all_that_is_signed() {
    let op = draft(vec![put(b"v")]);
    let id = |draft: Draft, seed: u8| draft.sign(&SecretKey::from_seed(&[seed; 32])).unwrap().id();
    let later = Draft { stamp: op.stamp.next().unwrap(), ..op.clone() };
    let ends = Draft { expires: Some(0), ..op.clone() };
    let elsewhere = Draft { device: Some(DEVICE), ..op.clone() };
    let ids = [id(op.clone(), 1), id(op, 2), id(later, 1), id(ends, 1), id(elsewhere, 1)];
    let distinct: std::collections::BTreeSet<_> = ids.iter().collect();
    assert_eq!(distinct.len(), ids.len());
}

#[test]
fn a_stamp_of_all_ones_is_refused_and_the_one_below_is_not() {
    let greatest = Draft { stamp: Stamp::new(u64::MAX - 1).unwrap(), ..draft(vec![put(b"v")]) };
    let op = greatest.sign(&secret()).unwrap();
    assert!(Claimed::decode(op.bytes()).is_ok());
    let at = op.bytes().windows(9).position(|nine| nine == [0x1b, 255, 255, 255, 255, 255, 255, 255, 254]);
    let mut bytes = op.bytes().to_vec();
    bytes[at.unwrap() + 8] = 0xff;
    assert_eq!(Claimed::decode(&bytes).unwrap_err().code(), ErrorCode::BadRequest);
}

#[test]
fn a_time_of_2_to_the_48_is_refused_and_the_one_below_is_not() {
    let expiring = |expires| Draft { expires: Some(expires), ..draft(vec![put(b"v")]) };
    assert!(expiring((1 << 48) - 1).sign(&secret()).is_ok());
    assert_eq!(refused(expiring(1 << 48)), ErrorCode::BadRequest);
}

#[test]
fn rights_stand_alone_and_never_expire() {
    let grant = Write {
        kind: Kind::Rights,
        key: Key::rights("~rights").unwrap(),
        field: Some(vec![7; 32]),
        body: Body::Grant(Role::Writer),
    };
    assert!(draft(vec![grant.clone(), grant.clone()]).sign(&secret()).is_ok());
    assert_eq!(refused(draft(vec![grant.clone(), put(b"v")])), ErrorCode::BadRequest);
    assert_eq!(refused(Draft { expires: Some(5), ..draft(vec![grant]) }), ErrorCode::BadRequest);
}

#[test]
fn an_operation_that_expires_sets_no_ttl() {
    let ttl = write(Kind::Ttl, None, Body::Ttl { ends: None, floor: Stamp::ZERO });
    assert!(draft(vec![ttl.clone()]).sign(&secret()).is_ok());
    assert_eq!(refused(Draft { expires: Some(5), ..draft(vec![put(b"v"), ttl]) }), ErrorCode::BadRequest);
}

#[test]
fn nobody_writes_the_totals_of_another() {
    let totals = |author: PublicKey, device: DeviceId| {
        let field = [author.as_bytes().as_slice(), device.as_bytes()].concat();
        draft(vec![write(Kind::Counter, Some(&field), Body::Totals { added: 1, taken: 0 })])
    };
    let (me, other) = (secret().public(), SecretKey::from_seed(&[2; 32]).public());
    let with_device = |draft: Draft| Draft { device: Some(DEVICE), ..draft };
    assert!(with_device(totals(me, DEVICE)).sign(&secret()).is_ok());
    assert_eq!(refused(totals(me, DEVICE)), ErrorCode::BadRequest, "without a device");
    assert_eq!(refused(with_device(totals(other, DEVICE))), ErrorCode::BadAuthor);
    assert_eq!(refused(with_device(totals(me, DeviceId::from_bytes([0; 8])))), ErrorCode::BadAuthor);
}

#[test]
fn nobody_adds_a_stream_entry_in_the_name_of_another_but_anyone_may_delete_it() {
    let field = [StreamId { ms: 5, seq: 1 }.to_bytes().as_slice(), &[9; 32]].concat();
    let entry = Body::Entry(vec![(b"n".to_vec(), b"v".to_vec())]);
    assert_eq!(refused(draft(vec![write(Kind::Stream, Some(&field), entry)])), ErrorCode::BadAuthor);
    assert!(draft(vec![write(Kind::Stream, Some(&field), Body::Delete)]).sign(&secret()).is_ok());
}

#[test]
fn an_integer_that_no_encoding_holds_is_refused_rather_than_cut() {
    let number = |integer: i128| {
        let key = Key::new("~max/k").unwrap();
        let body = Body::Number(Number::Integer(integer));
        draft(vec![Write { kind: Kind::String, key, field: None, body }])
    };
    for edge in [-(1i128 << 64), (1i128 << 64) - 1] {
        let op = number(edge).sign(&secret()).unwrap();
        assert_eq!(Claimed::decode(op.bytes()).unwrap().draft(), &number(edge));
    }
    assert_eq!(refused(number(-(1 << 64) - 1)), ErrorCode::BadRequest);
    assert_eq!(refused(number(1 << 64)), ErrorCode::BadRequest);
    assert_eq!(refused(number(i128::MAX)), ErrorCode::BadRequest);
}

#[test]
fn an_author_whose_key_is_weak_has_no_operation() {
    let op = draft(vec![put(b"v")]).claim(PublicKey::from_bytes([0; 32]), |_| Signature::from_bytes([0; 64]));
    assert_eq!(op.unwrap().verify().unwrap_err().code(), ErrorCode::WeakKey);
}

/// Signs with another nonce than the one Ed25519 prescribes: a valid signature all the same.
fn second_signature(seed: &[u8; 32], message: &[u8]) -> Signature {
    use curve25519_dalek::{EdwardsPoint, Scalar};
    use sha2::{Digest, Sha512};
    let expanded: [u8; 64] = Sha512::digest(seed).into();
    let mut clamped: [u8; 32] = expanded[..32].try_into().unwrap();
    (clamped[0], clamped[31]) = (clamped[0] & 248, clamped[31] & 127 | 64);
    let secret = Scalar::from_bytes_mod_order(clamped);
    let nonce = Scalar::from(123_456_789u64);
    let r = EdwardsPoint::mul_base(&nonce).compress().to_bytes();
    let author = SecretKey::from_seed(seed).public();
    let challenge =
        Sha512::new().chain_update(r).chain_update(author.as_bytes()).chain_update(message).finalize();
    let s = nonce + Scalar::from_bytes_mod_order_wide(&challenge.into()) * secret;
    Signature::from_bytes([r, s.to_bytes()].concat().try_into().unwrap())
}

#[test]
fn a_second_valid_signature_is_no_second_operation() {
    let first = draft(vec![put(b"v")]).sign(&secret()).unwrap();
    let second = draft(vec![put(b"v")])
        .claim(secret().public(), |signed| second_signature(&secret().seed(), signed))
        .and_then(Claimed::verify)
        .unwrap();
    assert_ne!(second.bytes(), first.bytes());
    assert_eq!(second.id(), first.id());
    let mut cells = MemoryCells::default();
    merge(&mut cells, &first).unwrap();
    let before = cells.clone();
    assert!(merge(&mut cells, &second).unwrap().known);
    assert_eq!(cells, before);
}

#[test]
fn list_positions_that_collide_on_purpose_are_one_cell_and_the_newer_write_wins_everywhere() {
    let forged = [&[0x80][..], &[0; 8], secret().public().as_bytes(), &[0; 10]].concat();
    let element = |value: &[u8], stamp: Stamp, seed: u8| {
        let element = write(Kind::List, Some(&forged), Body::Bytes(value.to_vec()));
        Draft { stamp, ..draft(vec![element]) }.sign(&SecretKey::from_seed(&[seed; 32])).unwrap()
    };
    let mine = element(b"mine", Stamp::at_millis(1000), 1);
    let theirs = element(b"theirs", Stamp::at_millis(1001), 2);
    let merged = |ops: [&Operation; 2]| {
        let mut cells = MemoryCells::default();
        ops.iter().for_each(|op| assert!(!merge(&mut cells, op).unwrap().known));
        cells
    };
    let cells = merged([&mine, &theirs]);
    assert_eq!(cells, merged([&theirs, &mine]));
    assert_eq!(cells.iter().map(|(placed, _)| placed.order.op).collect::<Vec<_>>(), [theirs.id()]);
}

#[test]
fn stream_fields_are_counted_over_the_whole_operation() {
    let field = [&[0; 16][..], secret().public().as_bytes()].concat();
    let entry = |fields| write(Kind::Stream, Some(&field), Body::Entry(vec![(vec![], vec![]); fields]));
    let full = vec![entry(crate::write::ENTRY_LIMIT); STREAM_FIELDS_LIMIT / crate::write::ENTRY_LIMIT];
    let op = draft(full.clone()).sign(&secret()).unwrap();
    assert!(Claimed::decode(op.bytes()).is_ok());
    assert_eq!(refused(draft([full, vec![entry(1)]].concat())), ErrorCode::LimitExceeded);
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

proptest! {
    #[test]
    fn the_body_of_each_write_lies_where_its_span_says(draft in any_draft()) {
        let op = draft.sign(&secret()).unwrap();
        let spans = op.body_spans();
        prop_assert_eq!(spans.len(), op.writes().len());
        for (span, write) in spans.into_iter().zip(op.writes()) {
            let mut body = Writer::default();
            write.body.encode(&mut body);
            let body = body.into_bytes();
            prop_assert_eq!(&op.bytes()[span], body.as_slice());
        }
    }
}

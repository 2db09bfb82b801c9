use super::*;
use crate::any_op::any_write;
use crate::clock::Stamp;
use crate::error::ErrorCode;
use crate::name::NameError;
use proptest::prelude::*;

fn key(text: &str) -> Key {
    Key::new(text).unwrap()
}

fn write(kind: Kind, field: Option<&[u8]>, body: Body) -> Write {
    Write { kind, key: key("k"), field: field.map(<[u8]>::to_vec), body }
}

fn code(write: &Write) -> Option<ErrorCode> {
    let verdict = write.check().err().map(|refused| refused.code());
    if verdict.is_none() {
        assert_eq!(again(write).unwrap(), *write, "what is checked also decodes");
    }
    verdict
}

fn again(write: &Write) -> Result<Write, Refused> {
    let mut w = Writer::default();
    write.encode(&mut w);
    let bytes = w.into_bytes();
    let mut r = Reader::new(&bytes);
    let again = Write::decode(&mut r)?;
    r.end()?;
    Ok(again)
}

const BAD: Option<ErrorCode> = Some(ErrorCode::BadRequest);
const LIMIT: Option<ErrorCode> = Some(ErrorCode::LimitExceeded);

proptest! {
    #[test]
    fn check_and_decode_agree_on_every_pairing(one in any_write(), other in any_write(), mix in 0u8..16) {
        let pick = |bit: u8| if mix & (1 << bit) == 0 { &one } else { &other };
        let mixed = Write {
            kind: pick(0).kind,
            key: pick(1).key.clone(),
            field: pick(2).field.clone(),
            body: pick(3).body.clone(),
        };
        match (mixed.check(), again(&mixed)) {
            (Ok(()), Ok(again)) => prop_assert_eq!(again, mixed),
            (Ok(()), Err(refused)) => prop_assert!(false, "checked, but does not decode: {}", refused),
            // Bytes have no memory of the type they came from: a refused pairing may decode as a fitting one.
            (Err(_), Ok(again)) => prop_assert!(again != mixed),
            (Err(_), Err(_)) => {}
        }
    }
}

#[test]
fn a_latitude_of_999_is_refused_and_so_is_whatever_is_no_position() {
    let at =
        |longitude, latitude| code(&write(Kind::Geo, Some(b"m"), Body::Position { longitude, latitude }));
    assert_eq!(at(180.0, LATITUDE_LIMIT), None);
    assert_eq!(at(-180.0, -LATITUDE_LIMIT), None);
    for (longitude, latitude) in [
        (0.0, 999.0),
        (0.0, 86.0),
        (0.0, -999.0),
        (180.1, 0.0),
        (f64::INFINITY, 0.0),
        (0.0, f64::NEG_INFINITY),
        (f64::NAN, 0.0),
        (0.0, f64::NAN),
    ] {
        assert_eq!(at(longitude, latitude), BAD, "{longitude} {latitude}");
    }
}

#[test]
fn a_score_may_be_infinite_but_not_nan() {
    let score = |score| code(&write(Kind::SortedSet, Some(b"m"), Body::Score(score)));
    assert_eq!([score(f64::INFINITY), score(f64::NEG_INFINITY), score(-0.0)], [None; 3]);
    assert_eq!(score(f64::NAN), BAD);
    let max =
        Write { key: key("~max/k"), ..write(Kind::String, None, Body::Number(Number::Float(f64::NAN))) };
    assert_eq!(code(&max), BAD);
}

#[test]
fn json_of_10000_levels_is_refused_without_following_it() {
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    assert_eq!(code(&write(Kind::Json, None, Body::Json(deep))), LIMIT);
    let segments = vec!["a"; JSON_PATH_LIMIT + 1];
    let path = |depth: usize| json_path_field(&segments[..depth]);
    let json =
        |field: Option<Vec<u8>>| Write { field, ..write(Kind::Json, None, Body::Json("1".to_owned())) };
    assert_eq!(code(&json(path(JSON_PATH_LIMIT))), None);
    assert_eq!(code(&json(path(JSON_PATH_LIMIT + 1))), BAD);
}

#[test]
fn json_that_is_not_json_is_refused() {
    for text in ["", "{", "nul", "1 2", "NaN", "{\"a\":}", "\"\\ud800\""] {
        assert_eq!(code(&write(Kind::Json, None, Body::Json(text.to_owned()))), BAD, "{text}");
    }
}

#[test]
fn a_list_field_is_a_position_without_a_trailing_zero_and_its_suffix() {
    let element = |position: &[u8], suffix: usize| {
        let field = [position, &vec![0; suffix]].concat();
        code(&write(Kind::List, Some(&field), Body::Bytes(vec![])))
    };
    assert_eq!(element(&[1], LIST_SUFFIX), None);
    assert_eq!(element(&[0, 0, 1], LIST_SUFFIX), None);
    assert_eq!(element(&[7; LIST_FIELD_LIMIT - LIST_SUFFIX], LIST_SUFFIX), None);
    assert_eq!(element(&[7; LIST_FIELD_LIMIT - LIST_SUFFIX + 1], LIST_SUFFIX), LIMIT);
    assert_eq!(element(&[], LIST_SUFFIX), BAD, "no position");
    assert_eq!(element(&[1, 0], LIST_SUFFIX), BAD, "two spellings of one place");
    assert_eq!(element(&[], LIST_SUFFIX - 1), BAD);
}

#[test]
fn fields_have_the_length_of_their_kind() {
    let entry = || Body::Entry(vec![(vec![], vec![])]);
    let totals = || Body::Totals { added: 0, taken: 0 };
    for (kind, body, good, bad) in [
        (Kind::Stream, entry(), 48, 47),
        (Kind::Stream, entry(), 48, 49),
        (Kind::TimeSeries, Body::Score(1.0), 8, 7),
        (Kind::Counter, totals(), 40, 39),
        (Kind::Counter, totals(), 40, 41),
    ] {
        let with = |length: usize| code(&write(kind, Some(&vec![1; length]), body.clone()));
        assert_eq!((with(good), with(bad)), (None, BAD), "{kind:?} {bad}");
    }
    let member = |length: usize| code(&write(Kind::Set, Some(&vec![1; length]), Body::Present));
    assert_eq!([member(0), member(FIELD_LIMIT), member(FIELD_LIMIT + 1)], [None, None, LIMIT]);
}

#[test]
fn json_paths_end_every_member_and_are_text() {
    let at = |field: &[u8]| code(&write(Kind::Json, Some(field), Body::Delete));
    assert_eq!([at(b"a\xff"), at(b"a\xffb\xff"), at(b"\xff")], [None; 3], "an empty name is a name");
    for bad in [&b""[..], b"a", b"a\xffb", b"\xfe\xff"] {
        assert_eq!(at(bad), BAD, "{bad:?}");
    }
}

#[test]
fn inline_content_has_64_kibibytes_in_every_form_and_what_fits_decodes() {
    for large in [INLINE_LIMIT, INLINE_LIMIT + 1] {
        let stream = [0; 48];
        let text = format!("\"{}\"", "x".repeat(large - 2));
        let mut item = Writer::default();
        item.bytes(&vec![0; large - 3]);
        let halves = vec![(vec![1; large / 2], vec![]), (vec![], vec![2; large - large / 2])];
        for one in [
            write(Kind::String, None, Body::Bytes(vec![0; large])),
            write(Kind::Json, None, Body::Json(text)),
            write(Kind::Stream, Some(&stream), Body::Entry(halves)),
            write(Kind::Unknown(99), None, Body::Unknown(item.into_bytes())),
        ] {
            let expected = if large > INLINE_LIMIT { LIMIT } else { None };
            assert_eq!(code(&one), expected, "{:?}", one.kind);
            assert_eq!(again(&one).err().map(|refused| refused.code()), expected, "{:?}", one.kind);
        }
    }
}

#[test]
fn a_stream_entry_of_many_empty_fields_is_refused_at_its_head() {
    let entry =
        |fields: usize| write(Kind::Stream, Some(&[0; 48]), Body::Entry(vec![(vec![], vec![]); fields]));
    assert_eq!([code(&entry(0)), code(&entry(1)), code(&entry(ENTRY_LIMIT))], [BAD, None, None]);
    assert_eq!(code(&entry(ENTRY_LIMIT + 1)), LIMIT);
    let refused = again(&entry(300_000)).unwrap_err();
    assert_eq!(refused.code(), ErrorCode::LimitExceeded);
    assert!(refused.to_string().contains("1024 fields"));
}

#[test]
fn an_unknown_body_is_one_item_that_is_not_null() {
    let unknown = |item: &[u8]| code(&write(Kind::Unknown(500), None, Body::Unknown(item.to_vec())));
    assert_eq!([unknown(&[0x00]), unknown(&[0x81, 0xf6]), unknown(&[0xa0])], [None; 3]);
    assert_eq!(unknown(&[0xf6]), BAD, "that is a delete");
    let not_canonical = Some(ErrorCode::NotCanonical);
    assert_eq!([unknown(&[]), unknown(&[0, 0]), unknown(&[0x18, 0])], [not_canonical; 3]);
    assert_eq!(unknown(&[[0x81; 17].as_slice(), &[0]].concat()), LIMIT);
}

#[test]
fn a_known_kind_does_not_pass_as_an_unknown_one() {
    assert_eq!(code(&write(Kind::Unknown(1), None, Body::Delete)), BAD);
    assert_eq!(code(&write(Kind::Unknown(15), None, Body::Delete)), None);
}

#[test]
fn only_rights_are_written_at_their_key_and_only_there() {
    let grant = write(Kind::Rights, Some(&[1; 32]), Body::Grant(Role::Admin));
    assert_eq!(code(&grant), BAD);
    let at_rights = |write: Write| Write { key: Key::rights(RIGHTS_KEY).unwrap(), ..write };
    assert_eq!(code(&at_rights(grant)), None);
    assert_eq!(code(&at_rights(Write::string(key("k"), vec![]))), BAD);
    assert_eq!(Key::new(RIGHTS_KEY), Err(NameError::KeyReserved));
}

#[test]
fn a_number_of_a_hash_or_sorted_set_has_a_member() {
    for kind in [Kind::Hash, Kind::SortedSet] {
        let number =
            |field| Write { key: key("~max/k"), ..write(kind, field, Body::Number(Number::Integer(1))) };
        assert_eq!((code(&number(Some(b"m"))), code(&number(None))), (None, BAD));
    }
}

#[test]
fn strategies_refuse_what_they_cannot_merge() {
    let under = |prefix: &str, write: Write| code(&Write { key: key(&format!("{prefix}k")), ..write });
    let ttl = write(Kind::Ttl, None, Body::Ttl { ends: None, floor: Stamp::ZERO });
    let trim = write(Kind::Stream, None, Body::Trim(StreamId::default()));
    let set = write(Kind::Set, Some(b"m"), Body::Present);
    let text = Write::string(key("k"), b"1".to_vec());
    assert_eq!([under("~first/", ttl.clone()), under("~first/", trim)], [BAD; 2]);
    assert_eq!([under("~first/", set.clone()), under("~first/", text.clone())], [None; 2]);
    assert_eq!([under("~max/", ttl), under("~max/", set), under("~max/", text)], [BAD; 3]);
}

#[test]
fn a_null_has_one_meaning_for_each_kind() {
    let null = |kind, field: Option<&[u8]>| code(&write(kind, field, Body::Delete));
    assert_eq!(null(Kind::Del, None), None);
    for kind in [Kind::String, Kind::Blob, Kind::Stream, Kind::Counter, Kind::Ttl] {
        assert_eq!(null(kind, None), BAD, "{kind:?}");
    }
    for kind in [Kind::Hash, Kind::Set, Kind::SortedSet, Kind::Geo] {
        assert_eq!([null(kind, None), null(kind, Some(b"m"))], [None; 2], "{kind:?}");
    }
}

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::ErrorCode;

fn parse(text: &str) -> Result<Value, QueryError> {
    parse_json(text.as_bytes(), JSON_DEPTH_LIMIT)
}

#[test]
fn ten_thousand_levels_are_refused_without_following_them() {
    for open in ["[", "{\"a\":", "[{\"a\":"] {
        let error = parse(&open.repeat(10_000)).unwrap_err();
        assert_eq!(error.code(), ErrorCode::LimitExceeded);
    }
    let whole = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    assert_eq!(parse(&whole).unwrap_err().code(), ErrorCode::LimitExceeded);
}

#[test]
fn the_depth_limit_is_exact() {
    let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    assert!(parse(&nested(JSON_DEPTH_LIMIT)).is_ok());
    assert_eq!(parse(&nested(JSON_DEPTH_LIMIT + 1)).unwrap_err().code(), ErrorCode::LimitExceeded);
    assert!(parse_json(nested(3).as_bytes(), 3).is_ok());
    assert!(parse_json(nested(4).as_bytes(), 3).is_err());
    assert!(parse_json(b"1", 0).is_ok() && parse_json(b"[]", 0).is_err());
    assert!(parse_json(nested(JSON_DEPTH_LIMIT + 1).as_bytes(), usize::MAX).is_err());
}

#[test]
fn brackets_within_strings_are_no_levels() {
    let text = format!(r#"["\"{}", "\\", []]"#, "[".repeat(500));
    assert_eq!(parse(&text).unwrap()[2], json!([]));
}

#[test]
fn the_depth_of_a_value_is_counted_without_following_it_too_far() {
    assert_eq!(check_depth(&json!(1), 0), Ok(0));
    assert_eq!(check_depth(&json!([1, {"a": []}, []]), 3), Ok(3));
    let error = check_depth(&json!([1, {"a": []}, []]), 2).unwrap_err();
    assert_eq!(error, too_deep(2));
}

#[test]
fn a_key_that_stands_twice_is_refused_by_name() {
    let error = parse(r#"{"a": 1, "b": {"k": 1, "k": 2}}"#).unwrap_err();
    assert!(error.to_string().contains(r#""k" stands twice"#), "{error}");
    assert!(parse(r#"{"a": 1, "\u0061": 2}"#).is_err(), "an escape does not hide it");
    assert!(parse(r#"[{"a": 1}, {"a": 2}]"#).is_ok());
    let long = "k".repeat(10_000);
    let error = parse(&format!(r#"{{"{long}": 1, "{long}": 2}}"#)).unwrap_err();
    assert!(error.to_string().len() < 300, "the error does not repeat a long key");
}

#[test]
fn whole_numbers_are_held_exactly_or_refused() {
    assert_eq!(parse("18446744073709551615").unwrap(), json!(u64::MAX));
    assert_eq!(parse("-9223372036854775808").unwrap(), json!(i64::MIN));
    for text in
        ["18446744073709551616", "-9223372036854775809", "[1, {\"a\": 123456789012345678901234567890}]"]
    {
        let error = parse(text).unwrap_err();
        assert_eq!(error.code(), ErrorCode::BadRequest, "{text}");
    }
    assert!(matches!(parse(" 99999999999999999999"), Err(QueryError::Syntax { position: 1, .. })));
    assert_eq!(parse("1e30").unwrap(), json!(1e30));
    assert_eq!(parse("\"99999999999999999999\"").unwrap(), json!("99999999999999999999"));
}

#[test]
fn there_is_no_nan_no_infinity_and_no_minus_zero() {
    for text in ["NaN", "nan", "Infinity", "-Infinity", "1e999", "-1e999", "-"] {
        assert_eq!(parse(text).unwrap_err().code(), ErrorCode::BadRequest, "{text}");
    }
    for text in ["-0", "-0.0", "-0e5"] {
        assert!(parse(text).unwrap().as_f64().unwrap().is_sign_positive(), "{text}");
    }
}

#[test]
fn what_is_no_json_is_refused_with_its_place() {
    for (text, at) in [("", 0), ("{\n  \"a\": x}", 9), ("[1,]", 3), ("1 2", 2), ("01", 1), ("tru", 2)] {
        match parse(text) {
            Err(QueryError::Syntax { position, why, .. }) => {
                assert_eq!(position, at, "{text}: {why}");
                assert!(!why.contains("line"), "{why}");
            }
            other => panic!("{text}: {other:?}"),
        }
    }
    for bytes in
        [b"\"\xff\"".as_slice(), b"\"\\ud800\"", b"\"\n\"", b"\xef\xbb\xbf1", b"\"\\", b"'a'", b"[1] // no"]
    {
        assert_eq!(parse_json(bytes, 9).unwrap_err().code(), ErrorCode::BadRequest, "{bytes:?}");
    }
}

#[test]
fn a_document_beyond_the_limit_of_bytes_is_refused() {
    let error = parse_json(&vec![b' '; JSON_BYTES_LIMIT + 1], 9).unwrap_err();
    assert_eq!(error.code(), ErrorCode::LimitExceeded);
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-1e300..1e300f64).prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 40, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::btree_map(".{0,4}", inner, 0..5)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn every_value_survives_its_own_text(value in any_json()) {
        for text in [serde_json::to_string(&value).unwrap(), serde_json::to_string_pretty(&value).unwrap()] {
            let read = parse(&text).unwrap();
            prop_assert_eq!(serde_json::to_string(&read).unwrap(), serde_json::to_string(&value).unwrap());
        }
    }

    #[test]
    fn what_is_accepted_is_what_serde_json_reads(text in r#"[\[\]{}:,"\\a0-9.eE+ -]{0,12}"#) {
        if let Ok(value) = parse(&text) {
            prop_assert_eq!(value, serde_json::from_str::<Value>(&text).unwrap());
        }
    }
}

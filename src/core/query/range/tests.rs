use proptest::prelude::*;

use super::*;
use crate::ErrorCode;

#[test]
fn negative_indexes_count_from_the_end() {
    assert_eq!(slice(5, -3, -2), Some(2..4));
    assert_eq!(slice(5, -1, -1), Some(4..5));
    assert_eq!(slice(5, -100, 0), Some(0..1));
}

#[test]
fn extreme_indexes_do_not_overflow() {
    assert_eq!(slice(3, i64::MIN, i64::MAX), Some(0..3));
    assert_eq!(slice(3, i64::MAX, i64::MIN), None);
    assert_eq!(slice(usize::MAX, 0, -1), Some(0..usize::MAX));
}

#[test]
fn an_empty_sequence_has_no_slice() {
    assert_eq!(slice(0, 0, -1), None);
    assert_eq!(slice(0, 0, 0), None);
}

proptest! {
    #[test]
    fn a_slice_equals_the_elements_whose_index_passes_both_bounds(len in 0usize..12, start in -15i64..15, stop in -15i64..15) {
        let n = i64::try_from(len).unwrap();
        let resolve = |i: i64| if i < 0 { i + n } else { i };
        let indexes = (0..len).zip(0_i64..);
        let expected: Vec<usize> =
            indexes.filter(|(_, i)| *i >= resolve(start) && *i <= resolve(stop)).map(|(index, _)| index).collect();
        let got: Vec<usize> = slice(len, start, stop).map(Iterator::collect).unwrap_or_default();
        prop_assert_eq!(got, expected);
    }

    #[test]
    fn the_ends_of_a_window_are_its_first_and_last_member(a in 0u64..9, b in 0u64..9, open_a: bool, open_b: bool) {
        let text = |value: u64, open: bool| if open { format!("({value}") } else { value.to_string() };
        let window = time_window(&text(a, open_a), &text(b, open_b)).unwrap();
        let members: Vec<u64> = (0..10).filter(|t| window.contains(t)).collect();
        let ends = members.first().copied().zip(members.last().copied());
        prop_assert_eq!(window.ends(), ends);
    }
}

#[test]
fn score_bounds_are_inclusive_unless_marked() {
    let range = score_range("(1.5", "3").unwrap();
    assert!(!range.contains(&1.5));
    assert!(range.contains(&1.5000001));
    assert!(range.contains(&3.0));
    assert!(!range.contains(&3.0000001));
    assert!(range.ends_before(&3.5));
    assert!(!range.ends_before(&1.0));
}

#[test]
fn infinite_scores_lie_within_infinite_bounds_unless_excluded() {
    let all = score_range("-inf", "+inf").unwrap();
    assert!(all.contains(&f64::INFINITY) && all.contains(&f64::NEG_INFINITY) && all.contains(&0.0));
    let finite = score_range("(-inf", "(inf").unwrap();
    assert!(finite.contains(&f64::MAX));
    assert!(!finite.contains(&f64::INFINITY) && !finite.contains(&f64::NEG_INFINITY));
}

#[test]
fn a_bound_that_is_no_score_is_refused() {
    for text in ["", "(", "((1", "abc", "nan", "1e999", "-1e999", "1 ", " 1", "[1"] {
        let error = score_range(text, "0").unwrap_err();
        assert_eq!(error.code(), ErrorCode::BadRequest, "{text:?}");
    }
    let long = "1".repeat(NUMBER_BOUND_LIMIT + 1);
    assert_eq!(score_range(&long, "0").unwrap_err().code(), ErrorCode::LimitExceeded);
}

#[test]
fn minus_zero_is_zero() {
    let Edge::Included(value) = score_range("-0", "0").unwrap().from else { panic!("inclusive") };
    assert!(value.is_sign_positive());
}

#[test]
fn members_compare_by_bytes() {
    let range = lex_range(b"[b", b"(d").unwrap();
    let members: [&[u8]; 6] = [b"a", b"b", b"ba", b"c\xff", b"d", b"da"];
    let inside: Vec<_> = members.into_iter().filter(|member| range.contains(*member)).collect();
    assert_eq!(inside, [b"b".as_slice(), b"ba", b"c\xff"]);
}

#[test]
fn open_lexical_bounds_hold_everything_and_crossed_ones_nothing() {
    let everything = lex_range(b"-", b"+").unwrap();
    assert!(everything.contains(b"".as_slice()) && everything.contains(b"\xff\xff".as_slice()));
    let nothing = lex_range(b"+", b"-").unwrap();
    assert!(!nothing.contains(b"".as_slice()) && !nothing.contains(b"m".as_slice()));
}

#[test]
fn a_lexical_bound_without_its_mark_is_refused() {
    assert_eq!(lex_range(b"a", b"+").unwrap_err().code(), ErrorCode::BadRequest);
    assert_eq!(lex_range(b"", b"+").unwrap_err().code(), ErrorCode::BadRequest);
    let long = [b"[".as_slice(), &vec![b'a'; LEX_BOUND_LIMIT + 1]].concat();
    assert_eq!(lex_range(&long, b"+").unwrap_err().code(), ErrorCode::LimitExceeded);
    assert!(lex_range(&long[..=LEX_BOUND_LIMIT], b"+").is_ok());
}

#[test]
fn a_time_window_includes_both_ends() {
    assert_eq!(time_window("10", "20").unwrap().ends(), Some((10, 20)));
    assert_eq!(time_window("(10", "(20").unwrap().ends(), Some((11, 19)));
    assert_eq!(time_window("-", "+").unwrap().ends(), Some((0, u64::MAX)));
    assert_eq!(time_window("20", "10").unwrap().ends(), None);
    assert_eq!(time_window("(18446744073709551615", "+").unwrap().ends(), None);
    assert_eq!(time_window("-", "(0").unwrap().ends(), None);
    assert_eq!(time_window("+", "+").unwrap().ends(), None);
}

#[test]
fn a_time_that_is_no_whole_number_is_refused_with_its_place() {
    for text in ["", "+5", "-5", "1.5", "1e3", "18446744073709551616", "(", "(-", "٣"] {
        assert_eq!(time_window(text, "+").unwrap_err().code(), ErrorCode::BadRequest, "{text:?}");
    }
    assert!(matches!(time_window("(x", "+"), Err(QueryError::Syntax { position: 1, .. })));
}

#[test]
fn a_stream_bound_without_sequence_covers_its_whole_millisecond() {
    let ends = stream_range("5", "5").unwrap().ends();
    assert_eq!(ends, Some((StreamId { ms: 5, seq: 0 }, StreamId { ms: 5, seq: u64::MAX })));
}

#[test]
fn exclusive_stream_bounds_step_to_their_neighbours() {
    let ends = stream_range("(5-3", "(6-0").unwrap().ends();
    assert_eq!(ends, Some((StreamId { ms: 5, seq: 4 }, StreamId { ms: 5, seq: u64::MAX })));
    let over = stream_range("(5-18446744073709551615", "+").unwrap().ends();
    assert_eq!(over, Some((StreamId { ms: 6, seq: 0 }, StreamId::HIGHEST)));
    assert_eq!(stream_range("-", "(0-0").unwrap().ends(), None);
    let highest = "(18446744073709551615-18446744073709551615";
    assert_eq!(stream_range(highest, "+").unwrap().ends(), None);
}

#[test]
fn stream_ids_order_by_time_and_then_sequence() {
    let range = stream_range("1-5", "2-3").unwrap();
    assert!(range.contains(&StreamId { ms: 1, seq: 5 }) && range.contains(&StreamId { ms: 2, seq: 3 }));
    assert!(!range.contains(&StreamId { ms: 1, seq: 4 }) && !range.contains(&StreamId { ms: 2, seq: 4 }));
}

#[test]
fn a_malformed_stream_id_is_refused_with_its_place() {
    for text in ["", "5-", "-5", "5-6-7", "a-1", "*", "$", "(-", "(+"] {
        assert_eq!(stream_range(text, "+").unwrap_err().code(), ErrorCode::BadRequest, "{text:?}");
    }
    assert!(matches!(stream_range("(12-x", "+"), Err(QueryError::Syntax { position: 4, .. })));
}

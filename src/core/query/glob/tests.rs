use proptest::prelude::*;

use super::*;
use crate::ErrorCode;

fn matches(pattern: &str, text: impl AsRef<[u8]>) -> bool {
    Glob::new(pattern).unwrap().matches(text.as_ref())
}

#[test]
fn the_examples_of_the_redis_manual_hold() {
    for text in ["hello", "hallo", "hxllo"] {
        assert!(matches("h?llo", text));
    }
    assert!(matches("h*llo", "hllo") && matches("h*llo", "heeeello"));
    assert!(matches("h[ae]llo", "hello") && matches("h[ae]llo", "hallo") && !matches("h[ae]llo", "hillo"));
    assert!(matches("h[^e]llo", "hallo") && matches("h[^e]llo", "hbllo") && !matches("h[^e]llo", "hello"));
    assert!(matches("h[a-b]llo", "hallo") && matches("h[a-b]llo", "hbllo") && !matches("h[a-b]llo", "hcllo"));
}

#[test]
fn the_whole_text_must_match() {
    assert!(!matches("ab", "abc") && !matches("bc", "abc") && !matches("", "a"));
    assert!(matches("", "") && matches("*", "") && matches("**", "") && !matches("?", ""));
}

#[test]
fn escapes_take_the_next_character_as_it_is() {
    assert!(matches(r"\*\?\[\\", r"*?[\") && !matches(r"\*", "a"));
    assert!(matches(r"[\]]", "]") && matches(r"[\^a]", "^") && matches(r"[a\-z]", "-"));
    assert!(!matches(r"[a\-z]", "m"));
}

#[test]
fn a_dash_at_the_end_of_a_class_is_a_dash() {
    assert!(matches("[a-]", "-") && matches("[a-]", "a") && !matches("[a-]", "b"));
    assert!(matches("[-a]", "-"));
}

#[test]
fn a_reversed_range_is_read_from_either_end() {
    assert!(matches("[z-a]", "m") && !matches("[z-a]", "M"));
}

#[test]
fn empty_classes_match_nothing_or_anything() {
    assert!(!matches("[]", "") && !matches("[]", "a") && matches("[^]", "a") && !matches("[^]", ""));
}

#[test]
fn one_question_mark_is_one_character() {
    assert!(matches("?", "é") && matches("?", "日") && matches("?", "🦀") && !matches("??", "🦀"));
    assert!(matches("[à-ü]", "é") && !matches("[^à-ü]", "é") && matches("*é", "caf\u{e9}"));
}

#[test]
fn a_stray_byte_is_one_unit() {
    assert!(matches("?", [0xff]) && matches("a?b", [b'a', 0xc3, b'b']) && matches("??", [0xe6, 0x97]));
    assert!(matches("[^a]", [0x80]) && !matches("[\u{80}-\u{ff}]", [0x80]));
    assert!(matches("*b", [0xff, 0xfe, b'b']));
}

#[test]
fn a_star_does_not_start_in_the_middle_of_a_character() {
    // é is c3 a9: a star that took its first byte alone would leave a stray byte for the question mark.
    assert!(!matches("*??", "é"));
}

#[test]
fn many_stars_do_not_take_exponential_time() {
    let text = "a".repeat(20_000);
    let pattern = format!("{}b", "a*".repeat(30));
    assert!(!matches(&pattern, &text));
    let pattern = format!("{}b", "*a".repeat(30));
    assert!(!matches(&pattern, &text));
    let pattern = format!("{}[^a]", "?*".repeat(300));
    assert!(!matches(&pattern, &text));
}

#[test]
fn the_literal_prefix_ends_at_the_first_wildcard() {
    for (pattern, prefix, literal) in [
        ("user:*", "user:", false),
        ("user:42", "user:42", true),
        (r"a\*b?c", "a*b", false),
        ("[a]b", "", false),
        ("*", "", false),
        ("", "", true),
        ("é?", "é", false),
    ] {
        let glob = Glob::new(pattern).unwrap();
        assert_eq!((glob.literal_prefix(), glob.is_literal()), (prefix, literal), "{pattern}");
    }
}

#[test]
fn an_unfinished_pattern_is_refused_with_its_place() {
    for (pattern, at) in
        [("ab[c", 2), ("a\\", 1), ("[a-", 0), (r"é[\", 3), ("[^", 0), (r"[\]", 0), (r"[a-\", 3)]
    {
        match Glob::new(pattern) {
            Err(QueryError::Syntax { position, .. }) => assert_eq!(position, at, "{pattern}"),
            other => panic!("{pattern}: {other:?}"),
        }
    }
}

#[test]
fn a_pattern_beyond_the_limit_is_refused() {
    assert!(Glob::new(&"*".repeat(GLOB_PATTERN_LIMIT)).is_ok());
    let error = Glob::new(&"a".repeat(GLOB_PATTERN_LIMIT + 1)).unwrap_err();
    assert_eq!(error.code(), ErrorCode::LimitExceeded);
}

/// The meaning of a pattern, written down as directly as possible. Only for small inputs.
fn oracle(pattern: &[char], text: &[char]) -> bool {
    match pattern {
        [] => text.is_empty(),
        ['*', rest @ ..] => (0..=text.len()).any(|taken| oracle(rest, &text[taken..])),
        ['?', rest @ ..] => !text.is_empty() && oracle(rest, &text[1..]),
        ['\\', c, rest @ ..] => text.first() == Some(c) && oracle(rest, &text[1..]),
        ['[', rest @ ..] => {
            let end = rest.iter().position(|c| *c == ']').unwrap();
            let (body, rest) = (&rest[..end], &rest[end + 1..]);
            let (negated, body) = match body {
                ['^', body @ ..] => (true, body),
                body => (false, body),
            };
            let member = |c: char| match body {
                [low, '-', high] => *low <= c && c <= *high,
                list => list.contains(&c),
            };
            text.first().is_some_and(|c| member(*c) != negated) && oracle(rest, &text[1..])
        }
        [c, rest @ ..] => text.first() == Some(c) && oracle(rest, &text[1..]),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn matching_equals_the_naive_meaning(
        parts in prop::collection::vec(prop::sample::select(vec![
            "*", "*", "?", "a", "b", "é", "[ab]", "[^a]", "[a-é]", "[^b-c]", r"\*", r"\[", "[]", "[^]",
        ]), 0..8),
        text in prop::collection::vec(prop::sample::select(vec!['a', 'b', 'c', 'é', '*', '[']), 0..9),
    ) {
        let pattern: String = parts.concat();
        let glob = Glob::new(&pattern).unwrap();
        let expected = oracle(&pattern.chars().collect::<Vec<_>>(), &text);
        let text: String = text.into_iter().collect();
        prop_assert_eq!(glob.matches(text.as_bytes()), expected, "{} against {}", pattern, text);
        prop_assert!(!expected || text.starts_with(glob.literal_prefix()));
    }

    #[test]
    fn no_pattern_and_no_bytes_are_too_strange(pattern in ".{0,40}", text: Vec<u8>) {
        if let Ok(glob) = Glob::new(&pattern) {
            let matched = glob.matches(&text);
            prop_assert!(!matched || text.starts_with(glob.literal_prefix().as_bytes()));
        }
    }

    #[test]
    fn an_escaped_text_matches_itself_alone(text in ".{0,20}", other in ".{0,20}") {
        let escaped: String = text.chars().flat_map(|c| ['\\', c]).collect();
        let glob = Glob::new(&escaped).unwrap();
        prop_assert!(glob.matches(text.as_bytes()));
        prop_assert_eq!(glob.matches(other.as_bytes()), text == other);
    }
}

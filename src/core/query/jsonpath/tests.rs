use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::ErrorCode;

fn store() -> Value {
    json!({"store": {
        "book": [
            {"category": "reference", "author": "Nigel Rees", "title": "Sayings of the Century", "price": 8.95},
            {"category": "fiction", "author": "Evelyn Waugh", "title": "Sword of Honour", "price": 12.99},
            {"category": "fiction", "author": "Herman Melville", "title": "Moby Dick",
             "isbn": "0-553-21311-3", "price": 8.99},
            {"category": "fiction", "author": "J. R. R. Tolkien", "title": "The Lord of the Rings",
             "isbn": "0-395-19395-8", "price": 22.99}
        ],
        "bicycle": {"color": "red", "price": 399}
    }})
}

fn select<'d>(path: &str, document: &'d Value) -> Selection<'d> {
    let path = JsonPath::new(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    path.select(document, JSONPATH_RESULTS_LIMIT).unwrap_or_else(|error| panic!("{path:?}: {error}"))
}

fn values(path: &str, document: &Value) -> Value {
    select(path, document).nodes.into_iter().map(|node| node.value.clone()).collect()
}

fn paths(path: &str, document: &Value) -> Vec<String> {
    select(path, document).nodes.into_iter().map(|node| node.path).collect()
}

/// RFC 9535, table 2.
#[test]
fn the_bookstore_of_the_rfc() {
    let doc = store();
    let authors = json!(["Nigel Rees", "Evelyn Waugh", "Herman Melville", "J. R. R. Tolkien"]);
    assert_eq!(values("$.store.book[*].author", &doc), authors);
    assert_eq!(values("$..author", &doc), authors);
    assert_eq!(paths("$.store.*", &doc), ["$['store']['bicycle']", "$['store']['book']"]);
    assert_eq!(values("$.store..price", &doc), json!([399, 8.95, 12.99, 8.99, 22.99]));
    assert_eq!(paths("$..book[2]", &doc), ["$['store']['book'][2]"]);
    assert_eq!(values("$..book[2].author", &doc), json!(["Herman Melville"]));
    assert_eq!(values("$..book[2].publisher", &doc), json!([]));
    assert_eq!(paths("$..book[-1]", &doc), ["$['store']['book'][3]"]);
    let first_two = ["$['store']['book'][0]", "$['store']['book'][1]"];
    assert_eq!(paths("$..book[0,1]", &doc), first_two);
    assert_eq!(paths("$..book[:2]", &doc), first_two);
    assert_eq!(values("$..book[?@.isbn].title", &doc), json!(["Moby Dick", "The Lord of the Rings"]));
    assert_eq!(values("$..book[?@.price<10].title", &doc), json!(["Sayings of the Century", "Moby Dick"]));
    assert_eq!(select("$..*", &doc).total, 27);
}

/// RFC 9535, tables 5 to 10 and 15 to 16.
#[test]
fn the_selectors_and_segments_of_the_rfc() {
    let doc = json!({"o": {"j j": {"k.k": 3}}, "'": {"@": 2}});
    assert_eq!(values("$.o['j j']['k.k']", &doc), json!([3]));
    assert_eq!(values(r#"$.o["j j"]["k.k"]"#, &doc), json!([3]));
    assert_eq!(values(r#"$["'"]["@"]"#, &doc), json!([2]));
    assert_eq!(paths(r#"$["'"]["@"]"#, &doc), [r"$['\'']['@']"]);

    let doc = json!({"o": {"j": 1, "k": 2}, "a": [5, 3]});
    assert_eq!(values("$[*]", &doc), json!([[5, 3], {"j": 1, "k": 2}]));
    assert_eq!(values("$.o[*, *]", &doc), json!([1, 2, 1, 2]));
    assert_eq!(paths("$.a[*]", &doc), ["$['a'][0]", "$['a'][1]"]);

    let doc = json!(["a", "b", "c", "d", "e", "f", "g"]);
    assert_eq!(values("$[1:3]", &doc), json!(["b", "c"]));
    assert_eq!(values("$[5:]", &doc), json!(["f", "g"]));
    assert_eq!(values("$[1:5:2]", &doc), json!(["b", "d"]));
    assert_eq!(values("$[5:1:-2]", &doc), json!(["f", "d"]));
    assert_eq!(values("$[::-1]", &doc), json!(["g", "f", "e", "d", "c", "b", "a"]));
    assert_eq!(values("$[0, 3]", &doc), json!(["a", "d"]));
    assert_eq!(values("$[0:2, 5]", &doc), json!(["a", "b", "f"]));
    assert_eq!(paths("$[0, 0]", &doc), ["$[0]", "$[0]"]);
    assert_eq!(values("$[-8]", &doc), json!([]));

    let doc = json!({"o": {"j": 1, "k": 2}, "a": [5, 3, [{"j": 4}, {"k": 6}]]});
    assert_eq!(values("$..j", &doc), json!([4, 1]));
    assert_eq!(values("$..[0]", &doc), json!([5, {"j": 4}]));
    assert_eq!(select("$..*", &doc).total, 11);
    assert_eq!(paths("$..o", &doc), ["$['o']"]);
    assert_eq!(values("$.a..[0, 1]", &doc), json!([5, 3, {"j": 4}, {"k": 6}]));
}

/// RFC 9535, tables 11 to 14.
#[test]
fn the_filters_and_functions_of_the_rfc() {
    let doc = json!({
        "a": [3, 5, 1, 2, 4, 6, {"b": "j"}, {"b": "k"}, {"b": {}}, {"b": "kilo"}],
        "o": {"p": 1, "q": 2, "r": 3, "s": 5, "t": {"u": 6}},
        "e": "f"
    });
    assert_eq!(values("$.a[?@.b == 'kilo']", &doc), json!([{"b": "kilo"}]));
    assert_eq!(values("$.a[?(@.b == 'kilo')]", &doc), json!([{"b": "kilo"}]));
    assert_eq!(values("$.a[?@>3.5]", &doc), json!([5, 4, 6]));
    assert_eq!(values("$.a[?@.b]", &doc), json!([{"b": "j"}, {"b": "k"}, {"b": {}}, {"b": "kilo"}]));
    assert_eq!(paths("$[?@.*]", &doc), ["$['a']", "$['o']"]);
    assert_eq!(paths("$[?@[?@.b]]", &doc), ["$['a']"]);
    assert_eq!(values("$.o[?@<3, ?@<3]", &doc), json!([1, 2, 1, 2]));
    assert_eq!(values(r#"$.a[?@<2 || @.b == "k"]"#, &doc), json!([1, {"b": "k"}]));
    assert_eq!(values(r#"$.a[?match(@.b, "[jk]")]"#, &doc), json!([{"b": "j"}, {"b": "k"}]));
    assert_eq!(values(r#"$.a[?search(@.b, "[jk]")]"#, &doc), json!([{"b": "j"}, {"b": "k"}, {"b": "kilo"}]));
    assert_eq!(values("$.o[?@>1 && @<4]", &doc), json!([2, 3]));
    assert_eq!(values("$.o[?@.u || @.x]", &doc), json!([{"u": 6}]));
    assert_eq!(values("$.a[?@.b == $.x]", &doc), json!([3, 5, 1, 2, 4, 6]));
    assert_eq!(values("$.a[?@ == @]", &doc), doc["a"]);
    assert_eq!(values("$.a[?length(@.b) == 4]", &doc), json!([{"b": "kilo"}]));
    assert_eq!(values("$[?count(@.*) == 5]", &doc), json!([doc["o"]]));
    assert_eq!(values("$.a[?value(@..b) == 'j']", &doc), json!([{"b": "j"}]));
}

/// RFC 9535, table 18, and every other character that has an escape.
#[test]
fn a_normalised_path_finds_its_node_again() {
    let names = [
        "a",
        "",
        "'",
        "\\",
        "\\'",
        "\u{b}",
        "\u{1f}",
        "\0",
        "\u{8}\t\n\u{c}\r",
        "\"",
        "é",
        "\u{7f}",
        "😀",
        "]['",
    ];
    let doc: Value = Value::Object(names.iter().map(|name| ((*name).to_owned(), json!([*name]))).collect());
    let selection = select("$..*", &doc);
    assert_eq!(selection.total, 2 * names.len());
    for node in &selection.nodes {
        let again = select(&node.path, &doc);
        assert_eq!(again.nodes, std::slice::from_ref(node));
    }
    assert_eq!(paths(r#"$["\u000B"]"#, &doc), [r"$['\u000b']"]);
    assert_eq!(paths(r#"$["\\"]"#, &doc), [r"$['\\']"]);
    assert_eq!(paths("$", &doc), ["$"]);
}

#[test]
fn a_path_that_is_none_is_refused_with_its_place() {
    for text in
        ["", "a", "$.", "$[", "$[?", "$.a b", "$[01]", "$['a]", "$ ", " $", "$[?@.a=1]", "$..", "$[?nope(@)]"]
    {
        let error = JsonPath::new(text).unwrap_err();
        assert_eq!(error.code(), ErrorCode::BadRequest, "{text:?}");
    }
    assert!(matches!(JsonPath::new("$.ab.&"), Err(QueryError::Syntax { position: 4 | 5, .. })));
}

#[test]
fn a_path_too_long_or_too_nested_is_refused() {
    let long = format!("${}", ".a".repeat(JSONPATH_TEXT_LIMIT / 2));
    assert_eq!(JsonPath::new(&long).unwrap_err().code(), ErrorCode::LimitExceeded);
    let nested = |levels: usize| format!("$[?{}@.a{}]", "(".repeat(levels - 1), ")".repeat(levels - 1));
    assert!(JsonPath::new(&nested(JSONPATH_NESTING_LIMIT)).is_ok());
    let error = JsonPath::new(&nested(JSONPATH_NESTING_LIMIT + 1)).unwrap_err();
    assert_eq!(error.code(), ErrorCode::LimitExceeded);
    assert!(JsonPath::new(r#"$['[[[[\'[[[[[']["((((\"(((((("]"#).is_ok(), "brackets in names do not nest");
}

#[test]
fn a_cap_is_told_and_never_hidden() {
    let doc: Value = (0..20_000).collect();
    let path = JsonPath::new("$[*]").unwrap();
    let some = path.select(&doc, 3).unwrap();
    assert!((some.nodes.len(), some.total, some.is_truncated()) == (3, 20_000, true));
    let most = path.select(&doc, usize::MAX).unwrap();
    assert!((most.nodes.len(), most.total) == (JSONPATH_RESULTS_LIMIT, 20_000));
    assert!(!JsonPath::new("$[0]").unwrap().select(&doc, 1).unwrap().is_truncated());
}

#[test]
fn a_long_name_above_many_results_does_not_fill_the_memory() {
    let doc = json!({"k".repeat(200_000): (0..1000).collect::<Value>()});
    let path = JsonPath::new("$.*.*").unwrap();
    assert_eq!(path.select(&doc, 10).unwrap().nodes.len(), 10);
    assert_eq!(path.select(&doc, 1000).unwrap_err().code(), ErrorCode::LimitExceeded);
    let twice = JsonPath::new(&format!("$.*[{}0]", "0,".repeat(100))).unwrap();
    assert_eq!(twice.select(&doc, 1000).unwrap_err().code(), ErrorCode::LimitExceeded);
}

#[test]
fn short_paths_that_explode_are_refused_before_they_begin() {
    let deep = (0..60).fold(json!([0, 0]), |inner, _| json!([inner]));
    let wide: Value = (0..20_000).map(|n| json!({"n": n})).collect();
    for (path, doc) in [
        (format!("${}", "[0,0]".repeat(100)), &deep),
        (format!("${}", "..*".repeat(10)), &deep),
        (format!("$[?@{}]", "[0,0]".repeat(100)), &deep),
        ("$[?count($..*)>1]".to_owned(), &wide),
        ("$[?$.a==$.b]".to_owned(), &wide),
        ("$[?length($[0])>1]".to_owned(), &wide),
        (r"$[?match(@.n, '\\w{10}')]".to_owned(), &wide),
        (format!("$[?@{}]", "[?@".repeat(6) + &"..*".repeat(8) + &"]".repeat(6)), &deep),
    ] {
        let error = JsonPath::new(&path).unwrap().select(doc, 10).unwrap_err();
        assert_eq!(error.code(), ErrorCode::LimitExceeded, "{path}");
    }
}

#[test]
fn ordinary_paths_on_a_large_document_are_not_refused() {
    let doc: Value = json!({"limit": 5, "items": (0..20_000).map(|n| json!({"n": n, "tags": ["a", "b"]})).collect::<Value>()});
    for (path, total) in [
        ("$..n", 20_000),
        ("$.items[?@.n < $.limit]", 5),
        ("$.items[?@.n < $.limit && @.n > 1].tags[*]", 6),
        ("$..[?@.n == 7]", 1),
        ("$.items[?count(@.tags[*]) == 2 && @.n >= 19999].n", 1),
        ("$.items[10:20].tags[?@ == 'a']", 10),
    ] {
        assert_eq!(select(path, &doc).total, total, "{path}");
    }
}

#[test]
fn a_pattern_is_a_plain_text_of_bounded_cost() {
    for (path, code) in [
        ("$[?match(@.a, @.b)]", ErrorCode::BadRequest),
        ("$[?search(@, $.pattern)]", ErrorCode::BadRequest),
        (r"$[?match(@.a, '\u0061')]", ErrorCode::BadRequest),
        (r"$[?search(@.a, '\\w{1000}')]", ErrorCode::LimitExceeded),
        (r"$[?@[?search(@.a, '((a{50}){50}){50}')]]", ErrorCode::LimitExceeded),
    ] {
        assert_eq!(JsonPath::new(path).unwrap_err().code(), code, "{path}");
    }
    assert!(JsonPath::new(r#"$[?match( @.a , "[a-z]+\\.[0-9]{1,3}" ) && @.b]"#).is_ok());
}

#[test]
fn a_document_nested_too_deeply_is_refused() {
    let deep = (0..JSON_DEPTH_LIMIT).fold(json!([]), |inner, _| json!([inner]));
    let error = JsonPath::new("$..*").unwrap().select(&deep, 1).unwrap_err();
    assert_eq!(error.code(), ErrorCode::LimitExceeded);
}

fn small_json() -> impl Strategy<Value = Value> {
    (0..3i64).prop_map(Value::from).prop_recursive(4, 24, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[ab]", inner, 0..3)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn the_estimate_is_never_below_what_is_selected(
        doc in small_json(),
        segments in prop::collection::vec(prop::sample::select(vec![
            ".a", "..a", ".*", "..*", "[0]", "[0,0]", "[*,'a']", "[?@.a]", "..[?@..b, ?@ == 1]", "[::-1]", "..[0:2,*]",
        ]), 0..4),
    ) {
        let text = format!("${}", segments.concat());
        let levels = check_depth(&doc, JSON_DEPTH_LIMIT).unwrap() + 1;
        let size = Size { weight: as_f64(weight(&doc)), levels: as_f64(levels) };
        let longest = estimate(&text, size).unwrap().longest;
        let selection = select(&text, &doc);
        prop_assert!(as_f64(selection.total) <= longest.max(1.0), "{} of {}", selection.total, longest);
        for node in &selection.nodes {
            let again = select(&node.path, &doc);
            prop_assert_eq!(again.total, 1);
            prop_assert!(std::ptr::eq(again.nodes[0].value, node.value));
        }
    }

    #[test]
    fn no_text_is_too_strange(text in r#"\$[\[\]().*?@$'"\\a0,:=<>&|! é-]{0,24}"#) {
        if let Ok(path) = JsonPath::new(&text) {
            let doc = json!({"a": [0, {"a": [1]}]});
            prop_assert!(path.select(&doc, 5).is_ok_and(|found| found.nodes.len() <= 5));
        }
    }
}

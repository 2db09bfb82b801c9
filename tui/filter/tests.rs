use proptest::prelude::*;

use super::*;

struct Row(Vec<(&'static str, Value)>);

impl Fields for Row {
    fn field(&self, name: &str) -> Option<Value> {
        self.0.iter().find(|(column, _)| *column == name).map(|(_, value)| value.clone())
    }

    fn finds(&self, word: &str) -> bool {
        self.0.iter().any(|(_, value)| contains(&value.shown(), word))
    }
}

fn row() -> Row {
    Row(vec![
        ("state", Value::Word("active".to_owned())),
        ("rtt", Value::Latency(0.06)),
        ("age", Value::Duration(90.0)),
        ("size", Value::Bytes(20 << 20)),
        ("loss", Value::Share(0.02)),
        ("phi", Value::Number(1.5)),
        ("seen", Value::Unknown),
        ("name", Value::Text("Alpha One".to_owned())),
    ])
}

#[track_caller]
fn passes(text: &str) -> bool {
    parse(text).unwrap_or_else(|why| panic!("{text}: {why}")).passes(&row())
}

#[test]
fn comparisons_mean_what_people_mean() {
    for text in [
        "",
        "rtt>50 and state=active",
        "rtt > 50ms",
        "age>60 age<2m",
        "rtt<=60ms",
        "size>=10MiB size<1GiB",
        "loss>1%",
        "loss > 1",
        "phi=1.5",
        "state!=banned",
        "name~alpha",
        "name=\"alpha one\"",
        "ALPHA",
        "'alpha one'",
        "not (rtt>100 or state=banned)",
        "! banned",
        "state=x or state=y or state=active",
        "state=x and state=y or state=active",
        "seen!=5",
    ] {
        assert!(passes(text), "{text}");
    }
    for text in [
        "rtt>100",
        "size<10MiB",
        "beta",
        "seen>0",
        "seen=0",
        "nosuch=1",
        "not active",
        "state=x or state=y and state=active",
    ] {
        assert!(!passes(text), "{text}");
    }
}

#[test]
fn what_cannot_be_read_says_why() {
    for (text, why) in [
        ("rtt>", "compared with"),
        (">5", "column"),
        ("(rtt>5", ") is missing"),
        ("rtt>5)", "too many"),
        ("a and", "end"),
        ("and a", "before"),
        ("'a", "quotation"),
    ] {
        let told = parse(text).unwrap_err();
        assert!(told.contains(why), "{text}: {told}");
    }
    assert!(parse(&"(".repeat(900)).is_err(), "and does not run out of stack");
}

proptest! {
    #[test]
    fn no_text_breaks_it(text in "[ -~ä(){}<>=!~\"']{0,60}") {
        if let Ok(filter) = parse(&text) {
            filter.passes(&row());
        }
    }
}

//! The worked examples of `docs/format.md`, between a line `<!-- example: name -->` and a line `<!-- end -->`.

use std::fmt::Write as _;

use data_encoding::HEXLOWER;

use super::{read, save, secret, valid};
use crate::cbor::{Reader, Shape, Writer};
use crate::error::ErrorCode;
use crate::json;
use crate::op::Operation;

const PAGE: &str = "docs/format.md";

fn op(name: &str) -> Operation {
    let vector = valid::all().into_iter().find(|vector| vector.name == name).unwrap();
    vector.draft.sign(&secret()).unwrap()
}

fn example(name: &str) -> String {
    match name {
        "operation" => fenced("text", &walk(op("string-text").bytes(), 1)),
        "operation-json" => {
            fenced("json", &serde_json::to_string_pretty(&json::to_json(&op("string-text"))).unwrap())
        }
        "signed-bytes" => {
            let op = op("string-text");
            let mut w = Writer::default();
            let mut r = Reader::new(op.bytes());
            r.array().unwrap();
            let protected = r.bytes().unwrap();
            r.map().unwrap();
            w.array(4).text("Signature1").bytes(protected).bytes(b"cyberfly/op/1").bytes(r.bytes().unwrap());
            let signed = w.into_bytes();
            let lines: Vec<_> = signed.chunks(32).map(|chunk| HEXLOWER.encode(chunk)).collect();
            let signature = op.signature().to_string();
            fenced(
                "text",
                &format!(
                    "signed bytes ({})\n{}\n\nop id      {}\nsignature  {}\n           {}",
                    signed.len(),
                    lines.join("\n"),
                    op.id(),
                    &signature[..64],
                    &signature[64..]
                ),
            )
        }
        "writes" => {
            let all = valid::all();
            let singles = all.iter().filter(|vector| vector.draft.writes.len() == 1);
            let lines = singles.filter_map(|vector| {
                let mut w = Writer::default();
                vector.draft.writes[0].encode(&mut w);
                let bytes = w.into_bytes();
                let usual = vector.draft.writes[0].key.as_str() != "k";
                (bytes.len() < 100 && usual)
                    .then(|| format!("{:<26} {}", vector.name, HEXLOWER.encode(&bytes)))
            });
            fenced("text", &lines.collect::<Vec<_>>().join("\n"))
        }
        "codes" => {
            let used = [
                ErrorCode::NotCanonical,
                ErrorCode::BadRequest,
                ErrorCode::LimitExceeded,
                ErrorCode::BadAuthor,
                ErrorCode::WeakKey,
                ErrorCode::BadSignature,
                ErrorCode::FutureStamp,
                ErrorCode::NotAllowed,
            ];
            let rows: Vec<_> = used.iter().map(|code| format!("| `{code}` | {} |", code.meaning())).collect();
            format!("\n| code | meaning |\n|---|---|\n{}\n", rows.join("\n"))
        }
        other => panic!("the page asks for an example {other:?} that nobody makes"),
    }
}

fn fenced(language: &str, text: &str) -> String {
    format!("```{language}\n{}\n```", text.trim_end())
}

/// One line for each item: its bytes, and what they are. Byte strings that hold CBOR are opened, `wrapped` levels deep.
fn walk(bytes: &[u8], wrapped: usize) -> String {
    let mut out = String::new();
    let mut r = Reader::new(bytes);
    while r.end().is_err() {
        step(bytes, &mut r, 0, wrapped, &mut out);
    }
    out
}

fn line(out: &mut String, depth: usize, bytes: &[u8], what: &str) {
    let indent = " ".repeat(depth * 2);
    let hex = HEXLOWER.encode(bytes);
    let rows: Vec<_> = hex.as_bytes().chunks(64).map(|row| std::str::from_utf8(row).unwrap()).collect();
    let (last, before) = rows.split_last().unwrap();
    before.iter().for_each(|row| writeln!(out, "{indent}{row}").unwrap());
    let short = format!("{indent}{last}");
    writeln!(out, "{short:<34} # {what}").unwrap();
}

fn step(all: &[u8], r: &mut Reader<'_>, depth: usize, wrapped: usize, out: &mut String) {
    let start = r.position();
    match r.shape().unwrap() {
        Shape::Array => {
            let items = r.array().unwrap();
            line(out, depth, &all[start..r.position()], &format!("array of {items}"));
            (0..items).for_each(|_| step(all, r, depth + 1, wrapped, out));
        }
        Shape::Map => {
            let pairs = r.map().unwrap();
            line(out, depth, &all[start..r.position()], &format!("map of {pairs}"));
            (0..pairs * 2).for_each(|_| step(all, r, depth + 1, wrapped, out));
        }
        Shape::Bytes => {
            let content = r.bytes().unwrap();
            let head = r.position() - content.len();
            line(out, depth, &all[start..head], &format!("byte string of {}", content.len()));
            if wrapped > 0 && content.len() != 64 {
                let inner = walk(content, wrapped - 1);
                inner.lines().for_each(|inner| writeln!(out, "{}{inner}", "  ".repeat(depth + 1)).unwrap());
            } else if !content.is_empty() {
                line(out, depth + 1, content, &plain(content));
            }
        }
        Shape::Text => {
            let content = r.text().unwrap();
            let head = r.position() - content.len();
            line(out, depth, &all[start..head], &format!("text of {}", content.len()));
            line(out, depth + 1, content.as_bytes(), &format!("{content:?}"));
        }
        Shape::Integer => {
            let integer = r.integer().unwrap();
            line(out, depth, &all[start..r.position()], &integer.to_string());
        }
        Shape::Null => {
            assert!(r.null_comes().unwrap());
            line(out, depth, &all[start..r.position()], "null");
        }
        Shape::Float | Shape::Bool => unreachable!("not in the examples"),
    }
}

fn plain(bytes: &[u8]) -> String {
    match bytes.len() {
        32 => "the author's public key".to_owned(),
        64 => "the signature".to_owned(),
        _ => format!("{:?}", String::from_utf8_lossy(bytes)),
    }
}

/// The page with every example made anew.
fn page() -> String {
    let page = String::from_utf8(read(PAGE)).unwrap();
    let mut out = String::new();
    let mut rest = page.as_str();
    while let Some((before, after)) = rest.split_once("<!-- example: ") {
        let (name, after) = after.split_once(" -->\n").unwrap();
        let (_, after) = after.split_once("<!-- end -->").unwrap();
        write!(out, "{before}<!-- example: {name} -->\n{}\n<!-- end -->", example(name)).unwrap();
        rest = after;
    }
    out + rest
}

pub(super) fn write() {
    save(PAGE, page().as_bytes());
}

#[test]
fn the_examples_of_the_page_are_what_the_code_gives() {
    let stored = String::from_utf8(read(PAGE)).unwrap();
    assert!(stored.matches("<!-- example: ").count() >= 4);
    assert!(stored == page(), "the examples in {PAGE} have drifted");
}

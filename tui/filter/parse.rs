//! Reading a filter.

use std::iter::Peekable;
use std::vec::IntoIter;

use super::{Comparison, Filter, Operand};

/// The longest filter.
const LENGTH_LIMIT: usize = 1000;
/// How deep parentheses and `not` may nest.
const DEPTH_LIMIT: usize = 64;

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Open,
    Close,
    And,
    Or,
    Not,
    Comparison(Comparison),
    /// A word, and whether it was in quotes.
    Word(String, bool),
}

/// Reads a filter; an empty one lets everything pass. Says what is wrong in a few words.
pub fn parse(text: &str) -> Result<Filter, String> {
    if text.len() > LENGTH_LIMIT {
        return Err("that is too long".to_owned());
    }
    let mut tokens = tokens(text)?.into_iter().peekable();
    if tokens.peek().is_none() {
        return Ok(Filter::All);
    }
    let filter = either(&mut tokens, 0)?;
    match tokens.next() {
        None => Ok(filter),
        Some(Token::Close) => Err("there is a ) too many".to_owned()),
        Some(_) => Err("something is missing before the last part".to_owned()),
    }
}

type Tokens = Peekable<IntoIter<Token>>;

fn either(tokens: &mut Tokens, depth: usize) -> Result<Filter, String> {
    let mut filter = both(tokens, depth)?;
    while tokens.next_if_eq(&Token::Or).is_some() {
        filter = Filter::Or(Box::new(filter), Box::new(both(tokens, depth)?));
    }
    Ok(filter)
}

fn both(tokens: &mut Tokens, depth: usize) -> Result<Filter, String> {
    let mut filter = one(tokens, depth)?;
    loop {
        // Two parts beside each other are meant together, as in any search.
        let begins = matches!(tokens.peek(), Some(Token::Word(..) | Token::Open | Token::Not));
        if tokens.next_if_eq(&Token::And).is_none() && !begins {
            return Ok(filter);
        }
        filter = Filter::And(Box::new(filter), Box::new(one(tokens, depth)?));
    }
}

fn one(tokens: &mut Tokens, depth: usize) -> Result<Filter, String> {
    if depth > DEPTH_LIMIT {
        return Err("that nests too deep".to_owned());
    }
    match tokens.next() {
        Some(Token::Not) => Ok(Filter::Not(Box::new(one(tokens, depth + 1)?))),
        Some(Token::Open) => {
            let filter = either(tokens, depth + 1)?;
            tokens.next_if_eq(&Token::Close).map(|_| filter).ok_or_else(|| "a ) is missing".to_owned())
        }
        Some(Token::Word(word, quoted)) => {
            let comparison = match tokens.peek() {
                Some(Token::Comparison(comparison)) if !quoted => *comparison,
                _ => return Ok(Filter::Word(word)),
            };
            tokens.next();
            match tokens.next() {
                Some(Token::Word(text, _)) => {
                    Ok(Filter::Compare(word.to_lowercase(), comparison, operand(text)))
                }
                _ => Err(format!("what is {word} to be compared with?")),
            }
        }
        Some(Token::Comparison(_)) => Err("a column is missing before the comparison".to_owned()),
        Some(Token::And | Token::Or) => Err("something is missing before and, or".to_owned()),
        Some(Token::Close) => Err("there is a ) too many".to_owned()),
        None => Err("something is missing at the end".to_owned()),
    }
}

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, length) = match first {
            '(' => (Token::Open, 1),
            ')' => (Token::Close, 1),
            '"' | '\'' => {
                let inside = &rest[1..];
                let end = inside.find(first).ok_or_else(|| "a quotation mark is missing".to_owned())?;
                (Token::Word(inside[..end].to_owned(), true), end + 2)
            }
            '>' | '<' | '=' | '!' | '~' => comparison(rest),
            _ => {
                let ends = |c: char| c.is_whitespace() || "()\"'><=!~".contains(c);
                let end = rest.find(ends).unwrap_or(rest.len());
                (word(&rest[..end]), end)
            }
        };
        found.push(token);
        rest = rest[length..].trim_start();
    }
    Ok(found)
}

fn word(text: &str) -> Token {
    match text.to_ascii_lowercase().as_str() {
        "and" | "&&" => Token::And,
        "or" | "||" => Token::Or,
        "not" => Token::Not,
        _ => Token::Word(text.to_owned(), false),
    }
}

/// A sign of comparison; an exclamation mark alone means not.
fn comparison(rest: &str) -> (Token, usize) {
    let known = [
        (">=", Comparison::AtLeast),
        ("<=", Comparison::AtMost),
        ("!=", Comparison::Unequal),
        ("==", Comparison::Equal),
        (">", Comparison::Greater),
        ("<", Comparison::Less),
        ("=", Comparison::Equal),
        ("~", Comparison::Contains),
    ];
    let found = known.into_iter().find(|(sign, _)| rest.starts_with(sign));
    found.map_or((Token::Not, 1), |(sign, comparison)| (Token::Comparison(comparison), sign.len()))
}

/// What a column is compared with. Units: `KiB`, `MiB`, `GiB`, `B`, `%`, and durations as `50ms` or `2h`.
fn operand(text: String) -> Operand {
    const SIZES: [(&str, f64); 9] = [
        ("kib", 1024.0),
        ("mib", 1_048_576.0),
        ("gib", 1_073_741_824.0),
        ("tib", 1_099_511_627_776.0),
        ("k", 1e3),
        ("kb", 1e3),
        ("mb", 1e6),
        ("gb", 1e9),
        ("%", 0.01),
    ];
    let lower = text.to_lowercase();
    let number = |text: &str| text.trim().parse::<f64>().ok().filter(|number| number.is_finite());
    let size = || {
        let (_, scale, digits) = SIZES
            .iter()
            .filter_map(|(unit, scale)| Some((unit.len(), *scale, lower.strip_suffix(unit)?)))
            .max_by_key(|(length, ..)| *length)?;
        Some(number(digits)? * scale)
    };
    let duration = || humantime::parse_duration(&lower).ok().map(|duration| duration.as_secs_f64());
    let bare = number(&lower);
    let scaled = if bare.is_some() { None } else { size().or_else(duration) };
    Operand { text, bare, scaled }
}

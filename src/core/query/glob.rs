//! Patterns as users of Redis write them.
//!
//! | written | matches |
//! |---|---|
//! | `*` | any text, the empty one too |
//! | `?` | one character |
//! | `[abc]` `[a-z]` | one of these characters; a range may be written from either end |
//! | `[^a-z]` | one character that is none of these |
//! | `\*` | the next character as it is, also within a class |
//!
//! A text is read from its start as UTF-8 characters, and every byte that begins none counts as one unit of
//! its own: `?` matches `é` whole, and one stray byte. No class names a stray byte, so only a negated one
//! matches it. As in Redis, `[]` matches nothing and `[^]` any one character. Unlike there, a class without
//! its `]` and a `\` at the end are refused instead of guessed at.
//!
//! Matching remembers one way back, to the last `*`, which is enough because an earlier star could only
//! have taken less than it needed. So a text of n units against a pattern of m takes n * m steps at worst,
//! and no memory.

use super::QueryError;

/// The longest pattern, in bytes.
pub const GLOB_PATTERN_LIMIT: usize = 1024;

/// A pattern, ready to match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glob {
    prefix: String,
    /// What follows the prefix. Two stars never stand side by side.
    rest: Vec<Token>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Star,
    One,
    Literal(char),
    Class { negated: bool, ranges: Vec<(char, char)> },
}

impl Token {
    /// Whether this token, which is no star, matches the unit.
    fn matches(&self, unit: Option<char>) -> bool {
        match (self, unit) {
            (Self::Star, _) => false,
            (Self::One, _) => true,
            (Self::Literal(literal), unit) => unit == Some(*literal),
            (Self::Class { negated, .. }, None) => *negated,
            (Self::Class { negated, ranges }, Some(unit)) => {
                ranges.iter().any(|(low, high)| (*low..=*high).contains(&unit)) != *negated
            }
        }
    }
}

impl Glob {
    /// Reads a pattern of at most [`GLOB_PATTERN_LIMIT`] bytes.
    pub fn new(pattern: &str) -> Result<Self, QueryError> {
        if pattern.len() > GLOB_PATTERN_LIMIT {
            return Err(QueryError::limit("length of a pattern in bytes", GLOB_PATTERN_LIMIT));
        }
        let mut prefix = String::new();
        let mut rest = Vec::new();
        let mut chars = pattern.char_indices();
        while let Some((position, c)) = chars.next() {
            match c {
                '*' if rest.last() == Some(&Token::Star) => {}
                '*' => rest.push(Token::Star),
                '?' => rest.push(Token::One),
                '[' => rest.push(class(&mut chars, position)?),
                _ => {
                    let literal = if c == '\\' { escaped(&mut chars, position)? } else { c };
                    if rest.is_empty() {
                        prefix.push(literal);
                    } else {
                        rest.push(Token::Literal(literal));
                    }
                }
            }
        }
        Ok(Self { prefix, rest })
    }

    /// The text that everything this pattern matches begins with: where a scan can start, and stop.
    pub fn literal_prefix(&self) -> &str {
        &self.prefix
    }

    /// Whether the pattern matches its [`literal_prefix`](Self::literal_prefix) and nothing else, so that
    /// one look-up answers it.
    pub fn is_literal(&self) -> bool {
        self.rest.is_empty()
    }

    /// Whether the whole text matches.
    pub fn matches(&self, text: &[u8]) -> bool {
        // The prefix ends between two characters, so the rest of the text is read the same with or without it.
        let Some(text) = text.strip_prefix(self.prefix.as_bytes()) else { return false };
        let (mut token, mut at) = (0, 0);
        // Where to go on if the present attempt fails: after the last star, which then takes one unit more.
        let mut retry: Option<(usize, usize)> = None;
        loop {
            let unit = next_unit(&text[at..]);
            match (self.rest.get(token), unit) {
                (None, None) => return true,
                (Some(Token::Star), _) => {
                    token += 1;
                    if token == self.rest.len() {
                        return true;
                    }
                    retry = Some((token, at));
                }
                (Some(wanted), Some((unit, width))) if wanted.matches(unit) => {
                    token += 1;
                    at += width;
                }
                _ => {
                    let Some((after_star, from)) = retry else { return false };
                    let Some((_, width)) = next_unit(&text[from..]) else { return false };
                    token = after_star;
                    at = from + width;
                    retry = Some((after_star, at));
                }
            }
        }
    }
}

/// The first unit of a text, with its width: a character, or `None` for a byte that begins none.
fn next_unit(text: &[u8]) -> Option<(Option<char>, usize)> {
    let width = match *text.first()? {
        byte @ 0..=0x7f => return Some((Some(char::from(byte)), 1)),
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return Some((None, 1)),
    };
    let character = text.get(..width).and_then(|bytes| std::str::from_utf8(bytes).ok()?.chars().next());
    Some(character.map_or((None, 1), |character| (Some(character), width)))
}

type Chars<'p> = std::str::CharIndices<'p>;

/// The character after a backslash at `position`.
fn escaped(chars: &mut Chars<'_>, position: usize) -> Result<char, QueryError> {
    let (_, c) = chars
        .next()
        .ok_or_else(|| QueryError::syntax("pattern", position, "a backslash with nothing after it"))?;
    Ok(c)
}

/// The class whose `[` stood at `position`, up to and with its `]`.
fn class(chars: &mut Chars<'_>, position: usize) -> Result<Token, QueryError> {
    let unclosed = || QueryError::syntax("pattern", position, "a class without its closing ]");
    let negated = chars.as_str().starts_with('^');
    if negated {
        chars.next();
    }
    let mut ranges = Vec::new();
    loop {
        let low = match chars.next().ok_or_else(unclosed)? {
            (_, ']') => return Ok(Token::Class { negated, ranges }),
            (at, '\\') => escaped(chars, at)?,
            (_, c) => c,
        };
        // A dash makes a range unless it is the last of the class.
        let mut ahead = chars.as_str().chars();
        let high = if ahead.next() == Some('-') && ahead.next().is_some_and(|c| c != ']') {
            chars.next();
            match chars.next().ok_or_else(unclosed)? {
                (at, '\\') => escaped(chars, at)?,
                (_, c) => c,
            }
        } else {
            low
        };
        ranges.push((low.min(high), low.max(high)));
    }
}

#[cfg(test)]
mod tests;

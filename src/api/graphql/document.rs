//! Documents of requests: read once, measured once, and remembered while they are asked for again.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::Name;
use async_graphql::parser::parse_query;
use async_graphql::parser::types::{ExecutableDocument, OperationType};
use cyberfly_core::ErrorCode;
use cyberfly_protocol::ErrorBody;

use super::measure::{self, Measure};
use crate::limits::{Limit, Limits};
use crate::refusal::Refusal;

/// The longest text of a document. Values have room in variables.
const TEXT_LIMIT: usize = 64 * 1024;
/// How many documents are remembered.
const REMEMBERED: usize = 256;
/// The longest text of a document that is remembered.
const REMEMBERED_TEXT: usize = 4 * 1024;

/// Why a request is not answered.
#[derive(Debug)]
pub(super) enum Refused {
    /// By its document: an answer of GraphQL says so.
    Document(ErrorBody),
    /// By a limit on who asks: an answer of HTTP says so.
    Caller(Refusal),
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        Self::Caller(refusal)
    }
}

/// A document that was read.
pub(super) struct Document {
    parsed: ExecutableDocument,
    measures: HashMap<Option<Name>, Measure>,
}

impl Document {
    fn read(text: &str) -> Result<Self, ErrorBody> {
        if nesting(text) > super::NESTING_LIMIT {
            let message =
                format!("a document is nested at most {} deep; nothing was done", super::NESTING_LIMIT);
            return Err(ErrorBody::new(ErrorCode::LimitExceeded, message));
        }
        let parsed = parse_query(text).map_err(|error| {
            let message = format!("the document cannot be read: {error}; nothing was done");
            ErrorBody::new(ErrorCode::BadRequest, message)
        })?;
        let measures = measure::operations(&parsed);
        Ok(Self { parsed, measures })
    }

    /// The document itself.
    pub(super) fn parsed(&self) -> ExecutableDocument {
        self.parsed.clone()
    }

    /// What kinds of operations it has under this name, or at all.
    pub(super) fn types(&self, operation: Option<&str>) -> impl Iterator<Item = OperationType> {
        let all = self.parsed.operations.iter();
        let named = all.filter(move |(name, _)| operation.is_none() || name.map(Name::as_str) == operation);
        named.map(|(_, definition)| definition.node.ty)
    }

    /// How much an operation of it asks for; without a name, the one that asks for most. A name that is not there has no
    /// measure: the request is refused when it is carried out.
    pub(super) fn measure(&self, operation: Option<&str>) -> Measure {
        let named = |name: &Option<Name>| operation.is_none() || name.as_deref() == operation;
        let measures = self.measures.iter().filter(|(name, _)| named(name)).map(|(_, measure)| *measure);
        measures.max_by_key(|measure| measure.complexity).unwrap_or_default()
    }
}

impl Measure {
    /// What it costs in requests, if it keeps the limits.
    pub(super) fn check(self, limits: &Limits) -> Result<u32, Refused> {
        let settings = limits.settings();
        let bounds = [
            (self.depth, settings.graphql_depth.get(), Limit::GraphqlDepth, "is nested deeper than"),
            (
                self.complexity,
                settings.graphql_complexity.get(),
                Limit::GraphqlComplexity,
                "is more complex than",
            ),
            (self.aliases, settings.graphql_aliases.get(), Limit::GraphqlAliases, "has more aliases than"),
        ];
        for (found, most, limit, how) in bounds {
            if found > u64::from(most) {
                limits.note(limit);
                let message = format!("the operation {how} the limit of {most}; nothing was done");
                let body = ErrorBody::new(ErrorCode::LimitExceeded, message);
                return Err(Refused::Document(body.hint("ask for less at once, and go on with cursors")));
            }
        }
        Ok(u32::try_from(self.requests).unwrap_or(u32::MAX))
    }
}

/// How deep a text is nested in brackets, outside of strings and comments: the parser descends as deep, so this comes first.
fn nesting(text: &str) -> usize {
    let (mut depth, mut deepest, mut rest) = (0_usize, 0, text.as_bytes());
    while let [first, after @ ..] = rest {
        rest = after;
        match first {
            b'{' | b'[' | b'(' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' | b')' => depth = depth.saturating_sub(1),
            b'#' => rest = behind_line(rest),
            b'"' if rest.starts_with(b"\"\"") => rest = behind_block(rest.get(2..).unwrap_or_default()),
            b'"' => rest = behind_string(rest),
            _ => {}
        }
    }
    deepest
}

/// What comes behind a comment.
fn behind_line(text: &[u8]) -> &[u8] {
    let end = text.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
    end.and_then(|end| text.get(end..)).unwrap_or_default()
}

/// What comes behind a string. A line break ends it too: what it then is, the parser says.
fn behind_string(mut text: &[u8]) -> &[u8] {
    while let [first, rest @ ..] = text {
        text = match first {
            b'"' => return rest,
            b'\n' | b'\r' => return text,
            b'\\' => rest.get(1..).unwrap_or_default(),
            _ => rest,
        };
    }
    text
}

/// What comes behind a string in three quotes.
fn behind_block(mut text: &[u8]) -> &[u8] {
    loop {
        let step = match text {
            [] => return text,
            _ if text.starts_with(b"\"\"\"") => return text.get(3..).unwrap_or_default(),
            _ if text.starts_with(b"\\\"\"\"") => 4,
            _ => 1,
        };
        text = text.get(step..).unwrap_or_default();
    }
}

/// Documents that were asked for lately.
#[derive(Default)]
pub(super) struct Documents(Mutex<HashMap<String, Arc<Document>>>);

impl Documents {
    /// Reads a document. A text that is too long, or none, is refused.
    pub(super) fn read(&self, text: &str, limits: &Limits) -> Result<Arc<Document>, Refused> {
        if text.len() > TEXT_LIMIT {
            limits.note(Limit::GraphqlComplexity);
            let message = format!("a document has at most {TEXT_LIMIT} bytes; nothing was done");
            let body = ErrorBody::new(ErrorCode::LimitExceeded, message);
            return Err(Refused::Document(body.hint("put values into variables")));
        }
        if let Some(known) = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(text) {
            return Ok(Arc::clone(known));
        }
        let document = Arc::new(Document::read(text).map_err(Refused::Document)?);
        if text.len() <= REMEMBERED_TEXT {
            let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            // Who sends a new document each time pays for it; those who do not come back soon.
            if known.len() >= REMEMBERED {
                known.clear();
            }
            known.insert(text.to_owned(), Arc::clone(&document));
        }
        Ok(document)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nesting_is_that_of_brackets_that_are_no_text() {
        assert_eq!(nesting("{ a(b: [1, {c: 2}]) { d } }"), 4);
        assert_eq!(nesting("{ a(b: \"((((\\\"((((\") }"), 2);
        assert_eq!(nesting("{ a(b: \"\"\"((((\" ((((\"\"\") }"), 2);
        assert_eq!(nesting("# ((((\n{ a }"), 1);
        assert_eq!(nesting("#\\\n{{{"), 3);
        assert_eq!(nesting("{ a(b: \"\"\"\\\\\"\"\" \"\"\" {{{{"), 6);
        assert_eq!(nesting(&"{a".repeat(30_000)), 30_000);
        assert_eq!(nesting("\"\\"), 0);
    }

    #[test]
    fn a_text_as_deep_as_it_is_long_is_refused_and_not_descended_into() {
        assert!(Document::read(&"{a".repeat(30_000)).is_err());
        assert!(
            Document::read(&format!("{{ a(b: {}1{}) }}", "[".repeat(20_000), "]".repeat(20_000))).is_err()
        );
    }
}

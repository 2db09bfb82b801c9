//! Asking the node on behalf of a resolver.

use async_graphql::Context;
use cyberfly_core::{DbName, ErrorCode, Key};
use cyberfly_protocol::query::Page;
use cyberfly_protocol::{Bytes, Caller, ErrorBody, Query, QueryAnswer, Value};

use crate::call::Call;
use crate::table::Answer;

/// The most rows of an answer that is no connection.
pub(super) const ROWS_LIMIT: usize = 10_000;
/// The most rows of one page of the node.
pub(super) const PAGE_ROWS: u32 = 1_000;

/// Who asks, and by which door.
pub(super) fn call<'a>(context: &Context<'a>) -> Answer<&'a Call> {
    context.data::<Call>().map_err(|_| ErrorBody::new(ErrorCode::Internal, "a request without a caller"))
}

/// Asks a question as this caller.
pub(super) async fn ask_node(context: &Context<'_>, query: impl Into<Query>) -> Answer<QueryAnswer> {
    let call = call(context)?;
    call.node.query_as(call.caller, query.into()).await
}

/// Asks a question, and takes its answer apart.
macro_rules! ask {
    ($context:expr, $query:expr, $answer:pat => $out:expr) => {
        match $crate::graphql::ask::ask_node($context, $query).await {
            Ok($answer) => Ok($out),
            Ok(_) => Err($crate::graphql::ask::odd()),
            Err(error) => Err(error),
        }
    };
}
pub(super) use ask;

/// An answer to another question.
pub(super) fn odd() -> ErrorBody {
    ErrorBody::new(ErrorCode::Internal, "the node answered another question")
}

/// What is not there is none, and no error.
pub(super) fn found<T>(answer: Answer<T>) -> Answer<Option<T>> {
    match answer {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.code() == ErrorCode::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// A database by its full name.
pub(super) fn db(name: &str) -> Answer<DbName> {
    name.parse().map_err(ErrorBody::from)
}

/// A key.
pub(super) fn key(name: String) -> Answer<Key> {
    Key::new(name).map_err(ErrorBody::from)
}

/// Refuses who is no operator.
pub(super) fn operator(context: &Context<'_>, what: &str) -> Answer<()> {
    let refused = |code, who: &str| {
        let body = ErrorBody::new(code, format!("{what} is for operators, and {who}; nothing was done"));
        Err(body.hint("send a token of the scope operator, by a key that node.operators names"))
    };
    match call(context)?.caller {
        Caller::Operator => Ok(()),
        Caller::Anyone => refused(ErrorCode::Unauthenticated, "you have not said who you are"),
        Caller::Key(key) => refused(ErrorCode::NotAllowed, &format!("{key} is none by this token")),
    }
}

/// A page of so many rows behind a cursor.
pub(super) fn page(first: Option<u32>, after: Option<String>) -> Page {
    Page { limit: first, cursor: after }
}

/// An answer in one piece that has become too long.
pub(super) fn too_long(connection: &str) -> ErrorBody {
    let message = format!("there is more than {ROWS_LIMIT} rows or one page can hold");
    ErrorBody::new(ErrorCode::LimitExceeded, message).hint(format!("read it page by page: {connection}"))
}

/// Pages of an answer that are put together, up to [`ROWS_LIMIT`].
pub(super) struct Pages<T> {
    rows: Vec<T>,
    next: Option<Page>,
}

impl<T> Pages<T> {
    pub(super) fn new() -> Self {
        Self { rows: Vec::new(), next: Some(page(Some(PAGE_ROWS), None)) }
    }

    /// The page to ask for next; none if that was all.
    pub(super) const fn next(&mut self) -> Option<Page> {
        self.next.take()
    }

    /// Adds a page. An answer that becomes too long is to be read from this connection.
    pub(super) fn add(&mut self, mut rows: Vec<T>, cursor: Option<String>, connection: &str) -> Answer<()> {
        self.rows.append(&mut rows);
        if self.rows.len() > ROWS_LIMIT || cursor.is_some() && self.rows.len() == ROWS_LIMIT {
            return Err(too_long(connection));
        }
        self.next = cursor.map(|cursor| page(Some(PAGE_ROWS), Some(cursor)));
        Ok(())
    }

    pub(super) fn into_rows(self) -> Vec<T> {
        self.rows
    }
}

/// All pages of the answer to a question together.
macro_rules! ask_all {
    ($context:expr, $connection:literal, $page:ident => $query:expr, $answer:pat => ($rows:expr, $cursor:expr)) => {{
        let mut pages = $crate::graphql::ask::Pages::new();
        while let Some($page) = pages.next() {
            let (rows, cursor) = $crate::graphql::ask::ask!($context, $query, $answer => ($rows, $cursor))?;
            pages.add(rows, cursor, $connection)?;
        }
        pages.into_rows()
    }};
}
pub(super) use ask_all;

/// Bytes as text. GraphQL has nothing else.
pub(super) fn text(bytes: Bytes) -> Answer<String> {
    String::from_utf8(bytes.0).map_err(|_| {
        let message = "it holds bytes that are no text, which this field cannot give";
        ErrorBody::new(ErrorCode::Unsupported, message)
            .hint("ask for it under database, where bytes come in base64, or over /api/v1/query")
    })
}

/// A value as text.
pub(super) fn value_text(value: Value) -> Answer<String> {
    match value {
        Value::Bytes(bytes) => text(bytes),
        Value::Blob { blob } => {
            let message =
                format!("it holds a value of {} bytes in a blob, which this field cannot give", blob.size);
            Err(ErrorBody::new(ErrorCode::Unsupported, message).hint("read its bytes at /blobs/{hash}?db="))
        }
    }
}

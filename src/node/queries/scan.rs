//! Going through the keys of a database.

use std::ops::ControlFlow;

use cyberfly_core::cells::{Cell, Cells as _, Path, PathRange};
use cyberfly_core::metered::Ended;
use cyberfly_core::query::glob::Glob;
use cyberfly_core::types::Value;
use cyberfly_core::view::{Failed, KeyView};
use cyberfly_core::{Key, Kind, Refused};
use cyberfly_protocol::query::{KeyRow, Scan};
use cyberfly_protocol::{ErrorBody, QueryAnswer};
use cyberfly_store::StoreError;

use super::{Asked, Cells, PAGE_BYTES, Wanted};
use crate::failure::failed;

/// The most keys that one page looks at. One that finds too little on the way ends with a cursor.
const LOOKS_LIMIT: usize = 10_000;

/// A key that holds something.
pub(super) type Found<'k, 'a> = KeyView<'k, Cells<'a>>;

/// What a walk finds out at a key.
pub(super) type Step<T = ControlFlow<()>> = Result<T, Failed<Ended<StoreError>>>;

/// Where a walk over keys begins and ends.
pub(super) struct Walk {
    range: PathRange,
    looks: usize,
}

impl Walk {
    /// All keys that begin with a text, behind one.
    pub(super) fn over(prefix: &str, after: Option<&[u8]>, looks: usize) -> Self {
        let mut end = prefix.as_bytes().to_vec();
        // No byte of UTF-8 is 0xff, so what comes behind the prefix is its last byte and one.
        match end.last_mut() {
            Some(last) => *last = last.saturating_add(1),
            None => end.push(0xff),
        }
        let mut start = prefix.as_bytes().to_vec();
        if let Some(key) = after {
            // What is behind all places of the key.
            start = start.max([key, &[0x01]].concat());
        }
        Self { range: PathRange { start, end }, looks }
    }

    /// Shows every key that holds something at this moment, until the visitor breaks off, or until it has gone as far as
    /// one request may. Returns the last key that was looked at if there may be more behind it.
    pub(super) fn each<'a>(
        mut self,
        cells: &Cells<'a>,
        now: u64,
        visitor: &mut dyn FnMut(&Found<'_, 'a>) -> Step,
    ) -> Result<Option<Key>, ErrorBody> {
        let mut last = None;
        loop {
            match self.next(cells, now, visitor) {
                Ok(Some((key, flow))) => {
                    self.looks = self.looks.saturating_sub(1);
                    self.range.start = Path::of_key(&key).range().end;
                    last = Some(key);
                    if flow.is_break() || self.looks == 0 {
                        return Ok(last);
                    }
                }
                Ok(None) => return Ok(None),
                // As far as it got it is an answer, if it got anywhere.
                Err(Failed::Fault(Ended::Cells | Ended::Bytes)) if last.is_some() => return Ok(last),
                Err(error) => return Err(failed(error)),
            }
        }
    }

    fn next<'a>(
        &mut self,
        cells: &Cells<'a>,
        now: u64,
        visitor: &mut dyn FnMut(&Found<'_, 'a>) -> Step,
    ) -> Step<Option<(Key, ControlFlow<()>)>> {
        loop {
            let mut text = None;
            cells.visit(&self.range, &mut |cell| {
                text = Some(cell.placed().path.key().to_owned());
                ControlFlow::Break(())
            })?;
            let Some(text) = text else { return Ok(None) };
            let Ok(key) = Key::new(text.as_str()) else {
                // What is written at a reserved name, such as rights, is no key.
                self.range.start = [text.as_bytes(), &[0x01]].concat();
                continue;
            };
            let view = KeyView::open(cells, &key, now)?;
            let flow = if view.kind().is_some() { visitor(&view)? } else { ControlFlow::Continue(()) };
            return Ok(Some((key, flow)));
        }
    }
}

pub(super) fn keys(asked: &Asked<'_>, query: &Scan) -> Result<QueryAnswer, ErrorBody> {
    let Wanted { limit, after } = asked.wanted(&query.page)?;
    let glob = query.glob.as_deref().map(Glob::new).transpose().map_err(Refused::from)?;
    let literal = glob.as_ref().map(Glob::literal_prefix).unwrap_or_default();
    // The longer of the two beginnings says more; if neither begins with the other, nothing matches both.
    let prefix = if literal.starts_with(&query.prefix) { literal } else { query.prefix.as_str() };
    if !prefix.starts_with(literal) {
        return Ok(QueryAnswer::Keys { keys: Vec::new(), next_cursor: None });
    }
    let (mut rows, mut bytes) = (Vec::new(), 0);
    let walk = Walk::over(prefix, after.as_deref(), LOOKS_LIMIT);
    let next = walk.each(asked.cells, asked.now, &mut |view| {
        let (key, kind) = (view.key(), view.kind());
        if glob.as_ref().is_some_and(|glob| !glob.matches(key.as_str().as_bytes())) {
            return Ok(ControlFlow::Continue(()));
        }
        let wants_value = query.values && kind == Some(Kind::String);
        let value = match wants_value {
            true => view.whole(Kind::String)?.and_then(|(_, body)| Value::from_body(body)),
            false => None,
        };
        bytes += key.as_str().len() + value.as_ref().map_or(0, size_of_value);
        let kind = kind.map_or("unknown", Kind::word).to_owned();
        rows.push(KeyRow { key: key.clone(), kind, value: value.map(Into::into) });
        let is_full = rows.len() == limit || bytes >= PAGE_BYTES;
        Ok(if is_full { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
    })?;
    Ok(QueryAnswer::Keys { keys: rows, next_cursor: next.map(|key| asked.cursor(key.as_str().as_bytes())) })
}

/// About how many bytes a value takes in an answer.
pub(super) fn size_of_value(value: &Value) -> usize {
    match value {
        Value::Bytes(bytes) => bytes.len(),
        Value::Blob(_) | Value::Number(_) => 256,
    }
}

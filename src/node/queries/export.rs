//! All that keys hold, so that they can be made again elsewhere.

use std::ops::ControlFlow;

use cyberfly_core::cells::Order;
use cyberfly_core::types::counter::Counter;
use cyberfly_core::types::json::{Json, Place};
use cyberfly_core::types::{Value, string};
use cyberfly_core::view::{Direction, Fields, KeyView};
use cyberfly_core::write::{BlobRef, Number, StreamId};
use cyberfly_core::{Body, ErrorCode, Key, Kind};
use cyberfly_protocol::command::{HashField, Pair, Place as Position, Scored};
use cyberfly_protocol::query::{Contents, EntryContents, Export, FileContents, Line, SampleContents};
use cyberfly_protocol::{Bytes, ErrorBody, Float, Integer, QueryAnswer, Time, VALUE_LIMIT, Value as Told};

use super::scan::{Found, Walk};
use super::signers::Signers;
use super::{Asked, Cells, PAGE_BYTES, Wanted};
use crate::failure::failed;

/// The most keys that one page looks at. One that finds too little on the way ends with a cursor.
const LOOKS_LIMIT: usize = 10_000;
/// How many fields, members or elements one line has at most: they fit into one operation.
const LINE_ITEMS: usize = 500;
/// A line that has come to so many bytes ends.
const LINE_BYTES: usize = 256 * 1024;

/// A part of what a key holds, and behind which field the next one begins.
struct Piece {
    contents: Contents,
    bytes: usize,
    next: Option<Vec<u8>>,
    /// The newest of its fields; none where there are none.
    newest: Option<(Order, Vec<u8>)>,
}

/// The lines of one page as they come together.
struct Sheet {
    lines: Vec<Line>,
    bytes: usize,
    limit: usize,
    /// Who signed what, if that was asked for.
    signers: Option<Signers>,
}

impl Sheet {
    fn is_full(&self) -> bool {
        self.lines.len() >= self.limit || self.bytes >= PAGE_BYTES
    }
}

pub(super) fn lines(asked: &Asked<'_>, query: &Export) -> Result<QueryAnswer, ErrorBody> {
    let Wanted { limit, after } = asked.wanted(&query.page)?;
    let unfit = || ErrorBody::new(ErrorCode::BadRequest, "the cursor names no place in an export");
    let signers = query.signers.then(Signers::default);
    let mut sheet = Sheet { lines: Vec::new(), bytes: 0, limit, signers };
    let mut after_key = None;
    if let Some(place) = after {
        let (key, field) = read_place(&place).ok_or_else(unfit)?;
        if let Some(field) = field {
            let view = asked.view(&key)?;
            let next = piece_by_piece(asked, &view, Some(field), &mut sheet)?;
            if let Some(field) = next {
                return Ok(answer(asked, sheet, Some(write_place(&key, Some(&field)))));
            }
        }
        after_key = Some(key);
    }
    if sheet.is_full() {
        return Ok(answer(asked, sheet, after_key.map(|key| write_place(&key, None))));
    }
    // A line may fail otherwise than a walk does.
    let mut goes_on = Ok(None);
    let walk = Walk::over(&query.prefix, after_key.as_ref().map(|key| key.as_str().as_bytes()), LOOKS_LIMIT);
    let last = walk.each(asked.cells, asked.now, &mut |view: &Found<'_, '_>| {
        goes_on = piece_by_piece(asked, view, None, &mut sheet);
        let ends = !matches!(goes_on, Ok(None)) || sheet.is_full();
        Ok(if ends { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
    })?;
    let field = goes_on?;
    Ok(answer(asked, sheet, last.map(|key| write_place(&key, field.as_deref()))))
}

fn answer(asked: &Asked<'_>, sheet: Sheet, next: Option<Vec<u8>>) -> QueryAnswer {
    QueryAnswer::Lines { lines: sheet.lines, next_cursor: next.map(|place| asked.cursor(&place)) }
}

/// A place in an export: behind a key, or behind a field of it. No key has a control character.
fn write_place(key: &Key, field: Option<&[u8]>) -> Vec<u8> {
    let mut place = key.as_str().as_bytes().to_vec();
    if let Some(field) = field {
        place.push(0);
        place.extend_from_slice(field);
    }
    place
}

fn read_place(place: &[u8]) -> Option<(Key, Option<Vec<u8>>)> {
    let end = place.iter().position(|byte| *byte == 0);
    let key = Key::new(std::str::from_utf8(&place[..end.unwrap_or(place.len())]).ok()?).ok()?;
    Some((key, end.map(|end| place[end + 1..].to_vec())))
}

/// Adds the lines of a key behind a field. Returns where it goes on if the page is full.
fn piece_by_piece(
    asked: &Asked<'_>,
    view: &Found<'_, '_>,
    mut after: Option<Vec<u8>>,
    sheet: &mut Sheet,
) -> Result<Option<Vec<u8>>, ErrorBody> {
    let key = view.key();
    loop {
        let Some(piece) = piece(asked, view, after.as_deref())? else { return Ok(None) };
        sheet.bytes += piece.bytes + key.as_str().len();
        let signer = match &mut sheet.signers {
            Some(signers) => {
                let (signer, read) = signers.of(asked, view, piece.newest.as_ref())?;
                sheet.bytes += read;
                signer
            }
            None => None,
        };
        let ends = view.ends().filter(|_| piece.next.is_none()).map(Time);
        let (key, more) = (key.clone(), after.is_some());
        sheet.lines.push(Line { key, contents: piece.contents, ends, more, signer });
        match piece.next {
            None => return Ok(None),
            Some(next) if sheet.is_full() => return Ok(Some(next)),
            next => after = next,
        }
    }
}

/// What a key holds behind a field, as much as goes into one line; none if it holds nothing, or nothing known.
fn piece(
    asked: &Asked<'_>,
    view: &KeyView<'_, Cells<'_>>,
    after: Option<&[u8]>,
) -> Result<Option<Piece>, ErrorBody> {
    let whole = |contents, bytes| Ok(Some(Piece { contents, bytes, next: None, newest: None }));
    match view.kind() {
        None | Some(Kind::Unknown(_)) => Ok(None),
        Some(Kind::String) => {
            let value =
                view.whole(Kind::String).map_err(failed)?.and_then(|(_, body)| Value::from_body(body));
            let value = with_bytes(asked, view.key(), value)?;
            let bytes = value.len();
            whole(Contents::String(Bytes(value)), bytes)
        }
        Some(Kind::Blob) => {
            let Some(blob) = string::blob(view).map_err(failed)? else { return Ok(None) };
            let content_type = blob.content_type.clone();
            let value = with_bytes(asked, view.key(), Some(Value::Blob(blob)))?;
            let bytes = value.len();
            whole(Contents::Blob(FileContents { content_type, bytes: Bytes(value) }), bytes)
        }
        Some(Kind::Counter) => {
            let sum = Counter::of(view)?.get().map_err(failed)?.unwrap_or_default();
            whole(Contents::Counter(Integer(sum)), 16)
        }
        Some(Kind::Json) => {
            let bytes_of = |blob: &BlobRef| asked.bytes_at_hand(blob);
            let root: Place = "$".parse()?;
            let Some(document) = Json::of(view, &bytes_of)?.get(&root).map_err(failed)? else {
                return Ok(None);
            };
            let bytes = document.to_string().len();
            whole(Contents::Json(document), bytes)
        }
        Some(kind) => fields(asked, view, kind, after),
    }
}

/// The fields of a key behind one, as much as goes into one line.
fn fields(
    asked: &Asked<'_>,
    view: &KeyView<'_, Cells<'_>>,
    kind: Kind,
    after: Option<&[u8]>,
) -> Result<Option<Piece>, ErrorBody> {
    let (mut items, mut bytes, mut more) = (Vec::new(), 0_usize, false);
    let mut newest: Option<(Order, Vec<u8>)> = None;
    let scanned = view.scan(kind, &Fields::after(after), Direction::Forward, &mut |shown| {
        if items.len() >= LINE_ITEMS || bytes >= LINE_BYTES {
            more = true;
            return Ok(ControlFlow::Break(()));
        }
        let body = shown.body()?;
        // A large value comes with its bytes.
        bytes = bytes.saturating_add(
            shown.field().len() + usize::try_from(body.content_bytes()).unwrap_or(LINE_BYTES),
        );
        if newest.as_ref().is_none_or(|(order, _)| *order < shown.order()) {
            newest = Some((shown.order(), shown.field().to_vec()));
        }
        items.push((shown.field().to_vec(), body));
        Ok(ControlFlow::Continue(()))
    });
    scanned.map_err(failed)?;
    let next = items.last().map(|(field, _)| field.clone()).filter(|_| more);
    let Some(contents) = contents(asked, view.key(), kind, items)? else { return Ok(None) };
    Ok(Some(Piece { contents, bytes, next, newest }))
}

/// Fields as their kind writes them.
fn contents(
    asked: &Asked<'_>,
    key: &Key,
    kind: Kind,
    items: Vec<(Vec<u8>, Body)>,
) -> Result<Option<Contents>, ErrorBody> {
    let value = |body| with_bytes(asked, key, Value::from_body(body)).map(Bytes);
    let items = items.into_iter();
    Ok(Some(match kind {
        Kind::Hash => {
            let field =
                |(field, body)| Ok(HashField { field: Bytes(field), value: Told::Bytes(value(body)?) });
            Contents::Hash(items.map(field).collect::<Result<_, ErrorBody>>()?)
        }
        Kind::List => Contents::List(items.map(|(_, body)| value(body)).collect::<Result<_, _>>()?),
        Kind::Set => Contents::Set(items.map(|(member, _)| Bytes(member)).collect()),
        Kind::SortedSet => Contents::SortedSet(
            items
                .filter_map(|(member, body)| Some(Scored { member: Bytes(member), score: score(&body)? }))
                .collect(),
        ),
        Kind::TimeSeries => {
            Contents::TimeSeries(items.filter_map(|(field, body)| sample(&field, &body)).collect())
        }
        Kind::Geo => Contents::Geo(items.filter_map(|(member, body)| position(member, &body)).collect()),
        Kind::Stream => Contents::Stream(items.filter_map(|(field, body)| entry(&field, body)).collect()),
        _ => return Ok(None),
    }))
}

/// The bytes of a value, wherever they are.
fn with_bytes(asked: &Asked<'_>, key: &Key, value: Option<Value>) -> Result<Vec<u8>, ErrorBody> {
    let Some(Value::Blob(blob)) = value else {
        return Ok(value.and_then(Value::into_bytes).unwrap_or_default());
    };
    if blob.size > VALUE_LIMIT as u64 {
        let message =
            format!("{key} holds a file of {} bytes, and a line has room for {VALUE_LIMIT}", blob.size);
        return Err(ErrorBody::new(ErrorCode::LimitExceeded, message).hint(
            "cyberfly data blob get saves it, cyberfly backup create saves all; export others by prefix",
        ));
    }
    asked.bytes_of(key, &blob)
}

fn score(body: &Body) -> Option<Float> {
    match body {
        Body::Score(score) => Some(Float(*score)),
        Body::Number(Number::Float(score)) => Some(Float(*score)),
        #[expect(clippy::cast_precision_loss, reason = "a score is a float; beyond 2^53 it is the nearest")]
        Body::Number(Number::Integer(score)) => Some(Float(*score as f64)),
        _ => None,
    }
}

/// A field of a time series is the time and behind it the label.
fn sample(field: &[u8], body: &Body) -> Option<SampleContents> {
    let (time, label) = field.split_first_chunk()?;
    Some(SampleContents {
        label: Bytes(label.to_vec()),
        time: Time(u64::from_be_bytes(*time)),
        value: score(body)?,
    })
}

fn position(member: Vec<u8>, body: &Body) -> Option<Position> {
    match body {
        Body::Position { longitude, latitude } => {
            Some(Position { member: Bytes(member), longitude: *longitude, latitude: *latitude })
        }
        _ => None,
    }
}

/// A field of a stream is the id and behind it the author.
fn entry(field: &[u8], body: Body) -> Option<EntryContents> {
    let (ms, rest) = field.split_first_chunk()?;
    let (seq, _author) = rest.split_first_chunk()?;
    let Body::Entry(pairs) = body else { return None };
    let pair = |(name, value)| Pair { name: Bytes(name), value: Bytes(value) };
    let id = StreamId { ms: u64::from_be_bytes(*ms), seq: u64::from_be_bytes(*seq) };
    Some(EntryContents { id, pairs: pairs.into_iter().map(pair).collect() })
}

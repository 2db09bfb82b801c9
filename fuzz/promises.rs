//! What every decoder promises about arbitrary bytes: it returns, and what it accepts is the only form of what it
//! means. The fuzz targets call these; so do the ordinary tests of the core, with the corpora and with mutations of
//! them. A broken promise is a panic.

use cyberfly_core::cbor::{Reader, Writer};
use cyberfly_core::cells::Path;
use cyberfly_core::clock::Stamp;
use cyberfly_core::json;
use cyberfly_core::key::OpId;
use cyberfly_core::name::{DbName, Key};
use cyberfly_core::op::Claimed;
use cyberfly_core::reconcile::{Entry, Limits, MESSAGE_BYTES, MemorySums, Message, Reconciler, SessionKey};
use cyberfly_core::write::{Body, Kind, StreamId, Write, json_path_field, json_path_segments};

/// A decoder under test.
pub(crate) type Promise = fn(&[u8]);

/// Each target with its promise.
pub(crate) const TARGETS: [(&str, Promise); 8] = [
    ("operation", operation),
    ("cbor", cbor),
    ("write", write),
    ("json", json_form),
    ("json_path", json_path),
    ("name", name),
    ("field", field),
    ("reconcile", reconcile),
];

/// What decodes is encoded again to the same bytes, from its draft and from its JSON form.
pub(crate) fn operation(bytes: &[u8]) {
    let Ok(claim) = Claimed::decode(bytes) else { return };
    let (author, signature, id) = (claim.author(), claim.signature(), claim.id());
    let again = claim.draft().clone().claim(author, |_| signature).expect("what decodes keeps every rule");
    assert_eq!(again.bytes(), bytes);
    assert_eq!(again.id(), id);
    for write in claim.draft().writes.iter().take(16) {
        placed(write);
    }
    let form = json::to_json(&claim.already_verified());
    let again = json::from_json(&form).expect("every operation has a JSON form");
    assert_eq!(again.bytes(), bytes);
}

fn placed(write: &Write) {
    let path = Path::of(write);
    assert_eq!(path.key(), write.key.as_str());
    assert!(path.reaches(&path));
    for above in path.above() {
        assert!(above.reaches(&path) && above != path);
    }
    let (range, only) = (path.range(), path.only());
    assert!(range.start < range.end && only.start < only.end);
}

/// An accepted item is one that the writer could have written: its integers, floats, texts and heads all come back.
pub(crate) fn cbor(bytes: &[u8]) {
    let mut reader = Reader::new(bytes);
    let Ok(item) = reader.any() else { return };
    assert_eq!(item.len(), reader.position());
    let mut writer = Writer::default();
    let mut reader = Reader::new(item);
    copy(&mut reader, &mut writer);
    reader.end().expect("an item ends where it ends");
    assert_eq!(writer.into_bytes(), item);
}

fn copy(reader: &mut Reader<'_>, writer: &mut Writer) {
    use cyberfly_core::cbor::Shape;
    const READ_BEFORE: &str = "it was read before";
    match reader.shape().expect(READ_BEFORE) {
        Shape::Integer => writer.integer(reader.integer().expect(READ_BEFORE)),
        Shape::Bytes => writer.bytes(reader.bytes().expect(READ_BEFORE)),
        Shape::Text => writer.text(reader.text().expect(READ_BEFORE)),
        Shape::Float => writer.float(reader.float().expect(READ_BEFORE)),
        Shape::Bool => writer.bool(reader.bool().expect(READ_BEFORE)),
        Shape::Null => {
            assert!(reader.null_comes().expect(READ_BEFORE));
            writer.null()
        }
        Shape::Array => {
            let items = reader.array().expect(READ_BEFORE);
            writer.array(items);
            (0..items).for_each(|_| copy(reader, writer));
            writer
        }
        Shape::Map => {
            let pairs = reader.map().expect(READ_BEFORE);
            writer.map(pairs);
            for _ in 0..pairs {
                writer.unsigned(reader.unsigned().expect(READ_BEFORE));
                copy(reader, writer);
            }
            writer
        }
    };
}

/// What decodes as a write passes the check of drafts and is encoded again to the same bytes.
pub(crate) fn write(bytes: &[u8]) {
    let mut reader = Reader::new(bytes);
    let Ok(write) = Write::decode(&mut reader) else { return };
    write.check().expect("what decodes keeps every rule");
    let mut writer = Writer::default();
    write.encode(&mut writer);
    assert_eq!(writer.into_bytes(), bytes[..reader.position()]);
    placed(&write);
}

/// What is read from JSON is an operation like any other, and its own JSON form comes back.
pub(crate) fn json_form(bytes: &[u8]) {
    let Ok(value) = serde_json::from_slice(bytes) else { return };
    if let Ok(draft) = json::draft_from_json(&value) {
        let form = json::draft_to_json(&draft);
        assert_eq!(
            json::draft_from_json(&form).expect("a form that was written is read").writes,
            draft.writes
        );
    }
    let Ok(claim) = json::from_json(&value) else { return };
    let again = Claimed::decode(claim.bytes()).expect("what JSON gives decodes");
    assert_eq!(again.draft(), claim.draft());
    operation(claim.bytes());
}

/// A field is a path in one way only.
pub(crate) fn json_path(bytes: &[u8]) {
    let Some(segments) = json_path_segments(bytes) else { return };
    assert_eq!(json_path_field(&segments).unwrap_or_default(), bytes);
}

/// A name that is accepted is written as it was read.
pub(crate) fn name(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(db) = text.parse::<DbName>() {
        assert_eq!(db.to_string(), text);
        assert_eq!(DbName::new(db.label(), db.owner()).as_ref(), Ok(&db));
    }
    if let Ok(key) = Key::new(text) {
        assert_eq!(Path::of_key(&key).key(), text);
    }
}

/// The first byte is a kind, the rest a field: whatever the check lets through signs, decodes and has a place.
pub(crate) fn field(bytes: &[u8]) {
    let Some((kind, field)) = bytes.split_first() else { return };
    let kind = Kind::from_number(u16::from(*kind));
    let body = match kind {
        Kind::Stream => Body::Entry(vec![(Vec::new(), Vec::new())]),
        Kind::Counter => Body::Totals { added: 1, taken: 0 },
        Kind::Ttl => Body::Ttl { ends: None, floor: Stamp::ZERO },
        _ => Body::Delete,
    };
    let Ok(key) = Key::new("k") else { return };
    let write = Write { kind, key, field: Some(field.to_vec()), body };
    if write.check().is_err() {
        return;
    }
    placed(&write);
    let mut writer = Writer::default();
    write.encode(&mut writer);
    let bytes = writer.into_bytes();
    assert_eq!(Write::decode(&mut Reader::new(&bytes)).as_ref(), Ok(&write));
    if let Ok(id) = <[u8; 16]>::try_from(field.get(..16).unwrap_or_default()) {
        assert_eq!(StreamId::from_bytes(id).to_bytes(), id);
    }
}

/// The entries that the messages of a session are heard by: some at one stamp, the others apart.
pub(crate) fn reconciled_entries() -> impl Iterator<Item = Entry> {
    (0..100_u8).map(|n| Entry {
        stamp: Stamp::at_millis(u64::from(n.saturating_sub(50)) * 10),
        id: OpId::from_bytes([n.wrapping_mul(151); 32]),
    })
}

/// The bound and the key of that session.
pub(crate) fn reconciled_up_to() -> (Stamp, SessionKey) {
    (Stamp::at_millis(400), SessionKey::new(&[1; 32], b"fuzz"))
}

/// A message that is read is written to the same bytes, and both sides of a session survive it, as a first and as a
/// second message: they refuse it or say something that can be read.
pub(crate) fn reconcile(bytes: &[u8]) {
    let (bound, key) = reconciled_up_to();
    let end = Entry::before(bound);
    if let Ok(message) = Message::decode(bytes, &end) {
        assert_eq!(message.encode(), bytes);
    }
    let sums: MemorySums = reconciled_entries().collect();
    let responder = Reconciler::responder(&sums, bound, key.clone(), Limits::default());
    let Ok((initiator, _)) = Reconciler::initiator(&sums, bound, key, Limits::default());
    for mut side in [initiator, responder] {
        for _ in 0..2 {
            let Ok(step) = side.step(bytes) else { break };
            assert!(step.send.is_some() || step.ended.is_some(), "a session goes on or ends");
            if let Some(sent) = step.send {
                assert!(sent.len() <= MESSAGE_BYTES);
                Message::decode(&sent, &end).expect("what is sent can be read");
            }
        }
    }
}

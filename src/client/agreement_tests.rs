use super::*;
use cyberfly_core::write::StreamId;
use cyberfly_core::{DbName, DeviceId, Draft, Key, PublicKey, SecretKey, Stamp};
use cyberfly_protocol::command::{Del, ListPop, Role, StreamTrim};
use cyberfly_protocol::{Condition, command};

fn author() -> PublicKey {
    SecretKey::from_seed(&[1; 32]).public()
}

fn key() -> Key {
    Key::new("k").unwrap()
}

fn request(command: Command) -> Prepare {
    Prepare {
        db: DbName::new("default", author()).unwrap(),
        author: author(),
        device: Some(DeviceId::from_bytes([7; 8])),
        commands: vec![command],
        stamp_above: Some(Stamp::at_millis(5)),
        expires: None,
    }
}

fn put(value: &str) -> Command {
    Put { key: key(), value: value.into(), condition: Condition::IfAbsent, ttl_seconds: None }.into()
}

fn draft(writes: Vec<Write>) -> Draft {
    let Prepare { db, device, .. } = request(put("v"));
    Draft { db, stamp: Stamp::at_millis(6), writes, expires: None, device }
}

fn judge(request: &Prepare, draft: Draft) -> bool {
    check(request, &ToSign::of(draft, author()).unwrap()).is_ok()
}

fn value(text: &str) -> Write {
    Write::string(key(), text.into())
}

#[test]
fn what_was_asked_for_is_signed() {
    assert!(judge(&request(put("v")), draft(vec![value("v")])));
}

#[test]
fn nothing_around_the_writes_may_differ() {
    let request = request(put("v"));
    let other = DbName::new("other", author()).unwrap();
    for changed in [
        Draft { db: other, ..draft(vec![value("v")]) },
        Draft { stamp: Stamp::at_millis(5), ..draft(vec![value("v")]) },
        Draft { expires: Some(7), ..draft(vec![value("v")]) },
        Draft { device: None, ..draft(vec![value("v")]) },
    ] {
        assert!(!judge(&request, changed));
    }
    let stranger = SecretKey::from_seed(&[2; 32]).public();
    assert!(check(&request, &ToSign::of(draft(vec![value("v")]), stranger).unwrap()).is_err());
}

#[test]
fn no_other_value_key_or_kind_is_signed() {
    let of =
        |kind, field: Option<&[u8]>, body| Write { kind, key: key(), field: field.map(<[u8]>::to_vec), body };
    let elsewhere = Write::string(Key::new("k2").unwrap(), b"v".to_vec());
    let evil = || Body::Bytes(b"evil".to_vec());
    let hash_set = || {
        let fields = vec![command::HashField { field: "f".into(), value: "v".into() }];
        HashSet { key: key(), fields, condition: Condition::Always }
    };
    let pop = || ListPop { key: key(), count: 1 };
    let field = [1; 51];
    let grant = Grant { subject: author(), role: Role::Reader };
    let rights = Key::rights(cyberfly_core::name::RIGHTS_KEY).unwrap();
    let admin = Body::Grant(cyberfly_core::write::Role::Admin);
    let admin =
        Write { kind: Kind::Rights, key: rights, field: Some(author().as_bytes().to_vec()), body: admin };
    for (command, writes) in [
        (put("v"), vec![value("evil")]),
        (put("v"), vec![elsewhere]),
        (put("v"), vec![value("v"), Write::del(key())]),
        (put("v"), vec![of(Kind::Hash, Some(b"f"), Body::Bytes(b"v".to_vec()))]),
        (Del { key: key() }.into(), vec![value("v")]),
        (hash_set().into(), vec![of(Kind::Hash, Some(b"f"), evil())]),
        (hash_set().into(), vec![of(Kind::Hash, Some(b"g"), Body::Bytes(b"v".to_vec()))]),
        (pop().into(), vec![of(Kind::List, Some(&field), evil())]),
        (pop().into(), vec![of(Kind::List, None, Body::Delete)]),
        (grant.into(), vec![admin]),
        (
            StreamTrim { key: key(), keep: command::Keep::Last(1) }.into(),
            vec![of(Kind::Hash, None, Body::Delete)],
        ),
    ] {
        let word = command.word();
        assert!(!judge(&request(command), draft(writes)), "{word}");
    }
}

#[test]
fn writes_come_in_the_order_of_their_commands() {
    let mut request = request(put("1"));
    request.commands.push(put("2"));
    assert!(judge(&request, draft(vec![value("1"), value("2")])));
    assert!(judge(&request, draft(vec![value("2")])), "a command may have nothing to do");
    assert!(!judge(&request, draft(vec![value("2"), value("1")])), "the last one stays");
}

#[test]
fn a_trim_is_a_trim() {
    let trim = StreamTrim { key: key(), keep: command::Keep::From(StreamId { ms: 5, seq: 0 }) };
    let body = Body::Trim(StreamId { ms: 5, seq: 0 });
    let write = Write { kind: Kind::Stream, key: key(), field: None, body };
    assert!(judge(&request(trim.into()), draft(vec![write])));
}

//! Many operations in one request.

use cyberfly_core::{DbName, Draft, Key, SecretKey, Stamp, Write};
use cyberfly_node::now_ms;
use cyberfly_protocol::{OPERATIONS_LIMIT, write_sequence};

use super::house::{House, Reply};

fn operation(key: &str) -> Vec<u8> {
    let secret = SecretKey::from_seed(&[1; 32]);
    let db = DbName::new("default", secret.public()).unwrap();
    let writes = vec![Write::string(Key::new(key).unwrap(), b"v".to_vec())];
    let draft = Draft { db, stamp: Stamp::at_millis(now_ms()), writes, expires: None, device: None };
    draft.sign(&secret).unwrap().bytes().to_vec()
}

fn post(house: &House, body: &[u8]) -> Reply {
    house.ask("POST /api/v1/ops/many", "content-type: application/cbor-seq\r\n", body)
}

#[test]
fn each_is_answered_by_itself_in_order_and_all_are_stored_but_the_bad_one() {
    let house = House::open(|_| {});
    let mut many: Vec<_> = (0..300).map(|number| operation(&format!("k{number}"))).collect();
    many[7] = b"nonsense".to_vec();
    let answer = post(&house, &write_sequence(&many)).ok().json();
    let answers = answer["operations"].as_array().unwrap();
    assert_eq!(answers.len(), 300);
    for (number, answer) in answers.iter().enumerate() {
        match number {
            7 => assert_eq!(answer["error"]["code"], "not_canonical", "{answer}"),
            _ => assert_eq!(answer["receipt"]["outcome"], "applied", "{answer}"),
        }
    }
    let status = house.ask_socket("GET /api/v1/status").ok().json();
    assert_eq!(status["operations"], 299);
}

#[test]
fn what_is_no_sequence_or_too_long_a_one_is_refused_and_nothing_of_it_is_stored() {
    let house = House::open(|_| {});
    let whole = write_sequence(&[operation("a"), operation("b")]);
    post(&house, &whole[..whole.len() - 1]).refuses(400, "bad_request");
    post(&house, b"").refuses(400, "bad_request");
    // An operation that stands there alone is no byte string.
    post(&house, &operation("c")).refuses(400, "bad_request");
    let one_more = vec![operation("d"); OPERATIONS_LIMIT + 1];
    post(&house, &write_sequence(&one_more)).refuses(413, "limit_exceeded");
    let status = house.ask_socket("GET /api/v1/status").ok().json();
    assert_eq!(status["operations"], 0);
}

//! An operator who is not on the node's socket, but at its HTTP door with a key.

use std::process::Stdio;
use std::time::Duration;

use cyberfly_client::{NodeClient, TokenSource, Trust};
use cyberfly_core::SecretKey;
use cyberfly_core::token::Scope;
use cyberfly_protocol::{Door, ErrorBody, NodeState, Status};

use crate::lab::{Lab, PATIENCE};

fn status(url: &str, tokens: TokenSource) -> Result<Status, ErrorBody> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(NodeClient::at_url(url, tokens, &Trust::default(), PATIENCE)?.status())
}

#[test]
fn an_operators_key_opens_the_operators_routes_over_http_and_another_does_not() {
    let (ours, theirs) = (SecretKey::from_seed(&[1; 32]), SecretKey::from_seed(&[2; 32]));
    let lab = Lab::new();
    let mut start = lab.command(["start", "--http", "127.0.0.1:0"]);
    start.env("CYBERFLY_NODE__OPERATORS", ours.public().to_string());
    let mut child = start.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    lab.run("wait --ready").ok();
    let seen = lab.run("status --json").ok().json();
    let url = format!("http://{}", seen["listen"]["http"].as_str().unwrap());
    let node = seen["node_id"].as_str().unwrap().parse().unwrap();

    let by = |key: &SecretKey, scope| status(&url, TokenSource::by_key(key.clone(), node, scope));
    assert_eq!(by(&ours, Scope::Operator).unwrap().state, NodeState::Ready);
    assert_eq!(by(&theirs, Scope::Operator).unwrap_err().code, "not_allowed");
    assert_eq!(by(&ours, Scope::Read).unwrap_err().code, "not_allowed");
    let elsewhere = TokenSource::by_key(ours.clone(), theirs.public(), Scope::Operator);
    assert_eq!(status(&url, elsewhere).unwrap_err().code, "unauthenticated");
    let refused = status(&url, TokenSource::None).unwrap_err();
    assert!(refused.code == "unauthenticated" && refused.request_id.is_some(), "{refused:?}");

    let now = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap_or(Duration::ZERO).as_secs();
    let path = lab.home().join("token");
    let token = cyberfly_core::Token::fresh(node, Scope::Operator, now).sign(&ours);
    std::fs::File::create(&path)
        .and_then(|mut file| std::io::Write::write_all(&mut file, token.as_bytes()))
        .unwrap();
    assert_eq!(status(&url, TokenSource::File(path)).unwrap().state, NodeState::Ready);
    lab.run("stop").ok();
    child.wait().unwrap();
}

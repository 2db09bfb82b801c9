//! `cyberfly peers`: other nodes, and how it stands with each.

use std::time::{SystemTime, UNIX_EPOCH};

use cyberfly_client::NodeClient;
use cyberfly_core::certificate::{self, Certificate};
use cyberfly_core::peer::PeerState;
use cyberfly_core::{ErrorCode, PublicKey, ticket};
use cyberfly_protocol::{Connection, Door, ErrorBody, Peer, PeerAction, PeerChanged, PeerRule};

use crate::cli::{Global, PeerAddArgs, PeerArg, PeerCertifyArgs, PeersArgs, PeersCommand};
use crate::data::author_key;
use crate::door::target::Target;
use crate::failure::Failure;
use crate::ui::Ui;
use crate::ui::listing::{Cell, Listing, Tone};

pub(crate) async fn run(ui: &mut Ui, global: &Global, args: &PeersArgs) -> Result<u8, Failure> {
    let client = Target::choose(global)?.client(ui, global)?;
    let command = args.command.as_ref().unwrap_or(&PeersCommand::List);
    if args.dry.dry_run
        && let Some(what) = would(global, &client, command).await?
    {
        return ui.would(&what);
    }
    match command {
        PeersCommand::List => list(ui, &client.peers().await?.peers),
        PeersCommand::Show(arg) => {
            let answer = client.peer(find(&client, arg).await?).await?;
            if !ui.document(&answer)? {
                ui.pairs(&rows(&answer.peer))?;
            }
            Ok(0)
        }
        PeersCommand::Add(PeerAddArgs { peer }) => {
            changed(ui, &client.add_peer(peer.clone()).await?, "trying")
        }
        PeersCommand::Remove(arg) => change(ui, &client, arg, PeerAction::Remove, "removed").await,
        PeersCommand::Ban(arg) => change(ui, &client, arg, PeerAction::Ban, "banned").await,
        PeersCommand::Unban(arg) => change(ui, &client, arg, PeerAction::Unban, "unbanned").await,
        PeersCommand::Reconnect(arg) => change(ui, &client, arg, PeerAction::Reconnect, "reconnecting").await,
        PeersCommand::Ping(arg) => {
            let pong = client.ping_peer(find(&client, arg).await?).await?;
            if !ui.document(&pong)? {
                ui.line(&format!("{:.3} ms", pong.seconds * 1000.0))?;
            }
            Ok(0)
        }
        PeersCommand::Rules => {
            let rules = client.peer_rules().await?.rules;
            ui.listing(&Listing {
                plural: "rules",
                single: None,
                columns: &["number", "rule", "hits"],
                rows: &rules,
                cells: |rule: &PeerRule| {
                    vec![Cell::Count(rule.number), Cell::Text(rule.rule.clone()), Cell::Count(rule.hits)]
                },
                next_cursor: None,
            })?;
            Ok(0)
        }
        PeersCommand::Certify(args) => certify(ui, global, &client, args).await,
    }
}

/// What a command would change; none of one that only looks.
async fn would(
    global: &Global,
    client: &NodeClient,
    command: &PeersCommand,
) -> Result<Option<String>, Failure> {
    let of = async |doing: &str, arg| Ok(Some(format!("{doing} {}", find(client, arg).await?)));
    match command {
        PeersCommand::List | PeersCommand::Show(_) | PeersCommand::Ping(_) | PeersCommand::Rules => Ok(None),
        PeersCommand::Add(PeerAddArgs { peer }) => {
            let (peer, _network) = ticket::read_peer(peer.trim()).map_err(ErrorBody::from)?;
            Ok(Some(format!("connect to {}", peer.id)))
        }
        PeersCommand::Remove(arg) => of("end the connection with", arg).await,
        PeersCommand::Ban(arg) => of("ban", arg).await,
        PeersCommand::Reconnect(arg) => of("make the connection anew with", arg).await,
        PeersCommand::Unban(arg) => of("take back the ban of", arg).await,
        PeersCommand::Certify(args) => {
            let reader = author_key(global)?.secret.public();
            let valid = humantime::format_duration(args.valid);
            Ok(Some(format!("let the node read what {reader} may read, for {valid}")))
        }
    }
}

fn list(ui: &mut Ui, peers: &[Peer]) -> Result<u8, Failure> {
    ui.listing(&Listing {
        plural: "peers",
        single: None,
        columns: &["id", "state", "source", "rank", "address", "rtt", "since", "detail"],
        rows: peers,
        cells,
        next_cursor: None,
    })?;
    Ok(0)
}

async fn change(
    ui: &mut Ui,
    client: &NodeClient,
    arg: &PeerArg,
    action: PeerAction,
    done: &str,
) -> Result<u8, Failure> {
    let id = find(client, arg).await?;
    changed(ui, &client.change_peer(id, action).await?, done)
}

fn changed(ui: &mut Ui, answer: &PeerChanged, done: &str) -> Result<u8, Failure> {
    if !ui.document(answer)? {
        let word = if answer.changed { done } else { "nothing to change for" };
        ui.note(&format!("{word} {}", answer.id));
    }
    Ok(0)
}

/// The peer that is meant: by its id, or by the beginning of the id of one that is known.
async fn find(client: &NodeClient, PeerArg { id }: &PeerArg) -> Result<PublicKey, Failure> {
    if let Ok(id) = id.parse() {
        return Ok(id);
    }
    let is_beginning = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    let known = if is_beginning { client.peers().await?.peers } else { Vec::new() };
    let known = known.into_iter().map(|peer| peer.id);
    let found: Vec<_> =
        known.filter(|known| known.to_string().starts_with(&id.to_ascii_lowercase())).collect();
    match found.as_slice() {
        [one] => Ok(*one),
        [] if is_beginning => {
            let body =
                ErrorBody::new(ErrorCode::NotFound, format!("no peer is known whose id begins with {id}"));
            Err(body.hint("cyberfly peers list shows those that are").into())
        }
        [] => Err(Failure::misuse(format!("{id:?} is no node's id"), "cyberfly peers list shows them")),
        _ => Err(Failure::misuse(format!("several peers' ids begin with {id}"), "write more of it")),
    }
}

async fn certify(
    ui: &mut Ui,
    global: &Global,
    client: &NodeClient,
    args: &PeerCertifyArgs,
) -> Result<u8, Failure> {
    let author = author_key(global)?;
    let status = client.status().await?;
    let node = status.node_id.as_deref().and_then(|id| id.parse().ok());
    let node = node.ok_or_else(|| Failure::internal("the node does not say who it is".to_owned()))?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let expires_at = now.saturating_add(args.valid).as_secs();
    let certificate = certificate::write(&Certificate { node, expires_at }.sign(&author.secret));
    let certified = client.certify(certificate).await?;
    if !ui.document(&certified)? {
        ui.pairs(&[
            ("node", certified.node.to_string()),
            ("author", certified.author.to_string()),
            ("valid for", humantime::format_duration(args.valid).to_string()),
        ])?;
    }
    Ok(0)
}

/// Everything that is known of a peer.
fn rows(peer: &Peer) -> Vec<(&'static str, String)> {
    let ms = |seconds: f64| format!("{:.3} ms", seconds * 1000.0);
    let connection = peer.connection.as_ref();
    let of = |text: fn(&Connection) -> Option<String>| connection.and_then(text);
    let known = [
        ("id", Some(peer.id.to_string())),
        ("state", Some(peer.state.clone())),
        ("since", Some(peer.since.to_string())),
        ("sources", Some(peer.sources.join(", "))),
        ("addresses", Some(peer.addresses.join(", "))),
        ("detail", peer.detail.clone()),
        ("next try", peer.next_try.map(|at| at.to_string())),
        ("rank", Some(peer.rank.to_string())),
        ("reached", peer.reached.map(|part| format!("{:.0} % of the tries", part * 100.0))),
        ("mean rtt", peer.rtt_seconds.map(ms)),
        ("failures", Some(peer.failures.to_string())),
        ("breaker", Some(peer.breaker.clone())),
        ("same key", peer.has_double.then(|| "another node runs with it".to_owned())),
        ("phi", peer.phi.map(|phi| format!("{phi:.2}"))),
        ("dialled", of(|it| Some(it.dialled.to_string()))),
        ("program", of(|it| Some(it.program.clone()))),
        ("protocol", of(|it| Some(it.protocol.to_string()))),
        ("capabilities", of(|it| Some(it.capabilities.join(", ")))),
        ("clock ahead", of(|it| Some(format!("{} ms", it.clock_ahead_seconds.0)))),
        ("ping", connection.and_then(|it| it.ping_seconds).map(ms)),
        ("path", of(|it| Some(if it.relayed? { "relayed".to_owned() } else { "direct".to_owned() }))),
        ("address", of(|it| it.address.clone())),
        ("rtt", connection.and_then(|it| it.rtt_seconds).map(ms)),
        ("sent", of(|it| Some(format!("{} bytes, {} packets", it.sent_bytes, it.sent_packets)))),
        ("lost", of(|it| Some(format!("{} packets", it.lost_packets)))),
        ("received", of(|it| Some(format!("{} bytes", it.received_bytes)))),
        ("readers", of(|it| Some(it.readers.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")))),
    ];
    let known = known.into_iter().filter_map(|(name, value)| Some((name, value?)));
    known.filter(|(_, value)| !value.is_empty()).collect()
}

fn cells(peer: &Peer) -> Vec<Cell> {
    let connection = peer.connection.as_ref();
    let address = connection.and_then(|connection| connection.address.clone());
    let rtt = connection.and_then(|connection| connection.rtt_seconds).or(peer.rtt_seconds);
    vec![
        Cell::Text(peer.id.to_string()),
        state(&peer.state),
        Cell::Text(peer.source.clone()),
        Cell::Count(u64::from(peer.rank)),
        Cell::maybe(address.or_else(|| peer.addresses.first().cloned())),
        Cell::maybe(rtt.map(|seconds| format!("{:.1} ms", seconds * 1000.0))),
        Cell::Time(peer.since.0),
        Cell::maybe(peer.detail.clone()),
    ]
}

fn state(word: &str) -> Cell {
    match PeerState::from_word(word) {
        Some(state) => {
            let tone = match state {
                PeerState::Active | PeerState::Known => Tone::Good,
                PeerState::Connecting | PeerState::Suspected | PeerState::BackingOff => Tone::Attention,
                PeerState::Refused | PeerState::Banned => Tone::Bad,
            };
            Cell::State(state.word(), tone)
        }
        None => Cell::Text(word.to_owned()),
    }
}

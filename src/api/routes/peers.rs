//! Other nodes.

use cyberfly_core::PublicKey;
use cyberfly_protocol::{
    AddPeer, Certified, ChangePeer, ErrorBody, NodeCertificate, OnePeer, PeerChanged, PeerRules, Peers, Pong,
    TicketAnswer, TopologyDocument,
};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::call::Call;
use crate::input::{Json, Path};
use crate::table::Answer;

/// Which peer.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Which {
    /// Its node id.
    #[schemars(regex(pattern = "^[0-9a-f]{64}$"))]
    id: String,
}

impl Which {
    fn id(&self) -> Result<PublicKey, ErrorBody> {
        self.id
            .parse()
            .map_err(|bad: cyberfly_core::key::BadHex| ErrorBody::new(bad.code(), format!("id: {bad}")))
    }
}

pub(super) async fn list(call: Call, (): ()) -> Answer<Peers> {
    Ok(call.node.peers())
}

pub(super) async fn show(call: Call, Path(which): Path<Which>) -> Answer<OnePeer> {
    call.node.peer(which.id()?)
}

pub(super) async fn add(call: Call, Json(peer): Json<AddPeer>) -> Answer<PeerChanged> {
    call.node.add_peer(&peer.peer)
}

pub(super) async fn change(call: Call, Json(change): Json<ChangePeer>) -> Answer<PeerChanged> {
    let node = call.node;
    let changing = tokio::task::spawn_blocking(move || node.change_peer(change)).await;
    changing.map_err(|error| ErrorBody::new(cyberfly_core::ErrorCode::Internal, error.to_string()))?
}

pub(super) async fn ping(call: Call, Path(which): Path<Which>) -> Answer<Pong> {
    call.node.ping(which.id()?).await
}

pub(super) async fn rules(call: Call, (): ()) -> Answer<PeerRules> {
    Ok(call.node.peer_rules())
}

pub(super) async fn certify(call: Call, Json(certificate): Json<NodeCertificate>) -> Answer<Certified> {
    let node = call.node;
    let certifying = tokio::task::spawn_blocking(move || node.certify(&certificate)).await;
    certifying.map_err(|error| ErrorBody::new(cyberfly_core::ErrorCode::Internal, error.to_string()))?
}

pub(super) async fn topology(call: Call, (): ()) -> Answer<TopologyDocument> {
    Ok(call.node.topology())
}

pub(super) async fn ticket(call: Call, (): ()) -> Answer<TicketAnswer> {
    call.node.ticket()
}

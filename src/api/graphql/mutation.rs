//! What can be done. Data is written by its author's signature alone; acts on the node are the operator's.

use async_graphql::{Context, InputValueError, InputValueResult, Json, Object, Scalar, ScalarType, Value};
use cyberfly_core::{DeviceId, ErrorCode, PublicKey, Stamp};
use cyberfly_protocol::{AuditKind, ChangePeer, Command, ErrorBody, PeerAction, Prepare, SyncNow, Time};
use data_encoding::BASE64;

use super::ask::{call, db, operator};
use super::signed_data::SignedData;
use super::types::{Handled, Prepared, Receipt, StorageResult, SyncResult};
use crate::table::Answer;

/// What can be done.
pub(super) struct Mutation;

/// Bytes in base64, with padding (RFC 4648).
struct Base64(Vec<u8>);

#[Scalar]
impl ScalarType for Base64 {
    fn parse(value: Value) -> InputValueResult<Self> {
        match value {
            Value::String(text) => BASE64
                .decode(text.as_bytes())
                .map(Self)
                .map_err(|_| InputValueError::custom("this is not base64 with padding")),
            other => Err(InputValueError::expected_type(other)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(BASE64.encode(&self.0))
    }
}

/// A number in decimal digits.
fn decimal(text: &str, what: &str) -> Answer<u64> {
    let bad = |_| ErrorBody::new(ErrorCode::BadRequest, format!("{what} is a number in decimal digits"));
    text.parse().map_err(bad)
}

#[Object]
impl Mutation {
    /// Takes a signed operation: the bytes of a `COSE_Sign1` object as `docs/format.md` describes it. The receipt comes when
    /// it is durable. With `saw`, as `prepare` gave it, nothing is stored if what the operation rests on has changed.
    async fn submit_operation(
        &self,
        context: &Context<'_>,
        op: Base64,
        saw: Option<String>,
    ) -> Answer<Receipt> {
        Ok(call(context)?.submit(op.0, saw).await?.into())
    }

    /// Takes signed operations, each by itself, in this order.
    async fn submit_operations(&self, context: &Context<'_>, ops: Vec<Base64>) -> Answer<Vec<Handled>> {
        let operations = ops.into_iter().map(|op| op.0).collect();
        let answers = call(context)?.submit_many(operations).await?;
        Ok(answers.into_iter().map(Handled::from).collect())
    }

    /// Draws up an operation from one command or several, as `/api/v1/prepare` does. Stores nothing: its author looks at
    /// it, signs it and hands it in.
    #[expect(clippy::too_many_arguments, reason = "they are the arguments of the schema")]
    async fn prepare(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The full name of the database.")] db_name: String,
        #[graphql(desc = "Who will sign, in hex.")] author: String,
        #[graphql(desc = "One command or several: objects as in the OpenAPI document.")] command: Vec<
            Json<serde_json::Value>,
        >,
        #[graphql(desc = "The signer's device. Counters need one.")] device: Option<String>,
        #[graphql(desc = "A stamp to be exceeded.")] stamp_above: Option<String>,
        #[graphql(desc = "From when on the values read as if they were not there, in Unix milliseconds.")]
        expires_ms: Option<String>,
    ) -> Answer<Prepared> {
        let call = call(context)?;
        let of_form = |what: &str, error: String| {
            ErrorBody::new(ErrorCode::BadRequest, format!("{what}: {error}; nothing was done"))
        };
        let read = |Json(command)| {
            serde_json::from_value::<Command>(command).map_err(|error| of_form("command", error.to_string()))
        };
        let author = author.parse::<PublicKey>();
        let author = author.map_err(|bad| ErrorBody::new(bad.code(), format!("author: {bad}")))?;
        let device = device.map(|device| device.parse::<DeviceId>()).transpose();
        let stamp_above = stamp_above.map(|stamp| stamp.parse::<Stamp>()).transpose();
        let request = Prepare {
            db: db(&db_name)?,
            author,
            device: device.map_err(|bad| of_form("device", bad.to_string()))?,
            commands: command.into_iter().map(read).collect::<Answer<_>>()?,
            stamp_above: stamp_above.map_err(|bad| of_form("stampAbove", bad.to_string()))?,
            expires: expires_ms.map(|ends| decimal(&ends, "expiresMs").map(Time)).transpose()?,
        };
        Ok(call.node.prepare_as(call.caller, request).await?.into())
    }

    /// Takes a write of which its author signed `dbName:key:value` alone, if `compat.unstamped_writes` says so: the node stamps it
    /// and signs it as a witness, which the owner of the database has granted writing. A signature counts once, on all nodes.
    async fn submit_data(&self, context: &Context<'_>, input: SignedData) -> Answer<StorageResult> {
        let call = call(context)?;
        call.node.refuse_unstamped()?;
        let message = match call.witness(input.read()?).await? {
            Some(receipt) => format!("stored as {}", receipt.op_id),
            None => "it was so already; nothing was stored".to_owned(),
        };
        Ok(StorageResult { success: true, message })
    }

    /// Asks a peer, or all that are connected, for what is missing here, and waits for it. For operators. What differs is found
    /// whatever it is, so `fullSync` changes nothing.
    async fn request_sync(
        &self,
        context: &Context<'_>,
        peer_id: Option<String>,
        full_sync: Option<bool>,
    ) -> Answer<SyncResult> {
        operator(context, "requestSync")?;
        let _all_is_compared = full_sync;
        let call = call(context)?;
        let peer = peer_id.as_deref().map(node_id).transpose()?;
        call.record(AuditKind::Act, None, "requestSync", peer_id.clone().unwrap_or_default(), "ok");
        let sessions = call.node.sync_now(SyncNow { peer, db: None }).await?.sessions;
        let failed: Vec<_> = sessions.iter().filter_map(|session| session.detail.as_deref()).collect();
        let received = sessions.iter().map(|session| session.received).sum();
        let message = match (sessions.len(), failed.as_slice()) {
            (0, _) => "no peer is connected".to_owned(),
            (held, []) => format!("{held} sessions were held, {received} operations came"),
            (_, failed) => failed.join("; "),
        };
        let success = !sessions.is_empty() && failed.is_empty();
        Ok(SyncResult { success, message, peer_id, operations_requested: Some(received) })
    }

    /// Connects to a peer: by its id if it is known, else by a ticket or as `ID@HOST:PORT`. For operators. It is not waited for.
    async fn dial_peer(&self, context: &Context<'_>, peer_id: String) -> Answer<StorageResult> {
        operator(context, "dialPeer")?;
        let call = call(context)?;
        call.record(AuditKind::Act, None, "dialPeer", peer_id.clone(), "ok");
        let known = node_id(&peer_id).ok().filter(|id| call.node.peer(*id).is_ok());
        let Some(id) = known else {
            let added = call.node.add_peer(&peer_id)?;
            return Ok(StorageResult { success: true, message: format!("{} is being connected", added.id) });
        };
        let node = call.node.clone();
        let change = ChangePeer { id, action: PeerAction::Reconnect };
        let changing = tokio::task::spawn_blocking(move || node.change_peer(change)).await;
        changing.map_err(|error| ErrorBody::new(ErrorCode::Internal, error.to_string()))??;
        Ok(StorageResult { success: true, message: format!("{id} is being connected") })
    }

    /// Refused: nodes join each other by name, not by a cluster.
    async fn join_cluster(&self, context: &Context<'_>) -> Answer<StorageResult> {
        elsewhere(context, "joinCluster", "cyberfly peers add TICKET; or dialPeer")
    }

    /// Refused: a node leaves others one by one.
    async fn leave_cluster(&self, context: &Context<'_>) -> Answer<StorageResult> {
        elsewhere(context, "leaveCluster", "cyberfly peers remove ID")
    }

    /// Refused: a node is set on its machine.
    async fn update_config(&self, context: &Context<'_>) -> Answer<StorageResult> {
        elsewhere(
            context,
            "updateConfig",
            "cyberfly config set KEY VALUE, and a reload (SIGHUP) or a restart",
        )
    }
}

/// What a name of the predecessor stands for is done by a command here.
fn elsewhere(context: &Context<'_>, what: &str, command: &str) -> Answer<StorageResult> {
    operator(context, what)?;
    let message = format!("{what} is done on the node's machine; nothing was done");
    Err(ErrorBody::new(ErrorCode::Unsupported, message).hint(command))
}

fn node_id(text: &str) -> Answer<PublicKey> {
    text.parse().map_err(|bad: cyberfly_core::key::BadHex| {
        ErrorBody::new(bad.code(), format!("peerId: {bad}; nothing was done"))
    })
}

//! What can be done. Data is written by its author's signature alone; acts on the node are the operator's.

use async_graphql::{
    Context, InputObject, InputValueError, InputValueResult, Json, Object, Scalar, ScalarType, Value,
};
use cyberfly_core::{DeviceId, ErrorCode, PublicKey, Stamp};
use cyberfly_protocol::{Command, ErrorBody, Prepare};
use data_encoding::BASE64;

use super::ask::{call, db, operator};
use super::types::{Handled, Prepared, Receipt, StorageResult};
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

/// A write as the predecessor's clients sign it: the signature covers the text `dbName:key:value` and nothing else.
#[derive(InputObject)]
struct SignedData {
    /// The database.
    db_name: String,
    /// The key.
    key: String,
    /// The value.
    value: String,
    /// Who signed it, in hex.
    public_key: String,
    /// The signature, in hex.
    signature: String,
    /// The type, in letters of any case.
    store_type: String,
    /// The field of a hash.
    field: Option<String>,
    /// The score of a member of a sorted set.
    score: Option<f64>,
    /// The place in a document.
    json_path: Option<String>,
    /// What a stream entry says, as a text in JSON.
    stream_fields: Option<String>,
    /// The time of a sample.
    timestamp: Option<String>,
    /// Degrees east.
    longitude: Option<f64>,
    /// Degrees north.
    latitude: Option<f64>,
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
            expires_ms: expires_ms.map(|ends| decimal(&ends, "expiresMs")).transpose()?,
        };
        Ok(call.node.prepare_as(call.caller, request).await?.into())
    }

    /// Refused: such a signature covers neither a time nor all of the write, so that anybody could hand it in again or
    /// change what it does. Use `prepare` and `submitOperation`.
    async fn submit_data(&self, input: SignedData) -> Answer<StorageResult> {
        drop(input);
        let message = "a signature over dbName:key:value covers neither a time nor the whole write, and could be handed \
                       in again by anybody who saw it; nothing was stored";
        Err(ErrorBody::new(ErrorCode::Unsupported, message).hint(
            "draw the write up with prepare, sign the bytes it gives, hand them in with submitOperation",
        ))
    }

    /// Asks a peer, or all, for what is missing here. For operators.
    async fn request_sync(
        &self,
        context: &Context<'_>,
        peer_id: Option<String>,
        full_sync: Option<bool>,
    ) -> Answer<StorageResult> {
        operator(context, "requestSync")?;
        let _ = (peer_id, full_sync);
        Err(ErrorBody::new(
            ErrorCode::Unsupported,
            "this door cannot start a synchronisation; nothing was done",
        )
        .hint("cyberfly sync now"))
    }

    /// Connects to a peer. For operators.
    async fn dial_peer(&self, context: &Context<'_>, peer_id: String) -> Answer<StorageResult> {
        operator(context, "dialPeer")?;
        drop(peer_id);
        Err(ErrorBody::new(ErrorCode::Unsupported, "this door cannot add a peer; nothing was done")
            .hint("cyberfly peers add"))
    }
}

//! What can be watched.

use async_graphql::{Context, SimpleObject};
use cyberfly_core::{DbName, ErrorCode, Kind};
use cyberfly_protocol::{Change, ErrorBody, Watch, Watched};
use futures_util::stream::{self, BoxStream, StreamExt};
use tokio::sync::broadcast;

use super::ask::{call, db};
use super::topics::{Filter, Message, Told, Topics, lagged};
use super::types::outcome_word;
use crate::call::Call;
use crate::table::Answer;

/// What can be watched.
pub(super) struct Subscription;

/// A write as a message.
#[derive(Clone, Debug, SimpleObject)]
struct MessageUpdate {
    /// `graphql/{dbName}/{key}`.
    topic: String,
    /// The value; of a member its name, of a delete nothing.
    payload: String,
    /// When it was signed, in Unix milliseconds.
    timestamp: String,
}

impl From<&Message> for MessageUpdate {
    fn from(message: &Message) -> Self {
        Self {
            topic: message.topic.clone(),
            payload: message.payload.clone(),
            timestamp: message.time_ms.to_string(),
        }
    }
}

/// What somebody hears who watches a database.
#[derive(Clone, Debug, SimpleObject)]
struct ChangeEvent {
    /// `started`, `change`, `lagged` (nothing is missing: it comes now) or `reset` (read the database anew).
    event: String,
    /// Where to go on from behind it: the argument `since`.
    cursor: Option<String>,
    /// What was committed, of a `change`.
    change: Option<ChangeNode>,
    /// How many events went by unheard, of a `lagged`.
    missed: Option<String>,
}

/// A committed operation.
#[derive(Clone, Debug, SimpleObject)]
struct ChangeNode {
    /// The database.
    db_name: String,
    /// The operation's identity.
    op_id: String,
    /// Its stamp.
    stamp: String,
    /// Who wrote it, in hex.
    author: String,
    /// `applied` or `dominated`; null where that is not remembered.
    outcome: Option<String>,
    /// The keys it touches, 16 at most.
    keys: Vec<TouchedKey>,
    /// How many of its writes are not in `keys`.
    more: String,
}

/// What an operation touches.
#[derive(Clone, Debug, SimpleObject)]
struct TouchedKey {
    /// The key.
    key: String,
    /// The word for the kind of the write.
    #[graphql(name = "type")]
    kind: String,
}

impl From<Watched> for ChangeEvent {
    fn from(watched: Watched) -> Self {
        let event =
            |event: &str, cursor| Self { event: event.to_owned(), cursor, change: None, missed: None };
        match watched {
            Watched::Started { cursor } => event("started", Some(cursor)),
            Watched::Reset { cursor } => event("reset", Some(cursor)),
            Watched::Lagged { missed } => Self { missed: Some(missed.to_string()), ..event("lagged", None) },
            Watched::Change(change) => {
                let Change { cursor, db, op_id, stamp, author, outcome, keys, more } = change;
                let key =
                    |touched: cyberfly_protocol::Touched| TouchedKey { key: touched.key, kind: touched.kind };
                let change = ChangeNode {
                    db_name: db,
                    op_id,
                    stamp,
                    author,
                    outcome: outcome_word(outcome),
                    keys: keys.into_iter().map(key).collect(),
                    more: more.to_string(),
                };
                Self { change: Some(change), ..event("change", Some(cursor)) }
            }
        }
    }
}

/// Messages on topics that pass a filter, of databases that the caller may read. It ends after an error.
fn messages(
    context: &Context<'_>,
    filter: Option<String>,
    iot_only: bool,
) -> Result<BoxStream<'static, Answer<MessageUpdate>>, ErrorBody> {
    let filter = filter.as_deref().map(Filter::new).transpose()?;
    let topics = context.data::<Topics>();
    let topics = topics.map_err(|_| ErrorBody::new(ErrorCode::Internal, "a schema without topics"))?;
    let named = filter.as_ref().and_then(Filter::database).filter(DbName::is_private);
    let (call, told) = (call(context)?.clone(), Some(topics.listen()));
    let listening = Listening { call, filter, iot_only, named, told };
    Ok(stream::unfold(listening, |mut listening| async { Some((listening.next().await?, listening)) })
        .boxed())
}

struct Listening {
    call: Call,
    filter: Option<Filter>,
    iot_only: bool,
    /// The private database that the filter is about alone, if it is.
    named: Option<DbName>,
    /// None after an error, which is the last thing to be heard.
    told: Option<broadcast::Receiver<Told>>,
}

impl Listening {
    async fn next(&mut self) -> Option<Answer<MessageUpdate>> {
        loop {
            let told = match self.told.as_mut()?.recv().await {
                Ok(told) => told,
                Err(broadcast::error::RecvError::Lagged(missed)) => Err(lagged(&format!("{missed} of them"))),
                Err(broadcast::error::RecvError::Closed) => return None,
            };
            let wanted = match told {
                Ok(message) => self.wants(&message).await.map(|wanted| wanted.then(|| (&*message).into())),
                Err(error) => Err(error),
            };
            match wanted {
                Ok(None) => {}
                Ok(Some(update)) => return Some(Ok(update)),
                Err(error) => {
                    self.told = None;
                    return Some(Err(error));
                }
            }
        }
    }

    async fn wants(&self, message: &Message) -> Answer<bool> {
        let passes = self.filter.as_ref().is_none_or(|filter| filter.passes(&message.topic));
        let is_of_kind = !self.iot_only || message.topic.starts_with("iot/");
        let is_named = self.named.as_ref() == Some(&message.db);
        if !(is_named || passes && is_of_kind) {
            return Ok(false);
        }
        let may_read = self.call.node.may_read(self.call.caller, &message.db).await?;
        // Who asked for others too goes on with those; who asked for this one alone would wait for nothing.
        if is_named && !may_read {
            let message = format!("{} is private, and its readers alone may watch it", message.db.label());
            return Err(ErrorBody::new(ErrorCode::NotAllowed, message).hint("prove a key that may read it"));
        }
        Ok(may_read && passes && is_of_kind)
    }
}

#[async_graphql::Subscription]
impl Subscription {
    /// Writes whose topic, `graphql/{dbName}/{key}`, passes a filter as MQTT has them: `+` for one level, `#` for all that
    /// follow.
    async fn subscribe_topic(
        &self,
        context: &Context<'_>,
        topic_filter: String,
    ) -> Result<BoxStream<'static, Answer<MessageUpdate>>, ErrorBody> {
        messages(context, Some(topic_filter), false)
    }

    /// All writes in databases that the caller may read.
    async fn subscribe_all_messages(
        &self,
        context: &Context<'_>,
    ) -> Result<BoxStream<'static, Answer<MessageUpdate>>, ErrorBody> {
        messages(context, None, false)
    }

    /// Messages of devices. There are none while no broker is connected.
    async fn subscribe_iot_messages(
        &self,
        context: &Context<'_>,
        topic_filter: Option<String>,
    ) -> Result<BoxStream<'static, Answer<MessageUpdate>>, ErrorBody> {
        messages(context, topic_filter, true)
    }

    /// What is committed in a database: first what was since a place, then what is. Each operation comes once, in order.
    async fn changes(
        &self,
        context: &Context<'_>,
        db_name: String,
        #[graphql(default, desc = "Only keys that begin with this.")] prefix: String,
        #[graphql(desc = "Only operations with a write of one of these kinds, such as `string` and `hash`.")]
        types: Option<Vec<String>>,
        #[graphql(desc = "The cursor of an earlier event, or 0 for the beginning. Without it, from now on.")]
        since: Option<String>,
    ) -> Result<BoxStream<'static, Answer<ChangeEvent>>, ErrorBody> {
        let call = call(context)?;
        if let Some(unknown) = types.iter().flatten().find(|word| Kind::from_word(word).is_none()) {
            let body = ErrorBody::new(ErrorCode::BadRequest, format!("there is no kind {unknown:?}"));
            return Err(body.hint("kinds are del, string, blob, hash, set, sortedset, list, json, stream, timeseries, geo, counter, ttl, rights"));
        }
        let watch = Watch { db: db(&db_name)?, prefix, since };
        let watched = call.node.watch_as(call.caller, watch).await?;
        let is_wanted = move |watched: &Answer<Watched>| match (watched, &types) {
            // What is not named may be of any kind.
            (Ok(Watched::Change(change)), Some(types)) => {
                change.more > 0 || change.keys.iter().any(|touched| types.contains(&touched.kind))
            }
            _ => true,
        };
        Ok(watched
            .filter(move |watched| std::future::ready(is_wanted(watched)))
            .map(|watched| watched.map(ChangeEvent::from))
            .boxed())
    }
}

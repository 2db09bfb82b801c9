//! Writes as messages on topics: `graphql/{dbName}/{key}`.
//!
//! One task reads the journal for all who subscribe, and only while somebody does. It waits for nobody: who does not take
//! its messages in time is told so and dropped.

use std::sync::{Arc, Mutex, PoisonError};

use cyberfly_core::{DbName, ErrorCode};
use cyberfly_node::{Followed, Node};
use cyberfly_protocol::ErrorBody;
use tokio::sync::broadcast;

use super::row;
use crate::table::Answer;

/// How many messages are kept for who is not there yet.
const MESSAGES_KEPT: usize = 256;
/// The longest filter of topics.
const FILTER_LIMIT: usize = 512;

/// A write as it is told.
#[derive(Clone, Debug)]
pub(super) struct Message {
    pub(super) db: DbName,
    pub(super) topic: String,
    pub(super) payload: String,
    /// When it was signed, in Unix milliseconds.
    pub(super) time_ms: u64,
}

/// What a subscriber hears.
pub(super) type Told = Result<Arc<Message>, ErrorBody>;

/// The messages of a node.
pub(super) struct Topics {
    node: Node,
    messages: Mutex<Option<broadcast::Sender<Told>>>,
}

impl Topics {
    pub(super) fn new(node: Node) -> Self {
        Self { node, messages: Mutex::default() }
    }

    /// Begins to listen: what is written from now on is heard.
    pub(super) fn listen(&self) -> broadcast::Receiver<Told> {
        let mut messages = self.messages.lock().unwrap_or_else(PoisonError::into_inner);
        // A task that found nobody to tell has ended or is about to, and takes its sender with it.
        if let Some(sender) = messages.as_ref().filter(|sender| sender.receiver_count() > 0) {
            return sender.subscribe();
        }
        let (sender, receiver) = broadcast::channel(MESSAGES_KEPT);
        let following = self.node.follow();
        *messages = Some(sender.clone());
        drop(messages);
        tokio::spawn(tell(following, sender));
        receiver
    }
}

/// Tells everything that is written while somebody listens.
async fn tell(mut following: cyberfly_node::Following, messages: broadcast::Sender<Told>) {
    loop {
        let read = tokio::select! {
            read = following.next() => read,
            () = messages.closed() => return,
        };
        match read {
            None => return,
            Some(Ok(Followed::Operations(operations))) => {
                for operation in operations {
                    // What a database keeps of itself is nobody's message.
                    for write in operation.writes().iter().filter(|write| !write.key.is_internal()) {
                        let message = Message {
                            db: operation.db().clone(),
                            topic: format!("graphql/{}/{}", operation.db(), write.key),
                            payload: row::value(write),
                            time_ms: operation.stamp().millis(),
                        };
                        let _nobody = messages.send(Ok(Arc::new(message)));
                    }
                    // A large operation does not outrun those who listen and keep up.
                    tokio::task::yield_now().await;
                }
            }
            Some(Ok(Followed::Gap)) => {
                let _nobody = messages.send(Err(lagged("writes")));
                return;
            }
            Some(Err(error)) => {
                let _nobody = messages.send(Err(error));
                return;
            }
        }
    }
}

/// What somebody hears who did not hear in time. It is the last.
pub(super) fn lagged(what: &str) -> ErrorBody {
    let message =
        format!("you did not take your messages in time, and {what} went by; this subscription ends");
    ErrorBody::new(ErrorCode::Overloaded, message)
        .hint("subscribe again and read what you need; changes goes on from where you were")
}

/// A filter of topics, as MQTT has them: `+` for one level, `#` at the end for all that follow.
#[derive(Clone, Debug)]
pub(super) struct Filter(Vec<String>);

impl Filter {
    /// The filter of this text.
    pub(super) fn new(text: &str) -> Answer<Self> {
        let bad =
            |why: &str| Err(ErrorBody::new(ErrorCode::BadRequest, format!("this is no topic filter: {why}")));
        if text.is_empty() || text.len() > FILTER_LIMIT {
            return bad("it has 1 to 512 bytes");
        }
        let levels: Vec<_> = text.split('/').map(str::to_owned).collect();
        let last = levels.len() - 1;
        for (place, level) in levels.iter().enumerate() {
            match level.as_str() {
                "#" if place != last => return bad("# stands at the end"),
                "#" | "+" => {}
                level if level.contains(['#', '+']) => return bad("# and + stand alone between slashes"),
                _ => {}
            }
        }
        Ok(Self(levels))
    }

    /// The one database whose writes pass, if there is one.
    pub(super) fn database(&self) -> Option<DbName> {
        match self.0.as_slice() {
            [first, name, ..] if first == "graphql" => name.parse().ok(),
            _ => None,
        }
    }

    /// Whether a topic passes.
    pub(super) fn passes(&self, topic: &str) -> bool {
        let mut levels = topic.split('/');
        for wanted in &self.0 {
            match (wanted.as_str(), levels.next()) {
                // It stands for the level above too.
                ("#", _) => return true,
                ("+", Some(_)) => {}
                (wanted, Some(level)) if wanted == level => {}
                _ => return false,
            }
        }
        levels.next().is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passes(filter: &str, topic: &str) -> bool {
        Filter::new(filter).unwrap().passes(topic)
    }

    #[test]
    fn filters_follow_mqtt() {
        for (filter, topic) in [
            ("a/b", "a/b"),
            ("a/+", "a/b"),
            ("+/+", "a/b"),
            ("#", "a/b/c"),
            ("a/#", "a"),
            ("a/#", "a/b/c"),
            ("+", "a"),
        ] {
            assert!(passes(filter, topic), "{filter} {topic}");
        }
        for (filter, topic) in
            [("a", "a/b"), ("a/b", "a"), ("+", "a/b"), ("a/+", "a"), ("a/+/c", "a/b/d"), ("b/#", "a")]
        {
            assert!(!passes(filter, topic), "{filter} {topic}");
        }
        for bad in ["", "a/#/b", "a#", "a/b+", &"x".repeat(513)] {
            assert!(Filter::new(bad).is_err(), "{bad}");
        }
    }
}

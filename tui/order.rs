//! What a person at the dashboard can have the node do.

use cyberfly_client::NodeClient;
use cyberfly_core::PublicKey;
use cyberfly_protocol::{ErrorBody, PeerAction, SyncNow, counted};
use serde::{Deserialize, Serialize};

/// Something that the node is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub struct Order {
    /// What.
    pub what: What,
    /// About which peer.
    pub peer: PublicKey,
}

/// What can be done about a peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// Ask it whether it is there.
    Ping,
    /// Look with it for what differs.
    Sync,
    /// Make the connection anew.
    Reconnect,
    /// Have no connection with it.
    Ban,
    /// Take the ban back.
    Unban,
}

impl What {
    /// Whether someone is asked first whether it is meant.
    pub const fn needs_consent(self) -> bool {
        matches!(self, Self::Reconnect | Self::Ban | Self::Unban)
    }

    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ping => "ping",
            Self::Sync => "sync",
            Self::Reconnect => "reconnect",
            Self::Ban => "ban",
            Self::Unban => "unban",
        }
    }

    /// What comes of it.
    pub const fn consequence(self) -> &'static str {
        match self {
            Self::Ping => "the peer is asked whether it is there",
            Self::Sync => "both look for what differs, and exchange it",
            Self::Reconnect => "the connection is ended and made anew; sessions with it begin again",
            Self::Ban => {
                "the connection is ended, and there is none with it until it is unbanned, after a restart too"
            }
            Self::Unban => "connections with it are made and taken again",
        }
    }
}

impl Order {
    /// What it is, for people: the word, and the beginning of the peer's id.
    pub fn shown(&self) -> String {
        let id = self.peer.to_string();
        format!("{} {}", self.what.word(), id.get(..10).unwrap_or(&id))
    }

    /// Has a node do it. Says what came of it.
    pub async fn give(&self, node: &NodeClient) -> Result<String, ErrorBody> {
        let action = match self.what {
            What::Ping => {
                let pong = node.ping_peer(self.peer).await?;
                return Ok(format!("it answered within {:.1} ms", pong.seconds * 1000.0));
            }
            What::Sync => {
                let wanted = SyncNow { peer: Some(self.peer), db: None };
                let done = node.sync_now(&wanted).await?;
                let (received, sent) = done
                    .sessions
                    .iter()
                    .fold((0, 0), |(received, sent), one| (received + one.received, sent + one.sent));
                let failed = done.sessions.iter().find_map(|session| session.detail.clone());
                return Ok(failed
                    .unwrap_or_else(|| format!("came: {}, sent: {sent}", counted(received, "operation"))));
            }
            What::Reconnect => PeerAction::Reconnect,
            What::Ban => PeerAction::Ban,
            What::Unban => PeerAction::Unban,
        };
        let changed = node.change_peer(self.peer, action).await?.changed;
        Ok(if changed { "done" } else { "nothing to change" }.to_owned())
    }
}

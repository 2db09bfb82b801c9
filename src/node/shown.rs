//! What the HTTP door tells the node of itself: over what it speaks, and the certificate that it shows.

use std::net::SocketAddr;

use cyberfly_protocol::TlsStatus;

use crate::config::Fingerprint;
use crate::node::Node;
use crate::system::rfc3339;

/// A certificate, as it says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Whose it is.
    pub subject: String,
    /// Its SHA-256.
    pub sha256: Fingerprint,
    /// From when on it holds, in Unix milliseconds.
    pub not_before_ms: u64,
    /// Until when it holds.
    pub not_after_ms: u64,
}

/// The certificate that is shown now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownNow {
    /// The certificate.
    pub shown: Shown,
    /// Why the files that are there now are not used in place of those it was read from.
    pub refused: Option<String>,
}

/// What is known of the HTTP door.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DoorFacts {
    /// Where it speaks plain HTTP with other machines.
    pub plain_at: Option<SocketAddr>,
    /// What it shows; none if it speaks no TLS.
    pub shown: Option<ShownNow>,
}

impl DoorFacts {
    /// In how many seconds the certificate expires; less than zero if it has.
    pub fn expires_in(&self, now_ms: u64) -> Option<i64> {
        let seconds = |ms: u64| i64::try_from(ms / 1000).unwrap_or(i64::MAX);
        self.shown.as_ref().map(|now| seconds(now.shown.not_after_ms) - seconds(now_ms))
    }

    /// The same for those who ask for the status.
    pub(crate) fn status(self) -> Option<TlsStatus> {
        let ShownNow { shown, refused } = self.shown?;
        Some(TlsStatus {
            subject: shown.subject,
            sha256: shown.sha256.to_string(),
            not_before: rfc3339(shown.not_before_ms),
            not_after: rfc3339(shown.not_after_ms),
            refused,
        })
    }
}

/// Who tells of the door.
pub(crate) type Source = Box<dyn Fn() -> DoorFacts + Send + Sync>;

impl Node {
    /// Asks the HTTP door how it is whenever the node is asked how it is. There is one door, for the life of the node.
    pub fn tells_door(&self, source: impl Fn() -> DoorFacts + Send + Sync + 'static) {
        if self.0.observer.door.set(Box::new(source)).is_err() {
            tracing::error!("the node has an HTTP door already");
        }
    }

    /// How the HTTP door is.
    pub(crate) fn door(&self) -> DoorFacts {
        self.0.observer.door.get().map(|door| door()).unwrap_or_default()
    }
}

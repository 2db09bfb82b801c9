//! TLS on the HTTP door: what it is spoken with, read again when the files change, and the handshake.
//!
//! What cannot be used changes nothing: the door goes on with what it has, and says so in the log and in the node's
//! health. What can be used holds for every connection from then on; those that are open finish what they have begun and end.

mod files;
mod greeting;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use cyberfly_node::config::{self, Config};
use cyberfly_node::{DoorFacts, Node, Phase, ShownNow};
use tokio::sync::watch;

pub use files::TlsError;
use files::{Current, Mark, Ready};
pub(crate) use greeting::Terms;

/// How often the files are looked at.
const LOOK: Duration = Duration::from_secs(1);

/// What a door speaks TLS with.
pub(crate) struct Tls {
    settings: config::Tls,
    current: watch::Sender<Current>,
    shown: Mutex<ShownNow>,
    /// Of the files that are used.
    digest: Mutex<[u8; 32]>,
}

/// What the door would be with these settings, and would show: the files are read as it would read them, and left alone.
pub fn door_facts(http: &config::Http) -> Result<DoorFacts, TlsError> {
    let shown = match http.enabled && http.tls.is_wanted() {
        true => Some(ShownNow { shown: files::read(&http.tls)?.shown, refused: None }),
        false => None,
    };
    Ok(DoorFacts { plain_at: http.plain_abroad(), shown })
}

impl Tls {
    /// With the files that the settings name; none if they want no TLS.
    pub(crate) fn open(settings: &config::Tls) -> Result<Option<Arc<Self>>, TlsError> {
        if !settings.is_wanted() {
            return Ok(None);
        }
        let Ready { current, shown, digest } = files::read(settings)?;
        let shown = Mutex::new(ShownNow { shown, refused: None });
        let current = watch::channel(current).0;
        Ok(Some(Arc::new(Self { settings: settings.clone(), current, shown, digest: Mutex::new(digest) })))
    }

    /// What is shown to callers, and why nothing newer is.
    pub(crate) fn shown(&self) -> ShownNow {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Reads the files again. If they cannot be used, what is there stays.
    fn renew(&self) {
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        match files::read(&self.settings) {
            Ok(Ready { current, shown: new, digest: read }) => {
                let mut digest = self.digest.lock().unwrap_or_else(PoisonError::into_inner);
                if *digest == read {
                    shown.refused = None;
                    return;
                }
                *digest = read;
                let (subject, sha256) = (new.subject.clone(), new.sha256);
                *shown = ShownNow { shown: new, refused: None };
                self.current.send_replace(current);
                tracing::info!(subject, %sha256, "the files of TLS were read again, and are used from now on");
            }
            Err(error) => {
                let refused = Some(error.to_string());
                if shown.refused != refused {
                    let hint = error.hint();
                    tracing::error!(%error, hint, "the files of TLS cannot be used; the certificate stays as it was");
                    shown.refused = refused;
                }
            }
        }
    }

    /// Follows the files until the node drains: whenever one changes, on every reload of the configuration, and for as long
    /// as they cannot be used.
    pub(crate) async fn follow(self: Arc<Self>, node: Node) {
        let mut phase = node.phase();
        let named = self.settings.files();
        let mut mark = look(named.clone()).await;
        loop {
            let is_asked = tokio::select! {
                // An error means that the node is gone, which is the same here.
                _gone = phase.wait_for(|phase| *phase == Phase::Draining) => return,
                () = node.asked_to_reload() => true,
                () = tokio::time::sleep(LOOK) => false,
            };
            let now = look(named.clone()).await;
            if is_asked || now != mark || self.shown().refused.is_some() {
                mark = now;
                let tls = Arc::clone(&self);
                if let Err(error) = tokio::task::spawn_blocking(move || tls.renew()).await {
                    tracing::error!(%error, "reading the files of TLS ended with a fault");
                }
            }
        }
    }
}

async fn look(files: Vec<PathBuf>) -> Option<Mark> {
    tokio::task::spawn_blocking(move || Mark::of(&files)).await.ok()
}

/// Whether a certificate is an operator's, by the settings that hold now.
pub(crate) fn is_operator(settings: &watch::Receiver<Arc<Config>>, certificate: config::Fingerprint) -> bool {
    settings.borrow().http.tls.operators.contains(&certificate)
}

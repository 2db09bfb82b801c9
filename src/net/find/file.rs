//! A file of peers, one a line, read again when it changes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Weak};
use std::time::{Duration, SystemTime};

use cyberfly_core::peer::{PeerAddress, Source};
use cyberfly_core::{PublicKey, ticket};
use tokio::time::interval;

use crate::inner::Inner;

/// How often it is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(1);
const FILE_LIMIT: u64 = 1024 * 1024;

/// The file, and what was last seen of it.
pub(crate) struct PeersFile {
    path: PathBuf,
    seen: Option<(SystemTime, u64)>,
    trouble: String,
}

impl PeersFile {
    /// A file that was not looked at yet.
    pub(crate) fn at(path: PathBuf) -> Self {
        Self { path, seen: None, trouble: String::new() }
    }

    /// Looks at the file until the network is gone.
    pub(crate) async fn follow(mut self, network: Weak<Inner>) {
        let mut tick = interval(LOOK_EVERY);
        loop {
            tick.tick().await;
            let Some(inner) = network.upgrade() else { return };
            self.look(&inner).await;
        }
    }

    /// Learns what the file says, if that is new. While something is wrong with it, the last that was right counts.
    pub(crate) async fn look(&mut self, inner: &Arc<Inner>) {
        let (at, before) = (self.path.clone(), self.seen);
        let looked = tokio::task::spawn_blocking(move || look(&at, before)).await;
        let path = self.path.display();
        match looked.unwrap_or_else(|_| Err("it could not be looked at".to_owned())) {
            Ok(None) => {}
            Ok(Some((state, peers))) => {
                tracing::info!(%path, peers = peers.len(), "the file of peers was read");
                inner.file_says(&peers);
                (self.seen, self.trouble) = (Some(state), String::new());
            }
            Err(error) => {
                if error != self.trouble {
                    tracing::warn!(%path, %error, "the file of peers cannot be used; what it said holds");
                    self.trouble = error;
                }
            }
        }
    }
}

type Read = Option<((SystemTime, u64), BTreeMap<PublicKey, PeerAddress>)>;

fn look(path: &Path, seen: Option<(SystemTime, u64)>) -> Result<Read, String> {
    let meta = std::fs::metadata(path).map_err(|error| error.to_string())?;
    let state = (meta.modified().map_err(|error| error.to_string())?, meta.len());
    if seen == Some(state) {
        return Ok(None);
    }
    if meta.len() > FILE_LIMIT {
        return Err(format!("it is longer than {FILE_LIMIT} bytes"));
    }
    let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
    Ok(Some((state, read(&text)?)))
}

/// The peers that a text names, one a line; `#` begins a comment. A peer on several lines has several addresses.
fn read(text: &str) -> Result<BTreeMap<PublicKey, PeerAddress>, String> {
    let mut peers: BTreeMap<PublicKey, PeerAddress> = BTreeMap::new();
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.split('#').next().unwrap_or_default().trim();
        if line.is_empty() {
            continue;
        }
        let (peer, _) = ticket::read_peer(line).map_err(|error| format!("line {number}: {error}"))?;
        match peers.get_mut(&peer.id) {
            Some(known) => known.addresses.extend(peer.addresses),
            None => drop(peers.insert(peer.id, peer)),
        }
    }
    Ok(peers)
}

impl Inner {
    /// The file of peers says this now, and no more what it said before.
    fn file_says(self: &Arc<Self>, peers: &BTreeMap<PublicKey, PeerAddress>) {
        for peer in peers.values() {
            self.learn(peer, Source::File);
        }
        let gone: Vec<_> = {
            let table = self.table();
            let named = table.peers.iter().filter(|(_, entry)| entry.sources.contains(&Source::File));
            named.map(|(id, _)| *id).filter(|id| !peers.contains_key(id)).collect()
        };
        gone.into_iter().for_each(|id| self.no_longer_in_file(id));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_a_peer_a_line_and_comments() {
        let id = |seed| cyberfly_core::SecretKey::from_seed(&[seed; 32]).public();
        let text =
            format!("# ours\n{}@127.0.0.1:1 # first\n\n{0}@127.0.0.1:2\n{}@h.example:3\n", id(1), id(2));
        let peers = read(&text).unwrap();
        assert_eq!((peers.len(), peers[&id(1)].addresses.len()), (2, 2));
        let wrong = read(&format!("{text}nonsense\n")).unwrap_err();
        assert!(wrong.starts_with("line 6:"), "{wrong}");
    }
}

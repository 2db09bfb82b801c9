//! What goes to and fro with each peer: rates out of the counts of one answer and the next, and how long answers take.

use std::collections::{BTreeMap, VecDeque};

use cyberfly_protocol::{Connection, Peers};

/// How many peers are followed.
const PEERS_LIMIT: usize = 512;
/// How many moments of each are remembered.
const MOMENTS: usize = 240;

/// A peer over time.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    counted: Option<(u64, u64, u64, u64)>,
    /// Bytes a second that came in, and that went out.
    pub rates: Option<(f64, f64)>,
    /// How long packets take there and back, in seconds, with when.
    pub rtt: VecDeque<(u64, Option<f64>)>,
}

/// All peers over time.
#[derive(Clone, Debug, Default)]
pub struct Traffic {
    traces: BTreeMap<String, Trace>,
}

impl Traffic {
    /// Takes in how it stands with the peers at a moment.
    pub fn take_in(&mut self, at_ms: u64, peers: &Peers) {
        let names: Vec<String> =
            peers.peers.iter().take(PEERS_LIMIT).map(|peer| peer.id.to_string()).collect();
        self.traces.retain(|name, _| names.contains(name));
        for (peer, name) in peers.peers.iter().zip(names) {
            let trace = self.traces.entry(name).or_default();
            trace.take_in(at_ms, peer.connection.as_ref());
        }
    }

    /// A peer over time, by its id.
    pub fn of(&self, id: &str) -> Option<&Trace> {
        self.traces.get(id)
    }
}

impl Trace {
    #[expect(clippy::cast_precision_loss, reason = "rates to look at")]
    fn take_in(&mut self, at_ms: u64, connection: Option<&Connection>) {
        let now = connection.map(|one| (at_ms, one.since.0, one.received_bytes, one.sent_bytes));
        self.rates = match (self.counted, now) {
            // A new connection counts anew: of that moment nothing is known.
            (Some((before, since, received, sent)), Some(now)) if since == now.1 && before < now.0 => {
                let seconds = (now.0 - before) as f64 / 1000.0;
                let rate = |then: u64, now: u64| now.saturating_sub(then) as f64 / seconds;
                Some((rate(received, now.2), rate(sent, now.3)))
            }
            _ => None,
        };
        self.counted = now;
        let rtt = connection.and_then(|one| one.rtt_seconds);
        self.rtt.push_back((at_ms, rtt));
        if self.rtt.len() > MOMENTS {
            self.rtt.pop_front();
        }
    }
}

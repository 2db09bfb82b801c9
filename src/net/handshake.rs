//! The handshake on a fresh connection: hello, hello and verdict, verdict. Core judges; this carries it out, in time.
//!
//! ```text
//! dialler                          acceptor
//!    │ ── control stream, hello ──────▶ │
//!    │ ◀── hello, verdict ───────────── │
//!    │ ── verdict ────────────────────▶ │     both verdicts good: there is a link
//! ```

use std::sync::Arc;
use std::time::Duration;

use cyberfly_core::certificate::Certificate;
use cyberfly_core::hello::{self, Agreement, Capabilities, HELLO_LIMIT, Hello, VERSIONS, Verdict};
use cyberfly_core::network::{NetworkName, NetworkSecret, Side, proof, proves};
use cyberfly_core::{PublicKey, Refused};
use tokio::time::timeout;

use crate::clock::now_ms;
use crate::frame::{RecvHalf, SendHalf};
use crate::link::{LinkError, Purpose, Shared};
use crate::reason::Reason;

/// How long a side that was refused is given to read why.
const LAST_WORD: Duration = Duration::from_secs(1);
/// The longest verdict, in bytes.
const VERDICT_LIMIT: usize = 1024;

/// What this node says of itself.
#[derive(Clone, Debug)]
pub(crate) struct Myself {
    pub(crate) name: NetworkName,
    pub(crate) secret: Option<NetworkSecret>,
    pub(crate) capabilities: Capabilities,
    pub(crate) instance: [u8; 16],
    pub(crate) program: String,
    pub(crate) port: u16,
    pub(crate) certificates: Vec<Vec<u8>>,
}

/// The control stream after the handshake.
pub(crate) type ControlStream = (SendHalf, RecvHalf);

impl Myself {
    fn hello(&self, exporter: &[u8; 32], side: Side) -> Hello {
        Hello {
            versions: VERSIONS,
            network: self.name.clone(),
            has_secret: self.secret.is_some(),
            proof: proof(&self.name, self.secret.as_ref(), exporter, side),
            capabilities: self.capabilities.clone(),
            instance: self.instance,
            program: self.program.clone(),
            clock_ms: now_ms(),
            port: self.port,
            certificates: self.certificates.clone(),
        }
    }

    fn judge(
        &self,
        link: &Shared,
        exporter: &[u8; 32],
        mine: &Hello,
        theirs: &Hello,
    ) -> Result<Agreement, Refused> {
        let side = link.side.other();
        let proven = proves(&self.name, self.secret.as_ref(), exporter, side, &theirs.proof);
        hello::agree(mine, theirs, proven)
    }
}

/// Whether this node will have a peer that belongs to the network: the operator's word, and how many there are.
pub(crate) trait Admission {
    fn admit(&self, link: &Shared, hello: &Hello) -> impl Future<Output = Verdict> + Send;
}

/// The dialler's part.
pub(crate) async fn dial(
    link: &Arc<Shared>,
    me: &Myself,
    admission: &impl Admission,
) -> Result<ControlStream, Reason> {
    let exporter = exporter(link)?;
    let mine = me.hello(&exporter, Side::Dialler);
    let (send, recv) = link.connection.open_bi().await.map_err(|error| Reason::of(&error))?;
    let mut send = SendHalf::new(send, Arc::clone(link));
    let mut recv = RecvHalf::new(recv, Arc::clone(link));
    send.write(&[Purpose::Control.byte()]).await.map_err(failed)?;
    send.send(&mine.encode()).await.map_err(failed)?;
    let theirs = read_hello(&mut recv).await?;
    // What this node thinks of the peer is said even if the peer has refused: then both know.
    let their_verdict = read_verdict(&mut recv).await?;
    let judged = me.judge(link, &exporter, &mine, &theirs);
    let verdict = decide(link, &theirs, judged, admission).await;
    send.send(&hello::encode_verdict(&verdict)).await.map_err(failed)?;
    conclude(link, verdict, their_verdict, (send, recv)).await
}

/// The acceptor's part.
pub(crate) async fn accept(
    link: &Arc<Shared>,
    me: &Myself,
    admission: &impl Admission,
) -> Result<ControlStream, Reason> {
    let exporter = exporter(link)?;
    let (send, recv) = link.connection.accept_bi().await.map_err(|error| Reason::of(&error))?;
    let mut send = SendHalf::new(send, Arc::clone(link));
    let mut recv = RecvHalf::new(recv, Arc::clone(link));
    if Purpose::of_byte(recv.byte().await.map_err(failed)?) != Some(Purpose::Control) {
        return Err(Reason::Fault("the first stream is not the control stream".to_owned()));
    }
    let theirs = read_hello(&mut recv).await?;
    let mine = me.hello(&exporter, Side::Acceptor);
    let judged = me.judge(link, &exporter, &mine, &theirs);
    let verdict = decide(link, &theirs, judged, admission).await;
    send.send(&mine.encode()).await.map_err(failed)?;
    send.send(&hello::encode_verdict(&verdict)).await.map_err(failed)?;
    let their_verdict = read_verdict(&mut recv).await?;
    conclude(link, verdict, their_verdict, (send, recv)).await
}

async fn decide(
    link: &Shared,
    theirs: &Hello,
    judged: Result<Agreement, Refused>,
    admission: &impl Admission,
) -> Verdict {
    let agreement = judged?;
    // The first and only time: the cells are empty.
    let _first = link.hello.set((theirs.clone(), agreement));
    let _first = link.readers.set(readers(link, theirs));
    admission.admit(link, theirs).await
}

/// The authors whose certificates for this peer hold. One that does not is of no use to the peer, and no reason to refuse it.
fn readers(link: &Shared, theirs: &Hello) -> Vec<PublicKey> {
    let now = now_ms() / 1_000;
    let checked = theirs.certificates.iter().map(|bytes| Certificate::check(bytes, link.peer, now));
    let held = checked.filter_map(|checked| match checked {
        Ok((author, _)) => Some(author),
        Err(refused) => {
            tracing::debug!(peer = %link.peer, %refused, "a certificate does not hold");
            None
        }
    });
    held.collect()
}

async fn conclude(
    link: &Shared,
    mine: Verdict,
    theirs: Verdict,
    stream: ControlStream,
) -> Result<ControlStream, Reason> {
    let reason = match (mine, theirs) {
        (Ok(()), Ok(())) => return Ok(stream),
        (Err(refused), _) => Reason::Refused(refused),
        (Ok(()), Err(refused)) => Reason::RefusedByPeer(refused),
    };
    if link.side == Side::Dialler {
        stream.0.finish();
    }
    // Whoever closes at once takes its last word off the wire: the other side may not have read it.
    let _gone = timeout(LAST_WORD, link.connection.closed()).await;
    Err(reason)
}

fn exporter(link: &Shared) -> Result<[u8; 32], Reason> {
    link.export(b"network").ok_or_else(|| Reason::Lost("TLS gives no keying material".to_owned()))
}

async fn read_hello(recv: &mut RecvHalf) -> Result<Hello, Reason> {
    let bytes = recv.next(HELLO_LIMIT).await.map_err(failed)?.ok_or_else(ended)?;
    Hello::decode(&bytes).map_err(|refused| Reason::Fault(format!("its hello: {refused}")))
}

async fn read_verdict(recv: &mut RecvHalf) -> Result<Verdict, Reason> {
    let bytes = recv.next(VERDICT_LIMIT).await.map_err(failed)?.ok_or_else(ended)?;
    hello::decode_verdict(&bytes).map_err(|refused| Reason::Fault(format!("its verdict: {refused}")))
}

fn ended() -> Reason {
    Reason::Fault("the control stream ends in the handshake".to_owned())
}

fn failed(error: LinkError) -> Reason {
    match error {
        LinkError::Closed(reason) => reason,
        other => Reason::Fault(other.to_string()),
    }
}

//! What a handler is told about the request beside what it asks for.

use std::future::pending;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use cyberfly_core::{Claimed, ErrorCode, PublicKey};
use cyberfly_node::config::Config;
use cyberfly_node::{HandedIn, Node, Unstamped, now_ms};
use cyberfly_protocol::{AuditKind, Caller, ErrorBody, Receipt, ReplyStream, reply_stream};
use futures_util::StreamExt;
use rustls::CertificateError;

use crate::audit;
use crate::caller::Standing;
use crate::door::{DoorState, Peer};
use crate::graphql::Graph;
use crate::tls::Terms;

/// How long the end of a token is waited for at most before the clock is looked at again: somebody may have set it.
const LOOK_AGAIN: Duration = Duration::from_secs(30);

/// A request that was let in.
#[derive(Clone)]
pub(crate) struct Call {
    /// The node it is for.
    pub(crate) node: Node,
    /// Who asks.
    pub(crate) caller: Caller,
    /// By what they are who they are.
    pub(crate) standing: Standing,
    /// Where the request comes from.
    pub(crate) peer: Peer,
    /// What the connection that it comes over began under.
    pub(crate) terms: Terms,
    /// The door it came by.
    pub(crate) door: Arc<DoorState>,
}

impl Call {
    /// The address it comes from; none on the admin socket.
    pub(crate) const fn address(&self) -> Option<IpAddr> {
        match self.peer {
            Peer::At(address, _) => Some(address),
            Peer::Owner => None,
        }
    }

    /// Waits until the caller is not any more who they were when they called, and says why; for ever where that cannot be.
    pub(crate) async fn ends(&self) -> ErrorBody {
        match self.standing {
            Standing::Lasting => pending().await,
            Standing::Token { until } => {
                let left = || Duration::from_millis(until.saturating_mul(1000).saturating_sub(now_ms()));
                while !left().is_zero() {
                    tokio::time::sleep(left().min(LOOK_AGAIN)).await;
                }
                let message = "your token has expired, and what was opened with it ends";
                ErrorBody::new(ErrorCode::Unauthenticated, message)
                    .hint("go on from where you were with a fresh token")
            }
            Standing::Certificate(shown) => {
                let mut settings = self.node.settings();
                let is_withdrawn = |now: &Arc<Config>| !now.http.tls.operators.contains(&shown);
                let withdrawn = async { settings.wait_for(is_withdrawn).await.map(|_| ()) };
                let why = tokio::select! {
                    withdrawn = withdrawn => match withdrawn {
                        Ok(()) => "is no operator's any more",
                        // The node is gone, and says so by itself.
                        Err(_) => return pending().await,
                    },
                    failed = self.terms.clone().fail() => match failed {
                        rustls::Error::InvalidCertificate(CertificateError::Revoked) => "was revoked",
                        _ => "is not trusted any more",
                    },
                };
                let message = format!("the certificate {shown} {why}");
                ErrorBody::new(ErrorCode::NotAllowed, message).hint("ask an operator of the node")
            }
        }
    }

    /// An answer that goes on, for as long as the caller is who they are; the last thing it says is why it ends.
    pub(crate) fn while_known<T: Send + 'static>(&self, told: ReplyStream<T>) -> ReplyStream<T> {
        if self.standing == Standing::Lasting {
            return told;
        }
        let call = self.clone();
        let ends: Pin<Box<dyn Future<Output = ErrorBody> + Send>> =
            Box::pin(async move { call.ends().await });
        reply_stream((told, ends), async |(mut told, mut ends): (ReplyStream<T>, Pin<Box<_>>)| {
            let next = tokio::select! {
                biased;
                ended = &mut ends => Err(ended),
                next = told.next() => next?,
            };
            Some((next, (told, ends)))
        })
    }

    /// The schema of the GraphQL door.
    pub(crate) fn graph(&self) -> &Graph {
        &self.door.graph
    }

    /// Hands in a signed operation, with what it rests on if it was prepared.
    pub(crate) async fn submit(&self, operation: Vec<u8>, saw: Option<String>) -> Result<Receipt, ErrorBody> {
        let author = Claimed::author_of(&operation);
        self.may_write(author)?;
        let receipt = self.node.take(HandedIn { bytes: operation, saw, from: self.address() }).await?;
        self.has_stored(author, &receipt);
        Ok(receipt)
    }

    /// Hands in a write of which its author signed the value alone; none is answered if there was nothing to write.
    pub(crate) async fn witness(&self, unstamped: Unstamped) -> Result<Option<Receipt>, ErrorBody> {
        let author = Some(unstamped.author);
        self.may_write(author)?;
        let receipt = self.node.witness(unstamped, self.address()).await?;
        if let Some(receipt) = &receipt {
            self.has_stored(author, receipt);
        }
        Ok(receipt)
    }

    /// Hands in signed operations, each by itself. Refused as a whole if one of their authors has written more than its
    /// allowance.
    pub(crate) async fn submit_many(
        &self,
        operations: Vec<Vec<u8>>,
    ) -> Result<Vec<Result<Receipt, ErrorBody>>, ErrorBody> {
        let authors: Vec<_> = operations.iter().map(|operation| Claimed::author_of(operation)).collect();
        authors.iter().try_for_each(|author| self.may_write(*author))?;
        let answers = self.node.take_many(operations, self.address()).await;
        for (author, answer) in authors.into_iter().zip(&answers) {
            match answer {
                Ok(receipt) => self.has_stored(author, receipt),
                // A claim that does not hold is nobody's: who is named in it may know nothing of it.
                Err(error) if audit::is_refusal(error.code()) => {
                    let named = author.map_or_else(String::new, |author| format!(" that names {author}"));
                    self.record(
                        AuditKind::Refusal,
                        None,
                        "submit",
                        format!("an operation{named}"),
                        &error.code,
                    );
                }
                Err(_) => {}
            }
        }
        Ok(answers)
    }

    fn has_stored(&self, author: Option<PublicKey>, receipt: &Receipt) {
        self.has_written(author);
        let who = author.map(|author| author.to_string());
        self.record(AuditKind::Write, who, "submit", receipt.op_id.clone(), "ok");
    }

    /// Refuses a write by an author who has written more than its allowance. Call it before the signature is checked: it
    /// takes nothing, since what an operation claims is not proven yet.
    fn may_write(&self, author: Option<PublicKey>) -> Result<(), ErrorBody> {
        match (self.peer, author) {
            (Peer::At(address, _), Some(author)) => self.door.limits.may_write(author, address),
            _ => Ok(()),
        }
    }

    /// Takes a write that was stored out of its author's allowance.
    fn has_written(&self, author: Option<PublicKey>) {
        if let (Peer::At(address, _), Some(author)) = (self.peer, author) {
            self.door.limits.has_written(author, address);
        }
    }
}

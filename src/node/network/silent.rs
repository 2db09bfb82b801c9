//! Nothing is spoken over links yet but what keeps them.

use cyberfly_core::PublicKey;
use cyberfly_net::{BoxFuture, Link, Protocols, Purpose, Reason, RecvHalf, SendHalf};

pub(super) struct Silent;

impl Protocols for Silent {
    fn up(&self, _link: Link) {}

    fn down(&self, _peer: PublicKey, _why: &Reason) {}

    fn accept(&self, _: Link, _: Purpose, _: SendHalf, _: RecvHalf) -> BoxFuture<'static, ()> {
        // Both halves are dropped: the peer sees the stream broken off.
        Box::pin(std::future::ready(()))
    }
}

//! Who asks.

use cyberfly_core::PublicKey;

/// Who a request comes from, as the door it came by has established.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caller {
    /// An operator of this node: the owner of the admin socket, or a token of the scope `operator` by one of the keys in
    /// `node.operators`.
    Operator,
    /// The holder of this key, who has proven it by a token. What the key may read is another question.
    Key(PublicKey),
    /// Someone who has not said who they are.
    Anyone,
}

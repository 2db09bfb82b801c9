//! What the tests of views and types share: writers with clocks, and replicas that merge what they sign.

use crate::cells::Cells;
use crate::clock::Stamp;
use crate::key::{DeviceId, SecretKey};
use crate::memory::MemoryCells;
use crate::merge::{Merged, merge};
use crate::name::{DbName, Key};
use crate::op::{Draft, Operation};
use crate::types::{Plan, PlanContext};
use crate::view::{Failed, KeyView};
use crate::write::{Body, Kind, Write};

/// When the tests begin.
pub(crate) const NOW: u64 = 1_800_000_000_000;

/// A key.
pub(crate) fn key(text: &str) -> Key {
    Key::new(text).unwrap()
}

/// A write.
pub(crate) fn write(key: &Key, kind: Kind, field: Option<&[u8]>, body: Body) -> Write {
    Write { kind, key: key.clone(), field: field.map(<[u8]>::to_vec), body }
}

/// Bytes as a body.
pub(crate) fn bytes(text: &str) -> Body {
    Body::Bytes(text.as_bytes().to_vec())
}

/// A node with its cells, and a writer who signs there.
#[derive(Clone)]
pub(crate) struct Node {
    secret: SecretKey,
    pub(crate) cells: MemoryCells,
    pub(crate) now: u64,
    pub(crate) made: Vec<Operation>,
}

impl Node {
    /// A node whose writer has this number.
    pub(crate) fn new(number: u8) -> Self {
        Self {
            secret: SecretKey::from_seed(&[number; 32]),
            cells: MemoryCells::default(),
            now: NOW,
            made: Vec::new(),
        }
    }

    /// The context in which the writer plans now.
    pub(crate) fn context(&self) -> PlanContext {
        PlanContext {
            now: self.now,
            author: self.secret.public(),
            device: Some(self.device()),
            stamp: Stamp::at_millis(self.now),
            first_index: 0,
        }
    }

    fn device(&self) -> DeviceId {
        DeviceId::from_bytes([self.secret.public().as_bytes()[0]; 8])
    }

    /// The key as it is seen here and now.
    pub(crate) fn view<'a>(&'a self, key: &'a Key) -> KeyView<'a, MemoryCells> {
        KeyView::open(&self.cells, key, self.now).unwrap()
    }

    /// Signs writes as one operation and merges it here.
    pub(crate) fn sign(&mut self, writes: Vec<Write>, expires: Option<u64>) -> Merged {
        let owner = SecretKey::from_seed(&[99; 32]).public();
        let draft = Draft {
            db: DbName::new("test", owner).unwrap(),
            stamp: Stamp::at_millis(self.now),
            writes,
            expires,
            device: Some(self.device()),
        };
        let op = draft.sign(&self.secret).unwrap();
        let merged = merge(&mut self.cells, &op).unwrap();
        self.made.push(op);
        self.now += 1;
        merged
    }

    /// Runs a plan: signs and merges its writes, and gives its answer. A millisecond passes.
    pub(crate) fn commit<A>(&mut self, plan: Plan<A>) -> A {
        assert!(plan.holds(&self.cells).unwrap(), "a plan holds as long as nothing happens");
        assert!(plan.least_stamp <= Stamp::at_millis(self.now), "the writes would not be seen");
        if plan.writes.is_empty() {
            self.now += 1;
        } else {
            self.sign(plan.writes, None);
        }
        plan.answer
    }

    /// Makes all that another node has made known here.
    pub(crate) fn learn(&mut self, from: &Node) {
        for op in &from.made {
            merge(&mut self.cells, op).unwrap();
        }
    }
}

/// Both nodes learn all that the other has made, each in its own order; they then hold the same cells.
pub(crate) fn exchange(a: &mut Node, b: &mut Node) {
    let before = a.clone();
    a.learn(b);
    b.learn(&before);
    assert_eq!(a.cells, b.cells, "two nodes that know the same hold the same");
    a.now = a.now.max(b.now);
    b.now = a.now;
}

/// The code with which something is refused.
pub(crate) fn code<T: std::fmt::Debug>(
    result: Result<T, Failed<<MemoryCells as Cells>::Fault>>,
) -> crate::error::ErrorCode {
    result.unwrap_err().code().unwrap()
}

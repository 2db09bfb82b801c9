//! The specification, executable: what a database is, as a definition over the set of all its operations.
//!
//! Nothing here is incremental and nothing is clever. A [`Model`] is a set of operations in no order, discards nothing
//! and answers every question by looking at all of them. It shares no rule with the rest of this crate: places are
//! lists here and not byte strings, and dominance, rights, numbers and hiding are written down a second time, from the
//! text. So where the two differ, one of them is wrong. It is slow on purpose and for tests and simulations only.
//!
//! The text, in short:
//!
//! - *Who may*: the owner always; others by grants and revocations that count ([`Model::is_authorised`]).
//! - *What merges*: a write dominates every write at its place or below whose order is smaller; `~first/`, `~max/` and
//!   the trim of a stream say it a little differently ([`Fact::dominates`]).
//! - *What is live*: a write of an authorised operation that no write of an authorised operation dominates
//!   ([`Model::live`]). An operation with a live write is kept ([`Model::kept`]).
//! - *What is seen*: a function of the live writes and `now` ([`Model::view`]).

mod document;

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use crate::cells::Order;
use crate::clock::Stamp;
use crate::key::{OpId, PublicKey};
use crate::name::Strategy;
use crate::op::Operation;
use crate::write::{Body, Kind, Number, Role};

pub use document::document;

/// A set of operations of one database, and all that follows from it.
#[derive(Clone, Debug, Default)]
pub struct Model<'a> {
    ops: BTreeMap<OpId, &'a Operation>,
}

/// A write as the definition sees it: what it says, where, by which operation.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// The key, then the number of the kind, then the field; for JSON one step for each member instead. What lives at
    /// the key has the key alone.
    pub place: Vec<Step>,
    /// Its place in the order of all writes.
    pub order: Order,
    /// What it is about.
    pub kind: Kind,
    /// What it says.
    pub body: Body,
    /// When its operation expires.
    pub expires: Option<u64>,
}

/// One step down the tree of cells.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// To a key.
    Key(String),
    /// To all of one kind at a key.
    Kind(u16),
    /// To a field, or in a JSON document to a member.
    Field(Vec<u8>),
}

/// What a reader sees of a key.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    /// The kind of the key.
    pub kind: Kind,
    /// The live writes of this kind that are not hidden, by place and order: values, under `~max/` the greatest at each
    /// place alone, and for JSON deletes too, because they take away parts of what is above them.
    pub facts: Vec<Fact>,
}

impl<'a> Model<'a> {
    /// The model of these operations. Neither their order nor repetitions matter.
    pub fn of(ops: impl IntoIterator<Item = &'a Operation>) -> Self {
        Self { ops: ops.into_iter().map(|op| (op.id(), op)).collect() }
    }

    /// Whether an operation counts: its author is the owner, or may write at its stamp. An operation about rights
    /// counts if its author is the owner, or if it is about no admins and its author is one at its stamp.
    pub fn is_authorised(&self, op: &Operation) -> bool {
        let (author, owner) = (op.author(), op.db().owner());
        if author == owner {
            return true;
        }
        if !op.writes().iter().any(|write| write.kind == Kind::Rights) {
            return self.holds(author, Role::Writer, op.stamp())
                || self.holds(author, Role::Admin, op.stamp());
        }
        let about_admins = op
            .writes()
            .iter()
            .any(|write| matches!(write.body, Body::Grant(Role::Admin) | Body::Revoke(Role::Admin, _)));
        !about_admins && self.holds(author, Role::Admin, op.stamp())
    }

    /// Whether there is a counting grant of this very role by then that no counting revocation strikes: one of the same
    /// subject and role, of greater order, from this stamp or an earlier one on.
    pub fn holds(&self, subject: PublicKey, role: Role, stamp: Stamp) -> bool {
        let about: Vec<Fact> = self
            .ops
            .values()
            .filter(|op| op.writes().iter().any(|write| is_about(&write.body, role)))
            .filter(|op| self.is_authorised(op))
            .flat_map(|op| facts_of(op))
            .filter(|fact| fact.kind == Kind::Rights)
            .filter(|fact| fact.place.last() == Some(&Step::Field(subject.as_bytes().to_vec())))
            .collect();
        let strikes = |revocation: &Fact, grant: &Fact| match revocation.body {
            Body::Revoke(revoked, from) => revoked == role && from <= stamp && revocation.order > grant.order,
            _ => false,
        };
        about.iter().any(|grant| {
            grant.body == Body::Grant(role)
                && grant.order.stamp <= stamp
                && !about.iter().any(|revocation| strikes(revocation, grant))
        })
    }

    /// All that authorised operations write.
    pub fn facts(&self) -> Vec<Fact> {
        self.ops.values().filter(|op| self.is_authorised(op)).flat_map(|op| facts_of(op)).collect()
    }

    /// The live writes: those that nothing dominates. By place and order.
    pub fn live(&self) -> Vec<Fact> {
        let facts = self.facts();
        let is_live = |fact: &&Fact| !facts.iter().any(|other| other.dominates(fact));
        let mut live: Vec<Fact> = facts.iter().filter(is_live).cloned().collect();
        live.sort_by(|a, b| (&a.place, a.order).cmp(&(&b.place, b.order)));
        live
    }

    /// The operations of which at least one write is live.
    pub fn kept(&self) -> BTreeSet<OpId> {
        self.live().iter().map(|fact| fact.order.op).collect()
    }

    /// What a reader whose clock shows `now`, in Unix milliseconds, sees of each key that holds anything.
    pub fn view(&self, now: u64) -> BTreeMap<String, Seen> {
        view(&self.live(), now)
    }
}

/// What a reader whose clock shows `now` sees of live writes.
pub fn view(live: &[Fact], now: u64) -> BTreeMap<String, Seen> {
    let keys: BTreeSet<&str> = live.iter().map(Fact::key).collect();
    let seen = keys.into_iter().filter_map(|key| {
        let of_key: Vec<&Fact> = live.iter().filter(|fact| fact.key() == key).collect();
        Some((key.to_owned(), seen(&of_key, now)?))
    });
    seen.collect()
}

fn seen(live: &[&Fact], now: u64) -> Option<Seen> {
    let hidden_below = |fact: &Fact| {
        live.iter().any(|ttl| match ttl.body {
            Body::Ttl { ends, floor } => {
                fact.order.stamp < floor
                    || ends.is_some_and(|ends| ends <= now && fact.order.stamp.as_u64() < ends << 16)
            }
            _ => false,
        })
    };
    let unhidden: Vec<&&Fact> = live.iter().filter(|fact| !hidden_below(fact)).collect();
    let values = unhidden.iter().filter(|fact| fact.is_value() && !fact.is_expired(now));
    let decides = match live.first()?.strategy() {
        Strategy::First => values.min_by_key(|fact| fact.order)?,
        Strategy::Last | Strategy::Max => values.max_by_key(|fact| fact.order)?,
    };
    let kind = decides.kind;
    let shows = |fact: &Fact| {
        fact.kind == kind
            && ((fact.is_value() && !fact.is_expired(now))
                || (kind == Kind::Json && fact.body == Body::Delete))
    };
    let shown: Vec<&Fact> = unhidden.iter().map(|fact| **fact).filter(|fact| shows(fact)).collect();
    let is_greatest = |fact: &&&Fact| {
        let greater =
            |other: &Fact| compare(&other.body, &fact.body).then(other.order.cmp(&fact.order)).is_gt();
        !shown.iter().any(|other| other.place == fact.place && greater(other))
    };
    let is_seen = |fact: &&&Fact| fact.strategy() != Strategy::Max || is_greatest(fact);
    Some(Seen { kind, facts: shown.iter().filter(is_seen).map(|fact| (*fact).clone()).collect() })
}

fn is_about(body: &Body, role: Role) -> bool {
    matches!(body, Body::Grant(about) | Body::Revoke(about, _) if *about == role)
}

/// The writes of an operation.
pub fn facts_of(op: &Operation) -> Vec<Fact> {
    let facts = (0u16..).zip(op.writes()).map(|(index, write)| Fact {
        place: place(write.key.as_str(), write.kind, write.field.as_deref()),
        order: Order { stamp: op.stamp(), author: op.author(), op: op.id(), index },
        kind: write.kind,
        body: write.body.clone(),
        expires: op.expires(),
    });
    facts.collect()
}

fn place(key: &str, kind: Kind, field: Option<&[u8]>) -> Vec<Step> {
    let mut place = vec![Step::Key(key.to_owned())];
    if matches!(kind, Kind::Del | Kind::String | Kind::Blob) {
        return place;
    }
    place.push(Step::Kind(kind.number()));
    match field {
        None => {}
        Some(field) if kind == Kind::Json => {
            let members = field.split_inclusive(|byte| *byte == 0xff);
            place.extend(members.map(|member| Step::Field(member.to_vec())));
        }
        Some(field) => place.push(Step::Field(field.to_vec())),
    }
    place
}

impl Fact {
    /// The text of the key.
    pub fn key(&self) -> &str {
        match self.place.first() {
            Some(Step::Key(key)) => key,
            _ => "",
        }
    }

    /// The field, as it is written; a JSON path joined again.
    pub fn field(&self) -> Option<Vec<u8>> {
        let fields = self.place.get(2..).unwrap_or_default().iter();
        let bytes = fields.map(|step| if let Step::Field(field) = step { field.as_slice() } else { &[] });
        (self.place.len() > 2).then(|| bytes.collect::<Vec<_>>().concat())
    }

    fn strategy(&self) -> Strategy {
        if self.key().starts_with("~first/") {
            Strategy::First
        } else if self.key().starts_with("~max/") {
            Strategy::Max
        } else {
            Strategy::Last
        }
    }

    /// Neither a delete, nor a TTL, a trim, a grant or a revocation.
    pub fn is_value(&self) -> bool {
        !matches!(
            self.body,
            Body::Delete
                | Body::Ttl { .. }
                | Body::Trim(_)
                | Body::Grant(_)
                | Body::Revoke(..)
                | Body::Testimony(_)
        )
    }

    fn is_expired(&self, now: u64) -> bool {
        self.expires.is_some_and(|expires| expires <= now)
    }

    /// Whether this write dominates the other one.
    pub fn dominates(&self, other: &Fact) -> bool {
        let stays = |fact: &Fact| matches!(fact.kind, Kind::Rights | Kind::Witness);
        if !other.place.starts_with(&self.place) || stays(self) || stays(other) {
            return false;
        }
        let newer = self.order > other.order;
        let older = self.order < other.order;
        let at_key = self.place.len() == 1;
        let deletes = self.body == Body::Delete;
        let deleted = other.body == Body::Delete;
        match self.strategy() {
            Strategy::Last => match (&self.body, &other.body) {
                (Body::Trim(bound), Body::Trim(of_other)) => newer && bound >= of_other,
                (Body::Trim(bound), _) => newer && entry(other) < (bound.ms, bound.seq),
                (_, Body::Trim(_)) => newer && at_key,
                _ => newer,
            },
            Strategy::First if deletes && !deleted => true,
            Strategy::First if deletes == deleted => older,
            Strategy::First => false,
            Strategy::Max if deletes => newer,
            Strategy::Max if deleted => false,
            Strategy::Max if self.place == other.place => {
                newer && compare(&self.body, &other.body) != Ordering::Less
            }
            Strategy::Max => newer,
        }
    }
}

/// The id of a stream entry: two numbers of eight bytes.
fn entry(fact: &Fact) -> (u64, u64) {
    let Some(Step::Field(field)) = fact.place.last() else { return (0, 0) };
    let number = |bytes: &[u8]| bytes.iter().fold(0, |number, byte| (number << 8) | u64::from(*byte));
    (number(&field[..8]), number(&field[8..16]))
}

/// Compares two bodies under `~max/` as exact reals. What is no number is equal to everything; there is none.
fn compare(a: &Body, b: &Body) -> Ordering {
    match (a, b) {
        (Body::Number(a), Body::Number(b)) => match (Exact::of(*a), Exact::of(*b)) {
            (Exact::Infinite(a), Exact::Infinite(b)) => a.cmp(&b),
            (Exact::Infinite(a), _) => {
                if a {
                    Ordering::Greater
                } else {
                    Ordering::Less
                }
            }
            (_, Exact::Infinite(b)) => {
                if b {
                    Ordering::Less
                } else {
                    Ordering::Greater
                }
            }
            (Exact::Finite(a), Exact::Finite(b)) => a.compare(b),
        },
        _ => Ordering::Equal,
    }
}

enum Exact {
    /// Plus infinity, if true.
    Infinite(bool),
    Finite(Dyadic),
}

/// The number `odd * 2^power`, `odd` being odd or zero: one form for each number.
#[derive(Clone, Copy)]
struct Dyadic {
    odd: i128,
    power: i32,
}

impl Exact {
    fn of(number: Number) -> Self {
        match number {
            Number::Integer(integer) => Exact::Finite(Dyadic::new(integer, 0)),
            Number::Float(float) if float.is_infinite() => Exact::Infinite(float > 0.0),
            Number::Float(float) => {
                let bits = float.to_bits();
                let exponent = i32::try_from((bits >> 52) & 0x7ff).unwrap_or(0);
                let fraction = i128::from(bits & ((1 << 52) - 1));
                let (whole, power) =
                    if exponent == 0 { (fraction, -1074) } else { (fraction | (1 << 52), exponent - 1075) };
                Exact::Finite(Dyadic::new(if float.is_sign_negative() { -whole } else { whole }, power))
            }
        }
    }
}

impl Dyadic {
    fn new(mut odd: i128, mut power: i32) -> Self {
        while odd != 0 && odd % 2 == 0 {
            (odd, power) = (odd / 2, power + 1);
        }
        Self { odd, power: if odd == 0 { 0 } else { power } }
    }

    /// First by sign, then by magnitude: by the place of the highest bit, then, so near to each other that it fits, by
    /// the numbers brought to the same power.
    fn compare(self, other: Self) -> Ordering {
        let signs = self.odd.signum().cmp(&other.odd.signum());
        if signs != Ordering::Equal || self.odd == 0 {
            return signs;
        }
        let bits = |d: Self| 128 - i32::try_from(d.odd.unsigned_abs().leading_zeros()).unwrap_or(0);
        let highest = (bits(self) + self.power).cmp(&(bits(other) + other.power));
        if highest != Ordering::Equal {
            return if self.odd > 0 { highest } else { highest.reverse() };
        }
        let least = self.power.min(other.power);
        let brought = |d: Self| d.odd << (d.power - least);
        brought(self).cmp(&brought(other))
    }
}

#[cfg(test)]
#[path = "model_tests.rs"]
mod tests;

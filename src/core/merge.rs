//! One rule that merges everything.
//!
//! **The rule.** A write *dominates* every write at its path or below it whose order is smaller. A write is *live*
//! while nothing dominates it. What is shown follows from the live writes alone.
//!
//! Three things make this a CRDT, and every variant below keeps them:
//!
//! 1. *Pure*: whether `a` dominates `b` depends on `a` and `b` only, never on a clock or on what arrived first.
//! 2. *Transitive*: what a dominated write dominates, its dominator dominates too. So a dominated write may be forgotten
//!    without bringing anything back.
//! 3. *Without cycles*: no write dominates itself, directly or around a corner.
//!
//! From these: the live writes of a set do not depend on the order or the number of times in which its operations come.
//! The variants are those of the strategies (`~first/`, `~max/`) and of the trim of a stream.

use std::cmp::Ordering;
use std::ops::ControlFlow;

use crate::cells::{Cell, Cells, CellsMut, Order, PathRange, Placed, Weight};
use crate::key::OpId;
use crate::name::Strategy;
use crate::op::Operation;
use crate::write::{Kind, Number, StreamId};

/// Whether the first write dominates the second. Both are of the same database.
pub fn dominates(above: &Placed, below: &Placed, strategy: Strategy) -> bool {
    if !above.path.reaches(&below.path) || above.weight == Weight::Rights || below.weight == Weight::Rights {
        return false;
    }
    match strategy {
        Strategy::Last => dominates_last(above, below),
        Strategy::First => dominates_first(above, below),
        Strategy::Max => dominates_max(above, below),
    }
}

fn dominates_last(above: &Placed, below: &Placed) -> bool {
    if above.order <= below.order {
        return false;
    }
    match (above.weight, below.weight) {
        (Weight::Trim(bound), Weight::Trim(other)) => bound >= other,
        (Weight::Trim(bound), _) => entry_id(below).is_some_and(|id| id < bound),
        (_, Weight::Trim(_)) => above.kind.lives_at_key(),
        _ => true,
    }
}

fn dominates_first(above: &Placed, below: &Placed) -> bool {
    match (above.weight == Weight::Delete, below.weight == Weight::Delete) {
        (true, false) => true,
        (false, true) => false,
        _ => above.order < below.order,
    }
}

fn dominates_max(above: &Placed, below: &Placed) -> bool {
    if above.order <= below.order {
        return false;
    }
    match (above.weight, below.weight) {
        (Weight::Delete, _) => true,
        (_, Weight::Delete) => false,
        (Weight::Number(greater), Weight::Number(other)) if above.path == below.path => {
            compare_numbers(greater, other) != Ordering::Less
        }
        _ => true,
    }
}

/// The id of the stream entry that lives here, if one does.
pub fn entry_id(placed: &Placed) -> Option<StreamId> {
    if placed.kind != Kind::Stream {
        return None;
    }
    let id = placed.path.field()?.get(..16)?;
    Some(StreamId::from_bytes(id.try_into().ok()?))
}

/// Compares two numbers as exact reals, whatever their encodings.
pub fn compare_numbers(a: Number, b: Number) -> Ordering {
    match (a, b) {
        (Number::Integer(a), Number::Integer(b)) => a.cmp(&b),
        (Number::Float(a), Number::Float(b)) => a.partial_cmp(&b).unwrap_or(Ordering::Equal),
        (Number::Integer(a), Number::Float(b)) => compare_integer(a, b),
        (Number::Float(a), Number::Integer(b)) => compare_integer(b, a).reverse(),
    }
}

fn compare_integer(integer: i128, float: f64) -> Ordering {
    // Every integer here lies within 2^65, and every float beyond that is greater or smaller than all of them.
    const BEYOND: f64 = 36_893_488_147_419_103_232.0;
    if float >= BEYOND {
        return Ordering::Less;
    }
    if float <= -BEYOND {
        return Ordering::Greater;
    }
    #[expect(clippy::cast_possible_truncation, reason = "the whole part of a float within 2^65 fits")]
    let whole = float.trunc() as i128;
    integer.cmp(&whole).then_with(|| 0.0.partial_cmp(&float.fract()).unwrap_or(Ordering::Equal))
}

/// What merging an operation changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Merged {
    /// How many of its writes are live now.
    pub live: usize,
    /// Whether one of its writes was live before: proof that the operation is known.
    pub known: bool,
    /// Live writes of other operations that it took away, by operation, one entry for each write.
    pub displaced: Vec<OpId>,
    /// The greatest order that dominates one of its writes, if one is dominated.
    pub dominated_by: Option<Order>,
}

/// Merges an operation into the live writes of its database. To merge it again changes nothing.
///
/// On a fault of the store some writes may have been merged and others not; the caller discards the whole change.
pub fn merge<C: CellsMut>(cells: &mut C, op: &Operation) -> Result<Merged, C::Fault> {
    let mut merged = Merged::default();
    for (index, write) in (0u16..).zip(op.writes()) {
        let placed = Placed::of(op, index, write);
        let strategy = write.key.strategy();
        let standing = standing_of(cells, &placed, strategy)?;
        merged.known |= standing.known;
        if let Some(order) = standing.dominated_by {
            merged.dominated_by = merged.dominated_by.max(Some(order));
            continue;
        }
        for displaced in dominated_by(cells, &placed, strategy)? {
            cells.remove(&displaced)?;
            if displaced.order.op == op.id() {
                merged.live -= usize::from(displaced.order.index < index);
            } else {
                merged.displaced.push(displaced.order.op);
            }
        }
        cells.put(placed, &write.body)?;
        merged.live += 1;
    }
    Ok(merged)
}

struct Standing {
    known: bool,
    dominated_by: Option<Order>,
}

/// How a write stands against what is live at its path and above.
fn standing_of<C: Cells>(cells: &C, placed: &Placed, strategy: Strategy) -> Result<Standing, C::Fault> {
    let mut standing = Standing { known: false, dominated_by: None };
    let here = std::iter::once(placed.path.only());
    for range in here.chain(placed.path.above().iter().map(crate::cells::Path::only)) {
        cells.visit(&range, &mut |cell| {
            let other = cell.placed();
            standing.known |= other.order == placed.order;
            if dominates(other, placed, strategy) {
                standing.dominated_by = standing.dominated_by.max(Some(other.order));
            }
            ControlFlow::Continue(())
        })?;
    }
    Ok(standing)
}

/// The live writes that a write dominates.
fn dominated_by<C: Cells>(cells: &C, placed: &Placed, strategy: Strategy) -> Result<Vec<Placed>, C::Fault> {
    let mut dominated = Vec::new();
    cells.visit(&reach(placed), &mut |cell| {
        let other = cell.placed();
        if dominates(placed, other, strategy) {
            dominated.push(other.clone());
        }
        ControlFlow::Continue(())
    })?;
    Ok(dominated)
}

/// Where the writes lie that a write may dominate. A trim need not look beyond its bound.
fn reach(placed: &Placed) -> PathRange {
    let mut range = placed.path.range();
    if let Weight::Trim(bound) = placed.weight {
        range.end = [placed.path.as_bytes(), &[0x01], &bound.to_bytes()].concat();
    }
    range
}

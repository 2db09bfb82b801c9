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
//! The variants are those of the strategies (`~first/`, `~max/`) and of the trim of a stream:
//!
//! - *Plain keys*: places nest and orders are total, so both together are transitive. A trim reaches only what lies
//!   below its bound; a trim that dominates it has a bound at least as high, and a write at the key reaches all of it.
//! - *`~first/`*: two ranks, deletes above values; within a rank the smaller order dominates, and a rank never
//!   dominates upwards, so no chain leads back.
//! - *`~max/`*: the same two ranks, but by order; at one place a value also has to be as great, and to be as great
//!   and newer is transitive.
//!
//! Two more facts are of use: no write ever dominates one at another key, so keys can be evaluated apart; and rights
//! neither dominate nor are dominated. Which operations take part is decided before, by [`crate::access`]. When that
//! changes, [`merge_anew`] evaluates the keys of what lost its authority from what is remembered. All of this is written
//! down a second time, as plainly as can be, in [`crate::model`], and compared.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use crate::cells::{Cell, CellsMut, Order, Path, Placed, Weight};
use crate::key::OpId;
use crate::name::{Key, Strategy};
use crate::op::Operation;
use crate::write::{Body, Kind, Number, StreamId};

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
    /// The orders of the live writes of other operations that it took away.
    pub displaced: Vec<Order>,
    /// The greatest order that dominates one of its writes, if one is dominated.
    pub dominated_by: Option<Order>,
}

/// Merges an operation into the live writes of its database. To merge it again changes nothing.
///
/// On a fault of the store some writes may have been merged and others not; the caller discards the whole change.
pub fn merge<C: CellsMut>(cells: &mut C, op: &Operation) -> Result<Merged, C::Fault> {
    let mut merged = Merged::default();
    for (index, write) in (0u16..).zip(op.writes()) {
        let standing = merge_write(cells, Placed::of(op, index, write), &write.body, write.key.strategy())?;
        merged.known |= standing.known;
        merged.dominated_by = merged.dominated_by.max(standing.dominated_by);
        merged.live += usize::from(standing.dominated_by.is_none());
        for displaced in standing.dominated {
            if displaced.order.op == op.id() {
                merged.live -= usize::from(displaced.order.index < index);
            } else {
                merged.displaced.push(displaced.order);
            }
        }
    }
    Ok(merged)
}

/// Evaluates some keys anew: takes away all that is live at them and merges what these operations write there. The
/// operations are all that the caller remembers and finds authorised; those that write elsewhere only are passed over,
/// and what they write elsewhere stays as it is, because no write ever dominates one at another key.
///
/// Returns by how much the number of live writes of each operation has changed. The cost is that of visiting the old
/// live writes of the keys and merging the new ones.
pub fn merge_anew<'a, C: CellsMut>(
    cells: &mut C,
    keys: &BTreeSet<Key>,
    ops: impl IntoIterator<Item = &'a Operation>,
) -> Result<BTreeMap<OpId, isize>, C::Fault> {
    let mut change = BTreeMap::<OpId, isize>::new();
    for key in keys {
        let mut old = Vec::new();
        cells.visit(&Path::of_key(key).range(), &mut |cell| {
            old.push(cell.placed().clone());
            ControlFlow::Continue(())
        })?;
        for placed in old {
            cells.remove(&placed)?;
            *change.entry(placed.order.op).or_default() -= 1;
        }
    }
    for op in ops {
        let writes = (0u16..).zip(op.writes()).filter(|(_, write)| keys.contains(&write.key));
        for (index, write) in writes {
            let standing =
                merge_write(cells, Placed::of(op, index, write), &write.body, write.key.strategy())?;
            if standing.dominated_by.is_none() && !standing.known {
                *change.entry(op.id()).or_default() += 1;
            }
            for displaced in standing.dominated {
                *change.entry(displaced.order.op).or_default() -= 1;
            }
        }
    }
    change.retain(|_, by| *by != 0);
    Ok(change)
}

/// How a write stands against the live ones.
#[derive(Default)]
pub(crate) struct Standing {
    /// It was live already.
    known: bool,
    /// The greatest order that dominates it. If none does, it is live now.
    dominated_by: Option<Order>,
    /// What it dominated; these are live no longer.
    dominated: Vec<Placed>,
}

/// Merges one write: whether it is dominated shows at its place and above; what it dominates lies at its place and
/// below, and is looked for only if the write itself is live.
pub(crate) fn merge_write<C: CellsMut>(
    cells: &mut C,
    placed: Placed,
    body: &Body,
    strategy: Strategy,
) -> Result<Standing, C::Fault> {
    let mut standing = Standing::default();
    for place in placed.path.places_above() {
        cells.visit_place(place, &mut |cell| {
            standing.meet(cell.placed(), &placed, strategy);
            ControlFlow::Continue(())
        })?;
    }
    cells.visit_place(placed.path.as_bytes(), &mut |cell| {
        standing.meet(cell.placed(), &placed, strategy);
        if dominates(&placed, cell.placed(), strategy) {
            standing.dominated.push(cell.placed().clone());
        }
        ControlFlow::Continue(())
    })?;
    if standing.dominated_by.is_some() {
        standing.dominated.clear();
        return Ok(standing);
    }
    if standing.known {
        return Ok(standing);
    }
    let below = cells.sweep(&placed, strategy)?;
    match standing.dominated.split_first() {
        Some((replaced, others)) => {
            for other in others {
                cells.remove(other)?;
            }
            cells.replace(replaced, placed, body)?;
        }
        None => cells.put(placed, body)?,
    }
    standing.dominated.extend(below);
    Ok(standing)
}

/// Takes away what a write dominates below its own place, all in one go, and tells what that was.
pub fn sweep_at_once<C: CellsMut>(
    cells: &mut C,
    by: &Placed,
    strategy: Strategy,
) -> Result<Vec<Placed>, C::Fault> {
    let Some(below) = by.below() else { return Ok(Vec::new()) };
    let mut dominated = Vec::new();
    cells.visit(&below, &mut |cell| {
        if dominates(by, cell.placed(), strategy) {
            dominated.push(cell.placed().clone());
        }
        ControlFlow::Continue(())
    })?;
    for placed in &dominated {
        cells.remove(placed)?;
    }
    Ok(dominated)
}

impl Standing {
    fn meet(&mut self, other: &Placed, placed: &Placed, strategy: Strategy) {
        self.known |= other.order == placed.order;
        if dominates(other, placed, strategy) {
            self.dominated_by = self.dominated_by.max(Some(other.order));
        }
    }
}

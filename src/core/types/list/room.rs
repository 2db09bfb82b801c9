//! Making room at a point of a list where positions have reached their limit.

use std::collections::VecDeque;
use std::ops::ControlFlow;

use super::{Element, KIND, List};
use crate::cells::Cells;
use crate::error::Refused;
use crate::op::{OP_LIMIT, WRITES_LIMIT};
use crate::types::plan::Planning;
use crate::types::{PlanContext, Value};
use crate::view::{Direction, Fields, Outcome, successor};
use crate::write::{Body, LIST_SUFFIX};

/// The longest position that making room may give, so that there is room for a while.
const ROOMY_POSITION: usize = 128;
/// What a write takes in an operation beside its key, field and value.
const WRITE_OVERHEAD: usize = 32;

impl<C: Cells> List<'_, '_, C> {
    /// Writes the elements around a gap anew, with a value in the gap, at a position that leaves room.
    pub(super) fn make_room(
        &self,
        planning: &mut Planning<'_, '_, C>,
        context: &PlanContext,
        [left, right]: [Option<Vec<u8>>; 2],
        value: Value,
    ) -> Outcome<Vec<u8>, C> {
        let lefts = Fields { start: Vec::new(), end: Some(left.map_or(Vec::new(), |left| successor(&left))) };
        let rights = right.map(|right| Fields { start: right, end: None });
        let most = (WRITES_LIMIT / 2 - 1 - planning.len()) / 2;
        for reach in (3..).map(|power| 1_usize << power).take_while(|reach| *reach < 2 * most) {
            let reach = reach.min(most);
            let mut before = self.nearest(&lefts, Direction::Backward, reach)?;
            let mut after = match &rights {
                Some(rights) => self.nearest(rights, Direction::Forward, reach)?,
                None => VecDeque::new(),
            };
            // The one beyond those that are moved stays, as a bound.
            let bound = |found: &mut VecDeque<Element>| {
                if found.len() > reach { found.pop_back().map(|(field, _)| field) } else { None }
            };
            let bounds = (bound(&mut before), bound(&mut after));
            let Ok(position) = self.position(bounds.0.as_deref(), bounds.1.as_deref()) else { continue };
            if position.len() > ROOMY_POSITION {
                continue;
            }
            let bytes =
                before.iter().chain(&after).map(|(field, value)| self.cost(field, value)).sum::<usize>();
            if bytes > OP_LIMIT / 4 * 3 {
                break;
            }
            for (field, _) in before.iter().chain(&after) {
                planning.write(KIND, Some(field.clone()), Body::Delete)?;
            }
            for (_, value) in before.into_iter().rev() {
                self.write_new(planning, context, &position, value)?;
            }
            let field = self.write_new(planning, context, &position, value)?;
            for (_, value) in after {
                self.write_new(planning, context, &position, value)?;
            }
            return Ok(field);
        }
        Err(Refused::limit("too many elements were inserted at this place of the list").into())
    }

    /// The nearest elements in a direction, one more than asked for if there is one.
    fn nearest(&self, fields: &Fields, direction: Direction, count: usize) -> Outcome<VecDeque<Element>, C> {
        let mut found = VecDeque::new();
        self.0.scan(KIND, fields, direction, &mut |shown| {
            found.extend(Value::from_body(shown.body()?).map(|value| (shown.field().to_vec(), value)));
            Ok(if found.len() > count { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        })?;
        Ok(found)
    }

    /// About how many bytes it takes to delete an element and to make it anew.
    fn cost(&self, field: &[u8], value: &Value) -> usize {
        let content = match value {
            Value::Bytes(bytes) => bytes.len(),
            Value::Blob(_) | Value::Number(_) => 512,
        };
        let place = self.0.key().as_str().len() + WRITE_OVERHEAD;
        2 * place + field.len() + ROOMY_POSITION + LIST_SUFFIX + content
    }
}

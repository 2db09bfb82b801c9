//! Lists.

use cyberfly_core::cells::Cells;
use cyberfly_core::types::PlanContext;
use cyberfly_core::types::list::{End, Inserted, List};
use cyberfly_core::view::KeyView;
use cyberfly_protocol::command::{
    Insertion, ListInsert, ListPop, ListPush, ListRemove, ListSet, ListShift, ListTrim, ListUnshift,
};
use cyberfly_protocol::{CommandAnswer, Value};

use super::{Planned, done};

fn push_at<C: Cells>(
    view: &KeyView<'_, C>,
    context: &PlanContext,
    end: End,
    values: &[Value],
    only_if_there: bool,
) -> Planned<C> {
    let values = values.iter().cloned().map(Into::into).collect();
    let plan = List::of(view)?.plan_push(context, end, values, only_if_there)?;
    Ok(plan.map(|fields| CommandAnswer::count(fields.len())))
}

fn pop_at<C: Cells>(view: &KeyView<'_, C>, end: End, count: u64) -> Planned<C> {
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    let plan = List::of(view)?.plan_pop(end, count)?;
    Ok(plan.map(|values| CommandAnswer::Values { values: values.into_iter().map(Into::into).collect() }))
}

pub(super) fn push<C: Cells>(view: &KeyView<'_, C>, context: &PlanContext, command: &ListPush) -> Planned<C> {
    push_at(view, context, End::Right, &command.values, command.only_if_there)
}

pub(super) fn unshift<C: Cells>(
    view: &KeyView<'_, C>,
    context: &PlanContext,
    command: &ListUnshift,
) -> Planned<C> {
    push_at(view, context, End::Left, &command.values, command.only_if_there)
}

pub(super) fn pop<C: Cells>(view: &KeyView<'_, C>, command: &ListPop) -> Planned<C> {
    pop_at(view, End::Right, command.count)
}

pub(super) fn shift<C: Cells>(view: &KeyView<'_, C>, command: &ListShift) -> Planned<C> {
    pop_at(view, End::Left, command.count)
}

pub(super) fn set<C: Cells>(view: &KeyView<'_, C>, command: &ListSet) -> Planned<C> {
    Ok(List::of(view)?.plan_set(command.index, command.value.clone().into())?.map(|()| done(true)))
}

pub(super) fn insert<C: Cells>(
    view: &KeyView<'_, C>,
    context: &PlanContext,
    command: &ListInsert,
) -> Planned<C> {
    let ListInsert { side, pivot, value, .. } = command;
    let plan = List::of(view)?.plan_insert(context, (*side).into(), &pivot.0, value.clone().into())?;
    Ok(plan.map(|inserted| CommandAnswer::Inserted {
        inserted: match inserted {
            Inserted::At(_) => Insertion::Done,
            Inserted::NoPivot => Insertion::NoPivot,
            Inserted::NoList => Insertion::NoList,
        },
    }))
}

pub(super) fn remove<C: Cells>(view: &KeyView<'_, C>, command: &ListRemove) -> Planned<C> {
    Ok(List::of(view)?.plan_remove(command.count, &command.value.0)?.map(CommandAnswer::count))
}

pub(super) fn trim<C: Cells>(view: &KeyView<'_, C>, command: &ListTrim) -> Planned<C> {
    Ok(List::of(view)?.plan_trim(command.start, command.stop)?.map(CommandAnswer::count))
}

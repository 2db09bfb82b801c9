//! Keys as a whole: values, files, ends.

use cyberfly_core::cells::Cells;
use cyberfly_core::types::{PlanContext, string, ttl};
use cyberfly_core::view::KeyView;
use cyberfly_protocol::Span;
use cyberfly_protocol::command::{BlobPut, Expire, ExpireAt, Put};

use super::{Planned, done};

/// When something that lasts so long from now ends. Too long a time is refused by the plan.
fn ends(context: &PlanContext, ttl: Option<Span>) -> Option<u64> {
    ttl.map(|ttl| context.now.saturating_add(ttl.ms()))
}

pub(super) fn put<C: Cells>(view: &KeyView<'_, C>, context: &PlanContext, put: &Put) -> Planned<C> {
    let Put { value, condition, ttl_seconds, .. } = put;
    let ends = ends(context, *ttl_seconds);
    let plan = string::plan_put(view, context, value.clone().into(), (*condition).into(), ends)?;
    Ok(plan.map(done))
}

pub(super) fn put_blob<C: Cells>(view: &KeyView<'_, C>, context: &PlanContext, put: &BlobPut) -> Planned<C> {
    let BlobPut { blob, condition, ttl_seconds, .. } = put;
    let ends = ends(context, *ttl_seconds);
    let plan = string::plan_put_blob(view, context, blob.clone().into(), (*condition).into(), ends)?;
    Ok(plan.map(done))
}

pub(super) fn del<C: Cells>(view: &KeyView<'_, C>) -> Planned<C> {
    Ok(string::plan_del(view)?.map(done))
}

pub(super) fn expire<C: Cells>(view: &KeyView<'_, C>, context: &PlanContext, expire: &Expire) -> Planned<C> {
    Ok(ttl::plan_expire(view, context, expire.ttl_seconds.0, expire.only.into())?.map(done))
}

pub(super) fn expire_at<C: Cells>(
    view: &KeyView<'_, C>,
    context: &PlanContext,
    expire: &ExpireAt,
) -> Planned<C> {
    Ok(ttl::plan_expire_at(view, context, expire.ends.0, expire.only.into())?.map(done))
}

pub(super) fn persist<C: Cells>(view: &KeyView<'_, C>) -> Planned<C> {
    Ok(ttl::plan_persist(view)?.map(done))
}

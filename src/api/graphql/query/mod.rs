//! What can be asked. One file for each part of the schema.

mod database;
mod filters;
mod node;
mod operations;
mod peers;
mod values;
mod whole;

use async_graphql::MergedObject;

/// What can be asked. Nothing is changed by it.
#[derive(Default, MergedObject)]
pub(super) struct Query(
    values::Values,
    filters::Filters,
    whole::Whole,
    operations::Operations,
    node::NodeQueries,
    peers::PeerQueries,
    database::Databases,
);

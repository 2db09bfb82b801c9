//! The GraphQL door: the schema that clients of the predecessor know, and what they lack.
//!
//! It asks the same questions as `/api/v1` and hands in the same operations; rights, limits and errors are those of the
//! HTTP door. Over HTTP it keeps the GraphQL-over-HTTP specification, over WebSocket both protocols that are in use.

mod answers;
mod ask;
mod document;
mod http;
mod measure;
mod mutation;
mod page;
mod query;
mod row;
mod signed_data;
mod socket;
mod subscription;
mod topics;
mod types;

use std::sync::Arc;

use async_graphql::{PathSegment, Request, Response, Schema};
use cyberfly_node::{Node, config};
use cyberfly_protocol::{AuditKind, ErrorBody};

pub(crate) use http::{by_address, by_body, schema_text};
pub(crate) use socket::{Upgraded, upgrade};

use crate::audit;
use crate::call::Call;
use crate::limits::Limits;
use document::{Documents, Refused};
use mutation::Mutation;
use query::Query;
use subscription::Subscription;
use topics::Topics;

/// The most that may be nested in the text of a document, whatever the limit of an operation is.
const NESTING_LIMIT: usize = 64;
/// The most directives at one place.
const DIRECTIVES_LIMIT: usize = 8;

type Root = Schema<Query, Mutation, Subscription>;

/// The schema, ready to answer.
pub(crate) struct Graph {
    root: Root,
    documents: Documents,
    limits: Arc<Limits>,
}

impl Graph {
    pub(crate) fn new(node: &Node, settings: &config::Http, limits: Arc<Limits>) -> Self {
        let mut builder = builder().data(Topics::new(node.clone()));
        if !settings.introspection {
            builder = builder.disable_introspection();
        }
        Self { root: builder.finish(), documents: Documents::default(), limits }
    }

    /// Looks at a request, refuses one that asks for too much, and takes what it costs out of its caller's allowance. A
    /// refusal has no effect.
    fn admit(&self, call: &Call, request: Request) -> Result<Request, Refused> {
        let document = self.documents.read(&request.query, &self.limits)?;
        let operation = request.operation_name.as_deref();
        let cost = document.measure(operation).check(&self.limits)?;
        if let Some(address) = call.address() {
            call.door.limits.ask(address, cost.saturating_sub(1))?;
        }
        let mut request = request;
        request.set_parsed_query(document.parsed());
        Ok(request.data(call.clone()))
    }

    /// Answers a query or carries out a mutation.
    async fn execute(&self, call: &Call, request: Request) -> Response {
        told(call, answers::with_codes(self.root.execute(request).await))
    }
}

/// An answer, after what it refuses to its caller was recorded: the answer to the request as a whole does not show it.
fn told(call: &Call, response: Response) -> Response {
    for error in &response.errors {
        let code = error.source::<ErrorBody>().filter(|body| audit::is_refusal(body.code()));
        if let Some(ErrorBody { code, .. }) = code {
            let path: Vec<_> = error
                .path
                .iter()
                .map(|segment| match segment {
                    PathSegment::Field(name) => name.clone(),
                    PathSegment::Index(index) => index.to_string(),
                })
                .collect();
            call.record(AuditKind::Refusal, None, "graphql", path.join("."), code);
        }
    }
    response
}

fn builder() -> async_graphql::SchemaBuilder<Query, Mutation, Subscription> {
    Schema::build(Query::default(), Mutation, Subscription)
        .enable_federation()
        .limit_recursive_depth(NESTING_LIMIT)
        .limit_directives(DIRECTIVES_LIMIT)
}

/// The schema in the schema definition language.
pub fn graphql_schema() -> String {
    builder().finish().sdl()
}

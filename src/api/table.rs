//! What a route is: one value that says everything about it, for the router, for the OpenAPI document and for people.
//!
//! What a route asks for and answers follows from the types of its handler, so that the document cannot say one thing
//! and the code do another. A new route is a line in [`crate::routes::all`].

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use axum::http::Method;
use axum::response::Response;
use cyberfly_core::ErrorCode;
use cyberfly_protocol::ErrorBody;
use schemars::SchemaGenerator;

use crate::call::Call;
use crate::input::{Asked, Asks, Input};
use crate::output::{Gives, Output};
use crate::refusal::Refusal;

/// What a handler returns.
pub(crate) type Answer<T> = Result<T, ErrorBody>;

/// Who may call a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// Everyone. The handler is told who calls and may refuse all the same, as with a private database.
    Anyone,
    /// Operators alone: on the admin socket its owner, elsewhere the bearer of a token.
    Operator,
}

impl Access {
    /// The word for it.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Access::Anyone => "anyone",
            Access::Operator => "operator",
        }
    }
}

/// What a request takes out of its caller's allowance, in requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cost {
    /// A look-up or a single write.
    Light,
    /// Work that grows with the request or the answer: a page of a list, a large upload.
    Heavy,
}

impl Cost {
    /// How many light requests it stands for.
    pub(crate) const fn weight(self) -> u32 {
        match self {
            Cost::Light => 1,
            Cost::Heavy => 10,
        }
    }

    /// The word for it.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Cost::Light => "light",
            Cost::Heavy => "heavy",
        }
    }
}

type Later<T> = Pin<Box<dyn Future<Output = T> + Send>>;
type Handler = Arc<dyn Fn(Call, Asked) -> Later<Result<Response, Refusal>> + Send + Sync>;

/// A route.
#[derive(Clone)]
pub(crate) struct Route {
    /// Its method.
    pub(crate) method: Method,
    /// Its path, parameters in braces.
    pub(crate) path: &'static str,
    /// Its name among all routes, in snake case.
    pub(crate) name: &'static str,
    /// What it does, in a sentence.
    pub(crate) summary: &'static str,
    /// Who may call it.
    pub(crate) access: Access,
    /// What it costs.
    pub(crate) cost: Cost,
    /// The longest body it takes, in bytes.
    pub(crate) body_limit: usize,
    /// The errors it can answer beside those that every route can.
    pub(crate) errors: &'static [ErrorCode],
    /// What it asks for.
    pub(crate) asks: fn(&mut SchemaGenerator) -> Asks,
    /// What it answers.
    pub(crate) gives: fn(&mut SchemaGenerator) -> Gives,
    handler: Handler,
}

impl Route {
    /// A route that reads. For everyone, of light cost, until said otherwise.
    pub(crate) fn get<I, O, F, Fut>(name: &'static str, path: &'static str, handler: F) -> Self
    where
        I: Input,
        O: Output,
        F: Fn(Call, I) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Answer<O>> + Send + 'static,
    {
        Self::new(Method::GET, name, path, handler)
    }

    /// A route that does something, or asks for more than fits an address.
    pub(crate) fn post<I, O, F, Fut>(name: &'static str, path: &'static str, handler: F) -> Self
    where
        I: Input,
        O: Output,
        F: Fn(Call, I) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Answer<O>> + Send + 'static,
    {
        Self::new(Method::POST, name, path, handler)
    }

    fn new<I, O, F, Fut>(method: Method, name: &'static str, path: &'static str, handler: F) -> Self
    where
        I: Input,
        O: Output,
        F: Fn(Call, I) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Answer<O>> + Send + 'static,
    {
        let handler = move |call: Call, mut asked: Asked| -> Later<Result<Response, Refusal>> {
            let handler = handler.clone();
            Box::pin(async move {
                let input = I::read(&mut asked).await?;
                Ok(handler(call, input).await?.into_response())
            })
        };
        Self {
            method,
            path,
            name,
            summary: "",
            access: Access::Anyone,
            cost: Cost::Light,
            body_limit: I::BODY_LIMIT,
            errors: &[],
            asks: I::describe,
            gives: O::describe,
            handler: Arc::new(handler),
        }
    }

    /// What it does, in a sentence.
    pub(crate) const fn summary(mut self, summary: &'static str) -> Self {
        self.summary = summary;
        self
    }

    /// For operators alone.
    pub(crate) const fn for_operators(mut self) -> Self {
        self.access = Access::Operator;
        self
    }

    /// It costs more than a light request.
    pub(crate) const fn heavy(mut self) -> Self {
        self.cost = Cost::Heavy;
        self
    }

    /// The errors it can answer beside those that every route can.
    pub(crate) const fn refuses(mut self, errors: &'static [ErrorCode]) -> Self {
        self.errors = errors;
        self
    }

    /// Does what the route does. Who calls and what it costs was looked at before.
    pub(crate) async fn run(&self, call: Call, asked: Asked) -> Result<Response, Refusal> {
        (self.handler)(call, asked).await
    }
}

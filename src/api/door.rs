//! What all requests by one door have in common, and the way each of them goes.

use std::any::Any;
use std::convert::Infallible;
use std::net::IpAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use std::time::Instant;

use axum::body::{Body, HttpBody};
use axum::extract::Request;
use axum::http::header::{CONTENT_SECURITY_POLICY, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderValue, Method};
use axum::response::Response;
use cyberfly_core::ErrorCode;
use cyberfly_core::trace::TraceParent;
use cyberfly_node::config::Fingerprint;
use cyberfly_node::metrics::DoorName;
use cyberfly_node::{Node, now_ms};
use cyberfly_protocol::{Caller, ErrorBody};
use cyberfly_telemetry::{TRACEPARENT, follow, step};
use tower::{Layer, ServiceExt, service_fn};
use tower_http::cors::CorsLayer;
use tracing::{Instrument, Span};

use crate::audit::{self, Known};
use crate::call::Call;
use crate::caller::{Callers, Identified};
use crate::compression::{Readable, compressed};
use crate::graphql::Graph;
use crate::guarded::Guarded;
use crate::host::HostRule;
use crate::input::{Asked, Pieces, refuse_declared_length};
use crate::limits::{Limit, Limits};
use crate::paths::{Paths, Place};
use crate::refusal::Refusal;
use crate::request_id::{REQUEST_ID, RequestId};
use crate::table::{Access, Route};
use crate::tls::Terms;

/// Who is at the other end of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Peer {
    /// The owner of the admin socket, or root.
    Owner,
    /// Someone at this address, over this line.
    At(IpAddr, Wire),
}

/// What a stranger speaks over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wire {
    /// Plain HTTP: whoever is on the way reads it.
    Plain,
    /// TLS, with the certificate that the caller has proven to be its own, if it showed one.
    Private(Option<Fingerprint>),
}

impl Peer {
    /// The certificate that a stranger has shown.
    const fn certificate(self) -> Option<Fingerprint> {
        match self {
            Peer::At(_, Wire::Private(certificate)) => certificate,
            Peer::At(_, Wire::Plain) | Peer::Owner => None,
        }
    }

    /// The door by which such a one comes.
    pub(crate) const fn door(self) -> DoorName {
        match self {
            Peer::Owner => DoorName::Socket,
            Peer::At(..) => DoorName::Http,
        }
    }
}

/// What all requests by one door have in common.
pub(crate) struct DoorState {
    /// The node behind the door.
    pub(crate) node: Node,
    /// What strangers may take.
    pub(crate) limits: Arc<Limits>,
    /// How callers are told apart.
    pub(crate) callers: Arc<Callers>,
    /// Which host names the door answers to.
    pub(crate) hosts: HostRule,
    /// Which pages may read its answers.
    pub(crate) origins: Vec<String>,
    /// The schema of the GraphQL door.
    pub(crate) graph: Arc<Graph>,
}

/// A door: every route of the table, and before each of them what holds for all.
pub(crate) struct Door {
    shared: Arc<DoorState>,
    paths: Paths,
    /// What tells pages that they may read its answers, if any may.
    cors: Option<CorsLayer>,
}

/// What is found out of a request on its way. It stays known if the answer does not come.
#[derive(Default)]
struct Found {
    /// The path as in the table.
    path: Option<&'static str>,
    /// The route, and who calls.
    known: Option<Known>,
}

/// A request as lines of the log name it. Most requests have no line, and a name takes as long as a look-up: where no details are
/// logged it is made with the line.
struct Named<'r> {
    id: &'r RequestId,
    method: Method,
    path: &'r str,
    /// What all that happens on the way happens in, where details are logged.
    detailed: Span,
}

impl<'r> Named<'r> {
    fn of(id: &'r RequestId, method: &Method, path: &'r str) -> Self {
        let detailed = tracing::debug_span!("request", %id, %method, path);
        Self { id, method: method.clone(), path, detailed }
    }

    /// Has a line say which request it is about.
    fn tell(&self, line: impl FnOnce()) {
        let Self { id, method, path, detailed } = self;
        match detailed.is_disabled() {
            true => tracing::info_span!("request", %id, %method, path).in_scope(line),
            false => detailed.in_scope(line),
        }
    }

    fn log(&self, refusal: &Refusal) {
        match refusal.concerns_the_operator() {
            true => self.tell(|| refusal.log()),
            false => refusal.log(),
        }
    }
}

impl Door {
    /// A door with these routes.
    pub(crate) fn new(shared: DoorState, table: Vec<Route>) -> Self {
        let cors = crate::cors::layer(&shared.origins);
        Self { shared: Arc::new(shared), paths: Paths::of(table), cors }
    }

    /// The answer to a request.
    pub(crate) async fn answer(&self, request: Request, peer: Peer, terms: &Terms) -> Response {
        match &self.cors {
            None => self.pass(request, peer, terms).await,
            Some(cors) => {
                let pass = service_fn(|request| async move {
                    Ok::<_, Infallible>(self.pass(request, peer, terms).await)
                });
                let Ok(response) = cors.layer(pass).oneshot(request).await;
                response
            }
        }
    }

    /// What holds for every request, whatever it asks: it gets a name, it is let in or not, and it gets an answer.
    async fn pass(&self, request: Request, peer: Peer, terms: &Terms) -> Response {
        let id = RequestId::of(request.headers());
        let (began, node) = (Instant::now(), &self.shared.node);
        let (uri, readable) = (request.uri().clone(), Readable::of(request.headers()));
        let named = Named::of(&id, request.method(), uri.path());
        let mut found = Found::default();
        let mut response = {
            let answering = pin!(async {
                let answered = self.admit(request, peer, terms, &named, &mut found).await;
                let refused = answered.as_ref().err().map(Refusal::code);
                audit::request(node.audit(), found.known, refused, (peer, &uri), &id);
                answered.unwrap_or_else(|refusal| {
                    named.log(&refusal);
                    refusal.answer(id.as_str())
                })
            });
            within(&named.detailed, answering).await
        };
        let (route, status) = (found.path.unwrap_or("none"), response.status().as_u16());
        node.metrics().request(peer.door(), route, status, began.elapsed());
        let headers = response.headers_mut();
        if let Some(id) = id.to_header() {
            headers.insert(REQUEST_ID, id);
        }
        headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        headers.entry(CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static("default-src 'none'"));
        compressed(response, readable).await
    }

    /// The steps before a route, in ascending order of cost.
    async fn admit(
        &self,
        request: Request,
        peer: Peer,
        terms: &Terms,
        named: &Named<'_>,
        found: &mut Found,
    ) -> Result<Response, Refusal> {
        let DoorState { hosts, limits, .. } = &*self.shared;
        let place = match peer {
            Peer::Owner => None,
            Peer::At(address, _) => {
                hosts.check(&request)?;
                limits.ask(address, 1)?;
                Some(limits.begin()?)
            }
        };
        let pieces = Pieces::default();
        let dispatching = pin!(self.dispatch(request, peer, terms, pieces.clone(), found));
        let answering = caught(dispatching);
        let Some(answered) = pieces.within(limits.settings().request_timeout.0, answering).await else {
            limits.note(Limit::RequestTimeout);
            let message =
                "the answer took longer than a request may; whether a write was stored is not known";
            let body = ErrorBody::new(ErrorCode::Timeout, message);
            return Err(body.hint("hand a write in again: the same operation twice has one effect").into());
        };
        let response = answered.map_err(|what| {
            named.tell(|| tracing::error!(what, "a request met a fault of the program"));
            internal("this request met one; others did not")
        })??;
        // An answer of known length takes memory until it is sent; a stream takes what it needs as it goes.
        Ok(match response.body().size_hint().exact() {
            Some(_) => response.map(|body| Body::new(Guarded::new(body, place))),
            None => response,
        })
    }

    /// Finds the place of a request and has it answered there.
    async fn dispatch(
        &self,
        request: Request,
        peer: Peer,
        terms: &Terms,
        pieces: Pieces,
        found: &mut Found,
    ) -> Result<Response, Refusal> {
        let (place, parameters) = self.paths.find(request.uri().path()).ok_or_else(Refusal::no_such_route)?;
        found.path = Some(place.path);
        let step = step_of(&self.shared.node, place.path, &request);
        let answering = pin!(async {
            let (route, call) = self.let_in(place, &request, peer, terms, &mut found.known)?;
            let limits = Arc::clone(&self.shared.limits);
            route.run(call, Asked::new(request, parameters, (route.body_limit, pieces), limits)).await
        });
        let answered = within(&step, answering).await;
        let status = answered.as_ref().map_or_else(Refusal::status, Response::status);
        step.record("http.response.status_code", status.as_u16());
        if status.is_server_error() {
            step.record("otel.status_code", "ERROR");
        }
        answered
    }

    /// Finds the route by its method, and who calls it.
    fn let_in<'r>(
        &self,
        place: &'r Place,
        request: &Request,
        peer: Peer,
        terms: &Terms,
        known: &mut Option<Known>,
    ) -> Result<(&'r Route, Call), Refusal> {
        let DoorState { limits, callers, node, .. } = &*self.shared;
        let method = match *request.method() {
            Method::HEAD => &Method::GET,
            ref method => method,
        };
        let route = place.routes.iter().find(|route| route.method == method);
        let route = route.ok_or_else(|| Refusal::method(&allowed(&place.routes)))?;
        if let Peer::At(address, _) = peer {
            limits.ask(address, route.cost.weight() - 1)?;
        }
        if let Err(refusal) = refuse_declared_length(request.headers(), route.body_limit) {
            limits.note(Limit::BodyBytes);
            return Err(refusal);
        }
        let known = known.insert(Known::of(route));
        let Identified { caller, standing } = callers.identify(peer, request.headers(), now_ms() / 1000)?;
        known.caller = Some(caller);
        may_call(route, caller, peer)?;
        let (node, terms, door) = (node.clone(), terms.clone(), Arc::clone(&self.shared));
        Ok((route, Call { node, caller, standing, peer, terms, door }))
    }
}

/// The step of a trace that a request is, which goes on with its caller's. What was not let in makes none, and a path is told as
/// in the table: what a stranger sends makes no names.
fn step_of(node: &Node, path: &'static str, request: &Request) -> Span {
    let step = step!(
        "request",
        otel.name = format!("{} {path}", request.method()),
        otel.kind = "server",
        otel.status_code = tracing::field::Empty,
        http.request.method = request.method().as_str(),
        http.route = path,
        http.response.status_code = tracing::field::Empty,
        node = node.id().map(tracing::field::display),
    );
    let parent = request.headers().get(TRACEPARENT).and_then(|parent| parent.to_str().ok());
    follow(&step, parent.and_then(TraceParent::of_header));
    step
}

/// Refuses who may not call a route.
fn may_call(route: &Route, caller: Caller, peer: Peer) -> Result<(), Refusal> {
    match (route.access, caller) {
        (Access::Anyone, _) | (Access::Operator, Caller::Operator) => Ok(()),
        (Access::Operator, Caller::Anyone) if let Some(certificate) = peer.certificate() => {
            let message = format!(
                "this route is for operators, and the certificate {certificate} is none's; nothing was done"
            );
            let body = ErrorBody::new(ErrorCode::NotAllowed, message);
            Err(body.hint("name it in http.tls.operators, or send a token of an operator's key").into())
        }
        (Access::Operator, Caller::Anyone) => {
            let message = "this route is for operators, and you have not said who you are; nothing was done";
            let body = ErrorBody::new(ErrorCode::Unauthenticated, message);
            Err(body.hint("use the admin socket, or send a token of an operator's key").into())
        }
        (Access::Operator, Caller::Key(key)) => {
            let message =
                format!("this route is for operators, and {key} is none by this token; nothing was done");
            let body = ErrorBody::new(ErrorCode::NotAllowed, message);
            Err(body.hint("name the key in node.operators, and ask for a token of the scope operator").into())
        }
    }
}

/// The methods of these routes, for the header `allow`.
fn allowed(routes: &[Route]) -> String {
    let mut methods: Vec<_> = routes.iter().map(|route| route.method.as_str()).collect();
    if methods.contains(&"GET") {
        methods.push("HEAD");
    }
    methods.join(", ")
}

fn internal(what: &str) -> Refusal {
    ErrorBody::new(ErrorCode::Internal, format!("a fault of the program: {what}")).into()
}

/// Goes on within a span. A request has some kilobytes on its way, so it stays where it is, and goes through no hands where nobody
/// wants the span.
async fn within<T>(span: &Span, answering: Pin<&mut impl Future<Output = T>>) -> T {
    match span.is_disabled() {
        true => answering.await,
        false => answering.instrument(span.clone()).await,
    }
}

/// Turns a panic into its words, so that it ends one request and nothing else.
async fn caught<T>(mut answering: Pin<&mut impl Future<Output = T>>) -> Result<T, String> {
    std::future::poll_fn(|context| {
        // What a handler shares with others is behind locks that recover from a holder's panic.
        match catch_unwind(AssertUnwindSafe(|| answering.as_mut().poll(context))) {
            Ok(poll) => poll.map(Ok),
            Err(panic) => Poll::Ready(Err(panic_text(panic.as_ref()).to_owned())),
        }
    })
    .await
}

fn panic_text(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("a panic without words")
}

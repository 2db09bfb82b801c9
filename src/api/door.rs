//! What all requests by one door have in common, and the way each of them goes.

use std::any::Any;
use std::net::IpAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Instant;

use axum::Router;
use axum::body::{Body, HttpBody};
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_SECURITY_POLICY, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderValue, Method};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use cyberfly_core::ErrorCode;
use cyberfly_core::trace::TraceParent;
use cyberfly_node::config::Fingerprint;
use cyberfly_node::metrics::DoorName;
use cyberfly_node::{Node, now_ms};
use cyberfly_protocol::{Caller, ErrorBody};
use cyberfly_telemetry::{TRACEPARENT, follow, step};
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};
use tracing::{Instrument, Span};

use crate::audit::{self, Known};
use crate::call::Call;
use crate::caller::{Callers, Identified};
use crate::graphql::Graph;
use crate::guarded::Guarded;
use crate::host::HostRule;
use crate::input::Pieces;
use crate::input::refuse_declared_length;
use crate::limits::{Limit, Limits};
use crate::refusal::Refusal;
use crate::request_id::{REQUEST_ID, RequestId};
use crate::table::{Access, Route};
use crate::tls::Terms;

/// Answers from this size on are compressed, if the caller can read that.
const COMPRESS_FROM: u16 = 1024;

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

/// The door as a service: every route of the table, and before each of them what holds for all.
pub(crate) fn router(door: Arc<DoorState>, table: Vec<Route>) -> Router {
    let mut router = Router::new();
    let mut paths: Vec<&'static str> = table.iter().map(|route| route.path).collect();
    paths.sort_unstable();
    paths.dedup();
    for path in paths {
        let routes: Arc<[Route]> = table.iter().filter(|route| route.path == path).cloned().collect();
        let door = Arc::clone(&door);
        let dispatch = async move |request: Request| {
            let mut known = None;
            let step = step_of(&door.node, path, &request);
            let answered = dispatch(&door, &routes, request, &mut known).instrument(step.clone()).await;
            let mut response = answered.into_response();
            step.record("http.response.status_code", response.status().as_u16());
            if response.status().is_server_error() {
                step.record("otel.status_code", "ERROR");
            }
            if let Some(known) = known {
                response.extensions_mut().insert(known);
            }
            response.extensions_mut().insert(RoutePath(path));
            response
        };
        router = router.route(path, any(dispatch));
    }
    let compression =
        CompressionLayer::new().compress_when(SizeAbove::new(COMPRESS_FROM).and(NotForContentType::SSE));
    let cors = crate::cors::layer(&door.origins);
    let router = router
        .fallback(async || Refusal::no_such_route())
        .layer(from_fn_with_state(door, pass))
        .layer(compression);
    match cors {
        Some(cors) => router.layer(cors),
        None => router,
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

/// The route that answered: its path as in the table.
#[derive(Clone, Copy)]
struct RoutePath(&'static str);

/// What holds for every request, whatever it asks: it gets a name, it is let in or not, and it gets an answer.
async fn pass(State(door): State<Arc<DoorState>>, request: Request, next: Next) -> Response {
    let id = RequestId::of(request.headers());
    let (began, node) = (Instant::now(), door.node.clone());
    let (peer, uri) = (request.extensions().get::<Peer>().copied(), request.uri().clone());
    let by = request.extensions().get::<Peer>().map_or(DoorName::Http, |peer| peer.door());
    let span = tracing::info_span!("request", %id, method = %request.method(), path = request.uri().path());
    let mut response = async {
        let mut response = door.admit(request, next).await.unwrap_or_else(Refusal::into_response);
        let known = response.extensions_mut().remove::<Known>();
        let refusal = response.extensions_mut().remove::<Refusal>();
        let refused = refusal.as_ref().map(Refusal::code);
        if let Some(record) = peer.and_then(|peer| audit::of_request(known, refused, (peer, &uri), &id)) {
            node.audit().record(record);
        }
        if let Some(refusal) = refusal {
            refusal.log();
            let route = response.extensions_mut().remove::<RoutePath>();
            response = refusal.answer(id.as_str());
            if let Some(route) = route {
                response.extensions_mut().insert(route);
            }
        }
        response
    }
    .instrument(span)
    .await;
    let route = response.extensions().get::<RoutePath>().map_or("none", |route| route.0);
    node.metrics().request(by, route, response.status().as_u16(), began.elapsed());
    let headers = response.headers_mut();
    if let Some(id) = id.to_header() {
        headers.insert(REQUEST_ID, id);
    }
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.entry(CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static("default-src 'none'"));
    response
}

impl DoorState {
    /// The steps before a route, in ascending order of cost.
    async fn admit(&self, mut request: Request, next: Next) -> Result<Response, Refusal> {
        let peer = request.extensions().get::<Peer>().copied();
        let peer = peer.ok_or_else(|| internal("a connection without a peer"))?;
        let place = match peer {
            Peer::Owner => None,
            Peer::At(address, _) => {
                self.hosts.check(&request)?;
                self.limits.ask(address, 1)?;
                Some(self.limits.begin()?)
            }
        };
        let pieces = Pieces::default();
        request.extensions_mut().insert(pieces.clone());
        let answering = caught(next.run(request));
        let response = match pieces.within(self.limits.settings().request_timeout.0, answering).await {
            Some(response) => response?,
            None => {
                self.limits.note(Limit::RequestTimeout);
                let message =
                    "the answer took longer than a request may; whether a write was stored is not known";
                let body = ErrorBody::new(ErrorCode::Timeout, message);
                return Err(body
                    .hint("hand a write in again: the same operation twice has one effect")
                    .into());
            }
        };
        // An answer of known length takes memory until it is sent; a stream takes what it needs as it goes.
        Ok(match response.body().size_hint().exact() {
            Some(_) => response.map(|body| Body::new(Guarded::new(body, place))),
            None => response,
        })
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
                let message =
                    "this route is for operators, and you have not said who you are; nothing was done";
                let body = ErrorBody::new(ErrorCode::Unauthenticated, message);
                Err(body.hint("use the admin socket, or send a token of an operator's key").into())
            }
            (Access::Operator, Caller::Key(key)) => {
                let message =
                    format!("this route is for operators, and {key} is none by this token; nothing was done");
                let body = ErrorBody::new(ErrorCode::NotAllowed, message);
                Err(body
                    .hint("name the key in node.operators, and ask for a token of the scope operator")
                    .into())
            }
        }
    }
}

/// Finds the route by its method and runs it.
async fn dispatch(
    door: &Arc<DoorState>,
    routes: &[Route],
    request: Request,
    known: &mut Option<Known>,
) -> Result<Response, Refusal> {
    let method = match *request.method() {
        Method::HEAD => &Method::GET,
        ref method => method,
    };
    let Some(route) = routes.iter().find(|route| route.method == method) else {
        return Err(Refusal::method(&allowed(routes)));
    };
    let peer = request.extensions().get::<Peer>().copied();
    let peer = peer.ok_or_else(|| internal("a connection without a peer"))?;
    if let Peer::At(address, _) = peer {
        door.limits.ask(address, route.cost.weight() - 1)?;
    }
    if let Err(refusal) = refuse_declared_length(request.headers(), route.body_limit) {
        door.limits.note(Limit::BodyBytes);
        return Err(refusal);
    }
    let known = known.insert(Known::of(route));
    let Identified { caller, standing } = door.callers.identify(peer, request.headers(), now_ms() / 1000)?;
    known.caller = Some(caller);
    DoorState::may_call(route, caller, peer)?;
    let terms = request.extensions().get::<Terms>().cloned().unwrap_or(Terms::NONE);
    let call = Call { node: door.node.clone(), caller, standing, peer, terms, door: Arc::clone(door) };
    route.run(call, request).await
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

/// Turns a panic into an answer, so that it ends one request and nothing else.
async fn caught<T>(answering: impl Future<Output = T>) -> Result<T, Refusal> {
    let mut answering = pin!(answering);
    std::future::poll_fn(|context| {
        // What a handler shares with others is behind locks that recover from a holder's panic.
        match catch_unwind(AssertUnwindSafe(|| answering.as_mut().poll(context))) {
            Ok(poll) => poll.map(Ok),
            Err(panic) => {
                tracing::error!(what = panic_text(panic.as_ref()), "a request met a fault of the program");
                Poll::Ready(Err(internal("this request met one; others did not")))
            }
        }
    })
    .await
}

fn panic_text(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("a panic without words")
}

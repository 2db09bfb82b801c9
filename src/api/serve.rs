//! Opening the doors, serving, closing them.

use std::fs::{self, Permissions};
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::os::unix::fs::{FileTypeExt, PermissionsExt};
use std::path::{Path, PathBuf};

use std::sync::Arc;
use std::time::Duration;

use cyberfly_core::ErrorCode;
use cyberfly_node::config::Config;
use cyberfly_node::{DoorFacts, Node, Phase};
use cyberfly_protocol::{ErrorBody, Listen};
use rustix::process::{Resource, Rlimit, geteuid, getrlimit, setrlimit};
use tokio::net::{TcpListener, TcpStream, UnixListener, UnixStream};
use tokio::sync::{Semaphore, mpsc};

use crate::caller::Callers;
use crate::connection::{self, Farewells};
use crate::door::{Door, DoorState, Peer, Wire};
use crate::graphql::Graph;
use crate::host::HostRule;
use crate::limits::{Limits, TooMany};
use crate::routes;
use crate::table::Route;
use crate::tls::{Terms, Tls, TlsError, door_facts, is_operator};

/// Why a door could not be opened. No door is open then, and no file was left.
#[derive(Debug, thiserror::Error)]
pub enum DoorsError {
    /// The address of the HTTP door is taken or not ours.
    #[error("the HTTP door cannot listen on {address}: {source}")]
    Http {
        /// The address that was asked for.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// The door would speak plain HTTP with other machines, and nobody said that it may.
    #[error(
        "the HTTP door at {0} would speak plain HTTP with other machines, and whoever is on the way would read and change \
         what passes"
    )]
    Plain(SocketAddr),
    /// The files of TLS cannot be used.
    #[error("the HTTP door cannot speak TLS: {0}")]
    Tls(#[from] TlsError),
    /// Another process answers at the socket.
    #[error("another process answers at the socket {0}; it was left alone")]
    SocketInUse(PathBuf),
    /// There is a file of another type where the socket is to be.
    #[error("{0} is there already and is no socket; it was left alone")]
    NotASocket(PathBuf),
    /// The socket could not be made.
    #[error("the admin socket {path} cannot be made: {source}")]
    Socket {
        /// Where.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// Open doors that do not serve yet: callers who come already wait.
pub struct Doors {
    config: Config,
    http: Option<TcpListener>,
    tls: Option<Arc<Tls>>,
    socket: UnixListener,
    file: SocketFile,
}

/// The socket's file; removed when dropped.
struct SocketFile(PathBuf);

impl Drop for SocketFile {
    fn drop(&mut self) {
        // It may have been removed by hand; then there is nothing left to do.
        let _gone = fs::remove_file(&self.0);
    }
}

/// Refuses to speak plain HTTP with other machines unless somebody said that this may be.
fn refuse_plain(config: &Config) -> Result<(), DoorsError> {
    match config.http.plain_abroad() {
        Some(address) if !config.http.allow_plain => Err(DoorsError::Plain(address)),
        _ => Ok(()),
    }
}

impl Doors {
    /// Looks whether doors could be opened with this configuration, as far as that shows before they are: what they speak,
    /// and the files that they speak it with.
    pub fn check(config: &Config) -> Result<(), DoorsError> {
        refuse_plain(config)?;
        door_facts(&config.http)?;
        Ok(())
    }

    /// Opens the doors. A socket that a dead process left behind is replaced; call this only while owning the data
    /// directory the socket belongs to.
    pub async fn open(config: &Config, socket: &Path) -> Result<Self, DoorsError> {
        refuse_plain(config)?;
        let tls = if config.http.enabled { Tls::open(&config.http.tls)? } else { None };
        let http = match config.http.enabled {
            true => {
                let address = config.http.listen;
                let bound = TcpListener::bind(address).await;
                Some(bound.map_err(|source| DoorsError::Http { address, source })?)
            }
            false => None,
        };
        clear_stale(socket)?;
        let failed = |source| DoorsError::Socket { path: socket.to_path_buf(), source };
        let listener = UnixListener::bind(socket).map_err(failed)?;
        let file = SocketFile(socket.to_path_buf());
        fs::set_permissions(socket, Permissions::from_mode(0o600)).map_err(failed)?;
        Ok(Self { config: config.clone(), http, tls, socket: listener, file })
    }

    /// Where the doors are.
    pub fn listen(&self) -> Listen {
        let http = self.http.as_ref().and_then(|listener| listener.local_addr().ok());
        Listen {
            socket: Some(self.file.0.display().to_string()),
            http: http.map(|address| address.to_string()),
            quic: Vec::new(),
        }
    }

    /// Serves until the node drains, and then until what was begun is finished.
    pub async fn serve(self, node: Node) -> io::Result<()> {
        self.serve_table(node, routes::all()).await
    }

    pub(crate) async fn serve_table(self, node: Node, table: Vec<Route>) -> io::Result<()> {
        make_room_for(self.config.limits.connections.get());
        let limits = Arc::new(Limits::new(self.config.limits));
        let counted = Arc::clone(&limits);
        node.tells_limits(move || counted.now());
        let (tls, plain_at) = (self.tls.clone(), self.config.http.plain_abroad());
        node.tells_door(move || DoorFacts { plain_at, shown: tls.as_ref().map(|tls| tls.shown()) });
        let settings = node.settings();
        let by_certificate = move |certificate| is_operator(&settings, certificate);
        let callers = Arc::new(Callers::new(node.id(), self.config.node.operators, Box::new(by_certificate)));
        let graph = Arc::new(Graph::new(&node, &self.config.http, Arc::clone(&limits)));
        let door = |hosts, origins| {
            let (limits, callers, graph) = (Arc::clone(&limits), Arc::clone(&callers), Arc::clone(&graph));
            let shared = DoorState { node: node.clone(), limits, callers, hosts, origins, graph };
            Arc::new(Door::new(shared, table.clone()))
        };
        // Each connection holds a clone; when the last one is gone, so are the connections.
        let (open, mut all_closed) = mpsc::channel::<()>(1);
        let served = Served { limits: Arc::clone(&limits), node: node.clone(), open };
        let http = match self.http {
            Some(listener) => {
                let hosts = HostRule::of(listener.local_addr()?.ip(), &self.config.http.hosts);
                let door = door(hosts, self.config.http.cors_origins);
                if let Some(tls) = &self.tls {
                    tokio::spawn(Arc::clone(tls).follow(node.clone()));
                }
                tokio::spawn(take_strangers(listener, self.tls, door, served.clone()))
            }
            None => tokio::spawn(std::future::ready(())),
        };
        let socket = tokio::spawn(take_owner(self.socket, door(HostRule::Any, Vec::new()), served));
        http.await.and(socket.await).map_err(io::Error::other)?;
        let _none_ever_comes = all_closed.recv().await;
        drop(self.file);
        Ok(())
    }
}

/// Files that the node needs beside its connections.
const OTHER_FILES: u64 = 256;

/// Takes as many open files as the system lets this process have, since each connection is one, and warns if that is too
/// few: beyond them callers wait in the system's queue with no answer.
fn make_room_for(connections: usize) {
    let mut files = getrlimit(Resource::Nofile);
    if files.current != files.maximum {
        let raised = Rlimit { current: files.maximum, maximum: files.maximum };
        if setrlimit(Resource::Nofile, raised).is_ok() {
            files = raised;
        }
    }
    let wanted = connections as u64 + OTHER_FILES;
    if let Some(allowed) = files.current.filter(|allowed| *allowed < wanted) {
        tracing::warn!(
            allowed,
            wanted,
            "fewer open files are allowed than limits.connections can need: see ulimit -n"
        );
    }
}

/// What every connection needs.
#[derive(Clone)]
pub(crate) struct Served {
    /// What strangers may take.
    pub(crate) limits: Arc<Limits>,
    /// The node behind the door.
    pub(crate) node: Node,
    open: mpsc::Sender<()>,
}

impl Served {
    async fn draining(&self) {
        let mut phase = self.node.phase();
        // An error means that the node is gone, which is the same to a door.
        let _gone = phase.wait_for(|phase| *phase == Phase::Draining).await;
    }
}

/// How long a door waits when the system has no more connections to give.
const BREATH: Duration = Duration::from_millis(100);

async fn take_strangers(listener: TcpListener, tls: Option<Arc<Tls>>, door: Arc<Door>, served: Served) {
    let farewells = Farewells::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = served.draining() => return,
        };
        let (stream, address) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                catch_breath(&error).await;
                continue;
            }
        };
        let (door, served) = (Arc::clone(&door), served.clone());
        match served.limits.connect(address.ip()) {
            // There is no word before a handshake.
            Err(_) if tls.is_some() => drop(stream),
            Err(too_many) => {
                let message = match too_many {
                    TooMany::InAll => "there are as many connections as there may be",
                    TooMany::FromOne => "there are as many connections from your address as there may be",
                };
                let refusal = ErrorBody::new(ErrorCode::ResourceExhausted, message)
                    .hint("close some, or try again in a second");
                farewells.say(stream, refusal, TcpStream::try_write).await;
            }
            Ok(ticket) => {
                // A failure means slower small answers, nothing else.
                let _slower = stream.set_nodelay(true);
                let tls = tls.clone();
                tokio::spawn(async move {
                    take_stranger(stream, address.ip(), tls, &door, &served).await;
                    drop((ticket, served.open));
                });
            }
        }
    }
}

async fn take_stranger(
    stream: TcpStream,
    address: IpAddr,
    tls: Option<Arc<Tls>>,
    door: &Door,
    served: &Served,
) {
    let Some(tls) = tls else {
        return connection::serve(stream, Peer::At(address, Wire::Plain), door, served, Terms::NONE).await;
    };
    let greeted = tokio::select! {
        greeted = tls.greet(stream, &served.limits) => greeted,
        () = served.draining() => None,
    };
    if let Some(private) = greeted {
        let peer = Peer::At(address, Wire::Private(private.certificate));
        connection::serve(private.stream, peer, door, served, private.terms).await;
    }
}

/// A caller that came and went is nobody's fault; anything else, such as too many open files, passes with time.
async fn catch_breath(error: &io::Error) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    if !matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset) {
        tracing::warn!(%error, "a connection cannot be taken");
        tokio::time::sleep(BREATH).await;
    }
}

/// The most connections to the admin socket.
const OWNER_CONNECTIONS: usize = 256;

async fn take_owner(listener: UnixListener, door: Arc<Door>, served: Served) {
    let places = Arc::new(Semaphore::new(OWNER_CONNECTIONS));
    let farewells = Farewells::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = served.draining() => return,
        };
        let stream = match accepted {
            Ok((stream, _)) => stream,
            Err(error) => {
                catch_breath(&error).await;
                continue;
            }
        };
        // The mode of the file says the same; this does not rely on it.
        match stream.peer_cred() {
            Ok(peer) if peer.uid() == geteuid().as_raw() || peer.uid() == 0 => {}
            Ok(peer) => {
                tracing::warn!(uid = peer.uid(), "turned a stranger away from the admin socket");
                continue;
            }
            Err(error) => {
                tracing::warn!(%error, "turned an unknown caller away from the admin socket");
                continue;
            }
        }
        let Ok(place) = Arc::clone(&places).try_acquire_owned() else {
            tracing::warn!("the admin socket has {OWNER_CONNECTIONS} connections already");
            let message = format!("the admin socket has {OWNER_CONNECTIONS} connections already");
            let refusal = ErrorBody::new(ErrorCode::ResourceExhausted, message)
                .hint("end commands that follow the node, or try again in a second");
            farewells.say(stream, refusal, UnixStream::try_write).await;
            continue;
        };
        let (door, served) = (Arc::clone(&door), served.clone());
        tokio::spawn(async move {
            connection::serve(stream, Peer::Owner, &door, &served, Terms::NONE).await;
            drop((place, served.open));
        });
    }
}

fn clear_stale(socket: &Path) -> Result<(), DoorsError> {
    let failed = |source| DoorsError::Socket { path: socket.to_path_buf(), source };
    match fs::symlink_metadata(socket) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(failed(error)),
        Ok(found) if !found.file_type().is_socket() => Err(DoorsError::NotASocket(socket.to_path_buf())),
        Ok(_) => match std::os::unix::net::UnixStream::connect(socket) {
            Ok(_) => Err(DoorsError::SocketInUse(socket.to_path_buf())),
            Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => {
                fs::remove_file(socket).map_err(failed)
            }
            Err(error) => Err(failed(error)),
        },
    }
}

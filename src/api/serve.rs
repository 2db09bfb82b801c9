//! Opening the doors, serving, closing them.

use std::fs::{self, Permissions};
use std::io;
use std::net::SocketAddr;
use std::os::unix::fs::{FileTypeExt, PermissionsExt};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};

use cyberfly_node::{Node, Phase};
use cyberfly_protocol::Listen;
use tokio::net::{TcpListener, UnixListener};
use tokio::task::JoinSet;

use crate::listeners::OwnerOnly;
use crate::routes;

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
    http: Option<TcpListener>,
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

impl Doors {
    /// Opens the doors. A socket that a dead process left behind is replaced; call this only while owning the data
    /// directory the socket belongs to.
    pub async fn open(http: Option<SocketAddr>, socket: &Path) -> Result<Self, DoorsError> {
        let http = match http {
            Some(address) => {
                let bound = TcpListener::bind(address).await;
                Some(bound.map_err(|source| DoorsError::Http { address, source })?)
            }
            None => None,
        };
        clear_stale(socket)?;
        let failed = |source| DoorsError::Socket { path: socket.to_path_buf(), source };
        let listener = UnixListener::bind(socket).map_err(failed)?;
        let file = SocketFile(socket.to_path_buf());
        fs::set_permissions(socket, Permissions::from_mode(0o600)).map_err(failed)?;
        Ok(Self { http, socket: listener, file })
    }

    /// Where the doors are.
    pub fn listen(&self) -> Listen {
        let http = self.http.as_ref().and_then(|listener| listener.local_addr().ok());
        Listen {
            socket: Some(self.file.0.display().to_string()),
            http: http.map(|address| address.to_string()),
        }
    }

    /// Serves until the node drains, and then until what was begun is finished.
    pub async fn serve(self, node: Node) -> io::Result<()> {
        let mut doors = JoinSet::new();
        if let Some(http) = self.http {
            let served = axum::serve(http, routes::public(node.clone()));
            doors.spawn(served.with_graceful_shutdown(draining(node.clone())).into_future());
        }
        let served = axum::serve(OwnerOnly(self.socket), routes::operator(node.clone()));
        doors.spawn(served.with_graceful_shutdown(draining(node)).into_future());
        while let Some(ended) = doors.join_next().await {
            ended.map_err(io::Error::other)??;
        }
        drop(self.file);
        Ok(())
    }
}

async fn draining(node: Node) {
    let mut phase = node.phase();
    // An error means that the node is gone, which is the same to a door.
    let _gone = phase.wait_for(|phase| *phase == Phase::Draining).await;
}

fn clear_stale(socket: &Path) -> Result<(), DoorsError> {
    let failed = |source| DoorsError::Socket { path: socket.to_path_buf(), source };
    match fs::symlink_metadata(socket) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(failed(error)),
        Ok(found) if !found.file_type().is_socket() => Err(DoorsError::NotASocket(socket.to_path_buf())),
        Ok(_) => match UnixStream::connect(socket) {
            Ok(_) => Err(DoorsError::SocketInUse(socket.to_path_buf())),
            Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => {
                fs::remove_file(socket).map_err(failed)
            }
            Err(error) => Err(failed(error)),
        },
    }
}

//! Which way a command takes to the data, decided once: through a running node, or on the data directory itself.

use std::path::Path;
use std::time::{Duration, Instant};

use cyberfly_client::{Connect, NodeClient};
use cyberfly_core::ErrorCode;
use cyberfly_node::Node;
use cyberfly_protocol::{Door, ErrorBody};

use crate::cli::Global;
use crate::failure::Failure;
use crate::ui::Ui;
use crate::{places, settings};

/// How often a command looks again while it waits for a lock or a node.
pub(crate) const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// Which ways a command may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ways {
    /// Through a node if one runs, else in this process.
    Any,
    /// Through a node only.
    Online,
    /// In this process only.
    Offline,
}

/// The way that was taken. An in-process node is closed when this is dropped by [`Way::close`].
pub(crate) enum Way {
    Client(NodeClient),
    InProcess(Node),
}

impl Way {
    /// The node at the other end.
    pub(crate) fn door(&self) -> &dyn Door {
        match self {
            Way::Client(client) => client,
            Way::InProcess(node) => node,
        }
    }

    /// Finishes what was begun.
    pub(crate) fn close(self) -> Result<(), Failure> {
        match self {
            Way::Client(_) => Ok(()),
            Way::InProcess(node) => Ok(node.close()?),
        }
    }
}

/// What a command wants of the data directory when no node runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Intent {
    /// Only to look: a directory that is not there is not made.
    Read,
    /// To change something: a directory that is not there is made.
    Write,
}

/// Finds the way. While another process holds the data directory and does not answer yet, it is waited for.
pub(crate) async fn find(ui: &mut Ui, global: &Global, ways: Ways, intent: Intent) -> Result<Way, Failure> {
    let data = places::data_dir(global)?;
    let socket = places::socket(global, &data)?;
    let options = settings::load(global, Vec::new())?.storage.options();
    let deadline = Instant::now() + global.patience();
    loop {
        if ways != Ways::Offline {
            match NodeClient::at_socket(&socket, global.patience())? {
                Connect::Listening(client) => {
                    ui.detail(&format!("through the node at {}", socket.display()));
                    return Ok(Way::Client(client));
                }
                Connect::NotAllowed => return Err(not_allowed(&socket)),
                Connect::Nobody if ways == Ways::Online => {
                    return Err(Failure::not_running(format!("no node answers at {}", socket.display())));
                }
                Connect::Nobody => {}
            }
        }
        if intent == Intent::Read && !data.join("FORMAT").exists() {
            let message = format!("there are no data in {}", data.display());
            return Err(ErrorBody::new(ErrorCode::NotFound, message)
                .hint("name another directory with --data-dir")
                .into());
        }
        match Node::open_for_command(&data, options.clone()) {
            Ok(node) => {
                ui.detail(&format!("in this process, on {}", data.display()));
                return Ok(Way::InProcess(node));
            }
            Err(error) if error.code() == ErrorCode::Locked && Instant::now() < deadline => {
                tokio::time::sleep(LOOK_AGAIN).await;
            }
            Err(error) => return Err(error.into()),
        }
    }
}

/// The socket is there, but belongs to someone else.
pub(crate) fn not_allowed(socket: &Path) -> Failure {
    let message = format!("the admin socket {} belongs to another user", socket.display());
    ErrorBody::new(ErrorCode::NotAllowed, message)
        .hint("run the command as the user who runs the node")
        .into()
}

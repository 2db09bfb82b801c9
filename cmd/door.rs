//! Which way a command takes to the data, decided once: through a node, or on the data directory itself.

pub(crate) mod target;

use std::path::Path;
use std::time::{Duration, Instant};

use cyberfly_client::{Connect, NodeClient};
use cyberfly_core::ErrorCode;
use cyberfly_node::Node;
use cyberfly_protocol::{Door, ErrorBody};
use cyberfly_store::RESTORED;
use tempfile::TempDir;

use crate::cli::Global;
use crate::failure::Failure;
use crate::settings;
use crate::ui::Ui;
use crate::ui::progress::{Progress, Unit};
use target::Target;

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
    /// On a directory that is removed at the end.
    Nowhere(Node, TempDir),
}

impl Way {
    /// The node at the other end.
    pub(crate) fn door(&self) -> &dyn Door {
        match self {
            Way::Client(client) => client,
            Way::InProcess(node) | Way::Nowhere(node, _) => node,
        }
    }

    /// Finishes what was begun.
    pub(crate) fn close(self) -> Result<(), Failure> {
        match self {
            Way::Client(_) => Ok(()),
            Way::InProcess(node) => Ok(node.close()?),
            Way::Nowhere(node, folder) => {
                node.close()?;
                let removed = folder.close();
                removed.map_err(|error| Failure::internal(format!("a temporary directory: {error}")))
            }
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
    /// To see what a change would come to: where there are no data, an empty directory stands in for them.
    Rehearse,
}

/// What is done while something is waited for, for at most about so long. Says whether it came to anything.
pub(crate) type Meanwhile<'a> = &'a mut dyn FnMut(Duration) -> Result<bool, Failure>;

/// Finds the way. While another process holds the data directory and does not answer yet, it is waited for.
pub(crate) async fn find(ui: &mut Ui, global: &Global, ways: Ways, intent: Intent) -> Result<Way, Failure> {
    find_meanwhile(ui, global, ways, intent, None).await
}

/// As [`find`], but does something while it waits; as long as that comes to anything, the time does not run out.
pub(crate) async fn find_meanwhile(
    ui: &mut Ui,
    global: &Global,
    ways: Ways,
    intent: Intent,
    mut meanwhile: Option<Meanwhile<'_>>,
) -> Result<Way, Failure> {
    let target = match ways {
        Ways::Offline => Target::here(global)?,
        Ways::Any | Ways::Online => Target::choose(global)?,
    };
    let Target::Here { data, .. } = &target else {
        return Ok(Way::Client(target.client(ui, global)?));
    };
    let mut options = settings::load(global, Vec::new())?.storage.options();
    let mut deadline = Instant::now() + global.patience();
    let progress = Progress::begin(ui, "opening the data", Unit::Bytes);
    options.progress = Some(progress.meter());
    loop {
        if ways != Ways::Offline {
            match target.connect(ui, global)? {
                Connect::Listening(client) => return Ok(Way::Client(client)),
                Connect::NotAllowed => return Err(target.not_allowed()),
                Connect::Nobody if ways == Ways::Online => return Err(target.nobody()),
                Connect::Nobody => {}
            }
        }
        if intent == Intent::Read && !has_data(data) {
            let message = format!("there are no data in {}", data.display());
            return Err(ErrorBody::new(ErrorCode::NotFound, message)
                .hint("name another directory with --data-dir")
                .into());
        }
        if intent == Intent::Rehearse && !has_data(data) {
            let folder = tempfile::Builder::new().prefix("cyberfly-").tempdir();
            let folder =
                folder.map_err(|error| Failure::internal(format!("a temporary directory: {error}")))?;
            let node = Node::open_for_command(folder.path(), options)?;
            return Ok(Way::Nowhere(node, folder));
        }
        match Node::open_for_command(data, options.clone()) {
            Ok(node) => {
                ui.detail(&format!("in this process, on {}", data.display()));
                return Ok(Way::InProcess(node));
            }
            Err(error) if error.code() == ErrorCode::Locked && Instant::now() < deadline => {
                progress.also(format!("waiting: {error}"));
                let came = meanwhile.as_mut().map_or(Ok(false), |meanwhile| meanwhile(LOOK_AGAIN))?;
                if came {
                    deadline = Instant::now() + global.patience();
                } else {
                    tokio::time::sleep(LOOK_AGAIN).await;
                }
            }
            Err(error) => return Err(error.into()),
        }
    }
}

/// Whether a node has ever kept data in this directory.
pub(crate) fn has_data(folder: &Path) -> bool {
    // What a restore has made is there before it is in its place: whoever opens the directory moves it there.
    folder.join("FORMAT").exists() || folder.join(RESTORED).exists()
}

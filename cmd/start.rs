//! `cyberfly start`: run a node, in the foreground or behind the command.

mod anew;
mod background;
mod notify;
mod reload;

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use cyberfly_api::{Doors, DoorsError};
use cyberfly_core::{ErrorCode, PublicKey};
use cyberfly_node::config::{Config, Which};
use cyberfly_node::{LogBook, Node, Phase};
use cyberfly_protocol::{Door, ErrorBody, Listen, Status};
use tempfile::TempDir;
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::cli::{Global, StartArgs};
use crate::door::target::refuse_elsewhere;
use crate::failure::Failure;
use crate::logs::LevelSwitch;
use crate::trace::NodeTraces;
use crate::ui::Ui;
use crate::ui::progress::{Progress, Unit};
use crate::{logs, places, settings};

const SIGINT_EXIT: u8 = 130;
const SIGTERM_EXIT: u8 = 143;

pub(crate) fn run(ui: &mut Ui, global: &Global, args: StartArgs) -> Result<u8, Failure> {
    refuse_elsewhere(global)?;
    let config = settings::load(global, args.flags(global))?;
    Doors::check(&config).map_err(|error| doors_failed(&error))?;
    if args.dry.dry_run {
        let place = if args.ephemeral {
            "a temporary directory".to_owned()
        } else {
            places::data_dir(global)?.display().to_string()
        };
        return ui.would(&format!("run a node on {place}, with a configuration that is right"));
    }
    let may_expect_more = !args.peer.is_empty() && args.replicate.is_none();
    if may_expect_more && config.replicate.databases == Which::default() && !args.in_background {
        ui.note(
            "this node keeps the databases of its own keys alone; with --replicate all it keeps what its peers \
             hold, too",
        );
    }
    if args.detach && !args.in_background {
        return background::start(ui, global);
    }
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
    let place = Place::find(global, args.ephemeral)?;
    let book = Arc::default();
    let (steps, traces) = NodeTraces::begin(&config.telemetry)?;
    let level = if args.in_background {
        if !anew::has_begun() {
            background::leave_terminal()?;
        }
        std::fs::create_dir_all(&place.data)
            .and_then(|()| logs::to_file(&config.log, &place.data, &book, steps))
            .map_err(|error| cannot_use(&place.data, &error))?
    } else {
        logs::to_stderr(&config.log, std::io::stderr().is_terminal(), &book, steps)
    };
    NodeTraces::warn_if_deaf();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::internal(format!("starting the runtime: {error}")))?;
    let start = Start { config, place, level, book, in_background: args.in_background };
    let read_again = || settings::load(global, args.flags(global));
    let ended = runtime.block_on(live(ui, start, &read_again));
    // Whatever still runs was given up on; waiting for it here would hold up an impatient second signal.
    runtime.shutdown_background();
    traces.finish();
    match ended? {
        Ended::Stopped(exit) => Ok(exit),
        Ended::ToBeginAnew(ports) => Err(anew::begin(ports)),
    }
}

/// How the life of a node ended.
enum Ended {
    /// With this exit code.
    Stopped(u8),
    /// A start mends what is wrong with it. These ports are to be its own again.
    ToBeginAnew(anew::Ports),
}

fn cannot_use(data: &Path, error: &std::io::Error) -> Failure {
    let body = ErrorBody::new(ErrorCode::Internal, format!("{} cannot be used: {error}", data.display()));
    body.hint("name a directory you may write to with --data-dir").into()
}

/// Where the node keeps its state and its socket.
struct Place {
    data: PathBuf,
    socket: PathBuf,
    /// Removes the state of an ephemeral node at the end.
    temporary: Option<TempDir>,
}

impl Place {
    fn find(global: &Global, ephemeral: bool) -> Result<Self, Failure> {
        let temporary = match ephemeral {
            true => {
                let made = tempfile::Builder::new().prefix("cyberfly-").tempdir();
                Some(made.map_err(|error| cannot_use(&std::env::temp_dir(), &error))?)
            }
            false => None,
        };
        let data = match &temporary {
            Some(folder) => folder.path().to_path_buf(),
            None => places::data_dir(global)?,
        };
        let socket = places::socket(global, &data)?;
        Ok(Self { data, socket, temporary })
    }

    /// Whether the state is gone when this process is.
    const fn is_temporary(&self) -> bool {
        self.temporary.is_some()
    }
}

/// What a node is started with.
struct Start {
    config: Config,
    place: Place,
    level: LevelSwitch,
    book: Arc<LogBook>,
    in_background: bool,
}

/// The signals that a node listens to.
struct Signals {
    hangup: Signal,
    interrupt: Signal,
    terminate: Signal,
}

impl Signals {
    fn listen() -> Result<Self, Failure> {
        let listen =
            |kind| signal(kind).map_err(|error| Failure::internal(format!("listening for signals: {error}")));
        Ok(Self {
            hangup: listen(SignalKind::hangup())?,
            interrupt: listen(SignalKind::interrupt())?,
            terminate: listen(SignalKind::terminate())?,
        })
    }

    /// Waits for one that ends the node and returns the exit code it stands for.
    async fn end(&mut self) -> u8 {
        tokio::select! {
            _ = self.interrupt.recv() => SIGINT_EXIT,
            _ = self.terminate.recv() => SIGTERM_EXIT,
        }
    }

    /// Waits for one of any kind. None is the one that asks to read the configuration again.
    async fn next(&mut self) -> Option<u8> {
        tokio::select! {
            _ = self.hangup.recv() => None,
            _ = self.interrupt.recv() => Some(SIGINT_EXIT),
            _ = self.terminate.recv() => Some(SIGTERM_EXIT),
        }
    }
}

/// The node's life, from opening the store to closing it.
async fn live(
    ui: &mut Ui,
    start: Start,
    read_again: &dyn Fn() -> Result<Config, Failure>,
) -> Result<Ended, Failure> {
    let Start { config, place, level, book, in_background } = start;
    let mut signals = Signals::listen()?;
    // An index that does not fit is built anew, and that may take long.
    let progress = Progress::begin(ui, "opening the data", Unit::Bytes);
    let mut options = config.storage.options();
    options.progress = Some(progress.meter());
    let builder = Node::builder(&place.data).config(config.clone()).options(options);
    let builder = builder.logbook(book).owners(operators_keys());
    let opening = tokio::task::spawn_blocking(move || builder.open());
    let node = tokio::select! {
        opened = opening => opened.map_err(|error| Failure::internal(format!("opening the store: {error}")))??,
        exit = signals.end() => {
            drop(progress);
            ui.note("interrupted while starting; the data are as they were");
            return Ok(Ended::Stopped(exit));
        }
    };
    drop(progress);
    let before = anew::Ports::before();
    let doors = match open_doors(&config, &place.socket, before.http).await {
        Ok(doors) => doors,
        Err(error) => {
            node.close()?;
            return Err(doors_failed(&error));
        }
    };
    if let Err(error) = node.join_at(before.quic).await {
        drop(doors);
        node.close()?;
        return Err(error.into());
    }
    follow_level(&node, level);
    node.serves_at(doors.listen());
    let mut serving = tokio::spawn(doors.serve(node.clone()));
    let status = node.status().await?;
    tracing::info!(node = status.node_id, data = %place.data.display(), "ready");
    if config.compat.unstamped_writes {
        tracing::warn!(
            "compat.unstamped_writes is on: the node is a witness of writes whose signatures cover the value alone"
        );
    }
    if anew::has_begun() {
        tracing::info!("the index is built anew");
    } else if in_background {
        background::report(ui, &status, &place.data)?;
    } else {
        announce(ui, &status)?;
    }
    notify::ready();
    notify::watchdog(&node);
    let mut phase = node.phase();
    let is_lasting = !place.is_temporary();
    let mut begins_anew = false;
    let ended = loop {
        tokio::select! {
            biased;
            _ = phase.wait_for(|phase| *phase == Phase::Draining) => break None,
            signal = signals.next() => match signal {
                None => reload::reload(&node, read_again()),
                Some(_) => break None,
            },
            ended = &mut serving => break Some(ended),
            () = anew::is_wanted(&node), if is_lasting => {
                tracing::warn!("the index failed, and there is room again: the node begins anew");
                begins_anew = true;
                break None;
            }
        }
    };
    notify::stopping();
    if let Some(ended) = ended {
        node.leave().await;
        node.close()?;
        return Err(Failure::internal(format!("the doors closed by themselves: {ended:?}")));
    }
    node.drain();
    tracing::info!("stopping");
    tokio::select! {
        finished = tokio::time::timeout(config.node.shutdown_grace.0, serving) => {
            if finished.is_err() {
                tracing::warn!("some requests were not finished in time; what was acknowledged is safe");
            }
        }
        exit = signals.end() => return Ok(Ended::Stopped(exit)),
    }
    node.leave().await;
    let closing = tokio::task::spawn_blocking(move || node.close());
    let closed = tokio::select! {
        closed = closing => closed,
        exit = signals.end() => return Ok(Ended::Stopped(exit)),
    };
    if begins_anew {
        // That it could not be closed well is why.
        return Ok(Ended::ToBeginAnew(anew::Ports::of(status.listen.as_ref())));
    }
    closed.map_err(|error| Failure::internal(format!("closing the store: {error}")))??;
    tracing::info!("stopped");
    Ok(Ended::Stopped(0))
}

/// Opens the doors; where the configuration takes any port, at the one that the node had before, if that is still free.
async fn open_doors(config: &Config, socket: &Path, had: Option<u16>) -> Result<Doors, DoorsError> {
    if let Some(port) = had.filter(|_| config.http.listen.port() == 0) {
        let mut there = config.clone();
        there.http.listen.set_port(port);
        match Doors::open(&there, socket).await {
            Err(DoorsError::Http { .. }) => {}
            opened => return opened,
        }
    }
    Doors::open(config, socket).await
}

/// The public keys of whoever starts the node: their databases are its own. Those under a passphrase are not known
/// without it, and without a home there are none.
fn operators_keys() -> Vec<PublicKey> {
    let kept = places::keys().ok().and_then(|keys| keys.list().ok()).unwrap_or_default();
    kept.into_iter().filter_map(|key| key.public).collect()
}

/// Lets the log follow the settings of the node.
fn follow_level(node: &Node, level: LevelSwitch) {
    let mut settings = node.settings();
    tokio::spawn(async move {
        // An error means that the node is gone.
        while settings.changed().await.is_ok() {
            level.set(settings.borrow_and_update().log.level);
        }
    });
}

fn doors_failed(error: &DoorsError) -> Failure {
    let hint = match error {
        DoorsError::Plain(_) => {
            let hint = "name a certificate: cyberfly config set http.tls.certificate FILE, and http.tls.key; or say that it \
                        may, where something in front of it speaks TLS: http.allow_plain = true";
            return Failure::misuse(format!("{error}; nothing was opened"), hint);
        }
        DoorsError::Tls(wrong) => {
            return Failure::misuse(format!("{error}; nothing was opened"), wrong.hint());
        }
        DoorsError::Http { .. } => "another port: --http 127.0.0.1:0 takes a free one",
        DoorsError::SocketInUse(_) | DoorsError::NotASocket(_) => "another path: --socket PATH",
        DoorsError::Socket { .. } => "name a path in a directory you may write to with --socket",
    };
    ErrorBody::new(ErrorCode::Internal, error.to_string()).hint(hint).into()
}

/// Tells a person, or a script, where the node is.
fn announce(ui: &mut Ui, status: &Status) -> Result<(), Failure> {
    if !ui.document(status)? {
        let Listen { socket, quic, .. } = status.listen.clone().unwrap_or_default();
        let known = [
            ("node", status.node_id.clone()),
            ("data", status.data_dir.clone()),
            ("socket", socket),
            ("http", status.url()),
            ("quic", (!quic.is_empty()).then(|| quic.join(" "))),
            ("pid", status.pid.map(|pid| pid.to_string())),
        ];
        let rows: Vec<_> = known.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
        ui.pairs(&rows)?;
    }
    ui.flush()
}

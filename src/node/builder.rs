//! Putting a node together, part by part.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use cyberfly_core::{ErrorCode, PublicKey, SecretKey};
use cyberfly_protocol::ErrorBody;
use cyberfly_store::{Options, Store};

use crate::config::Config;
use crate::events::Listener;
use crate::failure::store_error;
use crate::identity;
use crate::logbook::LogBook;
use crate::node::Node;
use crate::observer::Observer;
use crate::system::{SystemClock, WallClock};

/// A node that is to be opened. Nothing is opened or changed before [`Builder::open`].
///
/// An application can hold a node of its own, with no door open:
///
/// ```
/// use cyberfly_core::{DbName, Draft, Key, SecretKey, Stamp, Write};
/// use cyberfly_node::Node;
/// use cyberfly_protocol::Door;
///
/// # let folder = tempfile::tempdir()?;
/// # let runtime = tokio::runtime::Builder::new_multi_thread().build()?;
/// # runtime.block_on(async {
/// let node = Node::builder(folder.path()).open()?;
///
/// // A write is signed by its author; the node needs no key for it.
/// let author = SecretKey::from_seed(&[7; 32]);
/// let db = DbName::new("default", author.public())?;
/// let key = Key::new("greeting")?;
/// let writes = vec![Write::string(key.clone(), b"hello".to_vec())];
/// let stamp = Stamp::at_millis(cyberfly_node::now_ms());
/// let operation = Draft { db: db.clone(), stamp, writes, expires: None, device: None }.sign(&author)?;
///
/// let receipt = node.submit(operation.bytes().to_vec()).await?;
/// assert!(receipt.durable);
/// assert_eq!(node.get(&db, &key).await?.value.as_deref(), Some("hello"));
/// node.close()?;
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
pub struct Builder {
    data: PathBuf,
    options: Option<Options>,
    identity: Identity,
    parts: Parts,
}

/// What a node is made of beside its store.
pub(crate) struct Parts {
    pub(crate) observer: Arc<Observer>,
    pub(crate) time: Arc<dyn WallClock>,
    pub(crate) config: Config,
    /// Whose databases are this node's own, beside those of its operators by configuration.
    pub(crate) owners: Vec<PublicKey>,
    pub(crate) logbook: Arc<LogBook>,
}

enum Identity {
    /// The key in the data directory, made where there is none.
    InFolder,
    Given(Box<SecretKey>),
    None,
}

impl Builder {
    pub(crate) fn new(data: &Path) -> Self {
        let observer = Arc::new(Observer::new());
        let (time, config, logbook) = (Arc::new(SystemClock), Config::default(), Arc::default());
        let parts = Parts { observer, time, config, logbook, owners: Vec::new() };
        Self { data: data.to_path_buf(), options: None, identity: Identity::InFolder, parts }
    }

    /// With this configuration.
    #[must_use]
    pub fn config(mut self, config: Config) -> Self {
        self.parts.config = config;
        self
    }

    /// With the databases of these keys as the node's own: it replicates them unless it is told otherwise.
    #[must_use]
    pub fn owners(mut self, owners: impl IntoIterator<Item = PublicKey>) -> Self {
        self.parts.owners.extend(owners);
        self
    }

    /// With these options for the store, in place of those that the configuration gives.
    #[must_use]
    pub fn options(mut self, options: Options) -> Self {
        self.options = Some(options);
        self
    }

    /// With this key for the node, in place of the one in the data directory. It is not written anywhere.
    #[must_use]
    pub fn identity(mut self, key: SecretKey) -> Self {
        self.identity = Identity::Given(Box::new(key));
        self
    }

    /// Without a key of its own, for a single command: nobody can connect to it, and no thread looks after its health.
    #[must_use]
    pub fn without_identity(mut self) -> Self {
        self.identity = Identity::None;
        self
    }

    /// With another clock.
    #[must_use]
    pub fn clock(mut self, clock: Arc<dyn WallClock>) -> Self {
        self.parts.time = clock;
        self
    }

    /// With the book that the application's log is written to, so that the node's doors can show it.
    #[must_use]
    pub fn logbook(mut self, book: Arc<LogBook>) -> Self {
        self.parts.logbook = book;
        self
    }

    /// Somebody who hears every event, from the first one on.
    pub fn listen(&self) -> Listener {
        self.parts.observer.events.listen()
    }

    /// Opens the data directory. On an error it is as it was, but for a key that may have been made.
    pub fn open(self) -> Result<Node, ErrorBody> {
        let options = self.options.unwrap_or_else(|| self.parts.config.storage.options());
        let store = Store::open_with(&self.data, options).map_err(|error| store_error(&error))?;
        for damage in store.damage() {
            tracing::error!(%damage, "a range of the journal is damaged and not served (segment, offset, bytes, reason)");
        }
        let identity = match self.identity {
            Identity::Given(key) => Some(*key),
            Identity::None => None,
            Identity::InFolder => Some(identity::load_or_make(&self.data).map_err(|error| {
                ErrorBody::new(ErrorCode::Internal, error.to_string())
                    .hint("move the file away to get a new identity")
            })?),
        };
        Node::assemble(Arc::new(store), identity, self.parts)
    }
}

//! A node on a new data directory, its open socket, and someone who signs.

use std::collections::BTreeSet;
use std::future::Future;
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::Duration;

use cyberfly_api::Doors;
use cyberfly_client::{AuthorKey, Connect, Done, NodeClient, run};
use cyberfly_core::{DbName, DeviceId, ErrorCode, SecretKey};
use cyberfly_node::Node;
use cyberfly_node::config::Config;
use cyberfly_protocol::{Command, CommandAnswer, Door, ErrorBody, Query, QueryAnswer};
use cyberfly_store::Options;
use serde_json::{Value, json};

/// Someone who signs.
pub(crate) fn author(seed: u8) -> AuthorKey {
    AuthorKey {
        secret: SecretKey::from_seed(&[seed; 32]),
        device: DeviceId::from_bytes([seed; 8]),
        path: PathBuf::new(),
    }
}

/// A node that serves.
pub(crate) struct Lab {
    pub(crate) node: Node,
    pub(crate) client: NodeClient,
    pub(crate) http: String,
}

impl Lab {
    /// Starts a node, lets a story happen, and closes it.
    pub(crate) fn run<F: Future<Output = ()>>(story: impl FnOnce(Lab) -> F) {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let data = tempfile::tempdir().unwrap();
            let node = Node::open(data.path(), Options::default()).unwrap();
            let socket = data.path().join("admin.sock");
            let mut config = Config::default();
            config.http.listen = "127.0.0.1:0".parse().unwrap();
            let doors = Doors::open(&config, &socket).await.unwrap();
            let listen = doors.listen();
            let http = listen.http.clone().unwrap();
            node.serves_at(listen);
            let served = tokio::spawn(doors.serve(node.clone()));
            let Connect::Listening(client) = NodeClient::at_socket(&socket, Duration::from_secs(60)).unwrap()
            else {
                panic!("nobody listens")
            };
            story(Lab { node: node.clone(), client, http }).await;
            node.drain();
            served.await.unwrap().unwrap();
            node.close().unwrap();
        });
    }
}

/// What one person says and asks at one door, in one database.
pub(crate) struct Talk<'a> {
    pub(crate) door: &'a dyn Door,
    pub(crate) key: AuthorKey,
    pub(crate) db: DbName,
    pub(crate) heard: Mutex<BTreeSet<String>>,
}

pub(crate) fn command(value: Value) -> Command {
    serde_json::from_value(value.clone()).unwrap_or_else(|error| panic!("{value}: {error}"))
}

impl<'a> Talk<'a> {
    pub(crate) fn new(door: &'a dyn Door, label: &str) -> Self {
        let key = author(1);
        let db = DbName::new(label, key.secret.public()).unwrap();
        Self { door, key, db, heard: Mutex::default() }
    }

    pub(crate) async fn run(&self, commands: Vec<Command>) -> Result<Done, ErrorBody> {
        for command in &commands {
            self.heard.lock().unwrap().insert(command.word().to_owned());
        }
        run(self.door, &self.key, &self.db, commands, None).await
    }

    pub(crate) async fn try_say(&self, value: Value) -> Result<CommandAnswer, ErrorBody> {
        let mut done = self.run(vec![command(value)]).await?;
        Ok(done.answers.remove(0))
    }

    /// Carries out a command and compares its answer.
    pub(crate) async fn say(&self, value: Value, answer: Value) {
        let found = self.try_say(value.clone()).await.unwrap_or_else(|error| panic!("{value}: {error}"));
        assert_eq!(serde_json::to_value(found).unwrap(), answer, "{value}");
    }

    pub(crate) fn query(&self, mut value: Value) -> Query {
        if value["query"] != "databases" {
            value["db"] = json!(self.db.as_str());
        }
        serde_json::from_value(value.clone()).unwrap_or_else(|error| panic!("{value}: {error}"))
    }

    pub(crate) async fn try_ask(&self, value: Value) -> Result<QueryAnswer, ErrorBody> {
        let query = self.query(value);
        self.heard.lock().unwrap().insert(query.word().to_owned());
        self.door.query(query).await
    }

    pub(crate) async fn answer(&self, value: Value) -> Value {
        let found = self.try_ask(value.clone()).await.unwrap_or_else(|error| panic!("{value}: {error}"));
        serde_json::to_value(found).unwrap()
    }

    /// Asks, and compares the answer.
    pub(crate) async fn ask(&self, value: Value, answer: Value) {
        assert_eq!(self.answer(value.clone()).await, answer, "{value}");
    }

    pub(crate) async fn refused(&self, value: Value, code: ErrorCode) {
        let found = match value.get("query") {
            Some(_) => self.try_ask(value.clone()).await.map(drop),
            None => self.try_say(value.clone()).await.map(drop),
        };
        assert_eq!(found.map_err(|error| error.code()), Err(code), "{value}");
    }
}

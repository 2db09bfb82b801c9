//! Nodes on machines of their own.

use std::fs;
use std::path::Path;
use std::process::Child;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::field::{Field, can_be_made};
use crate::lab::Done;

/// How long a condition may take to come true where several nodes have a part in it. Generous: it is a limit, not a wait.
pub(super) const PATIENCE: Duration = Duration::from_secs(120);

/// Room for what these tests write.
const DISK_MIB: u32 = 512;

/// Machines with a node each, which are killed when the test forgets them.
pub(super) struct Camp {
    pub(super) field: Field,
    nodes: Vec<Option<Child>>,
}

impl Camp {
    /// So many machines; none where they cannot be made. The key of an operator is on all of them, so that its databases
    /// are every node's own.
    pub(super) fn pitch(machines: usize) -> Option<Self> {
        if !can_be_made() {
            return None;
        }
        let field = Field::new(machines, DISK_MIB);
        let camp = Self { field, nodes: (0..machines).map(|_| None).collect() };
        camp.run(0, "keygen").ok();
        let keys = |machine| camp.field.home(machine).join(".config/cyberfly/keys");
        for machine in 1..machines {
            fs::create_dir_all(keys(machine)).unwrap();
            copy_all(&keys(0), &keys(machine));
        }
        Some(camp)
    }

    /// Runs a command line on a machine, split at spaces.
    pub(super) fn run(&self, machine: usize, line: &str) -> Done {
        self.field.command(machine, line.split_whitespace()).output().unwrap().into()
    }

    /// Starts the node of a machine, which knows these peers, and waits until it is ready. It talks to the local network and
    /// replicates all.
    pub(super) fn start(&mut self, machine: usize, peers: &[String]) {
        self.start_with(machine, peers, &[]);
    }

    /// As [`Camp::start`], with these variables in the node's environment.
    pub(super) fn start_with(&mut self, machine: usize, peers: &[String], environment: &[(&str, &str)]) {
        self.nodes[machine] = Some(self.field.start(machine, peers, environment));
    }

    /// Starts all nodes; each knows those before it.
    pub(super) fn start_all(&mut self) -> Vec<String> {
        let mut tickets = Vec::new();
        for machine in 0..self.nodes.len() {
            self.start(machine, &tickets);
            tickets.push(self.ticket(machine));
        }
        tickets
    }

    /// What a node has logged.
    pub(super) fn log(&self, machine: usize) -> String {
        self.field.log(machine)
    }

    /// What another node's `--peer` takes.
    pub(super) fn ticket(&self, machine: usize) -> String {
        self.run(machine, "ticket").ok().text().trim().to_owned()
    }

    /// Kills a node without a chance to clean up.
    pub(super) fn kill(&mut self, machine: usize) {
        if let Some(mut child) = self.nodes[machine].take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    pub(super) fn signal(&self, machine: usize, signal: Signal) {
        let child = self.nodes[machine].as_ref().unwrap();
        kill_process(Pid::from_child(child), signal).unwrap();
    }

    /// The full name of the key's default database, which is made by this.
    pub(super) fn make_db(&self, machine: usize) -> String {
        self.run(machine, "data put first x").ok();
        let listed = self.run(machine, "db list --json").ok().json();
        listed["databases"][0]["name"].as_str().unwrap().to_owned()
    }

    /// How many operations of a database a node keeps, and their digest; none where the database is not known or the node
    /// does not answer.
    pub(super) fn state(&self, machine: usize, db: &str) -> Option<(u64, String)> {
        let told = self.run(machine, &format!("db info {db} --json --online --timeout 5s"));
        let told: Value = serde_json::from_slice(&told.out).ok()?;
        Some((told["operations"].as_u64()?, told["digest"].as_str()?.to_owned()))
    }

    pub(super) fn count(&self, machine: usize, db: &str) -> u64 {
        self.state(machine, db).map_or(0, |(count, _)| count)
    }

    /// Whether a key has a value on a node.
    pub(super) fn has(&self, machine: usize, key: &str) -> bool {
        self.run(machine, &format!("data get {key} --online --timeout 5s")).code == 0
    }

    /// Waits until these nodes hold the same of a database.
    #[track_caller]
    pub(super) fn agree(&self, machines: &[usize], db: &str) {
        self.until("nodes agree", || {
            let states: Vec<_> = machines.iter().map(|machine| self.state(*machine, db)).collect();
            states[0].is_some() && states.iter().all(|state| *state == states[0])
        });
    }

    /// Looks until the condition holds; if it never does, tells how it stands with each node.
    #[track_caller]
    pub(super) fn until(&self, what: &str, mut holds: impl FnMut() -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !holds() {
            if Instant::now() > deadline {
                let told = (0..self.nodes.len()).map(|machine| {
                    let peers = self.run(machine, "peers list --timeout 5s");
                    let sync = self.run(machine, "sync databases --timeout 5s");
                    format!("node {machine}: {peers:?}\n{sync:?}\n{}", last_lines(&self.log(machine)))
                });
                panic!("{what}: did not come true\n{}", told.collect::<String>());
            }
            std::thread::yield_now();
        }
    }

    /// The state in which a node sees each of its peers.
    pub(super) fn peers(&self, machine: usize) -> Vec<(String, String)> {
        let told = self.run(machine, "peers list --json").ok().json();
        let text = |peer: &Value, field: &str| peer[field].as_str().unwrap().to_owned();
        told["peers"].as_array().unwrap().iter().map(|peer| (text(peer, "id"), text(peer, "state"))).collect()
    }

    pub(super) fn id(&self, machine: usize) -> String {
        self.run(machine, "status --json --timeout 5s").json()["node_id"].as_str().unwrap().to_owned()
    }

    pub(super) fn is_connected(&self, machine: usize, with: &str) -> bool {
        self.peers(machine).iter().any(|(id, state)| id == with && state == "active")
    }
}

impl Drop for Camp {
    fn drop(&mut self) {
        (0..self.nodes.len()).for_each(|machine| self.kill(machine));
    }
}

fn last_lines(log: &str) -> String {
    let lines: Vec<_> = log.lines().collect();
    let from = lines.len().saturating_sub(15);
    lines[from..].join("\n") + "\n"
}

fn copy_all(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
    }
}

//! Machines of their own on one switch: a network namespace, a home and a small disk for each. They reach each other and
//! nothing else, and can be cut off from each other. Made by root alone; everything is cleared away afterwards.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use tempfile::TempDir;

use crate::lab::binary;

static FIELDS: AtomicU32 = AtomicU32::new(0);

/// Machines on one switch.
pub(crate) struct Field {
    name: String,
    machines: usize,
    root: TempDir,
}

/// Whether this process may make namespaces and file systems, and has the tools to. Where it may not, nothing of a field
/// can be shown.
pub(crate) fn can_be_made() -> bool {
    let tools = ["/usr/sbin/ip", "/usr/sbin/nft", "/usr/bin/mount"];
    rustix::process::geteuid().is_root() && tools.iter().all(|tool| Path::new(tool).exists())
}

#[track_caller]
fn run(program: &str, line: &str) {
    let done = Command::new(program).args(line.split_whitespace()).output().unwrap();
    assert!(done.status.success(), "{program} {line}: {}", String::from_utf8_lossy(&done.stderr));
}

impl Field {
    /// So many machines, each with a disk of so many MiB.
    pub(crate) fn new(machines: usize, disk_mib: u32) -> Self {
        assert!(machines < 200);
        // Names of interfaces have fifteen characters at most.
        let number = FIELDS.fetch_add(1, Ordering::Relaxed);
        let name = format!("cf{:x}-{number}", std::process::id());
        let root = tempfile::Builder::new().prefix("cf").tempdir().unwrap();
        let field = Self { name, machines, root };
        let switch = field.switch();
        run("ip", &format!("netns add {switch}"));
        run("ip", &format!("-n {switch} link add name switch type bridge"));
        run("ip", &format!("-n {switch} link set switch up"));
        for machine in 0..machines {
            let there = field.namespace(machine);
            run("ip", &format!("netns add {there}"));
            run(
                "ip",
                &format!("-n {switch} link add name m{machine} type veth peer name eth0 netns {there}"),
            );
            run("ip", &format!("-n {switch} link set m{machine} master switch up"));
            run("ip", &format!("-n {there} link set lo up"));
            run("ip", &format!("-n {there} addr add {}/24 dev eth0", field.address(machine)));
            run("ip", &format!("-n {there} link set eth0 up"));
            // Finding neighbours by multicast needs somewhere to go; nobody is there.
            run("ip", &format!("-n {there} route add default via 10.77.0.254"));
            field.nft(machine, "add table inet cut");
            field.nft(
                machine,
                "add chain inet cut input { type filter hook input priority 0 ; policy accept ; }",
            );
            field.nft(
                machine,
                "add chain inet cut output { type filter hook output priority 0 ; policy accept ; }",
            );
            let home = field.home(machine);
            fs::create_dir(&home).unwrap();
            run("mount", &format!("-t tmpfs -o size={disk_mib}M,mode=0700 tmpfs {}", home.display()));
        }
        field
    }

    fn switch(&self) -> String {
        format!("{}-switch", self.name)
    }

    fn namespace(&self, machine: usize) -> String {
        format!("{}-{machine}", self.name)
    }

    fn nft(&self, machine: usize, rule: &str) {
        run("ip", &format!("netns exec {} nft {rule}", self.namespace(machine)));
    }

    /// How many machines there are.
    pub(crate) fn machines(&self) -> usize {
        self.machines
    }

    /// Where a machine is reached by the others.
    pub(crate) fn address(&self, machine: usize) -> String {
        format!("10.77.0.{}", machine + 1)
    }

    /// The home of a machine: its whole disk.
    pub(crate) fn home(&self, machine: usize) -> PathBuf {
        self.root.path().join(machine.to_string())
    }

    /// The data directory of the node on a machine.
    pub(crate) fn data(&self, machine: usize) -> PathBuf {
        self.home(machine).join(".local/state/cyberfly")
    }

    /// The binary on a machine, in a clean environment.
    pub(crate) fn command<S: AsRef<OsStr>>(
        &self,
        machine: usize,
        arguments: impl IntoIterator<Item = S>,
    ) -> Command {
        let mut command = Command::new("ip");
        command.args(["netns", "exec", &self.namespace(machine)]).arg(binary()).args(arguments);
        command.env_clear().env("HOME", self.home(machine)).env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        command.current_dir(self.home(machine)).stdin(Stdio::null());
        command
    }

    /// Starts the node of a machine, which knows these peers, talks to the local network and replicates all, with these
    /// variables in its environment; waits until it is ready, be it that it has to build its index anew on a busy machine.
    pub(crate) fn start(&self, machine: usize, peers: &[String], environment: &[(&str, &str)]) -> Child {
        let listen = format!("{}:7421", self.address(machine));
        let mut words = vec!["start", "--http", "127.0.0.1:0", "--reach", "lan", "--replicate", "all"];
        words.extend(["--listen", &listen]);
        words.extend(peers.iter().flat_map(|peer| ["--peer", peer]));
        let log = fs::File::options().create(true).append(true).open(self.home(machine).join("log")).unwrap();
        let mut command = self.command(machine, words);
        command.envs(environment.iter().copied()).stdout(Stdio::null()).stderr(log);
        let node = command.spawn().unwrap();
        let ready = self.command(machine, ["wait", "--ready", "--timeout", "300s"]).output().unwrap();
        assert!(ready.status.success(), "node {machine} is not ready: {ready:?}\n{}", self.log(machine));
        node
    }

    /// What the node of a machine has said so far.
    pub(crate) fn log(&self, machine: usize) -> String {
        fs::read_to_string(self.home(machine).join("log")).unwrap_or_default()
    }

    /// Nothing passes between machines of the one side and machines of the other any more.
    pub(crate) fn cut(&self, one: &[usize], other: &[usize]) {
        for (here, there) in [(one, other), (other, one)] {
            for machine in here {
                for far in there {
                    let address = self.address(*far);
                    self.nft(*machine, &format!("add rule inet cut input ip saddr {address} drop"));
                    self.nft(*machine, &format!("add rule inet cut output ip daddr {address} drop"));
                }
            }
        }
    }

    /// What the one machine sends does not come to the other any more; what comes the other way does.
    pub(crate) fn cut_one_way(&self, from: usize, to: usize) {
        let address = self.address(from);
        self.nft(to, &format!("add rule inet cut input ip saddr {address} drop"));
    }

    /// A machine gets from another what belongs to a conversation that it has begun itself, and nothing else.
    pub(crate) fn lets_nobody_call(&self, machine: usize, from: usize) {
        let address = self.address(from);
        self.nft(machine, &format!("add rule inet cut input ip saddr {address} ct state new drop"));
    }

    /// Counts from now on what a machine sends to others by TCP and UDP.
    pub(crate) fn count_sent(&self, machine: usize) {
        let rule = "add rule inet cut output oifname eth0 meta l4proto { tcp, udp } counter";
        self.nft(machine, rule);
    }

    /// How many packets that were.
    pub(crate) fn sent(&self, machine: usize) -> u64 {
        let line =
            ["netns", "exec", &self.namespace(machine), "nft", "list", "chain", "inet", "cut", "output"];
        let listed = Command::new("ip").args(line).output().unwrap();
        let listed = String::from_utf8(listed.stdout).unwrap();
        let mut words = listed.split_whitespace().skip_while(|word| *word != "packets");
        words.nth(1).and_then(|count| count.parse().ok()).unwrap_or_else(|| panic!("no counter in {listed}"))
    }

    /// A program on a machine.
    pub(crate) fn program(&self, machine: usize, program: &str) -> Command {
        let mut command = Command::new("ip");
        command.args(["netns", "exec", &self.namespace(machine), program]).stdin(Stdio::null());
        command
    }

    /// Everything passes again.
    pub(crate) fn heal(&self) {
        for machine in 0..self.machines {
            self.nft(machine, "flush table inet cut");
        }
    }
}

impl Drop for Field {
    fn drop(&mut self) {
        // Whatever is left runs in the namespaces, and has the disks open.
        for machine in 0..self.machines {
            let there = self.namespace(machine);
            if let Ok(found) = Command::new("ip").args(["netns", "pids", &there]).output() {
                for pid in String::from_utf8_lossy(&found.stdout).split_whitespace() {
                    let _killed = Command::new("kill").args(["-KILL", pid]).output();
                }
            }
            let _unmounted = Command::new("umount").arg("-l").arg(self.home(machine)).output();
            let _deleted = Command::new("ip").args(["netns", "delete", &there]).output();
        }
        let _deleted = Command::new("ip").args(["netns", "delete", &self.switch()]).output();
    }
}

#[test]
fn machines_reach_each_other_unless_they_are_cut_off() {
    if !can_be_made() {
        return;
    }
    let field = Field::new(3, 8);
    // Who is there refuses at once, since nobody listens; who is cut off lets one wait.
    let reaches = |from: usize, to: usize| {
        let connect = format!("</dev/tcp/{}/9", field.address(to));
        let namespace = field.namespace(from);
        let line = ["netns", "exec", &namespace, "timeout", "1", "bash", "-c", &connect];
        Command::new("ip").args(line).output().unwrap().status.code() == Some(1)
    };
    assert!(reaches(0, 1) && reaches(0, 2));
    field.cut(&[0], &[1, 2]);
    assert!(!reaches(0, 1) && !reaches(2, 0) && reaches(1, 2));
    field.heal();
    assert!(reaches(0, 1));
}

//! What happens to the nodes: from a seed, one thing after the other.

use std::fs::{self, File};
use std::io::Write;
use std::process::Child;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::field::Field;

/// Numbers from a seed: splitmix64.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % limit
    }
}

#[derive(Default)]
struct Count {
    kills: u32,
    halts: u32,
    partitions: u32,
    full_disks: u32,
}

pub(super) struct Weather<'a> {
    field: &'a Field,
    dice: Dice,
    nodes: Vec<Option<Child>>,
    tickets: Vec<String>,
    count: Count,
    /// Nobody ever sends: to wait for a message is to let time pass.
    never: (Sender<()>, Receiver<()>),
}

impl<'a> Weather<'a> {
    pub(super) fn new(field: &'a Field, seed: u64) -> Self {
        let nodes = (0..field.machines()).map(|_| None).collect();
        Self {
            field,
            dice: Dice(seed),
            nodes,
            tickets: Vec::new(),
            count: Count::default(),
            never: channel(),
        }
    }

    /// Starts a node on every machine; each later one knows those before it.
    pub(super) fn start_all(&mut self) {
        for machine in 0..self.field.machines() {
            self.start(machine);
            let done = self.field.command(machine, ["ticket"]).output().unwrap();
            assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
            self.tickets.push(String::from_utf8(done.stdout).unwrap().trim().to_owned());
        }
    }

    fn start(&mut self, machine: usize) {
        self.nodes[machine] = Some(self.field.start(machine, &self.tickets, &[]));
    }

    fn kill(&mut self, machine: usize) {
        if let Some(mut child) = self.nodes[machine].take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    fn signal(&self, machine: usize, signal: Signal) {
        if let Some(child) = &self.nodes[machine] {
            kill_process(Pid::from_child(child), signal).unwrap();
        }
    }

    /// Lets time pass, up to three seconds and not beyond the end.
    fn pass(&mut self, end: Instant) {
        let wanted = Duration::from_millis(200 + self.dice.below(2_800));
        let left = end.saturating_duration_since(Instant::now());
        let _nobody = self.never.1.recv_timeout(wanted.min(left));
    }

    /// One thing happens, lasts a while and is over.
    pub(super) fn turn(&mut self, end: Instant) {
        let all = self.field.machines();
        let one = usize::try_from(self.dice.below(all as u64)).unwrap();
        match self.dice.below(5) {
            0 | 1 => {
                self.count.kills += 1;
                self.kill(one);
                self.pass(end);
                self.start(one);
            }
            2 => {
                self.count.halts += 1;
                self.signal(one, Signal::STOP);
                self.pass(end);
                self.signal(one, Signal::CONT);
            }
            3 => {
                self.count.partitions += 1;
                let rest = 1 + usize::try_from(self.dice.below(all as u64 - 1)).unwrap();
                let turned: Vec<usize> = (0..all).map(|machine| (machine + one) % all).collect();
                self.field.cut(&turned[..rest], &turned[rest..]);
                self.pass(end);
                // Somebody may die in the middle of it.
                if self.dice.below(3) == 0 {
                    self.count.kills += 1;
                    self.kill(one);
                    self.start(one);
                }
                self.field.heal();
            }
            _ => {
                self.count.full_disks += 1;
                let ballast = self.field.home(one).join("ballast");
                let mut file = File::create(&ballast).unwrap();
                let zeros = vec![0; 1024 * 1024];
                while file.write_all(&zeros).is_ok() {}
                drop(file);
                self.pass(end);
                fs::remove_file(&ballast).unwrap();
            }
        }
        self.pass(end);
    }

    /// Everything works again.
    pub(super) fn clear_up(&mut self) {
        self.field.heal();
        for machine in 0..self.field.machines() {
            let _none = fs::remove_file(self.field.home(machine).join("ballast"));
            self.signal(machine, Signal::CONT);
            let gone = self.nodes[machine].as_mut().is_none_or(|child| child.try_wait().unwrap().is_some());
            if gone {
                self.start(machine);
            }
        }
    }

    pub(super) fn report(&self) -> String {
        let Count { kills, halts, partitions, full_disks } = self.count;
        format!("{kills} kills, {halts} halts, {partitions} partitions, {full_disks} full disks")
    }
}

impl Drop for Weather<'_> {
    fn drop(&mut self) {
        (0..self.nodes.len()).for_each(|machine| self.kill(machine));
    }
}

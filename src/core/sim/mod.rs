//! The simulator: several replicas of one database in virtual time, with every misfortune there is, from one seed.
//!
//! Everything that happens follows from the seed: who writes what, what a clock shows, which message is lost, repeated
//! or late, who is cut off from whom, who crashes, who forgets and who comes back with an old backup. So a failure comes
//! again whenever its seed does.
//!
//! **At every step** each replica that changed has to equal the [model](crate::model) of what it remembers.
//! **In the end** the faults stop, and after [`ROUNDS`] rounds in which everybody has met everybody, all replicas have to
//! hold the kept operations of the union of what they remembered when the faults stopped, and to show the same.
//!
//! New operations are told to everybody. Now and then two replicas [reconcile](crate::reconcile) what they keep, over a
//! stream that may break at any message, and send each other what each found that the other lacks.

pub mod check;
pub mod dice;
pub mod generate;
mod node;
mod session;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::clock::Stamp;
use crate::model::Model;
use crate::op::Operation;
use crate::reconcile::Limits;
use check::{same, views_agree};
use dice::{Dice, Seeded};
use generate::{BASE_MS, Cast, Moment, Theme};
use node::Node;
use session::Found;

/// After how many rounds without faults all replicas are the same: one for the owner's rights operations, one for those
/// of the admins, one for the rest.
pub const ROUNDS: usize = 3;

/// What a simulation is like, beside its seed.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// How many steps there are before the faults stop.
    pub steps: usize,
    /// How many operations are written at most.
    pub operations: usize,
}

impl Default for Plan {
    fn default() -> Self {
        Self { steps: 150, operations: 60 }
    }
}

/// What happened in a simulation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// How many replicas there were.
    pub replicas: usize,
    /// Operations that were written.
    pub written: usize,
    /// Operations that every replica holds in the end.
    pub kept: usize,
    /// Messages that arrived.
    pub delivered: usize,
    /// Messages that were lost: by chance, at a partition, or at a replica that was down.
    pub lost: usize,
    /// Operations that were forgotten, counted at each replica.
    pub forgotten: usize,
    /// Crashes and restores.
    pub restarts: usize,
    /// Rounds without faults until all replicas were the same.
    pub rounds: usize,
}

impl Report {
    /// Adds what happened in another simulation; of the rounds, the most that one of them took.
    pub fn add(&mut self, other: &Report) {
        self.replicas += other.replicas;
        self.written += other.written;
        self.kept += other.kept;
        self.delivered += other.delivered;
        self.lost += other.lost;
        self.forgotten += other.forgotten;
        self.restarts += other.restarts;
        self.rounds = self.rounds.max(other.rounds);
    }
}

/// A promise that was broken, and how to see it again.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "seed {seed}, step {step}: {what}\nto replay: CYBERFLY_SIM_SEED={seed} cargo test -p cyberfly-core sim::"
)]
pub struct Failure {
    /// The seed.
    pub seed: u64,
    /// In which step; those after the plan's last are the rounds without faults.
    pub step: usize,
    /// What is wrong.
    pub what: String,
}

/// Runs the simulation of a seed.
pub fn run(seed: u64, plan: Plan) -> Result<Report, Failure> {
    let mut step = 0;
    let outcome = World::new(seed).and_then(|mut world| {
        while step < plan.steps {
            world.step(plan)?;
            step += 1;
        }
        world.settle(&mut step)?;
        Ok(world.report)
    });
    outcome.map_err(|what| Failure { seed, step, what })
}

/// A message on its way.
struct Message {
    due_ms: u64,
    from: usize,
    to: usize,
    operations: Vec<Arc<Operation>>,
}

struct World {
    dice: Seeded,
    cast: Cast,
    now_ms: u64,
    nodes: Vec<Node>,
    /// Nodes of different sides do not hear each other.
    sides: Vec<u64>,
    messages: Vec<Message>,
    /// What half of the simulations are mostly about.
    theme: Option<Theme>,
    /// Stamps that were used, to use them again.
    stamps: Vec<Stamp>,
    /// How many sessions there were; each has its own key.
    sessions: u64,
    report: Report,
}

impl World {
    fn new(seed: u64) -> Result<Self, String> {
        let mut dice = Seeded::new(seed);
        let cast = Cast::new(3).map_err(|error| error.to_string())?;
        let replicas = 2 + dice.index(4);
        let nodes = (0..replicas).map(|_| Node::new(&cast, &mut dice)).collect();
        let theme = dice.chance(2).then(|| Theme::any(&mut dice));
        let report = Report { replicas, ..Report::default() };
        let sides = vec![0; replicas];
        Ok(Self {
            dice,
            cast,
            now_ms: BASE_MS,
            nodes,
            sides,
            messages: Vec::new(),
            theme,
            stamps: Vec::new(),
            sessions: 0,
            report,
        })
    }

    fn step(&mut self, plan: Plan) -> Result<(), String> {
        for node in &mut self.nodes {
            node.wake(self.now_ms);
        }
        // Mostly moments, sometimes so long that TTLs end and deferred operations come of age.
        self.now_ms += if self.dice.chance(30) { self.dice.roll(900_000) } else { self.dice.roll(200) };
        let at = self.dice.index(self.nodes.len());
        match self.dice.roll(100) {
            0..=54 if self.report.written < plan.operations => self.write(at)?,
            0..=79 => self.sync(at)?,
            80..=83 => self.sides.iter_mut().for_each(|side| *side = 0),
            84..=87 => {
                let dice = &mut self.dice;
                self.sides.iter_mut().for_each(|side| *side = dice.roll(2));
            }
            88..=91 => self.forget(at)?,
            92..=94 => {
                self.report.restarts += 1;
                self.nodes[at].crash(&mut self.dice, self.now_ms)?;
            }
            95 | 96 => self.nodes[at].back_up(),
            97 => {
                self.report.restarts += 1;
                self.nodes[at].restore(&mut self.dice)?;
            }
            _ => self.nodes[at].set_clock(&mut self.dice),
        }
        self.nodes[at].check(&self.cast, &self.stamps, self.now_ms)?;
        self.deliver()
    }

    /// A node takes an operation from someone and tells it to everybody. Its stamp is the node's time; sometimes it is
    /// dated back, and sometimes it is one that was used before.
    fn write(&mut self, at: usize) -> Result<(), String> {
        let dice = &mut self.dice;
        let Some(mut stamp) = self.nodes[at].tick(self.now_ms) else { return Ok(()) };
        if dice.chance(5) {
            stamp = Stamp::at_millis(stamp.millis().saturating_sub(dice.roll(20_000)));
        } else if dice.chance(5) {
            stamp = dice.pick(&self.stamps).copied().unwrap_or(stamp);
        }
        self.stamps.push(stamp);
        let spread_ms = if dice.chance(2) { 600_000 } else { 500 };
        let moment = Moment { stamp, spread_ms, theme: self.theme };
        let op = generate::operation(dice, &self.cast, moment).map_err(|refused| refused.to_string())?;
        let op = Arc::new(op);
        self.report.written += 1;
        self.nodes[at].accept_own(&op)?;
        for to in (0..self.nodes.len()).filter(|to| *to != at) {
            self.send(at, to, &[Arc::clone(&op)]);
        }
        Ok(())
    }

    /// A node reconciles with another. At each message the stream may break; sometimes a side stops at a limit.
    fn sync(&mut self, at: usize) -> Result<(), String> {
        let with = self.dice.index(self.nodes.len());
        if with == at || !self.nodes[at].is_up() || !self.nodes[with].is_up() {
            return Ok(());
        }
        let differences = if self.dice.chance(4) { 1 + self.dice.roll(10) } else { u64::MAX };
        let (messages, lost) =
            if self.sides[at] == self.sides[with] { (self.dice.roll(24), 0) } else { (0, 1) };
        self.report.lost += lost;
        let found = self.reconcile([at, with], messages, differences)?;
        for (from, to, lacking) in [(at, with, &found[0]), (with, at, &found[1])] {
            if !lacking.is_empty() {
                self.send(from, to, lacking);
            }
        }
        Ok(())
    }

    /// What each of two nodes finds that the other does not keep, if no more than so many messages arrive and the first
    /// looks for no more than so many differences.
    fn reconcile(&mut self, between: [usize; 2], messages: u64, differences: u64) -> Result<Found, String> {
        self.sessions += 1;
        let limits = Limits { differences, ..Limits::default() };
        session::reconcile(between.map(|at| self.nodes[at].replica()), self.sessions, messages, limits)
    }

    fn forget(&mut self, at: usize) -> Result<(), String> {
        self.report.forgotten += self.nodes[at].forget(&mut self.dice)?;
        Ok(())
    }

    /// Sends a message, with all that can happen to it.
    fn send(&mut self, from: usize, to: usize, operations: &[Arc<Operation>]) {
        if self.dice.chance(6) || self.sides[from] != self.sides[to] {
            self.report.lost += 1;
            return;
        }
        let copies = 1 + usize::from(self.dice.chance(6));
        for _ in 0..copies {
            let delay = if self.dice.chance(5) { self.dice.roll(20_000) } else { self.dice.roll(300) };
            let due_ms = self.now_ms + delay;
            self.messages.push(Message { due_ms, from, to, operations: operations.to_vec() });
        }
    }

    /// Hands over what is due, in any order.
    fn deliver(&mut self) -> Result<(), String> {
        let now = self.now_ms;
        let (mut due, later) =
            std::mem::take(&mut self.messages).into_iter().partition::<Vec<_>, _>(|m| m.due_ms <= now);
        self.messages = later;
        while !due.is_empty() {
            let message = due.swap_remove(self.dice.index(due.len()));
            if !self.nodes[message.to].is_up() || self.sides[message.from] != self.sides[message.to] {
                self.report.lost += 1;
                continue;
            }
            self.report.delivered += 1;
            for op in message.operations {
                self.hand_over(message.from, message.to, op)?;
            }
            self.nodes[message.to].check(&self.cast, &self.stamps, self.now_ms)?;
        }
        Ok(())
    }

    /// Gives one operation to a node. One from its future comes again later.
    fn hand_over(&mut self, from: usize, to: usize, op: Arc<Operation>) -> Result<(), String> {
        if let Err(future) = self.nodes[to].accept(&op, self.now_ms)? {
            let due_ms = self.now_ms + future.retry_after_ms();
            self.messages.push(Message { due_ms, from, to, operations: vec![op] });
        }
        Ok(())
    }

    /// The faults stop: everybody is up, clocks are right, nothing is lost any more. What is still on its way is lost.
    fn settle(&mut self, step: &mut usize) -> Result<(), String> {
        self.messages.clear();
        self.now_ms += 3_600_000;
        self.nodes.iter_mut().for_each(Node::recover);
        let union: Vec<Arc<Operation>> =
            self.nodes.iter().flat_map(|node| node.replica().remembered().cloned()).collect();
        let model = Model::of(union.iter().map(AsRef::as_ref));
        let expected = model.kept();
        for round in 1..=ROUNDS {
            *step += 1;
            if self.nodes.iter().all(|node| node.replica().kept_ids() == expected) {
                break;
            }
            self.report.rounds = round;
            let mut pairs: Vec<_> = (0..self.nodes.len()).flat_map(|a| (0..a).map(move |b| (a, b))).collect();
            while !pairs.is_empty() {
                let (a, b) = pairs.swap_remove(self.dice.index(pairs.len()));
                self.meet(a, b)?;
            }
        }
        self.report.kept = expected.len();
        let live = model.live();
        for node in &self.nodes {
            let replica = node.replica();
            same("kept operations of all", &expected, &replica.kept_ids())?;
            same("number of live writes of all", &live.len(), &replica.cells().len())?;
        }
        self.read(&model)
    }

    /// Two nodes reconcile, undisturbed, and give each other what they found.
    fn meet(&mut self, a: usize, b: usize) -> Result<(), String> {
        let [to_b, to_a] = self.reconcile([a, b], u64::MAX, u64::MAX)?;
        for (from, to, ops) in [(a, b, to_b), (b, a, to_a)] {
            for op in ops {
                self.hand_over(from, to, op)?;
            }
            self.nodes[to].check(&self.cast, &self.stamps, self.now_ms)?;
        }
        Ok(())
    }

    /// All nodes show the same at the same time, whatever time that is.
    fn read(&self, model: &Model<'_>) -> Result<(), String> {
        for now in [0, BASE_MS, BASE_MS + 1_000, self.now_ms, u64::MAX >> 16] {
            let expected = model.view(now);
            self.nodes.iter().try_for_each(|node| views_agree(&expected, node.replica(), now))?;
        }
        Ok(())
    }
}

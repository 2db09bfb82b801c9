//! The databases of a session, several at once on one stream: what is compared, asked for, sent and stored.
//!
//! One task owns all of it. Whatever may wait for a disk or for the other side is a job beside it, of which there are
//! few; while too much is being stored nothing more is read from the stream, so that the sender waits.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use cyberfly_core::reconcile::{Fingerprint, NameTag, ReconcileError, Reconciler, Step};
use cyberfly_core::session::{Event, Reason};
use cyberfly_core::{Claimed, DbName, ErrorCode, OpId, Stamp};
use tokio::sync::{Notify, mpsc};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout_at};

use super::allowance::{Allowance, Pool};
use super::channel::{Channel, Frozen, Served, broke, key_of, limits_of};
use super::claims::Claim;
use super::pack::unpack;
use super::session::{Side, Terms, is_empty};
use super::streams::{Outbox, read_all, write_all};
use super::wire::{self, Message};
use super::{BATCH_BYTES, CHANNELS, DIFFERENCES, PORTION, WINDOW};
use crate::replica::{Arrival, Operations, Received, Replica};
use crate::stream::{Broken, Incoming, Outgoing};

/// How many batches of operations are stored at once; more are not read from the stream.
const STORING: usize = 4;
/// How many batches are read for the other side at once.
const READING: usize = 2;
/// How long nothing may come from the other side before it is taken for gone.
const SILENCE: Duration = Duration::from_secs(60);
/// How often a session that waits for what others fetch looks whether it still does.
const LOOK_AGAIN: Duration = Duration::from_millis(250);

/// What an exchange has to know.
pub(super) struct Plan {
    pub(super) session: [u8; 16],
    pub(super) bound: Stamp,
    pub(super) side: Side,
    /// The databases that both replicate and that differ, with the tags that stand for them.
    pub(super) databases: Vec<(NameTag, DbName)>,
}

/// What is being done beside the stream.
#[expect(clippy::large_enum_variant, reason = "there are few of them at a time")]
enum Job<O> {
    Opened { number: u32, opened: Opened<O> },
    Stepped { number: u32, reconciler: Reconciler<Frozen<O>>, step: Step },
    Read { number: u32, served: Served },
    Stored { number: u32, batch: Stored },
}

/// A database that is ready to be compared.
struct Opened<O> {
    db: DbName,
    tag: NameTag,
    set: Arc<O>,
    rights: Vec<(OpId, Vec<u8>)>,
    rights_print: Fingerprint,
    reconciler: Reconciler<Frozen<O>>,
    needs: Claim,
    /// The first message, on the side that begins.
    first: Option<Vec<u8>>,
    /// What came of it, on the other.
    step: Option<Step>,
    /// Whether the rights of the other side differ, where that is known.
    rights_differ: bool,
    allowance: Allowance,
}

struct Stored {
    ids: Vec<OpId>,
    received: Vec<Received>,
    bytes: u64,
    about_rights: bool,
}

type Done<O> = Result<Job<O>, Reason>;

/// One side of the exchange.
pub(super) struct Exchange<'t, R: Replica> {
    terms: &'t Terms<R>,
    plan: Plan,
    channels: BTreeMap<u32, Channel<R::Operations>>,
    to_open: VecDeque<(NameTag, DbName)>,
    /// The numbers of all channels there have been.
    opened: BTreeSet<u32>,
    opening: usize,
    /// Room for what is announced in this session.
    pool: Arc<Pool>,
    /// Whose turn it is to ask, and to be served.
    turn: u32,
    outbox: Outbox,
    /// Told when other sessions have brought something that this one lacks, or ended.
    woken: Arc<Notify>,
    jobs: JoinSet<Done<R::Operations>>,
    storing: usize,
    /// Rights are being stored: nothing is looked at before they are.
    storing_rights: usize,
    reading: usize,
    /// Where there was no room for something. The session goes on with what there is room for, and fails in the end.
    shortage: Option<Reason>,
    is_over: bool,
}

impl<'t, R: Replica> Exchange<'t, R> {
    pub(super) fn new(terms: &'t Terms<R>, plan: Plan) -> Self {
        let to_open = match plan.side {
            Side::Initiator => plan.databases.iter().cloned().collect(),
            Side::Responder => VecDeque::new(),
        };
        Self {
            terms,
            plan,
            channels: BTreeMap::new(),
            to_open,
            opened: BTreeSet::new(),
            opening: 0,
            pool: Pool::of_session(&terms.pool),
            turn: 0,
            outbox: Outbox::default(),
            woken: Arc::default(),
            jobs: JoinSet::new(),
            storing: 0,
            storing_rights: 0,
            reading: 0,
            shortage: None,
            is_over: false,
        }
    }

    /// Runs until both sides have all they want, or something breaks. What was stored until then stays stored.
    pub(super) async fn run(mut self, to: impl Outgoing, from: impl Incoming) -> Result<(), Reason> {
        let (frames, waiting) = mpsc::channel(4);
        let mut around = JoinSet::new();
        around.spawn(write_all(to, waiting));
        // A frame is read in a task of its own, since it must not be given up halfway.
        let (heard, mut hearing) = mpsc::channel(2);
        let reader = tokio::spawn(read_all(from, heard));
        let ended = self.work(frames, &mut hearing).await;
        let shortage = self.shortage.take();
        reader.abort();
        for (_, mut channel) in std::mem::take(&mut self.channels) {
            self.terms.note(&mut channel, false);
        }
        ended?;
        match around.join_next().await {
            Some(Ok(Err(broken))) => Err(lost(&broken.0)),
            Some(Err(_)) => Err(lost("sending ended with a fault")),
            _ => shortage.map_or(Ok(()), Err),
        }
    }

    async fn work(
        &mut self,
        frames: mpsc::Sender<Vec<u8>>,
        from: &mut mpsc::Receiver<Result<Vec<u8>, Broken>>,
    ) -> Result<(), Reason> {
        let mut heard = Instant::now();
        loop {
            self.go_on()?;
            if self.is_over && self.outbox.is_empty() {
                return Ok(());
            }
            let may_listen = !self.is_over && self.storing < STORING && self.storing_rights == 0;
            let may_send = !self.outbox.is_empty();
            let waits = self.channels.values().any(|channel| channel.needs.is_waiting());
            tokio::select! {
                biased;
                Some(job) = self.jobs.join_next() => {
                    let job = job.map_err(|_| lost("a part of the session ended with a fault"))?;
                    self.done(job?)?;
                    // While this side was busy the other may have been waiting for it.
                    heard = Instant::now();
                }
                () = self.woken.notified() => {}
                () = sleep(LOOK_AGAIN), if waits => {}
                room = frames.reserve(), if may_send => {
                    let Ok(room) = room else { return Err(lost("the stream takes no more")) };
                    if let Some(frame) = self.outbox.pop() {
                        room.send(frame);
                    }
                }
                frame = timeout_at(heard + SILENCE, from.recv()), if may_listen => {
                    let frame = frame.map_err(|_| Reason {
                        code: ErrorCode::Timeout,
                        text: "The peer said nothing for a minute.".into(),
                    })?;
                    let Some(frame) = frame else { return Err(lost("the peer hung up")) };
                    let frame = frame.map_err(|broken| lost(&broken.0))?;
                    heard = Instant::now();
                    let message = unpack(frame).and_then(|frame| Message::decode(&frame));
                    let message = message.map_err(|_| broke("The peer sent what is no message."))?;
                    self.hear(message)?;
                }
            }
        }
    }

    /// Begins whatever can be begun.
    fn go_on(&mut self) -> Result<(), Reason> {
        while self.channels.len() + self.opening < CHANNELS
            && let Some((tag, db)) = self.to_open.pop_front()
        {
            self.open(tag, db, None);
        }
        self.ask();
        self.serve()?;
        let mut over = Vec::new();
        for (number, channel) in &mut self.channels {
            if channel.may_close() {
                channel.closed_here = true;
                if channel.tally.no_room_here > 0 {
                    let operations = channel.tally.no_room_here;
                    self.outbox.push(Message::NoRoom { channel: *number, operations }.encode());
                }
                self.outbox.push(Message::Close { channel: *number }.encode());
            }
            if channel.is_over() {
                over.push(*number);
            }
        }
        for number in over {
            if let Some(mut channel) = self.channels.remove(&number) {
                let rest = channel.differences().saturating_sub(channel.tally.dealt_with);
                channel.tally.dealt_with += rest;
                self.terms.event(Event::Moved { operations: rest, bytes: 0 });
                self.terms.note(&mut channel, true);
            }
        }
        let is_idle = self.channels.is_empty() && self.opening == 0 && self.to_open.is_empty();
        if is_idle && self.plan.side == Side::Initiator && !self.is_over {
            self.outbox.push(Message::Bye.encode());
            self.is_over = true;
        }
        Ok(())
    }

    /// Gets a database ready. On the side that answers, with the first message of the other and its fingerprint.
    fn open(&mut self, tag: NameTag, db: DbName, asked: Option<(u32, Fingerprint, Vec<u8>)>) {
        let next = u32::try_from(self.opened.len()).unwrap_or(u32::MAX);
        let number = asked.as_ref().map_or(next, |(number, ..)| *number);
        self.opened.insert(number);
        self.opening += 1;
        let (replica, bound) = (Arc::clone(&self.terms.replica), self.plan.bound);
        let readers = self.terms.readers.clone();
        let allowance = self.pool.take(DIFFERENCES);
        let key = key_of(&self.terms.exporter, &self.plan.session, &db);
        // Before it is looked what is here: what others bring from then on is not asked for.
        let needs = Claim::new(&self.terms.claims, &db, key.clone(), &self.woken);
        self.jobs.spawn_blocking(move || {
            let set = Arc::new(replica.kept(&db)?);
            if db.is_private() && !replica.may_read(&readers, &db) {
                // The peer has told of it and this node has nothing of it: then it can be fetched, and nothing be told.
                if !is_empty(set.as_ref()) {
                    return Err(broke("The peer wants to see what it has not proven that it may."));
                }
            }
            let rights = replica.rights(&db)?;
            let rights_print = key.fingerprint(&wire::rights_digest(rights.iter().map(|(id, _)| id)));
            let frozen = Frozen(Arc::clone(&set));
            let (reconciler, first, step, rights_differ) = match asked {
                None => {
                    let (reconciler, first) =
                        Reconciler::initiator(frozen, bound, key, limits_of(&allowance))?;
                    (reconciler, Some(first), None, false)
                }
                Some((_, theirs, first)) => {
                    let mut reconciler = Reconciler::responder(frozen, bound, key, limits_of(&allowance));
                    let step = reconciler.step(&first).map_err(unfit)?;
                    (reconciler, None, Some(step), theirs != rights_print)
                }
            };
            let opened = Opened {
                db,
                tag,
                set,
                rights,
                rights_print,
                reconciler,
                needs,
                first,
                step,
                rights_differ,
                allowance,
            };
            Ok(Job::Opened { number, opened })
        });
    }

    /// Asks for what is lacking, each database in turn, as long as not too much is on its way.
    fn ask(&mut self) {
        let mut outstanding: usize =
            self.channels.values().map(|channel| channel.needs.lock().outstanding()).sum();
        if outstanding > WINDOW - PORTION || self.storing_rights > 0 {
            return;
        }
        let numbers: Vec<u32> = in_turn(&self.channels, self.turn);
        for number in numbers {
            let Some(channel) = self.channels.get_mut(&number) else { continue };
            let ranges = channel.needs.ask(PORTION);
            if ranges.is_empty() {
                continue;
            }
            outstanding += ranges.iter().map(|(_, count)| *count as usize).sum::<usize>();
            self.turn = number.wrapping_add(1);
            self.outbox.push(Message::Want { channel: number, ranges }.encode());
            if outstanding > WINDOW - PORTION {
                return;
            }
        }
    }

    /// Reads what the other side asked for, as long as not too much waits to be sent.
    fn serve(&mut self) -> Result<(), Reason> {
        for number in in_turn(&self.channels, self.turn) {
            if self.reading >= READING || !self.outbox.has_room() {
                break;
            }
            let Some(channel) = self.channels.get_mut(&number).filter(|channel| channel.can_serve()) else {
                continue;
            };
            let serving = channel.next_to_serve()?;
            self.reading += 1;
            let packs = self.terms.packs;
            self.jobs.spawn_blocking(move || Ok(Job::Read { number, served: serving.read(number, packs)? }));
        }
        Ok(())
    }

    fn done(&mut self, job: Job<R::Operations>) -> Result<(), Reason> {
        match job {
            Job::Opened { number, opened } => self.is_open(number, opened),
            Job::Stepped { number, reconciler, step } => self.stepped(number, reconciler, step),
            Job::Read { number, served } => {
                self.reading -= 1;
                let Some(channel) = self.channels.get_mut(&number) else { return Ok(()) };
                channel.reading = false;
                let Served { frames, operations, bytes, rest } = served;
                channel.serve_again(rest);
                channel.tally.sent += operations;
                channel.tally.bytes_out += bytes;
                channel.tally.dealt_with += operations;
                self.terms.event(Event::Moved { operations, bytes });
                self.terms.look(channel);
                frames.into_iter().for_each(|frame| self.outbox.push(frame));
                Ok(())
            }
            Job::Stored { number, batch } => self.stored(number, batch),
        }
    }

    fn is_open(&mut self, number: u32, opened: Opened<R::Operations>) -> Result<(), Reason> {
        let Opened {
            db,
            tag,
            set,
            rights,
            rights_print,
            reconciler,
            needs,
            first,
            step,
            rights_differ,
            allowance,
        } = opened;
        self.opening -= 1;
        let mut channel = Channel::new(db, set, reconciler, rights, needs, allowance);
        if rights_differ {
            send_rights(&mut channel, number, &mut self.outbox);
        }
        // What opens a database is the first message about it.
        channel.heard = u64::from(first.is_none());
        let reconciler = channel.take_reconciler()?;
        if let Some(first) = first {
            let open = Message::Open { channel: number, db: tag, rights: rights_print, first };
            self.outbox.push(open.encode());
        }
        self.channels.insert(number, channel);
        self.stepped(number, reconciler, step.unwrap_or_default())
    }

    fn stepped(
        &mut self,
        number: u32,
        reconciler: Reconciler<Frozen<R::Operations>>,
        step: Step,
    ) -> Result<(), Reason> {
        let Some(channel) = self.channels.get_mut(&number) else { return Ok(()) };
        let operations = (step.have.len() + step.need.len()) as u64;
        let send = channel.stepped(reconciler, step);
        if operations > 0 {
            self.terms.event(Event::Found { operations });
            self.terms.look(channel);
        }
        if let Some(message) = send {
            self.outbox.push(Message::Reconcile { channel: number, message }.encode());
        }
        Ok(())
    }

    fn stored(&mut self, number: u32, batch: Stored) -> Result<(), Reason> {
        match batch.about_rights {
            true => self.storing_rights -= 1,
            false => self.storing -= 1,
        }
        let Some(channel) = self.channels.get_mut(&number) else { return Ok(()) };
        channel.storing -= 1;
        let mut here = Vec::with_capacity(batch.ids.len());
        for (id, received) in batch.ids.iter().zip(batch.received) {
            match received {
                Received::Stored | Received::SetAside | Received::Known => here.push(*id),
                Received::TooEarly => channel.tally.too_early += 1,
                Received::Unwanted => channel.tally.left_out += 1,
                Received::NoRoom(reason) => {
                    channel.no_room();
                    self.shortage.get_or_insert(reason);
                }
                Received::Invalid(code) => {
                    let text = "The peer sent an operation that is not valid.".into();
                    return Err(Reason { code, text });
                }
                Received::Failed(reason) => return Err(reason),
            }
        }
        channel.tally.received += here.len() as u64;
        channel.tally.bytes_in += batch.bytes;
        // Rights come without being announced; those that were announced too are struck out.
        let operations = match batch.about_rights {
            true => 0,
            false => (batch.ids.len() as u64).min(channel.differences() - channel.tally.dealt_with),
        };
        channel.tally.dealt_with += operations;
        self.terms.event(Event::Moved { operations, bytes: batch.bytes });
        self.terms.look(channel);
        let came = if batch.about_rights { 0 } else { batch.ids.len() };
        channel.needs.dealt_with(came, here.iter());
        Ok(())
    }

    fn hear(&mut self, message: Message) -> Result<(), Reason> {
        match message {
            Message::Open { channel, db, rights, first } => self.asked_to_open(channel, db, rights, first),
            Message::Reconcile { channel: number, message } => {
                let channel = self.channel(number)?;
                channel.heard += 1;
                let mut reconciler = channel.take_reconciler()?;
                self.jobs.spawn_blocking(move || {
                    let step = reconciler.step(&message).map_err(unfit)?;
                    Ok(Job::Stepped { number, reconciler, step })
                });
                Ok(())
            }
            Message::Rights { channel: number, operations } => {
                let channel = self.channel(number)?;
                let mut ours = Outbox::default();
                send_rights(channel, number, &mut ours);
                while let Some(frame) = ours.pop() {
                    self.outbox.push(frame);
                }
                self.take(number, operations, true)
            }
            Message::Want { channel, ranges } => self.channel(channel)?.wanted(ranges),
            Message::Operations { channel, operations } => self.take(channel, operations, false),
            Message::Lost { channel, numbers } => {
                let channel = self.channel(channel)?;
                channel.tally.left_out += numbers.len() as u64;
                let mut needs = channel.needs.lock();
                numbers
                    .into_iter()
                    .try_for_each(|number| needs.lost(number))
                    .map_err(|_| broke("The peer lost what was not asked for."))
            }
            Message::Close { channel } => {
                self.channel(channel)?.closed_there = true;
                Ok(())
            }
            Message::NoRoom { channel, operations } => {
                let channel = self.channel(channel)?;
                channel.tally.no_room_there = channel.tally.no_room_there.max(operations);
                let text = format!("The peer has no room for all of {}.", channel.db.label());
                self.shortage.get_or_insert(Reason { code: ErrorCode::ResourceExhausted, text: text.into() });
                Ok(())
            }
            Message::Bye if self.plan.side == Side::Responder && self.channels.is_empty() => {
                self.is_over = true;
                Ok(())
            }
            _ => Err(broke("The peer said what has no place there.")),
        }
    }

    fn channel(&mut self, number: u32) -> Result<&mut Channel<R::Operations>, Reason> {
        self.channels.get_mut(&number).ok_or_else(|| broke("The peer speaks of a database that is not open."))
    }

    fn asked_to_open(
        &mut self,
        number: u32,
        tag: NameTag,
        rights: Fingerprint,
        first: Vec<u8>,
    ) -> Result<(), Reason> {
        let known = self.plan.databases.iter().find(|(known, _)| *known == tag);
        // What stands on this side's list of the session may be opened once, in whatever order.
        let is_new = self.plan.side == Side::Responder && !self.opened.contains(&number);
        let found = known.filter(|_| is_new).cloned();
        let Some((tag, db)) = found else { return Err(broke("The peer opens what was not agreed on.")) };
        if self.channels.len() + self.opening >= CHANNELS {
            return Err(broke("The peer opens too many databases at once."));
        }
        self.plan.databases.retain(|(known, _)| *known != tag);
        self.open(tag, db, Some((number, rights, first)));
        Ok(())
    }

    /// Has operations stored that came.
    fn take(&mut self, number: u32, operations: Vec<Vec<u8>>, about_rights: bool) -> Result<(), Reason> {
        let channel = self.channel(number)?;
        let mut claims = Vec::with_capacity(operations.len());
        let mut ids = Vec::with_capacity(operations.len());
        let bytes = operations.iter().map(|bytes| bytes.len() as u64).sum();
        {
            let mut needs = channel.needs.lock();
            for operation in operations {
                let claim = Claimed::decode(&operation).map_err(|refused| Reason {
                    code: refused.code(),
                    text: "The peer sent what is no operation.".into(),
                })?;
                if claim.db() != &channel.db || (about_rights && !claim.draft().is_about_rights()) {
                    return Err(broke("The peer sent operations that belong elsewhere."));
                }
                if !about_rights {
                    needs.came(&claim.id()).map_err(|_| broke("The peer sent what was not asked for."))?;
                }
                ids.push(claim.id());
                claims.push(claim.into());
            }
        }
        channel.storing += 1;
        match about_rights {
            true => self.storing_rights += 1,
            false => self.storing += 1,
        }
        let received = self.terms.replica.receive(self.terms.peer, Arrival::Sync, claims);
        self.jobs.spawn(async move {
            let batch = Stored { ids, received: received.await, bytes, about_rights };
            Ok(Job::Stored { number, batch })
        });
        Ok(())
    }
}

/// Sends this side's rights, once.
fn send_rights<O: Operations>(channel: &mut Channel<O>, number: u32, outbox: &mut Outbox) {
    let Some(rights) = channel.rights.take() else { return };
    let mut batches = vec![Vec::new()];
    let mut bytes = 0;
    for (_, operation) in rights {
        if bytes > BATCH_BYTES {
            batches.push(Vec::new());
            bytes = 0;
        }
        bytes += operation.len();
        if let Some(batch) = batches.last_mut() {
            batch.push(operation);
        }
    }
    for operations in batches {
        outbox.push(Message::Rights { channel: number, operations }.encode());
    }
}

/// The numbers of all channels, this one or the next first.
fn in_turn<O>(channels: &BTreeMap<u32, Channel<O>>, first: u32) -> Vec<u32> {
    channels.range(first..).chain(channels.range(..first)).map(|(number, _)| *number).collect()
}

fn unfit(error: ReconcileError<Reason>) -> Reason {
    match error {
        ReconcileError::Peer(fault) => Reason { code: fault.code(), text: fault.to_string().into() },
        ReconcileError::Sums(reason) => reason,
        ReconcileError::Over => broke("The peer goes on with a comparison that has ended."),
    }
}

/// The connection does not work any more.
pub(super) fn lost(what: &str) -> Reason {
    Reason { code: ErrorCode::Unavailable, text: format!("The connection was lost: {what}.").into() }
}

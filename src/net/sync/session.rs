//! A session from its first message to its last: who begins, which databases differ, and then their operations.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use cyberfly_core::clock::MILLIS_LIMIT;
use cyberfly_core::reconcile::{
    Databases, Ended, Entry, NameTag, ReconcileError, Reconciler, SessionKey, Shared, Step, Sums, Visibility,
};
use cyberfly_core::session::{Event, Reason};
use cyberfly_core::{DbName, ErrorCode, PublicKey, Stamp};

use super::DATABASES;
use super::allowance::Pool;
use super::book::Book;
use super::channel::{Channel, bound_of, broke, limits};
use super::claims::Claims;
use super::exchange::{Exchange, Plan, lost};
use super::rows::DatabaseRow;
use super::wire::{Message, NAMES};
use crate::replica::{Held, Operations, Replica};
use crate::stream::{Incoming, Outgoing};

/// How long an answer may take while the databases are compared.
const PATIENCE: Duration = Duration::from_secs(30);

/// Who begins a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Initiator,
    Responder,
}

/// What a session is held on.
pub struct Terms<R: Replica> {
    pub(super) replica: Arc<R>,
    pub(super) peer: PublicKey,
    /// The keys that the peer has proven.
    pub(super) readers: Vec<PublicKey>,
    /// Whether the peer reads packed frames.
    pub(super) packs: bool,
    /// What the connection's handshake gave these two nodes alone.
    pub(super) exporter: [u8; 32],
    pub(super) claims: Arc<Claims>,
    /// Room for what is announced in all sessions of the node.
    pub(super) pool: Arc<Pool>,
    pub(super) book: Arc<Book>,
    pub(super) done: Mutex<Done>,
}

/// What a session came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// How many databases differed.
    pub differed: u64,
    /// How many messages of the comparison came from the other side, for the database that took most.
    pub rounds: u64,
    /// How many operations came.
    pub received: u64,
    /// How many operations were sent.
    pub sent: u64,
    /// Bytes of operations that came.
    pub bytes_in: u64,
    /// Bytes of operations that were sent.
    pub bytes_out: u64,
    /// How many came that are put off, since their stamps lie ahead of this node's clock.
    pub too_early: u64,
    /// Whether it had to leave something to the next one.
    pub cut_short: bool,
    /// Whether the peer had another session under way, and this one did not take place.
    pub busy: bool,
}

impl Done {
    /// Whether both sides held the same of all that both replicate.
    pub const fn is_equal(&self) -> bool {
        self.differed == 0 && !self.busy
    }
}

impl<R: Replica> Terms<R> {
    pub(super) fn event(&self, event: Event) {
        self.book.event(self.peer, event);
    }

    fn done(&self, change: impl FnOnce(&mut Done)) {
        change(&mut self.done.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Takes down what was found and moved in a database since it was looked at last.
    pub(super) fn look(&self, channel: &mut Channel<R::Operations>) {
        self.take_down(channel, None);
    }

    /// Takes down what came of a database, at its end; whole if both sides have all they want.
    pub(super) fn note(&self, channel: &mut Channel<R::Operations>, is_whole: bool) {
        self.take_down(channel, Some(is_whole));
        self.done(|done| {
            done.cut_short |= channel.ended != Some(Ended::Complete);
            done.rounds = done.rounds.max(channel.heard);
        });
    }

    fn take_down(&self, channel: &mut Channel<R::Operations>, ended: Option<bool>) {
        let is_whole = ended == Some(true);
        let tally = channel.tally;
        let new = tally.since(&std::mem::replace(&mut channel.told, tally));
        self.done(|done| {
            done.received += new.received;
            done.sent += new.sent;
            done.bytes_in += new.bytes_in;
            done.bytes_out += new.bytes_out;
            done.too_early += new.too_early;
        });
        // What was not to be had or lies ahead stays missing, though there is nothing more to do.
        let missing_here = match is_whole {
            true => tally.too_early + tally.left_out + tally.no_room_here,
            false => tally.missing_here.saturating_sub(tally.received),
        };
        let missing_there = match is_whole {
            true => tally.no_room_there,
            false => tally.missing_there.saturating_sub(tally.sent),
        };
        self.book.database(
            self.peer,
            DatabaseRow {
                name: channel.db.clone(),
                missing_here,
                missing_there,
                received: new.received,
                sent: new.sent,
                bytes_in: new.bytes_in,
                bytes_out: new.bytes_out,
                too_early: tally.too_early,
                last_success_ms: is_whole.then(|| self.replica.now_ms()),
            },
        );
    }

    /// Begins a session and runs it to its end. `thorough`: look into databases though their digests are equal.
    pub(super) async fn initiate(
        &self,
        to: impl Outgoing,
        from: impl Incoming,
        wish: Wish,
    ) -> Result<Done, Reason> {
        let mut talk = Talk { to, from };
        let mut session = [0; 16];
        getrandom::fill(&mut session).map_err(|error| lost(&error.to_string()))?;
        let (key, list) = self.list(&session).await?;
        let bound = bound_of(self.replica.now_ms());
        let Ok((mut reconciler, first)) =
            Reconciler::initiator(list.sums().clone(), Databases::bound(), key.clone(), limits());
        let hello = Message::Hello { session, bound: bound.as_u64(), thorough: wish.thorough, list: first };
        talk.say(&hello).await?;
        let (theirs, mut message) = match talk.hear().await? {
            Message::Welcome { bound, list } => (bound, list),
            Message::Busy => return Ok(Done { busy: true, ..Done::default() }),
            _ => return Err(broke("The peer does not answer a greeting with one.")),
        };
        self.event(Event::Connected);
        let mut found = Found::default();
        loop {
            let over = found.step(reconciler.step(&message))?;
            if let Some(list) = over.send {
                talk.say(&Message::List(list)).await?;
            }
            if over.ended {
                break;
            }
            message = talk.hear_list().await?;
        }
        let agreed = Agreed { side: Side::Initiator, session, key, bound: lower(bound, theirs)? };
        self.go_on(talk, agreed, list, found, wish).await
    }

    /// Answers a session that the peer begins, of which the first message is given, and runs it to its end.
    pub(super) async fn respond(
        &self,
        to: impl Outgoing,
        from: impl Incoming,
        first: &[u8],
    ) -> Result<Done, Reason> {
        let mut talk = Talk { to, from };
        let Ok(Message::Hello { session, bound: theirs, thorough, list: mut message }) =
            Message::decode(first)
        else {
            return Err(broke("The peer begins without a greeting."));
        };
        let (key, list) = self.list(&session).await?;
        let bound = bound_of(self.replica.now_ms());
        self.event(Event::Connected);
        let mut reconciler =
            Reconciler::responder(list.sums().clone(), Databases::bound(), key.clone(), limits());
        let (mut found, mut is_first) = (Found::default(), true);
        loop {
            let over = found.step(reconciler.step(&message))?;
            match over.send {
                Some(list) if is_first => {
                    talk.say(&Message::Welcome { bound: bound.as_u64(), list }).await?;
                }
                Some(list) => talk.say(&Message::List(list)).await?,
                None => {}
            }
            if over.ended {
                break;
            }
            is_first = false;
            message = talk.hear_list().await?;
        }
        let agreed = Agreed { side: Side::Responder, session, key, bound: lower(bound, theirs)? };
        self.go_on(talk, agreed, list, found, Wish { thorough, only: None }).await
    }

    /// The databases that the peer may know of, under a key of the session.
    async fn list(&self, session: &[u8; 16]) -> Result<(SessionKey, Databases), Reason> {
        let key = SessionKey::new(&self.exporter, session);
        let (replica, readers, under) = (Arc::clone(&self.replica), self.readers.clone(), key.clone());
        let list = blocking(move || {
            // One that holds nothing is as good as none: otherwise two would differ for ever by its name.
            let mut held = replica.shared_with(&readers)?;
            held.retain(|held| held.digest.count() > 0);
            let shared = |held: &Held| {
                // The replica has left out what this peer may not read; what it says is not believed twice.
                let peer_may_read = !held.name.is_private() || replica.may_read(&readers, &held.name);
                if held.name.is_private() {
                    Visibility::Private { peer_may_read }
                } else {
                    Visibility::Public
                }
            };
            Ok(Databases::new(
                &under,
                held.iter().map(|held| Shared {
                    name: &held.name,
                    digest: held.digest,
                    visibility: shared(held),
                }),
            ))
        });
        Ok((key, list.await?))
    }

    async fn go_on(
        &self,
        mut talk: Talk<impl Outgoing, impl Incoming>,
        agreed: Agreed,
        list: Databases,
        found: Found,
        wish: Wish,
    ) -> Result<Done, Reason> {
        if !found.cut_short {
            let differing: BTreeSet<NameTag> = list.tags(&found.have).into_iter().collect();
            let equal = all(&list).into_iter().filter(|tag| !differing.contains(tag));
            let equal = equal.filter_map(|tag| list.named(&tag)).cloned();
            self.book.equal(self.peer, equal, self.replica.now_ms());
        }
        let databases = if found.differs || wish.thorough {
            self.compare(&mut talk, &agreed.key, &list, &found, wish.thorough).await?
        } else {
            Compared::default()
        };
        self.done(|done| {
            // That a database was looked into although its digest was equal is no difference.
            done.differed = databases.differ;
            done.cut_short = databases.cut_short;
        });
        if databases.names.is_empty() {
            talk.to.finish();
        } else {
            let names = databases.names.into_iter();
            let tagged = names.map(|name| (agreed.key.name_tag(&name), name));
            let wanted = tagged.filter(|(_, name)| wish.only.as_ref().is_none_or(|only| only == name));
            let Agreed { side, session, bound, .. } = agreed;
            let plan = Plan { session, bound, side, databases: wanted.collect() };
            Exchange::new(self, plan).run(talk.to, talk.from).await?;
        }
        Ok(*self.done.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Finds out which databases differ, and which of those that one side lacks it wants.
    async fn compare(
        &self,
        talk: &mut Talk<impl Outgoing, impl Incoming>,
        key: &SessionKey,
        list: &Databases,
        found: &Found,
        thorough: bool,
    ) -> Result<Compared, Reason> {
        let differing = list.tags(&found.have);
        let mut ours = if thorough { all(list) } else { differing.clone() };
        let mut cut_short = ours.len() > NAMES || found.cut_short;
        ours.truncate(NAMES);
        talk.say(&Message::Tags(ours.clone())).await?;
        let Message::Tags(theirs) = talk.hear().await? else { return Err(broke("The peer tells no tags.")) };
        let unknown: BTreeSet<NameTag> =
            theirs.iter().filter(|tag| list.named(tag).is_none()).copied().collect();
        talk.say(&Message::Ask(unknown.iter().copied().collect())).await?;
        let Message::Ask(asked) = talk.hear().await? else {
            return Err(broke("The peer asks for no names."));
        };
        // Whatever is on the list the peer may know of.
        let told = asked.iter().filter_map(|tag| list.named(tag)).map(ToString::to_string).collect();
        talk.say(&Message::Names(told)).await?;
        let Message::Names(names) = talk.hear().await? else { return Err(broke("The peer tells no names.")) };
        let wanted = self.wanted(names, key, &unknown).await?;
        talk.say(&Message::Wanted(wanted.iter().map(|name| key.name_tag(name)).collect())).await?;
        let Message::Wanted(theirs_wanted) = talk.hear().await? else {
            return Err(broke("The peer does not say what it wants."));
        };
        let listed = list.compare(&ours, &theirs);
        let (differing, theirs_wanted): (BTreeSet<_>, BTreeSet<_>) =
            (differing.into_iter().collect(), theirs_wanted.into_iter().collect());
        let only_here =
            listed.only_here.into_iter().filter(|name| theirs_wanted.contains(&key.name_tag(name)));
        let one_sided: Vec<DbName> = only_here.chain(wanted).collect();
        let differ = one_sided.len()
            + listed.differ.iter().filter(|name| differing.contains(&key.name_tag(name))).count();
        let mut names: Vec<DbName> = one_sided.into_iter().chain(listed.differ).collect();
        // Both sides cut at the same place.
        names.sort_unstable_by_key(|name| key.name_tag(name));
        cut_short |= names.len() > DATABASES;
        names.truncate(DATABASES);
        Ok(Compared { names, differ: differ as u64, cut_short })
    }

    /// Which of the names that the peer told this node wants.
    async fn wanted(
        &self,
        names: Vec<String>,
        key: &SessionKey,
        asked: &BTreeSet<NameTag>,
    ) -> Result<Vec<DbName>, Reason> {
        let (replica, readers, key, asked) =
            (Arc::clone(&self.replica), self.readers.clone(), key.clone(), asked.clone());
        blocking(move || {
            let mut wanted = BTreeSet::new();
            for name in names {
                let name: DbName =
                    name.parse().map_err(|_| broke("The peer calls something a name that is none."))?;
                if !asked.contains(&key.name_tag(&name)) {
                    return Err(broke("The peer tells names that were not asked for."));
                }
                let may_be_opened = || {
                    // Of a private database, what is here is told to proven readers alone; what is not can be fetched.
                    !name.is_private()
                        || replica.may_read(&readers, &name)
                        || replica.kept(&name).is_ok_and(|kept| is_empty(&kept))
                };
                if replica.wants(&name) && may_be_opened() {
                    wanted.insert(name);
                }
            }
            Ok(wanted.into_iter().collect())
        })
        .await
    }
}

/// What a session is to do.
#[derive(Clone, Debug, Default)]
pub(super) struct Wish {
    /// Look into databases though their digests are equal.
    pub(super) thorough: bool,
    /// Look into this database alone.
    pub(super) only: Option<DbName>,
}

/// What both sides know after the greeting.
struct Agreed {
    side: Side,
    session: [u8; 16],
    key: SessionKey,
    bound: Stamp,
}

/// What the comparison of the lists has found.
#[derive(Default)]
struct Found {
    have: Vec<Entry>,
    differs: bool,
    cut_short: bool,
}

struct ListStep {
    send: Option<Vec<u8>>,
    ended: bool,
}

impl Found {
    fn step(
        &mut self,
        step: Result<Step, ReconcileError<std::convert::Infallible>>,
    ) -> Result<ListStep, Reason> {
        let step = step.map_err(|error| match error {
            ReconcileError::Peer(fault) => Reason { code: fault.code(), text: fault.to_string().into() },
            ReconcileError::Sums(never) => match never {},
            ReconcileError::Over => broke("The peer goes on with a comparison that has ended."),
        })?;
        self.differs |= !step.have.is_empty() || !step.need.is_empty();
        self.have.extend(step.have);
        self.cut_short |= step.ended == Some(Ended::CutShort);
        Ok(ListStep { send: step.send, ended: step.ended.is_some() })
    }
}

/// Which databases are to be looked into.
#[derive(Default)]
struct Compared {
    names: Vec<DbName>,
    differ: u64,
    cut_short: bool,
}

/// A stream on which both sides take turns.
struct Talk<O, I> {
    to: O,
    from: I,
}

impl<O: Outgoing, I: Incoming> Talk<O, I> {
    async fn say(&mut self, message: &Message) -> Result<(), Reason> {
        let sent = tokio::time::timeout(PATIENCE, self.to.send(message.encode())).await;
        sent.map_err(|_| late())?.map_err(|broken| lost(&broken.0))
    }

    async fn hear(&mut self) -> Result<Message, Reason> {
        let frame = tokio::time::timeout(PATIENCE, self.from.receive()).await.map_err(|_| late())?;
        let frame = frame.map_err(|broken| lost(&broken.0))?.ok_or_else(|| lost("the peer hung up"))?;
        Message::decode(&frame).map_err(|_| broke("The peer sent what is no message."))
    }

    async fn hear_list(&mut self) -> Result<Vec<u8>, Reason> {
        match self.hear().await? {
            Message::List(message) => Ok(message),
            _ => Err(broke("The peer does not go on with the list of databases.")),
        }
    }
}

fn late() -> Reason {
    Reason { code: ErrorCode::Timeout, text: "The peer did not answer in half a minute.".into() }
}

/// Whether nothing is held. What cannot be read is not taken for empty.
pub(super) fn is_empty(set: &impl Operations) -> bool {
    let all = Entry::FIRST..Entry::before(Stamp::at_millis(MILLIS_LIMIT));
    set.digest(&all).is_ok_and(|digest| digest.count() == 0)
}

/// The tags of all databases on a list, as far as one message holds them.
fn all(list: &Databases) -> Vec<NameTag> {
    let whole = Entry::FIRST..Entry::before(Databases::bound());
    let Ok(entries) = list.sums().entries(&whole, NAMES);
    list.tags(&entries)
}

/// The lower of two bounds: what lies above either is not looked at.
fn lower(ours: Stamp, theirs: u64) -> Result<Stamp, Reason> {
    let theirs = Stamp::new(theirs).ok_or_else(|| broke("The peer names a bound that is no stamp."))?;
    Ok(ours.min(theirs))
}

/// Does what may wait for a disk where it holds nobody up.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Reason> + Send + 'static,
) -> Result<T, Reason> {
    let ended =
        |_| Reason { code: ErrorCode::Internal, text: "A part of the session ended with a fault.".into() };
    tokio::task::spawn_blocking(work).await.map_err(ended)?
}

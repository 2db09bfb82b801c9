//! The commands of Redis, word by word, done by the types: here those of keys, hashes, sets and counters.

use super::server::Reply;
use crate::cells::Cells;
use crate::memory::MemoryCells;
use crate::types::counter::Counter;
use crate::types::geo::Geo;
use crate::types::hash::Hash;
use crate::types::set::{Set, diff, inter, union};
use crate::types::sorted_set::Scored;
use crate::types::stream::Entry;
use crate::types::string::{Condition, get, plan_del, plan_put};
use crate::types::testing::{Node, key};
use crate::types::ttl::{Only, Remaining, plan_expire, plan_expire_at, plan_persist, remaining};
use crate::types::{Plan, PlanContext, Value};
use crate::view::{Failed, KeyView, Outcome};
use crate::write::Kind;

/// More than any test holds.
pub(super) const ALL: usize = 1_000;

pub(super) type View<'a> = KeyView<'a, MemoryCells>;
pub(super) type Done<T> = Outcome<T, MemoryCells>;

/// One node of ours, in the place of a Redis.
pub(super) struct Ours(Node);

impl Ours {
    /// A node without keys.
    pub(super) fn new() -> Self {
        Self(Node::new(1))
    }

    /// Runs a command.
    pub(super) fn run(&mut self, words: &[&str]) -> Reply {
        self.answer(words).unwrap_or_else(|failed| {
            let reply = refusal(&failed);
            self.0.now += 1;
            reply
        })
    }

    /// Plans on the view of a key, commits, and gives the answer.
    pub(super) fn change<A>(
        &mut self,
        name: &str,
        plan: impl FnOnce(&View<'_>, &PlanContext) -> Done<Plan<A>>,
    ) -> Done<A> {
        let (key, context) = (key(name), self.0.context());
        let plan = plan(&self.0.view(&key), &context)?;
        Ok(self.0.commit(plan))
    }

    pub(super) fn read<A>(&self, name: &str, read: impl FnOnce(&View<'_>) -> Done<A>) -> Done<A> {
        read(&self.0.view(&key(name)))
    }

    fn answer(&mut self, words: &[&str]) -> Done<Reply> {
        let (command, k) = (words[0], words[1]);
        match command.as_bytes()[0] {
            _ if command.starts_with("GEO") => self.geo(words),
            _ if ["SET", "SETNX"].contains(&command) => self.keys(words),
            b'H' => self.hash(words),
            b'S' => self.set(words),
            // Places are no sorted sets here.
            b'Z' if words[1].starts_with('g') => {
                let members = bytes(&words[2..]);
                Ok(Reply::count(self.change(k, |view, _| Geo::of(view)?.plan_rem(&members))?))
            }
            b'Z' => self.sorted_set(words),
            b'X' => self.stream(words),
            b'L' | b'R' => self.list(words),
            b'I' | b'D' if command.ends_with("RBY") => self.counter(words),
            _ => self.keys(words),
        }
    }

    fn keys(&mut self, words: &[&str]) -> Done<Reply> {
        let (command, k) = (words[0], words[1]);
        Ok(match command {
            "SET" | "SETNX" => {
                let condition = match words.get(3) {
                    _ if command == "SETNX" => Condition::IfAbsent,
                    Some(&"NX") => Condition::IfAbsent,
                    Some(&"XX") => Condition::IfPresent,
                    _ => Condition::Always,
                };
                let ends = words.iter().position(|word| *word == "PXAT");
                let ends = ends.map(|at| words[at + 1].parse().unwrap());
                let put = self.change(k, |view, context| {
                    plan_put(view, context, Value::from(words[2]), condition, ends)
                })?;
                match (command, put) {
                    ("SETNX", put) => Reply::flag(put),
                    (_, put) => {
                        if put {
                            Reply::ok()
                        } else {
                            Reply::Nil
                        }
                    }
                }
            }
            // Counters have no command of Redis of their own to read them.
            "GET" if k.starts_with('c') => {
                let value = self.read(k, |view| Counter::of(view)?.get())?;
                value.map_or(Reply::Nil, |value| Reply::Text(value.to_string()))
            }
            "GET" => self.read(k, get)?.map_or(Reply::Nil, Reply::value),
            "DEL" => Reply::flag(self.change(k, |view, _| plan_del(view))?),
            "EXISTS" => self.read(k, |view| Ok(Reply::flag(view.kind().is_some())))?,
            "TYPE" => self.read(k, |view| Ok(Reply::Text(type_word(view.kind()).to_owned())))?,
            "PEXPIREAT" => {
                let only = match words.get(3) {
                    None => Only::Always,
                    Some(&"NX") => Only::IfNone,
                    Some(&"XX") => Only::IfSome,
                    Some(&"GT") => Only::IfLater,
                    Some(_) => Only::IfEarlier,
                };
                let ends = words[2].parse().unwrap();
                Reply::flag(self.change(k, |view, context| plan_expire_at(view, context, ends, only))?)
            }
            "PEXPIRE" => {
                let after = words[2].parse().unwrap();
                let set =
                    |view: &View<'_>, context: &PlanContext| plan_expire(view, context, after, Only::Always);
                Reply::flag(self.change(k, set)?)
            }
            "PERSIST" => Reply::flag(self.change(k, |view, _| plan_persist(view))?),
            "PEXPIRETIME" => Reply::Int(match self.read(k, |view| Ok(remaining(view)))? {
                Remaining::NoKey => -2,
                Remaining::NoEnd => -1,
                Remaining::EndsAt(ends) => i64::try_from(ends).unwrap(),
            }),
            other => panic!("no command {other}"),
        })
    }

    fn hash(&mut self, words: &[&str]) -> Done<Reply> {
        let (command, k, rest) = (words[0], words[1], &words[2..]);
        let first = rest.first().unwrap_or(&"").as_bytes();
        Ok(match command {
            "HSET" => {
                let pairs = rest.chunks(2).map(|pair| (pair[0].into(), Value::from(pair[1]))).collect();
                Reply::count(self.change(k, |view, _| Hash::of(view)?.plan_set(pairs))?)
            }
            "HSETNX" => {
                let value = Value::from(rest[1]);
                Reply::flag(self.change(k, |view, _| {
                    Hash::of(view)?.plan_set_if(first.to_vec(), value, Condition::IfAbsent)
                })?)
            }
            "HDEL" => Reply::count(self.change(k, |view, _| Hash::of(view)?.plan_del(&bytes(rest)))?),
            "HINCRBY" => {
                let by = rest[1].parse().unwrap();
                Reply::Int(self.change(k, |view, _| Hash::of(view)?.plan_incr(first, by))?)
            }
            "HGET" => self.read(k, |view| Hash::of(view)?.get(first))?.map_or(Reply::Nil, Reply::value),
            "HMGET" => {
                let values = self.read(k, |view| Hash::of(view)?.get_many(&bytes(rest)))?;
                Reply::list(values, |value| value.map_or(Reply::Nil, Reply::value))
            }
            "HEXISTS" => Reply::flag(self.read(k, |view| Hash::of(view)?.has(first))?),
            "HLEN" => Reply::count(self.read(k, |view| Hash::of(view)?.len())?),
            "HKEYS" => Reply::list(self.read(k, |view| Hash::of(view)?.keys(None, ALL))?.items, Reply::bytes),
            "HGETALL" => {
                let entries = self.read(k, |view| Hash::of(view)?.entries(None, ALL))?.items;
                Reply::List(
                    entries.into_iter().flat_map(|(f, v)| [Reply::bytes(f), Reply::value(v)]).collect(),
                )
            }
            other => panic!("no command {other}"),
        })
    }

    fn set(&mut self, words: &[&str]) -> Done<Reply> {
        let (command, k, rest) = (words[0], words[1], &words[2..]);
        Ok(match command {
            "SADD" => Reply::count(self.change(k, |view, _| Set::of(view)?.plan_add(&bytes(rest)))?),
            "SREM" => Reply::count(self.change(k, |view, _| Set::of(view)?.plan_rem(&bytes(rest)))?),
            "SISMEMBER" => Reply::flag(self.read(k, |view| Set::of(view)?.has(rest[0].as_bytes()))?),
            "SCARD" => Reply::count(self.read(k, |view| Set::of(view)?.card())?),
            "SMEMBERS" => {
                Reply::list(self.read(k, |view| Set::of(view)?.members(None, ALL))?.items, Reply::bytes)
            }
            _ => {
                let keys: Vec<_> = words[1..].iter().map(|name| key(name)).collect();
                let views: Vec<_> = keys.iter().map(|key| self.0.view(key)).collect();
                let sets = views.iter().map(Set::of).collect::<Result<Vec<_>, _>>()?;
                let page = match command {
                    "SINTER" => inter(&sets, None, ALL)?,
                    "SUNION" => union(&sets, None, ALL)?,
                    "SDIFF" => diff(&sets, None, ALL)?,
                    other => panic!("no command {other}"),
                };
                Reply::list(page.items, Reply::bytes)
            }
        })
    }

    fn counter(&mut self, words: &[&str]) -> Done<Reply> {
        let by: i64 = words[2].parse().unwrap();
        let by = if words[0] == "DECRBY" { -by } else { by };
        let value = self.change(words[1], |view, context| Counter::of(view)?.plan_incr(context, by))?;
        Ok(Reply::Int(i64::try_from(value).unwrap()))
    }
}

impl Reply {
    pub(super) fn ok() -> Self {
        Self::Text("OK".to_owned())
    }

    pub(super) fn flag(flag: bool) -> Self {
        Self::Int(i64::from(flag))
    }

    pub(super) fn count(count: usize) -> Self {
        Self::Int(i64::try_from(count).unwrap())
    }

    pub(super) fn bytes(bytes: Vec<u8>) -> Self {
        Self::Text(String::from_utf8(bytes).unwrap())
    }

    pub(super) fn value(value: Value) -> Self {
        Self::bytes(value.into_bytes().unwrap())
    }

    pub(super) fn list<T>(items: Vec<T>, reply: impl Fn(T) -> Self) -> Self {
        Self::List(items.into_iter().map(reply).collect())
    }

    pub(super) fn scored(members: Vec<Scored>) -> Self {
        let pair = |(member, score)| [Self::bytes(member), Self::Score(score)];
        Self::List(members.into_iter().flat_map(pair).collect())
    }

    pub(super) fn entries(entries: Vec<Entry>) -> Self {
        Self::list(entries, |entry| {
            let pairs = entry.pairs.into_iter().flat_map(|(name, value)| [name, value]).collect();
            Self::List(vec![Self::Text(entry.id.to_string()), Self::list(pairs, Self::bytes)])
        })
    }
}

fn refusal(failed: &Failed<<MemoryCells as Cells>::Fault>) -> Reply {
    match failed.code().unwrap() {
        crate::error::ErrorCode::WrongType => Reply::WrongType,
        code => Reply::Refused(code.to_string()),
    }
}

/// Words as bytes.
pub(super) fn bytes<'w>(words: &[&'w str]) -> Vec<&'w [u8]> {
    words.iter().map(|word| word.as_bytes()).collect()
}

/// The word of Redis for a kind.
fn type_word(kind: Option<Kind>) -> &'static str {
    match kind {
        None => "none",
        Some(Kind::String | Kind::Counter) => "string",
        Some(Kind::Hash) => "hash",
        Some(Kind::List) => "list",
        Some(Kind::Set) => "set",
        Some(Kind::SortedSet | Kind::Geo) => "zset",
        Some(Kind::Stream) => "stream",
        Some(other) => panic!("Redis has no {other:?}"),
    }
}

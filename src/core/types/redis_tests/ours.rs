//! The commands of Redis, word by word, done by the types.

use super::server::Reply;
use crate::cells::Cells;
use crate::error::Refused;
use crate::memory::MemoryCells;
use crate::query::geo::{GeoOrder, GeoSearch, LengthUnit, Position, Shape};
use crate::query::range::{score_range, stream_range};
use crate::types::counter::Counter;
use crate::types::geo::Geo;
use crate::types::hash::Hash;
use crate::types::list::{End, Inserted, List, Side};
use crate::types::set::{Set, diff, inter, union};
use crate::types::sorted_set::{AddOnly, AddOptions, Rank, Scored, SortedSet, Update};
use crate::types::stream::{Entry, NewId, Stream};
use crate::types::string::{Condition, get, plan_del, plan_put};
use crate::types::testing::{Node, key};
use crate::types::ttl::{Only, Remaining, plan_expire, plan_expire_at, plan_persist, remaining};
use crate::types::{Plan, PlanContext, Value};
use crate::view::{Direction, Failed, KeyView, Outcome};
use crate::write::{Kind, StreamId};

/// More than any test holds.
const ALL: usize = 1_000;

type View<'a> = KeyView<'a, MemoryCells>;
type Done<T> = Outcome<T, MemoryCells>;

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
    fn change<A>(
        &mut self,
        name: &str,
        plan: impl FnOnce(&View<'_>, &PlanContext) -> Done<Plan<A>>,
    ) -> Done<A> {
        let (key, context) = (key(name), self.0.context());
        let plan = plan(&self.0.view(&key), &context)?;
        Ok(self.0.commit(plan))
    }

    fn read<A>(&self, name: &str, read: impl FnOnce(&View<'_>) -> Done<A>) -> Done<A> {
        read(&self.0.view(&key(name)))
    }

    fn answer(&mut self, words: &[&str]) -> Done<Reply> {
        let (command, k) = (words[0], words[1]);
        match command.as_bytes()[0] {
            _ if command.starts_with("GEO") => self.geo(words),
            _ if ["SET", "SETNX", "SETXX"].contains(&command) => self.keys(words),
            b'H' => self.hash(words),
            b'S' => self.set(words),
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
            "GET" => self.read(k, |view| get(view))?.map_or(Reply::Nil, Reply::value),
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

    fn list(&mut self, words: &[&str]) -> Done<Reply> {
        let (command, k, rest) = (words[0], words[1], &words[2..]);
        let number = |nth: usize| rest[nth].parse::<i64>().unwrap();
        let end = if command.starts_with('L') { End::Left } else { End::Right };
        Ok(match command {
            "LPUSH" | "RPUSH" | "LPUSHX" | "RPUSHX" => {
                let values = rest.iter().map(|value| Value::from(*value)).collect();
                let only_if_there = command.ends_with('X');
                self.change(k, |view, context| {
                    List::of(view)?.plan_push(context, end, values, only_if_there)
                })?;
                // The answer of ours is where they are; how many there are is asked for.
                Reply::count(self.read(k, |view| List::of(view)?.len())?)
            }
            "LPOP" | "RPOP" => {
                let there = self.read(k, |view| Ok(!List::of(view)?.is_empty()))?;
                let count = rest.first().map_or(1, |count| count.parse().unwrap());
                let popped = self.change(k, |view, _| List::of(view)?.plan_pop(end, count))?;
                match rest.first() {
                    Some(_) if there => Reply::list(popped, Reply::value),
                    _ => popped.into_iter().next().map_or(Reply::Nil, Reply::value),
                }
            }
            "LRANGE" => {
                let values = self.read(k, |view| List::of(view)?.range(number(0), number(1), ALL))?;
                Reply::list(values, Reply::value)
            }
            "LINDEX" => {
                let value = self.read(k, |view| List::of(view)?.index(number(0)))?;
                value.map_or(Reply::Nil, Reply::value)
            }
            "LSET" => {
                let value = Value::from(rest[1]);
                self.change(k, |view, _| List::of(view)?.plan_set(number(0), value))?;
                Reply::ok()
            }
            "LINSERT" => {
                let side = if rest[0] == "BEFORE" { Side::Before } else { Side::After };
                let inserted = self.change(k, |view, context| {
                    List::of(view)?.plan_insert(context, side, rest[1].as_bytes(), Value::from(rest[2]))
                })?;
                match inserted {
                    Inserted::At(_) => Reply::count(self.read(k, |view| List::of(view)?.len())?),
                    Inserted::NoPivot => Reply::Int(-1),
                    Inserted::NoList => Reply::Int(0),
                }
            }
            "LREM" => Reply::count(
                self.change(k, |view, _| List::of(view)?.plan_remove(number(0), rest[1].as_bytes()))?,
            ),
            "LTRIM" => {
                self.change(k, |view, _| List::of(view)?.plan_trim(number(0), number(1)))?;
                Reply::ok()
            }
            "LLEN" => Reply::count(self.read(k, |view| List::of(view)?.len())?),
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

    fn sorted_set(&mut self, words: &[&str]) -> Done<Reply> {
        let (command, k, rest) = (words[0], words[1], &words[2..]);
        let first = rest.first().unwrap_or(&"").as_bytes();
        let number = |nth: usize| rest[nth].parse::<i64>().unwrap();
        let order = if command.contains("REV") || command.ends_with("MAX") {
            Rank::Descending
        } else {
            Rank::Ascending
        };
        let score = |score: Option<f64>| score.map_or(Reply::Nil, Reply::Score);
        Ok(match command {
            "ZADD" => {
                let flags: Vec<_> =
                    rest.iter().copied().take_while(|word| word.parse::<f64>().is_err()).collect();
                let has = |flag: &str| flags.contains(&flag);
                let only = match (has("NX"), has("XX")) {
                    (true, _) => AddOnly::New,
                    (_, true) => AddOnly::There,
                    _ => AddOnly::Always,
                };
                let update = match (has("GT"), has("LT")) {
                    (true, _) => Update::Greater,
                    (_, true) => Update::Less,
                    _ => Update::Always,
                };
                let pairs: Vec<Scored> = rest[flags.len()..]
                    .chunks(2)
                    .map(|pair| (pair[1].into(), pair[0].parse().unwrap()))
                    .collect();
                let options = AddOptions { only, update };
                if has("INCR") {
                    let (member, by) = &pairs[0];
                    score(self.change(k, |view, _| SortedSet::of(view)?.plan_incr(member, *by, options))?)
                } else {
                    let added = self.change(k, |view, _| SortedSet::of(view)?.plan_add(pairs, options))?;
                    Reply::count(if has("CH") { added.changed } else { added.new })
                }
            }
            "ZINCRBY" => {
                let (by, member) = (rest[0].parse().unwrap(), rest[1].as_bytes());
                let options = AddOptions::default();
                score(self.change(k, |view, _| SortedSet::of(view)?.plan_incr(member, by, options))?)
            }
            "ZREM" => Reply::count(self.change(k, |view, _| SortedSet::of(view)?.plan_rem(&bytes(rest)))?),
            "ZPOPMIN" | "ZPOPMAX" => {
                let count = usize::try_from(number(0)).unwrap();
                Reply::scored(self.change(k, |view, _| SortedSet::of(view)?.plan_pop(order, count))?)
            }
            "ZRANGE" | "ZREVRANGE" => Reply::scored(
                self.read(k, |view| SortedSet::of(view)?.range(number(0), number(1), order, ALL))?,
            ),
            "ZRANGEBYSCORE" | "ZREVRANGEBYSCORE" => {
                let (min, max) = if order == Rank::Ascending { (0, 1) } else { (1, 0) };
                let scores = score_range(rest[min], rest[max]).map_err(Refused::from)?;
                let (offset, limit) = match rest.iter().position(|word| *word == "LIMIT") {
                    Some(at) => (number(at + 1), number(at + 2)),
                    None => (0, -1),
                };
                // Counts below zero mean all, as the text of a command, not in a plan.
                let limit = usize::try_from(limit).unwrap_or(ALL);
                let offset = usize::try_from(offset).unwrap();
                Reply::scored(
                    self.read(k, |view| SortedSet::of(view)?.range_by_score(&scores, order, offset, limit))?,
                )
            }
            "ZCOUNT" => {
                let scores = score_range(rest[0], rest[1]).map_err(Refused::from)?;
                Reply::count(self.read(k, |view| SortedSet::of(view)?.count(&scores))?)
            }
            "ZRANK" | "ZREVRANK" => {
                let rank = self.read(k, |view| SortedSet::of(view)?.rank(first, order))?;
                rank.map_or(Reply::Nil, |(rank, _)| Reply::count(rank))
            }
            "ZSCORE" => score(self.read(k, |view| SortedSet::of(view)?.score(first))?),
            "ZCARD" => Reply::count(self.read(k, |view| SortedSet::of(view)?.card())?),
            other => panic!("no command {other}"),
        })
    }

    fn stream(&mut self, words: &[&str]) -> Done<Reply> {
        if words[0] == "XREAD" {
            let [count, k, id] = [words[2], words[4], words[5]];
            let (count, id) = (count.parse().unwrap(), stream_id(id));
            let entries = self.read(k, |view| Stream::of(view)?.read_after(id, count))?;
            let stream = [Reply::Text(k.to_owned()), Reply::entries(entries)];
            return Ok(match &stream[1] {
                Reply::List(entries) if entries.is_empty() => Reply::Nil,
                _ => Reply::List(vec![Reply::List(stream.to_vec())]),
            });
        }
        let (command, k, rest) = (words[0], words[1], &words[2..]);
        Ok(match command {
            "XADD" => {
                let pairs = rest[1..].chunks(2).map(|pair| (pair[0].into(), pair[1].into())).collect();
                let id = NewId::Exact(stream_id(rest[0]));
                let id = self.change(k, |view, context| Stream::of(view)?.plan_add(context, id, pairs))?;
                Reply::Text(id.to_string())
            }
            "XLEN" => Reply::count(self.read(k, |view| Stream::of(view)?.len())?),
            "XRANGE" | "XREVRANGE" => {
                let (from, to, direction) = match command {
                    "XRANGE" => (rest[0], rest[1], Direction::Forward),
                    _ => (rest[1], rest[0], Direction::Backward),
                };
                let ids = stream_range(from, to).map_err(Refused::from)?;
                let count = rest.get(3).map_or(ALL, |count| count.parse().unwrap());
                let page = self.read(k, |view| Stream::of(view)?.range(&ids, direction, None, count))?;
                Reply::entries(page.items)
            }
            "XDEL" => {
                let ids: Vec<_> = rest.iter().map(|id| stream_id(id)).collect();
                Reply::count(self.change(k, |view, _| Stream::of(view)?.plan_del(&ids))?)
            }
            "XTRIM" if rest[0] == "MAXLEN" => {
                let length = rest[1].parse().unwrap();
                Reply::count(self.change(k, |view, _| Stream::of(view)?.plan_trim_to(length))?)
            }
            "XTRIM" => {
                let bound = stream_id(rest[1]);
                Reply::count(self.change(k, |view, _| Stream::of(view)?.plan_trim_below(bound))?)
            }
            other => panic!("no command {other}"),
        })
    }

    fn counter(&mut self, words: &[&str]) -> Done<Reply> {
        let by: i64 = words[2].parse().unwrap();
        let by = if words[0] == "DECRBY" { -by } else { by };
        let value = self.change(words[1], |view, context| Counter::of(view)?.plan_incr(context, by))?;
        Ok(Reply::Int(i64::try_from(value).unwrap()))
    }

    fn geo(&mut self, words: &[&str]) -> Done<Reply> {
        let (command, k, rest) = (words[0], words[1], &words[2..]);
        Ok(match command {
            "GEOADD" => {
                let flags = rest.iter().take_while(|word| word.parse::<f64>().is_err()).count();
                let (flags, places) = rest.split_at(flags);
                let only = match (flags.contains(&"NX"), flags.contains(&"XX")) {
                    (true, _) => AddOnly::New,
                    (_, true) => AddOnly::There,
                    _ => AddOnly::Always,
                };
                let places = places.chunks(3).map(|place| Ok((place[2].into(), position(place)?)));
                let places = places.collect::<Result<_, Refused>>()?;
                let added = self.change(k, |view, _| Geo::of(view)?.plan_add(places, only))?;
                Reply::count(if flags.contains(&"CH") { added.changed } else { added.new })
            }
            "GEOPOS" => {
                let at = self.read(k, |view| Geo::of(view)?.position(rest[0].as_bytes()))?;
                Reply::List(vec![at.map_or(Reply::Nil, |at| {
                    Reply::List(vec![Reply::Score(at.longitude()), Reply::Score(at.latitude())])
                })])
            }
            "GEOHASH" => {
                let hash = self.read(k, |view| Geo::of(view)?.hash(rest[0].as_bytes()))?;
                Reply::List(vec![hash.map_or(Reply::Nil, Reply::Text)])
            }
            "GEODIST" => {
                let unit: LengthUnit = rest[2].parse().map_err(Refused::from)?;
                let (from, to) = (rest[0].as_bytes(), rest[1].as_bytes());
                let distance = self.read(k, |view| Geo::of(view)?.distance(from, to, unit))?;
                distance.map_or(Reply::Nil, Reply::Score)
            }
            "GEOSEARCH" => self.search(k, rest)?,
            other => panic!("no command {other}"),
        })
    }

    fn search(&self, k: &str, words: &[&str]) -> Done<Reply> {
        let after = |word: &str| words.iter().position(|other| *other == word).map(|at| &words[at + 1..]);
        let center = match after("FROMMEMBER") {
            Some(rest) => {
                let at = self.read(k, |view| Geo::of(view)?.position(rest[0].as_bytes()))?;
                // There is nothing to find without a key, whatever the search starts from.
                let Some(at) = at else {
                    return match self.read(k, |view| Geo::of(view)?.card())? {
                        0 => Ok(Reply::List(vec![])),
                        _ => Err(Refused::form("no such member").into()),
                    };
                };
                at
            }
            None => position(after("FROMLONLAT").unwrap())?,
        };
        let length = |text: &str, unit: &str| {
            let unit: LengthUnit = unit.parse().unwrap();
            text.parse::<f64>().unwrap() * unit.metres()
        };
        let (shape, unit) = match after("BYRADIUS") {
            Some(rest) => (Shape::Radius { metres: length(rest[0], rest[1]) }, rest[1]),
            None => {
                let rest = after("BYBOX").unwrap();
                let (width, height) = (length(rest[0], rest[2]), length(rest[1], rest[2]));
                (Shape::Box { width, height }, rest[2])
            }
        };
        let mut search = GeoSearch::new(center, shape).map_err(Refused::from)?;
        if words.contains(&"ASC") {
            search = search.ordered(GeoOrder::Nearest);
        } else if words.contains(&"DESC") {
            search = search.ordered(GeoOrder::Farthest);
        }
        if let Some(rest) = after("COUNT") {
            search = search.limited(rest[0].parse().unwrap(), false).map_err(Refused::from)?;
        }
        let unit: LengthUnit = unit.parse().unwrap();
        let hits = self.read(k, |view| Geo::of(view)?.search(&search))?.hits;
        Ok(Reply::list(hits, |hit| {
            Reply::List(vec![Reply::bytes(hit.member), Reply::Score(hit.distance_m / unit.metres())])
        }))
    }
}

impl Reply {
    fn ok() -> Self {
        Self::Text("OK".to_owned())
    }

    fn flag(flag: bool) -> Self {
        Self::Int(i64::from(flag))
    }

    fn count(count: usize) -> Self {
        Self::Int(i64::try_from(count).unwrap())
    }

    fn bytes(bytes: Vec<u8>) -> Self {
        Self::Text(String::from_utf8(bytes).unwrap())
    }

    fn value(value: Value) -> Self {
        Self::bytes(value.into_bytes().unwrap())
    }

    fn list<T>(items: Vec<T>, reply: impl Fn(T) -> Self) -> Self {
        Self::List(items.into_iter().map(reply).collect())
    }

    fn scored(members: Vec<Scored>) -> Self {
        let pair = |(member, score)| [Self::bytes(member), Self::Score(score)];
        Self::List(members.into_iter().flat_map(pair).collect())
    }

    fn entries(entries: Vec<Entry>) -> Self {
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

fn bytes<'w>(words: &[&'w str]) -> Vec<&'w [u8]> {
    words.iter().map(|word| word.as_bytes()).collect()
}

fn position(place: &[&str]) -> Result<Position, Refused> {
    Ok(Position::new(place[0].parse().unwrap(), place[1].parse().unwrap())?)
}

fn stream_id(text: &str) -> StreamId {
    let (ms, seq) = text.split_once('-').unwrap();
    StreamId { ms: ms.parse().unwrap(), seq: seq.parse().unwrap() }
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

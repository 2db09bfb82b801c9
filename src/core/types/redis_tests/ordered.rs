//! The commands of lists, sorted sets and streams, done by the types.

use super::ours::{ALL, Done, Ours, bytes};
use super::server::Reply;
use crate::error::Refused;
use crate::query::range::{score_range, stream_range};
use crate::types::Value;
use crate::types::list::{End, Inserted, List, Side};
use crate::types::sorted_set::{AddOnly, AddOptions, Rank, Scored, SortedSet, Update};
use crate::types::stream::{NewId, Stream};
use crate::view::Direction;
use crate::write::StreamId;

impl Ours {
    pub(super) fn list(&mut self, words: &[&str]) -> Done<Reply> {
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

    pub(super) fn sorted_set(&mut self, words: &[&str]) -> Done<Reply> {
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

    pub(super) fn stream(&mut self, words: &[&str]) -> Done<Reply> {
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
}

/// The id that a text spells.
pub(super) fn stream_id(text: &str) -> StreamId {
    let (ms, seq) = text.split_once('-').unwrap();
    StreamId { ms: ms.parse().unwrap(), seq: seq.parse().unwrap() }
}

//! The types against a real redis-server: the same commands on both sides, made by chance, with the same answers, and
//! the same contents in the end.
//!
//! Where the two are meant to differ (docs/types.md says where, and why) this file says so at the one place that lets
//! it pass. JSON, time series and files have no namesake in a redis-server without modules.

use self::commands::{COUNTER, GEO, HASH, KEY, KEYS, LIST, SET, SORTED_SET, STREAM, roll};
use self::ordered::stream_id;
use self::ours::Ours;
use self::server::{Reply, Server};
use crate::query::geo::LengthUnit;
use crate::query::range::{Discrete, StreamId};
use crate::sim::dice::Seeded;

mod commands;
mod ordered;
mod ours;
mod places;
mod server;

/// The bounds of ids that leave out all of them.
const BELOW_ALL: &str = "(0-0";
const ABOVE_ALL: &str = "(18446744073709551615-18446744073709551615";

type Words = Vec<String>;

/// Both sides.
struct Pair {
    ours: Ours,
    redis: Server,
}

/// Runs so many sequences of so many commands out of these templates, and shows the shortest on which the sides differ.
fn agree(templates: &[&str], sequences: u64, length: usize) {
    let mut pair = Pair { ours: Ours::new(), redis: Server::start() };
    for seed in 0..sequences {
        let mut dice = Seeded::new(seed);
        let mut sequence: Vec<Words> = (0..length).map(|_| roll(&mut dice, templates)).collect();
        let Some(mut difference) = pair.difference(&sequence) else { continue };
        let mut at = sequence.len();
        while at > 0 {
            at -= 1;
            let mut shorter = sequence.clone();
            shorter.remove(at);
            if let Some(still) = pair.difference(&shorter) {
                (sequence, difference) = (shorter, still);
            }
        }
        panic!("seed {seed}: {difference}\nafter {sequence:#?}");
    }
}

impl Pair {
    /// The first difference that a sequence of commands brings about, from nothing.
    fn difference(&mut self, sequence: &[Words]) -> Option<String> {
        self.ours = Ours::new();
        self.redis.run(&["FLUSHALL"]);
        for words in sequence {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            if self.is_apart(&words) {
                continue;
            }
            if let Some(difference) = self.both(&words) {
                return Some(difference);
            }
        }
        KEYS.iter().chain(&["g1", "c1"]).find_map(|key| self.contents(key))
    }

    /// Runs a command on both sides; what is different, if anything is.
    fn both(&mut self, words: &[&str]) -> Option<String> {
        let ours = in_order(words, self.ours.run(words));
        let redis = in_order(words, self.redis.run(words));
        if !same(words, &ours, &redis) {
            return Some(format!("{words:?} answers {ours:?}, and Redis {redis:?}"));
        }
        self.follow(words, &redis);
        None
    }

    /// What is different between the contents of a key.
    fn contents(&mut self, key: &str) -> Option<String> {
        let Reply::Text(word) = self.redis.run(&["TYPE", key]) else { panic!("a type is a word") };
        let read: &[&str] = match word.as_str() {
            _ if key == "g1" => &[],
            "hash" => &["HGETALL", key],
            "list" => &["LRANGE", key, "0", "-1"],
            "set" => &["SMEMBERS", key],
            "zset" => &["ZRANGE", key, "0", "-1", "WITHSCORES"],
            "stream" => &["XRANGE", key, "-", "+"],
            _ => &["GET", key],
        };
        let places = ["p", "q", "r", "s", "t", "u"].map(|place| vec!["GEOPOS", key, place]);
        let places = places.into_iter().filter(|_| key == "g1");
        let whole = [vec!["PEXPIRETIME", key], vec!["TYPE", key], read.to_vec()];
        let mut reads = whole.into_iter().filter(|words| !words.is_empty()).chain(places);
        reads.find_map(|words| if self.is_apart(&words) { None } else { self.both(&words) })
    }

    /// Whether a command is meant to be different from Redis, so that it is left out.
    fn is_apart(&mut self, words: &[&str]) -> bool {
        // The end of 1970's first moment is past like any other here, and no time at all for the SET of Redis.
        let no_time = words[0] == "SET" && words.ends_with(&["PXAT", "0"]);
        // A bound without a number is a zero in Redis.
        let no_number = words.contains(&"(");
        // `+` is above every id here, and the greatest id in Redis. A bound that leaves out the least or the greatest id
        // is an empty range here, and refused by Redis.
        let (from, to) = if words[0] == "XREVRANGE" { (3, 2) } else { (2, 3) };
        let no_id = words[0].ends_with("RANGE")
            && words[0].starts_with('X')
            && (["+", ABOVE_ALL].contains(&words[from]) || words[to] == BELOW_ALL);
        // A stream without entries is a key in Redis and none here. Only commands of streams go on there, and a put,
        // which replaces whatever there is.
        let streams = words[0].starts_with('X') || (words[0] == "SET" && words.len() == 3);
        let keys: Vec<&str> = words.iter().copied().filter(|word| KEYS.contains(word)).collect();
        no_time || no_number || no_id || (!streams && keys.iter().any(|key| self.is_empty_stream(key)))
    }

    fn is_empty_stream(&mut self, key: &str) -> bool {
        matches!(self.redis.run(&["XLEN", key]), Reply::Int(0))
            && matches!(self.redis.run(&["EXISTS", key]), Reply::Int(1))
    }

    /// Makes Redis follow where streams are meant to differ.
    fn follow(&mut self, words: &[&str], reply: &Reply) {
        if !["XDEL", "XTRIM"].contains(&words[0]) || !matches!(reply, Reply::Int(1..)) {
            return;
        }
        // What was trimmed leaves nothing to tell its id: no new id is below the bound of the trim.
        if words[2] == "MINID"
            && let Some(last) = stream_id(words[3]).before()
            && last > self.last_id(words[1])
        {
            self.redis.run(&["XSETID", words[1], &last.to_string()]);
        }
        // A key that went, and came again, has no TTL.
        if self.is_empty_stream(words[1]) {
            self.redis.run(&["PERSIST", words[1]]);
        }
    }

    fn last_id(&mut self, key: &str) -> StreamId {
        let Reply::List(facts) = self.redis.run(&["XINFO", "STREAM", key]) else { panic!("no facts") };
        let mut facts =
            facts.iter().skip_while(|fact| !matches!(fact, Reply::Text(t) if t == "last-generated-id"));
        let Some(Reply::Text(id)) = facts.nth(1) else { panic!("no last id") };
        stream_id(id)
    }
}

/// Whether two answers to a command are the same.
fn same(words: &[&str], ours: &Reply, redis: &Reply) -> bool {
    match (ours, redis) {
        (Reply::Nil, Reply::Nil)
        | (Reply::WrongType, Reply::WrongType)
        | (Reply::Refused(_), Reply::Refused(_)) => true,
        // Of two reasons to refuse, the type of the key is named first here, and in Redis what makes no sense anyhow.
        (Reply::WrongType, Reply::Refused(_)) => match words[0] {
            "XADD" => words[2] == "0-0",
            "ZADD" => words[2] == "NX" && ["GT", "LT"].contains(&words[3]),
            _ => false,
        },
        (Reply::Int(a), Reply::Int(b)) => a == b,
        (Reply::Text(a), Reply::Text(b)) => a == b,
        (Reply::Score(a), Reply::Text(b)) => same_number(*a, b, tolerance(words)),
        (Reply::List(a), Reply::List(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(words, a, b))
        }
        _ => false,
    }
}

/// Whether a number is what the text of Redis says. (A negative zero, which Redis keeps, is equal to ours without sign.)
fn same_number(ours: f64, redis: &str, tolerance: f64) -> bool {
    let redis: f64 = redis.parse().unwrap();
    ours == redis || (ours - redis).abs() <= tolerance
}

/// How far numbers in the answer to a command may lie apart: Redis rounds positions to 52 bits of geohash, half a metre
/// at most, and ours are as they were given.
fn tolerance(words: &[&str]) -> f64 {
    let unit = words.iter().find_map(|word| word.parse::<LengthUnit>().ok());
    match words[0] {
        "GEOPOS" => 5e-6,
        "GEODIST" | "GEOSEARCH" => unit.map_or(0.0, |unit| 1.0 / unit.metres()),
        _ => 0.0,
    }
}

/// An answer whose order means nothing, in the order of its bytes.
fn in_order(words: &[&str], reply: Reply) -> Reply {
    let ordered = words.iter().any(|word| ["ASC", "DESC", "COUNT"].contains(word));
    let size = match words[0] {
        "HGETALL" => 2,
        "HKEYS" | "SMEMBERS" | "SINTER" | "SUNION" | "SDIFF" => 1,
        "GEOSEARCH" if !ordered => 1,
        _ => return reply,
    };
    let Reply::List(items) = reply else { return reply };
    let mut groups: Vec<_> = items.chunks(size).map(<[Reply]>::to_vec).collect();
    groups.sort_by_key(|group| format!("{:?}", group[0]));
    Reply::List(groups.concat())
}

#[test]
fn strings_and_ttls_behave_as_in_redis() {
    agree(&[KEY], 100, 40);
}

#[test]
fn hashes_behave_as_in_redis() {
    agree(&[HASH, HASH, KEY], 100, 40);
}

#[test]
fn lists_behave_as_in_redis() {
    agree(&[LIST, LIST, LIST, KEY], 100, 40);
}

#[test]
fn sets_behave_as_in_redis() {
    agree(&[SET, SET, KEY], 100, 40);
}

#[test]
fn sorted_sets_behave_as_in_redis() {
    agree(&[SORTED_SET, SORTED_SET, KEY], 100, 60);
}

#[test]
fn streams_behave_as_in_redis() {
    agree(&[STREAM, STREAM, STREAM, KEY], 100, 60);
}

#[test]
fn keys_of_all_types_behave_as_in_redis() {
    agree(&[KEY, HASH, LIST, SET, SORTED_SET, STREAM], 100, 60);
}

#[test]
fn counters_count_as_the_numbers_of_redis_do() {
    agree(&[COUNTER], 20, 40);
}

#[test]
fn places_are_found_as_in_redis() {
    agree(&[GEO], 100, 40);
}

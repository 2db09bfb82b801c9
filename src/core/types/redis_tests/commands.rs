//! Commands made by chance: templates, each line of them one command, whose words in braces are rolled. Keys, members
//! and ids are few, so that they meet.

use crate::sim::dice::{Dice, Seeded};

/// The keys of all commands but those of places and counters.
pub(super) const KEYS: &[&str] = &["k1", "k2", "k3"];

const MEMBERS: &[&str] = &["a", "b", "ab", "é", " ", "c", ""];
const VALUES: &[&str] =
    &["x", "y", "z", "1", "-7", "", "007", "1.5", "-0", "+1", "9223372036854775807", "-9223372036854775808"];
const ELEMENTS: &[&str] = &["x", "y", ""];
const ADDENDS: &[&str] = &["1", "-3", "40", "9223372036854775807", "-9223372036854775808", "0"];
const INDEXES: &[&str] = &["0", "1", "-1", "2", "-2", "3", "-3", "5", "-5", "9", "-9", FAR, NEAR];
const FAR: &str = "9223372036854775807";
const NEAR: &str = "-9223372036854775807";
const COUNTS: &[&str] = &["1", "2", "0", "3", "9"];
const SCORES: &[&str] = &[
    "1",
    "2",
    "2",
    "-1",
    "0",
    "-0",
    "0.1",
    "-2.5",
    "inf",
    "-inf",
    "1e17",
    "1e-7",
    "3.0000000000000004",
    "1.7e308",
    "-1.7e308",
    "5e-324",
];
const BOUNDS: &[&str] =
    &["1", "(1", "-inf", "+inf", "2", "(2", "(-inf", "(inf", "0", "(-2.5", "1e17", "0.1", "x", "nan", "("];
const IDS: &[&str] = &["1-1", "1-2", "2-0", "2-5", "3-1", "3-2", "4-0", "7-7", "9-9", "0-1", "0-0", LAST];
const LAST: &str = "18446744073709551615-18446744073709551615";
const ID_BOUNDS: &[&str] = &[
    "-",
    "+",
    "1",
    "(1",
    "2",
    "(2",
    "2-0",
    "(2-0",
    "3-1",
    "(3-1",
    "3",
    "(3",
    "9-9",
    "0",
    "(9-9",
    "x",
    "(-",
    LAST,
    "(0-0",
    "(18446744073709551615-18446744073709551615",
];
const TIMES: &[&str] = &["200000000000000", "1000", "200000000000500", "200000000000500", "0"];
const PAST: &[&str] = &["0", "-1", "-1000000000000"];
const ONLY: &[&str] = &["NX", "XX", "GT", "LT"];
const PLACES: &[&str] = &["p", "q", "r", "s", "t", "u"];
const LENGTHS: &[&str] = &["0", "50", "300.5", "1000", "2500", "4000"];
const UNITS: &[&str] = &["m", "km", "mi", "ft"];
const LONG_UNITS: &[&str] = &["km", "mi"];

/// What every key can do.
pub(super) const KEY: &str = "
    SET {k} {v}
    SET {k} {v} NX
    SET {k} {v} XX
    SET {k} {v} PXAT {time}
    SETNX {k} {v}
    GET {k}
    DEL {k}
    EXISTS {k}
    TYPE {k}
    PEXPIREAT {k} {time}
    PEXPIREAT {k} {time} {only}
    PEXPIRE {k} {past}
    PERSIST {k}
    PEXPIRETIME {k}";

pub(super) const HASH: &str = "
    HSET {k} {m} {v}
    HSET {k} {m} {v} {m} {v} {m} {v}
    HSETNX {k} {m} {v}
    HDEL {k} {m} {m}
    HDEL {k} {m} {m} {m} {m} {m} {m}
    HINCRBY {k} {m} {add}
    HGET {k} {m}
    HMGET {k} {m} {m}
    HEXISTS {k} {m}
    HLEN {k}
    HKEYS {k}
    HGETALL {k}";

pub(super) const LIST: &str = "
    RPUSH {k} {e}
    RPUSH {k} {e} {e} {e}
    RPUSH {k} {e} {e} {e} {e} {e}
    LPUSH {k} {e}
    LPUSH {k} {e} {e} {e}
    RPUSHX {k} {e} {e}
    LPUSHX {k} {e} {e}
    RPOP {k}
    LPOP {k}
    RPOP {k} {count}
    LPOP {k} {count}
    LRANGE {k} {i} {i}
    LINDEX {k} {i}
    LSET {k} {i} {e}
    LINSERT {k} BEFORE {e} {e}
    LINSERT {k} AFTER {e} {e}
    LREM {k} {i} {e}
    LTRIM {k} {i} {i}
    LLEN {k}";

pub(super) const SET: &str = "
    SADD {k} {m} {m}
    SADD {k} {m}
    SADD {k} {m} {m} {m}
    SREM {k} {m} {m}
    SREM {k} {m} {m} {m} {m} {m} {m}
    SMEMBERS {k}
    SISMEMBER {k} {m}
    SCARD {k}
    SINTER {k} {k}
    SINTER {k} {k} {k}
    SUNION {k} {k} {k}
    SDIFF {k} {k}
    SDIFF {k} {k} {k}";

pub(super) const SORTED_SET: &str = "
    ZADD {k} {score} {m}
    ZADD {k} {score} {m} {score} {m} {score} {m}
    ZADD {k} CH {score} {m} {score} {m}
    ZADD {k} {only} {score} {m} {score} {m}
    ZADD {k} {only} CH {score} {m} {score} {m}
    ZADD {k} XX GT CH {score} {m} {score} {m}
    ZADD {k} XX LT {score} {m}
    ZADD {k} NX GT {score} {m}
    ZADD {k} NX LT {score} {m}
    ZADD {k} INCR {score} {m}
    ZADD {k} {only} INCR {score} {m}
    ZADD {k} XX GT INCR {score} {m}
    ZINCRBY {k} {score} {m}
    ZREM {k} {m} {m}
    ZPOPMIN {k} {count}
    ZPOPMAX {k} {count}
    ZRANGE {k} {i} {i} WITHSCORES
    ZREVRANGE {k} {i} {i} WITHSCORES
    ZRANGEBYSCORE {k} {bound} {bound} WITHSCORES
    ZRANGEBYSCORE {k} {bound} {bound} WITHSCORES LIMIT {count} {i}
    ZREVRANGEBYSCORE {k} {bound} {bound} WITHSCORES
    ZREVRANGEBYSCORE {k} {bound} {bound} WITHSCORES LIMIT {count} {i}
    ZRANK {k} {m}
    ZREVRANK {k} {m}
    ZSCORE {k} {m}
    ZCARD {k}
    ZCOUNT {k} {bound} {bound}";

pub(super) const STREAM: &str = "
    XADD {k} {id} {m} {v}
    XADD {k} {id} {m} {v} {m} {v}
    XADD {k} {id} {m} {v}
    XADD {k} {id} {m} {v}
    XLEN {k}
    XRANGE {k} {ids} {ids}
    XRANGE {k} - + COUNT 2
    XRANGE {k} {ids} + COUNT 1
    XREVRANGE {k} {ids} {ids}
    XREVRANGE {k} + {ids} COUNT 2
    XREAD COUNT 2 STREAMS {k} {id}
    XDEL {k} {id}
    XDEL {k} {id} {id} {id}
    XTRIM {k} MAXLEN {count}
    XTRIM {k} MINID {id}";

pub(super) const COUNTER: &str = "
    INCRBY c1 {count}
    DECRBY c1 {count}
    INCRBY c1 1000000000000
    DECRBY c1 1000000000000
    GET c1
    EXISTS c1
    TYPE c1
    DEL c1
    PEXPIREAT c1 {time}
    PERSIST c1
    PEXPIRETIME c1";

pub(super) const GEO: &str = "
    GEOADD g1 {lon} {lat} {p}
    GEOADD g1 {lon} {lat} {p} {lon} {lat} {p} {lon} {lat} {p}
    GEOADD g1 CH {lon} {lat} {p} {lon} {lat} {p}
    GEOADD g1 NX {lon} {lat} {p}
    GEOADD g1 XX CH {lon} {lat} {p}
    GEOADD g1 {lon} 85.06 {p}
    GEOADD g1 180.5 {lat} {p}
    ZREM g1 {p}
    GEOPOS g1 {p}
    GEOHASH g1 {p}
    GEODIST g1 {p} {p} {unit}
    GEOSEARCH g1 FROMLONLAT {lon} {lat} BYRADIUS {length} {long} WITHDIST
    GEOSEARCH g1 FROMLONLAT {lon} {lat} BYRADIUS {length} {long} ASC WITHDIST
    GEOSEARCH g1 FROMMEMBER {p} BYRADIUS {length} {long} DESC WITHDIST
    GEOSEARCH g1 FROMMEMBER {p} BYRADIUS {length} {long} COUNT 2 WITHDIST
    GEOSEARCH g1 FROMLONLAT {lon} {lat} BYBOX {length} {length} {long} WITHDIST
    GEOSEARCH g1 FROMMEMBER {p} BYBOX {length} {length} {long} ASC COUNT 3 WITHDIST
    GEOSEARCH g1 FROMMEMBER {p} BYBOX 8000000 9000000 {unit} DESC WITHDIST
    DEL g1
    TYPE g1";

/// A command out of the lines of some templates.
pub(super) fn roll(dice: &mut Seeded, templates: &[&str]) -> Vec<String> {
    let lines: Vec<&str> =
        templates.iter().flat_map(|text| text.lines()).filter(|line| !line.is_empty()).collect();
    let line = lines[dice.index(lines.len())];
    line.split_whitespace().map(|word| fill(dice, word)).collect()
}

fn fill(dice: &mut Seeded, word: &str) -> String {
    let choices = match word {
        "{k}" => KEYS,
        "{m}" => MEMBERS,
        "{v}" => VALUES,
        "{e}" => ELEMENTS,
        "{add}" => ADDENDS,
        "{i}" => INDEXES,
        "{count}" => COUNTS,
        "{score}" => SCORES,
        "{bound}" => BOUNDS,
        "{id}" => IDS,
        "{ids}" => ID_BOUNDS,
        "{time}" => TIMES,
        "{past}" => PAST,
        "{only}" => ONLY,
        "{p}" => PLACES,
        "{length}" => LENGTHS,
        "{unit}" => UNITS,
        "{long}" => LONG_UNITS,
        // All over the earth, so finely that none of these lies within half a metre of the border of a search.
        "{lon}" => return degrees(dice, 180),
        "{lat}" => return degrees(dice, 80),
        _ => return word.to_owned(),
    };
    choices[dice.index(choices.len())].to_owned()
}

fn degrees(dice: &mut Seeded, limit: u64) -> String {
    const PARTS: u64 = 1_000_000;
    let (whole, parts) = (dice.roll(limit), dice.roll(PARTS));
    let sign = if dice.chance(2) { "-" } else { "" };
    format!("{sign}{whole}.{parts:06}")
}

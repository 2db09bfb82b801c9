//! `cyberfly data ts`.

use cyberfly_core::DbName;
use cyberfly_node::now_ms;
use cyberfly_protocol::command::{Sample, TsAdd, TsDel};
use cyberfly_protocol::query::{TsAgg, TsLatest, TsRange};
use cyberfly_protocol::{Float, Span, Time};

use super::stream::direction;
use super::{Action, first, groups, key, number};
use crate::cli::{TsAddArgs, TsAggArgs, TsCommand, TsDelArgs, TsLabelArgs, TsRangeArgs};
use crate::failure::Failure;

pub(super) fn action(command: TsCommand, db: &DbName) -> Result<Action, Failure> {
    let db = db.clone();
    match command {
        TsCommand::Add(TsAddArgs { key: text, pairs, label }) => {
            let samples = groups(pairs, "pair of time and number")?.into_iter().map(sample);
            let samples = samples.collect::<Result<_, Failure>>()?;
            Action::change(TsAdd { key: key(text)?, label: label.label, samples })
        }
        TsCommand::Range(TsRangeArgs { key: text, from, to, label, rev, page }) => {
            let (limit, direction, label) = (page.limit, direction(rev), label.label);
            let (from, to) = (bound(from)?, bound(to)?);
            Action::list(
                TsRange { db, key: key(text)?, label, from, to, direction, page: first(page) },
                limit,
            )
        }
        TsCommand::Latest(TsLabelArgs { key: text, label }) => {
            Action::ask(TsLatest { db, key: key(text)?, label: label.label })
        }
        TsCommand::Agg(TsAggArgs { key: text, aggregates, from, to, label, bucket, page }) => {
            let (bucket_seconds, align) = (bucket.map(Span::from), Time::default());
            let (limit, page, label) = (page.limit, first(page), label.label);
            let (from, to) = (bound(from)?, bound(to)?);
            let (key, aggregates) = (key(text)?, aggregates.split(',').map(str::to_owned).collect());
            Action::list(TsAgg { db, key, label, from, to, aggregates, bucket_seconds, align, page }, limit)
        }
        TsCommand::Del(TsDelArgs { key: text, from, to, label }) => {
            Action::change(TsDel { key: key(text)?, label: label.label, from: bound(from)?, to: bound(to)? })
        }
    }
}

/// A bound of a window as the node knows it, which reads milliseconds alone.
fn bound(text: String) -> Result<String, Failure> {
    let (excludes, time) = text.strip_prefix('(').map_or(("", text.as_str()), |time| ("(", time));
    match (Time::read(time), time) {
        (Some(time), _) => Ok(format!("{excludes}{}", time.0)),
        (None, "-" | "+") if excludes.is_empty() => Ok(text),
        (None, _) => {
            let message = format!(
                "a bound is Unix milliseconds or RFC 3339, perhaps with `(` before it, or `-` or `+`, and {text:?} is none of them"
            );
            Err(Failure::misuse(message, "2026-01-31T12:00:00Z, or date +%s%3N for the milliseconds of now"))
        }
    }
}

fn sample([time, value]: [String; 2]) -> Result<Sample, Failure> {
    let time = match time.as_str() {
        "*" => Time(now_ms()),
        text => Time::read(text).ok_or_else(|| {
            let message =
                format!("a time is Unix milliseconds, RFC 3339 or `*`, and {time:?} is none of them; nothing was stored");
            Failure::misuse(message, "date +%s%3N prints the milliseconds of now")
        })?,
    };
    Ok(Sample { time, value: Float(number(value.as_bytes(), "a sample")?) })
}

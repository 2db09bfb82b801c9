//! `cyberfly data zset`.

use cyberfly_core::DbName;
use cyberfly_protocol::command::{Scored, ZsetAdd, ZsetIncr, ZsetRem};
use cyberfly_protocol::query::{ZsetCard, ZsetRange, ZsetRangeByScore, ZsetRank, ZsetScore};
use cyberfly_protocol::{AddOnly, Float, Rank, ScoreUpdate};

use super::{Action, groups, key, number};
use crate::cli::{
    MembersArgs, OnlyArgs, UpdateArgs, ZsetAddArgs, ZsetCommand, ZsetIncrArgs, ZsetRangeArgs,
    ZsetRangeByScoreArgs, ZsetRankArgs,
};
use crate::failure::Failure;

pub(super) fn action(command: ZsetCommand, db: &DbName) -> Result<Action, Failure> {
    let db = db.clone();
    match command {
        ZsetCommand::Add(ZsetAddArgs { key: text, pairs, only, update }) => {
            let scored = |[score, member]: [_; 2]| {
                let score: cyberfly_protocol::Bytes = score;
                Ok(Scored { score: Float(number(&score.0, "a score")?), member })
            };
            let members = groups(pairs, "pair of score and member")?.into_iter().map(scored);
            let members = members.collect::<Result<_, Failure>>()?;
            Action::change(ZsetAdd { key: key(text)?, members, only: only.into(), update: update.into() })
        }
        ZsetCommand::Rem(MembersArgs { key: text, members }) => {
            Action::change(ZsetRem { key: key(text)?, members })
        }
        ZsetCommand::Range(ZsetRangeArgs { key: text, start, stop, rev, limit }) => {
            let query = ZsetRange { db, key: key(text)?, start, stop, order: order(rev), limit: None };
            Action::list(query, limit.limit)
        }
        ZsetCommand::RangeByScore(ZsetRangeByScoreArgs { key: text, min, max, rev, limit }) => {
            let order = order(rev);
            let query = ZsetRangeByScore { db, key: key(text)?, min, max, order, offset: 0, limit: None };
            Action::list(query, limit.limit)
        }
        ZsetCommand::Rank(ZsetRankArgs { key: text, member, rev }) => {
            Action::ask(ZsetRank { db, key: key(text)?, member, order: order(rev) })
        }
        ZsetCommand::Score(MembersArgs { key: text, members }) => {
            Action::ask(ZsetScore { db, key: key(text)?, members })
        }
        ZsetCommand::Incr(ZsetIncrArgs { key: text, by, member }) => {
            let (only, update) = (AddOnly::Always, ScoreUpdate::Always);
            Action::change(ZsetIncr { key: key(text)?, member, by: Float(by), only, update })
        }
        ZsetCommand::Card(args) => Action::ask(ZsetCard { db, key: key(args.key)? }),
    }
}

const fn order(rev: bool) -> Rank {
    if rev { Rank::Descending } else { Rank::Ascending }
}

impl From<OnlyArgs> for AddOnly {
    fn from(args: OnlyArgs) -> Self {
        match args {
            OnlyArgs { if_absent: true, .. } => AddOnly::New,
            OnlyArgs { if_present: true, .. } => AddOnly::There,
            _ => AddOnly::Always,
        }
    }
}

impl From<UpdateArgs> for ScoreUpdate {
    fn from(args: UpdateArgs) -> Self {
        match args {
            UpdateArgs { greater: true, .. } => ScoreUpdate::Greater,
            UpdateArgs { less: true, .. } => ScoreUpdate::Less,
            _ => ScoreUpdate::Always,
        }
    }
}

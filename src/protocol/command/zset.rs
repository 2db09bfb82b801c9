//! Commands on sorted sets.

use cyberfly_core::Key;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::on_a_key;
use crate::value::{Bytes, Float};
use crate::words::{AddOnly, ScoreUpdate};

/// A member of a sorted set and its score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scored {
    /// The member.
    pub member: Bytes,
    /// Its score.
    pub score: Float,
}

on_a_key! {
    /// Adds members to a sorted set, or changes their scores. Answers how many are new and how many changed.
    ZsetAdd {
        /// The members with their scores.
        members: Vec<Scored>,
        /// Which members.
        #[serde(default)]
        only: AddOnly,
        /// Which scores of members that are there.
        #[serde(default)]
        update: ScoreUpdate,
    }

    /// Removes members from a sorted set. Answers how many there were.
    ZsetRem {
        /// The members.
        members: Vec<Bytes>,
    }

    /// Adds to the score of a member, 0 if it is new. Answers the new score, or null if a condition was not met.
    ZsetIncr {
        /// The member.
        member: Bytes,
        /// What to add; negative to take away.
        by: Float,
        /// Which members.
        #[serde(default)]
        only: AddOnly,
        /// Which scores of members that are there.
        #[serde(default)]
        update: ScoreUpdate,
    }
}

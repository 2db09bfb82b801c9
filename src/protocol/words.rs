//! The words with which commands and queries say how: conditions, ends, orders. Each stands for the one in `core`.

use cyberfly_core::query::geo::{GeoOrder, LengthUnit};
use cyberfly_core::types::{list, sorted_set, string, ttl};
use cyberfly_core::view;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident for $core:ty { $($(#[$of:meta])* $word:ident = $other:ident,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$of])* $word,)* }

        impl From<$name> for $core {
            fn from(word: $name) -> Self {
                match word { $($name::$word => Self::$other,)* }
            }
        }
    )*};
}

words! {
    /// When a value is to be put.
    Condition for string::Condition {
        /// In any case.
        #[default]
        Always = Always,
        /// Only if there is nothing.
        IfAbsent = IfAbsent,
        /// Only if there is something.
        IfPresent = IfPresent,
    }
    /// When the end of a key is to be set, beside that there must be a key.
    ExpireOnly for ttl::Only {
        /// In any case.
        #[default]
        Always = Always,
        /// Only if the key has no end.
        IfNone = IfNone,
        /// Only if it has one.
        IfSome = IfSome,
        /// Only if the new end is later.
        IfLater = IfLater,
        /// Only if the new end is earlier.
        IfEarlier = IfEarlier,
    }
    /// Which members an addition touches.
    AddOnly for sorted_set::AddOnly {
        /// All.
        #[default]
        Always = Always,
        /// Those that are new.
        New = New,
        /// Those that are there.
        There = There,
    }
    /// Which new scores are taken over for members that are there.
    ScoreUpdate for sorted_set::Update {
        /// All.
        #[default]
        Always = Always,
        /// Greater ones.
        Greater = Greater,
        /// Smaller ones.
        Less = Less,
    }
    /// In which order a sorted set is read.
    Rank for sorted_set::Rank {
        /// From the smallest score to the greatest.
        #[default]
        Ascending = Ascending,
        /// From the greatest score to the smallest.
        Descending = Descending,
    }
    /// A side of a list element.
    Side for list::Side {
        /// Towards the head.
        #[default]
        Before = Before,
        /// Towards the tail.
        After = After,
    }
    /// Which way a stream or a time series is read.
    Direction for view::Direction {
        /// From the oldest to the newest.
        #[default]
        Forward = Forward,
        /// From the newest to the oldest.
        Backward = Backward,
    }
    /// In which order found places come.
    Distance for GeoOrder {
        /// The nearest first.
        #[default]
        Nearest = Nearest,
        /// The farthest first.
        Farthest = Farthest,
    }
    /// A unit of length.
    Unit for LengthUnit {
        /// Metres.
        #[default]
        #[serde(rename = "m")]
        Metre = Metre,
        /// Kilometres.
        #[serde(rename = "km")]
        Kilometre = Kilometre,
        /// Miles.
        #[serde(rename = "mi")]
        Mile = Mile,
        /// Feet.
        #[serde(rename = "ft")]
        Foot = Foot,
    }
}

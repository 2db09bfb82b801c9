//! Arguments of `data geo`.

use clap::{Args, Subcommand};
use cyberfly_protocol::{Bytes, Unit};

use super::{LimitArg, MembersArgs, bytes, word};

/// What can be done with members that have a position.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum GeoCommand {
    /// Put members at positions
    #[command(after_help = "\
Examples:
  # east, north, member
  cyberfly data geo add towns 8.54 47.38 zurich -0.13 51.51 london

Prints how many are new.")]
    Add(GeoAddArgs),
    /// Print where members are
    #[command(after_help = "\
Examples:
  cyberfly data geo pos towns zurich

A line is degrees east and north, empty for a member that is not there. Exit code 4: none of them is there.")]
    Pos(MembersArgs),
    /// Print how far two members are apart
    #[command(after_help = "\
Examples:
  cyberfly data geo dist towns zurich london --unit km

Exit code 4: one of them is not there.")]
    Dist(GeoDistArgs),
    /// Print the members within a distance of a place
    #[command(after_help = "\
Examples:
  cyberfly data geo radius towns 8 47 100 --unit km    the nearest first")]
    Radius(GeoRadiusArgs),
    /// Print the members within a box around a place
    #[command(
        name = "box",
        after_help = "\
Examples:
  cyberfly data geo box towns 8 47 300 200 --unit km    300 km from west to east"
    )]
    Within(GeoBoxArgs),
    /// Remove members
    #[command(after_help = "\
Examples:
  cyberfly data geo rem towns london

Prints how many there were.")]
    Rem(MembersArgs),
}

/// Arguments of `data geo add`.
#[derive(Clone, Debug, Args)]
#[command(allow_negative_numbers = true)]
pub(crate) struct GeoAddArgs {
    /// The key
    pub(crate) key: String,
    /// Degrees east, degrees north and the member, for each
    #[arg(required = true, num_args = 3.., value_names = ["EAST", "NORTH", "MEMBER"], value_parser = bytes())]
    pub(crate) places: Vec<Bytes>,
}

/// In which unit lengths are given and answered.
#[derive(Clone, Debug, Args)]
pub(crate) struct UnitArg {
    /// The unit of length
    #[arg(long, default_value = "m", value_parser = word::<Unit>(&["m", "km", "mi", "ft"]))]
    pub(crate) unit: Unit,
}

/// Arguments of `data geo dist`.
#[derive(Clone, Debug, Args)]
#[command(allow_negative_numbers = true)]
pub(crate) struct GeoDistArgs {
    /// The key
    pub(crate) key: String,
    /// One member
    #[arg(value_parser = bytes())]
    pub(crate) from: Bytes,
    /// The other
    #[arg(value_parser = bytes())]
    pub(crate) to: Bytes,
    #[command(flatten)]
    pub(crate) unit: UnitArg,
}

/// How found places are shown.
#[derive(Clone, Debug, Args)]
pub(crate) struct FoundArgs {
    #[command(flatten)]
    pub(crate) unit: UnitArg,
    /// The farthest first
    #[arg(long)]
    pub(crate) rev: bool,
    #[command(flatten)]
    pub(crate) limit: LimitArg,
}

/// Arguments of `data geo radius`.
#[derive(Clone, Debug, Args)]
#[command(allow_negative_numbers = true)]
pub(crate) struct GeoRadiusArgs {
    /// The key
    pub(crate) key: String,
    /// The place, in degrees east
    #[arg(value_name = "EAST")]
    pub(crate) longitude: f64,
    /// The place, in degrees north
    #[arg(value_name = "NORTH")]
    pub(crate) latitude: f64,
    /// The distance
    pub(crate) radius: f64,
    #[command(flatten)]
    pub(crate) found: FoundArgs,
}

/// Arguments of `data geo box`.
#[derive(Clone, Debug, Args)]
#[command(allow_negative_numbers = true)]
pub(crate) struct GeoBoxArgs {
    /// The key
    pub(crate) key: String,
    /// The place, in degrees east
    #[arg(value_name = "EAST")]
    pub(crate) longitude: f64,
    /// The place, in degrees north
    #[arg(value_name = "NORTH")]
    pub(crate) latitude: f64,
    /// From west to east
    pub(crate) width: f64,
    /// From south to north
    pub(crate) height: f64,
    #[command(flatten)]
    pub(crate) found: FoundArgs,
}

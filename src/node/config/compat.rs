//! The section `compat`: what clients of the predecessor need.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What clients of the predecessor need.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Compat {
    /// Whether the GraphQL mutation `submitData` takes writes of which their author signed `dbName:key:value` alone: no time, no
    /// type, no field, no score. The node stamps them and signs them as a witness, which the owner of the database has to have
    /// granted writing. Whoever sees such a signature can use it first, with another type, field or score.
    #[schemars(extend("x-reload" = true))]
    pub unstamped_writes: bool,
}

//! The configuration as this command was given it: flags above environment above file above defaults.

use cyberfly_node::config::{Config, Flag, Sources};

use crate::cli::Global;
use crate::failure::Failure;

/// Reads and checks the configuration. Nothing has been opened yet.
pub(crate) fn load(global: &Global, flags: Vec<Flag>) -> Result<Config, Failure> {
    // A variable that is not UTF-8 cannot be a setting.
    let environment = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect();
    let sources = Sources { file: global.config.clone(), environment, flags };
    Config::load(sources).map_err(|error| Failure::misuse(error.to_string(), error.hint()))
}

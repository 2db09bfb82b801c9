//! The configuration as this command was given it: flags above environment above file above defaults.

use cyberfly_node::config::{Config, Flag, Loaded, Sources};

use crate::cli::Global;
use crate::failure::Failure;
use crate::places;

/// What the configuration is made from. A file in the customary place counts if it is there; one that was named has to be.
pub(crate) fn sources(global: &Global, flags: Vec<Flag>) -> Sources {
    let customary = || places::config_file(global).ok().filter(|file| file.exists());
    // A variable that is not UTF-8 cannot be a setting.
    let environment = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect();
    Sources { file: global.config.clone().or_else(customary), environment, flags }
}

/// Reads and checks the configuration. Nothing has been opened yet.
pub(crate) fn load(global: &Global, flags: Vec<Flag>) -> Result<Config, Failure> {
    load_with_origins(global, flags).map(|loaded| loaded.config)
}

/// As [`load`], with the place that each value comes from.
pub(crate) fn load_with_origins(global: &Global, flags: Vec<Flag>) -> Result<Loaded, Failure> {
    Loaded::from(sources(global, flags)).map_err(|error| Failure::misuse(error.to_string(), error.hint()))
}

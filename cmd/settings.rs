//! The configuration as this command was given it: flags above environment above file above defaults.

use cyberfly_node::config::{Config, ConfigError, Sources};

use crate::cli::Global;
use crate::failure::Failure;

/// Reads and checks the configuration. Nothing has been opened yet.
pub(crate) fn load(global: &Global, flags: Vec<(&'static str, String)>) -> Result<Config, Failure> {
    // A variable that is not UTF-8 cannot be a setting.
    let environment = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect();
    let sources = Sources { file: global.config.clone(), environment, flags };
    Config::load(sources).map_err(|error| {
        let hint = match &error {
            ConfigError::UnknownKey { nearest: Some(nearest), .. } => {
                format!("did you mean {nearest}? nothing was opened")
            }
            _ => "nothing was opened".to_owned(),
        };
        Failure::misuse(error.to_string(), hint)
    })
}

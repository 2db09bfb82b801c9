//! Arguments of `data json`.

use clap::{Args, Subcommand};

use super::LimitArg;

/// What can be done with JSON documents.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum JsonCommand {
    /// Set the value at a place
    #[command(after_help = "\
Examples:
  cyberfly data json set config '$' '{\"port\": 80}'
  cyberfly data json set config '$.port' 8080

A place is `$.name`, `$['any name']` or `$.name[0]`; members that are missing on the way are made.")]
    Set(JsonSetArgs),
    /// Print what is at a place
    #[command(after_help = "\
Examples:
  cyberfly data json get config
  cyberfly data json get config '$.port'

Exit code 4: there is nothing.")]
    Get(JsonPlaceArgs),
    /// Merge a patch into what is at a place
    #[command(after_help = "\
Examples:
  # null deletes (RFC 7396)
  cyberfly data json merge config '$' '{\"host\": \"::1\", \"port\": null}'")]
    Merge(JsonSetArgs),
    /// Delete what is at a place, at `$` the key
    #[command(after_help = "\
Examples:
  cyberfly data json del config '$.port'

Prints how many values went.")]
    Del(JsonPlaceArgs),
    /// Print what a JSONPath selects, one value a line
    #[command(after_help = "\
Examples:
  cyberfly data json query orders '$[?@.total > 100].id'

Paths are those of RFC 9535. Exit code 4: it selects nothing.")]
    Query(JsonQueryArgs),
}

/// Arguments of `data json set` and `data json merge`.
#[derive(Clone, Debug, Args)]
#[command(allow_negative_numbers = true)]
pub(crate) struct JsonSetArgs {
    /// The key
    pub(crate) key: String,
    /// The place
    pub(crate) path: String,
    /// The value, as JSON
    #[arg(value_parser = json)]
    pub(crate) value: serde_json::Value,
}

/// Arguments of commands about one place of a document.
#[derive(Clone, Debug, Args)]
pub(crate) struct JsonPlaceArgs {
    /// The key
    pub(crate) key: String,
    /// The place
    #[arg(default_value = "$")]
    pub(crate) path: String,
}

/// Arguments of `data json query`.
#[derive(Clone, Debug, Args)]
pub(crate) struct JsonQueryArgs {
    /// The key
    pub(crate) key: String,
    /// The path
    pub(crate) path: String,
    #[command(flatten)]
    pub(crate) limit: LimitArg,
}

fn json(text: &str) -> Result<serde_json::Value, String> {
    serde_json::from_str(text)
        .map_err(|error| format!("this is no JSON: {error}; a text wants quotes of its own: '\"text\"'"))
}

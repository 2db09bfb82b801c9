//! The section `telemetry`: traces for OpenTelemetry.

use std::fmt;
use std::str::FromStr;

use cyberfly_telemetry::{IS_BUILT_IN, NOT_BUILT_IN};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::values::as_text;

/// The longest name of a service.
const NAME_LIMIT: usize = 128;

/// Traces for OpenTelemetry: what a write goes through, from the command over the node to the peers that get it. It takes a
/// program that was built with the feature `otel`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Telemetry {
    /// The address of the collector that takes the node's traces, by OTLP over HTTP as JSON: `http://127.0.0.1:4318`. They go to
    /// `/v1/traces` below it. Nothing is what `OTEL_EXPORTER_OTLP_ENDPOINT` says, and without that nothing is sent.
    #[serde(with = "as_text")]
    #[schemars(with = "String", extend("examples" = ["http://127.0.0.1:4318"]))]
    pub otlp_endpoint: Collector,
    /// Which part of the traces that begin at this node is sent, from 0 to 1. Where a caller or a peer has begun the trace, it
    /// has decided.
    #[schemars(with = "f64", range(min = 0.0, max = 1.0))]
    pub sampling_ratio: Ratio,
    /// What the node is called in traces.
    #[serde(with = "as_text")]
    #[schemars(with = "String")]
    pub service_name: ServiceName,
}

impl Eq for Telemetry {}

/// The address of a collector; empty where there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Collector(pub String);

impl fmt::Display for Collector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Collector {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.is_empty() {
            return Ok(Self::default());
        }
        if !IS_BUILT_IN {
            return Err(NOT_BUILT_IN.to_owned());
        }
        let rest = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://"));
        let host = rest.map_or("", |rest| rest.split('/').next().unwrap_or_default());
        let is_plain =
            |character: char| character.is_ascii_graphic() && !matches!(character, '?' | '#' | '@');
        match !host.is_empty() && text.chars().all(is_plain) {
            true => Ok(Self(text.to_owned())),
            false => Err(format!("{text:?} is no address of a collector: write http://127.0.0.1:4318")),
        }
    }
}

/// A part of a whole.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Ratio(f64);

impl Ratio {
    /// From 0 to 1.
    pub const fn get(self) -> f64 {
        self.0
    }
}

impl Default for Ratio {
    fn default() -> Self {
        Self(1.0)
    }
}

impl From<Ratio> for f64 {
    fn from(ratio: Ratio) -> Self {
        ratio.0
    }
}

impl TryFrom<f64> for Ratio {
    type Error = String;

    fn try_from(ratio: f64) -> Result<Self, String> {
        match (0.0..=1.0).contains(&ratio) {
            true => Ok(Self(ratio)),
            false => Err(format!("{ratio} is no part of a whole: write a number from 0 to 1")),
        }
    }
}

/// What a service is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceName(String);

impl Default for ServiceName {
    fn default() -> Self {
        Self("cyberfly".to_owned())
    }
}

impl ServiceName {
    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ServiceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for ServiceName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let is_fit = (1..=NAME_LIMIT).contains(&text.len()) && !text.chars().any(char::is_control);
        is_fit.then(|| Self(text.to_owned())).ok_or_else(|| {
            format!("{text:?} is no name of a service: write 1 to {NAME_LIMIT} bytes, as cyberfly-east")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_collector_is_a_plain_address_and_only_for_a_program_that_can_export() {
        assert_eq!("".parse(), Ok(Collector::default()));
        for address in ["http://127.0.0.1:4318", "https://collector.example/otlp"] {
            let read = address.parse::<Collector>();
            match IS_BUILT_IN {
                true => assert_eq!(read.unwrap().to_string(), address),
                false => assert!(read.unwrap_err().contains("--features otel"), "{address}"),
            }
        }
        for wrong in ["127.0.0.1:4318", "grpc://a", "http://", "https:///a", "http://a b", "http://me:pw@a"] {
            assert!(wrong.parse::<Collector>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_part_lies_between_nothing_and_all() {
        for (part, fits) in
            [(0.0, true), (0.25, true), (1.0, true), (-0.1, false), (1.1, false), (f64::NAN, false)]
        {
            assert_eq!(Ratio::try_from(part).is_ok(), fits, "{part}");
        }
        assert!("".parse::<ServiceName>().is_err() && "a\nb".parse::<ServiceName>().is_err());
    }
}

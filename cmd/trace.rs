//! Where the traces of this process go: those of a node to the collector of its settings, those of a command to the one that
//! the environment names.

use std::time::Duration;

use clap::ArgMatches;
use cyberfly_core::trace::TraceParent;
use cyberfly_node::config::Telemetry;
use cyberfly_telemetry::{Exporter, IS_BUILT_IN, NOT_BUILT_IN, Settings, TRACEPARENT, follow, step};
use tracing::{Span, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt;

use crate::failure::Failure;

/// The variable by which OpenTelemetry names a collector.
const ENDPOINT: &str = "OTEL_EXPORTER_OTLP_ENDPOINT";
/// The variable by which it names a service.
const SERVICE: &str = "OTEL_SERVICE_NAME";
/// How long the end of a command, or of a node, waits for the collector.
const COMMAND_FLUSH: Duration = Duration::from_secs(1);
const NODE_FLUSH: Duration = Duration::from_secs(3);

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|text| !text.is_empty())
}

/// What takes in the steps of a process.
pub(crate) type Steps<S> = Option<Box<dyn Layer<S> + Send + Sync>>;

/// The traces of a node.
pub(crate) struct NodeTraces(Option<Exporter>);

impl NodeTraces {
    /// Begins to export, if that is configured. What cannot be used is told before anything is opened.
    pub(crate) fn begin<S>(telemetry: &Telemetry) -> Result<(Steps<S>, Self), Failure>
    where
        S: Subscriber + for<'a> LookupSpan<'a> + Send + Sync,
    {
        let configured = Some(telemetry.otlp_endpoint.0.clone()).filter(|address| !address.is_empty());
        let Some(collector) = configured.or_else(|| variable(ENDPOINT).filter(|_| IS_BUILT_IN)) else {
            return Ok((None, Self(None)));
        };
        let settings = Settings {
            collector: &collector,
            service: telemetry.service_name.as_str(),
            ratio: Some(telemetry.sampling_ratio.get()),
        };
        let hint = "see telemetry.otlp_endpoint, or leave it out";
        let begun = cyberfly_telemetry::begin(settings);
        let (steps, exporter) =
            begun.map_err(|error| Failure::misuse(format!("{error}; nothing was opened"), hint))?;
        Ok((Some(steps), Self(Some(exporter))))
    }

    /// Says in the log that traces which the environment asks for are not exported.
    pub(crate) fn warn_if_deaf() {
        if !IS_BUILT_IN && variable(ENDPOINT).is_some() {
            tracing::warn!("{ENDPOINT} is set, and no traces are exported: {NOT_BUILT_IN}");
        }
    }

    /// Sends what waits, within a time.
    pub(crate) fn finish(self) {
        if let Some(exporter) = self.0 {
            exporter.finish(NODE_FLUSH);
        }
    }
}

/// The trace of a command.
pub(crate) struct CommandTrace {
    exporter: Option<Exporter>,
    step: Span,
}

impl CommandTrace {
    /// Begins the trace of a command that was typed so, if the environment names a collector; goes on with the one that the
    /// variable `TRACEPARENT` names. A collector that cannot be used is no reason not to do what was asked for.
    pub(crate) fn begin(matches: &ArgMatches) -> Self {
        let exporter = variable(ENDPOINT).filter(|_| IS_BUILT_IN).and_then(|collector| {
            let service = variable(SERVICE).unwrap_or_else(|| "cyberfly-cli".to_owned());
            let settings = Settings { collector: &collector, service: &service, ratio: None };
            let (steps, exporter) = cyberfly_telemetry::begin(settings).ok()?;
            tracing_subscriber::registry().with(steps).try_init().ok()?;
            Some(exporter)
        });
        let step = step!("command", otel.name = words(matches));
        if exporter.is_some() {
            let parent = variable(&TRACEPARENT.to_uppercase());
            follow(&step, parent.as_deref().and_then(TraceParent::of_header));
        }
        Self { exporter, step }
    }

    /// Does what the command does, as a step of its trace, and sends that within a time.
    pub(crate) fn of<T>(self, command: impl FnOnce() -> T) -> T {
        let done = self.step.in_scope(command);
        // A step is sent when it is over.
        drop(self.step);
        if let Some(exporter) = self.exporter {
            exporter.finish(COMMAND_FLUSH);
        }
        done
    }
}

/// The words of a command: without what was given to it, which is nobody's business.
fn words(mut matches: &ArgMatches) -> String {
    let mut words = "cyberfly".to_owned();
    while let Some((word, below)) = matches.subcommand() {
        words.push(' ');
        words.push_str(word);
        matches = below;
    }
    words
}

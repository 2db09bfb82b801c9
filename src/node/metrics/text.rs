//! The two text formats. The library writes OpenMetrics; the older format of Prometheus is nearly the same.

use std::fmt::Write as _;

use prometheus_client::encoding::text;
use prometheus_client::registry::Registry;

/// How the numbers are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// The text format of Prometheus, version 0.0.4.
    #[default]
    Prometheus,
    /// OpenMetrics 1.0.
    OpenMetrics,
}

impl Format {
    /// What a reader gets who accepts these media types: OpenMetrics only where it is named.
    pub fn accepted(accept: &str) -> Self {
        if accept.contains("application/openmetrics-text") { Format::OpenMetrics } else { Format::Prometheus }
    }

    /// The media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Format::Prometheus => "text/plain; version=0.0.4; charset=utf-8",
            Format::OpenMetrics => "application/openmetrics-text; version=1.0.0; charset=utf-8",
        }
    }
}

pub(super) fn write(registry: &Registry, format: Format) -> String {
    let mut written = String::new();
    // Writing to a string cannot fail.
    let _infallible = text::encode(&mut written, registry);
    match format {
        Format::OpenMetrics => written,
        Format::Prometheus => as_prometheus(&written),
    }
}

/// The same in the older format: a counter is named as its sample is, an info is a gauge, and there is no end mark.
fn as_prometheus(open_metrics: &str) -> String {
    let mut written = String::with_capacity(open_metrics.len());
    let mut lines = open_metrics.lines().peekable();
    while let Some(line) = lines.next() {
        let help = line.strip_prefix("# HELP ").and_then(|rest| rest.split_once(' '));
        let kind = lines.peek().and_then(|line| line.strip_prefix("# TYPE ")?.split_once(' '));
        match (help, kind) {
            (Some((name, help)), Some((_, kind))) => {
                let (suffix, kind) = match kind {
                    "counter" => ("_total", "counter"),
                    "info" => ("_info", "gauge"),
                    other => ("", other),
                };
                let _infallible =
                    write!(written, "# HELP {name}{suffix} {help}\n# TYPE {name}{suffix} {kind}\n");
                lines.next();
            }
            _ if line == "# EOF" || line.starts_with("# UNIT ") => {}
            _ => {
                written.push_str(line);
                written.push('\n');
            }
        }
    }
    written
}

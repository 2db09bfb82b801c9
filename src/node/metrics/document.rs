//! The page that lists every metric.

use std::fmt::Write as _;

use super::Metrics;

const HEAD: &str = "\
# Metrics

`GET /metrics` answers in the text format of Prometheus (0.0.4), or in OpenMetrics where `Accept` names it. Labels take their
values from fixed lists: a route is the pattern in the route table, never a path that somebody sent. What a node does not know
has no sample. `dashboard.json` is a Grafana dashboard over these metrics, `alerts.yaml` rules for Prometheus.

<!-- Generated from src/node/metrics.rs by scripts/generate. -->

| metric | type | labels | meaning |
|---|---|---|---|
";

/// The page `docs/observability/metrics.md`.
pub fn document() -> String {
    let mut page = HEAD.to_owned();
    for metric in &Metrics::new().described {
        let super::Described { name, kind, labels, meaning } = metric;
        // Writing to a string cannot fail.
        let _infallible = writeln!(page, "| `{name}` | {kind} | {labels} | {meaning} |");
    }
    page
}

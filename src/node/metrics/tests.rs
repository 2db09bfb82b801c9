use super::*;
use crate::config::Fingerprint;
use crate::health;
use crate::shown::{DoorFacts, Shown, ShownNow};
use std::collections::BTreeSet;

/// Numbers with something in every family.
fn filled() -> Metrics {
    let metrics = Metrics::new();
    metrics.received();
    metrics.refused(ErrorCode::BadSignature);
    metrics.verified();
    metrics.waited(Duration::from_micros(50));
    metrics.group(
        3,
        Duration::from_millis(2),
        [Outcome::Applied, Outcome::Applied, Outcome::Duplicate].into_iter(),
    );
    metrics.group_failed();
    metrics.synced(Duration::from_millis(1));
    metrics.request(DoorName::Http, "/api/v1/ops", 201, Duration::from_millis(3));
    metrics.told(5);
    metrics.lagged(2);
    metrics.watchers(1);
    metrics.task_ended(TaskName::Backup, true, Duration::from_secs(3));
    metrics
}

fn written(metrics: &Metrics, format: Format) -> String {
    let shown = Shown {
        subject: "CN=node".to_owned(),
        sha256: Fingerprint([7; 32]),
        not_before_ms: 0,
        not_after_ms: 90_000,
    };
    let door = DoorFacts { plain_at: None, shown: Some(ShownNow { shown, refused: None }) };
    let facts = Facts { disk_free: Some(7), door, now_ms: 30_000, ..Facts::default() };
    let process = Process { threads: Some(4), ..Process::default() };
    let now = Now {
        process,
        tasks_good: vec![(TaskName::Backup, 1_700_000_000_500)],
        limits: vec![LimitNow { name: "connections", limit: None, in_use: Some(2), refused: 3 }],
        ..Now::default()
    };
    metrics.write(format, &health::report(&facts), &facts, &now)
}

#[test]
fn what_was_counted_is_written() {
    let text = written(&filled(), Format::Prometheus);
    for line in [
        "cyberfly_operations_received_total 1",
        "cyberfly_operations_refused_total{code=\"bad_signature\"} 1",
        "cyberfly_operations_committed_total{outcome=\"applied\"} 2",
        "cyberfly_operations_committed_total{outcome=\"duplicate\"} 1",
        "cyberfly_commit_group_operations_bucket{le=\"4.0\"} 1",
        "cyberfly_commit_seconds_count 1",
        "cyberfly_requests_total{door=\"http\",route=\"/api/v1/ops\",status=\"2xx\"} 1",
        "cyberfly_health_check{check=\"disk_space\",component=\"disk\"} 0",
        "cyberfly_disk_bytes{what=\"free\"} 7",
        "cyberfly_certificate_expires_seconds{door=\"http\"} 60",
        "cyberfly_limit_refusals_total{limit=\"connections\"} 3",
        "cyberfly_task_runs_total{task=\"backup\",result=\"good\"} 1",
        "cyberfly_task_last_good_timestamp_seconds{task=\"backup\"} 1700000000",
        "# TYPE cyberfly_operations_received_total counter",
        "# TYPE cyberfly_build_info gauge",
    ] {
        assert!(text.lines().any(|written| written == line), "{line} is not in\n{text}");
    }
    assert!(!text.contains("# EOF") && !text.contains("dominated"));
}

#[test]
fn what_is_not_known_has_no_sample() {
    let text = written(&filled(), Format::Prometheus);
    assert!(text.contains("cyberfly_process{what=\"threads\"} 4"));
    assert!(!text.contains("what=\"resident_bytes\"} "), "{text}");
}

#[test]
fn open_metrics_is_written_where_it_is_asked_for() {
    let accept =
        "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75";
    assert_eq!(Format::accepted(accept), Format::OpenMetrics);
    assert_eq!(Format::accepted("*/*"), Format::Prometheus);
    let text = written(&filled(), Format::OpenMetrics);
    assert!(text.ends_with("# EOF\n"));
    assert!(text.contains("# TYPE cyberfly_operations_received counter\n"));
}

#[test]
fn every_family_is_on_the_page_and_in_the_text() {
    let metrics = filled();
    let text = written(&metrics, Format::Prometheus);
    let families: BTreeSet<_> =
        text.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split_once(' ')).collect();
    let listed: BTreeSet<_> =
        metrics.described.iter().map(|described| (described.name.as_str(), described.kind)).collect();
    assert_eq!(families, listed);
}

#[test]
fn what_a_stranger_sends_makes_no_new_series() {
    let metrics = filled();
    let before = written(&metrics, Format::Prometheus).lines().count();
    for status in 200..300 {
        metrics.request(DoorName::Http, "/api/v1/ops", status, Duration::ZERO);
    }
    assert_eq!(written(&metrics, Format::Prometheus).lines().count(), before);
}

#[test]
fn the_page_in_docs_is_current() {
    crate::documents::assert_current("docs/observability/metrics.md", &document());
}

#[test]
fn the_dashboard_and_the_alerts_use_metrics_that_there_are() {
    let known = document();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/observability");
    for file in ["dashboard.json", "alerts.yaml"] {
        let text = std::fs::read_to_string(folder.join(file)).unwrap();
        let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        let metrics: BTreeSet<_> = words.filter(|word| word.starts_with("cyberfly_")).collect();
        assert!(metrics.len() > 5, "{file}");
        for metric in metrics {
            let family = ["_bucket", "_sum", "_count"].iter().find_map(|suffix| metric.strip_suffix(suffix));
            let family = family.filter(|family| known.contains(&format!("`{family}` | histogram")));
            let name = family.unwrap_or(metric);
            assert!(known.contains(&format!("| `{name}` |")), "{file} uses {metric}, which there is not");
        }
    }
}

//! `check cert`: how long the certificate of the HTTP door still holds.

use cyberfly_core::ErrorCode;
use cyberfly_protocol::{Door, ErrorBody, HealthReport, HealthState, counted};

use super::{Figure, Found, Worse, no_limit, no_node, node, one};
use crate::cli::{CheckArgs, Global};
use crate::failure::Failure;
use crate::ui::Ui;

const DAY: u64 = 24 * 60 * 60;
/// Without other limits, fewer days are a warning, or critical.
const WARN: u64 = 21;
const CRIT: u64 = 7;

pub(super) async fn look(ui: &mut Ui, global: &Global, args: &CheckArgs) -> Result<Found, Failure> {
    let crit = days(args.crit.as_deref())?.unwrap_or(CRIT);
    let warn = days(args.warn.as_deref())?.unwrap_or(WARN).max(crit);
    let client = match node(ui, global)? {
        Ok(client) => client,
        Err(nobody) => return Ok(nobody),
    };
    let status = match client.status().await {
        Ok(status) => status,
        // That nobody can speak with it any more, because of the certificate, is what is looked for.
        Err(error) if matches!(error.code(), ErrorCode::Unavailable | ErrorCode::Timeout) => {
            return Ok(no_node(error.message));
        }
        Err(error) => return Err(error.into()),
    };
    let Some(tls) = status.tls else {
        let body = ErrorBody::new(ErrorCode::NotFound, "the HTTP door of the node speaks no TLS");
        return Err(body.hint("cyberfly config set http.tls.certificate FILE").into());
    };
    let until = humantime::parse_rfc3339(&tls.not_after)
        .map_err(|error| Failure::internal(format!("the node said {:?}: {error}", tls.not_after)))?;
    let left = until.duration_since(std::time::SystemTime::now()).unwrap_or_default().as_secs();
    let (warn, crit) = (warn.saturating_mul(DAY), crit.saturating_mul(DAY));
    let state = if left == 0 { HealthState::Failing } else { Worse::Below.state(left, warn, crit) };
    let subject = &tls.subject;
    let summary = match left {
        0 => format!("the certificate of {subject} expired at {}", tls.not_after),
        _ => format!(
            "the certificate of {subject} expires at {}, in {}",
            tls.not_after,
            counted(left / DAY, "day")
        ),
    };
    let mut checks = vec![one(state, "certificate", "http", summary)];
    if let Some(why) = tls.refused {
        let summary = format!("the files that are to replace it cannot be used: {why}");
        checks.push(one(HealthState::Degraded, "renewal", "http", summary));
    }
    Ok(Found {
        report: HealthReport::new(checks),
        figures: vec![Figure {
            limits: Some((Worse::Below, warn, crit)),
            ..Figure::new("certificate_expires_seconds", left, "s")
        }],
    })
}

/// A limit in days: `21` or `21d`.
fn days(text: Option<&str>) -> Result<Option<u64>, Failure> {
    let read = text.map(|text| text.strip_suffix('d').unwrap_or(text).parse().map_err(|_| no_limit(text)));
    read.transpose()
}

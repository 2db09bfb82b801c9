//! `cyberfly audit search`: lines that fit.

use cyberfly_core::ErrorCode;
use cyberfly_node::audit::{Reading, Wanted};
use cyberfly_node::now_ms;
use cyberfly_protocol::ErrorBody;

use super::{data, failed, show};
use crate::cli::{AuditSearchArgs, Global};
use crate::failure::Failure;
use crate::ui::Ui;
use crate::ui::listing::Part;

pub(super) fn run(ui: &mut Ui, global: &Global, args: AuditSearchArgs) -> Result<u8, Failure> {
    let data = data(global)?;
    let AuditSearchArgs { text, kind, who, failed: only_failed, since, limit } = args;
    let ago = since.map(|since| u64::try_from(since.as_millis()).unwrap_or(u64::MAX));
    let since_ms = ago.map_or(0, |ago| now_ms().saturating_sub(ago));
    let wanted = Wanted { kind, who, text, failed: only_failed, since_ms };
    let reading = Reading::of(&data).and_then(|mut reading| reading.last(&wanted, limit));
    let found = reading.map_err(|error| failed(&data, &error))?;
    if found.is_empty() && !ui.is_json() {
        return Err(ErrorBody::new(ErrorCode::NotFound, "the audit log has no such line").into());
    }
    show(ui, &found, Part::WHOLE)?;
    Ok(if found.is_empty() { 4 } else { 0 })
}

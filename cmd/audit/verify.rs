//! `cyberfly audit verify`: whether the log is what its node wrote.

use std::fs;

use cyberfly_core::{PublicKey, SecretKey};
use cyberfly_node::audit::{self, Verified};
use cyberfly_protocol::SCHEMA_VERSION;
use serde_json::json;
use zeroize::Zeroizing;

use super::{data, failed};
use crate::cli::{AuditVerifyArgs, Global};
use crate::failure::{Failure, NOT_VERIFIED};
use crate::ui::Ui;

pub(super) fn run(ui: &mut Ui, global: &Global, args: &AuditVerifyArgs) -> Result<u8, Failure> {
    let data = data(global)?;
    let key = args.by.or_else(|| node_key(&data));
    if key.is_none() {
        ui.note("there is no node.key here: checkpoints are held against the keys that they name (--by names one)");
    }
    let verified = audit::verify(&data, key).map_err(|error| failed(&data, &error))?;
    tell(ui, &verified)?;
    Ok(if verified.findings.is_empty() { 0 } else { NOT_VERIFIED })
}

fn node_key(data: &std::path::Path) -> Option<PublicKey> {
    let pem = fs::read_to_string(data.join("node.key")).map(Zeroizing::new).ok()?;
    SecretKey::from_pem(&pem).map(|key| key.public())
}

fn tell(ui: &mut Ui, verified: &Verified) -> Result<(), Failure> {
    let Verified { lines, first, checkpoints, unsigned, findings } = verified;
    let finding =
        |finding: &audit::Finding| json!({"file": finding.file, "line": finding.line, "what": finding.what});
    let document = json!({
        "schema_version": SCHEMA_VERSION,
        "intact": findings.is_empty(),
        "lines": lines,
        "first": first,
        "checkpoints": checkpoints,
        "unsigned": unsigned,
        "findings": findings.iter().map(finding).collect::<Vec<_>>(),
    });
    if ui.document(&document)? {
        return Ok(());
    }
    for audit::Finding { file, line, what } in findings {
        ui.line(&format!("audit/{file}, line {line}: {what}"))?;
    }
    ui.pairs(&[
        ("intact", if findings.is_empty() { "yes".to_owned() } else { "no".to_owned() }),
        ("lines", lines.to_string()),
        ("checkpoints", checkpoints.to_string()),
        ("not signed yet", unsigned.to_string()),
    ])
}

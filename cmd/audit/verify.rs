//! `cyberfly audit verify`: whether the log is what its node wrote.

use std::fs;

use cyberfly_core::{PublicKey, SecretKey};
use cyberfly_node::audit::{self, Verified};
use schemars::JsonSchema;
use serde::Serialize;
use zeroize::Zeroizing;

use super::{data, failed};
use crate::cli::{AuditVerifyArgs, Global};
use crate::documents::document;
use crate::failure::{Failure, NOT_VERIFIED};
use crate::ui::Ui;

/// Whether the log is what its node wrote.
#[derive(Serialize, JsonSchema)]
pub(crate) struct AuditVerified {
    /// Whether nothing is wrong.
    intact: bool,
    /// How many lines there are.
    lines: u64,
    /// The number of the first; older ones were put away as the settings have it.
    first: Option<u64>,
    /// How many checkpoints hold.
    checkpoints: u64,
    /// How many lines come behind the last checkpoint: chained, but not signed yet.
    unsigned: u64,
    /// What is wrong, the first hundred findings.
    findings: Vec<Finding>,
}

/// Something that is wrong.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Finding {
    /// The file.
    file: String,
    /// The number of the line, as it should be.
    line: u64,
    /// What is wrong with it.
    what: String,
}

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
    let finding = |finding: &audit::Finding| {
        let audit::Finding { file, line, what } = finding.clone();
        Finding { file, line, what }
    };
    let told = document(AuditVerified {
        intact: findings.is_empty(),
        lines: *lines,
        first: *first,
        checkpoints: *checkpoints,
        unsigned: *unsigned,
        findings: findings.iter().map(finding).collect(),
    });
    if ui.document(&told)? {
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

//! `cyberfly backup show`.

use cyberfly_protocol::{LastVerified, counted, sized};

use super::shelf::Shelf;
use crate::cli::{Global, RepoArgs, SnapshotArg};
use crate::failure::Failure;
use crate::ui::Ui;

pub(super) async fn run(
    ui: &mut Ui,
    global: &Global,
    repo: &RepoArgs,
    args: &SnapshotArg,
) -> Result<u8, Failure> {
    let shelf = Shelf::find(ui, global, repo)?;
    let shown = shelf.show(&args.id, false).await?;
    if ui.document(&shown)? {
        return Ok(0);
    }
    let yes_no = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
    let mut pairs = vec![
        ("id", shown.id.clone()),
        ("created", shown.created),
        ("made by", format!("cyberfly {}", shown.made_by)),
        ("node id", shown.node_id),
        ("parent", shown.parent.unwrap_or_else(|| "none".to_owned())),
        ("tags", shown.tags.join(",")),
        ("only database", shown.db.unwrap_or_else(|| "no: all".to_owned())),
        ("blobs", yes_no(shown.blobs)),
        ("identity", yes_no(shown.identity)),
        ("encrypted", yes_no(shown.encrypted)),
        ("files", format!("{} ({})", shown.files.len(), sized(shown.bytes))),
        ("packs", format!("{} ({})", shown.packs.len(), sized(shown.pack_bytes))),
        ("verified", shown.verified.map_or_else(|| "never".to_owned(), verified)),
    ];
    if shown.damaged_ranges > 0 {
        pairs.push((
            "damaged",
            format!("when it was made, {} of the store", counted(shown.damaged_ranges, "damaged range")),
        ));
    }
    pairs.extend(shown.databases.iter().map(|database| {
        let about = format!("{}, digest {}", counted(database.operations, "operation"), database.digest);
        (database.name.as_str(), about)
    }));
    ui.pairs(&pairs)?;
    Ok(0)
}

fn verified(LastVerified { level, at, clean, faults }: LastVerified) -> String {
    let found = if clean { "no fault".to_owned() } else { counted(faults, "fault") };
    format!("{at} ({}): {found}", level.word())
}

//! `cyberfly backup show`.

use cyberfly_backup::Repository;

use super::documents::{Kept, LastVerified, Pack, Shown, databases};
use crate::cli::SnapshotArg;
use crate::documents::document;
use crate::failure::Failure;
use crate::ui::Ui;
use crate::ui::listing::size;

pub(super) fn run(ui: &mut Ui, repository: &Repository, args: &SnapshotArg) -> Result<u8, Failure> {
    let id = repository.choose(&args.id)?;
    let manifest = repository.manifest(&id)?;
    let about = &manifest.about;
    let verified = repository.verified(&id);
    let pack_bytes: u64 = manifest.packs.iter().map(|pack| pack.size).sum();
    let operations: u64 = about.databases.iter().map(|database| database.operations).sum();
    let told = document(Shown {
        id,
        format: manifest.format,
        created: &about.created,
        made_by: &about.made_by,
        node_id: about.node,
        network: about.network.as_deref(),
        parent: about.parent,
        tags: &about.tags,
        db: about.only.as_ref(),
        blobs: about.blobs,
        identity: about.identity,
        encrypted: repository.is_encrypted(),
        damaged_ranges: about.damaged_ranges,
        bytes: about.bytes,
        operations,
        databases: databases(&about.databases),
        packs: manifest.packs.iter().map(Pack::from).collect(),
        pack_bytes,
        files: manifest.files.iter().map(Kept::from).collect(),
        verified: verified.as_ref().map(LastVerified::from),
    });
    if ui.document(&told)? {
        return Ok(0);
    }
    let verified = verified.map_or_else(
        || "never".to_owned(),
        |verified| {
            let found =
                if verified.clean { "no fault".to_owned() } else { format!("{} faults", verified.faults) };
            format!("{} ({}): {found}", verified.at, verified.level.word())
        },
    );
    let yes_no = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
    let mut pairs = vec![
        ("id", id.to_string()),
        ("created", about.created.clone()),
        ("made by", format!("cyberfly {}", about.made_by)),
        ("node id", about.node.to_string()),
        ("parent", about.parent.map_or_else(|| "none".to_owned(), |parent| parent.to_string())),
        ("tags", about.tags.join(",")),
        ("only database", about.only.as_ref().map_or_else(|| "no: all".to_owned(), ToString::to_string)),
        ("blobs", yes_no(about.blobs)),
        ("identity", yes_no(about.identity)),
        ("encrypted", yes_no(repository.is_encrypted())),
        ("files", format!("{} ({})", manifest.files.len(), size(about.bytes))),
        ("packs", format!("{} ({})", manifest.packs.len(), size(pack_bytes))),
        ("verified", verified),
    ];
    if about.damaged_ranges > 0 {
        pairs.push((
            "damaged",
            format!("{} ranges of the store were damaged when it was made", about.damaged_ranges),
        ));
    }
    let names: Vec<_> = about
        .databases
        .iter()
        .map(|database| (database.name.to_string(), database.operations, database.digest.to_string()))
        .collect();
    pairs.extend(names.iter().map(|(name, operations, digest)| {
        (name.as_str(), format!("{operations} operations, digest {digest}"))
    }));
    ui.pairs(&pairs)?;
    Ok(0)
}

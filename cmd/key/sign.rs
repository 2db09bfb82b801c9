//! `cyberfly key sign`: vouch for a file.

use std::path::{Path, PathBuf};

use cyberfly_client::keys;

use super::file;
use crate::cli::{Global, KeySignArgs};
use crate::documents::{SignedFile, document};
use crate::failure::Failure;
use crate::passphrase::Opener;
use crate::places;
use crate::ui::Ui;

pub(super) fn run(ui: &mut Ui, global: &Global, args: &KeySignArgs, dry_run: bool) -> Result<u8, Failure> {
    let name = global.key.as_deref().unwrap_or("default");
    let path = places::keys()?.locate(name)?;
    let digest = file::digest(&args.file)?;
    let secret = keys::open(&path, &mut Opener(global))?;
    let signature = args.out.clone().unwrap_or_else(|| beside(&args.file));
    if dry_run && !signature.exists() {
        return ui.would(&format!(
            "sign {} with {} in {}",
            args.file.display(),
            secret.public(),
            signature.display()
        ));
    }
    file::write_new(&signature, digest.sign(&secret).as_bytes())?;
    let (public_key, written) = (secret.public().to_string(), signature.display().to_string());
    let signed = SignedFile { public_key: public_key.clone(), signature: written.clone() };
    if !ui.document(&document(signed))? {
        ui.pairs(&[("signed by", public_key), ("signature in", written)])?;
    }
    Ok(0)
}

/// Where the signature of a file is looked for if nothing else is said.
pub(super) fn beside(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".sig");
    name.into()
}

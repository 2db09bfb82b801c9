//! `cyberfly key export`: write a key, its secret part too, to a file of its own or to standard output.

use std::path::Path;

use cyberfly_client::keys;

use crate::cli::{Global, KeyExportArgs};
use crate::documents::{Exported, document};
use crate::failure::Failure;
use crate::passphrase::{self, Opener};
use crate::places;
use crate::ui::Ui;

pub(super) fn run(ui: &mut Ui, global: &Global, args: &KeyExportArgs, dry_run: bool) -> Result<u8, Failure> {
    let key = places::keys()?.load(&args.name, &mut Opener(global))?;
    let passphrase = || if args.encrypt { passphrase::for_new_key(global, true) } else { Ok(None) };
    if args.to_stdout {
        let pem = keys::encode(Path::new("-"), &key.secret, passphrase()?.as_ref())?;
        ui.bytes(pem.as_bytes())?;
        return Ok(0);
    }
    let Some(out) = &args.out else {
        return Err(Failure::misuse("it was not said where the key is to go", "name a file: --out FILE"));
    };
    if dry_run && !out.exists() {
        return ui.would(&format!("write the key {} to {}", key.secret.public(), out.display()));
    }
    keys::export_to(out, &key.secret, passphrase()?.as_ref())?;
    let (public_key, path) = (key.secret.public().to_string(), out.display().to_string());
    if !ui.document(&document(Exported { public_key: public_key.clone(), path: path.clone() }))? {
        ui.pairs(&[("public key", public_key), ("written to", path)])?;
    }
    Ok(0)
}

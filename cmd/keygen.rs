//! `cyberfly keygen`: make a signing key.

use cyberfly_client::keys;

use crate::cli::{Global, KeygenArgs};
use crate::failure::Failure;
use crate::key::show;
use crate::passphrase;
use crate::places;
use crate::ui::Ui;

pub(crate) fn run(ui: &mut Ui, global: &Global, args: &KeygenArgs) -> Result<u8, Failure> {
    let path =
        args.out.clone().map_or_else(|| places::keys()?.named(&args.name).map_err(Failure::from), Ok)?;
    // One that is there is refused below as ever.
    if args.dry.dry_run && !path.exists() {
        return ui.would(&format!("make a key in {}", path.display()));
    }
    let passphrase = passphrase::for_new_key(global, args.encrypt)?;
    let key = match &args.out {
        Some(file) => keys::keep_at(file, &keys::new_secret(file)?, passphrase.as_ref())?,
        None => places::keys()?.generate(&args.name, passphrase.as_ref())?,
    };
    show::tell(ui, &key)
}

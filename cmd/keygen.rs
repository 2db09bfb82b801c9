//! `cyberfly keygen`: make a signing key.

use cyberfly_client::keys;

use crate::cli::{Global, KeygenArgs};
use crate::failure::Failure;
use crate::key::show::Shown;
use crate::passphrase;
use crate::places;
use crate::ui::Ui;

pub(crate) fn run(ui: &mut Ui, global: &Global, args: &KeygenArgs) -> Result<u8, Failure> {
    let passphrase = passphrase::for_new_key(global, args.encrypt)?;
    let key = match &args.out {
        Some(file) => keys::keep_at(file, &keys::new_secret(file)?, passphrase.as_ref())?,
        None => places::keys()?.generate(&args.name, passphrase.as_ref())?,
    };
    Shown::of(&key)?.tell(ui)
}

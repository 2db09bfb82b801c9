//! `cyberfly key show`: the public part of a key.

use cyberfly_client::AuthorKey;
use cyberfly_core::DbName;
use cyberfly_protocol::ErrorBody;

use crate::cli::{Global, KeyNameArgs};
use crate::documents::{Key, document};
use crate::failure::Failure;
use crate::passphrase::Opener;
use crate::places;
use crate::ui::Ui;

/// Tells of a key: never more than the public part.
pub(crate) fn tell(ui: &mut Ui, key: &AuthorKey) -> Result<u8, Failure> {
    let public = key.secret.public();
    let (public_key, path) = (public.to_string(), key.path.display().to_string());
    let told = Key {
        public_key: public_key.clone(),
        path: path.clone(),
        device: key.device.to_string(),
        default_db: DbName::new("default", public).map_err(ErrorBody::from)?.to_string(),
    };
    if !ui.document(&document(told))? {
        ui.pairs(&[("public key", public_key), ("kept in", path)])?;
    }
    Ok(0)
}

pub(super) fn run(ui: &mut Ui, global: &Global, args: &KeyNameArgs) -> Result<u8, Failure> {
    let key = places::keys()?.load(&args.name, &mut Opener(global))?;
    tell(ui, &key)
}

//! `cyberfly keygen`: make a signing key.

use cyberfly_client::KeyStore;
use cyberfly_core::DbName;
use cyberfly_protocol::{ErrorBody, SCHEMA_VERSION};
use serde::Serialize;

use crate::cli::{Global, KeygenArgs};
use crate::failure::Failure;
use crate::places;
use crate::ui::Ui;

#[derive(Serialize)]
struct Made {
    schema_version: u32,
    public_key: String,
    path: String,
    default_db: String,
}

pub(crate) fn run(ui: &mut Ui, _global: &Global, args: &KeygenArgs) -> Result<u8, Failure> {
    let key = match &args.out {
        Some(file) => KeyStore::new(file.clone()).generate_file(file),
        None => places::keys()?.generate(&args.name),
    };
    let key = key.map_err(ErrorBody::from)?;
    let public = key.secret.public();
    let default_db = DbName::new("default", public).map_err(ErrorBody::from)?.to_string();
    let made = Made {
        schema_version: SCHEMA_VERSION,
        public_key: public.to_string(),
        path: key.path.display().to_string(),
        default_db,
    };
    if !ui.document(&made)? {
        ui.pairs(&[("public key", made.public_key), ("kept in", made.path)])?;
    }
    Ok(0)
}

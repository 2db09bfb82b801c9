//! `cyberfly key show`: the public part of a key.

use cyberfly_core::DbName;
use cyberfly_protocol::{ErrorBody, SCHEMA_VERSION};
use serde::Serialize;

use crate::cli::{Global, KeyNameArgs};
use crate::failure::Failure;
use crate::passphrase::Opener;
use crate::places;
use crate::ui::Ui;

/// What is said of a key: never more than the public part.
#[derive(Serialize)]
pub(crate) struct Shown {
    pub(crate) schema_version: u32,
    pub(crate) public_key: String,
    pub(crate) path: String,
    pub(crate) device: String,
    pub(crate) default_db: String,
}

impl Shown {
    pub(crate) fn of(key: &cyberfly_client::AuthorKey) -> Result<Self, Failure> {
        let public = key.secret.public();
        Ok(Self {
            schema_version: SCHEMA_VERSION,
            public_key: public.to_string(),
            path: key.path.display().to_string(),
            device: key.device.to_string(),
            default_db: DbName::new("default", public).map_err(ErrorBody::from)?.to_string(),
        })
    }

    pub(crate) fn tell(&self, ui: &mut Ui) -> Result<u8, Failure> {
        if !ui.document(self)? {
            ui.pairs(&[("public key", self.public_key.clone()), ("kept in", self.path.clone())])?;
        }
        Ok(0)
    }
}

pub(super) fn run(ui: &mut Ui, global: &Global, args: &KeyNameArgs) -> Result<u8, Failure> {
    let key = places::keys()?.load(&args.name, &mut Opener(global))?;
    Shown::of(&key)?.tell(ui)
}

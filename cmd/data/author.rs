//! Who signs, and which database is meant.

use cyberfly_client::AuthorKey;
use cyberfly_core::DbName;
use cyberfly_protocol::ErrorBody;

use super::Scope;
use crate::cli::Global;
use crate::failure::Failure;
use crate::passphrase::Opener;
use crate::places;

/// The signing key that was named, or the one named `default`.
pub(crate) fn key(global: &Global) -> Result<AuthorKey, Failure> {
    let name = global.key.as_deref().unwrap_or("default");
    places::keys()?.load(name, &mut Opener(global))
}

/// The database a command is about. A full name needs no key; a short one belongs to the signing key.
pub(crate) fn database(scope: &Scope<'_>) -> Result<DbName, Failure> {
    let name = scope.db.as_deref().unwrap_or("default");
    if let Ok(full) = name.parse() {
        return Ok(full);
    }
    let owner = key(scope.global)?.secret.public();
    Ok(DbName::new(name, owner).map_err(ErrorBody::from)?)
}

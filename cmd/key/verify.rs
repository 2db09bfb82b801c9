//! `cyberfly key verify`: who vouches for a file.

use cyberfly_core::{ErrorCode, PublicKey};
use cyberfly_protocol::ErrorBody;

use super::{file, sign};
use crate::cli::{Global, KeyVerifyArgs};
use crate::documents::{Verified, document};
use crate::failure::{Failure, NOT_VERIFIED};
use crate::passphrase::Opener;
use crate::places;
use crate::ui::Ui;

pub(super) fn run(ui: &mut Ui, global: &Global, args: &KeyVerifyArgs) -> Result<u8, Failure> {
    let expected = args.by.as_deref().map(|by| public(global, by)).transpose()?;
    let signature = args.signature.clone().unwrap_or_else(|| sign::beside(&args.file));
    let text = file::read_signature(&signature)?;
    let digest = file::digest(&args.file)?;
    let signer = digest.signer(&text).map_err(|refused| {
        let message =
            format!("{} is not vouched for by {}: {refused}", args.file.display(), signature.display());
        not_verified(ErrorBody::new(refused.code(), message))
    })?;
    if let Some(expected) = expected.filter(|expected| *expected != signer) {
        let message = format!("{} is signed by {signer}, not by {expected}", args.file.display());
        return Err(not_verified(ErrorBody::new(ErrorCode::BadAuthor, message)));
    }
    let public_key = signer.to_string();
    if !ui.document(&document(Verified { public_key: public_key.clone() }))? {
        ui.pairs(&[("signed by", public_key)])?;
    }
    Ok(0)
}

fn not_verified(body: ErrorBody) -> Failure {
    Failure::Error { body: Box::new(body), exit: NOT_VERIFIED }
}

/// The key that is expected: given itself, or by the name of a kept one.
fn public(global: &Global, by: &str) -> Result<PublicKey, Failure> {
    if let Ok(public) = by.parse() {
        return Ok(public);
    }
    Ok(places::keys()?.load(by, &mut Opener(global))?.secret.public())
}

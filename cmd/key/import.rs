//! `cyberfly key import`: keep a key that was made elsewhere.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use cyberfly_client::keys;
use cyberfly_core::{ErrorCode, SecretKey};
use cyberfly_protocol::ErrorBody;
use zeroize::Zeroizing;

use super::show;
use crate::cli::{Global, KeyImportArgs};
use crate::failure::Failure;
use crate::passphrase::{self, Opener};
use crate::places;
use crate::ui::Ui;

/// The longest text that is read.
const LIMIT: u64 = 16 * 1024;

pub(super) fn run(ui: &mut Ui, global: &Global, args: &KeyImportArgs, dry_run: bool) -> Result<u8, Failure> {
    let store = places::keys()?;
    let from = Path::new(&args.file);
    let text = read(from).map_err(|error| {
        let code = match error.kind() {
            io::ErrorKind::NotFound => ErrorCode::NotFound,
            io::ErrorKind::InvalidData => ErrorCode::BadRequest,
            _ => ErrorCode::Internal,
        };
        ErrorBody::new(code, format!("{} cannot be read: {error}; no key was kept", from.display()))
    })?;
    // The same passphrase opens what comes in and closes what is kept.
    let (secret, is_encrypted) = match args.seed {
        true => (seed(&text)?, args.encrypt),
        false => {
            let secret = keys::decode(from, &text, &mut Opener(global))?;
            (secret, args.encrypt || text.contains("ENCRYPTED"))
        }
    };
    let path = store.named(&args.name)?;
    if dry_run && !path.exists() {
        return ui.would(&format!("keep the key {} in {}", secret.public(), path.display()));
    }
    let passphrase = if is_encrypted { passphrase::for_new_key(global, true)? } else { None };
    let key = store.keep(&args.name, &secret, passphrase.as_ref())?;
    show::tell(ui, &key)
}

fn read(path: &Path) -> io::Result<Zeroizing<String>> {
    let mut text = Zeroizing::new(String::new());
    match path.as_os_str() == "-" {
        true => io::stdin().take(LIMIT).read_to_string(&mut text)?,
        false => File::open(path)?.take(LIMIT).read_to_string(&mut text)?,
    };
    Ok(text)
}

/// A seed of 32 bytes in hexadecimal, as RFC 8032 has it.
fn seed(text: &str) -> Result<SecretKey, Failure> {
    let digits = text.trim();
    let nibble = |digit: u8| char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok());
    let mut bytes = Zeroizing::new([0u8; 32]);
    let mut is_seed = digits.len() == 64;
    for (byte, pair) in bytes.iter_mut().zip(digits.as_bytes().chunks_exact(2)) {
        match (nibble(pair[0]), nibble(pair[1])) {
            (Some(high), Some(low)) => *byte = high << 4 | low,
            _ => is_seed = false,
        }
    }
    if !is_seed {
        let message = "a seed has 64 hexadecimal digits; what came has not, and no key was kept";
        return Err(ErrorBody::new(ErrorCode::BadRequest, message).into());
    }
    Ok(SecretKey::from_seed(&bytes))
}

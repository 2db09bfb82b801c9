//! Where passphrases come from: a file, a command, a descriptor, or the person at the terminal; never the arguments.

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::process::{Command, Stdio};

use cyberfly_client::{AskPassphrase, KeyError, Passphrase};
use cyberfly_core::ErrorCode;
use cyberfly_protocol::ErrorBody;
use zeroize::Zeroizing;

use crate::cli::{Global, PassphraseArgs};
use crate::failure::Failure;
use crate::ui::prompt;

/// The longest passphrase that is read.
const LIMIT: u64 = 4096;

impl From<KeyError> for Failure {
    fn from(error: KeyError) -> Self {
        ErrorBody::from(error).into()
    }
}

/// Opens keys for a command: asks where the arguments say, else the person.
pub(crate) struct Opener<'a>(pub(crate) &'a Global);

impl AskPassphrase for Opener<'_> {
    type Error = Failure;

    fn passphrase(&mut self, path: &Path) -> Result<Option<Passphrase>, Failure> {
        if let Some(given) = given(&self.0.passphrase)? {
            return Ok(Some(given));
        }
        if !prompt::can_ask(self.0) {
            return Ok(None);
        }
        prompt::secret(&format!("passphrase of {}", path.display()), false)
            .map(|text| Some(Passphrase::new(text)))
    }
}

/// The passphrase for a key that is made now: where the arguments say, or the person's if one is `wanted`; else none.
pub(crate) fn for_new_key(global: &Global, wanted: bool) -> Result<Option<Passphrase>, Failure> {
    let passphrase = match given(&global.passphrase)? {
        Some(given) => given,
        None if !wanted => return Ok(None),
        None if prompt::can_ask(global) => Passphrase::new(prompt::secret("new passphrase", true)?),
        None => {
            return Err(Failure::misuse(
                "nobody can be asked for a passphrase here; no key was made",
                "name where it is: --passphrase-file, --passphrase-command or --passphrase-fd",
            ));
        }
    };
    if passphrase.is_empty() {
        return Err(Failure::misuse("the passphrase is empty; no key was made", "leave it out to have none"));
    }
    Ok(Some(passphrase))
}

/// The passphrase of a backup repository: where the arguments say, else the person's if it is `wanted`; else none.
pub(crate) fn of_repository(
    global: &Global,
    path: &Path,
    wanted: bool,
) -> Result<Option<Zeroizing<String>>, Failure> {
    let passphrase = match given_text(&global.passphrase)? {
        Some(given) => given,
        None if wanted && prompt::can_ask(global) => {
            prompt::secret(&format!("passphrase of {}", path.display()), false)?
        }
        None => return Ok(None),
    };
    let text = Zeroizing::new(passphrase.trim_end_matches(['\r', '\n']).to_owned());
    if text.is_empty() {
        return Err(Failure::misuse(
            "the passphrase is empty; nothing was done",
            "leave it out to have none",
        ));
    }
    Ok(Some(text))
}

/// The passphrase from where the arguments say; none if they say nothing.
fn given(arguments: &PassphraseArgs) -> Result<Option<Passphrase>, Failure> {
    Ok(given_text(arguments)?.map(Passphrase::new))
}

fn given_text(arguments: &PassphraseArgs) -> Result<Option<Zeroizing<String>>, Failure> {
    let text = if let Some(path) = &arguments.passphrase_file {
        from_file(path)?
    } else if let Some(command) = &arguments.passphrase_command {
        from_command(command)?
    } else if let Some(descriptor) = arguments.passphrase_fd {
        let path = format!("/dev/fd/{descriptor}");
        let file = File::open(&path).map_err(|error| cannot_read(&path, &error))?;
        read(file).map_err(|error| cannot_read(&path, &error))?
    } else {
        return Ok(None);
    };
    Ok(Some(text))
}

fn from_file(path: &Path) -> Result<Zeroizing<String>, Failure> {
    let shown = path.display().to_string();
    let file = File::open(path).map_err(|error| cannot_read(&shown, &error))?;
    let found = file.metadata().map_err(|error| cannot_read(&shown, &error))?;
    if found.is_file() && found.mode() & 0o077 != 0 {
        let mode = found.permissions().mode() & 0o777;
        let message =
            format!("{shown} can be read by others (mode {mode:03o}); the passphrase in it was not used");
        return Err(ErrorBody::new(ErrorCode::NotAllowed, message).hint(format!("chmod 600 {shown}")).into());
    }
    read(file).map_err(|error| cannot_read(&shown, &error))
}

fn from_command(command: &str) -> Result<Zeroizing<String>, Failure> {
    let failed = |what: &dyn std::fmt::Display| {
        let message = format!("the command for the passphrase failed: {what}; nothing was changed");
        Failure::from(ErrorBody::new(ErrorCode::NotAllowed, message))
    };
    let spawned = Command::new("/bin/sh").args(["-c", command]).stdout(Stdio::piped()).spawn();
    let mut child = spawned.map_err(|error| failed(&error))?;
    let text = child.stdout.take().map_or_else(|| Ok(Zeroizing::new(String::new())), read);
    let status = child.wait().map_err(|error| failed(&error))?;
    match text {
        _ if !status.success() => Err(failed(&status)),
        Ok(text) => Ok(text),
        Err(error) => Err(failed(&error)),
    }
}

fn read(source: impl Read) -> io::Result<Zeroizing<String>> {
    let mut text = Zeroizing::new(String::with_capacity(usize::try_from(LIMIT).unwrap_or_default() + 1));
    source.take(LIMIT + 1).read_to_string(&mut text)?;
    match text.len() as u64 > LIMIT {
        true => Err(io::Error::other(format!("a passphrase has at most {LIMIT} bytes"))),
        false => Ok(text),
    }
}

fn cannot_read(what: &str, error: &io::Error) -> Failure {
    let message = format!("the passphrase cannot be read from {what}: {error}");
    ErrorBody::new(ErrorCode::NotAllowed, message).into()
}

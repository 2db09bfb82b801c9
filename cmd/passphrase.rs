//! Where passphrases come from: a file, a command, a descriptor, or the person at the terminal; never the arguments.
//!
//! The arguments are for whatever passphrase a command needs. Of the variables, there is a pair for keys and one for backup
//! repositories, so that a passphrase that a key is under encrypts no repository by accident.

use std::env;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use cyberfly_client::{AskPassphrase, KeyError, Passphrase};
use cyberfly_core::ErrorCode;
use cyberfly_node::passphrase::{cannot_read, in_file, read};
use cyberfly_protocol::ErrorBody;
use zeroize::Zeroizing;

use crate::cli::{Global, PassphraseArgs};
use crate::failure::Failure;
use crate::settings;
use crate::ui::prompt;

/// The variables for the passphrase of a key: the file that it is in, the command that prints it.
const OF_KEYS: [&str; 2] = ["CYBERFLY_PASSPHRASE_FILE", "CYBERFLY_PASSPHRASE_COMMAND"];
/// The same for that of a backup repository.
const OF_REPOSITORIES: [&str; 2] = ["CYBERFLY_BACKUP_PASSPHRASE_FILE", "CYBERFLY_BACKUP_PASSPHRASE_COMMAND"];

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

/// The passphrase of a backup repository: where the arguments, its variables or the configuration say; if it is `wanted`,
/// because the repository is encrypted, else where the variables for keys say, or the person's; else none.
pub(crate) fn of_repository(
    global: &Global,
    path: &Path,
    wanted: bool,
) -> Result<Option<Zeroizing<String>>, Failure> {
    let mut said = given_text(&global.passphrase)?;
    // What is not said of this very repository does not concern one that is there and not encrypted.
    let is_open = !wanted && path.join("FORMAT").exists();
    if said.is_none() && !is_open {
        said = from_variables(OF_REPOSITORIES)?;
    }
    if said.is_none() && !is_open {
        let named = settings::load(global, Vec::new())?.backup.passphrase();
        said = named.map(|file| in_file(&file)).transpose()?;
    }
    if said.is_none() && wanted {
        said = from_variables(OF_KEYS)?;
    }
    let passphrase = match said {
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

/// The passphrase of a repository on another machine: where the arguments or the variables of repositories say; else none,
/// since the configuration here is about the one here, and the node there may know its own.
pub(crate) fn for_elsewhere(global: &Global) -> Result<Option<Zeroizing<String>>, Failure> {
    let said = match given_text(&global.passphrase)? {
        None => from_variables(OF_REPOSITORIES)?,
        given => given,
    };
    Ok(said.map(|text| Zeroizing::new(text.trim_end_matches(['\r', '\n']).to_owned())))
}

/// The passphrase of a key from where the arguments say, or the variables; none if they say nothing.
fn given(arguments: &PassphraseArgs) -> Result<Option<Passphrase>, Failure> {
    let text = match given_text(arguments)? {
        None => from_variables(OF_KEYS)?,
        given => given,
    };
    Ok(text.map(Passphrase::new))
}

fn from_variables([file, command]: [&str; 2]) -> Result<Option<Zeroizing<String>>, Failure> {
    let set = |name| env::var_os(name).filter(|value| !value.is_empty());
    match (set(file), set(command)) {
        (Some(_), Some(_)) => {
            Err(Failure::misuse(format!("both {file} and {command} are set"), "set one of them"))
        }
        (Some(path), None) => Ok(Some(in_file(&PathBuf::from(path))?)),
        (None, Some(text)) => from_command(&text.to_string_lossy()).map(Some),
        (None, None) => Ok(None),
    }
}

fn given_text(arguments: &PassphraseArgs) -> Result<Option<Zeroizing<String>>, Failure> {
    let text = if let Some(path) = &arguments.passphrase_file {
        in_file(path)?
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

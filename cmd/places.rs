//! Where things are kept on this machine, from flags, environment and custom.

use std::env;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use cyberfly_client::KeyStore;

use crate::cli::Global;
use crate::failure::Failure;

/// The longest path a Unix socket can have on Linux.
const SOCKET_PATH_LIMIT: usize = 107;

/// A variable of the environment that names a place; an empty one names none.
pub(crate) fn variable(name: &str) -> Option<PathBuf> {
    env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from)
}

/// A variable of the environment that is a text; an empty one says nothing.
pub(crate) fn text_variable(name: &str) -> Result<Option<String>, Failure> {
    let text = env::var_os(name).filter(|value| !value.is_empty()).map(std::ffi::OsString::into_string);
    text.transpose()
        .map_err(|_| Failure::misuse(format!("the variable {name} is not UTF-8"), "mend or unset it"))
}

/// The folder that a user's program keeps a kind of thing in: by variable, else below the home directory.
fn user_folder(variable_name: &str, below_home: &str) -> Option<PathBuf> {
    variable(variable_name)
        .or_else(|| variable("HOME").map(|home| home.join(below_home)))
        .map(|base| base.join("cyberfly"))
}

/// The first of the folders that systemd keeps for a service, which are told with colons in between.
fn state_folder() -> Option<PathBuf> {
    let folders = variable("STATE_DIRECTORY")?;
    let first = folders.as_os_str().as_encoded_bytes().split(|byte| *byte == b':').next()?;
    Some(PathBuf::from(OsStr::from_bytes(first)))
}

/// The data directory.
pub(crate) fn data_dir(global: &Global) -> Result<PathBuf, Failure> {
    let by_custom = || {
        variable("CYBERFLY_DATA_DIR")
            .or_else(state_folder)
            .or_else(|| user_folder("XDG_STATE_HOME", ".local/state"))
    };
    global.data_dir.clone().or_else(by_custom).ok_or_else(|| {
        let message =
            "there is no place for data: neither HOME nor XDG_STATE_HOME nor STATE_DIRECTORY is set";
        Failure::misuse(message, "name a directory with --data-dir")
    })
}

/// The admin socket of the node that owns this data directory.
pub(crate) fn socket(global: &Global, data: &Path) -> Result<PathBuf, Failure> {
    let in_folder = || variable("RUNTIME_DIRECTORY").unwrap_or_else(|| data.to_path_buf()).join("admin.sock");
    let path = global.socket.clone().or_else(|| variable("CYBERFLY_SOCKET")).unwrap_or_else(in_folder);
    let length = path.as_os_str().len();
    if length > SOCKET_PATH_LIMIT {
        let message = format!(
            "the socket path {} has {length} bytes, a socket's has at most {SOCKET_PATH_LIMIT}",
            path.display()
        );
        return Err(Failure::misuse(message, "name a shorter one with --socket"));
    }
    Ok(path)
}

/// The configuration file: the one that was named, or the customary place, where there may be none.
pub(crate) fn config_file(global: &Global) -> Result<PathBuf, Failure> {
    let folder = || variable("CONFIGURATION_DIRECTORY").or_else(|| user_folder("XDG_CONFIG_HOME", ".config"));
    global.config.clone().or_else(|| folder().map(|folder| folder.join("config.toml"))).ok_or_else(|| {
        let message = "there is no place for a configuration: neither HOME nor XDG_CONFIG_HOME is set";
        Failure::misuse(message, "name a file with --config")
    })
}

/// Where the ways to other nodes are saved.
pub(crate) fn contexts() -> Result<PathBuf, Failure> {
    user_folder("XDG_CONFIG_HOME", ".config").map(|folder| folder.join("contexts.toml")).ok_or_else(|| {
        let message = "there is no place for contexts: neither HOME nor XDG_CONFIG_HOME is set";
        Failure::misuse(message, "set one of them")
    })
}

/// Where the operator's keys are kept.
pub(crate) fn keys() -> Result<KeyStore, Failure> {
    user_folder("XDG_CONFIG_HOME", ".config").map(|folder| KeyStore::new(folder.join("keys"))).ok_or_else(
        || {
            let message = "there is no place for keys: neither HOME nor XDG_CONFIG_HOME is set";
            Failure::misuse(message, "set one of them, or name a key file with --key or --out")
        },
    )
}

//! What lies on this machine: the configuration, the data directory, keys, the socket.

use std::fs;
use std::io;
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::path::Path;
use std::time::{Duration, SystemTime};

use cyberfly_node::config::Loaded;
use cyberfly_protocol::{Check, HealthState, counted, sized};

use super::{bad, failed, ok};
use crate::cli::Global;
use crate::door::has_data;
use crate::door::target::Target;
use crate::{places, settings};

/// A file from further in the future than this was written by another clock.
const AHEAD: Duration = Duration::from_secs(5);

/// Looks at everything that can be seen without a node. What belongs to a data directory is looked at only if it is here.
pub(super) fn look(global: &Global, target: &Target) -> Vec<Check> {
    let mut checks = vec![config(global), keys()];
    if let Target::Here { data, socket } = target {
        checks.push(data_dir(data));
        checks.push(private_file("node_key_file", &data.join("node.key")));
        checks.push(admin_socket(socket));
        checks.push(file_times(data));
        checks.extend(engine(global, data));
    }
    checks
}

fn config(global: &Global) -> Check {
    let sources = settings::sources(global, Vec::new());
    let file = sources.file.as_ref().map_or_else(|| "no file".to_owned(), |file| file.display().to_string());
    match Loaded::from(sources) {
        Ok(_) => ok("config", "config", format!("the configuration is right ({file})")),
        Err(error) => bad(
            HealthState::Failing,
            "config",
            "config",
            error.to_string(),
            "cyberfly config check; cyberfly config edit",
        ),
    }
}

fn keys() -> Check {
    let listed = places::keys().and_then(|store| Ok(store.list()?));
    let keys = match listed {
        Ok(keys) => keys,
        Err(failure) => return failed("keys", "keys", failure),
    };
    let unusable: Vec<_> = keys.iter().filter_map(|key| Some((key, key.problem.as_ref()?))).collect();
    if unusable.is_empty() {
        return ok("keys", "keys", format!("{} kept, all of use", counted(keys.len(), "key")));
    }
    let told: Vec<_> = unusable.iter().map(|(key, problem)| format!("{}: {problem}", key.name)).collect();
    let paths: Vec<_> = unusable.iter().map(|(key, _)| key.path.display().to_string()).collect();
    let fix = format!("chmod 600 {}", paths.join(" "));
    bad(HealthState::Degraded, "keys", "keys", told.join("; "), fix)
}

fn data_dir(data: &Path) -> Check {
    let (name, component) = ("data_dir", "files");
    let shown = data.display();
    let found = match fs::metadata(data) {
        Ok(found) => found,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return ok(
                name,
                component,
                format!("{shown} is not there yet; the first write or start makes it"),
            );
        }
        Err(error) => {
            let fix = "name another directory with --data-dir";
            return bad(
                HealthState::Failing,
                name,
                component,
                format!("{shown} cannot be read: {error}"),
                fix,
            );
        }
    };
    let (mine, mode) = (rustix::process::geteuid().as_raw(), found.mode() & 0o777);
    if found.uid() != mine {
        let summary = format!("{shown} belongs to user {}, and this is user {mine}", found.uid());
        return bad(
            HealthState::Failing,
            name,
            component,
            summary,
            format!("sudo -u '#{}' cyberfly doctor", found.uid()),
        );
    }
    if mode & 0o077 != 0 {
        let summary = format!("others can look into {shown} (mode {mode:03o})");
        return bad(HealthState::Degraded, name, component, summary, format!("chmod 700 {shown}"));
    }
    let format = match fs::read_to_string(data.join("FORMAT")) {
        Ok(format) => format.trim_end().to_owned(),
        Err(_) => "no data yet".to_owned(),
    };
    ok(name, component, format!("{shown} is its owner's alone ({format})"))
}

/// A file with a secret in it.
fn private_file(name: &str, path: &Path) -> Check {
    let shown = path.display();
    match fs::metadata(path) {
        Ok(found) if found.mode() & 0o077 != 0 => {
            let summary = format!("others can read {shown} (mode {:03o})", found.mode() & 0o777);
            bad(HealthState::Failing, name, "keys", summary, format!("chmod 600 {shown}"))
        }
        Ok(_) => ok(name, "keys", format!("{shown} is its owner's alone")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            ok(name, "keys", format!("{shown} is not there yet; the first start makes it"))
        }
        Err(error) => {
            let fix = format!("ls -l {shown}");
            bad(HealthState::Failing, name, "keys", format!("{shown} cannot be read: {error}"), fix)
        }
    }
}

fn admin_socket(socket: &Path) -> Check {
    let (name, component) = ("socket", "files");
    let shown = socket.display();
    match fs::symlink_metadata(socket) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            ok(name, component, format!("{shown} is free"))
        }
        Err(error) => {
            let fix = "name another path with --socket";
            bad(HealthState::Failing, name, component, format!("{shown} cannot be looked at: {error}"), fix)
        }
        Ok(found) if !found.file_type().is_socket() => {
            let summary = format!("{shown} is no socket, and a node leaves it alone");
            bad(HealthState::Failing, name, component, summary, format!("mv {shown} {shown}.aside"))
        }
        Ok(found) if found.mode() & 0o077 != 0 => {
            let summary = format!("others can reach {shown} (mode {:03o})", found.mode() & 0o777);
            bad(HealthState::Degraded, name, component, summary, format!("chmod 600 {shown}"))
        }
        Ok(_) => ok(name, component, format!("{shown} is its owner's alone")),
    }
}

/// The clock beside the file system's: whether something was written later than now.
fn file_times(data: &Path) -> Check {
    let now = SystemTime::now();
    let times =
        [data.to_path_buf(), data.join("journal")].into_iter().flat_map(fs::read_dir).flatten().flatten();
    let newest = times.filter_map(|entry| entry.metadata().ok()?.modified().ok()).max();
    let ahead = newest.and_then(|newest| newest.duration_since(now).ok()).unwrap_or_default();
    if ahead <= AHEAD {
        return ok("file_times", "clock", "no file of the data directory is from the future");
    }
    let span = humantime::format_duration(Duration::from_secs(ahead.as_secs()));
    let summary = format!(
        "a file of the data directory was written {span} after now: the clock stood ahead or stands back"
    );
    bad(HealthState::Degraded, "file_times", "clock", summary, "timedatectl set-ntp true")
}

/// Whether another engine would keep the index better.
fn engine(global: &Global, data: &Path) -> Option<Check> {
    if !has_data(data) {
        return None;
    }
    let engine = settings::load(global, Vec::new()).ok()?.storage.index.kind();
    let bytes = bytes_below(&data.join("index"));
    Some(match engine.better_for(bytes) {
        None => ok("engine", "store", format!("{engine} suits an index of {}", sized(bytes))),
        Some(better) => bad(
            HealthState::Degraded,
            "engine",
            "store",
            format!(
                "an index of {bytes} bytes is several times the cache of {engine}, so writes slow down; {better} does not"
            ),
            format!(
                "cyberfly config set storage.index {better}; then stop and start the node (the index is rebuilt)"
            ),
        ),
    })
}

/// How many bytes the files below a folder have. A file that goes away meanwhile counts nothing.
fn bytes_below(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let size = |entry: fs::DirEntry| match entry.metadata() {
        Ok(found) if found.is_dir() => bytes_below(&entry.path()),
        Ok(found) => found.len(),
        Err(_) => 0,
    };
    entries.map(size).sum()
}

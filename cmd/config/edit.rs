//! `cyberfly config edit`: the file in an editor. It is replaced when what comes back is right.

use std::io::Write;
use std::path::Path;
use std::process::Command;

use cyberfly_core::ErrorCode;
use cyberfly_node::config::Loaded;
use cyberfly_protocol::ErrorBody;

use super::init;
use crate::cli::Global;
use crate::documents::{ConfigEdited, document};
use crate::failure::Failure;
use crate::ui::{Ui, prompt};
use crate::{files, places};

pub(super) fn run(ui: &mut Ui, global: &Global, dry_run: bool) -> Result<u8, Failure> {
    let path = places::config_file(global)?;
    let editor = editor(global)?;
    if dry_run {
        return ui.would(&format!("open {} with {editor}", path.display()));
    }
    let held = files::Held::of(&path)?;
    let is_toml = path.extension().is_some_and(|ending| ending == "toml");
    let found = held.read()?;
    let before = found.clone().unwrap_or_else(|| if is_toml { init::page(&[]) } else { String::new() });
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or("toml");
    let copy = tempfile::Builder::new().prefix("cyberfly-").suffix(&format!(".{ending}")).tempfile();
    let mut copy = copy.map_err(|error| failed(&path, &error.to_string()))?;
    copy.write_all(before.as_bytes()).map_err(|error| failed(&path, &error.to_string()))?;
    let copy = copy.into_temp_path();
    let after = loop {
        open(&editor, &copy, &path)?;
        let after = std::fs::read_to_string(&copy).map_err(|error| failed(&path, &error.to_string()))?;
        let Err(error) = Loaded::of_text(&path, &after) else { break after };
        let refused =
            Failure::misuse(format!("{error}; {} was left as it was", path.display()), error.hint());
        if !prompt::can_ask(global) {
            return Err(refused);
        }
        for problem in &error.problems {
            ui.note(&problem.to_string());
        }
        if !prompt::choose_to_go_on("Open it again?")? {
            return Err(refused);
        }
    };
    let has_changed = found.as_ref() != Some(&after);
    if has_changed {
        held.replace(&after)?;
    }
    let edited = ConfigEdited { path: path.display().to_string(), changed: has_changed };
    if !ui.document(&document(edited))? {
        match has_changed {
            true => ui.note(&format!("{} was replaced", path.display())),
            false => ui.note("nothing was changed"),
        }
    }
    Ok(0)
}

/// The editor that the person has chosen. The one that is everywhere is not opened where nobody could leave it.
fn editor(global: &Global) -> Result<String, Failure> {
    for name in ["VISUAL", "EDITOR"] {
        if let Some(editor) = places::text_variable(name)? {
            return Ok(editor);
        }
    }
    if prompt::can_ask(global) {
        return Ok("vi".to_owned());
    }
    Err(Failure::misuse("no editor is named; nothing was changed", "set VISUAL or EDITOR"))
}

/// Runs the editor, which may be a command with arguments.
fn open(editor: &str, copy: &Path, path: &Path) -> Result<(), Failure> {
    let ended =
        Command::new("/bin/sh").arg("-c").arg(format!("{editor} \"$1\"")).arg("sh").arg(copy).status();
    match ended {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(failed(path, &format!("the editor ended with {status}"))),
        Err(error) => Err(failed(path, &error.to_string())),
    }
}

fn failed(path: &Path, why: &str) -> Failure {
    let message = format!("editing {}: {why}; it was left as it was", path.display());
    ErrorBody::new(ErrorCode::Internal, message).into()
}

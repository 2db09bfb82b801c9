//! `cyberfly completions`: what a shell needs to complete command lines, and the answers when it asks.
//!
//! The script of a shell asks this program for what can stand at the cursor: it knows its own commands and flags best, and
//! what there is besides. Files are completed by the shell itself.

mod line;
mod live;
mod shell;

use std::env;
use std::ffi::OsString;
use std::process::ExitCode;

use clap::ValueEnum;
use clap_complete::Shell;

use crate::cli::{CompletionsArgs, Global};
use crate::failure::Failure;
use crate::ui::Ui;

/// The variable by which a script says which shell asks.
const ASKING: &str = "CYBERFLY_COMPLETE";
/// Exit code: the shell may put in a file.
const A_FILE: u8 = 3;

pub(crate) fn run(ui: &mut Ui, args: &CompletionsArgs) -> Result<u8, Failure> {
    let script = shell::script(args.shell).map_err(|error| Failure::internal(error.to_string()))?;
    ui.bytes(&script)?;
    Ok(0)
}

/// Answers a shell, if one asks; whatever goes wrong is told to nobody, who could do nothing about it in mid-line.
pub(crate) fn answer() -> Option<ExitCode> {
    let shell = env::var(ASKING).ok().filter(|name| !name.is_empty())?;
    let Ok(shell) = Shell::from_str(&shell, true) else { return Some(ExitCode::FAILURE) };
    // Behind the name of this program the script has written `--`.
    let arguments: Vec<OsString> = env::args_os().skip(2).collect();
    let global = Global { quiet: true, no_input: true, ..Global::default() };
    let mut ui = Ui::new(&global);
    let Ok((text, wants_file)) = shell::answer(shell, arguments) else { return Some(ExitCode::FAILURE) };
    let told = ui.bytes(&text).and_then(|()| ui.finish());
    Some(match told {
        Ok(()) if wants_file => ExitCode::from(A_FILE),
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    })
}

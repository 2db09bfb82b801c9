//! `cyberfly completions`: the completions of a shell.

use crate::cli::{self, CompletionsArgs};
use crate::failure::Failure;
use crate::ui::Ui;

pub(crate) fn run(ui: &mut Ui, args: &CompletionsArgs) -> Result<u8, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut cli::definition(), "cyberfly", &mut script);
    ui.bytes(&script)?;
    Ok(0)
}

//! Questions to a person. There is one only if both ends are a terminal and `--no-input` was not given.

use std::io::{self, IsTerminal};

use dialoguer::{Confirm, Input, Password};
use zeroize::Zeroizing;

use crate::cli::Global;
use crate::failure::Failure;

/// Whether a question would be heard and could be answered.
pub(crate) fn can_ask(global: &Global) -> bool {
    !global.no_input && io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Asks for a secret, which is not shown while it is typed; twice if it is a new one.
pub(crate) fn secret(question: &str, is_new: bool) -> Result<Zeroizing<String>, Failure> {
    let mut prompt = Password::new().with_prompt(question);
    if is_new {
        prompt = prompt.with_confirmation("once more", "these were two different ones");
    }
    prompt.interact().map(Zeroizing::new).map_err(not_answered)
}

/// Asks for a text, again until it is right.
pub(crate) fn text(
    question: &str,
    default: &str,
    is_right: impl FnMut(&String) -> Result<(), String>,
) -> Result<String, Failure> {
    let input = Input::new().with_prompt(question).default(default.to_owned()).validate_with(is_right);
    input.interact_text().map_err(not_answered)
}

/// Asks whether to go on with what can be given up at any time.
pub(crate) fn choose_to_go_on(question: &str) -> Result<bool, Failure> {
    Confirm::new().with_prompt(question).default(true).interact().map_err(not_answered)
}

/// Asks whether to go on with something that cannot be taken back. Without a person to ask, only `--yes` is a yes.
pub(crate) fn confirm(global: &Global, question: &str) -> Result<bool, Failure> {
    if global.yes {
        return Ok(true);
    }
    if !can_ask(global) {
        return Err(Failure::misuse(
            format!("{question} Nobody can be asked here; nothing was changed"),
            "say yes beforehand: --yes",
        ));
    }
    Confirm::new().with_prompt(question).default(false).interact().map_err(not_answered)
}

fn not_answered(error: dialoguer::Error) -> Failure {
    let dialoguer::Error::IO(error) = error;
    match error.kind() {
        io::ErrorKind::Interrupted => Failure::Interrupted,
        _ => Failure::internal(format!("the question could not be asked: {error}")),
    }
}

//! `cyberfly ticket`: the one line that connects another node to this one.

use crate::cli::{Global, TicketArgs};
use crate::door::target::Target;
use crate::failure::Failure;
use crate::ui::Ui;

pub(crate) async fn run(ui: &mut Ui, global: &Global, _args: &TicketArgs) -> Result<u8, Failure> {
    let client = Target::choose(global)?.client(ui, global)?;
    let answer = client.ticket().await?;
    if let Some(warning) = &answer.warning {
        ui.note(&format!("warning: {warning}"));
    }
    if !ui.document(&answer)? {
        ui.line(&answer.ticket)?;
    }
    Ok(0)
}

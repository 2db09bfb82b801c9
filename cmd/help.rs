//! `cyberfly help` and `cyberfly version`.

use crate::cli::{self, HelpArgs};
use crate::documents::{ExitCode, ExitCodes, Version, document};
use crate::failure::Failure;
use crate::ui::Ui;

const EXIT_CODES: &[(u8, &str)] = &[
    (0, "ok; also when the reader of a pipe went away"),
    (1, "failure"),
    (2, "wrong arguments or configuration"),
    (3, "no node runs"),
    (4, "not found"),
    (5, "unreachable, or the time ran out"),
    (6, "not allowed"),
    (7, "locked by another process"),
    (8, "verification failed, or stored data is damaged"),
    (9, "partly done"),
    (10, "input refused: validation, signature, limit"),
    (11, "up, but degraded or failing (status)"),
    (130, "ended by SIGINT"),
    (143, "ended by SIGTERM"),
];

pub(crate) fn run(ui: &mut Ui, args: &HelpArgs) -> Result<u8, Failure> {
    if args.topic == ["exit-codes"] {
        return exit_codes(ui);
    }
    let mut command = cli::definition();
    command.build();
    for word in &args.topic {
        let Some(next) = command.find_subcommand(word) else {
            let message = format!("there is no command or topic {:?}", args.topic.join(" "));
            return Err(Failure::misuse(
                message,
                "cyberfly --help lists the commands; the topic is exit-codes",
            ));
        };
        command = next.clone();
    }
    ui.help(&command.render_long_help())?;
    Ok(0)
}

fn exit_codes(ui: &mut Ui) -> Result<u8, Failure> {
    let exit_codes = EXIT_CODES.iter().map(|(code, meaning)| ExitCode { code: *code, meaning }).collect();
    if !ui.document(&document(ExitCodes { exit_codes }))? {
        for (code, meaning) in EXIT_CODES {
            ui.line(&format!("{code:>3}  {meaning}"))?;
        }
    }
    Ok(0)
}

pub(crate) fn version(ui: &mut Ui) -> Result<u8, Failure> {
    let version = env!("CARGO_PKG_VERSION");
    if !ui.document(&document(Version { name: "cyberfly", version }))? {
        ui.line(&format!("cyberfly {version}"))?;
    }
    Ok(0)
}

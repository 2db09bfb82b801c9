//! `cyberfly data batch`: lines of commands as one operation.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use clap::Parser;
use cyberfly_core::ErrorCode;
use cyberfly_protocol::{COMMANDS_LIMIT, Command, ErrorBody};

use super::{Action, Scope, action, author, carry_out, words};
use crate::cli::{BatchArgs, TypedCommand};
use crate::failure::Failure;
use crate::ui::Ui;

/// The longest batch, in bytes of text. What one operation can hold is less.
const BATCH_LIMIT: u64 = 16 * 1024 * 1024;

/// A line of a batch: a command as it stands after `cyberfly data`.
#[derive(Debug, Parser)]
#[command(name = "data", no_binary_name = true, disable_help_flag = true, disable_help_subcommand = true)]
struct Line {
    #[command(subcommand)]
    command: TypedCommand,
}

pub(super) async fn run(ui: &mut Ui, scope: &Scope<'_>, args: &BatchArgs) -> Result<u8, Failure> {
    let db = author::database(scope)?;
    let text = read(&args.file)?;
    let mut commands: Vec<Command> = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let number = index + 1;
        let words = words::split(line).map_err(|why| refused(number, why))?;
        if words.is_empty() {
            continue;
        }
        let line = Line::try_parse_from(words).map_err(|error| refused(number, &first_line(&error)))?;
        match action(line.command, &db) {
            Ok(Action::Do(more)) => commands.extend(more),
            Ok(Action::Ask(..)) => return Err(refused(number, "it asks, and a batch only changes")),
            Err(Failure::Error { body, .. }) => return Err(refused(number, &body.message)),
            Err(other) => return Err(other),
        }
        if commands.len() > COMMANDS_LIMIT {
            return Err(refused(number, &format!("a batch has at most {COMMANDS_LIMIT} commands")));
        }
    }
    if commands.is_empty() {
        return Err(Failure::misuse(
            "there is no command in it; nothing was stored",
            "cyberfly data batch --help",
        ));
    }
    carry_out(ui, scope, &db, Action::Do(commands)).await
}

fn read(file: &Path) -> Result<String, Failure> {
    let mut text = Vec::new();
    let read = match file.as_os_str() == "-" {
        true => io::stdin().lock().take(BATCH_LIMIT + 1).read_to_end(&mut text),
        false => File::open(file).and_then(|file| file.take(BATCH_LIMIT + 1).read_to_end(&mut text)),
    };
    read.map_err(|error| super::put::cannot_read(&file.display().to_string(), &error))?;
    if text.len() as u64 > BATCH_LIMIT {
        let message = format!("a batch has at most {BATCH_LIMIT} bytes; nothing was stored");
        return Err(ErrorBody::new(ErrorCode::LimitExceeded, message)
            .hint("cyberfly data import takes more")
            .into());
    }
    String::from_utf8(text)
        .map_err(|_| ErrorBody::new(ErrorCode::BadRequest, "a batch is UTF-8; nothing was stored").into())
}

fn refused(number: usize, why: &str) -> Failure {
    ErrorBody::new(
        ErrorCode::BadRequest,
        format!("line {number}: {}; nothing was stored", why.trim_end_matches("; nothing was stored")),
    )
    .hint("cyberfly data batch --help says how lines are written")
    .into()
}

fn first_line(error: &clap::Error) -> String {
    let text = error.render().to_string();
    text.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned()
}

//! Everything that reaches the user. No other file prints.
//!
//! Standard output carries the result of a command and nothing else; everything said beside it goes to standard error.

pub(crate) mod listing;
mod pager;
pub(crate) mod progress;
pub(crate) mod prompt;

use std::ffi::OsString;
use std::io::{self, BufWriter, IsTerminal, Stderr, Stdout, Write};
use std::time::SystemTime;

use clap::builder::StyledStr;
use comfy_table::{ContentArrangement, Table, presets};
use indicatif::ProgressBar;
use serde::Serialize;

use crate::cli::{ColorChoice, Global, OutputFormat};
use crate::documents::{self, DryRun, document};
use crate::failure::{Failure, INTERRUPTED, USAGE};
use listing::{Cell, Listing, Part, harmless};
use pager::Pager;

/// The way to the terminal, or to whatever stands in its place.
pub(crate) struct Ui {
    out: BufWriter<Stdout>,
    err: Stderr,
    format: OutputFormat,
    quiet: bool,
    verbose: bool,
    no_progress: bool,
    /// What shows how far a long command is. Lines beside the result go above it.
    bar: Option<ProgressBar>,
    /// Whether a long result goes through a pager, and the pager once it does.
    pages: bool,
    pager: Option<Pager>,
    color_out: bool,
    color_err: bool,
    /// Whether the list that is being written in parts has rows.
    list_has_rows: bool,
}

impl Ui {
    pub(crate) fn new(global: &Global) -> Self {
        let on_terminal = io::stdout().is_terminal();
        let by_default = if on_terminal { OutputFormat::Table } else { OutputFormat::Plain };
        let format = if global.json { OutputFormat::Json } else { global.output.unwrap_or(by_default) };
        Self {
            out: BufWriter::new(io::stdout()),
            err: io::stderr(),
            format,
            quiet: global.quiet,
            verbose: global.verbose > 0,
            no_progress: global.no_progress,
            bar: None,
            pages: on_terminal && !global.no_pager && format == OutputFormat::Table,
            pager: None,
            color_out: wants_color(global.color, on_terminal),
            color_err: wants_color(global.color, io::stderr().is_terminal()),
            list_has_rows: false,
        }
    }

    /// For arguments that could not be understood: looks only for what says how to tell so.
    pub(crate) fn from_arguments(arguments: impl Iterator<Item = OsString>) -> Self {
        let words: Vec<String> = arguments.filter_map(|word| word.into_string().ok()).collect();
        let json_word = |word: &str| matches!(word, "json" | "ndjson");
        let after_output =
            words.windows(2).any(|pair| matches!(pair[0].as_str(), "-o" | "--output") && json_word(&pair[1]));
        let joined = |word: &String| {
            word == "--json"
                || word.strip_prefix("--output=").or(word.strip_prefix("-o")).is_some_and(json_word)
        };
        let from_environment = std::env::var("CYBERFLY_OUTPUT").is_ok_and(|word| json_word(&word));
        let global = Global {
            json: after_output || words.iter().any(joined) || from_environment,
            ..Global::default()
        };
        Self::new(&global)
    }

    /// Whether a person reads standard output.
    pub(crate) fn out_is_terminal(&self) -> bool {
        io::stdout().is_terminal()
    }

    /// Writes a result as a document, in the forms that are documents. Says whether it did.
    pub(crate) fn document<T: Serialize>(&mut self, value: &T) -> Result<bool, Failure> {
        match self.format {
            OutputFormat::Json => {
                let text = serde_json::to_string_pretty(value)
                    .map_err(|error| Failure::internal(error.to_string()))?;
                self.line(&text).map(|()| true)
            }
            OutputFormat::Ndjson => {
                let text =
                    serde_json::to_string(value).map_err(|error| Failure::internal(error.to_string()))?;
                self.line(&text).map(|()| true)
            }
            OutputFormat::Table | OutputFormat::Plain => Ok(false),
        }
    }

    /// Says what a dry run would have done.
    pub(crate) fn would(&mut self, what: &str) -> Result<u8, Failure> {
        if !self.document(&document(DryRun { dry_run: true, would: what }))? {
            self.note(&format!("would {what}; nothing was changed"));
        }
        Ok(0)
    }

    /// Writes a result as one JSON document, whatever else is asked for.
    pub(crate) fn json<T: Serialize>(&mut self, value: &T) -> Result<(), Failure> {
        let text = serde_json::to_string_pretty(value);
        self.line(&text.map_err(|error| Failure::internal(error.to_string()))?)
    }

    /// Writes pairs of a name and a value: as a table, or one a line with a tab between.
    pub(crate) fn pairs(&mut self, pairs: &[(&str, String)]) -> Result<(), Failure> {
        if self.format == OutputFormat::Plain {
            return pairs.iter().try_for_each(|(name, value)| self.line(&format!("{name}\t{value}")));
        }
        let mut table = Table::new();
        table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
        for (name, value) in pairs {
            table.add_row([*name, value]);
        }
        table.column_iter_mut().for_each(|column| {
            column.set_padding((0, 2));
        });
        self.line(&table.trim_fmt())
    }

    /// Writes a list in whatever form was asked for.
    pub(crate) fn listing<T: Serialize>(&mut self, listing: &Listing<'_, T>) -> Result<(), Failure> {
        self.page(listing, Part::WHOLE)
    }

    /// Writes a part of a list in whatever form was asked for. The parts of one list follow one another.
    pub(crate) fn page<T: Serialize>(&mut self, listing: &Listing<'_, T>, part: Part) -> Result<(), Failure> {
        let has_rows = self.list_has_rows && !part.begins;
        self.list_has_rows = has_rows || !listing.rows.is_empty();
        match self.format {
            OutputFormat::Json => {
                let text = listing.document(part, has_rows);
                self.bytes(text.map_err(|error| Failure::internal(error.to_string()))?.as_bytes())
            }
            OutputFormat::Ndjson => listing.singles().try_for_each(|row| self.document(&row).map(drop)),
            OutputFormat::Plain => listing.plain().try_for_each(|line| {
                self.bytes(&line)?;
                self.bytes(b"\n")
            }),
            OutputFormat::Table if listing.rows.is_empty() => Ok(()),
            OutputFormat::Table => {
                let text = listing.for_people(width(), self.color_out, SystemTime::now());
                self.paged(&text)?;
                self.bytes(b"\n")
            }
        }
    }

    /// Writes a value as a line of the result: as it is, but harmless where a person reads it.
    pub(crate) fn line_of(&mut self, cell: &Cell) -> Result<(), Failure> {
        let text =
            if self.format == OutputFormat::Plain { cell.for_machines() } else { cell.shown().into_bytes() };
        self.bytes(&text)?;
        self.bytes(b"\n")
    }

    /// Writes a line of the result.
    pub(crate) fn line(&mut self, text: &str) -> Result<(), Failure> {
        self.bytes(text.as_bytes())?;
        self.bytes(b"\n")
    }

    /// Writes bytes of the result as they are.
    pub(crate) fn bytes(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        match &mut self.pager {
            Some(pager) => pager.write_all(bytes).map_err(output_failed),
            None => self.out.write_all(bytes).map_err(output_failed),
        }
    }

    /// Sends on what was written. A command that goes on for long calls it; the others are flushed at their end.
    pub(crate) fn flush(&mut self) -> Result<(), Failure> {
        match &mut self.pager {
            Some(pager) => pager.flush().map_err(output_failed),
            None => self.out.flush().map_err(output_failed),
        }
    }

    /// Writes help.
    pub(crate) fn help(&mut self, text: &StyledStr) -> Result<(), Failure> {
        let text = if self.color_out { text.ansi().to_string() } else { text.to_string() };
        self.paged(&text)
    }

    /// Writes a long text of the result: through a pager where a person reads it and it is longer than the screen.
    fn paged(&mut self, text: &str) -> Result<(), Failure> {
        if self.pages && self.pager.is_none() && pager::is_longer_than_screen(text) {
            self.flush()?;
            self.pager = Pager::open();
            // What cannot be started once is not tried again.
            self.pages = self.pager.is_some();
        }
        self.bytes(text.as_bytes())
    }

    /// Ends what was begun: waits until the person is through with it.
    pub(crate) fn finish(&mut self) -> Result<(), Failure> {
        let flushed = self.flush();
        if let Some(pager) = self.pager.take() {
            pager.wait();
        }
        flushed
    }

    /// Says something beside the result.
    pub(crate) fn note(&mut self, text: &str) {
        if !self.quiet {
            self.aside(text);
        }
    }

    /// Passes on what another process said on its standard error.
    pub(crate) fn pass_on(&mut self, text: &str) {
        if !text.is_empty() {
            self.aside(text);
        }
    }

    /// Says something that only who asks for more wants to know.
    pub(crate) fn detail(&mut self, text: &str) {
        if self.verbose && !self.quiet {
            self.aside(text);
        }
    }

    /// Standard error is the last resort: if it cannot be written, there is nobody left to tell.
    fn aside(&mut self, text: &str) {
        let mut write = || {
            let _nobody = writeln!(self.err, "{text}");
        };
        match &self.bar {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }

    /// Tells of a failure and returns the exit code.
    pub(crate) fn failure(&mut self, failure: &Failure) -> u8 {
        match failure {
            Failure::ClosedPipe => 0,
            Failure::Interrupted => INTERRUPTED,
            Failure::Output(error) => {
                self.error("internal", &format!("standard output cannot be written: {error}"), None, 1)
            }
            Failure::Usage(text) if self.is_json() => {
                let plain = strip_ansi(text);
                let message = plain.lines().next().unwrap_or_default().trim_start_matches("error: ");
                self.error("bad_request", message, Some("see --help"), USAGE)
            }
            Failure::Usage(text) => {
                let text = if self.color_err { text.clone() } else { strip_ansi(text) };
                self.aside(text.trim_end());
                USAGE
            }
            Failure::Error { body, exit } => {
                // What was written before the failure comes first; if it cannot be, the failure itself is still told.
                let _told_below = self.out.flush();
                self.error(&body.code, &body.message, body.hint.as_deref(), *exit)
            }
        }
    }

    /// Whether it is to be told how far a long command is.
    const fn shows_progress(&self) -> bool {
        !self.quiet && !self.no_progress
    }

    /// Whether the result is to be one document, however long it is.
    pub(crate) const fn is_one_document(&self) -> bool {
        matches!(self.format, OutputFormat::Json)
    }

    /// Whether lists are tables for people.
    pub(crate) const fn is_table(&self) -> bool {
        matches!(self.format, OutputFormat::Table)
    }

    /// Whether the result is to be documents.
    pub(crate) const fn is_json(&self) -> bool {
        matches!(self.format, OutputFormat::Json | OutputFormat::Ndjson)
    }

    fn error(&mut self, code: &str, message: &str, hint: Option<&str>, exit: u8) -> u8 {
        if self.is_json() {
            let object = document(documents::Error { code, message, hint, exit_code: exit });
            self.aside(&serde_json::to_string(&object).unwrap_or_default());
            return exit;
        }
        let (red, yellow, off) =
            if self.color_err { ("\x1b[1;31m", "\x1b[1;33m", "\x1b[0m") } else { ("", "", "") };
        // Others' text may be in it, which is not to move the cursor or colour the screen.
        let shown = |text: &str| text.lines().map(harmless).collect::<Vec<_>>().join("\n");
        self.aside(&format!("{red}error:{off} {}", shown(message)));
        if let Some(hint) = hint {
            self.aside(&format!("{yellow}hint:{off} {}", shown(hint)));
        }
        exit
    }
}

/// How wide the terminal is, if standard output is one or the environment says so.
fn width() -> Option<u16> {
    let by_environment = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let by_terminal = || rustix::termios::tcgetwinsize(io::stdout()).ok().map(|size| size.ws_col);
    by_environment.or_else(by_terminal).filter(|columns| *columns > 0)
}

fn output_failed(error: io::Error) -> Failure {
    match error.kind() {
        io::ErrorKind::BrokenPipe => Failure::ClosedPipe,
        _ => Failure::Output(error),
    }
}

fn wants_color(choice: ColorChoice, on_terminal: bool) -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty() && value != "0");
    match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto if std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) => false,
        ColorChoice::Auto => {
            is_set("CLICOLOR_FORCE")
                || (on_terminal && std::env::var_os("TERM").is_none_or(|term| term != "dumb"))
        }
    }
}

fn strip_ansi(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut in_escape = false;
    for character in text.chars() {
        match character {
            '\x1b' => in_escape = true,
            'm' if in_escape => in_escape = false,
            _ if in_escape => {}
            _ => plain.push(character),
        }
    }
    plain
}

//! `cyberfly data import`: what `data export` wrote, taken in batch by batch.
//!
//! A batch is one operation and durable before the next line is read, so memory stays flat and an import that was broken
//! off goes on behind the last batch. A batch that is refused is taken line by line, so that one bad line costs no other.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::Path;
use std::sync::Arc;

use cyberfly_client::AuthorKey;
use cyberfly_core::{DbName, ErrorCode};
use cyberfly_protocol::{Command, Door, ErrorBody, SCHEMA_VERSION, VALUE_LIMIT, exit_code};
use data_encoding::BASE64;
use serde_json::{Value, json};

use super::lines::{self, Read as Taken};
use super::{Scope, author, carry_out, put};
use crate::cli::{ImportArgs, ImportFormat};
use crate::door::{self, Intent};
use crate::failure::Failure;
use crate::ui::Ui;
use crate::ui::progress::{Meter, Progress, Unit};

/// The longest line: the largest value, with every byte escaped, and what stands around it.
const LINE_LIMIT: u64 = VALUE_LIMIT as u64 * 6 + 1024 * 1024;
/// A batch that has come to so many bytes is stored. One operation holds at most a mebibyte.
const BATCH_BYTES: usize = 512 * 1024;
/// A batch that has come to so many writes is stored. One operation holds at most 4,096.
const BATCH_WRITES: usize = 2_000;
/// Exit code: some lines were refused.
const PARTLY: u8 = 9;

/// A line that waits for its batch.
struct Waiting {
    number: u64,
    text: String,
    commands: Vec<Command>,
}

struct Import<'a> {
    door: &'a dyn Door,
    author: &'a AuthorKey,
    db: &'a DbName,
    rejects: Option<BufWriter<File>>,
    waiting: Vec<Waiting>,
    /// How many lines are behind us: stored or refused.
    settled: u64,
    rejected: u64,
    /// How many had nothing on them.
    blank: u64,
    meter: Arc<Meter>,
}

pub(super) async fn run(ui: &mut Ui, scope: &Scope<'_>, args: &ImportArgs) -> Result<u8, Failure> {
    let author = author::key(scope.global)?;
    let db = author::database(scope)?;
    let mut input: Box<dyn BufRead> = match args.file.as_os_str() == "-" {
        true => Box::new(io::stdin().lock()),
        false => {
            Box::new(BufReader::new(File::open(&args.file).map_err(|error| cannot_read(&args.file, &error))?))
        }
    };
    let rejects = args.rejects.as_deref().map(|path| {
        let made = File::create_new(path).map(BufWriter::new);
        made.map_err(|error| {
            let message = format!("{} cannot be made: {error}; nothing was stored", path.display());
            Failure::from(
                ErrorBody::new(ErrorCode::Internal, message).hint("name a file that is not there yet"),
            )
        })
    });
    let rejects = rejects.transpose()?;
    // Whoever writes into a pipe may need the data directory first: nothing is opened before there is something to read.
    input.fill_buf().map_err(|error| cannot_read(&args.file, &error))?;
    let way = door::find(ui, scope.global, scope.ways, Intent::Write).await?;
    let progress = Progress::begin(ui, "importing", Unit::Items("lines"));
    let mut import = Import {
        door: way.door(),
        author: &author,
        db: &db,
        rejects,
        waiting: Vec::new(),
        settled: args.skip,
        rejected: 0,
        blank: 0,
        meter: progress.meter(),
    };
    let taken = import.all(args, input).await;
    let (settled, rejected, blank) = (import.settled, import.rejected, import.blank);
    drop(progress);
    way.close()?;
    if let Err(failure) = taken {
        ui.note(&format!("{settled} lines are behind; go on with --skip {settled}"));
        return Err(failure);
    }
    let stored = settled.saturating_sub(args.skip + rejected + blank);
    let document =
        json!({"schema_version": SCHEMA_VERSION, "lines": settled, "stored": stored, "rejected": rejected});
    if !ui.document(&document)? {
        ui.note(&format!("{stored} lines stored, {rejected} refused"));
    }
    Ok(if rejected > 0 { PARTLY } else { 0 })
}

impl Import<'_> {
    async fn all(&mut self, args: &ImportArgs, input: Box<dyn BufRead>) -> Result<(), Failure> {
        let batch = usize::try_from(args.batch).unwrap_or(usize::MAX);
        let mut bytes = 0;
        for (number, line) in (1..).zip(texts(args, input)?) {
            let text = line?;
            if number <= args.skip {
                continue;
            }
            let taken = match text {
                Some(text) => lines::read(text),
                None => Err((String::new(), format!("a line has at most {LINE_LIMIT} bytes"))),
            };
            match taken {
                Ok(Taken::Nothing) => {
                    self.blank += 1;
                    self.waiting.push(Waiting { number, text: String::new(), commands: Vec::new() });
                }
                Ok(Taken::Operation(text, operation)) => {
                    self.store().await?;
                    match self.door.submit(operation).await {
                        Ok(_) => {}
                        Err(error) => self.refuse(number, &text, error)?,
                    }
                    self.settled = number;
                }
                Ok(Taken::Commands(text, commands, blob)) => {
                    if let Some(blob) = blob {
                        self.door.keep_blob(self.db, blob).await?;
                    }
                    bytes += text.len();
                    self.waiting.push(Waiting { number, text, commands });
                }
                Err((text, why)) => {
                    self.store().await?;
                    self.refuse(number, &text, ErrorBody::new(ErrorCode::BadRequest, why))?;
                    self.settled = number;
                }
            }
            let writes: usize =
                self.waiting.iter().map(|line| line.commands.iter().map(lines::weight).sum::<usize>()).sum();
            if self.waiting.len() >= batch || bytes >= BATCH_BYTES || writes >= BATCH_WRITES {
                self.store().await?;
                bytes = 0;
            }
            self.meter.advance(1);
        }
        self.store().await?;
        if let Some(rejects) = &mut self.rejects {
            rejects
                .flush()
                .map_err(|error| Failure::internal(format!("the rejects cannot be written: {error}")))?;
        }
        Ok(())
    }

    /// Stores the lines that wait as one operation, or, if that is refused, each as one of its own.
    async fn store(&mut self) -> Result<(), Failure> {
        let waiting = std::mem::take(&mut self.waiting);
        let Some(last) = waiting.last().map(|line| line.number) else { return Ok(()) };
        let commands: Vec<Command> = waiting.iter().flat_map(|line| line.commands.clone()).collect();
        if commands.is_empty() {
            self.settled = last;
            return Ok(());
        }
        match carry_out::run(self.door, self.author, self.db, commands).await {
            Ok(_) => self.settled = last,
            Err(Failure::Error { body, .. }) if is_refusal(&body) => {
                for Waiting { number, text, commands } in waiting {
                    if !commands.is_empty() {
                        match carry_out::run(self.door, self.author, self.db, commands).await {
                            Ok(_) => {}
                            Err(Failure::Error { body, .. }) => self.refuse(number, &text, *body)?,
                            Err(other) => return Err(other),
                        }
                    }
                    self.settled = number;
                }
            }
            Err(other) => return Err(other),
        }
        Ok(())
    }

    /// Puts a refused line aside, or, with nowhere to put it, ends the import.
    fn refuse(&mut self, number: u64, text: &str, error: ErrorBody) -> Result<(), Failure> {
        let Some(rejects) = self.rejects.as_mut().filter(|_| is_refusal(&error)) else {
            let mut error = error;
            error.message = format!("line {number}: {}", error.message);
            if is_refusal(&error) {
                error.hint = Some("--rejects FILE puts such lines aside and goes on".to_owned());
            }
            return Err(error.into());
        };
        let line: Value = serde_json::from_str(text).unwrap_or_else(|_| Value::from(text));
        let reject = json!({"line": number, "code": error.code, "reason": error.message, "input": line});
        writeln!(rejects, "{reject}")
            .map_err(|error| Failure::internal(format!("the rejects cannot be written: {error}")))?;
        self.rejected += 1;
        Ok(())
    }
}

/// Whether an error is about what was handed in, and not about the node or the way to it.
fn is_refusal(error: &ErrorBody) -> bool {
    exit_code(error.code()) == 10
}

/// The lines, one by one; none in place of one that is too long.
type Texts = Box<dyn Iterator<Item = Result<Option<String>, Failure>>>;

fn texts(args: &ImportArgs, mut input: Box<dyn BufRead>) -> Result<Texts, Failure> {
    let file = args.file.clone();
    if args.format == ImportFormat::Json {
        let whole: Value = serde_json::from_reader(input).map_err(|error| {
            let message = format!("{} is no JSON: {error}; nothing was stored", file.display());
            Failure::from(ErrorBody::new(ErrorCode::BadRequest, message))
        })?;
        let lines = match whole {
            Value::Array(lines) => lines,
            Value::Object(mut document) => match document.remove("lines") {
                Some(Value::Array(lines)) => lines,
                _ => return Err(no_list()),
            },
            _ => return Err(no_list()),
        };
        return Ok(Box::new(lines.into_iter().map(|line| Ok(Some(line.to_string())))));
    }
    Ok(Box::new(std::iter::from_fn(move || {
        next_line(&mut input).map_err(|error| cannot_read(&file, &error)).transpose()
    })))
}

fn no_list() -> Failure {
    let message = "the document is neither an array of lines nor has one under \"lines\"; nothing was stored";
    ErrorBody::new(ErrorCode::BadRequest, message).into()
}

/// Reads a line. One that is too long is passed over to its end.
fn next_line(input: &mut dyn BufRead) -> io::Result<Option<Option<String>>> {
    let mut line = Vec::new();
    if input.take(LINE_LIMIT).read_until(b'\n', &mut line)? == 0 {
        return Ok(None);
    }
    if line.len() as u64 == LINE_LIMIT && line.last() != Some(&b'\n') {
        input.skip_until(b'\n')?;
        return Ok(Some(None));
    }
    // What is not UTF-8 is no JSON, which is said when it is read.
    Ok(Some(Some(String::from_utf8_lossy(&line).into_owned())))
}

fn cannot_read(file: &Path, error: &io::Error) -> Failure {
    put::cannot_read(&file.display().to_string(), error)
}

/// The bytes of a signed operation in a line.
pub(super) fn operation(line: &Value) -> Option<Result<Vec<u8>, String>> {
    let text = line.as_object().filter(|members| members.len() == 1)?.get("op")?;
    let bytes = text.as_str().and_then(|text| BASE64.decode(text.as_bytes()).ok());
    Some(bytes.ok_or_else(|| "\"op\" is base64 with padding".to_owned()))
}

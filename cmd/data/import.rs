//! `cyberfly data import`: what `data export` wrote, taken in batch by batch.
//!
//! A batch is one operation and durable before the next line is read, so memory stays flat and an import that was broken
//! off goes on behind the last batch. A batch that is refused is taken line by line, so that one bad line costs no other.
//! Lines of signed operations are handed in together, and taken or refused each by itself.

mod elements;
mod input;
mod predecessor;
mod rehearsal;
mod rejects;

use std::sync::Arc;

use cyberfly_client::AuthorKey;
use cyberfly_core::{DbName, ErrorCode};
use cyberfly_protocol::{
    Command, Door, ErrorBody, Handled, OPERATIONS_LIMIT, Receipts, SEQUENCE_LIMIT, bytes_at_once, counted,
    exit_code,
};
use serde_json::Value;

use self::elements::{Elements, NoElement};
use self::input::{Input, LINE_LIMIT, continues};
use self::rejects::Rejects;
use super::lines::{self, Asks, Brings, Read};
use super::{Scope, author, carry_out, put};
use crate::cli::{ImportArgs, ImportFormat};
use crate::documents::{Imported, document};
use crate::door::{self, Intent};
use crate::failure::{Failure, PARTLY};
use crate::places;
use crate::ui::Ui;
use crate::ui::progress::{Meter, Progress, Terminal};

/// A batch that has come to so many bytes is stored. One operation holds at most a mebibyte.
const BATCH_BYTES: usize = 512 * 1024;
/// A batch that has come to so many writes is stored. One operation holds at most 4,096.
const BATCH_WRITES: usize = 2_000;
/// A line that waits for its batch.
struct Waiting {
    number: u64,
    /// The line at which an import has to begin so that this one is not added twice.
    head: u64,
    text: String,
    asks: Asks,
}

/// The lines that wait.
#[derive(Default)]
struct Batch {
    lines: Vec<Waiting>,
    bytes: usize,
    writes: usize,
    /// Whether they are signed operations.
    is_signed: bool,
}

struct Import<'a> {
    door: &'a dyn Door,
    scope: &'a Scope<'a>,
    /// Who signs, and into which database; found when it is needed first: signed operations need neither.
    signer: Option<(AuthorKey, DbName)>,
    rejects: Option<Rejects>,
    batch: Batch,
    /// How many lines one operation has at most.
    batch_lines: usize,
    /// How many lines are behind us: stored or refused.
    settled: u64,
    /// How many lines may be passed over by whoever goes on from here.
    resume: u64,
    stored: u64,
    rejected: u64,
    /// The key whose first line was refused: what adds to it is refused as well.
    refused_key: Option<String>,
    meter: Arc<Meter>,
}

pub(super) async fn run(ui: &mut Ui, scope: &Scope<'_>, args: &ImportArgs) -> Result<u8, Failure> {
    if scope.dry_run {
        return rehearsal::run(ui, args);
    }
    let mut input = Input::open(&args.file).map_err(|error| put::cannot_read(&shown(args), &error))?;
    let rejects = args.rejects.as_deref().map(Rejects::create).transpose()?;
    // Whoever writes into a pipe may need the data directory first: nothing is opened before there is something to read.
    let waiting = Progress::of(ui, input.meter.clone(), Terminal::InUse);
    input.wait().map_err(|error| put::cannot_read(&shown(args), &error))?;
    drop(waiting);
    let folder = places::data_dir(scope.global).unwrap_or_default();
    let mut take_in =
        |wait| input.take_in(&folder, wait).map_err(|error| put::cannot_read(&shown(args), &error));
    let way = door::find_meanwhile(ui, scope.global, scope.ways, Intent::Write, Some(&mut take_in)).await?;
    let progress = Progress::of(ui, input.meter.clone(), Terminal::Free);
    let mut import = Import {
        door: way.door(),
        scope,
        signer: None,
        rejects,
        batch: Batch::default(),
        batch_lines: usize::try_from(args.batch).unwrap_or(usize::MAX),
        settled: args.skip,
        resume: args.skip,
        stored: 0,
        rejected: 0,
        refused_key: None,
        meter: progress.meter(),
    };
    let taken = import.all(args, input).await;
    let Import { settled, resume, stored, rejected, .. } = import;
    drop(progress);
    way.close()?;
    if let Err(failure) = taken {
        if settled > args.skip {
            ui.note(&format!("{} done; go on with --skip {resume}", counted(settled, "line")));
        }
        return Err(failure);
    }
    if !ui.document(&document(Imported { lines: settled, stored, rejected, dry_run: false }))? {
        ui.note(&format!("{} stored, {rejected} refused", counted(stored, "line")));
    }
    Ok(if rejected > 0 { PARTLY } else { 0 })
}

fn shown(args: &ImportArgs) -> String {
    args.file.display().to_string()
}

impl Import<'_> {
    async fn all(&mut self, args: &ImportArgs, input: Input) -> Result<(), Failure> {
        let mut head = 1;
        for (number, line) in (1..).zip(texts(args, input)?) {
            let given = line?;
            let continued = matches!(&given, Given::Line(text) if continues(text));
            if !continued {
                head = number;
            }
            if number <= args.skip {
                continue;
            }
            if number == args.skip + 1 && args.skip > 0 && continued && head <= args.skip {
                let message = format!(
                    "line {number} adds to line {head}, which is passed over: it may be stored already; nothing was stored"
                );
                return Err(Failure::misuse(message, format!("--skip {}", head - 1)));
            }
            let head = if continued { head } else { number };
            self.line(number, head, continued, given).await?;
            if self.meter.is_in_bytes() {
                self.meter.also(format!("{number} lines"));
            } else {
                self.meter.advance(1);
            }
        }
        self.store().await?;
        self.rejects.as_mut().map_or(Ok(()), Rejects::finish)
    }

    /// Takes a line, and stores those that wait if they have become enough.
    async fn line(&mut self, number: u64, head: u64, continued: bool, given: Given) -> Result<(), Failure> {
        let read = given.line().and_then(lines::read);
        let Read { text, asks, brings } = match read {
            Ok(read) => read,
            Err((text, why)) => {
                self.store().await?;
                return self.refuse(number, &text, ErrorBody::new(ErrorCode::BadRequest, why));
            }
        };
        if matches!(asks, Asks::Commands(_)) == self.batch.is_signed && !matches!(asks, Asks::Nothing) {
            self.store().await?;
            self.batch.is_signed = matches!(asks, Asks::Operation(_));
        }
        if continued && self.refused_key.is_some() {
            self.store().await?;
            if self.refused_key == asks.key() {
                let why = "the line of this key that it adds to was refused";
                return self.refuse(number, &text, ErrorBody::new(ErrorCode::BadRequest, why));
            }
        }
        if !matches!(asks, Asks::Nothing) && !continued {
            self.refused_key = None;
        }
        if let Some(Brings { bytes, db }) = brings {
            let db = match db {
                Some(db) => db,
                None => self.signer()?.1.clone(),
            };
            self.door.keep_blob(&db, bytes_at_once(bytes)).await?;
        }
        self.batch.bytes += text.len();
        self.batch.writes += asks.writes();
        self.batch.lines.push(Waiting { number, head, text, asks });
        if self.batch.is_full(self.batch_lines) { self.store().await } else { Ok(()) }
    }

    fn signer(&mut self) -> Result<&(AuthorKey, DbName), Failure> {
        if self.signer.is_none() {
            let key = author::key(self.scope.global)?;
            self.signer = Some((key, author::database(self.scope)?));
        }
        self.signer.as_ref().ok_or_else(|| Failure::internal("there is no signer".to_owned()))
    }

    /// Stores the lines that wait.
    async fn store(&mut self) -> Result<(), Failure> {
        let batch = std::mem::take(&mut self.batch);
        self.batch.is_signed = batch.is_signed;
        let Some(first) = batch.lines.first() else { return Ok(()) };
        self.resume = first.head - 1;
        if batch.is_signed { self.hand_in(batch.lines).await } else { self.carry_out(batch.lines).await }
    }

    /// Hands in signed operations as they are.
    async fn hand_in(&mut self, lines: Vec<Waiting>) -> Result<(), Failure> {
        let operations: Vec<Vec<u8>> = lines.iter().filter_map(|line| line.asks.operation()).collect();
        let handled = match operations.is_empty() {
            true => Vec::new(),
            false => {
                let Receipts { operations, .. } = self.door.submit_many(operations).await?;
                operations
            }
        };
        let mut handled = handled.into_iter();
        for Waiting { number, text, asks, .. } in lines {
            match asks {
                Asks::Operation(_) => match handled.next() {
                    Some(Handled::Receipt(_)) => self.settle(number, 1),
                    Some(Handled::Error(error)) => self.refuse(number, &text, error)?,
                    None => return Err(Failure::internal("the node has not answered for each".to_owned())),
                },
                _ => self.settle(number, 0),
            }
        }
        Ok(())
    }

    /// Carries out lines as one operation, or, if that is refused, each as one of its own.
    async fn carry_out(&mut self, lines: Vec<Waiting>) -> Result<(), Failure> {
        let commands: Vec<Command> = lines.iter().flat_map(|line| line.asks.commands().to_vec()).collect();
        let stored = match commands.is_empty() {
            true => Ok(()),
            false => self.sign_and_submit(commands).await,
        };
        match stored {
            Ok(()) => {
                for line in &lines {
                    self.settle(line.number, u64::from(!line.asks.commands().is_empty()));
                }
            }
            Err(Failure::Error { body, .. }) if is_refusal(&body) => {
                for Waiting { number, head, text, asks } in lines {
                    if head < number && self.refused_key.is_some() && self.refused_key == asks.key() {
                        let why = "the line of this key that it adds to was refused";
                        self.refuse(number, &text, ErrorBody::new(ErrorCode::BadRequest, why))?;
                        continue;
                    }
                    if asks.commands().is_empty() {
                        self.settle(number, 0);
                        continue;
                    }
                    self.refused_key = None;
                    self.resume = head - 1;
                    match self.sign_and_submit(asks.commands().to_vec()).await {
                        Ok(()) => self.settle(number, 1),
                        Err(Failure::Error { body, .. }) => {
                            self.refused_key = asks.key();
                            self.refuse(number, &text, *body)?;
                        }
                        Err(other) => return Err(other),
                    }
                }
            }
            Err(other) => return Err(other),
        }
        Ok(())
    }

    async fn sign_and_submit(&mut self, commands: Vec<Command>) -> Result<(), Failure> {
        let door = self.door;
        let (author, db) = self.signer()?;
        carry_out::run(door, author, db, commands).await.map(drop)
    }

    const fn settle(&mut self, number: u64, stored: u64) {
        self.settled = number;
        self.resume = number;
        self.stored += stored;
    }

    /// Puts a refused line aside, or, with nowhere to put it, ends the import.
    fn refuse(&mut self, number: u64, text: &str, mut error: ErrorBody) -> Result<(), Failure> {
        match self.rejects.as_mut().filter(|_| is_refusal(&error)) {
            Some(rejects) => {
                rejects.put(number, &error, text)?;
                self.rejected += 1;
                self.settle(number, 0);
                Ok(())
            }
            None => {
                error.message = format!("line {number}: {}", error.message);
                if is_refusal(&error) {
                    error.hint = Some("--rejects FILE puts such lines aside and goes on".to_owned());
                }
                Err(error.into())
            }
        }
    }
}

impl Batch {
    fn is_full(&self, lines: usize) -> bool {
        match self.is_signed {
            true => self.lines.len() >= OPERATIONS_LIMIT || self.bytes >= SEQUENCE_LIMIT,
            false => self.lines.len() >= lines || self.bytes >= BATCH_BYTES || self.writes >= BATCH_WRITES,
        }
    }
}

/// Whether an error is about what was handed in, and not about the node or the way to it. So is a file that an operation
/// refers to and that no line before it brought.
fn is_refusal(error: &ErrorBody) -> bool {
    exit_code(error.code()) == 10 || error.code() == ErrorCode::NotFound
}

/// What stands in the input.
enum Given {
    /// A line.
    Line(String),
    /// A line that is too long.
    TooLong,
    /// What cannot become a line, and why.
    Unfit { text: String, why: String },
}

impl Given {
    /// The line, or what stands there and why it is none.
    fn line(self) -> Result<String, (String, String)> {
        match self {
            Given::Line(text) => Ok(text),
            Given::TooLong => Err((String::new(), format!("a line has at most {LINE_LIMIT} bytes"))),
            Given::Unfit { text, why } => Err((text, why)),
        }
    }
}

impl From<Option<String>> for Given {
    fn from(line: Option<String>) -> Self {
        line.map_or(Given::TooLong, Given::Line)
    }
}

/// What stands in the input, one line after the other.
type Texts = Box<dyn Iterator<Item = Result<Given, Failure>>>;

fn texts(args: &ImportArgs, mut input: Input) -> Result<Texts, Failure> {
    let file = shown(args);
    if args.format == ImportFormat::Json {
        let whole: Value = input.whole().map_err(|error| {
            let message = format!("{file} is no JSON: {error}; nothing was stored");
            Failure::from(ErrorBody::new(ErrorCode::BadRequest, message))
        })?;
        let lines = match whole {
            Value::Array(lines) => lines,
            Value::Object(mut document) => match document.remove("lines").or(document.remove("signed")) {
                Some(Value::Array(lines)) => lines,
                _ => return Err(no_list()),
            },
            _ => return Err(no_list()),
        };
        return Ok(Box::new(lines.into_iter().map(|line| Ok(Given::Line(line.to_string())))));
    }
    if args.format == ImportFormat::Predecessor {
        return Ok(of_predecessor(file, input));
    }
    Ok(Box::new(std::iter::from_fn(move || {
        let line = input.next_line().map_err(|error| put::cannot_read(&file, &error));
        line.map(|line| line.map(Given::from)).transpose()
    })))
}

/// The entries of the predecessor's answer, as lines; an entry that cannot become any stands for itself.
fn of_predecessor(file: String, input: Input) -> Texts {
    let mut elements = Elements::new(input.into_reader());
    let cannot = move |why| match why {
        NoElement::Io(error) => put::cannot_read(&file, &error),
        NoElement::Form(what) => {
            let message = format!("{file} is no answer to getAll: {what}; no more of it is taken");
            ErrorBody::new(ErrorCode::BadRequest, message)
                .hint("save the answer to { getAll(dbName: ...) { key storeType value } } whole")
                .into()
        }
    };
    let mut has_failed = false;
    let entries = std::iter::from_fn(move || {
        let entry = if has_failed { Ok(None) } else { elements.next() };
        has_failed = entry.is_err();
        entry.map_err(&cannot).transpose()
    });
    Box::new(entries.flat_map(|entry| match entry {
        Err(failure) => vec![Err(failure)],
        Ok(None) => vec![Ok(Given::TooLong)],
        Ok(Some(text)) => match predecessor::lines(&text) {
            Ok(lines) => lines.into_iter().map(|line| Ok(Given::Line(line))).collect(),
            Err(why) => vec![Ok(Given::Unfit { text, why })],
        },
    }))
}

fn no_list() -> Failure {
    let message = "the document is neither an array of lines nor has one under \"lines\"; nothing was stored";
    ErrorBody::new(ErrorCode::BadRequest, message).into()
}

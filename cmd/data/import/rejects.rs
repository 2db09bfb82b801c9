//! Lines that were refused, put aside with the reason.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use cyberfly_core::ErrorCode;
use cyberfly_protocol::ErrorBody;
use serde_json::{Value, json};

use crate::failure::Failure;

/// A file of refused lines.
pub(super) struct Rejects(BufWriter<File>);

impl Rejects {
    /// Makes the file. One that is there is left as it is.
    pub(super) fn create(path: &Path) -> Result<Self, Failure> {
        File::create_new(path).map(|file| Self(BufWriter::new(file))).map_err(|error| {
            let message = format!("{} cannot be made: {error}; nothing was stored", path.display());
            ErrorBody::new(ErrorCode::Internal, message).hint("name a file that is not there yet").into()
        })
    }

    /// Puts a line aside.
    pub(super) fn put(&mut self, number: u64, error: &ErrorBody, text: &str) -> Result<(), Failure> {
        let line: Value = serde_json::from_str(text).unwrap_or_else(|_| Value::from(text));
        let reject = json!({"line": number, "code": error.code, "reason": error.message, "input": line});
        writeln!(self.0, "{reject}").map_err(|error| cannot_write(&error))
    }

    /// Writes what was put aside to the end.
    pub(super) fn finish(&mut self) -> Result<(), Failure> {
        self.0.flush().map_err(|error| cannot_write(&error))
    }
}

fn cannot_write(error: &io::Error) -> Failure {
    Failure::internal(format!("the rejects cannot be written: {error}"))
}

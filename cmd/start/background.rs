//! `start --detach`: the command starts itself anew in a session of its own and returns when that node is ready.
//!
//! The two talk over the child's standard output: one line, its status as JSON, when it is ready. What the child says on
//! standard error until then is passed on. After that both are let go, and the child logs to `node.log` alone.

use std::ffi::OsString;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc;
use std::thread;

use cyberfly_protocol::Status;

use crate::cli::Global;
use crate::failure::Failure;
use crate::logs;
use crate::ui::Ui;

/// Starts the background node, waits until it is ready and tells of it.
pub(super) fn start(ui: &mut Ui, global: &Global) -> Result<u8, Failure> {
    let failed = |error| Failure::internal(format!("starting the background process: {error}"));
    let arguments = std::env::args_os().skip(1).map(|word| match word == "--detach" {
        true => OsString::from("--in-background"),
        false => word,
    });
    let mut child = Command::new(std::env::current_exe().map_err(failed)?)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    let Some(output) = child.stdout.take() else {
        return Err(Failure::internal("the child has no output".to_owned()));
    };
    let (line, came) = mpsc::channel();
    // Reading may block for as long as the child lives; the thread ends with this process at the latest.
    thread::spawn(move || line.send(first_line(output)));
    match came.recv_timeout(global.patience()) {
        Ok(Some(line)) => {
            let status: Status = serde_json::from_str(&line).map_err(|error| {
                Failure::internal(format!("the background process said {line:?}: {error}"))
            })?;
            super::announce(ui, &status)?;
            Ok(0)
        }
        Ok(None) => pass_on(ui, child),
        Err(_) => {
            let killed = child.kill().and_then(|()| child.wait());
            killed.map_err(failed)?;
            Err(Failure::timeout("the node was not ready in time and was ended; its data are as they were"))
        }
    }
}

fn first_line(output: ChildStdout) -> Option<String> {
    let mut line = String::new();
    let read = BufReader::new(output).read_line(&mut line).ok()?;
    (read > 0).then_some(line)
}

/// The child ended before it was ready: says what it said, ends as it ended.
fn pass_on(ui: &mut Ui, mut child: Child) -> Result<u8, Failure> {
    let mut said = String::new();
    if let Some(mut errors) = child.stderr.take() {
        let read = errors.read_to_string(&mut said);
        read.map_err(|error| Failure::internal(format!("listening to the background process: {error}")))?;
    }
    let ended = child
        .wait()
        .map_err(|error| Failure::internal(format!("waiting for the background process: {error}")))?;
    ui.pass_on(said.trim_end());
    Ok(ended.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1))
}

/// In the child: begins a session of its own, so that the end of the terminal is not the end of the node.
pub(super) fn leave_terminal() -> Result<(), Failure> {
    rustix::process::setsid()
        .map(drop)
        .map_err(|error| Failure::internal(format!("leaving the terminal: {error}")))
}

/// In the child: tells the parent that the node is ready, and lets the terminal go.
pub(super) fn report(ui: &mut Ui, status: &Status, data: &Path) -> Result<(), Failure> {
    let line = serde_json::to_string(status).map_err(|error| Failure::internal(error.to_string()))?;
    ui.line(&line)?;
    ui.flush()?;
    let log = logs::open(&data.join("node.log"));
    let let_go = log.and_then(|log| {
        rustix::stdio::dup2_stdout(&log)?;
        rustix::stdio::dup2_stderr(&log)?;
        Ok(())
    });
    let_go.map_err(|error| Failure::internal(format!("letting the terminal go: {error}")))
}

//! `start --detach`: the command starts itself anew in a session of its own and returns when that node is ready.
//!
//! The two talk over the child's standard output: one line, its status as JSON, when it is ready. What the child says on
//! standard error until then is passed on as it comes. After that both are let go, and the child logs to `node.log` alone.

use std::ffi::OsString;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{ChildStdout, Command, Stdio};
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
    let (Some(output), Some(errors)) = (child.stdout.take(), child.stderr.take()) else {
        return Err(Failure::internal("the child has no output".to_owned()));
    };
    let (tell, told) = mpsc::channel();
    let tell_beside = tell.clone();
    // Reading may block for as long as the child lives; the threads end with this process at the latest.
    thread::spawn(move || tell.send(first_line(output).map_or(Told::Ended, Told::Ready)));
    thread::spawn(move || {
        let lines = BufReader::new(errors).lines().map_while(Result::ok);
        lines.map(Told::Beside).try_for_each(|line| tell_beside.send(line))
    });
    loop {
        // Who says how far it is gets time to go on.
        match told.recv_timeout(global.patience()) {
            Ok(Told::Beside(line)) => ui.pass_on(&line),
            Ok(Told::Ready(line)) => {
                let status: Status = serde_json::from_str(&line).map_err(|error| {
                    Failure::internal(format!("the background process said {line:?}: {error}"))
                })?;
                super::announce(ui, &status)?;
                return Ok(0);
            }
            Ok(Told::Ended) => {
                for told in told {
                    if let Told::Beside(line) = told {
                        ui.pass_on(&line);
                    }
                }
                let ended = child.wait().map_err(|error| {
                    Failure::internal(format!("waiting for the background process: {error}"))
                })?;
                return Ok(ended.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1));
            }
            Err(_) => {
                let killed = child.kill().and_then(|()| child.wait());
                killed.map_err(failed)?;
                let message = "the node was not ready in time and was ended; its data are as they were";
                return Err(Failure::timeout(message));
            }
        }
    }
}

/// What is heard of the child before it is ready.
enum Told {
    /// A line on its standard error.
    Beside(String),
    /// Its status.
    Ready(String),
    /// It ended, and was never ready.
    Ended,
}

fn first_line(output: ChildStdout) -> Option<String> {
    let mut line = String::new();
    let read = BufReader::new(output).read_line(&mut line).ok()?;
    (read > 0).then_some(line)
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

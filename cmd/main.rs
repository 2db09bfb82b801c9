//! `cyberfly`: the node and the operator's toolkit around it, in one binary.
//!
//! One file for each command. Here lives what a terminal needs (arguments, output, exit codes) and nothing that decides
//! about data. Every byte that reaches the user goes through [`ui`].

mod audit;
mod backup;
mod check;
mod cli;
mod completions;
mod config;
mod context;
mod data;
mod db;
mod doctor;
mod documents;
mod door;
mod failure;
mod files;
mod help;
mod key;
mod keygen;
mod logs;
mod man;
mod passphrase;
mod peers;
mod places;
mod restore;
mod schema;
mod settings;
mod start;
mod status;
mod stop;
mod sync;
mod ticket;
mod top;
mod topology;
mod trace;
mod ui;
mod verify;
mod wait;

use std::process::ExitCode;

use clap::error::ErrorKind;

use cli::{Cli, Command};
use failure::Failure;
use trace::CommandTrace;
use ui::Ui;

/// What operations are made of is taken and given back by the thousand, in many threads: docs/decisions/0069-an-allocator.md.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    if let Some(code) = completions::answer() {
        return code;
    }
    let (cli, typed) = match cli::parse() {
        Ok(parsed) => parsed,
        Err(error) => return refuse_arguments(&error),
    };
    let mut ui = Ui::new(&cli.global);
    let ran = match cli.command {
        // Its steps are those of the node.
        Command::Start(_) => run(&mut ui, cli),
        _ => CommandTrace::begin(&typed).of(|| run(&mut ui, cli)),
    };
    let ran = ran.and_then(|code| ui.finish().map(|()| code));
    ExitCode::from(match ran {
        Ok(code) => code,
        Err(failure) => ui.failure(&failure),
    })
}

fn run(ui: &mut Ui, cli: Cli) -> Result<u8, Failure> {
    let global = &cli.global;
    match cli.command {
        Command::Start(args) => start::run(ui, global, args),
        Command::Stop(args) => block_on(stop::run(ui, global, &args)),
        Command::Status(args) => block_on(status::run(ui, global, &args)),
        Command::Wait(args) => block_on(wait::run(ui, global, &args)),
        Command::Top(args) => block_on(top::run(ui, global, args)),
        Command::Peers(args) => block_on(peers::run(ui, global, &args)),
        Command::Sync(args) => block_on(sync::run(ui, global, &args)),
        Command::Ticket(args) => block_on(ticket::run(ui, global, &args)),
        Command::Topology(args) => block_on(topology::run(ui, global, &args)),
        Command::Keygen(args) => keygen::run(ui, global, &args),
        Command::Key(args) => key::run(ui, global, &args),
        Command::Data(args) => block_on(data::run(ui, global, args)),
        Command::Db(args) => block_on(db::run(ui, global, args)),
        Command::Doctor(args) => block_on(doctor::run(ui, global, &args)),
        Command::Check(args) => block_on(check::run(ui, global, &args)),
        Command::Backup(args) => block_on(backup::run(ui, global, args)),
        Command::Restore(args) => block_on(restore::run(ui, global, args)),
        Command::Verify(args) => block_on(verify::run(ui, global, &args)),
        Command::Audit(args) => block_on(audit::run(ui, global, args)),
        Command::Config(args) => config::run(ui, global, args),
        Command::Context(args) => context::run(ui, global, args),
        Command::Completions(args) => completions::run(ui, &args),
        Command::Man(args) => man::run(ui, &args),
        Command::Schema(args) => schema::run(ui, &args),
        Command::Version => help::version(ui),
        Command::Help(args) => help::run(ui, &args),
    }
}

/// Runs a command that mostly waits, on the thread that called.
fn block_on(command: impl Future<Output = Result<u8, Failure>>) -> Result<u8, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(|error| Failure::internal(format!("starting the runtime: {error}")))?.block_on(command)
}

fn refuse_arguments(error: &clap::Error) -> ExitCode {
    let mut ui = Ui::from_arguments(std::env::args_os());
    let told = match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => ui.help(&error.render()).map(|()| 0),
        _ => Err(Failure::usage(error)),
    };
    ExitCode::from(match told.and_then(|code| ui.finish().map(|()| code)) {
        Ok(code) => code,
        Err(failure) => ui.failure(&failure),
    })
}

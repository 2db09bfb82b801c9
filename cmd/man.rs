//! `cyberfly man`: manual pages, made from the definition of the command line.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use cyberfly_core::ErrorCode;
use cyberfly_protocol::ErrorBody;

use crate::cli::{self, ManArgs};
use crate::failure::Failure;
use crate::ui::Ui;

/// The date on every page. Fixed, so that the pages change only when the commands do.
const DATE: &str = "2026-11-20";

pub(crate) fn run(ui: &mut Ui, args: &ManArgs) -> Result<u8, Failure> {
    let mut root = cli::definition();
    root.build();
    let Some(folder) = &args.out else {
        let mut page = Vec::new();
        render(&root, &mut page).map_err(|error| Failure::internal(error.to_string()))?;
        ui.bytes(&page)?;
        return Ok(0);
    };
    if args.dry.dry_run {
        return ui.would(&format!("write a page for each command to {}", folder.display()));
    }
    let written = fs::create_dir_all(folder).and_then(|()| write_pages(&root, folder));
    written.map_err(|error| {
        let body = ErrorBody::new(
            ErrorCode::Internal,
            format!("writing manual pages to {}: {error}", folder.display()),
        );
        Failure::from(body.hint("name a directory you may write to"))
    })?;
    Ok(0)
}

fn write_pages(command: &clap::Command, folder: &Path) -> io::Result<()> {
    let name = command.get_display_name().unwrap_or_else(|| command.get_name());
    let mut page = Vec::new();
    render(command, &mut page)?;
    File::create(folder.join(format!("{name}.1")))?.write_all(&page)?;
    command.get_subcommands().filter(|sub| !sub.is_hide_set()).try_for_each(|sub| write_pages(sub, folder))
}

fn render(command: &clap::Command, page: &mut Vec<u8>) -> io::Result<()> {
    let name = command.get_display_name().unwrap_or_else(|| command.get_name()).to_owned();
    let manual = clap_mangen::Man::new(command.clone()).title(name.to_uppercase()).section("1").date(DATE);
    let mut drawn = Vec::new();
    manual.source(concat!("cyberfly ", env!("CARGO_PKG_VERSION"))).manual("Cyberfly").render(&mut drawn)?;
    let text = String::from_utf8(drawn).map_err(io::Error::other)?;
    // Line breaks around an empty line do nothing, and linters report them.
    page.extend_from_slice(text.replace(".br\n\n.br\n", ".sp\n").as_bytes());
    Ok(())
}

//! `cyberfly context`: the ways to other nodes, under names.

pub(crate) mod saved;

use std::path::{Path, PathBuf};

use cyberfly_client::{NodeClient, TokenSource, Trust};
use schemars::JsonSchema;
use serde::Serialize;

use crate::cli::{ContextAddArgs, ContextArgs, ContextCommand, Global};
use crate::documents::{Removed, document};
use crate::failure::Failure;
use crate::places;
use crate::ui::Ui;
use crate::ui::listing::{Cell, Listing, Tone};
use saved::{Context, Contexts, LOCAL, Proof};

pub(crate) fn run(ui: &mut Ui, global: &Global, args: ContextArgs) -> Result<u8, Failure> {
    let dry_run = args.dry.dry_run;
    match args.command {
        ContextCommand::Add(args) => add(ui, global, args, dry_run),
        ContextCommand::List => list(ui),
        ContextCommand::Use(args) => switch(ui, dry_run, |_| args.name),
        ContextCommand::Previous => switch(ui, dry_run, |all| all.previous().to_owned()),
        ContextCommand::Show(args) => {
            let all = Contexts::load(&places::contexts()?)?;
            let name = args.name.unwrap_or_else(|| all.current().to_owned());
            show(ui, &all, &name)
        }
        ContextCommand::Remove(args) => {
            change(dry_run, |all| all.remove(&args.name))?;
            if dry_run {
                return ui.would(&format!("forget the context {}", args.name));
            }
            if !ui.document(&document(Removed { removed: args.name.clone() }))? {
                ui.note(&format!("forgot the context {}", args.name));
            }
            Ok(0)
        }
    }
}

fn add(ui: &mut Ui, global: &Global, args: ContextAddArgs, dry_run: bool) -> Result<u8, Failure> {
    let trust = global.trust();
    let proof = match (&global.token_file, args.node) {
        (None, None) => Some(Proof::None),
        (Some(file), None) => Some(Proof::File(absolute(file)?)),
        (None, Some(node)) => {
            let key = global.key.clone().unwrap_or_else(|| "default".to_owned());
            Some(Proof::Key { key, node, scope: args.scope })
        }
        (Some(_), Some(_)) => None,
    };
    let way = match (&global.socket, &global.url, proof) {
        (Some(socket), None, Some(Proof::None)) if !trust.is_some() => {
            Context::Socket { socket: absolute(socket)? }
        }
        (None, Some(url), Some(proof)) => {
            let file = |path: Option<PathBuf>| path.as_deref().map(absolute).transpose();
            let trust =
                Trust { ca: file(trust.ca)?, certificate: file(trust.certificate)?, key: file(trust.key)? };
            Context::Url { url: url.clone(), proof, trust }
        }
        _ => {
            return Err(Failure::misuse(
                "the way to a node is --socket PATH, or --url URL with --token-file FILE or --node ID, and for TLS with \
                 --ca, --cert and --cert-key; nothing was saved",
                "cyberfly context add --help has examples",
            ));
        }
    };
    if let Context::Url { url, trust, .. } = &way {
        // Nothing is sent: this only looks whether it can be an address, while the person who typed it is there.
        NodeClient::at_url(url, TokenSource::None, trust, global.patience())?;
    }
    let all = change(dry_run, |all| {
        all.add(args.name.clone(), way)?;
        Ok(all.clone())
    })?;
    if dry_run {
        return ui.would(&format!("save the context {}", args.name));
    }
    show(ui, &all, &args.name)
}

/// Changes what is saved, or only looks whether that could be done.
fn change<R>(dry_run: bool, change: impl FnOnce(&mut Contexts) -> Result<R, Failure>) -> Result<R, Failure> {
    let path = places::contexts()?;
    if dry_run { change(&mut Contexts::load(&path)?) } else { Contexts::change(&path, change) }
}

/// A context is used from other folders than the one it was saved in.
fn absolute(path: &Path) -> Result<PathBuf, Failure> {
    std::path::absolute(path).map_err(|error| {
        Failure::misuse(format!("{} is no path: {error}", path.display()), "name it from the root: /…")
    })
}

fn switch(ui: &mut Ui, dry_run: bool, to: impl FnOnce(&Contexts) -> String) -> Result<u8, Failure> {
    let all = change(dry_run, |all| {
        let name = to(all);
        all.switch(&name)?;
        Ok(all.clone())
    })?;
    if dry_run {
        return ui.would(&format!("use the context {}", all.current()));
    }
    show(ui, &all, all.current())
}

/// A way to a node.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Row {
    /// The name it is saved under.
    name: String,
    /// Whether it is in use.
    current: bool,
    /// The admin socket.
    socket: Option<String>,
    /// The address.
    url: Option<String>,
    /// The file that holds the token.
    token_file: Option<String>,
    /// The key that makes tokens.
    key: Option<String>,
    /// The node that tokens are made for.
    node_id: Option<String>,
    /// What tokens are for.
    scope: Option<&'static str>,
    /// The file with the CA that is to vouch for the node; without one, those that the system trusts do.
    ca: Option<String>,
    /// The file with the certificate that is shown.
    cert: Option<String>,
    /// The file with its key.
    cert_key: Option<String>,
}

impl Row {
    fn of(all: &Contexts, name: &str, way: Option<&Context>) -> Self {
        let mut row = Self {
            name: name.to_owned(),
            current: all.current() == name,
            socket: None,
            url: None,
            token_file: None,
            key: None,
            node_id: None,
            scope: None,
            ca: None,
            cert: None,
            cert_key: None,
        };
        match way {
            None => {}
            Some(Context::Socket { socket }) => row.socket = Some(socket.display().to_string()),
            Some(Context::Url { url, proof, trust }) => {
                let path = |path: &Option<PathBuf>| path.as_ref().map(|path| path.display().to_string());
                row.url = Some(url.clone());
                (row.ca, row.cert, row.cert_key) =
                    (path(&trust.ca), path(&trust.certificate), path(&trust.key));
                match proof {
                    Proof::None => {}
                    Proof::File(file) => row.token_file = Some(file.display().to_string()),
                    Proof::Key { key, node, scope } => {
                        row.key = Some(key.clone());
                        row.node_id = Some(node.to_string());
                        row.scope = Some(scope.scope().word());
                    }
                }
            }
        }
        row
    }

    fn way(&self) -> String {
        match (&self.socket, &self.url) {
            (Some(way), _) | (None, Some(way)) => way.clone(),
            (None, None) => "the data directory".to_owned(),
        }
    }

    fn proof(&self) -> Option<String> {
        let by_file = self.token_file.as_ref().map(|file| format!("token in {file}"));
        let by_token = by_file.or_else(|| self.key.as_ref().map(|key| format!("key {key}")));
        by_token.or_else(|| self.cert.as_ref().map(|cert| format!("certificate in {cert}")))
    }
}

fn list(ui: &mut Ui) -> Result<u8, Failure> {
    let all = Contexts::load(&places::contexts()?)?;
    let mut rows = vec![Row::of(&all, LOCAL, None)];
    rows.extend(all.all().map(|(name, way)| Row::of(&all, name, Some(way))));
    ui.listing(&Listing {
        plural: "contexts",
        single: None,
        columns: &["name", "used", "way", "with"],
        rows: &rows,
        cells: |row| {
            let used = if row.current { Cell::State("current", Tone::Good) } else { Cell::Unknown };
            vec![Cell::Text(row.name.clone()), used, Cell::Text(row.way()), Cell::maybe(row.proof())]
        },
        next_cursor: None,
    })?;
    Ok(0)
}

fn show(ui: &mut Ui, all: &Contexts, name: &str) -> Result<u8, Failure> {
    let way = if name == LOCAL { None } else { Some(all.find(name)?) };
    let row = Row::of(all, name, way);
    if !ui.document(&document(&row))? {
        let known = [
            ("way", Some(row.way())),
            ("with", row.proof()),
            ("node", row.node_id.clone()),
            ("scope", row.scope.map(str::to_owned)),
            ("ca", row.ca.clone()),
            ("certificate", row.cert.clone()),
            ("current", Some(if row.current { "yes" } else { "no" }.to_owned())),
        ];
        let mut pairs = vec![("name", row.name.clone())];
        pairs.extend(known.into_iter().filter_map(|(name, value)| Some((name, value?))));
        ui.pairs(&pairs)?;
    }
    Ok(0)
}

//! `cyberfly topology`: who is connected to whom, as far as the node knows.

use std::fmt::Write as _;

use cyberfly_core::PublicKey;
use cyberfly_protocol::{TopologyDocument, TopologyLink};

use crate::cli::{Global, TopologyArgs};
use crate::door::target::Target;
use crate::failure::Failure;
use crate::ui::Ui;

pub(crate) async fn run(ui: &mut Ui, global: &Global, args: &TopologyArgs) -> Result<u8, Failure> {
    let client = Target::choose(global)?.client(ui, global)?;
    let topology = client.topology().await?;
    if args.dot {
        ui.bytes(dot(&topology).as_bytes())?;
        return Ok(0);
    }
    if ui.document(&topology)? {
        return Ok(0);
    }
    for TopologyLink { from, to, own } in &topology.links {
        ui.line(&format!("{from}\t{to}\t{}", if *own { "seen" } else { "told" }))?;
    }
    let apart = topology.nodes.iter().filter(|node| !topology.links.iter().any(|link| ends(link, node.id)));
    for node in apart {
        ui.line(&format!("{}\t\t{}", node.id, node.state.as_deref().unwrap_or("alone")))?;
    }
    Ok(0)
}

fn ends(link: &TopologyLink, id: PublicKey) -> bool {
    link.from == id || link.to == id
}

/// The picture. Ids are cut short where that is still clear.
fn dot(topology: &TopologyDocument) -> String {
    let mut picture = "graph cyberfly {\n".to_owned();
    // Writing to a string cannot fail.
    for node in &topology.nodes {
        let shape = if Some(node.id) == topology.node_id { ", shape=doublecircle" } else { "" };
        let short: String = node.id.to_string().chars().take(8).collect();
        let _infallible = writeln!(picture, "  \"{}\" [label=\"{short}\"{shape}];", node.id);
    }
    for TopologyLink { from, to, own } in &topology.links {
        let style = if *own { "" } else { " [style=dashed]" };
        let _infallible = writeln!(picture, "  \"{from}\" -- \"{to}\"{style};");
    }
    picture + "}\n"
}

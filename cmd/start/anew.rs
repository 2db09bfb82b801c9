//! A node whose index failed, as on a disk that was full, begins anew once there is room: as the same process, with the
//! same arguments, so that whoever watches over it need not.

use std::os::unix::process::CommandExt;
use std::process::Command;
use std::time::Duration;

use cyberfly_node::Node;

use crate::failure::Failure;

/// What says in the environment that this is not the first beginning.
const BEGUN_ANEW: &str = "CYBERFLY_BEGUN_ANEW";
/// How often it is looked whether the index failed and whether there is room.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How long a node has run at least before it begins anew, so that one that fails again and again does not spin.
const PATIENCE: Duration = Duration::from_secs(10);

/// Returns when a new beginning would mend the node.
pub(super) async fn is_wanted(node: &Node) {
    let began = tokio::time::Instant::now();
    let mut looks = tokio::time::interval(LOOK_EVERY);
    loop {
        looks.tick().await;
        if node.wants_to_begin_anew() {
            tokio::time::sleep_until(began + PATIENCE).await;
            return;
        }
    }
}

/// Whether this process begins anew.
pub(super) fn has_begun() -> bool {
    std::env::var_os(BEGUN_ANEW).is_some()
}

/// Begins anew in place of this process. Returns only if that cannot be done.
pub(super) fn begin() -> Failure {
    let arguments = std::env::args_os().skip(1);
    let error = match std::env::current_exe() {
        Ok(program) => Command::new(program).args(arguments).env(BEGUN_ANEW, "1").exec(),
        Err(error) => error,
    };
    Failure::internal(format!("the index failed, and the node cannot begin anew: {error}; start it again"))
}

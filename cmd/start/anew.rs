//! A node whose index failed, as on a disk that was full, begins anew once there is room: as the same process, with the
//! same arguments, so that whoever watches over it need not.

use std::net::SocketAddr;
use std::os::unix::process::CommandExt;
use std::process::Command;
use std::time::Duration;

use cyberfly_node::Node;
use cyberfly_protocol::Listen;

use crate::failure::Failure;

/// What says in the environment that this is not the first beginning, and which ports the node had before: that of the HTTP
/// door and that of QUIC, 0 where there was none.
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

/// The ports that a node has. Where the configuration takes any that is free, whoever knows the node knows it by these.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Ports {
    pub(super) http: Option<u16>,
    pub(super) quic: Option<u16>,
}

impl Ports {
    /// Those that this process had before it began anew.
    pub(super) fn before() -> Self {
        std::env::var(BEGUN_ANEW).map(|told| Self::read(&told)).unwrap_or_default()
    }

    pub(super) fn of(listen: Option<&Listen>) -> Self {
        let port = |at: &String| at.parse().ok().map(|at: SocketAddr| at.port());
        Self {
            http: listen.and_then(|listen| listen.http.as_ref()).and_then(port),
            quic: listen.and_then(|listen| listen.quic.first()).and_then(port),
        }
    }

    fn read(told: &str) -> Self {
        let mut ports =
            told.split(' ').map(|port| port.parse().ok().filter(|port| *port != 0)).chain([None, None]);
        Self { http: ports.next().flatten(), quic: ports.next().flatten() }
    }

    fn told(self) -> String {
        format!("{} {}", self.http.unwrap_or_default(), self.quic.unwrap_or_default())
    }
}

/// Begins anew in place of this process, with the ports that it had. Returns only if that cannot be done.
pub(super) fn begin(ports: Ports) -> Failure {
    let arguments = std::env::args_os().skip(1);
    let error = match std::env::current_exe() {
        Ok(program) => Command::new(program).args(arguments).env(BEGUN_ANEW, ports.told()).exec(),
        Err(error) => error,
    };
    Failure::internal(format!("the index failed, and the node cannot begin anew: {error}; start it again"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_are_read_as_they_were_told() {
        for ports in [
            Ports { http: Some(7420), quic: Some(7421) },
            Ports { http: None, quic: Some(1) },
            Ports { http: Some(65_535), quic: None },
            Ports::default(),
        ] {
            assert_eq!(Ports::read(&ports.told()), ports);
        }
        for told in ["", "x", "70000 -1", "1.5"] {
            assert_eq!(Ports::read(told), Ports::default(), "{told}");
        }
    }
}

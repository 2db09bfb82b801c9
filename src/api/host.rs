//! By which host names a door may be called.
//!
//! A page in a browser may send requests to any address that its own host name resolves to, and whoever made the page
//! can let that name point to this machine: the browser then takes the node for the page's own server and lets the page
//! read everything. Such a request carries the page's host name, so a door on loopback answers only to names that are
//! known to be its own.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use axum::extract::Request;
use axum::http::Version;
use axum::http::header::HOST;
use cyberfly_core::ErrorCode;
use cyberfly_protocol::ErrorBody;

use crate::refusal::Refusal;

/// The names a door answers to.
#[derive(Clone, Debug)]
pub(crate) enum HostRule {
    /// Any: the door is open to other machines, and its callers name it as they can.
    Any,
    /// `localhost`, loopback addresses, and these.
    Local(Vec<String>),
}

impl HostRule {
    /// The rule of a door that listens here.
    pub(crate) fn of(listens: IpAddr, hosts: &[String]) -> Self {
        if listens.to_canonical().is_loopback() { Self::Local(hosts.to_vec()) } else { Self::Any }
    }

    /// Refuses a request for another host.
    pub(crate) fn check(&self, request: &Request) -> Result<(), Refusal> {
        let hosts: Vec<_> = request.headers().get_all(HOST).iter().collect();
        let host = match (hosts.as_slice(), request.version()) {
            ([host], _) => host.to_str().unwrap_or_default(),
            ([], Version::HTTP_10) => return Ok(()),
            _ => {
                let message = "a request names one host in the header host; nothing was done";
                return Err(ErrorBody::new(ErrorCode::BadRequest, message).into());
            }
        };
        // A request line with a whole address overrides the header.
        let host = request.uri().authority().map_or(host, |authority| authority.as_str());
        match self {
            Self::Any => Ok(()),
            Self::Local(hosts) if is_local(host, hosts) => Ok(()),
            Self::Local(_) => {
                let message = "this door does not answer to that host name; nothing was done";
                let body = ErrorBody::new(ErrorCode::NotAllowed, message);
                Err(body.hint("use localhost, or name the host in http.hosts").into())
            }
        }
    }
}

fn is_local(host: &str, hosts: &[String]) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let bracketed = name.strip_prefix('[').and_then(|name| name.strip_suffix(']'));
    let address = match bracketed {
        Some(v6) => v6.parse::<Ipv6Addr>().map(IpAddr::V6).ok(),
        None => name.parse::<Ipv4Addr>().map(IpAddr::V4).ok(),
    };
    address.is_some_and(|ip| ip.to_canonical().is_loopback())
        || name.eq_ignore_ascii_case("localhost")
        || hosts.iter().any(|host| host.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_machine_are_local() {
        let ours = ["cyberfly.example".to_owned()];
        for host in [
            "localhost",
            "LOCALHOST:1",
            "127.0.0.1:7420",
            "127.9.9.9",
            "[::1]:80",
            "[::1]",
            "Cyberfly.example:7",
        ] {
            assert!(is_local(host, &ours), "{host}");
        }
        let foreign = [
            "",
            "evil.example",
            "localhost.evil.example",
            "127.0.0.1.evil.example:80",
            "10.0.0.1",
            "[::2]",
            "x:y",
            "::1:80",
        ];
        for host in foreign {
            assert!(!is_local(host, &ours), "{host}");
        }
    }
}

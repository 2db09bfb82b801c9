//! The section `http`: the HTTP door, and the TLS that it speaks.

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;

use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::values::as_texts;

/// The HTTP door.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Http {
    /// Whether there is one.
    pub enabled: bool,
    /// Where it listens. Port 0 takes a free one.
    pub listen: SocketAddr,
    /// Whether it may speak plain HTTP with other machines: whoever is on the way reads and changes what passes. Without
    /// this, a door that is not on loopback needs `http.tls.certificate`.
    pub allow_plain: bool,
    /// The origins whose pages may read answers in a browser, as `https://app.example`; `*` means every page. Without
    /// one, none may.
    pub cors_origins: Vec<String>,
    /// Whether the GraphQL door tells its schema to those who ask for it by introspection. The schema is no secret:
    /// `/schema.graphql` has it all the same.
    pub introspection: bool,
    /// The host names that a door on loopback answers to, beside `localhost` and loopback addresses. Others are refused,
    /// so that no page in a browser can reach this node by a name that it makes point here.
    pub hosts: Vec<String>,
    /// TLS.
    pub tls: Tls,
}

impl Default for Http {
    fn default() -> Self {
        Self {
            enabled: true,
            listen: SocketAddr::from(([127, 0, 0, 1], 7420)),
            allow_plain: false,
            cors_origins: Vec::new(),
            introspection: true,
            hosts: Vec::new(),
            tls: Tls::default(),
        }
    }
}

impl Http {
    /// Where the door speaks plain HTTP with other machines, if it does.
    pub fn plain_abroad(&self) -> Option<SocketAddr> {
        let is_plain = self.enabled && !self.tls.is_wanted();
        (is_plain && !self.listen.ip().to_canonical().is_loopback()).then_some(self.listen)
    }
}

/// TLS on the HTTP door. The files are read again when they change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Tls {
    /// The file with the door's certificate and those between it and a CA, in PEM. With it the door speaks TLS and nothing
    /// else; nothing is plain HTTP. The file is read again when it changes, and on `SIGHUP`.
    pub certificate: String,
    /// The file with the private key of the certificate, in PEM, readable to its owner alone.
    pub key: String,
    /// The file with the CAs, in PEM, whose certificates callers may show. Nothing asks nobody for one.
    pub client_ca: String,
    /// The file with the lists, in PEM, of the callers' certificates that those CAs have revoked. Nothing is none.
    pub client_crl: String,
    /// The callers who may do what the owner of the admin socket may: the SHA-256 of their certificates, in hex, as
    /// `openssl x509 -noout -fingerprint -sha256` says it.
    #[serde(with = "as_texts")]
    #[schemars(with = "Vec<String>", extend("x-reload" = true))]
    pub operators: Vec<Fingerprint>,
}

impl Tls {
    /// Whether the door is to speak TLS. That some of what it takes is missing is for whoever reads the files.
    pub fn is_wanted(&self) -> bool {
        [&self.certificate, &self.key, &self.client_ca, &self.client_crl]
            .into_iter()
            .any(|file| !file.is_empty())
    }

    /// The files that are named.
    pub fn files(&self) -> Vec<PathBuf> {
        let named = [&self.certificate, &self.key, &self.client_ca, &self.client_crl];
        named.into_iter().filter(|file| !file.is_empty()).map(PathBuf::from).collect()
    }
}

/// The SHA-256 of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fingerprint(pub [u8; 32]);

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&HEXLOWER.encode(&self.0))
    }
}

impl FromStr for Fingerprint {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let digits = text.trim().replace(':', "");
        let bytes = HEXLOWER_PERMISSIVE.decode(digits.as_bytes()).ok();
        bytes.and_then(|bytes| bytes.try_into().ok()).map(Self).ok_or_else(|| {
            format!("{text:?} is no SHA-256 of a certificate: openssl x509 -noout -fingerprint -sha256 -in FILE tells it")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_read_as_openssl_writes_it_and_written_as_hex() {
        let hex = "0a".repeat(32);
        let colons = vec!["0A"; 32].join(":");
        assert_eq!(colons.parse::<Fingerprint>().unwrap().to_string(), hex);
        assert_eq!(hex.parse::<Fingerprint>().unwrap().to_string(), hex);
        for wrong in ["", "0a", &hex[1..], &format!("{hex}0a"), "zz"] {
            assert!(wrong.parse::<Fingerprint>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn plain_http_with_other_machines_is_seen() {
        let at = |listen: &str, certificate: &str, enabled| {
            let tls = Tls { certificate: certificate.to_owned(), ..Tls::default() };
            Http { listen: listen.parse().unwrap(), tls, enabled, ..Http::default() }.plain_abroad().is_some()
        };
        assert!(at("0.0.0.0:1", "", true) && at("[::]:1", "", true) && at("192.0.2.1:1", "", true));
        assert!(
            !at("127.0.0.1:1", "", true) && !at("[::ffff:127.0.0.1]:1", "", true) && !at("[::1]:1", "", true)
        );
        assert!(!at("0.0.0.0:1", "c.pem", true) && !at("0.0.0.0:1", "", false));
    }
}

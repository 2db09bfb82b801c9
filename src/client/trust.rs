//! TLS with a node: whom the caller trusts, what it shows, and what goes wrong, in words.

use std::error::Error;
use std::fs::{self, File};
use std::io::{self, Read};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use cyberfly_core::ErrorCode;
use cyberfly_protocol::ErrorBody;
use reqwest::{Client, ClientBuilder};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{AlertDescription, CertificateError, ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt;
use zeroize::Zeroizing;

/// The longest file that is read.
const FILE_LIMIT: u64 = 1024 * 1024;

/// Whom a caller trusts over TLS, and what it shows. Nothing of it is used over plain HTTP.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trust {
    /// The file with the CAs, in PEM, one of which is to vouch for the node; without one, those that the system trusts.
    pub ca: Option<PathBuf>,
    /// The file with the caller's certificate, in PEM.
    pub certificate: Option<PathBuf>,
    /// The file with the key of that; without one, it is in the same file.
    pub key: Option<PathBuf>,
}

impl Trust {
    /// Whether anything is said.
    pub const fn is_some(&self) -> bool {
        self.ca.is_some() || self.certificate.is_some() || self.key.is_some()
    }

    /// A client that speaks TLS so.
    pub(crate) fn client(&self) -> Result<ClientBuilder, ErrorBody> {
        let config = builder()?;
        let config = match &self.ca {
            Some(ca) => {
                let mut roots = RootCertStore::empty();
                for authority in certificates(ca, "--ca")? {
                    roots.add(authority).map_err(|error| wrong(ca, &error.to_string(), "--ca"))?;
                }
                config.with_root_certificates(roots)
            }
            None => config.with_platform_verifier().map_err(|error| {
                let message = format!("the CAs that this system trusts cannot be read: {error}");
                ErrorBody::new(ErrorCode::Unavailable, message).hint("name the node's CA with --ca FILE")
            })?,
        };
        let config = match (&self.certificate, &self.key) {
            (Some(certificate), key) => {
                let chain = certificates(certificate, "--cert")?;
                let key = key.as_ref().unwrap_or(certificate);
                let shown = config.with_client_auth_cert(chain, private_key(key)?);
                shown.map_err(|error| match error {
                    rustls::Error::InconsistentKeys(_) => wrong(
                        key,
                        &format!("the key does not belong to {}", certificate.display()),
                        "--cert-key",
                    ),
                    other => wrong(certificate, &other.to_string(), "--cert"),
                })?
            }
            (None, Some(_)) => {
                let message = "a key of a certificate is named, and no certificate; nothing was sent";
                return Err(ErrorBody::new(ErrorCode::BadRequest, message).hint("name it with --cert FILE"));
            }
            (None, None) => config.with_no_client_auth(),
        };
        Ok(Client::builder().tls_backend_preconfigured(config))
    }
}

/// What plain HTTP is spoken with. The client wants to know how TLS would be spoken all the same; with nobody to trust,
/// none is, and no time goes into reading the system's certificates.
pub(crate) fn without_tls() -> Result<ClientBuilder, ErrorBody> {
    let trusts_nobody = builder()?.with_root_certificates(RootCertStore::empty()).with_no_client_auth();
    Ok(Client::builder().tls_backend_preconfigured(trusts_nobody))
}

fn builder() -> Result<rustls::ConfigBuilder<ClientConfig, rustls::WantsVerifier>, ErrorBody> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().map_err(|error| {
        ErrorBody::new(ErrorCode::Internal, format!("the HTTP client cannot be made: {error}"))
    })
}

fn wrong(path: &Path, what: &str, flag: &str) -> ErrorBody {
    let message = format!("{} cannot be used for TLS: {what}; nothing was sent", path.display());
    ErrorBody::new(ErrorCode::BadRequest, message).hint(format!("name a PEM file with {flag}"))
}

fn certificates(path: &Path, flag: &str) -> Result<Vec<CertificateDer<'static>>, ErrorBody> {
    let text = bytes(path, flag)?;
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&text).collect();
    match found {
        Ok(found) if found.is_empty() => Err(wrong(path, "it holds no certificate", flag)),
        Ok(found) => Ok(found),
        Err(error) => Err(wrong(path, &error.to_string(), flag)),
    }
}

fn private_key(path: &Path) -> Result<PrivateKeyDer<'static>, ErrorBody> {
    let flag = "--cert-key";
    let found = fs::metadata(path).map_err(|error| wrong(path, &error.to_string(), flag))?;
    let mode = found.mode() & 0o777;
    if mode & 0o077 != 0 {
        let message =
            format!("others can read the key {} (mode {mode:03o}); nothing was sent", path.display());
        let body = ErrorBody::new(ErrorCode::NotAllowed, message);
        return Err(body.hint(format!("chmod 600 {}", path.display())));
    }
    PrivateKeyDer::from_pem_slice(&bytes(path, flag)?)
        .map_err(|_| wrong(path, "it holds no private key that can be read without a passphrase", flag))
}

fn bytes(path: &Path, flag: &str) -> Result<Zeroizing<Vec<u8>>, ErrorBody> {
    let failed = |error: io::Error| wrong(path, &error.to_string(), flag);
    let mut bytes = Zeroizing::new(Vec::new());
    File::open(path).map_err(failed)?.take(FILE_LIMIT).read_to_end(&mut bytes).map_err(failed)?;
    Ok(bytes)
}

/// What went wrong with TLS at this place, if that is what went wrong.
pub(crate) fn trouble(error: &reqwest::Error, at: &str) -> Option<ErrorBody> {
    let found = tls_error(error)?;
    let says = |code, what: &str, hint: &str| {
        Some(ErrorBody::new(code, format!("the node{at} {what}; nothing was done")).hint(hint))
    };
    let unavailable = |what: &str, hint: &str| says(ErrorCode::Unavailable, what, hint);
    let not_allowed = |what: &str, hint: &str| says(ErrorCode::NotAllowed, what, hint);
    match found {
        rustls::Error::InvalidCertificate(why) => match why {
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => unavailable(
                "shows a certificate that has expired",
                "have its operator put a new one in place (cyberfly check cert there), and look at this clock",
            ),
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => unavailable(
                "shows a certificate that does not hold yet",
                "look at the clock here and there: date -u",
            ),
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                let presented = match why {
                    CertificateError::NotValidForNameContext { presented, .. } if !presented.is_empty() => {
                        let names: Vec<_> = presented.iter().map(|name| bare(name)).collect();
                        format!(" (it is for {})", names.join(", "))
                    }
                    _ => String::new(),
                };
                unavailable(
                    &format!("shows a certificate for another host{presented}"),
                    "use the host name that it is for in the URL, or have one made for this name",
                )
            }
            CertificateError::UnknownIssuer => unavailable(
                "shows a certificate of a CA that is not trusted here",
                "name the CA with --ca FILE, if it is the right one",
            ),
            CertificateError::Revoked => unavailable(
                "shows a certificate that was revoked",
                "have its operator put a new one in place",
            ),
            other => unavailable(
                &format!("shows a certificate that cannot be used: {other}"),
                "have its operator put another one in place",
            ),
        },
        rustls::Error::AlertReceived(alert) => match alert {
            AlertDescription::UnknownCA => not_allowed(
                "does not know the CA of your certificate",
                "show one of a CA in its http.tls.client_ca, with --cert FILE",
            ),
            AlertDescription::CertificateExpired => not_allowed(
                "refuses your certificate, which has expired",
                "show another one with --cert FILE",
            ),
            AlertDescription::CertificateRevoked => not_allowed(
                "refuses your certificate, which was revoked",
                "show another one with --cert FILE",
            ),
            AlertDescription::BadCertificate
            | AlertDescription::UnsupportedCertificate
            | AlertDescription::CertificateUnknown
            | AlertDescription::AccessDenied
            | AlertDescription::DecryptError
            | AlertDescription::CertificateRequired => {
                not_allowed("refuses your certificate", "show another one with --cert FILE")
            }
            other => unavailable(
                &format!("ended the TLS handshake: {other:?}"),
                "see that a cyberfly node answers there",
            ),
        },
        rustls::Error::InvalidMessage(_) => unavailable(
            "speaks no TLS",
            "use http:// in place of https://, or set http.tls.certificate there",
        ),
        other => unavailable(
            &format!("cannot be spoken to over TLS: {other}"),
            "see that a cyberfly node answers there",
        ),
    }
}

/// A name of a certificate without what rustls writes around it: `DnsName("node.example")`.
fn bare(name: &str) -> &str {
    let inner = name.split_once('(').map_or(name, |(_, inner)| inner.trim_end_matches(')'));
    inner.trim_matches('"')
}

/// The error of TLS below another one.
fn tls_error<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a rustls::Error> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        // An error of the system does not call what it wraps its source.
        let inner = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        if let Some(found) = inner.and_then(|inner| tls_error(inner)) {
            return Some(found);
        }
        next = error.source();
    }
    None
}

//! The files of a door that speaks TLS: read as a whole, refused as a whole.

use std::fs::{self, File};
use std::io::{self, Read};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use cyberfly_node::Shown;
use cyberfly_node::config::{Fingerprint, Tls};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::{Error as PemError, PemObject};
use rustls::pki_types::{CertificateDer, CertificateRevocationListDer, PrivateKeyDer, UnixTime};
use rustls::server::WebPkiClientVerifier;
use rustls::server::danger::ClientCertVerifier;
use rustls::{RootCertStore, ServerConfig};
use sha2::{Digest, Sha256};
use x509_cert::der::Decode;
use zeroize::Zeroizing;

/// The longest file that is read.
const FILE_LIMIT: u64 = 1024 * 1024;

/// Why files cannot be used for TLS. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file that is needed beside the others is not named.
    #[error("{missing} is not set, and {beside} needs it")]
    Missing {
        /// The key of the configuration that names none.
        missing: &'static str,
        /// What needs it.
        beside: &'static str,
    },
    /// A file cannot be read.
    #[error("{path} cannot be read: {source}")]
    Io {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Others can read the private key.
    #[error("others can read the key {path} (mode {mode:03o})")]
    Wide {
        /// The file.
        path: PathBuf,
        /// Its permissions.
        mode: u32,
    },
    /// A file does not hold what it is to hold.
    #[error("{path} {what}")]
    Content {
        /// Which.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// The key is another certificate's.
    #[error("the key {key} does not belong to the certificate {certificate}")]
    Pair {
        /// The file with the certificate.
        certificate: PathBuf,
        /// The file with the key.
        key: PathBuf,
    },
    /// They cannot be used together.
    #[error("TLS cannot be spoken with these files: {0}")]
    Unusable(String),
}

impl TlsError {
    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::Missing { missing, .. } => format!("cyberfly config set {missing} FILE"),
            Self::Wide { path, .. } => format!("chmod 600 {}", path.display()),
            Self::Io { path, .. } => format!("ls -l {}", path.display()),
            Self::Content { .. } => {
                "it is to be PEM; docs/operating/security.md shows how to make the files".to_owned()
            }
            Self::Pair { certificate, key } => format!(
                "name two that belong together: openssl x509 -pubkey -noout -in {}; openssl pkey -pubout -in {}",
                certificate.display(),
                key.display()
            ),
            Self::Unusable(_) => {
                "docs/operating/security.md shows how to make files that can be used".to_owned()
            }
        }
    }
}

/// What TLS is spoken with.
#[derive(Clone)]
pub(super) struct Current {
    pub(super) config: Arc<ServerConfig>,
    callers: Option<Arc<dyn ClientCertVerifier>>,
}

impl Current {
    /// Looks at the certificates that a caller once showed, as a handshake would now.
    pub(super) fn judge(&self, shown: &[CertificateDer<'_>]) -> Result<(), rustls::Error> {
        match (&self.callers, shown.split_first()) {
            (Some(callers), Some((own, between))) => {
                callers.verify_client_cert(own, between, UnixTime::now()).map(|_| ())
            }
            _ => Ok(()),
        }
    }
}

/// What TLS is spoken with, and what it shows.
pub(super) struct Ready {
    pub(super) current: Current,
    pub(super) shown: Shown,
    /// Of all that was read.
    pub(super) digest: [u8; 32],
}

/// Reads the files that the settings name.
pub(super) fn read(settings: &Tls) -> Result<Ready, TlsError> {
    let mut reader = Reader(Sha256::new());
    let named = |name: &'static str, file: &String, beside: &'static str| match file.is_empty() {
        true => Err(TlsError::Missing { missing: name, beside }),
        false => Ok(PathBuf::from(file)),
    };
    let certificate = named("http.tls.certificate", &settings.certificate, "TLS")?;
    let key = named("http.tls.key", &settings.key, "http.tls.certificate")?;
    let callers = callers(&mut reader, settings)?;
    let chain = reader.certificates(&certificate)?;
    let shown = chain.first().map_or_else(
        || Err(content(&certificate, "holds no certificate")),
        |leaf| about(leaf).map_err(|what| content(&certificate, &what)),
    )?;
    let secret = reader.private_key(&key)?;
    let builder = ServerConfig::builder_with_provider(provider()).with_safe_default_protocol_versions();
    let builder = builder.map_err(|error| TlsError::Unusable(error.to_string()))?;
    let builder = match &callers {
        Some(callers) => builder.with_client_cert_verifier(Arc::clone(callers)),
        None => builder.with_no_client_auth(),
    };
    let config = builder.with_single_cert(chain, secret).map_err(|error| match error {
        rustls::Error::InconsistentKeys(_) => TlsError::Pair { certificate, key },
        other => TlsError::Unusable(other.to_string()),
    });
    let mut config = config?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    let current = Current { config: Arc::new(config), callers };
    Ok(Ready { current, shown, digest: reader.0.finalize().into() })
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

/// What a caller's certificate is held against; none if nobody is asked for one.
fn callers(reader: &mut Reader, settings: &Tls) -> Result<Option<Arc<dyn ClientCertVerifier>>, TlsError> {
    if settings.client_ca.is_empty() {
        let beside = match (settings.client_crl.is_empty(), settings.operators.is_empty()) {
            (false, _) => "http.tls.client_crl",
            (true, false) => "http.tls.operators",
            (true, true) => return Ok(None),
        };
        return Err(TlsError::Missing { missing: "http.tls.client_ca", beside });
    }
    let path = Path::new(&settings.client_ca);
    let mut roots = RootCertStore::empty();
    for authority in reader.certificates(path)? {
        roots.add(authority).map_err(|error| content(path, &format!("holds what is no CA: {error}")))?;
    }
    let mut builder =
        WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider()).allow_unauthenticated();
    if !settings.client_crl.is_empty() {
        let path = Path::new(&settings.client_crl);
        let lists = reader.sections::<CertificateRevocationListDer<'static>>(path, "revocation list")?;
        builder = builder.with_crls(lists).only_check_end_entity_revocation();
    }
    builder.build().map(Some).map_err(|error| TlsError::Unusable(error.to_string()))
}

fn content(path: &Path, what: &str) -> TlsError {
    TlsError::Content { path: path.to_path_buf(), what: what.to_owned() }
}

/// Reads files, and remembers what it has read.
struct Reader(Sha256);

impl Reader {
    fn certificates(&mut self, path: &Path) -> Result<Vec<CertificateDer<'static>>, TlsError> {
        self.sections(path, "certificate")
    }

    /// Everything of a kind in a PEM file, at least one.
    fn sections<T: PemObject>(&mut self, path: &Path, kind: &str) -> Result<Vec<T>, TlsError> {
        let text = self.bytes(path)?;
        let found: Result<Vec<T>, PemError> = T::pem_slice_iter(&text).collect();
        match found {
            Ok(found) if found.is_empty() => Err(content(path, &format!("holds no {kind}"))),
            Ok(found) => Ok(found),
            Err(error) => Err(content(path, &unread(kind, &error))),
        }
    }

    fn private_key(&mut self, path: &Path) -> Result<PrivateKeyDer<'static>, TlsError> {
        let found = fs::metadata(path).map_err(|source| TlsError::Io { path: path.to_path_buf(), source })?;
        let mode = found.mode() & 0o777;
        if mode & 0o077 != 0 {
            return Err(TlsError::Wide { path: path.to_path_buf(), mode });
        }
        PrivateKeyDer::from_pem_slice(&self.bytes(path)?).map_err(|error| match error {
            PemError::NoItemsFound => content(path, "holds no private key without a passphrase"),
            error => content(path, &unread("private key", &error)),
        })
    }

    fn bytes(&mut self, path: &Path) -> Result<Zeroizing<Vec<u8>>, TlsError> {
        let failed = |source| TlsError::Io { path: path.to_path_buf(), source };
        let mut bytes = Zeroizing::new(Vec::new());
        let file = File::open(path).map_err(failed)?;
        file.take(FILE_LIMIT + 1).read_to_end(&mut bytes).map_err(failed)?;
        if bytes.len() as u64 > FILE_LIMIT {
            return Err(content(path, &format!("is longer than {FILE_LIMIT} bytes")));
        }
        self.0.update(&bytes);
        Ok(bytes)
    }
}

/// Why something in a PEM file cannot be read.
fn unread(kind: &str, error: &PemError) -> String {
    match error {
        PemError::MissingSectionEnd { .. } => format!("ends in the middle of a {kind}"),
        other => format!("holds a {kind} that cannot be read: {other}"),
    }
}

/// The SHA-256 of a certificate.
pub(super) fn fingerprint(certificate: &CertificateDer<'_>) -> Fingerprint {
    Fingerprint(Sha256::digest(certificate).into())
}

/// What a certificate says of itself.
fn about(certificate: &CertificateDer<'_>) -> Result<Shown, String> {
    let read = x509_cert::Certificate::from_der(certificate)
        .map_err(|error| format!("holds a certificate that cannot be read: {error}"))?;
    let tbs = read.tbs_certificate();
    let millis =
        |time: x509_cert::time::Time| u64::try_from(time.to_unix_duration().as_millis()).unwrap_or(u64::MAX);
    Ok(Shown {
        subject: tbs.subject().to_string(),
        sha256: fingerprint(certificate),
        not_before_ms: millis(tbs.validity().not_before),
        not_after_ms: millis(tbs.validity().not_after),
    })
}

/// What shows that a file is another one than before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mark(Vec<Option<(i64, i64, u64, u64)>>);

impl Mark {
    /// As the files are now.
    pub(super) fn of(files: &[PathBuf]) -> Self {
        let mark = |file: &PathBuf| {
            let found = fs::metadata(file).ok()?;
            // The time of the last change of anything, the permissions too.
            Some((found.ctime(), found.ctime_nsec(), found.size(), found.ino()))
        };
        Self(files.iter().map(mark).collect())
    }
}

//! Certificates for tests, made with openssl.

use std::fs::{self, File, Permissions};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A CA in a folder of its own.
pub(crate) struct Authority {
    folder: PathBuf,
}

/// What a certificate is for.
#[derive(Clone, Copy)]
pub(crate) enum For<'a> {
    /// A node, by these names: `DNS:localhost,IP:127.0.0.1`.
    Node(&'a str),
    /// Whoever calls one.
    Caller,
}

impl Authority {
    /// A new one.
    pub(crate) fn new(folder: PathBuf) -> Self {
        fs::create_dir_all(&folder).unwrap();
        let authority = Self { folder };
        // Names tell CAs apart before signatures do.
        let name = authority.folder.file_name().unwrap().to_str().unwrap();
        authority.openssl(&format!(
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -days 365 -subj /CN={name}"
        ));
        File::create(authority.file("index.txt")).unwrap();
        authority.write("crlnumber", "01\n");
        authority.write("ca.cnf", "[ca]\ndefault_ca = own\n[own]\ndatabase = index.txt\ncrlnumber = crlnumber\ndefault_md = sha256\n");
        authority
    }

    /// A file of it.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The same as text.
    pub(crate) fn path(&self, name: &str) -> String {
        self.file(name).display().to_string()
    }

    fn write(&self, name: &str, text: &str) {
        File::create(self.file(name)).unwrap().write_all(text.as_bytes()).unwrap();
    }

    #[track_caller]
    fn openssl(&self, line: &str) -> String {
        let done =
            Command::new("openssl").args(line.split_whitespace()).current_dir(&self.folder).output().unwrap();
        assert!(done.status.success(), "openssl {line}: {}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap()
    }

    /// Makes `NAME.pem` and `NAME.key`, which hold for this many days; for less than none they have expired.
    pub(crate) fn issue(&self, name: &str, purpose: For<'_>, days: i32) {
        let extensions = match purpose {
            For::Node(names) => format!("subjectAltName={names}\nextendedKeyUsage=serverAuth\n"),
            For::Caller => "extendedKeyUsage=clientAuth\n".to_owned(),
        };
        self.write(&format!("{name}.ext"), &extensions);
        self.openssl(&format!(
            "req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout {name}.key -out {name}.csr -subj /CN={name}"
        ));
        self.openssl(&format!(
            "x509 -req -in {name}.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days {days} -extfile {name}.ext -out {name}.pem"
        ));
        fs::set_permissions(self.file(&format!("{name}.key")), Permissions::from_mode(0o600)).unwrap();
    }

    /// The SHA-256 of a certificate, as openssl writes it.
    pub(crate) fn fingerprint(&self, name: &str) -> String {
        let told = self.openssl(&format!("x509 -noout -fingerprint -sha256 -in {name}.pem"));
        told.trim().rsplit_once('=').unwrap().1.to_owned()
    }

    /// Writes `crl.pem`, the list of what was revoked, with these in it.
    pub(crate) fn revoke(&self, names: &[&str]) {
        for name in names {
            self.openssl(&format!("ca -config ca.cnf -keyfile ca.key -cert ca.pem -revoke {name}.pem"));
        }
        self.openssl("ca -config ca.cnf -keyfile ca.key -cert ca.pem -gencrl -crldays 30 -out crl.new");
        replace(&self.file("crl.new"), &self.file("crl.pem"));
    }

    /// The flags with which a command trusts this CA and shows a certificate.
    pub(crate) fn flags(&self, name: &str) -> String {
        let (ca, cert, key) =
            (self.path("ca.pem"), self.path(&format!("{name}.pem")), self.path(&format!("{name}.key")));
        format!("--ca {ca} --cert {cert} --cert-key {key}")
    }
}

/// Puts a copy of a file in the place of another, at once.
pub(crate) fn replace(from: &Path, to: &Path) {
    let beside = to.with_extension("beside");
    fs::copy(from, &beside).unwrap();
    fs::rename(beside, to).unwrap();
}

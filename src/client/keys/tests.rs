use std::fs::File;
use std::process::{Command, Stdio};

use cyberfly_core::ErrorCode;
use cyberfly_protocol::ErrorBody;
use pkcs8::der::asn1::OctetStringRef;
use pkcs8::der::pem::LineEnding;
use pkcs8::pkcs5::pbes2::{EncryptionScheme, Kdf, Parameters, Pbkdf2Params, Salt, ScryptParams};
use pkcs8::{EncryptedPrivateKeyInfoRef, SecretDocument};

use super::*;

struct Says(&'static str);

impl AskPassphrase for Says {
    type Error = KeyError;

    fn passphrase(&mut self, _path: &Path) -> Result<Option<Passphrase>, KeyError> {
        Ok(Some(passphrase(self.0)))
    }
}

fn passphrase(text: &str) -> Passphrase {
    Passphrase::new(Zeroizing::new(text.to_owned()))
}

fn store() -> (tempfile::TempDir, KeyStore) {
    let temp = tempfile::tempdir().unwrap();
    let store = KeyStore::new(temp.path().join("keys"));
    (temp, store)
}

fn openssl(arguments: &[&str], file: &Path) -> String {
    let mut command = Command::new("openssl");
    let output = command.args(arguments).arg(file).stdin(Stdio::null()).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_key_is_made_once_and_comes_back_with_its_device() {
    let (_temp, store) = store();
    let made = store.generate("default", None).unwrap();
    let loaded = store.load("default", &mut NoPassphrase).unwrap();
    assert_eq!((loaded.secret.public(), loaded.device), (made.secret.public(), made.device));
    assert_eq!(fs::metadata(&made.path).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(matches!(store.generate("default", None), Err(KeyError::Exists(_))));
    assert_eq!(store.load("default", &mut NoPassphrase).unwrap().secret.public(), made.secret.public());
    assert_eq!(store.load(made.path.to_str().unwrap(), &mut NoPassphrase).unwrap().device, made.device);
}

#[test]
fn a_key_under_a_passphrase_opens_with_it_and_with_nothing_else() {
    let (_temp, store) = store();
    let made = store.generate("vault", Some(&passphrase("open sesame"))).unwrap();
    assert!(fs::read_to_string(&made.path).unwrap().starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----"));
    let opened = store.load("vault", &mut Says("open sesame\n")).unwrap();
    assert_eq!(opened.secret.public(), made.secret.public());
    let wrong = ErrorBody::from(store.load("vault", &mut Says("open barley")).unwrap_err());
    assert_eq!(wrong.code(), ErrorCode::NotAllowed);
    assert!(!format!("{wrong:?}").contains("barley"));
    assert!(matches!(store.load("vault", &mut NoPassphrase), Err(KeyError::Encrypted(_))));
    assert!(!format!("{:?}", passphrase("open sesame")).contains("sesame"));
}

#[test]
fn openssl_reads_what_we_write() {
    let (_temp, store) = store();
    let plain = store.generate("plain", None).unwrap();
    let vault = store.keep("vault", &plain.secret, Some(&passphrase("pass word"))).unwrap();
    let public = openssl(&["pkey", "-pubout", "-in"], &plain.path);
    assert!(public.contains("BEGIN PUBLIC KEY"));
    assert_eq!(openssl(&["pkey", "-pubout", "-passin", "pass:pass word", "-in"], &vault.path), public);
}

#[test]
fn we_read_what_openssl_writes() {
    let (temp, store) = store();
    let plain = temp.path().join("plain.pem");
    openssl(&["genpkey", "-algorithm", "ed25519", "-out"], &plain);
    let loaded = store.load(plain.to_str().unwrap(), &mut NoPassphrase).unwrap();
    for (name, how) in [("pbkdf2", &["-v2", "aes-256-cbc"] as &[_]), ("scrypt", &["-scrypt"])] {
        let file = temp.path().join(format!("{name}.pem"));
        let mut arguments = vec!["pkcs8", "-topk8", "-in", plain.to_str().unwrap(), "-passout", "pass:p"];
        arguments.extend(how);
        arguments.push("-out");
        openssl(&arguments, &file);
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        let opened = store.load(file.to_str().unwrap(), &mut Says("p")).unwrap();
        assert_eq!(opened.secret.public(), loaded.secret.public(), "{name}");
    }
}

#[test]
fn a_file_that_asks_for_too_much_memory_or_time_is_refused_before_it_gets_any() {
    let (temp, store) = store();
    let salt = Salt::new([1; 16]).unwrap();
    let scrypt = |cost_parameter, parallelization| {
        Kdf::Scrypt(ScryptParams { salt, cost_parameter, block_size: 8, parallelization, key_length: None })
    };
    let rounds = Kdf::Pbkdf2(Pbkdf2Params::hmac_sha256(99_000_000, salt.as_ref()).unwrap());
    for (name, kdf) in [("memory", scrypt(1 << 30, 1)), ("time", scrypt(1 << 14, 60_000)), ("rounds", rounds)]
    {
        let parameters = Parameters { kdf, encryption: EncryptionScheme::Aes256Cbc { iv: [2; 16] } };
        let data = OctetStringRef::new(&[3; 64]).unwrap();
        let info =
            EncryptedPrivateKeyInfoRef { encryption_algorithm: parameters.into(), encrypted_data: data };
        let document = SecretDocument::encode_msg(&info).unwrap();
        let file = temp.path().join(format!("{name}.pem"));
        document.write_pem_file(&file, "ENCRYPTED PRIVATE KEY", LineEnding::LF).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        let refused = store.load(file.to_str().unwrap(), &mut Says("p"));
        assert!(matches!(refused, Err(KeyError::NotAKey(_))), "{name}: {refused:?}");
    }
}

#[test]
fn a_key_that_others_can_read_is_refused() {
    let (_temp, store) = store();
    let path = store.generate("default", None).unwrap().path;
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    let refused = ErrorBody::from(store.load("default", &mut NoPassphrase).unwrap_err());
    assert_eq!(refused.hint, Some(format!("chmod 600 {}", path.display())));
}

#[test]
fn a_name_cannot_leave_the_folder() {
    let (_temp, store) = store();
    for name in ["", "..", ".x", "a b", "a\n", &"x".repeat(65)] {
        assert!(matches!(store.generate(name, None), Err(KeyError::BadName)), "{name:?}");
    }
}

#[test]
fn a_list_tells_of_every_key_what_can_be_told_without_opening_it() {
    let (_temp, store) = store();
    assert_eq!(store.list().unwrap(), []);
    let open = store.generate("b", None).unwrap();
    store.generate("a", Some(&passphrase("p"))).unwrap();
    File::create(store.folder().join("c.pem")).unwrap();
    File::create(store.folder().join("notes.txt")).unwrap();
    let listed = store.list().unwrap();
    let summary: Vec<_> = listed
        .iter()
        .map(|key| (key.name.as_str(), key.public, key.is_encrypted, key.problem.is_some()))
        .collect();
    let expected =
        [("a", None, true, false), ("b", Some(open.secret.public()), false, false), ("c", None, false, true)];
    assert_eq!(summary, expected);
    store.remove("b").unwrap();
    assert!(matches!(store.load("b", &mut NoPassphrase), Err(KeyError::NoSuchKey { .. })));
    assert_eq!(store.list().unwrap().len(), 2);
}

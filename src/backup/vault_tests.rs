use super::*;

fn vault() -> Vault {
    Vault::Sealed(MasterKey(Zeroizing::new([7; 32])))
}

#[test]
fn what_is_sealed_comes_back_whatever_its_length() {
    for length in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 17] {
        let bytes: Vec<u8> = (0..length).map(|at| u8::try_from(at % 251).unwrap()).collect();
        let sealed = vault().seal(&bytes).unwrap();
        assert!(vault().unseal(&sealed, u64::MAX - 1).unwrap() == bytes, "{length}");
        assert!(length < 64 || !sealed.windows(32).any(|window| window == &bytes[..32]));
    }
}

#[test]
fn what_is_sealed_can_be_neither_changed_nor_cut_nor_rearranged() {
    let sealed = vault().seal(&vec![3; 2 * CHUNK + 5]).unwrap();
    let refuses = |bytes: &[u8]| assert!(vault().unseal(bytes, u64::MAX - 1).is_err(), "{}", bytes.len());
    for at in [0, 8, 26, 27, 1000, CHUNK + 50, sealed.len() - 1] {
        let mut changed = sealed.clone();
        changed[at] ^= 1;
        refuses(&changed);
    }
    let (front, chunk) = (8 + PREFIX, CHUNK + TAG);
    for length in [0, 5, front, front + chunk, front + 2 * chunk, sealed.len() - 1] {
        refuses(&sealed[..length]);
    }
    let exchanged =
        [&sealed[..front], &sealed[front + chunk..front + 2 * chunk], &sealed[front..front + chunk]];
    refuses(&[exchanged.concat(), sealed[front + 2 * chunk..].to_vec()].concat());
    refuses(&[sealed.clone(), vec![0]].concat());
}

#[test]
fn a_master_key_is_opened_by_its_passphrase_alone() {
    let (made, text) = MasterKey::make("correct horse").unwrap();
    let path = Path::new("repository/key");
    assert_eq!(*MasterKey::open(path, &text, "correct horse").unwrap().0, *made.0);
    let wrong = MasterKey::open(path, &text, "wrong horse");
    assert!(matches!(wrong, Err(BackupError::WrongPassphrase(_))));
    let damaged = MasterKey::open(path, "{}", "correct horse");
    assert!(matches!(damaged, Err(BackupError::Damaged { .. })));
    let costly = text.replace("\"log_n\": 15", "\"log_n\": 60");
    assert!(matches!(MasterKey::open(path, &costly, "x"), Err(BackupError::Format { .. })));
}

use super::*;

pub(crate) fn key() -> SecretKey {
    SecretKey::from_seed(&[5; 32])
}

pub(crate) fn manifest() -> Manifest {
    let about = About {
        made_by: "0.1.0".to_owned(),
        number: 3,
        created_ms: 1_700_000_000_000,
        created: "2023-11-14T22:13:20Z".to_owned(),
        node: key().public(),
        network: None,
        parent: None,
        tags: vec!["nightly".to_owned()],
        only: None,
        blobs: true,
        identity: false,
        journal: JournalEnd { groups: 1, chain: Hash([1; 32]) },
        damaged_ranges: 0,
        bytes: 5,
        databases: vec![DatabaseEntry {
            name: DbName::new("db", key().public()).unwrap(),
            operations: 1,
            digest: Hash([2; 32]),
            settled: true,
        }],
    };
    let part = PartEntry {
        pack: 0,
        member: "journal/0000000001.seg".to_owned(),
        size: 5,
        blake3: Hash::of(b"bytes"),
    };
    let file = FileEntry {
        path: "journal/0000000001.seg".to_owned(),
        size: 5,
        blake3: Hash::of(b"bytes"),
        content: None,
        databases: vec![0],
        parts: vec![part],
    };
    let pack = PackEntry { id: Hash([3; 32]), size: 9, piece: 1 << 20, pieces: vec!["0".repeat(16)] };
    Manifest { format: FORMAT, about, packs: vec![pack], files: vec![file] }
}

#[test]
fn what_is_sealed_is_read_and_is_json_of_two_lines() {
    let sealed = manifest().seal(&key()).unwrap();
    assert_eq!(Manifest::open(&sealed), Ok(manifest()));
    assert_eq!(About::peek(&sealed), Ok(manifest().about));
    let json: serde_json::Value = serde_json::from_slice(&sealed).unwrap();
    assert!(json["signature"].as_str().unwrap().starts_with("-----BEGIN"));
    assert_eq!(sealed.iter().filter(|byte| **byte == b'\n').count(), 2);
}

#[test]
fn no_bit_of_a_manifest_can_be_changed() {
    let sealed = manifest().seal(&key()).unwrap();
    // A prime step meets every place in a byte.
    for bit in (0..sealed.len() * 8).step_by(13) {
        let mut changed = sealed.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        // What changes in the signature's armour and means the same is told by the id, which is the hash of all.
        assert!(Manifest::open(&changed).is_err() || bit / 8 > sealed.len() - 400, "bit {bit}");
    }
}

#[test]
fn another_key_cannot_sign_in_the_nodes_name() {
    let sealed = manifest().seal(&SecretKey::from_seed(&[6; 32])).unwrap();
    assert!(matches!(Manifest::open(&sealed), Err(NotAManifest::Signature(_))));
}

#[test]
fn a_newer_format_is_told_as_one_and_not_read() {
    let mut newer = manifest();
    newer.format = 2;
    let sealed = newer.seal(&key()).unwrap();
    assert_eq!(Manifest::open(&sealed), Err(NotAManifest::Format(2)));
    assert_eq!(About::peek(&sealed), Err(NotAManifest::Format(2)));
}

#[test]
fn no_path_leads_out_of_the_data_directory() {
    for path in ["../x", "/etc/passwd", "journal/../../x", "index/x", "journal//x", "", "journal/.x", "lock"]
    {
        let mut bad = manifest();
        bad.files[0].path = path.to_owned();
        assert!(matches!(Manifest::open(&bad.seal(&key()).unwrap()), Err(NotAManifest::Form(_))), "{path}");
    }
}

//! Pages in `docs/` that are read off the code. `scripts/generate` writes them anew.

use std::io::Write as _;
use std::path::Path;

/// Asserts that a page is what the code says now; with `CYBERFLY_GENERATE=1` in the environment, writes it.
#[track_caller]
pub(crate) fn assert_current(page: &str, now: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(page);
    if std::env::var_os("CYBERFLY_GENERATE").is_some() {
        let mut file = tempfile::NamedTempFile::new_in(path.parent().unwrap()).unwrap();
        file.write_all(now.as_bytes()).unwrap();
        let readable = std::os::unix::fs::PermissionsExt::from_mode(0o644);
        file.as_file().set_permissions(readable).unwrap();
        file.persist(&path).unwrap();
    }
    let checked_in = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(checked_in == now, "{page} is not what the code says: run scripts/generate");
}

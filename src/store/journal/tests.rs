use std::fs;
use std::io::Write;

use super::*;

fn replay(folder: &Path, from: Option<Mark>) -> Result<(Journal, Vec<Vec<u8>>), ReplayError> {
    let mut seen = Vec::new();
    let journal = Journal::open(folder, from, &mut |group| {
        seen.extend(group.operations.iter().map(|(_, bytes)| bytes.to_vec()));
        Ok(())
    })?;
    Ok((journal, seen))
}

fn opened(folder: &Path) -> (Journal, Vec<Vec<u8>>) {
    match replay(folder, None) {
        Ok(opened) => opened,
        Err(ReplayError::NotHere) => panic!("the beginning is always here"),
        Err(ReplayError::Store(error)) => panic!("{error}"),
    }
}

fn filled(folder: &Path) -> Journal {
    let (mut journal, _) = opened(folder);
    journal.append(&[b"one", b"two"]).unwrap();
    journal.append(&[b"three"]).unwrap();
    journal
}

#[test]
fn what_was_appended_comes_back_in_order() {
    let temp = tempfile::tempdir().unwrap();
    let mut journal = filled(temp.path());
    let (positions, _) = journal.append(&[b"four"]).unwrap();
    assert_eq!(journal.segments().read(positions[0]).unwrap(), b"four");
    drop(journal);
    assert_eq!(opened(temp.path()).1, [&b"one"[..], b"two", b"three", b"four"]);
}

#[test]
fn a_replay_starts_after_the_mark() {
    let temp = tempfile::tempdir().unwrap();
    let mut journal = filled(temp.path());
    let mark = journal.end();
    journal.append(&[b"four"]).unwrap();
    drop(journal);
    let Ok((_, seen)) = replay(temp.path(), Some(mark)) else { panic!("the mark is in this journal") };
    assert_eq!(seen, [b"four"]);
}

#[test]
fn a_mark_of_another_journal_is_noticed() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    drop(filled(here.path()));
    let mut other = filled(there.path());
    other.append(&[b"other"]).unwrap();
    let beyond = other.end();
    let elsewhere = Mark { chain: [5; 32], ..filled(tempfile::tempdir().unwrap().path()).end() };
    assert!(matches!(replay(here.path(), Some(beyond)), Err(ReplayError::NotHere)));
    assert!(matches!(replay(here.path(), Some(elsewhere)), Err(ReplayError::NotHere)));
}

#[test]
fn a_torn_tail_of_any_length_is_cut_and_nothing_committed_is_lost() {
    let temp = tempfile::tempdir().unwrap();
    let journal = filled(temp.path());
    let committed = journal.end().offset as usize;
    drop(journal);
    let path = segment::path(temp.path(), 1);
    let whole = fs::read(&path).unwrap();
    let (mut journal, _) = opened(temp.path());
    journal.append(&[b"a group that will be torn"]).unwrap();
    let longer = fs::read(&path).unwrap();
    drop(journal);
    for length in committed..longer.len() {
        fs::File::create(&path).unwrap().write_all(&longer[..length]).unwrap();
        assert_eq!(opened(temp.path()).1, [&b"one"[..], b"two", b"three"], "torn at {length}");
        assert_eq!(fs::read(&path).unwrap(), whole, "torn at {length}");
    }
}

#[test]
fn damage_before_a_commit_is_reported_and_nothing_is_cut() {
    let temp = tempfile::tempdir().unwrap();
    drop(filled(temp.path()));
    let path = segment::path(temp.path(), 1);
    let mut bytes = fs::read(&path).unwrap();
    bytes[HEADER as usize + 10] ^= 1;
    fs::File::create(&path).unwrap().write_all(&bytes).unwrap();
    let Err(ReplayError::Store(error)) = replay(temp.path(), None) else { panic!("damage must be reported") };
    assert!(matches!(error, StoreError::Damaged { offset, .. } if offset == u64::from(HEADER)), "{error}");
    assert_eq!(fs::read(&path).unwrap(), bytes);
}

#[test]
fn a_crash_while_a_segment_is_born_loses_nothing() {
    let temp = tempfile::tempdir().unwrap();
    let mut journal = filled(temp.path());
    journal.begin_segment().unwrap();
    journal.append(&[b"four"]).unwrap();
    journal.begin_segment().unwrap();
    drop(journal);
    let unborn = segment::path(temp.path(), 3);
    fs::File::options().write(true).open(&unborn).unwrap().set_len(20).unwrap();
    let (mut journal, seen) = opened(temp.path());
    assert_eq!(seen.len(), 4);
    journal.append(&[b"five"]).unwrap();
    drop(journal);
    assert_eq!(opened(temp.path()).1.len(), 5);
}

#[test]
fn a_missing_segment_is_damage() {
    let temp = tempfile::tempdir().unwrap();
    let mut journal = filled(temp.path());
    journal.begin_segment().unwrap();
    journal.begin_segment().unwrap();
    drop(journal);
    fs::remove_file(segment::path(temp.path(), 2)).unwrap();
    assert!(matches!(replay(temp.path(), None), Err(ReplayError::Store(StoreError::Damaged { .. }))));
}

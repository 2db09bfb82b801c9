//! Runs that are stopped, go on, or look at a part alone.

use super::*;

#[test]
fn runs_that_are_stopped_and_resumed_find_what_one_run_finds() {
    let (_temp, store) = spoiled();
    let whole = verify(&store);
    assert!(whole.faults.len() > 10, "{whole:?}");
    let (mut faults, mut operations, mut entries, mut runs) = (Vec::new(), 0, 0, 0);
    let mut cursor = Cursor::default();
    while cursor != Cursor::End {
        // Stopped as soon as anything of the journal or the index is done.
        let stop = AtomicBool::new(false);
        let mut verifier = Verifier::new(&store, VerifySettings::default()).resume(cursor);
        let is_begun = |phase| !matches!(phase, Phase::Rights | Phase::Inventory);
        let report =
            verifier.run(&mut |at| stop.store(is_begun(at.phase), Ordering::Relaxed), &stop).unwrap();
        (operations, entries, runs) = (operations + report.operations, entries + report.entries, runs + 1);
        faults.extend(report.faults);
        cursor = report.cursor.to_string().parse().unwrap();
        assert_eq!(cursor, report.cursor);
    }
    faults.sort();
    assert_eq!((faults, operations, entries), (whole.faults, whole.operations, whole.entries));
    assert!(runs >= 5, "{runs}");
}

#[test]
fn what_was_gathered_before_a_run_goes_through_the_journal_is_there_for_the_next() {
    let (_temp, store) = filled();
    let mut verifier = Verifier::new(&store, VerifySettings::default());
    let (mut gathered, mut runs) = (Vec::new(), 0);
    loop {
        let stop = AtomicBool::new(false);
        let mut has_gathered = false;
        let report = verifier.run(
            &mut |at| match at.phase {
                Phase::Rights | Phase::Inventory => has_gathered = true,
                _ => stop.store(true, Ordering::Relaxed),
            },
            &stop,
        );
        let report = report.unwrap();
        assert_eq!(report.faults, []);
        gathered.push(has_gathered);
        runs += 1;
        if report.finished {
            break;
        }
    }
    assert!(runs >= 5, "{runs}");
    assert_eq!(gathered.iter().filter(|gathered| **gathered).count(), 1);
    assert!(gathered[0]);
}

#[test]
fn a_run_goes_on_in_the_middle_of_a_segment() {
    let (_temp, store) = store();
    let mut middle = 0;
    for number in 1..=20 {
        store.commit(&[put(number, &format!("k{number}"), b"v")]).unwrap();
        middle = if number == 12 { store.end().offset } else { middle };
    }
    let cursor = Cursor::Journal { segment: 1, offset: middle };
    let report = Verifier::new(&store, VerifySettings::default())
        .resume(cursor)
        .run(&mut |_| {}, &AtomicBool::new(false))
        .unwrap();
    assert_eq!((report.operations, report.entries, report.faults), (8, 20, Vec::new()));
}

#[test]
fn all_parts_together_are_everything() {
    let (_temp, store) = spoiled();
    let whole = verify(&store);
    let n = NonZeroU32::new(3).unwrap();
    let parts = (1..=3).map(|k| VerifySettings { subset: Some((k, n)), ..VerifySettings::default() });
    let parts: Vec<_> = parts.map(|settings| verify_with(&store, settings)).collect();
    assert!(parts.iter().all(|part| part.finished && part.operations < whole.operations));
    let sum = |count: fn(&Report) -> u64| parts.iter().map(count).sum::<u64>();
    assert_eq!(sum(|part| part.operations), whole.operations);
    assert_eq!(sum(|part| part.entries), whole.entries);
    assert_eq!(sum(|part| part.segments), whole.segments);
    let mut faults: Vec<_> = parts.iter().flat_map(|part| part.faults.clone()).collect();
    faults.sort();
    assert_eq!(faults, whole.faults);
}

#[test]
fn one_database_alone_is_looked_at_if_asked() {
    let (_temp, store) = filled();
    let operations = store.operations();
    let other = SecretKey::from_seed(&[2; 32]);
    let name = DbName::new("other", other.public()).unwrap();
    let writes = vec![Write::string(key_of("k"), b"v".to_vec())];
    let op = Draft { db: name.clone(), ..draft(1, writes) }.sign(&other).unwrap();
    store.commit(&[op]).unwrap();
    let only = |database| {
        verify_with(&store, VerifySettings { database: Some(database), ..VerifySettings::default() })
    };
    assert_eq!((only(name).operations, only(db()).operations), (1, operations));
    assert_eq!(verify(&store).databases, 2);
}

#[test]
fn a_stop_or_the_end_of_the_time_ends_a_run_at_once() {
    let (_temp, store) = filled();
    let stopped =
        Verifier::new(&store, VerifySettings::default()).run(&mut |_| {}, &AtomicBool::new(true)).unwrap();
    let settings = VerifySettings { max_duration: Some(Duration::ZERO), ..VerifySettings::default() };
    for report in [stopped, verify_with(&store, settings)] {
        assert!(!report.finished && report.operations == 0);
        assert_eq!(report.cursor, Cursor::Journal { segment: 0, offset: 0 });
    }
}

#[test]
fn a_report_lists_so_many_faults_and_counts_all() {
    let (_temp, store) = store();
    let many: Vec<_> = (0..FAULTS_LIMIT as u64 + 20).map(|n| put(n + 1, &format!("k{n}"), b"v")).collect();
    store.commit(&many).unwrap();
    cells(&store).iter().for_each(|(key, _)| store.index().forge(key, None));
    let report = verify(&store);
    // The digest of the database and the bits of the segment do not fit any more either.
    assert_eq!((report.faults.len(), report.faults_total), (FAULTS_LIMIT, FAULTS_LIMIT as u64 + 20 + 2));
}

#[test]
fn a_text_that_is_no_cursor_is_none() {
    for text in ["", "journal", "journal:1", "journal:1:x", "index:nobody:00", "end:", "start:1"] {
        assert!(text.parse::<Cursor>().is_err(), "{text}");
    }
}

//! Every command about data, through a running node and in-process: the same words, the same answers, the same codes.

use std::collections::BTreeSet;

use crate::lab::{Done, Lab};

/// What is typed after `cyberfly`, what is printed, and the exit code. One goes on where the one before ended.
const SESSION: &[(&str, &str, i32)] = &[
    ("data put k v", "", 0),
    ("data put k w --if-absent", "", 1),
    ("data get k", "v", 0),
    ("data get none", "", 4),
    ("data type k", "string\n", 0),
    ("data type none", "", 4),
    ("data ttl k", "", 0),
    ("data expire k 1000s", "", 0),
    ("data expire none 1000s", "", 4),
    ("data ttl k", "1000\n", 0),
    ("data persist k", "", 0),
    ("data persist k", "", 4),
    ("data ttl none", "", 4),
    ("data hash set h a 1 b two", "2\n", 0),
    ("data hash set h a 9 --if-absent", "", 1),
    ("data hash set h a", "", 2),
    ("data hash incr h a -5", "-4\n", 0),
    ("data hash get h a none", "-4\n\n", 0),
    ("data hash get h none", "\n", 4),
    ("data hash all h", "a\t-4\nb\ttwo\n", 0),
    ("data hash del h b none", "1\n", 0),
    ("data list push l c d", "2\n", 0),
    ("data list unshift l b a", "2\n", 0),
    ("data list range l", "a\nb\nc\nd\n", 0),
    ("data list range l -2 -1", "c\nd\n", 0),
    ("data list range l -9 -5", "", 0),
    ("data list range l 1 --limit 2", "b\nc\n", 0),
    ("data list insert l before c bb", "", 0),
    ("data list insert l after none x", "", 4),
    ("data list set l -1 dd", "", 0),
    ("data list set l 99 x", "", 4),
    ("data list len l", "5\n", 0),
    ("data list pop l", "dd\n", 0),
    ("data list shift l 1", "a\n", 0),
    ("data list remove l -1 bb", "1\n", 0),
    ("data list trim l 0 0", "1\n", 0),
    ("data list range l", "b\n", 0),
    ("data list pop none", "", 4),
    ("data list push k x", "", 10),
    ("data set add s a b c", "3\n", 0),
    ("data set add t b d", "2\n", 0),
    ("data set rem s c x", "1\n", 0),
    ("data set members s", "a\nb\n", 0),
    ("data set has s a x", "true\nfalse\n", 0),
    ("data set has s x", "false\n", 4),
    ("data set card s", "2\n", 0),
    ("data set inter s t", "b\n", 0),
    ("data set union s t", "a\nb\nd\n", 0),
    ("data set diff s t", "a\n", 0),
    ("data zset add z 1 a -2.5 b", "2\n", 0),
    ("data zset add z 1 a --if-absent", "0\n", 0),
    ("data zset incr z 2 a", "3\n", 0),
    ("data zset range z", "b\t-2.5\na\t3\n", 0),
    ("data zset range z -1 -1", "a\t3\n", 0),
    ("data zset range z 0 0 --rev", "a\t3\n", 0),
    ("data zset rangebyscore z -inf (3", "b\t-2.5\n", 0),
    ("data zset rank z a", "1\n", 0),
    ("data zset rank z x", "", 4),
    ("data zset score z a x", "3\n\n", 0),
    ("data zset card z", "2\n", 0),
    ("data zset rem z b", "1\n", 0),
    ("data json set j $ {\"a\":{\"b\":[1,2]}}", "", 0),
    ("data json set j $ {", "", 2),
    ("data json get j $.a.b[1]", "2\n", 0),
    ("data json get j $.x", "", 4),
    ("data json merge j $ {\"c\":-1}", "", 0),
    ("data json query j $.a.b[*]", "1\n2\n", 0),
    ("data get j --path $.c", "-1\n", 0),
    ("data get j --path $.x", "", 4),
    ("data json del j $.a", "1\n", 0),
    ("data json get j", "{\"c\":-1}\n", 0),
    ("data stream add x 5-1 level warn", "5-1\n", 0),
    ("data stream add x 6-0 level info", "6-0\n", 0),
    ("data stream range x", "5-1\tlevel\twarn\n6-0\tlevel\tinfo\n", 0),
    ("data stream range x - + --rev --limit 1", "6-0\tlevel\tinfo\n", 0),
    ("data stream read x 5-1", "6-0\tlevel\tinfo\n", 0),
    ("data stream len x", "2\n", 0),
    ("data stream trim x --last 1", "1\n", 0),
    ("data ts add cpu 1000 0.5 2000 1.5", "2\n", 0),
    ("data ts add cpu 1000 7 --label host", "1\n", 0),
    ("data ts range cpu", "1000\t0.5\n2000\t1.5\n", 0),
    ("data ts range cpu - + --label host", "1000\t7\n", 0),
    ("data ts range cpu 1970-01-01T00:00:02Z +", "2000\t1.5\n", 0),
    ("data ts range cpu (1970-01-01T00:00:01Z", "2000\t1.5\n", 0),
    ("data ts range cpu yesterday", "", 2),
    ("data ts latest cpu", "2000\t1.5\n", 0),
    ("data ts agg cpu avg,max", "1000\t2\t1\t1.5\n", 0),
    ("data ts del cpu - 1000", "1\n", 0),
    ("data geo add g 8.5 47.25 here -0.5 51.5 there", "2\n", 0),
    ("data geo pos g here none", "8.5\t47.25\n\n", 0),
    ("data geo pos g none", "\n", 4),
    ("data geo dist g here here", "0\n", 0),
    ("data geo radius g 8.5 47.25 1 --unit km", "here\t0\n", 0),
    ("data geo box g 8.5 47.25 2 2 --unit km", "here\t0\n", 0),
    ("data geo rem g there", "1\n", 0),
    ("data counter incr c 5", "5\n", 0),
    ("data counter incr c -2", "3\n", 0),
    ("data counter get c", "3\n", 0),
    ("data counter get none", "", 4),
    ("data blob put file /etc/hostname --content-type text/plain", "", 0),
    ("data blob list", "file\t...", 0),
    ("data blob stat file", "key\tfile\n...", 0),
    ("data blob get file", "...", 0),
    ("data put file2 --file /etc/hostname --content-type text/plain", "", 0),
    ("data get file2", "...", 0),
    ("data scan", "c\ncpu\nfile\nfile2\ng\nh\nj\nk\nl\ns\nt\nx\nz\n", 0),
    ("data scan k --values", "k\tv\n", 0),
    ("data scan --match f*2", "file2\n", 0),
    ("data scan --limit 2", "c\ncpu\n", 0),
    ("data history k --limit 1", "...", 0),
    ("data del k h none", "", 0),
    ("data del --prefix file --dry-run", "file\nfile2\n", 0),
    ("data del --prefix file", "", 2),
    ("data del --prefix file --yes", "2\n", 0),
    ("data export c", "{\"key\":\"c\",\"type\":\"counter\",\"value\":\"3\"}\n...", 0),
    ("data batch batch.txt", "1\n9\n", 0),
    ("data get batched", "a b", 0),
    ("data batch bad.txt", "", 10),
    ("data get never", "", 4),
    ("data import lines.ndjson", "", 0),
    ("data hash all imported", "f\tv\n", 0),
    ("db create notes --private", "private.notes-...", 0),
    ("db create Notes", "", 10),
    ("db list", "default-...", 0),
    ("db info default", "name\tdefault-...", 0),
    ("db info none", "", 4),
    ("db grant default 9e51c7e5a6d4c4f9b0f5f0a1e7d1c3b5a7f9e1d3c5b7a9f1e3d5c7b9a1f3e585 writer", "", 0),
    (
        "db acl default",
        "...owner\n9e51c7e5a6d4c4f9b0f5f0a1e7d1c3b5a7f9e1d3c5b7a9f1e3d5c7b9a1f3e585\twriter\n",
        0,
    ),
    ("db revoke default 9e51c7e5a6d4c4f9b0f5f0a1e7d1c3b5a7f9e1d3c5b7a9f1e3d5c7b9a1f3e585", "", 0),
    ("db acl default", "...owner\n", 0),
    ("db drop default", "", 2),
    ("data put k v --db gone", "", 0),
    ("db drop gone --dry-run", "", 0),
    ("data get k --db gone", "v", 0),
    ("db drop gone --yes", "", 0),
    ("db info gone", "", 4),
    ("db drop none --everywhere --yes", "", 4),
    ("db drop default --everywhere", "", 2),
    ("db drop default --everywhere --dry-run", "", 0),
    ("data hash all imported", "f\tv\n", 0),
    ("db drop default --everywhere --yes", "...", 0),
    ("data scan", "", 0),
    ("db info default", "name\tdefault-...", 0),
];

/// What cannot be in a session: it goes on until it is ended, and has a test of its own.
const APART: &[&str] = &["data watch"];

fn write(lab: &Lab, name: &str, text: &[u8]) {
    let mut file = std::fs::File::create(lab.home().join(name)).unwrap();
    std::io::Write::write_all(&mut file, text).unwrap();
}

/// Whether what is seen is what is expected, where `...` stands for anything.
fn fits(expected: &str, seen: &str) -> bool {
    match expected.split_once("...") {
        None => expected == seen,
        Some((before, after)) => seen.starts_with(before) && seen.ends_with(after),
    }
}

fn play(lab: &Lab, way: &str) {
    write(
        lab,
        "batch.txt",
        b"# three commands\nput batched 'a b'\n\nset add many one\ncounter incr many2 \"9\"\n",
    );
    write(lab, "bad.txt", b"put never x\nlist push batched y\n");
    write(lab, "lines.ndjson", br#"{"key":"imported","type":"hash","value":[{"field":"f","value":"v"}]}"#);
    let mut wrong = Vec::new();
    for (line, expected, code) in SESSION {
        let done = lab.run(&format!("{line} {way}"));
        let is_told = *code == 0 || !done.err.is_empty() || !done.out.is_empty();
        if done.code != *code || !fits(expected, done.text()) || !is_told {
            wrong.push(format!("{line} {way}: {done:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_command_says_the_same_in_process_and_through_a_node() {
    let lab = Lab::new().with_key();
    play(&lab, "--offline");
    let lab = Lab::new().with_key();
    let _node = lab.start();
    play(&lab, "--online");
}

#[test]
fn no_command_about_data_is_without_a_test() {
    let lab = Lab::new();
    lab.run("man --out man").ok();
    let pages: BTreeSet<String> = std::fs::read_dir(lab.home().join("man"))
        .unwrap()
        .map(|page| page.unwrap().file_name().into_string().unwrap().trim_end_matches(".1").replace('-', " "))
        .collect();
    let is_leaf = |page: &String| !pages.iter().any(|other| other.starts_with(&format!("{page} ")));
    let of_data = |page: &&String| page.starts_with("cyberfly data ") || page.starts_with("cyberfly db ");
    let leaves: Vec<_> = pages.iter().filter(of_data).filter(|page| is_leaf(page)).collect();
    assert!(leaves.len() > 60, "{leaves:?}");
    for leaf in leaves {
        let command = leaf.trim_start_matches("cyberfly ");
        let is_played =
            SESSION.iter().any(|(line, ..)| line.starts_with(&format!("{command} ")) || *line == command);
        assert!(is_played || APART.contains(&command), "{command} is in no session");
    }
}

#[test]
fn in_json_mode_every_answer_is_one_document() {
    let lab = Lab::new().with_key();
    write(&lab, "batch.txt", b"put a b");
    write(&lab, "bad.txt", b"get a");
    write(&lab, "lines.ndjson", b"");
    for (line, ..) in SESSION {
        let done = lab.run(&format!("{line} --offline --json"));
        if matches!(done.code, 0) && !line.starts_with("data blob get") {
            assert_eq!(done.json()["schema_version"], 1, "{line}: {done:?}");
        }
    }
}

#[test]
fn keys_and_values_of_any_form_go_in_and_out() {
    let lab = Lab::new().with_key();
    let run = |arguments: &[&str]| -> Done { lab.command(arguments).output().unwrap().into() };
    let longest = "k".repeat(256);
    for key in ["a key", "\"quoted'", "\u{1f41d}", &longest] {
        run(&["data", "hash", "set", key, "field one", "two\nlines"]).ok();
        assert_eq!(run(&["data", "hash", "get", key, "field one"]).ok().out, b"two\nlines\n");
    }
    run(&["data", "list", "push", "--", "-dash", "-value"]).ok();
    assert_eq!(run(&["data", "list", "range", "--", "-dash"]).ok().out, b"-value\n");
    run(&["data", "set", "add", &"k".repeat(257), "x"]).fails(10, "1 to 256 bytes");
    use std::os::unix::ffi::OsStrExt;
    let raw = std::ffi::OsStr::from_bytes(&[0xff, 0xfe]);
    let add = ["data", "set", "add", "raw"].map(std::ffi::OsStr::new);
    let done: Done = lab.command(add.into_iter().chain([raw])).output().unwrap().into();
    done.ok();
    assert_eq!(run(&["data", "set", "members", "raw"]).ok().out, [0xff, 0xfe, b'\n']);
    assert_eq!(run(&["data", "set", "members", "raw", "--json"]).ok().json()["members"][0]["base64"], "//4=");
}

#[test]
fn a_long_answer_is_paged_through_to_its_end() {
    let lab = Lab::new().with_key();
    let _node = lab.start();
    let values: Vec<String> = (0..2_500).map(|number| format!("v{number:05}")).collect();
    for part in values.chunks(1_250) {
        let arguments = ["data", "list", "push", "long"].into_iter().chain(part.iter().map(String::as_str));
        let done: Done = lab.command(arguments).output().unwrap().into();
        done.ok();
    }
    let text = |values: &[String]| values.iter().map(|value| format!("{value}\n")).collect::<String>();
    assert_eq!(lab.run("data list range long").ok().text(), text(&values));
    assert_eq!(lab.run("data list range long -2400 -2").ok().text(), text(&values[100..2_499]));
    assert_eq!(lab.run("data list range long --limit 1500").ok().text(), text(&values[..1_500]));
    let json = lab.run("data list range long --json").ok().json();
    assert_eq!(json["values"].as_array().unwrap().len(), values.len());
}

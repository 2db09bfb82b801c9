//! Nodes whose clocks differ. A library that is loaded before all others moves the clock of one process.

use std::fs::File;
use std::io::Write;
use std::process::Command;

use super::camp::Camp;

const LIBRARY: &str = r#"
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>
int clock_gettime(clockid_t clock, struct timespec *now) {
    static int (*ask)(clockid_t, struct timespec *);
    if (!ask) ask = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    int failed = ask(clock, now);
    const char *ahead = getenv("SECONDS_AHEAD");
    if (!failed && clock == CLOCK_REALTIME && ahead) now->tv_sec += atol(ahead);
    return failed;
}
"#;

/// Makes the library and returns what a process has to have in its environment for it.
fn library(camp: &Camp) -> String {
    let place = camp.field.home(0);
    let (source, library) = (place.join("ahead.c"), place.join("ahead.so"));
    File::create(&source).unwrap().write_all(LIBRARY.as_bytes()).unwrap();
    let mut compile = Command::new("cc");
    compile.args(["-shared", "-fPIC", "-o"]).arg(&library).arg(&source).arg("-ldl");
    let made = compile.output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    library.display().to_string()
}

#[test]
fn clocks_an_hour_apart_put_off_what_lies_ahead_and_blame_nobody() {
    let Some(mut camp) = Camp::pitch(3) else { return };
    let library = library(&camp);
    let hour = [("LD_PRELOAD", library.as_str()), ("SECONDS_AHEAD", "3600")];
    camp.start(0, &[]);
    let known = [camp.ticket(0)];
    camp.start_with(1, &known, &hour);
    camp.start(2, &known);
    let db = camp.make_db(0);
    camp.agree(&[0, 1, 2], &db);
    camp.run(1, "data put ahead x").ok();
    camp.run(0, "data put behind y").ok();
    camp.until("what is written by a clock behind is taken", || {
        camp.has(1, "behind") && camp.has(2, "behind")
    });
    let sync = |machine| camp.run(machine, "sync status --json").ok().json();
    camp.run(0, "sync now").ok();
    assert!(!camp.has(0, "ahead") && !camp.has(2, "ahead"));
    // Nobody is blamed for it.
    let ahead = camp.id(1);
    assert!(camp.is_connected(0, &ahead), "{:?}", camp.peers(0));
    for peer in sync(0)["peers"].as_array().unwrap() {
        assert_ne!(peer["state"], "failed", "{peer}");
    }
    // By then it is taken from whoever has it.
    camp.kill(0);
    camp.start_with(0, &[], &hour);
    camp.until("it is taken when it is time", || camp.has(0, "ahead"));
    camp.agree(&[0, 1], &db);
    assert!(camp.has(2, "behind") && !camp.has(2, "ahead"));
}

#[test]
fn what_lies_just_within_the_skew_is_taken_at_once() {
    let Some(mut camp) = Camp::pitch(2) else { return };
    let library = library(&camp);
    camp.start(0, &[]);
    let known = [camp.ticket(0)];
    camp.start_with(1, &known, &[("LD_PRELOAD", library.as_str()), ("SECONDS_AHEAD", "285")]);
    let db = camp.make_db(1);
    camp.agree(&[0, 1], &db);
    // What is written over it would have to lie still further ahead: that is refused, and nothing else.
    camp.run(0, "data put first y").fails(10, "by a clock far ahead of this one");
    camp.run(0, "data put second y").ok();
    camp.run(1, "data put first z").ok();
    camp.agree(&[0, 1], &db);
    for machine in [0, 1] {
        assert_eq!(camp.run(machine, "data get first").ok().text(), "z", "on node {machine}");
        assert_eq!(camp.run(machine, "data get second").ok().text(), "y", "on node {machine}");
    }
}

//! Nodes between which packets do not pass, or pass one way alone.

use super::camp::Camp;

#[test]
fn both_sides_of_a_partition_write_and_agree_when_it_is_over() {
    let Some(mut camp) = Camp::pitch(4) else { return };
    camp.start_all();
    let db = camp.make_db(0);
    camp.agree(&[0, 1, 2, 3], &db);
    camp.field.cut(&[0, 1], &[2, 3]);
    for n in 0..10 {
        camp.run(0, &format!("data put left{n} x")).ok();
        camp.run(2, &format!("data put right{n} y")).ok();
    }
    camp.run(0, "data put shared left").ok();
    camp.run(3, "data put shared right").ok();
    // Each side goes on by itself, and knows nothing of the other.
    camp.agree(&[0, 1], &db);
    camp.agree(&[2, 3], &db);
    assert!(!camp.has(1, "right0") && !camp.has(3, "left0"));
    camp.field.heal();
    camp.agree(&[0, 1, 2, 3], &db);
    for machine in 0..4 {
        assert_eq!(camp.run(machine, "data get shared").ok().text(), "right", "on node {machine}");
        assert_eq!(camp.run(machine, "data scan").ok().text().lines().count(), 22, "on node {machine}");
    }
}

#[test]
fn when_the_middle_one_of_three_disappears_the_others_go_on_with_each_other() {
    let Some(mut camp) = Camp::pitch(3) else { return };
    camp.start(1, &[]);
    let middle = [camp.ticket(1)];
    camp.start(0, &middle);
    camp.start(2, &middle);
    let db = camp.make_db(0);
    camp.agree(&[0, 1, 2], &db);
    // Whom they know by the one in the middle alone they have called by now, or do so when it is gone.
    camp.kill(1);
    camp.run(0, "data put from-first x").ok();
    camp.run(2, "data put from-last y").ok();
    camp.until("both have both", || camp.has(0, "from-last") && camp.has(2, "from-first"));
    camp.agree(&[0, 2], &db);
    camp.start(1, &[]);
    camp.agree(&[0, 1, 2], &db);
}

#[test]
fn a_node_that_cannot_be_called_calls_itself() {
    let Some(mut camp) = Camp::pitch(3) else { return };
    // As behind a router: what comes first from the second machine does not get in.
    camp.field.lets_nobody_call(0, 1);
    camp.start(2, &[]);
    let middle = [camp.ticket(2)];
    camp.start(0, &middle);
    camp.start(1, &middle);
    let (callable, uncallable) = (camp.id(1), camp.id(0));
    camp.until("they are connected", || camp.is_connected(0, &callable) && camp.is_connected(1, &uncallable));
    camp.kill(2);
    let db = camp.make_db(0);
    camp.agree(&[0, 1], &db);
    camp.run(1, "data put back y").ok();
    camp.until("it comes the other way, too", || camp.has(0, "back"));
}

#[test]
fn where_packets_pass_one_way_alone_the_data_go_around() {
    let Some(mut camp) = Camp::pitch(3) else { return };
    camp.start_all();
    let db = camp.make_db(0);
    camp.agree(&[0, 1, 2], &db);
    camp.field.cut_one_way(0, 1);
    let (first, second) = (camp.id(0), camp.id(1));
    camp.until("the first two have lost each other", || {
        !camp.is_connected(0, &second) && !camp.is_connected(1, &first)
    });
    camp.run(0, "data put one x").ok();
    camp.run(1, "data put two y").ok();
    camp.until("each has both", || {
        (0..3).all(|machine| camp.has(machine, "one") && camp.has(machine, "two"))
    });
    camp.field.heal();
    camp.until("they are connected again", || camp.is_connected(0, &second));
    camp.agree(&[0, 1, 2], &db);
}

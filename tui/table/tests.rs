use super::*;
use crate::filter::parse;

const COLUMNS: &[Column] = &[Column::new("name", "NAME", 8, 0), Column::new("rtt", "RTT", 8, 1)];

fn table(choice: &Choice) -> Table {
    let row = |name: &str, rtt: Option<f64>| Row {
        id: name.to_owned(),
        cells: vec![Value::Text(name.to_owned()), Value::latency(rtt)],
        roles: Vec::new(),
    };
    let rows = vec![row("b", Some(0.2)), row("a", None), row("c", Some(0.1))];
    let look = Look::new(choice.clone(), Window::All);
    Table::new("peers", COLUMNS, &rows, &look, "nobody is here")
}

fn order(choice: &Choice) -> String {
    table(choice).rows.iter().map(|row| row.id.as_str()).collect()
}

#[test]
fn rows_come_in_the_chosen_order_and_what_is_unknown_last() {
    let sorted = |sort, descending| order(&Choice { sort, descending, ..Choice::default() });
    assert_eq!(sorted(None, false), "bac");
    assert_eq!(sorted(Some(0), false), "abc");
    assert_eq!((sorted(Some(1), false), sorted(Some(1), true)), ("cba".to_owned(), "bca".to_owned()));
}

#[test]
fn a_chosen_row_is_followed_through_sorting_and_lost_with_its_row() {
    let chosen = |sort| {
        let choice = Choice { sort, chosen: Some("c".to_owned()), ..Choice::default() };
        table(&choice).chosen
    };
    assert_eq!((chosen(None), chosen(Some(1))), (Some((2, 2)), Some((0, 2))));
    let gone =
        Choice { chosen: Some("c".to_owned()), filter: parse("rtt>150").unwrap(), ..Choice::default() };
    assert_eq!(table(&gone).chosen, Some((0, 0)));
    assert_eq!(table(&Choice { filter: parse("z").unwrap(), ..Choice::default() }).chosen, None);
}

#[test]
fn json_has_units_in_its_names_also_where_nothing_is_known() {
    let choice = Choice { sort: Some(0), ..Choice::default() };
    assert_eq!(
        table(&choice).json().to_string(),
        r#"[{"name":"a","rtt_seconds":null},{"name":"b","rtt_seconds":0.2},{"name":"c","rtt_seconds":0.1}]"#
    );
}

/// So many rows that nobody looks at all of them; counts those that are made.
struct Many(std::cell::Cell<usize>);

impl Rows for Many {
    fn count(&self) -> usize {
        10_000
    }

    fn row(&self, place: usize) -> Row {
        self.0.set(self.0.get() + 1);
        let cells = vec![Value::Text(place.to_string()), self.cell(place, 1)];
        Row { id: place.to_string(), cells, roles: Vec::new() }
    }

    fn cell(&self, place: usize, _: usize) -> Value {
        Value::Count((place * 7919 % 10_000) as u64)
    }

    fn find(&self, id: &str) -> Option<usize> {
        id.parse().ok()
    }
}

#[test]
fn of_many_rows_only_those_are_made_that_a_screen_can_show_wherever_one_is() {
    for chosen in [0, 1, 777, 5_000, 9_998, 9_999] {
        for top in [0, chosen / 2, chosen] {
            for sort in [None, Some(1)] {
                let many = Many(std::cell::Cell::new(0));
                let choice = Choice { sort, top, chosen: Some(chosen.to_string()), ..Choice::default() };
                let look = Look::new(choice, Window::Screen(50));
                let table = Table::new("peers", COLUMNS, &many, &look, "");
                assert!(many.0.get() < 1_000, "{} rows for {chosen} at {top}", many.0.get());
                let (shown, place) = table.chosen.unwrap();
                assert_eq!((place, table.shown, table.total), (chosen, 10_000, 10_000));
                assert_eq!(table.chosen_row().map(|row| row.id.clone()), Some(chosen.to_string()));
                // As a view moves it.
                let top = top.min(10_000 - 50).min(shown).max((shown + 1).saturating_sub(50));
                assert!((top..top + 50).all(|shown| table.row(shown).is_some()), "{chosen} at {top}");
            }
        }
    }
}

#[test]
fn an_order_is_remembered_until_something_else_was_told_or_chosen() {
    let (memo, told) = (Memo::default(), |number: u32| -> Told { Arc::new(number) });
    let (first, second) = (told(1), told(1));
    let asked = |what: &Told, moment, typed: &str, descending| {
        let many = Many(std::cell::Cell::new(0));
        let choice = Choice { sort: Some(1), descending, filter: parse(typed).unwrap(), ..Choice::default() };
        let look = Look::new(choice, Window::Screen(10));
        let look = look.remembering(&memo, vec![Arc::clone(what)], moment);
        let _table = Table::new("peers", COLUMNS, &many, &look, "");
        many.0.get() > 1_000
    };
    // A word is looked for in whole rows, so that it shows whether they were made.
    assert!(asked(&first, 0, "7", false));
    assert!(!asked(&first, 0, "7", false));
    assert!(asked(&first, 0, "77", false), "another filter");
    assert!(asked(&first, 0, "77", true), "another order");
    assert!(asked(&second, 0, "77", true), "the same was told again");
    assert!(asked(&second, 1, "77", true), "another moment");
    assert!(!asked(&second, 1, "77", true));
}

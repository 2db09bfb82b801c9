// The numbers of the tests are small.
#![allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]

use proptest::prelude::*;

use super::*;
use crate::ErrorCode;

const ALL: [Aggregate; 7] = [
    Aggregate::Count,
    Aggregate::Sum,
    Aggregate::Avg,
    Aggregate::Min,
    Aggregate::Max,
    Aggregate::First,
    Aggregate::Last,
];

/// The single value of one aggregate over values that share one bucket.
fn one(aggregate: Aggregate, values: &[f64]) -> Option<f64> {
    let mut fold = Fold::new(&[aggregate], None).unwrap();
    for value in values {
        assert_eq!(fold.push(7, *value), Ok(None));
    }
    fold.finish().unwrap().values[0]
}

#[test]
fn rows_come_as_buckets_complete_and_empty_buckets_have_none() {
    let mut fold = Fold::new(&[Aggregate::Sum], Some(Buckets::new(10, 0).unwrap())).unwrap();
    assert_eq!(fold.push(3, 1.0), Ok(None));
    assert_eq!(fold.push(9, 2.0), Ok(None));
    let row = fold.push(10, 4.0).unwrap().unwrap();
    assert_eq!(row, Row { start: 0, count: 2, values: vec![Some(3.0)] });
    let row = fold.push(55, 8.0).unwrap().unwrap();
    assert_eq!(row, Row { start: 10, count: 1, values: vec![Some(4.0)] });
    assert_eq!(fold.finish(), Some(Row { start: 50, count: 1, values: vec![Some(8.0)] }));
}

#[test]
fn without_points_there_is_no_row() {
    assert_eq!(Fold::new(&ALL, None).unwrap().finish(), None);
    assert_eq!(Fold::new(&ALL, None).unwrap().rows(std::iter::empty()).count(), 0);
}

#[test]
fn buckets_begin_at_their_alignment() {
    let buckets = Buckets::new(10, 23).unwrap();
    assert_eq!([3, 12, 13, 22, 23].map(|time| buckets.start_of(time)), [3, 3, 13, 13, 23]);
    assert_eq!([0, 2].map(|time| buckets.start_of(time)), [0, 0], "it began before time 0");
    let widest = Buckets::new(u64::MAX, 0).unwrap();
    assert_eq!(widest.start_of(u64::MAX - 1), 0);
    assert_eq!(widest.start_of(u64::MAX), u64::MAX);
    assert_eq!(Buckets::new(0, 0).unwrap_err().code(), ErrorCode::BadRequest);
}

#[test]
fn small_values_are_not_lost_between_great_ones() {
    assert_eq!(one(Aggregate::Sum, &[1.0, 1e100, 1.0, -1e100]), Some(2.0));
    let tenths = [0.1; 10];
    assert_eq!(one(Aggregate::Sum, &tenths), Some(1.0));
    assert_eq!(one(Aggregate::Avg, &tenths), Some(0.1));
}

#[test]
fn an_intermediate_overflow_does_not_ruin_a_finite_sum() {
    let values = [f64::MAX, f64::MAX, 3.0, -f64::MAX, -f64::MAX];
    assert_eq!(one(Aggregate::Sum, &values), Some(3.0));
    assert_eq!(one(Aggregate::Sum, &values[..4]), Some(f64::MAX));
    assert_eq!(one(Aggregate::Avg, &[f64::MAX, f64::MAX]), Some(f64::MAX));
    assert_eq!(one(Aggregate::Sum, &[f64::MAX, f64::MAX]), Some(f64::INFINITY));
    let half = 2f64.powi(939) * 1.5;
    assert_eq!(one(Aggregate::Sum, &[2f64.powi(940), half]), Some(2f64.powi(940) * 1.75));
    let smallest = f64::from_bits(1);
    assert_eq!(one(Aggregate::Sum, &[f64::MAX, smallest, -f64::MAX]), Some(smallest));
}

#[test]
fn infinities_count_and_their_conflict_has_no_answer() {
    let (inf, neg) = (f64::INFINITY, f64::NEG_INFINITY);
    assert_eq!(one(Aggregate::Sum, &[1.0, inf, inf]), Some(inf));
    assert_eq!(one(Aggregate::Avg, &[neg, 1.0]), Some(neg));
    assert_eq!(one(Aggregate::Sum, &[inf, neg]), None);
    assert_eq!(one(Aggregate::Avg, &[inf, 0.0, neg]), None);
    assert_eq!(one(Aggregate::Min, &[inf, neg]), Some(neg));
    assert_eq!(one(Aggregate::Max, &[neg, inf]), Some(inf));
    assert_eq!(one(Aggregate::Percentile(50.0), &[neg, inf]), None);
    assert_eq!(one(Aggregate::Percentile(50.0), &[neg, 2.0, inf]), Some(2.0));
    assert_eq!(one(Aggregate::Percentile(60.0), &[neg, 2.0, inf]), Some(inf));
    assert_eq!(one(Aggregate::Percentile(40.0), &[neg, 2.0, inf]), Some(neg));
}

#[test]
fn percentiles_are_those_of_numpy() {
    // np.percentile([15, 20, 35, 40, 50], p)
    let values = [35.0, 15.0, 50.0, 20.0, 40.0];
    for (share, expected) in
        [(0.0, 15.0), (5.0, 16.0), (30.0, 23.0), (40.0, 29.0), (50.0, 35.0), (100.0, 50.0)]
    {
        let got = one(Aggregate::Percentile(share), &values).unwrap();
        assert!((got - expected).abs() < 1e-12, "p{share}: {got}");
    }
    assert_eq!(one(Aggregate::Percentile(99.0), &[4.5]), Some(4.5));
    assert_eq!(one(Aggregate::Percentile(50.0), &[-f64::MAX, f64::MAX]), Some(0.0));
}

#[test]
fn a_percentile_over_too_many_values_says_so() {
    let mut fold = Fold::new(&[Aggregate::Percentile(50.0)], Some(Buckets::new(10, 0).unwrap())).unwrap();
    assert_eq!(fold.values_limit, PERCENTILE_VALUES_LIMIT);
    fold.values_limit = 3;
    for time in [0, 1, 2] {
        fold.push(time, 1.0).unwrap();
    }
    let error = fold.push(3, 1.0).unwrap_err();
    assert_eq!(error.code(), ErrorCode::LimitExceeded);
    let row = fold.push(10, 2.0).unwrap().unwrap();
    assert_eq!(row.count, 3, "the refused point had no effect, and the next bucket has its own room");
}

#[test]
fn aggregates_without_percentiles_hold_no_values() {
    let mut fold = Fold::new(&ALL, None).unwrap();
    fold.values_limit = 0;
    for time in 0..1000 {
        fold.push(time, 1.0).unwrap();
    }
    assert_eq!(fold.current.as_ref().unwrap().values.capacity(), 0);
    assert_eq!(fold.finish().unwrap().count, 1000);
}

#[test]
fn a_point_out_of_order_or_without_a_number_is_refused_without_effect() {
    let mut fold = Fold::new(&[Aggregate::Last], None).unwrap();
    fold.push(5, 1.0).unwrap();
    assert_eq!(fold.push(4, 2.0).unwrap_err().code(), ErrorCode::BadRequest);
    assert_eq!(fold.push(6, f64::NAN).unwrap_err().code(), ErrorCode::BadRequest);
    fold.push(5, 3.0).unwrap();
    assert_eq!(fold.finish(), Some(Row { start: 5, count: 2, values: vec![Some(3.0)] }));
}

#[test]
fn the_rows_of_a_series_end_after_an_error() {
    let fold = Fold::new(&[Aggregate::Count], Some(Buckets::new(1, 0).unwrap())).unwrap();
    let rows: Vec<_> = fold.rows([(1, 0.0), (2, 0.0), (1, 0.0), (3, 0.0)].into_iter()).collect();
    assert_eq!(rows.len(), 2);
    assert!(rows[0].is_ok() && rows[1].is_err());
}

#[test]
fn aggregates_are_read_by_name() {
    assert_eq!("avg".parse(), Ok(Aggregate::Avg));
    assert_eq!("p99.9".parse(), Ok(Aggregate::Percentile(99.9)));
    for text in ["", "p", "pmax", "median", "p101", "p-1", "pnan", "pinf", "Sum"] {
        let error = text.parse::<Aggregate>().unwrap_err();
        assert_eq!(error.code(), ErrorCode::BadRequest, "{text:?}");
    }
}

#[test]
fn an_aggregation_of_nothing_or_too_much_is_refused() {
    assert_eq!(Fold::new(&[], None).unwrap_err().code(), ErrorCode::BadRequest);
    let many = [Aggregate::Sum; AGGREGATES_LIMIT + 1];
    assert_eq!(Fold::new(&many, None).unwrap_err().code(), ErrorCode::LimitExceeded);
    assert_eq!(
        Fold::new(&[Aggregate::Percentile(f64::NAN)], None).unwrap_err().code(),
        ErrorCode::BadRequest
    );
}

/// The same answers, computed bucket by bucket over everything at once.
fn reference(points: &[(u64, f64)], width: u64, align: u64, share: f64) -> Vec<Row> {
    let bucket = |time: u64| {
        let (time, width, align) = (i128::from(time), i128::from(width), i128::from(align));
        (align + (time - align).div_euclid(width) * width).max(0) as u64
    };
    let mut starts: Vec<u64> = points.iter().map(|(time, _)| bucket(*time)).collect();
    starts.dedup();
    let row = |start: u64| {
        let values: Vec<f64> = points.iter().filter(|p| bucket(p.0) == start).map(|p| p.1).collect();
        // Thousandths: their integer sum is exact.
        let thousandths: i64 = values.iter().map(|value| (value * 1000.0).round() as i64).sum();
        let sum = thousandths as f64 / 1000.0;
        let mut sorted = values.clone();
        sorted.sort_by(f64::total_cmp);
        let rank = share / 100.0 * (sorted.len() - 1) as f64;
        let (low, high) = (sorted[rank.floor() as usize], sorted[rank.ceil() as usize]);
        let answers = [
            values.len() as f64,
            sum,
            sum / values.len() as f64,
            sorted[0],
            sorted[sorted.len() - 1],
            values[0],
            values[values.len() - 1],
            low + (high - low) * rank.fract(),
        ];
        Row { start, count: values.len() as u64, values: answers.into_iter().map(Some).collect() }
    };
    starts.into_iter().map(row).collect()
}

proptest! {
    #[test]
    fn a_stream_matches_the_reference(
        mut times in prop::collection::vec(0u64..500, 1..60),
        thousandths in prop::collection::vec(-2_000_000i64..2_000_000, 60),
        width in 1u64..120,
        align in 0u64..200,
        share in 0.0f64..=100.0,
    ) {
        times.sort_unstable();
        let points: Vec<(u64, f64)> =
            times.into_iter().zip(thousandths.into_iter().map(|value| value as f64 / 1000.0)).collect();
        let aggregates = [&ALL[..], &[Aggregate::Percentile(share)]].concat();
        let fold = Fold::new(&aggregates, Some(Buckets::new(width, align).unwrap())).unwrap();
        let rows: Vec<Row> = fold.rows(points.iter().copied()).collect::<Result<_, _>>().unwrap();
        let expected = reference(&points, width, align, share);
        prop_assert_eq!(rows.len(), expected.len());
        for (row, expected) in rows.iter().zip(&expected) {
            prop_assert_eq!((row.start, row.count), (expected.start, expected.count));
            for (got, expected) in row.values.iter().zip(&expected.values) {
                let (got, expected) = (got.unwrap(), expected.unwrap());
                prop_assert!((got - expected).abs() <= 1e-9, "{} is not {}", got, expected);
            }
        }
    }

    #[test]
    fn no_answer_is_ever_nan_and_percentiles_rise(values in prop::collection::vec(
        prop_oneof![any::<f64>().prop_filter("a number", |v| !v.is_nan()), Just(f64::INFINITY), Just(f64::MIN)], 1..20,
    )) {
        let shares = [0.0, 12.5, 50.0, 99.9, 100.0].map(Aggregate::Percentile);
        let aggregates = [&ALL[..], &shares].concat();
        let mut fold = Fold::new(&aggregates, None).unwrap();
        for value in &values {
            fold.push(0, *value).unwrap();
        }
        let row = fold.finish().unwrap();
        prop_assert!(row.values.iter().flatten().all(|value| !value.is_nan()));
        let percentiles: Vec<f64> = row.values[ALL.len()..].iter().flatten().copied().collect();
        prop_assert!(percentiles.is_sorted(), "{:?}", percentiles);
        prop_assert_eq!((percentiles.first().copied(), percentiles.last().copied()), (row.values[3], row.values[4]));
    }
}

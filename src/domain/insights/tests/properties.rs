use proptest::prelude::*;

use super::*;

fn any_fear() -> impl Strategy<Value = ReviewedFear> {
    let outcome = prop::sample::select(vec![
        Outcome::No,
        Outcome::No,
        Outcome::Partly,
        Outcome::Yes,
        Outcome::Unknown,
        Outcome::Open,
        Outcome::Dropped,
    ]);
    let acted = prop::sample::select(vec![
        None,
        Some(Acted::Yes),
        Some(Acted::No),
        Some(Acted::Unsure),
    ]);
    (
        outcome,
        acted,
        prop::array::uniform6(prop::option::of(any::<u8>())),
    )
        .prop_map(
            |(
                outcome,
                acted,
                [
                    gut,
                    second_look,
                    coping_expected,
                    managed,
                    hardness_expected,
                    hardness,
                ],
            )| {
                ReviewedFear {
                    outcome,
                    first_rating: gut,
                    last_rating: second_look,
                    acted,
                    coping_expected,
                    coping_actual: managed,
                    hardness_expected,
                    hardness_actual: hardness,
                }
            },
        )
}

proptest! {
    #![proptest_config(crate::properties::config())]

    #[test]
    fn nothing_is_shown_from_too_few_and_the_counts_add_up(
        checked in prop::collection::vec(any_fear(), 0..140),
        pairs in prop::collection::vec((any::<bool>(), any::<u8>(), any::<u8>()), 0..40),
    ) {
        let pairs: Vec<_> = pairs
            .into_iter()
            .map(|(is_one, before, after)| pair(["belief", "distress"][usize::from(is_one)], before, after))
            .collect();
        let found = compute_insights(&checked, &pairs);
        let Totals { total, resolved, open, unknown, dropped } = found.totals;
        prop_assert_eq!(total, resolved + open + unknown + dropped);
        prop_assert_eq!(found.outcome_counts.is_some(), resolved >= 5);
        if let Some(counts) = found.outcome_counts {
            prop_assert_eq!(counts.total(), resolved);
        }
        prop_assert!(found.many_happened <= (resolved >= 10));
        if let Some((low, high)) = found.share_interval {
            prop_assert!(0.0 <= low && low < high && high <= 1.0);
        }
        if let Some(managing) = found.coping {
            prop_assert!(resolved >= 5 && managing.coped_well.total >= 3);
            let counts = found.outcome_counts.unwrap();
            prop_assert_eq!(managing.coped_well.total + managing.unrated, counts.yes + counts.partly);
        }
        if let Some(Expectation { mean, happened }) = found.expectation {
            prop_assert!(happened.total >= 10 && happened.count <= happened.total);
            prop_assert!((0.0099..0.9901).contains(&mean));
        }
        if let Some((verdict, step)) = found.calibration {
            prop_assert!([10, 20, 30, 50, 75, 100].contains(&step) && step <= resolved && !found.many_happened);
            prop_assert!(verdict != Calibration::AboutRight || step >= 30);
        }
        if let Some(split) = found.acted_counts {
            prop_assert!(resolved >= 10);
            prop_assert!(split.acted + split.unsure + split.unanswered <= split.not_happened);
        }
        if let Some(looks) = found.rating_accuracy {
            prop_assert!(looks.pairs >= 10 && looks.last_closer + looks.equally_close <= looks.pairs);
        }
        let scored = found.expectation.map_or(0, |expected| expected.happened.total);
        prop_assert_eq!(found.buckets.is_some(), scored >= 20);
        prop_assert_eq!(found.brier.is_some(), scored >= 20 && !found.many_happened);
        for share in found.buckets.iter().flatten().flatten() {
            prop_assert!(share.total >= 5 && share.count <= share.total);
        }
        prop_assert_eq!(found.first_and_last.is_some(), resolved >= 30);
        for end in found.first_and_last.iter().flatten() {
            prop_assert_eq!(end.total(), 15);
        }
        for change in &found.scale_changes {
            prop_assert!(change.sessions >= 10 && change.comparison.total() == change.sessions);
            prop_assert_eq!(change.is_enough_for_chart, change.sessions >= 20);
        }
        let words = crate::domain::insights::sentences(&found);
        prop_assert!(!words.fears.is_empty() && !words.coping.is_empty());
        let has_unrated = found.coping.is_some_and(|managing| managing.unrated > 0);
        let has_details =
            found.share_interval.is_some() || has_unrated || found.rating_accuracy.is_some() || scored >= 20;
        prop_assert_eq!(!words.details.is_empty(), has_details);
        prop_assert_eq!(words.care_note.is_some(), found.many_happened);
        if resolved < 5 {
            let figures = words.fears.iter().chain(&words.coping);
            prop_assert!(!figures.into_iter().any(|line| line.contains('%')));
        }
    }
}

use proptest::prelude::*;

use super::*;

fn any_fear() -> impl Strategy<Value = Checked> {
    let outcome = prop::sample::select(vec![
        FearOutcome::No,
        FearOutcome::No,
        FearOutcome::Partly,
        FearOutcome::Yes,
        FearOutcome::Unknown,
        FearOutcome::Open,
        FearOutcome::Dropped,
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
                Checked {
                    outcome,
                    gut,
                    second_look,
                    acted,
                    coping_expected,
                    managed,
                    hardness_expected,
                    hardness,
                }
            },
        )
}

proptest! {
    #[test]
    fn nothing_is_shown_from_too_few_and_the_counts_add_up(
        checked in prop::collection::vec(any_fear(), 0..140),
        pairs in prop::collection::vec((any::<bool>(), any::<u8>(), any::<u8>()), 0..40),
    ) {
        let pairs: Vec<_> = pairs
            .into_iter()
            .map(|(is_one, before, after)| pair(["belief", "distress"][usize::from(is_one)], before, after))
            .collect();
        let found = insights(&checked, &pairs);
        let Seen { all, resolved, open, unknown, dropped } = found.seen;
        prop_assert_eq!(all, resolved + open + unknown + dropped);
        prop_assert_eq!(found.counts.is_some(), resolved >= 5);
        if let Some(counts) = found.counts {
            prop_assert_eq!(counts.all(), resolved);
        }
        prop_assert!(found.care <= (resolved >= 10));
        if let Some((low, high)) = found.interval {
            prop_assert!(0.0 <= low && low < high && high <= 1.0);
        }
        if let Some(managing) = found.managing {
            prop_assert!(resolved >= 5 && managing.well.of >= 3);
            let counts = found.counts.unwrap();
            prop_assert_eq!(managing.well.of + managing.unrated, counts.yes + counts.partly);
        }
        if let Some(Expected { mean, happened }) = found.expected {
            prop_assert!(happened.of >= 10 && happened.part <= happened.of);
            prop_assert!((0.0099..0.9901).contains(&mean));
        }
        if let Some((verdict, step)) = found.verdict {
            prop_assert!([10, 20, 30, 50, 75, 100].contains(&step) && step <= resolved && !found.care);
            prop_assert!(verdict != Verdict::AboutRight || step >= 30);
        }
        if let Some(split) = found.acted {
            prop_assert!(resolved >= 10);
            prop_assert!(split.acted + split.unsure + split.unanswered <= split.not_happened);
        }
        if let Some(looks) = found.looks {
            prop_assert!(looks.pairs >= 10 && looks.second_closer + looks.equally_close <= looks.pairs);
        }
        let scored = found.expected.map_or(0, |expected| expected.happened.of);
        prop_assert_eq!(found.buckets.is_some(), scored >= 20);
        prop_assert_eq!(found.brier.is_some(), scored >= 20 && !found.care);
        for share in found.buckets.iter().flatten().flatten() {
            prop_assert!(share.of >= 5 && share.part <= share.of);
        }
        prop_assert_eq!(found.then_and_now.is_some(), resolved >= 30);
        for end in found.then_and_now.iter().flatten() {
            prop_assert_eq!(end.all(), 15);
        }
        for change in &found.changes {
            prop_assert!(change.walks >= 10 && change.against.all() == change.walks);
            prop_assert_eq!(change.may_be_drawn, change.walks >= 20);
        }
        let words = crate::insight::words(&found);
        prop_assert!(!words.fears.is_empty() && !words.managing.is_empty());
        prop_assert!(words.details.is_empty() || scored >= 20);
        prop_assert_eq!(words.care.is_some(), found.care);
        if resolved < 5 {
            let figures = words.fears.iter().chain(&words.managing);
            prop_assert!(!figures.into_iter().any(|line| line.contains('%')));
        }
    }
}

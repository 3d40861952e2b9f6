use proptest::prelude::*;

use super::*;
use crate::exercise::Means;
use crate::journal::stored::PARTS;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_is_written_is_kept(entry in any_entry()) {
        let mut journal = Journal::in_memory().unwrap();
        prop_assert_eq!(journal.save(&entry).unwrap(), entry.state);
        prop_assert_eq!(journal.entry(&entry.id).unwrap(), Some(entry));
    }
}

fn any_words() -> impl Strategy<Value = String> {
    prop_oneof![
        "(?s).{0,40}",
        prop::sample::select(WORDS.to_vec()).prop_map(str::to_owned),
    ]
}

fn any_time() -> impl Strategy<Value = Timestamp> {
    let seconds = Timestamp::MIN.as_second()..Timestamp::MAX.as_second();
    (seconds, 0..1_000_000_000).prop_filter_map("a time there is", |(second, nanosecond)| {
        Timestamp::new(second, nanosecond).ok()
    })
}

const ALL_MEANS: [Means; 6] = [
    Means::No,
    Means::Partly,
    Means::Yes,
    Means::Unknown,
    Means::Open,
    Means::Dropped,
];

fn any_day() -> impl Strategy<Value = Date> {
    (-9999..=9999_i16, 1..=12_i8, 1..=28_i8)
        .prop_filter_map("a day there is", |(y, m, d)| Date::new(y, m, d).ok())
}

fn any_answer() -> impl Strategy<Value = Answer> {
    let list = || prop::collection::vec(any_words(), 0..4);
    prop_oneof![
        any_words().prop_map(Answer::Text),
        list().prop_map(Answer::Items),
        (0..=100_u8).prop_map(Answer::Rating),
        list().prop_map(Answer::Chosen),
        any::<u32>().prop_map(Answer::Seconds),
        prop::option::of(any_day()).prop_map(Answer::AskOn),
        (any_day(), 0..24_i8, 0..60_i8).prop_map(|(day, h, m)| Answer::Until(day.at(h, m, 0, 0))),
    ]
}

fn any_entry() -> impl Strategy<Value = Entry> {
    let answered = (
        any_words(),
        prop::option::of(prop::sample::select(PARTS.to_vec())),
        any_words(),
        any_answer(),
        prop::option::of(prop::sample::select(ALL_MEANS.to_vec())),
    )
        .prop_map(|(step, part, prompt, answer, means)| Answered {
            step,
            part,
            prompt,
            answer,
            means,
        });
    let draft = (any_words(), any_words(), any::<prop::sample::Index>()).prop_map(
        |(step, typing, place)| {
            let ends: Vec<_> = typing
                .char_indices()
                .map(|(at, _)| at)
                .chain([typing.len()])
                .collect();
            let caret = *place.get(&ends);
            Place {
                step,
                typing,
                caret,
            }
        },
    );
    (
        (
            any_words(),
            any_words(),
            any_words(),
            prop::option::of(any_words()),
        ),
        (
            any_time(),
            prop::option::of(any_time()),
            any::<i32>(),
            any_day(),
        ),
        prop::sample::select(vec![State::Draft, State::Done, State::Trashed]),
        prop::option::of(draft),
        prop::collection::vec(answered, 0..6),
    )
        .prop_map(|(names, times, state, draft, answers)| Entry {
            id: EntryId::from(names.0),
            exercise: names.1,
            title: names.2,
            origin: names.3.map(EntryId::from),
            started: times.0,
            finished: times.1,
            offset: times.2,
            day: times.3,
            state,
            draft,
            answers,
        })
}

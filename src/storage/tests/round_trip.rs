use proptest::prelude::*;

use super::*;
use crate::domain::record::arbitrary;

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..crate::properties::config() })]

    #[test]
    fn any_entry_survives_a_round_trip(entry in any_entry()) {
        let mut journal = Journal::in_memory().unwrap();
        prop_assert_eq!(journal.save(&entry).unwrap(), entry.state);
        prop_assert_eq!(journal.entry(&entry.id).unwrap(), Some(entry));
    }
}

fn any_words() -> impl Strategy<Value = String> {
    prop_oneof![
        "(?s).{0,40}",
        prop::sample::select(HOSTILE_TEXTS.to_vec()).prop_map(str::to_owned),
    ]
}

/// An entry in any state with any id.
fn any_entry() -> impl Strategy<Value = Entry> {
    (
        arbitrary::any_entry(any_words),
        any_words(),
        prop::option::of(any_words()),
        prop::sample::select(vec![
            EntryState::Draft,
            EntryState::Done,
            EntryState::Trashed,
        ]),
    )
        .prop_map(|(entry, id, origin, state)| Entry {
            id: EntryId::from(id),
            origin: origin.map(EntryId::from),
            state,
            ..entry
        })
}

use proptest::prelude::*;

use super::arbitrary::any_record;
use super::json::RecordJson;
use super::*;

/// The same entry in another version, as far as the other has something to say.
fn another_version(mut of: Record, id: &EntryId) -> Record {
    of.entry.id = id.clone();
    of.revision = 1;
    of
}

fn merged(versions: &[&Record]) -> Record {
    let mut all = versions[0].clone();
    for version in versions {
        all.merge(version);
    }
    all.revision = 1;
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..crate::properties::config() })]

    #[test]
    fn a_record_survives_a_json_round_trip(whole in any_record()) {
        let words = serde_json::to_string(&RecordJson::from(&whole)).unwrap();
        let record: RecordJson = serde_json::from_str(&words).unwrap();
        prop_assert_eq!(Record::try_from(record), Ok(whole));
    }

    #[test]
    fn merge_is_commutative_and_idempotent(
        one in any_record(), two in any_record(), three in any_record(),
    ) {
        let id = one.entry.id.clone();
        let [one, two, three] = [one, two, three].map(|whole| another_version(whole, &id));
        let end = merged(&[&one, &two, &three]);
        prop_assert_eq!(&merged(&[&three, &two, &one]), &end);
        prop_assert_eq!(&merged(&[&two, &one, &two, &three, &one]), &end);
        let mut again = end.clone();
        prop_assert!(!again.merge(&one) && !again.merge(&two) && !again.merge(&three));
    }
}

#[test]
fn the_digest_matches_the_published_fnv1a_vectors() {
    // Of FNV-1a's own test values.
    assert_eq!(fnv1a_128(b""), 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d);
    assert_eq!(fnv1a_128(b"a"), 0xd228_cb69_6f1a_8caf_7891_2b70_4e4a_8964);
}

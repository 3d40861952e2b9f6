use proptest::prelude::*;

use super::record::Record;
use super::samples::any_whole;
use super::*;

/// The same entry in another version, as far as the other has something to say.
fn another_version(mut of: Whole, id: &EntryId) -> Whole {
    of.entry.id = id.clone();
    of.revision = 1;
    of
}

fn merged(versions: &[&Whole]) -> Whole {
    let mut all = versions[0].clone();
    for version in versions {
        all.merge(version);
    }
    all.revision = 1;
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn what_is_written_down_reads_back(whole in any_whole()) {
        let words = serde_json::to_string(&Record::from(&whole)).unwrap();
        let record: Record = serde_json::from_str(&words).unwrap();
        prop_assert_eq!(Whole::try_from(record), Ok(whole));
    }

    #[test]
    fn in_whatever_order_versions_come_the_end_is_the_same(
        one in any_whole(), two in any_whole(), three in any_whole(),
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
fn the_digest_is_the_one_others_give() {
    // Of FNV-1a's own test values.
    assert_eq!(digest(b""), 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d);
    assert_eq!(digest(b"a"), 0xd228_cb69_6f1a_8caf_7891_2b70_4e4a_8964);
}

//! One flipped bit in one value, in each column of each row.

use crate::storage::lock::JournalKey;
use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rusqlite::types::Value;

use super::*;
use crate::domain::record::Record;
use crate::storage::backup::{BackupResult, create_daily};

fn sample_entries_of_each_state() -> Vec<Entry> {
    let full = |name: &str| {
        finished_entry(name)
            .with_thought("They'll laugh 明日")
            .with_answer(Role::LikelihoodBefore, Answer::Rating(80))
            .with_answer(Role::Feelings, Answer::Chosen(vec!["afraid".into()]))
            .with_answer(None, Answer::Seconds(90))
            .with_follow_up_on("2026-04-01")
    };
    vec![full("a"), full("b"), full("c")]
}

/// The exported records by id.
fn records_by_id(journal: &Journal) -> BTreeMap<String, Record> {
    let mut all = BTreeMap::new();
    let take = |whole: Record| {
        all.insert(whole.entry.id.to_string(), whole);
        Ok::<_, JournalError>(())
    };
    journal
        .for_each_record(&RecordFilter::default(), take)
        .unwrap();
    all
}

/// The value with one bit flipped, as SQLite may store it.
fn flip_bit(value: &Value, bit: usize) -> Option<Value> {
    Some(match value {
        Value::Text(text) if !text.is_empty() => {
            let mut bytes = text.clone().into_bytes();
            let at = bit / 8 % bytes.len();
            bytes[at] ^= 1 << (bit % 8);
            // Bound as a blob and cast to text by SQLite, which doesn't validate it.
            Value::Blob(bytes)
        }
        Value::Integer(number) => Value::Integer(number ^ (1 << (bit % 63))),
        _ => return None,
    })
}

/// Every value of the rows of one entry: table, row and column.
fn all_values(journal: &Journal) -> Vec<(&'static str, i64, String, Value)> {
    let mut values = Vec::new();
    for (table, name) in [
        ("entry", "id"),
        ("answer", "entry_id"),
        ("follow_up", "entry_id"),
    ] {
        let sql = format!("select rowid as number, * from {table} where {name} = 'b'");
        let mut all = journal.db.prepare(&sql).unwrap();
        let columns: Vec<String> = all.column_names().map(str::to_owned).collect();
        let mut rows = all.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            for (place, column) in columns.iter().enumerate().skip(1) {
                let value = row.get(place).unwrap();
                values.push((table, row.get(0).unwrap(), column.clone(), value));
            }
        }
    }
    values
}

#[test]
fn any_flipped_bit_in_a_value_is_reported_consistently_or_harmless_and_affects_no_other_entry() {
    let bytes = RecoveryFixture::closed_journal(&sample_entries_of_each_state());
    let home = RecoveryFixture::new();
    home.write_journal(&bytes);
    let before = records_by_id(&home.open_journal());
    let mut flips = Vec::new();
    for value in all_values(&home.open_journal()) {
        let bits = match &value.3 {
            Value::Text(text) => 8 * text.len(),
            Value::Integer(_) => 63,
            _ => 0,
        };
        flips.extend((0..bits).map(|bit| (value.clone(), bit)));
    }
    let mut chance = StdRng::seed_from_u64(6);
    flips.shuffle(&mut chance);
    if scale_iterations(1) == 1 {
        flips.truncate(150);
    }
    let (mut told, mut silent) = (0, 0);
    for ((table, number, column, value), bit) in flips {
        let at = format!("{table}.{column} of {number}, bit {bit} of {value:?}");
        let home = RecoveryFixture::new();
        home.write_journal(&bytes);
        let journal = home.open_journal();
        let rules = "pragma ignore_check_constraints = on; pragma foreign_keys = off";
        journal.db.execute_batch(rules).unwrap();
        let put = flip_bit(&value, bit).unwrap();
        let new = if matches!(put, Value::Blob(_)) {
            "cast(?1 as text)"
        } else {
            "?1"
        };
        let sql = format!("update {table} set {column} = {new} where rowid = ?2");
        if journal
            .db
            .execute(&sql, rusqlite::params![put, number])
            .is_err()
        {
            // Two rows with the same id: SQLite rejects that.
            continue;
        }
        let left = records_by_id(&journal);
        let is_out = journal.has_skipped();
        for other in ["a", "c"] {
            assert_eq!(left.get(other), before.get(other), "{at}");
        }
        drop(journal);
        let verdict = verify(&home.paths.journal_file, &JournalKey::default()).expect(&at);
        let made = create_daily(
            &home.paths.journal_file,
            &home.paths.backups_dir,
            fixed_now().day,
            &JournalKey::default(),
        )
        .expect(&at);
        let is_made = matches!(made, BackupResult::Created(..));
        assert_eq!(is_made, verdict.is_intact(), "{at}: {verdict:?}, {made:?}");
        if is_out {
            assert!(!verdict.is_intact(), "{at}");
        }
        if verdict.is_intact() {
            silent += 1;
            continue;
        }
        told += 1;
        let mended = home.recover().expect(&at);
        assert!(mended.quarantined.is_some(), "{at}");
        let after = records_by_id(&home.open_journal());
        for other in ["a", "c"] {
            assert_eq!(after[other].entry, before[other].entry, "{at}");
        }
        assert!(
            verify(&home.paths.journal_file, &JournalKey::default())
                .unwrap()
                .is_intact(),
            "{at}"
        );
    }
    println!("told {told}, silent {silent}");
    assert!(told > 0 && silent > 0);
}

#[test]
fn recovery_keeps_all_other_values_and_lists_the_damaged_one_verbatim() {
    let home = RecoveryFixture::new();
    let mut journal = home.open_journal();
    let [older, newer, ..] = &sample_entries_of_each_state()[..] else {
        panic!("three walks")
    };
    journal.save(older).unwrap();
    let early = Entry {
        answers: newer.answers[..1].to_vec(),
        ..newer.clone()
    };
    journal.save(&early).unwrap();
    drop(journal);
    home.write_backup("2026-11-23", &fs::read(&home.paths.journal_file).unwrap());
    let mut journal = home.open_journal();
    journal.load_for_editing(&id("b")).unwrap();
    journal.save(newer).unwrap();
    let spoil = "pragma ignore_check_constraints = on;
        update answer set text = cast(x'4dff6d20e6988e' as text) where entry_id = 'b' and position = 2;
        update answer set kind = 'texu' where entry_id = 'b' and position = 0";
    journal.db.execute_batch(spoil).unwrap();
    drop(journal);
    let mended = home.recover().unwrap();
    assert_eq!(mended.salvaged.partial, 1);
    if is_locked_run() {
        assert_eq!(mended.unreadable_list, None, "it would be in the clear");
    } else {
        let listed = fs::read_to_string(mended.unreadable_list.unwrap()).unwrap();
        assert!(
            listed.contains("b 2026-03-01 answer.text What is the thought"),
            "{listed}"
        );
        assert!(listed.contains("M\\xffm 明"), "{listed}");
    }
    let there = home.open_journal().entry(&id("b")).unwrap().unwrap();
    assert_eq!(there.answers.len(), newer.answers.len());
    assert_eq!(there.answers[0], newer.answers[0]);
    for (there, written) in there.answers.iter().zip(&newer.answers).skip(3) {
        assert_eq!(there, written);
    }
}

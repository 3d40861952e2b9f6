//! Journals whose schema was changed with SQL.

use std::fs;

use super::backups::BackupFixture;
use super::durability::read_files;
use super::*;
use crate::domain::entry::LocalTime;
use crate::platform::paths::AppPaths;
use crate::storage::backup::BackupResult;
use crate::storage::search::Filters;
use crate::storage::work_observer::WorkObserver;

const DOS_SQL: &str =
    "with recursive c (x) as (select 1 union all select x + 1 from c) select count(*) from c";

/// Every command that reads an unopened journal reports the schema, and a recovery restores the entries.
fn assert_never_run(desk: &BackupFixture, planted: &str) {
    let before = fs::read(desk.journal()).unwrap();
    let refused = Journal::open(&desk.journal()).unwrap_err();
    assert!(
        matches!(refused, JournalError::Damaged { .. }),
        "{planted}: {refused:?}"
    );
    let verdict = verify(&desk.journal(), &JournalKey::default()).unwrap();
    assert!(!verdict.is_intact(), "{planted}: {verdict:?}");
    let made = desk.create_daily("2026-03-03");
    assert!(
        matches!(made, BackupResult::Damaged(_)),
        "{planted}: {made:?}"
    );
    let places = AppPaths::find(Some(desk.home.path())).unwrap();
    // Opening checks the root pages first.
    if !planted.contains("rootpage") {
        let count = crate::storage::follow_up::due_query::count_due_unopened(
            &places,
            day("2026-03-09"),
            &[],
            &JournalKey::default(),
        );
        assert!(count.is_err(), "{planted}: {count:?}");
        let now = timestamp("2027-01-01T00:00:00Z");
        let gone = crate::storage::trash::purge_expired(
            &desk.journal(),
            &places.backups_dir,
            now,
            &JournalKey::default(),
        );
        assert!(gone.is_err(), "{planted}: {gone:?}");
    }
    assert_eq!(fs::read(desk.journal()).unwrap(), before, "{planted}");
    let now = LocalTime {
        timestamp: timestamp("2026-11-24T22:41:05Z"),
        utc_offset: 0,
        day: day("2026-11-24"),
    };
    let mended = crate::storage::recovery::recover(
        &places,
        &now,
        &JournalKey::default(),
        &WorkObserver::default(),
    )
    .unwrap();
    assert_eq!(mended.entries, 2, "{planted}");
    let journal = Journal::open(&desk.journal()).unwrap();
    assert_stored(
        &journal,
        &finished_entry("a").with_thought(&HOSTILE_TEXTS.join("\n")),
    );
    drop(journal);
    assert!(
        verify(&desk.journal(), &JournalKey::default())
            .unwrap()
            .is_intact(),
        "{planted}"
    );
}

#[test]
fn planted_sql_is_reported_and_never_executed() {
    for planted in [
        "create trigger evil before insert on answer begin select raise(ignore); end".to_owned(),
        format!("create trigger evil before insert on answer begin select ({DOS_SQL}); end"),
        format!("pragma legacy_alter_table = on; alter table entry rename to e2;
            create view entry as select e2.* from e2, ({DOS_SQL})"),
        "pragma legacy_alter_table = on; alter table answer rename to a2; create view answer as
            select entry_id, hex(zeroblob(900000000)) as text from a2".to_owned(),
        format!("drop table entry_count; create view entry_count as select 'done' as state, ({DOS_SQL}) as count"),
        format!("drop table fts_pending; create view fts_pending as select 'x' as entry_id from ({DOS_SQL})"),
        "create index evil on entry (id, hex(title))".to_owned(),
        "alter table entry add column evil text as (hex(zeroblob(9)))".to_owned(),
        "alter table entry add column evil text check (evil is null or evil like '%%a%%')".to_owned(),
        "drop trigger entry_count_delete".to_owned(),
        "create table big (x); insert into big with recursive c (x) as
            (select 1 union all select x + 1 from c limit 100000) select x from c".to_owned(),
        (0..3000).fold(String::new(), |sql, number| sql + &format!("create table t{number} (a, b, c);")),
        "pragma writable_schema = on;
            update sqlite_schema set sql = 'create table answer (x' where name = 'answer'".to_owned(),
        "pragma writable_schema = on;
            update sqlite_schema set rootpage = 2 where name = 'answer'".to_owned(),
        "pragma writable_schema = on; insert into sqlite_schema select * from sqlite_schema where name = 'fts_rowid'"
            .to_owned(),
    ] {
        let desk = BackupFixture::new();
        drop(desk.with_entries(&["a", "b"]));
        let db = open_database(desk.journal());
        db.execute_batch(&planted).unwrap();
        // A single file, as it may come from elsewhere.
        let _: String = db
            .query_row("pragma journal_mode = delete", [], |row| row.get(0))
            .unwrap_or_default();
        drop(db);
        let left: Vec<_> = read_files(desk.home.path()).into_keys().collect();
        assert!(left.len() <= 3, "{left:?}");
        assert_never_run(&desk, &planted);
    }
}

#[test]
fn impossible_entry_counts_are_damage() {
    for spoiled in [
        "update entry_count set count = 9223372036854775807",
        "update entry_count set count = -5",
    ] {
        let desk = BackupFixture::new();
        let mut journal = desk.with_entries(&["a"]);
        journal.db.execute_batch(spoiled).unwrap();
        // Either the save is complete or it fails.
        for name in ["a", "b"] {
            match journal
                .load_for_editing(&id(name))
                .and_then(|_| journal.save(&finished_entry(name)))
            {
                Ok(_) => assert_stored(&journal, &finished_entry(name)),
                Err(error) => assert!(error.is_recoverable(), "{spoiled}: {error:?}"),
            }
        }
        drop(journal);
        assert!(
            !verify(&desk.journal(), &JournalKey::default())
                .unwrap()
                .is_intact(),
            "{spoiled}"
        );
    }
}

#[test]
fn a_garbage_fts_index_costs_no_entry() {
    let desk = BackupFixture::new();
    let journal = desk.with_entries(&["a", "b"]);
    journal
        .search_page(
            &Query::new("looks", Filters::default()),
            PageRequest::Newest,
            9,
        )
        .unwrap();
    drop(journal);
    let db = open_database(desk.journal());
    db.execute_batch(
        "delete from fts_data; insert into fts_data values (1, x'ffffffffffffffff'), (10, x'00ff')",
    )
    .unwrap();
    drop(db);
    assert!(
        !verify(&desk.journal(), &JournalKey::default())
            .unwrap()
            .is_intact()
    );
    let mut journal = Journal::open(&desk.journal()).unwrap();
    journal
        .save(&finished_entry("c").with_thought("明日"))
        .unwrap();
    assert_eq!(list_ids(&journal, EntryList::Done).len(), 3);
}

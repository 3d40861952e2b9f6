//! The schemas that the migrations make, and the comparison of a file's schema with them.
//!
//! SQLite runs the triggers, views, checks and generated columns of whatever file it is given. So nothing is asked of
//! a journal before its schema is known to be one of ours.

use std::fmt::Write;

use rusqlite::Connection;
use rusqlite::types::ValueRef;

use super::{MIGRATIONS, SCHEMA_VERSION};

/// One line of `sqlite_schema`: a table, an index, a trigger or a view.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SchemaObject {
    pub kind: String,
    pub name: String,
    pub table: String,
    pub sql: String,
    /// Its first page; 0 where it has none.
    pub root_page: u32,
}

/// Whose schema a file has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SchemaOrigin {
    /// That of the version it says, or none at all yet.
    Known,
    /// That of a later version.
    Newer,
    /// Ours with a wrong version number, or with this difference.
    Changed(String),
}

/// The objects of a database in the order of `sqlite_schema`. Reading them runs none of them.
pub fn read_objects(db: &Connection) -> rusqlite::Result<Vec<SchemaObject>> {
    let text = |value: ValueRef<'_>| match value {
        ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
        _ => String::new(),
    };
    db.prepare("select type, name, tbl_name, sql, rootpage from sqlite_schema")?
        .query_map([], |row| {
            Ok(SchemaObject {
                kind: text(row.get_ref(0)?),
                name: text(row.get_ref(1)?),
                table: text(row.get_ref(2)?),
                sql: text(row.get_ref(3)?),
                root_page: row.get(4).unwrap_or(0),
            })
        })?
        .take(MAX_OBJECTS)
        .collect()
}

/// Says whose schema `objects` are in a file of this `version`.
///
/// Each migration changes the schema, so a version that is higher than ours with a schema of ours is a spoiled number.
pub fn classify(version: i64, objects: &[SchemaObject]) -> rusqlite::Result<SchemaOrigin> {
    let known = usize::try_from(version)
        .ok()
        .filter(|version| *version <= MIGRATIONS.len());
    if version == 0 && objects.is_empty() {
        return Ok(SchemaOrigin::Known);
    }
    let Some(known @ 1..) = known else {
        for version in 1..=MIGRATIONS.len() {
            if first_difference(&objects_of_version(version)?, objects).is_none() {
                return Ok(SchemaOrigin::Changed("the version number".to_owned()));
            }
        }
        return Ok(if version > SCHEMA_VERSION {
            SchemaOrigin::Newer
        } else {
            SchemaOrigin::Changed("the version number".to_owned())
        });
    };
    if version == SCHEMA_VERSION && is_current(objects) {
        return Ok(SchemaOrigin::Known);
    }
    Ok(first_difference(&objects_of_version(known)?, objects)
        .map_or(SchemaOrigin::Known, SchemaOrigin::Changed))
}

/// Whether these are the objects of the newest version at the pages at which a new journal has them.
pub fn is_freshly_created(objects: &[SchemaObject]) -> bool {
    dump(objects, |object| object.root_page) == CURRENT_DUMP
}

/// The same wherever they begin, at the cost of a comparison: building the schema to compare with takes as long as
/// everything else that opening a journal does.
fn is_current(objects: &[SchemaObject]) -> bool {
    let mut roots = CURRENT_DUMP.lines().filter_map(|line| {
        let (_, root) = line.strip_prefix("-- ")?.rsplit_once(' ')?;
        root.parse().ok()
    });
    dump(objects, |_| roots.next().unwrap_or(0)) == CURRENT_DUMP
}

/// The schema after so many migrations.
fn objects_of_version(version: usize) -> rusqlite::Result<Vec<SchemaObject>> {
    let db = Connection::open_in_memory()?;
    for step in &MIGRATIONS[..version] {
        db.execute_batch(step)?;
    }
    read_objects(&db)
}

/// The first difference between what is expected and what is there, in words that are no one else's.
fn first_difference(expected: &[SchemaObject], there: &[SchemaObject]) -> Option<String> {
    let described = |object: &SchemaObject| {
        let kept = |letter: &char| letter.is_ascii_alphanumeric() || *letter == '_';
        let word = |word: &str| word.chars().filter(kept).take(40).collect::<String>();
        format!("{} {}", word(&object.kind), word(&object.name))
    };
    let is_same = |one: &SchemaObject, other: &SchemaObject| {
        (&one.kind, &one.name, &one.table, &one.sql)
            == (&other.kind, &other.name, &other.table, &other.sql)
    };
    let lacks =
        |all: &[SchemaObject], one: &SchemaObject| !all.iter().any(|other| is_same(one, other));
    let missing = expected.iter().find(|object| lacks(there, object));
    let strange = there.iter().find(|object| lacks(expected, object));
    if missing.is_none() && strange.is_none() && expected.len() != there.len() {
        return Some("a line that is there twice".to_owned());
    }
    strange.or(missing).map(described)
}

/// The objects as text, to be compared at once.
fn dump(objects: &[SchemaObject], mut root: impl FnMut(&SchemaObject) -> u32) -> String {
    let mut text = String::with_capacity(CURRENT_DUMP.len());
    for object in objects.iter().take(MAX_OBJECTS) {
        let (kind, name, table) = (&object.kind, &object.name, &object.table);
        // Writing to a string can't fail.
        let _ = write!(
            text,
            "-- {kind} {name} of {table} at {}\n{}\n",
            root(object),
            object.sql
        );
        if text.len() > CURRENT_DUMP.len() {
            break;
        }
    }
    text
}

/// What the newest version has, as SQLite lists it. A test writes this file from the migrations when it is told to. Where
/// it is behind them, or where SQLite words its own tables in another way, `made_by` decides.
const CURRENT_DUMP: &str = include_str!("current.sql");

/// No version has as many; more aren't looked at.
const MAX_OBJECTS: usize = 200;

#[cfg(test)]
mod tests {
    use std::{env, fs};

    use super::*;

    #[test]
    fn the_list_of_the_newest_schema_is_what_the_migrations_make() {
        let made = objects_of_version(MIGRATIONS.len()).unwrap();
        let list = dump_all(&made);
        if env::var("ENOUGH_SCHEMA").is_ok_and(|what| what == "write") {
            let path = concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/src/storage/schema/current.sql"
            );
            fs::write(path, list).unwrap();
            return;
        }
        assert_eq!(
            list, CURRENT_DUMP,
            "after a migration: ENOUGH_SCHEMA=write cargo test --lib newest_schema"
        );
        assert!(is_freshly_created(&made) && is_current(&made));
    }

    fn dump_all(objects: &[SchemaObject]) -> String {
        let one = |object: &SchemaObject| {
            format!(
                "-- {} {} of {} at {}\n{}\n",
                object.kind, object.name, object.table, object.root_page, object.sql
            )
        };
        objects.iter().map(one).collect()
    }

    #[test]
    fn every_migration_changes_the_schema_so_that_a_wrong_version_is_detected() {
        for version in 1..=MIGRATIONS.len() {
            let made = objects_of_version(version).unwrap();
            let number = i64::try_from(version).unwrap();
            assert_eq!(classify(number, &made).unwrap(), SchemaOrigin::Known);
            for wrong in (0..10).map(|bit| number ^ (1 << bit)) {
                let origin = classify(wrong, &made).unwrap();
                assert!(
                    matches!(origin, SchemaOrigin::Changed(_)),
                    "{number} as {wrong}"
                );
            }
        }
        assert_eq!(classify(0, &[]).unwrap(), SchemaOrigin::Known);
    }

    #[test]
    fn what_was_added_changed_or_taken_away_is_named() {
        let made = objects_of_version(MIGRATIONS.len()).unwrap();
        let with = |change: &str| {
            let db = Connection::open_in_memory().unwrap();
            for step in MIGRATIONS {
                db.execute_batch(step).unwrap();
            }
            db.execute_batch(change).unwrap();
            read_objects(&db).unwrap()
        };
        for (change, named) in [
            (
                "create trigger evil after insert on entry begin select 1; end",
                "trigger evil",
            ),
            ("create view \"睡\u{1b}[31m\" as select 1", "view 31m"),
            ("create index own on answer (words)", "index own"),
            ("drop trigger tally_gone", "trigger tally_gone"),
            (
                "alter table answer add column x integer default (random())",
                "table answer",
            ),
        ] {
            let found = classify(SCHEMA_VERSION, &with(change)).unwrap();
            assert_eq!(found, SchemaOrigin::Changed(named.to_owned()), "{change}");
            assert_eq!(
                classify(SCHEMA_VERSION + 1, &with(change)).unwrap(),
                SchemaOrigin::Newer
            );
        }
        let twice: Vec<_> = made.iter().chain(&made[..1]).cloned().collect();
        assert!(matches!(
            classify(SCHEMA_VERSION, &twice).unwrap(),
            SchemaOrigin::Changed(_)
        ));
        let mut moved = made;
        moved.swap(3, 9);
        assert_eq!(
            classify(SCHEMA_VERSION, &moved).unwrap(),
            SchemaOrigin::Known,
            "as after a vacuum"
        );
    }
}

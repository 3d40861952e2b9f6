//! The schemas that the migrations make, and the comparison of a file's schema with them.
//!
//! SQLite runs the triggers, views, checks and generated columns of whatever file it is given. So nothing is asked of
//! a journal before its schema is known to be one of ours.

use std::fmt::Write;

use rusqlite::Connection;
use rusqlite::types::ValueRef;

use super::{MIGRATIONS, NEWEST};

/// One line of `sqlite_schema`: a table, an index, a trigger or a view.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Object {
    pub kind: String,
    pub name: String,
    pub table: String,
    pub sql: String,
    /// Its first page; 0 where it has none.
    pub root: u32,
}

/// Whose schema a file has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// That of the version it says, or none at all yet.
    Ours,
    /// That of a later version.
    Newer,
    /// Ours with a wrong version number, or with this difference.
    Changed(String),
}

/// The objects of a database in the order of `sqlite_schema`. Reading them runs none of them.
pub fn objects(db: &Connection) -> rusqlite::Result<Vec<Object>> {
    let text = |value: ValueRef<'_>| match value {
        ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
        _ => String::new(),
    };
    db.prepare("select type, name, tbl_name, sql, rootpage from sqlite_schema")?
        .query_map([], |row| {
            Ok(Object {
                kind: text(row.get_ref(0)?),
                name: text(row.get_ref(1)?),
                table: text(row.get_ref(2)?),
                sql: text(row.get_ref(3)?),
                root: row.get(4).unwrap_or(0),
            })
        })?
        .take(MOST_OBJECTS)
        .collect()
}

/// Says whose schema `objects` are in a file of this `version`.
///
/// Each migration changes the schema, so a version that is higher than ours with a schema of ours is a spoiled number.
pub fn origin(version: i64, objects: &[Object]) -> rusqlite::Result<Origin> {
    let known = usize::try_from(version)
        .ok()
        .filter(|version| *version <= MIGRATIONS.len());
    if version == 0 && objects.is_empty() {
        return Ok(Origin::Ours);
    }
    let Some(known @ 1..) = known else {
        for version in 1..=MIGRATIONS.len() {
            if difference(&made_by(version)?, objects).is_none() {
                return Ok(Origin::Changed("the version number".to_owned()));
            }
        }
        return Ok(if version > NEWEST {
            Origin::Newer
        } else {
            Origin::Changed("the version number".to_owned())
        });
    };
    if version == NEWEST && is_newest(objects) {
        return Ok(Origin::Ours);
    }
    Ok(difference(&made_by(known)?, objects).map_or(Origin::Ours, Origin::Changed))
}

/// Whether these are the objects of the newest version at the pages at which a new journal has them.
pub fn is_as_new(objects: &[Object]) -> bool {
    written(objects, |object| object.root) == NEWEST_OBJECTS
}

/// The same wherever they begin, at the cost of a comparison: building the schema to compare with takes as long as
/// everything else that opening a journal does.
fn is_newest(objects: &[Object]) -> bool {
    let mut roots = NEWEST_OBJECTS.lines().filter_map(|line| {
        let (_, root) = line.strip_prefix("-- ")?.rsplit_once(' ')?;
        root.parse().ok()
    });
    written(objects, |_| roots.next().unwrap_or(0)) == NEWEST_OBJECTS
}

/// The schema after so many migrations.
fn made_by(version: usize) -> rusqlite::Result<Vec<Object>> {
    let db = Connection::open_in_memory()?;
    for step in &MIGRATIONS[..version] {
        db.execute_batch(step)?;
    }
    objects(&db)
}

/// The first difference between what is expected and what is there, in words that are no one else's.
fn difference(expected: &[Object], there: &[Object]) -> Option<String> {
    let described = |object: &Object| {
        let kept = |letter: &char| letter.is_ascii_alphanumeric() || *letter == '_';
        let word = |word: &str| word.chars().filter(kept).take(40).collect::<String>();
        format!("{} {}", word(&object.kind), word(&object.name))
    };
    let is_same = |one: &Object, other: &Object| {
        (&one.kind, &one.name, &one.table, &one.sql)
            == (&other.kind, &other.name, &other.table, &other.sql)
    };
    let lacks = |all: &[Object], one: &Object| !all.iter().any(|other| is_same(one, other));
    let missing = expected.iter().find(|object| lacks(there, object));
    let strange = there.iter().find(|object| lacks(expected, object));
    if missing.is_none() && strange.is_none() && expected.len() != there.len() {
        return Some("a line that is there twice".to_owned());
    }
    strange.or(missing).map(described)
}

/// The objects as text, to be compared at once.
fn written(objects: &[Object], mut root: impl FnMut(&Object) -> u32) -> String {
    let mut text = String::with_capacity(NEWEST_OBJECTS.len());
    for object in objects.iter().take(MOST_OBJECTS) {
        let (kind, name, table) = (&object.kind, &object.name, &object.table);
        // Writing to a string can't fail.
        let _ = write!(
            text,
            "-- {kind} {name} of {table} at {}\n{}\n",
            root(object),
            object.sql
        );
        if text.len() > NEWEST_OBJECTS.len() {
            break;
        }
    }
    text
}

/// What the newest version has, as SQLite lists it. A test writes this file from the migrations when it is told to. Where
/// it is behind them, or where SQLite words its own tables in another way, `made_by` decides.
const NEWEST_OBJECTS: &str = include_str!("newest.sql");

/// No version has as many; more aren't looked at.
const MOST_OBJECTS: usize = 200;

#[cfg(test)]
mod tests {
    use std::{env, fs};

    use super::*;

    #[test]
    fn the_list_of_the_newest_schema_is_what_the_migrations_make() {
        let made = made_by(MIGRATIONS.len()).unwrap();
        let list = written_whole(&made);
        if env::var("ENOUGH_SCHEMA").is_ok_and(|what| what == "write") {
            let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/journal/schema/newest.sql");
            fs::write(path, list).unwrap();
            return;
        }
        assert_eq!(
            list, NEWEST_OBJECTS,
            "after a migration: ENOUGH_SCHEMA=write cargo test --lib newest_schema"
        );
        assert!(is_as_new(&made) && is_newest(&made));
    }

    fn written_whole(objects: &[Object]) -> String {
        let one = |object: &Object| {
            format!(
                "-- {} {} of {} at {}\n{}\n",
                object.kind, object.name, object.table, object.root, object.sql
            )
        };
        objects.iter().map(one).collect()
    }

    #[test]
    fn every_migration_changes_the_schema_so_that_a_spoiled_number_is_known() {
        for version in 1..=MIGRATIONS.len() {
            let made = made_by(version).unwrap();
            let number = i64::try_from(version).unwrap();
            assert_eq!(origin(number, &made).unwrap(), Origin::Ours);
            for wrong in (0..10).map(|bit| number ^ (1 << bit)) {
                let origin = origin(wrong, &made).unwrap();
                assert!(matches!(origin, Origin::Changed(_)), "{number} as {wrong}");
            }
        }
        assert_eq!(origin(0, &[]).unwrap(), Origin::Ours);
    }

    #[test]
    fn what_was_added_changed_or_taken_away_is_named() {
        let made = made_by(MIGRATIONS.len()).unwrap();
        let with = |change: &str| {
            let db = Connection::open_in_memory().unwrap();
            for step in MIGRATIONS {
                db.execute_batch(step).unwrap();
            }
            db.execute_batch(change).unwrap();
            objects(&db).unwrap()
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
            let found = origin(NEWEST, &with(change)).unwrap();
            assert_eq!(found, Origin::Changed(named.to_owned()), "{change}");
            assert_eq!(origin(NEWEST + 1, &with(change)).unwrap(), Origin::Newer);
        }
        let twice: Vec<_> = made.iter().chain(&made[..1]).cloned().collect();
        assert!(matches!(
            origin(NEWEST, &twice).unwrap(),
            Origin::Changed(_)
        ));
        let mut moved = made;
        moved.swap(3, 9);
        assert_eq!(
            origin(NEWEST, &moved).unwrap(),
            Origin::Ours,
            "as after a vacuum"
        );
    }
}

//! Compares the schema of a file with the one that this program creates.
//!
//! SQLite runs the triggers, views, checks and generated columns of whatever file it is given, so the schema is compared
//! before any query runs.

use std::fmt::Write;
use std::path::Path;

use rusqlite::Connection;
use rusqlite::types::ValueRef;

use super::{SCHEMA_SQL, SCHEMA_VERSION};
use crate::storage::db::{self, OpenMode};
use crate::storage::error::JournalError;
use crate::storage::lock::JournalKey;
use crate::storage::sqlite_file::schema_table::{MAX_OBJECTS, SchemaObject};

/// Which program wrote the schema of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SchemaOrigin {
    /// This version, or the file is still empty.
    Known,
    /// A later version.
    Newer,
    /// A version from before the first release.
    Unreleased,
    /// This version, but with a wrong version number or with this difference.
    Changed(String),
}

impl SchemaOrigin {
    /// An error unless the schema is known.
    pub(crate) fn check(self, path: &Path) -> Result<(), JournalError> {
        let path_buf = || path.to_owned();
        match self {
            Self::Known => Ok(()),
            Self::Newer => Err(JournalError::Newer { path: path_buf() }),
            Self::Unreleased => Err(JournalError::UnreleasedSchema { path: path_buf() }),
            Self::Changed(what) => Err(JournalError::schema_changed(path, &what)),
        }
    }
}

/// Checks that the journal at `path` has exactly the schema of its version. Call it before any other query.
pub(crate) fn check_schema(db: &Connection, path: &Path) -> Result<(), JournalError> {
    let db_err = |source| JournalError::from_sqlite(path, source);
    let objects = read_objects(db).map_err(db_err)?;
    classify(db::schema_version(db).map_err(db_err)?, &objects)
        .map_err(db_err)?
        .check(path)
}

/// The objects of a database in the order of `sqlite_schema`. Reading them runs none of them.
pub(crate) fn read_objects(db: &Connection) -> rusqlite::Result<Vec<SchemaObject>> {
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

/// Decides which program wrote `objects` in a file of this `version`.
pub(crate) fn classify(version: i64, objects: &[SchemaObject]) -> rusqlite::Result<SchemaOrigin> {
    let is_known_version = version == SCHEMA_VERSION;
    if (version == 0 && objects.is_empty()) || (is_known_version && is_current(objects)) {
        return Ok(SchemaOrigin::Known);
    }
    let difference = first_difference(&expected_objects()?, objects);
    Ok(match difference {
        _ if is_unreleased(objects) => SchemaOrigin::Unreleased,
        None if is_known_version => SchemaOrigin::Known,
        Some(_) if version > SCHEMA_VERSION => SchemaOrigin::Newer,
        Some(difference) if is_known_version => SchemaOrigin::Changed(difference),
        _ => SchemaOrigin::Changed("the version number".to_owned()),
    })
}

/// Whether the tables have the names from before the first release.
fn is_unreleased(objects: &[SchemaObject]) -> bool {
    let has = |name: &str| objects.iter().any(|object| object.name == name);
    has("check_in") && !has("follow_up")
}

/// Whether these are the objects of the current version, at the root pages that they have in a new journal.
pub(crate) fn is_freshly_created(objects: &[SchemaObject]) -> bool {
    dump(objects, |object| object.root_page) == CURRENT_DUMP
}

/// The same at any root pages. This comparison of text is cheap; creating the schema in memory to compare with it takes as
/// long as everything else that opening a journal does.
fn is_current(objects: &[SchemaObject]) -> bool {
    let mut roots = CURRENT_DUMP.lines().filter_map(|line| {
        let (_, root) = line.strip_prefix("-- ")?.rsplit_once(' ')?;
        root.parse().ok()
    });
    dump(objects, |_| roots.next().unwrap_or(0)) == CURRENT_DUMP
}

/// The objects that this version creates.
fn expected_objects() -> rusqlite::Result<Vec<SchemaObject>> {
    let db = db::open(Path::new(""), OpenMode::InMemory, &JournalKey::NONE)?;
    db.execute_batch(SCHEMA_SQL)?;
    read_objects(&db)
}

/// Describes the first difference between two schemas, without any content of the file but a name of letters and digits.
fn first_difference(expected: &[SchemaObject], actual: &[SchemaObject]) -> Option<String> {
    let describe = |object: &SchemaObject| {
        let is_plain = |letter: &char| letter.is_ascii_alphanumeric() || *letter == '_';
        let word = |word: &str| word.chars().filter(is_plain).take(40).collect::<String>();
        format!("{} {}", word(&object.kind), word(&object.name))
    };
    let is_same = |one: &SchemaObject, other: &SchemaObject| {
        (&one.kind, &one.name, &one.table, &one.sql)
            == (&other.kind, &other.name, &other.table, &other.sql)
    };
    let lacks =
        |all: &[SchemaObject], one: &SchemaObject| !all.iter().any(|other| is_same(one, other));
    let missing = expected.iter().find(|object| lacks(actual, object));
    let unexpected = actual.iter().find(|object| lacks(expected, object));
    if missing.is_none() && unexpected.is_none() && expected.len() != actual.len() {
        return Some("a line that is there twice".to_owned());
    }
    unexpected.or(missing).map(describe)
}

/// The objects as text, cut once it is longer than the expected text.
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

/// The dump of a new journal. A test compares it with [`SCHEMA_SQL`] and writes it on request. Where SQLite phrases its own
/// tables differently, `first_difference` decides.
const CURRENT_DUMP: &str = include_str!("current.sql");

#[cfg(test)]
mod tests {
    use std::{env, fs};

    use super::*;

    #[test]
    fn schema_dump_is_current_and_released_schema_is_unchanged() {
        let created = expected_objects().unwrap();
        let created_dump = dump_all(&created);
        if env::var("ENOUGH_DB_SCHEMA").is_ok_and(|what| what == "write") {
            let path = concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/src/storage/schema/current.sql"
            );
            fs::write(path, created_dump).unwrap();
            return;
        }
        assert_eq!(
            created_dump, CURRENT_DUMP,
            "a released schema never changes; a new version is a migration after it, and then: \
             ENOUGH_DB_SCHEMA=write cargo test --lib schema_dump"
        );
        assert!(is_freshly_created(&created) && is_current(&created));
        assert_eq!(SCHEMA_VERSION, 1, "keep the dump of each released version");
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
    fn wrong_version_number_is_detected() {
        let created = expected_objects().unwrap();
        let classified = classify(SCHEMA_VERSION, &created).unwrap();
        assert_eq!(classified, SchemaOrigin::Known);
        for wrong in (0..10).map(|bit| SCHEMA_VERSION ^ (1 << bit)) {
            let origin = classify(wrong, &created).unwrap();
            assert!(matches!(origin, SchemaOrigin::Changed(_)), "{wrong}");
        }
        assert_eq!(classify(0, &[]).unwrap(), SchemaOrigin::Known);
    }

    #[test]
    fn unreleased_schema_is_recognised_at_every_version_it_had() {
        let db = db::open(Path::new(""), OpenMode::InMemory, &JournalKey::NONE).unwrap();
        super::super::create_unreleased_schema(&db, 1).unwrap();
        let objects = read_objects(&db).unwrap();
        for version in 1..=8 {
            let origin = classify(version, &objects).unwrap();
            assert_eq!(origin, SchemaOrigin::Unreleased, "{version}");
        }
    }

    #[test]
    fn difference_names_the_added_changed_or_removed_object() {
        let created = expected_objects().unwrap();
        let with = |change: &str| {
            let db = db::open(Path::new(""), OpenMode::InMemory, &JournalKey::NONE).unwrap();
            db.execute_batch(SCHEMA_SQL).unwrap();
            db.execute_batch(change).unwrap();
            read_objects(&db).unwrap()
        };
        for (change, named) in [
            (
                "create trigger evil after insert on entry begin select 1; end",
                "trigger evil",
            ),
            ("create view \"睡\u{1b}[31m\" as select 1", "view 31m"),
            ("create index own on answer (text)", "index own"),
            ("create table check_in (x)", "table check_in"),
            (
                "drop trigger entry_count_delete",
                "trigger entry_count_delete",
            ),
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
        let twice: Vec<_> = created.iter().chain(&created[..1]).cloned().collect();
        assert!(matches!(
            classify(SCHEMA_VERSION, &twice).unwrap(),
            SchemaOrigin::Changed(_)
        ));
        let mut reordered = created;
        reordered.swap(3, 9);
        assert_eq!(
            classify(SCHEMA_VERSION, &reordered).unwrap(),
            SchemaOrigin::Known,
            "as after a vacuum"
        );
    }
}

use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag};

use super::*;
use crate::domain::entry::EntryId;
use crate::domain::outcome::Outcome;
use crate::domain::record::arbitrary::{any_record, any_text};
use crate::domain::record::samples::{finished_entry, finished_record};
use crate::json_schema::JsonSchema;
use crate::platform::private_fs::write_new_atomically;
use crate::storage::export_format::schema;
use crate::storage::work_observer::WorkObserver;

fn journal(wholes: &[Record]) -> Journal {
    let mut journal = Journal::in_memory().unwrap();
    let merging = journal.begin_merge().unwrap();
    for whole in wholes {
        merging.put_record(whole).unwrap();
    }
    merging.commit().unwrap();
    journal
}

fn export(journal: &Journal, format: Format) -> String {
    exported(journal, format, false)
}

fn exported(journal: &Journal, format: Format, redact: bool) -> String {
    let mut out = Vec::new();
    let export = Export {
        format,
        pick: RecordFilter::default(),
        redact,
        now: "2026-11-24T22:41:00Z".parse().unwrap(),
    };
    export.write(journal, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// The text of a Markdown document, and the kinds of markup in it.
fn read(markdown: &str) -> (String, Vec<String>) {
    let (mut text, mut kinds) = (String::new(), Vec::new());
    for event in Parser::new_ext(markdown, options()) {
        match event {
            Event::Text(words) => text.push_str(&words),
            Event::SoftBreak | Event::HardBreak => text.push('\n'),
            Event::Start(Tag::Paragraph | Tag::BlockQuote(None)) | Event::End(_) => {}
            other => kinds.push(format!("{other:?}")),
        }
    }
    (text, kinds)
}

/// All extensions of Markdown except the one that changes quotation marks.
fn options() -> Options {
    Options::all() - Options::ENABLE_SMART_PUNCTUATION
}

fn letters(words: &str) -> String {
    words.split_whitespace().collect()
}

/// The rows of a CSV table, as the crate reads them.
fn rows(table: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new();
    let reader = reader.has_headers(false).flexible(true);
    let rows = reader.from_reader(table.as_bytes()).into_records();
    rows.map(|row| row.unwrap().iter().map(str::to_owned).collect())
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..crate::properties::config() })]

    #[test]
    fn no_text_becomes_markup(words in any_text(), title in any_text()) {
        let (text, kinds) = read(&markdown::block_quote(&words));
        prop_assert_eq!(&kinds, &Vec::<String>::new(), "{}", markdown::block_quote(&words));
        prop_assert_eq!(letters(&text), letters(&words), "{}", markdown::block_quote(&words));
        let line = markdown::escape_line(&crate::text::one_line(&title));
        let (text, kinds) = read(&format!("# {line}\n"));
        prop_assert!(kinds.len() == 1 && kinds[0].contains("Heading"), "{line:?} {kinds:?}");
        prop_assert_eq!(letters(&text), letters(&title));
    }

    #[test]
    fn a_csv_table_reads_back_and_no_cell_is_a_formula(cells in prop::collection::vec(any_text(), 2..5)) {
        assert_row_reads_back_without_formulas(&cells);
    }
}

fn assert_row_reads_back_without_formulas(cells: &[String]) {
    let escaped: Vec<_> = cells.iter().cloned().map(table::escape_formula).collect();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&escaped).unwrap();
    let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
    let rows = rows(&text);
    assert_eq!(rows, std::slice::from_ref(&escaped));
    for (cell, original) in rows[0].iter().zip(cells) {
        assert!(!cell.trim_start().starts_with(['=', '+', '-', '@']));
        let unescaped = cell.strip_prefix('\'').filter(|cell| *cell == original);
        assert_eq!(unescaped.unwrap_or(cell), original);
    }
}

#[test]
fn a_formula_after_a_no_break_space_is_escaped() {
    assert_row_reads_back_without_formulas(&[String::new(), "\u{a0}=".to_owned()]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..crate::properties::config() })]

    #[test]
    fn every_export_matches_its_schema(wholes in prop::collection::vec(any_record(), 0..4)) {
        let journal = journal(&wholes);
        let schema = JsonSchema::new(schema());
        for redact in [false, true] {
            let json = serde_json::from_str(&exported(&journal, Format::Json, redact)).unwrap();
            let errors = schema.errors(&json);
            prop_assert!(errors.is_empty(), "{errors:#?}");
        }
        // There is a row for each entry, with as many cells as the header.
        let table = export(&journal, Format::Csv);
        let rows = rows(&table);
        let ids: std::collections::BTreeSet<_> = wholes.iter().map(|whole| &whole.entry.id).collect();
        prop_assert_eq!(rows.len(), ids.len() + 1);
        prop_assert!(rows.iter().all(|row| row.len() == header().len()));
        let pages = export(&journal, Format::Markdown);
        let events = Parser::new_ext(&pages, options()).filter(|event| {
            matches!(event, Event::Code(_) | Event::Html(_) | Event::InlineHtml(_)
                | Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::Emphasis | Tag::List(_)))
        });
        prop_assert_eq!(events.count(), 0, "{}", pages);
    }
}

/// An entry with a different word in each field that can have one, and these words.
fn wordy() -> (Record, Vec<String>) {
    let json = include_str!("tests/wordy.json");
    let record: crate::domain::record::json::RecordJson = serde_json::from_str(json).unwrap();
    let words = json.split(|letter: char| !letter.is_alphabetic());
    let words = words.filter(|word| word.starts_with("zz"));
    (
        Record::try_from(record).unwrap(),
        words.map(str::to_owned).collect(),
    )
}

#[test]
fn somebody_who_helps_can_read_a_page_without_the_program() {
    let (mut whole, _) = wordy();
    let follow_up = whole.follow_up.as_mut().unwrap();
    follow_up.outcome = Outcome::Partly;
    (follow_up.acted, follow_up.hardness) = (Some(false), Some(62));
    follow_up.coping = Some(41);
    let page = export(&journal(std::slice::from_ref(&whole)), Format::Markdown);
    let expected = "A look back was set for Sunday, 8 March 2026. What you feared happened in part. \
                    Nothing was done that made it less likely. \
                    How hard it was: 62 of 100. How well it was managed: 41 of 100.";
    assert!(page.contains(expected), "{page}");
    assert!(page.contains("> 73 of 100"), "{page}");

    whole.follow_up.as_mut().unwrap().outcome = Outcome::Open;
    let page = export(&journal(&[whole]), Format::Markdown);
    assert!(
        page.contains("A look back is set for Sunday, 8 March 2026."),
        "{page}"
    );
}

#[test]
fn a_redacted_export_keeps_numbers_and_no_words() {
    let (whole, words) = wordy();
    assert_eq!(words.len(), 12, "{words:?}");
    let journal = journal(&[whole]);
    for format in [Format::Json, Format::Csv, Format::Markdown] {
        let all = export(&journal, format);
        let bare = exported(&journal, format, true);
        for word in &words {
            // Only the JSON has the ids of steps.
            let is_shown = match format {
                Format::Json => true,
                Format::Csv => word != "zzstep",
                Format::Markdown => !["zzstep", "zzplace", "zzexercise"].contains(&&**word),
            };
            assert_eq!(all.contains(word), is_shown, "{word}: {all}");
            assert!(!bare.contains(word), "{word}: {bare}");
        }
        let day = match format {
            Format::Markdown => "8 March 2026",
            _ => "2026-03-08",
        };
        for number in ["73", "41", "62", day] {
            assert!(bare.contains(number), "{number}: {bare}");
        }
    }
}

#[test]
fn a_redacted_export_names_only_public_exercises() {
    let library = crate::content::library::Library::embedded();
    let shipped = library.exercises().next().unwrap().id.clone();
    for (exercise, is_named) in [
        (shipped.as_str(), true),
        ("freecbt", true),
        ("zzexercise", false),
    ] {
        let mut record = wordy().0;
        exercise.clone_into(&mut record.entry.exercise);
        let redacted = exported(&journal(&[record]), Format::Json, true);
        let field = format!("\"exercise\":\"{exercise}\"");
        assert_eq!(redacted.contains(&field), is_named, "{redacted}");
    }
}

#[test]
fn only_picked_entries_are_exported() {
    let (whole, _) = wordy();
    let mut other = whole.clone();
    other.entry.id = EntryId::from("other".to_owned());
    other.entry.exercise = "box".to_owned();
    other.entry.day = "2026-03-02".parse().unwrap();
    let journal = journal(&[whole, other]);
    let count = |pick| {
        let mut out = Vec::new();
        let now = Timestamp::UNIX_EPOCH;
        let (format, redact) = (Format::Json, false);
        let export = Export {
            format,
            pick,
            redact,
            now,
        };
        export.write(&journal, &mut out).unwrap().total()
    };
    let day = |day: &str| Some(day.parse().unwrap());
    let all = RecordFilter::default;
    assert_eq!(count(all()), 2);
    assert_eq!(
        count(RecordFilter {
            from: day("2026-03-02"),
            ..all()
        }),
        1
    );
    assert_eq!(
        count(RecordFilter {
            until: day("2026-03-01"),
            ..all()
        }),
        1
    );
    assert_eq!(
        count(RecordFilter {
            until: day("2026-03-02"),
            ..all()
        }),
        2
    );
    let exercise = Some("box".to_owned());
    assert_eq!(count(RecordFilter { exercise, ..all() }), 1);
}

#[test]
fn the_printed_schema_is_up_to_date() {
    crate::content::library::assert_schema_file("export", &schema());
}

#[test]
fn an_export_that_is_stopped_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.json");
    let records = ["a", "b"].map(|name| finished_record(finished_entry(name)));
    let mut journal = journal(&records);
    let export = Export {
        format: Format::Json,
        pick: RecordFilter::default(),
        redact: false,
        now: "2026-11-24T22:41:00Z".parse().unwrap(),
    };
    journal.watch(&WorkObserver::stopping_after(1)).unwrap();
    let written = write_new_atomically(&path, |out| export.write(&journal, out));
    assert!(
        matches!(written, Err(ExportError::Journal(JournalError::Stopped))),
        "{written:?}"
    );
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

//! Full-text search.

use proptest::prelude::*;

use super::*;
use crate::domain::outcome::Outcome;
use crate::storage::search::{CountProgress, Days, Filter, Filters, match_ranges};

fn query_for(text: &str) -> Query {
    Query::new(text, Filters::default())
}

fn find_ids(journal: &Journal, query: &Query) -> Vec<String> {
    let rows = journal
        .search_page(query, PageRequest::Newest, 2000)
        .expect("an answer");
    assert_eq!(
        journal.count_matches(query).expect("a number"),
        rows.len() as u64
    );
    rows.iter().map(|row| row.id.to_string()).collect()
}

/// A journal with these thoughts, newest first, with the ids a, b, c and so on.
fn journal_with_thoughts(thoughts: &[&str]) -> Journal {
    let mut journal = Journal::in_memory().expect("a journal");
    for ((name, minute), thought) in ('a'..='z').zip((0..60).rev()).zip(thoughts) {
        let started = format!("2026-03-01T20:{minute:02}:00Z");
        let walk = finished_entry(&name.to_string())
            .started_at(&started)
            .with_thought(thought);
        journal.save(&walk).expect("saved");
    }
    journal
}

fn mark_matches(text: &str, query: &str) -> String {
    let mut marked = String::new();
    let mut end = 0;
    for place in match_ranges(text, &query_for(query)) {
        marked.extend([&text[end..place.start], "[", &text[place.clone()], "]"]);
        end = place.end;
    }
    marked + &text[end..]
}

#[test]
fn words_match_as_typed_in_any_order_without_case_and_accents() {
    let journal = journal_with_thoughts(&[
        "I'll freeze in the talk tomorrow 👩🏽‍🚒",
        "Tomorrow's TALK, and the café's déjà vu",
        "明日の発表で失敗する",
        "친구가 화났어, ครูโกรธ",
        "Don’t ask. Well-being: 10% \"so\" so",
    ]);
    for (text, expected) in [
        ("t", "abcde"),
        ("f", "a"),
        ("ta", "ab"),
        ("talk tomorrow", "ab"),
        ("TOMORROW tal", "ab"),
        ("talks", ""),
        ("cafe", "b"),
        ("CAFÉ deja", "b"),
        ("cafe\u{301}", "b"),
        ("talk freeze", "a"),
        ("\"talk tomorrow\"", "a"),
        ("\"tomorrow talk\"", ""),
        ("\"in the tal\"", ""),
        ("\"in the tal", "a"),
        ("“in the talk” free", "a"),
        ("明", "c"),
        ("失敗", "c"),
        ("敗失", ""),
        ("敗 失", "c"),
        ("発表 失敗", "c"),
        ("ト", ""),
        ("친", "d"),
        ("치", "d"),
        ("โกรธ", "d"),
        ("👩", "a"),
        ("👩🏽‍🚒", "a"),
        ("🚒", "a"),
        ("🚑", ""),
        ("don't", "e"),
        ("don’t", "e"),
        ("well-being", "e"),
        ("being:", "e"),
        ("10%", "e"),
    ] {
        assert_eq!(
            find_ids(&journal, &query_for(text)).concat(),
            expected,
            "{text:?}"
        );
    }
}

#[test]
fn no_character_makes_a_search_fail() {
    let journal = journal_with_thoughts(&["near the end and not or", "words", "x\0y (sought) *"]);
    for text in [
        "\"", "\"\"", "*", "-", "^", ":", "(", ")", "{}", "+", "\0", "'", ";", "\\", "%", "_",
        "。", "\u{e000}", "\u{202e}", "\" \" \"", "   ", "\n", "!!!", "(*)",
    ] {
        assert_eq!(
            find_ids(&journal, &query_for(text)).len(),
            3,
            "{text:?} says nothing"
        );
    }
    for (text, expected) in [
        ("\u{e000}xtwo-minutes", ""),
        ("NEAR", "a"),
        ("NEAR(end, 2)", ""),
        ("near AND end", "a"),
        ("and NOT or", "a"),
        ("words OR near", ""),
        ("words:words", ""),
        ("-words", "b"),
        ("words*", "b"),
        ("^words", "b"),
        ("wo*", "b"),
        ("x\0y", "c"),
        ("sought match 'x'", ""),
        ("rowid", ""),
        ("\"\"words\"\"", "b"),
        ("(words", "b"),
    ] {
        assert_eq!(
            find_ids(&journal, &query_for(text)).concat(),
            expected,
            "{text:?}"
        );
    }
}

#[test]
fn every_word_of_every_answer_and_title_is_found_and_no_number_is() {
    let mut journal = Journal::in_memory().unwrap();
    let mut walk = finished_entry("a")
        .with_thought("heron")
        .with_answer(
            None,
            Answer::Items(vec!["otter".into(), "a\nbadger".into()]),
        )
        .with_answer(Role::Feelings, Answer::Chosen(vec!["worn out".into()]))
        .with_answer(Role::LikelihoodBefore, Answer::Rating(42))
        .with_answer(None, Answer::Seconds(90))
        .with_follow_up_on("2027-03-08");
    journal.save(&walk).unwrap();
    for text in [
        "heron",
        "otter",
        "badger",
        "worn out",
        "two-minute check",
        "heron check otter",
    ] {
        assert_eq!(find_ids(&journal, &query_for(text)), ["a"], "{text}");
    }
    for text in [
        "42",
        "90",
        "seconds",
        "2027",
        "thanks",
        "\"heron otter\"",
        "step",
    ] {
        assert_eq!(find_ids(&journal, &query_for(text)).len(), 0, "{text}");
    }
    walk.answers.remove(0);
    walk.title = "Another".to_owned();
    journal.save(&walk).unwrap();
    assert_eq!(
        find_ids(&journal, &query_for("heron")).len(),
        0,
        "what was taken out"
    );
    assert_eq!(find_ids(&journal, &query_for("another")), ["a"]);
}

#[test]
fn each_list_is_searched_separately_and_moved_entries_follow() {
    let mut journal = Journal::in_memory().unwrap();
    let on = |list| Query::new("sil", Filter::List(list).into());
    let shelves = [EntryList::Done, EntryList::Drafts, EntryList::Trash];
    let everywhere = |journal: &Journal| shelves.map(|list| find_ids(journal, &on(list)).len());
    journal.save(&draft_entry("a")).unwrap();
    assert_eq!(everywhere(&journal), [0, 1, 0], "words half typed");
    journal
        .trash_draft(&id("a"), timestamp("2026-03-02T08:00:00Z"))
        .unwrap();
    assert_eq!(everywhere(&journal), [0, 0, 1]);
    journal.restore(&id("a")).unwrap();
    assert_eq!(everywhere(&journal), [0, 1, 0]);
    journal
        .save(&finished_entry("a").with_thought("silly"))
        .unwrap();
    assert_eq!(everywhere(&journal), [1, 0, 0]);
    journal.db.execute("delete from entry", []).unwrap();
    assert_eq!(everywhere(&journal), [0, 0, 0]);
    for left in ["fts_docsize", "fts_rowid", "fts_pending"] {
        assert_eq!(
            query_value::<i64>(&journal, &format!("select count(*) from {left}")),
            0,
            "{left}"
        );
    }
}

/// Three entries of three exercises on three days.
fn three_days() -> Journal {
    let chosen =
        |labels: &[&str]| Answer::Chosen(labels.iter().map(|&label| label.to_owned()).collect());
    let on = |name: &str, exercise: &str, date: &str| Entry {
        exercise: exercise.to_owned(),
        day: day(date),
        ..finished_entry(name).started_at(&format!("{date}T20:00:00Z"))
    };
    let entries = [
        on("a", "two-minutes", "2026-03-01")
            .with_answer(Role::Feelings, chosen(&["worn out", "悲しい 👩🏽‍🚒"]))
            .with_answer(Role::Patterns, chosen(&["All-or-nothing"]))
            .with_thought("talk")
            .with_answer(Role::LikelihoodBefore, Answer::Rating(80))
            .with_follow_up_on("2026-03-08"),
        on("b", "a-b", "2026-03-02")
            .with_answer(Role::Feelings, chosen(&["worn"]))
            .with_thought("talk")
            .with_answer(Role::Fear, Answer::Text("They laugh.".to_owned()))
            .with_follow_up_on("2026-04-01"),
        on("c", "a_b", "2026-03-03").with_thought("walk"),
    ];
    let mut journal = Journal::in_memory().expect("a journal");
    for entry in &entries {
        journal.save(entry).expect("saved");
    }
    journal
}

fn find_filtered(journal: &Journal, text: &str, filter: fn(&mut Filters)) -> String {
    let mut filters = Filters::default();
    filter(&mut filters);
    find_ids(journal, &Query::new(text, filters)).concat()
}

/// Search words, a filter, and the ids of the matches.
type Case<'a> = (&'a str, fn(&mut Filters), &'a str);

#[test]
fn filters_find_entries_by_exercise_choice_and_day() {
    let journal = three_days();
    let cases: [Case<'_>; 15] = [
        ("", |_| {}, "cba"),
        ("", |f| f.set(Filter::Exercise("a-b".into())), "b"),
        ("", |f| f.set(Filter::Exercise("a_b".into())), "c"),
        ("", |f| f.set(Filter::Exercise("a".into())), ""),
        ("", |f| f.set(Filter::Feeling("worn".into())), "b"),
        ("", |f| f.set(Filter::Feeling("worn out".into())), "a"),
        ("talk", |f| f.set(Filter::Feeling("悲しい 👩🏽‍🚒".into())), "a"),
        ("", |f| f.set(Filter::Pattern("All-or-nothing".into())), "a"),
        ("", |f| f.set(Filter::Pattern("worn".into())), ""),
        (
            "",
            |f| f.set(Filter::Days(Days::between(Some(day("2026-03-02")), None))),
            "cb",
        ),
        (
            "",
            |f| f.set(Filter::Days(Days::between(None, Some(day("2026-03-02"))))),
            "ba",
        ),
        (
            "talk",
            |f| f.set(Filter::Days(Days::between(Some(day("2026-03-02")), None))),
            "b",
        ),
        (
            "walk",
            |f| f.set(Filter::Days(Days::between(None, Some(day("2026-03-02"))))),
            "",
        ),
        (
            "",
            |f| {
                f.set(Filter::Days(Days::between(
                    Some(day("2026-03-03")),
                    Some(day("2026-03-02")),
                )));
            },
            "",
        ),
        ("", |f| f.set(Filter::List(EntryList::Drafts)), ""),
    ];
    for (place, (text, filter, expected)) in cases.into_iter().enumerate() {
        assert_eq!(
            find_filtered(&journal, text, filter),
            expected,
            "{place}: {text}"
        );
    }
}

#[test]
fn filters_find_entries_by_outcome_and_due_day() {
    let journal = three_days();
    let cases: [Case<'_>; 6] = [
        ("", |f| f.set(Filter::Outcome(Outcome::Open)), "ba"),
        ("", |f| f.set(Filter::FollowUpDue(day("2026-03-07"))), ""),
        ("", |f| f.set(Filter::FollowUpDue(day("2026-03-08"))), "a"),
        (
            "talk",
            |f| f.set(Filter::FollowUpDue(day("2026-04-01"))),
            "ba",
        ),
        (
            "walk",
            |f| f.set(Filter::FollowUpDue(day("2026-04-01"))),
            "",
        ),
        (
            "talk",
            |f| {
                f.set(Filter::FollowUpDue(day("2026-04-01")));
                f.set(Filter::Exercise("a-b".into()));
            },
            "b",
        ),
    ];
    for (place, (text, filter, expected)) in cases.into_iter().enumerate() {
        assert_eq!(
            find_filtered(&journal, text, filter),
            expected,
            "{place}: {text}"
        );
    }
    // An entry without a fear can be due, but has no outcome.
    let mut journal = journal;
    let enough = finished_entry("d")
        .started_at("2026-03-04T20:00:00Z")
        .with_thought("One book.");
    journal
        .save(&enough.with_follow_up_on("2026-03-11"))
        .unwrap();
    assert_eq!(
        find_filtered(&journal, "", |f| f.set(Filter::Outcome(Outcome::Open))),
        "ba"
    );
    assert_eq!(
        find_filtered(&journal, "", |f| f
            .set(Filter::FollowUpDue(day("2026-03-11")))),
        "da"
    );
    // Changes by other programs are indexed too.
    let answered = "update follow_up set outcome = 'yes', note = 'a heron' where entry_id = 'a'";
    journal.db.execute(answered, []).unwrap();
    assert_eq!(
        find_filtered(&journal, "", |f| f.set(Filter::Outcome(Outcome::Yes))),
        "a"
    );
    assert_eq!(
        find_filtered(&journal, "", |f| f
            .set(Filter::FollowUpDue(day("2026-04-01")))),
        "bd"
    );
    assert_eq!(find_filtered(&journal, "heron", |_| {}), "a");
}

#[test]
fn the_newest_match_comes_first_and_the_pages_together_are_all_matches() {
    let mut journal = Journal::in_memory().unwrap();
    for number in 0..53_u32 {
        let date = day("2026-03-01").saturating_add(jiff::Span::new().days(number * 7 % 53 / 4));
        let entry = finished_entry(&format!("w{number:02}")).with_thought("a heron 明日");
        let entry = entry.started_at(&format!("{date}T20:00:{:02}Z", number % 3));
        journal.save(&Entry { day: date, ..entry }).unwrap();
    }
    for query in [query_for("her"), query_for("日"), query_for("")] {
        let whole = journal
            .search_page(&query, PageRequest::Newest, u64::MAX)
            .unwrap();
        assert_eq!(journal.count_matches(&query).unwrap(), 53);
        let times: Vec<_> = whole.iter().map(|row| row.started).collect();
        assert!(times.is_sorted_by(|newer, older| newer >= older));
        for size in [1, 10, 53, 60] {
            assert_eq!(
                read_all_newest_first(&journal, &query, size),
                whole,
                "{size}"
            );
            assert_eq!(
                read_all_oldest_first(&journal, &query, size),
                whole,
                "{size}"
            );
            let mut counted = CountProgress::default();
            while !counted.is_complete {
                journal.continue_count(&query, &mut counted, size).unwrap();
            }
            assert_eq!(counted.count, 53, "{size} at a time");
        }
    }
}

#[test]
fn a_match_has_the_same_summary_as_in_the_history() {
    let journal = journal_with_thoughts(&["a heron", "明日 👩🏽‍🚒"]);
    let history = journal.newest_summaries(EntryList::Done, 9).unwrap();
    assert_eq!(
        journal
            .search_page(&query_for("two-minute"), PageRequest::Newest, 9)
            .unwrap(),
        history
    );
}

#[test]
fn matches_are_marked_and_no_grapheme_is_cut() {
    for (text, query, expected) in [
        ("I worry. Worrying!", "worr", "I [worr]y. [Worr]ying!"),
        ("CAFÉ, cafe\u{301}s", "café", "[CAFÉ], [cafe\u{301}]s"),
        (
            "in the talk, the talk",
            "\"the talk\"",
            "in [the talk], [the talk]",
        ),
        ("talk it over", "over talk", "[talk] it [over]"),
        ("明日の発表", "の発", "明日[の発]表"),
        ("失失敗", "失", "[失失]敗"),
        ("친구", "치", "[친]구"),
        ("हिन्दी", "ह", "[हि]न्दी"),
        ("so 👩🏽‍🚒 is", "🚒", "so [👩🏽‍🚒] is"),
        ("so 👩🏽‍🚒 is", "👩", "so [👩🏽‍🚒] is"),
        ("Straße", "strasse", "[Straße]"),
        ("nothing", "", "nothing"),
        ("nothing", "*", "nothing"),
        ("", "a", ""),
    ] {
        assert_eq!(mark_matches(text, query), expected, "{query:?}");
    }
}

#[test]
fn an_index_that_was_deleted_is_rebuilt_by_two_windows_at_the_same_time() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let (mut one, other) = (Journal::open(&path).unwrap(), Journal::open(&path).unwrap());
    for number in 0..1200 {
        one.save(&finished_entry(&format!("w{number}")).with_thought("a heron 明"))
            .unwrap();
    }
    assert_eq!(
        query_value::<i64>(&one, "select count(*) from fts_pending"),
        1200
    );
    for journal in [&one, &other] {
        assert_eq!(find_ids(journal, &query_for("heron")).len(), 1200);
        assert_eq!(
            query_value::<i64>(journal, "select count(*) from fts_pending"),
            0
        );
    }
    // The state after a kill while the index was rebuilt.
    one.db
        .execute_batch("delete from fts where rowid > 0; delete from fts_rowid; insert into fts_pending select id from entry")
        .unwrap();
    std::thread::scope(|scope| {
        for journal in [one, other] {
            scope.spawn(move || {
                for _ in 0..5 {
                    assert_eq!(find_ids(&journal, &query_for("明")).len(), 1200);
                }
            });
        }
    });
}

#[test]
fn a_journal_that_can_only_be_read_is_searched_even_if_its_index_is_outdated() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let mut journal = Journal::open(&path).unwrap();
    journal
        .save(&finished_entry("a").with_thought("a heron 明日 #bird"))
        .unwrap();
    drop(journal);
    let before = std::fs::read(&path).unwrap();
    let mut journal = Journal::without_tables().unwrap();
    journal.db = crate::storage::db::open(
        &path,
        crate::storage::db::OpenMode::Immutable,
        &JournalKey::default(),
    )
    .unwrap();
    assert!(journal.is_read_only());
    assert_eq!(tags_in(&journal, EntryList::Done), [("bird".to_owned(), 1)]);
    for _ in 0..2 {
        assert_eq!(find_ids(&journal, &query_for("heron 明日")), ["a"]);
    }
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[cfg(unix)]
#[test]
fn a_moved_journal_is_searched_without_being_changed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let mut journal = Journal::open(&path).unwrap();
    journal
        .save(&finished_entry("a").with_thought("a heron"))
        .unwrap();
    assert_eq!(find_ids(&journal, &query_for("heron")), ["a"]);
    journal
        .save(&finished_entry("b").with_thought("a heron"))
        .unwrap();
    std::fs::rename(&path, folder.path().join("aside.db")).unwrap();
    assert_eq!(find_ids(&journal, &query_for("heron")), ["a"]);
    assert_eq!(
        query_value::<i64>(&journal, "select count(*) from fts_pending"),
        1
    );
}

#[test]
fn words_are_found_while_another_window_writes_them() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let mut one = Journal::open(&path).unwrap();
    let other = Journal::open(&path).unwrap();
    for number in 0..20 {
        one.save(&finished_entry(&format!("w{number}")).with_thought("a heron 👩🏽‍🚒"))
            .unwrap();
        assert_eq!(find_ids(&other, &query_for("heron 👩")).len(), number + 1);
    }
}

#[test]
fn an_index_serves_every_search_without_a_sort() {
    let journal = Journal::in_memory().unwrap();
    for text in ["", "a", "\"a b\" 明"] {
        for due_by in [None, Some(day("2026-03-01"))] {
            let filters = due_by.map(Filter::FollowUpDue).into_iter().collect();
            let steps = journal.explain_search(&Query::new(text, filters)).unwrap();
            let is_by_index = |step: &&String| {
                step.starts_with("SCAN") && !step.contains("VIRTUAL TABLE") && *step != "SCAN found"
            };
            assert_eq!(steps.iter().find(is_by_index), None, "{steps:?}");
            // Only the rows of one page are sorted again.
            let sorts = steps.iter().filter(|step| step.contains("TEMP B-TREE"));
            assert!(sorts.count() <= 1, "{steps:?}");
        }
    }
}

#[test]
fn a_tag_finds_the_entries_that_have_it_and_not_those_with_its_word() {
    let journal = journal_with_thoughts(&[
        "#work is too much",
        "Work is too much",
        "Too much (#Workshop, #baby-sleep)",
        "それで、#仕事 が #हिन्दी",
        "#müde, C#work and example.org/#work",
        "#work, at #home",
    ]);
    for (text, expected) in [
        ("#work", "acf"),
        ("#WORK", "acf"),
        ("#works", "c"),
        ("#w", "acf"),
        ("#wo", "acf"),
        ("\"#work\"", "af"),
        ("\"#work", "acf"),
        ("#work much", "ac"),
        ("much #work", "ac"),
        ("#work \"is too\"", "a"),
        ("\"#work is too\"", "a"),
        ("\"is too #work\"", ""),
        ("#work #home", "f"),
        ("(#home)", "f"),
        ("#work,at", "f"),
        ("#baby", "c"),
        ("#baby-", "c"),
        ("#baby-sl", "c"),
        ("baby-sleep", "c"),
        ("#sleep", ""),
        ("#仕", "d"),
        ("＃仕事", "d"),
        ("#事", ""),
        ("#ह", "d"),
        ("#हिन्द", "d"),
        ("#mude", "e"),
        ("#Mü", "e"),
        ("work", "abcef"),
        ("#too", ""),
        // A number sign alone says nothing, and one before a number is no tag.
        ("#", "abcdef"),
        ("#1", ""),
    ] {
        let found = find_ids(&journal, &query_for(text)).concat();
        assert_eq!(found, expected, "{text:?}");
    }
    for (text, query, expected) in [
        (
            "work, #work, #workshop",
            "#wo",
            "work, [#wo]rk, [#wo]rkshop",
        ),
        (
            "work, #work, #workshop",
            "\"#work\"",
            "work, [#work], #workshop",
        ),
        ("(#Baby-Sleep)", "#baby-sl", "([#Baby-Sl]eep)"),
        ("#हिन्दी #mu\u{308}de", "#हिन #mü", "[#हिन्दी] [#mu\u{308}]de"),
        ("is #work", "\"is #work\"", "[is #work]"),
    ] {
        assert_eq!(mark_matches(text, query), expected, "{query:?}");
    }
}

/// The tags of a list with the number of their entries.
fn tags_in(journal: &Journal, list: EntryList) -> Vec<(String, u64)> {
    let tags = journal.tags(list, 100).expect("a list of tags");
    tags.into_iter()
        .map(|tag| (tag.name, tag.entries))
        .collect()
}

fn find_tagged(journal: &Journal, name: &str, list: EntryList) -> String {
    let filters = Filters::from_iter([Filter::List(list), Filter::Tag(name.to_owned())]);
    find_ids(journal, &Query::new("", filters)).concat()
}

#[test]
fn tags_are_listed_as_they_were_last_written_the_most_used_first() {
    let mut journal = journal_with_thoughts(&[
        "#Müde, #work and #work",
        "#müde #home 👩🏽‍🚒",
        "#MUDE #baby-sleep",
        "#baby-sleep #हिन्दी #仕事",
    ]);
    let expected = [
        ("Müde", 3),
        ("baby-sleep", 2),
        ("home", 1),
        ("work", 1),
        ("हिन्दी", 1),
        ("仕事", 1),
    ]
    .map(|(name, entries)| (name.to_owned(), entries));
    assert_eq!(tags_in(&journal, EntryList::Done), expected);
    assert_eq!(journal.tags(EntryList::Done, 2).unwrap().len(), 2);
    for (name, expected) in [("müde", "abc"), ("MUDE", "abc"), ("mud", ""), ("仕事", "d")] {
        assert_eq!(
            find_tagged(&journal, name, EntryList::Done),
            expected,
            "{name}"
        );
    }
    // Every text that a person writes counts: a list, a note, words half typed.
    journal
        .save(
            &draft_entry("e")
                .with_answer(None, Answer::Items(vec!["a".into(), "#list \" b".into()])),
        )
        .unwrap();
    journal
        .save(&finished_entry("f").with_follow_up_on("2026-03-08"))
        .unwrap();
    journal
        .db
        .execute(
            "update follow_up set note = 'see #note' where entry_id = 'f'",
            [],
        )
        .unwrap();
    journal
        .db
        .execute(
            "update entry set draft_text = '#draft', revision = revision + 1 where id = 'e'",
            [],
        )
        .unwrap();
    assert_eq!(
        tags_in(&journal, EntryList::Drafts),
        [("draft".to_owned(), 1), ("list".to_owned(), 1)]
    );
    assert_eq!(find_tagged(&journal, "list", EntryList::Drafts), "e");
    assert_eq!(find_tagged(&journal, "note", EntryList::Done), "f");
}

#[test]
fn a_tag_that_is_edited_or_thrown_away_is_gone() {
    let mut journal = journal_with_thoughts(&["#work", "#work #home"]);
    let one = |name: &str| vec![(name.to_owned(), 1)];
    journal
        .trash(&id("b"), timestamp("2026-03-02T08:00:00Z"))
        .unwrap();
    assert_eq!(tags_in(&journal, EntryList::Done), one("work"));
    assert_eq!(find_tagged(&journal, "work", EntryList::Done), "a");
    assert_eq!(find_tagged(&journal, "work", EntryList::Trash), "b");
    journal
        .save(
            &finished_entry("a")
                .started_at("2026-03-01T20:59:00Z")
                .with_thought("#kids"),
        )
        .unwrap();
    assert_eq!(tags_in(&journal, EntryList::Done), one("kids"));
    assert_eq!(find_tagged(&journal, "work", EntryList::Done), "");
    journal.restore(&id("b")).unwrap();
    assert_eq!(tags_in(&journal, EntryList::Done).len(), 3);
    journal.db.execute("delete from entry", []).unwrap();
    assert_eq!(tags_in(&journal, EntryList::Done), []);
    assert_eq!(tags_in(&journal, EntryList::Trash), []);
}

#[test]
fn hostile_tags_are_listed_or_are_none_and_break_no_search() {
    let long = format!("#{}", "x".repeat(1000));
    let many: Vec<_> = (0..3000).map(|number| format!("#t{number}")).collect();
    let many = many.join(" ");
    let journal = journal_with_thoughts(&[
        &many,
        &long,
        "#a\u{e001}2d #\u{e002}work #a\u{0}b #a\" OR \"b #a* #near(",
        "#NOT #AND #OR",
        &"#".repeat(1000),
        &"(#a".repeat(1000),
    ]);
    let tags = journal.tags(EntryList::Done, 5).unwrap();
    assert_eq!(tags[0].name, "a");
    assert_eq!((tags[0].entries, tags.len()), (2, 5));
    for tag in journal.tags(EntryList::Done, u64::MAX).unwrap() {
        let found = find_tagged(&journal, &tag.name, EntryList::Done);
        assert_eq!(found.len() as u64, tag.entries, "{}", tag.name);
    }
    for (text, expected) in [
        ("#t2999", "a"),
        ("#near", "c"),
        ("#not", "d"),
        ("\"#or\"", "d"),
        ("#xxxx", ""),
    ] {
        assert_eq!(
            find_ids(&journal, &query_for(text)).concat(),
            expected,
            "{text}"
        );
    }
}

/// A small vocabulary of many kinds, so that matches occur.
fn any_text() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        4 => prop::sample::select(vec![
            "talk", "Talk", "tälk", "tal", "walk", "the", "明", "日", "明日", "が", "か", "친구", "치", "👩🏽‍🚒", "👩",
            "🚒", "don't", "ß", "ss", "e\u{301}", "ह", "हि", "กลัว", "10", "#", "#talk", "#明日", "#か", "#ह",
        ]).prop_map(str::to_owned),
        1 => "(?s).{0,3}",
    ];
    let gap = prop::sample::select(vec![
        " ", "", "\n", "-", "\"", " \"", ", ", "\0", "\u{200d}", "\u{301}", "*",
    ]);
    prop::collection::vec((word, gap), 0..6)
        .prop_map(|words| words.into_iter().map(|(word, gap)| word + gap).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..crate::properties::config() })]

    #[test]
    fn every_found_entry_has_a_match_range_and_the_reverse(
        title in any_text(),
        thoughts in prop::collection::vec(any_text(), 0..3),
        query in any_text(),
    ) {
        let mut journal = Journal::in_memory().unwrap();
        let mut entry = finished_entry("a");
        entry.title.clone_from(&title);
        for thought in &thoughts {
            entry = entry.with_answer(None, Answer::Text(thought.clone()));
        }
        journal.save(&entry).unwrap();
        let query = query_for(&query);
        let texts = || std::iter::once(&title).chain(&thoughts);
        for text in texts() {
            let mut end = 0;
            for place in match_ranges(text, &query) {
                prop_assert!(text.get(place.clone()).is_some(), "{place:?} of {text:?}");
                prop_assert!(place.start < place.end && (end == 0 || end < place.start));
                end = place.end;
            }
        }
        let is_marked = |query: &Query| texts().any(|text| !match_ranges(text, query).is_empty());
        let parts = query.split_phrases();
        let is_found = !find_ids(&journal, &query).is_empty();
        prop_assert_eq!(is_found, parts.iter().all(is_marked), "{:?} in {:?} {:?}", query, title, thoughts);
        prop_assert!(!is_found || parts.is_empty() || is_marked(&query));
    }

    #[test]
    fn no_search_fails_whatever_is_typed_and_written(
        words in "(?s).{0,30}",
        query in "(?s).{0,30}",
    ) {
        let journal = journal_with_thoughts(&[&words]);
        find_ids(&journal, &query_for(&query));
        // A text without quotation marks finds itself.
        if !words.contains(['"', '“', '”', '„', '«', '»', '＂']) {
            prop_assert_eq!(find_ids(&journal, &query_for(&words)), ["a"]);
        }
    }
}

use super::*;
use crate::domain::outcome::Outcome;
use crate::domain::record::Record;
use crate::storage::cards::{CardFilter, CardFollowUp};
use crate::storage::search::{Filter, Filters, Query};

fn entry_with_reframe(name: &str, line: &str) -> Entry {
    finished_entry(name)
        .with_thought("We will never bond 👶")
        .with_answer(Role::Fear, Answer::Text("She'll stop knowing me".into()))
        .with_answer(Role::LikelihoodBefore, Answer::Rating(80))
        .with_answer(Role::Patterns, Answer::Chosen(vec!["Worst case".into()]))
        .with_answer(
            Role::Feelings,
            Answer::Chosen(vec!["afraid".into(), "tired".into()]),
        )
        .with_answer(Role::Reframe, Answer::Text(line.to_owned()))
        .with_follow_up_on("2026-03-08")
}

/// A journal in which the lines of these entries are kept, one after another.
fn journal_with_cards(names: &[&str]) -> Journal {
    let mut journal = Journal::in_memory().unwrap();
    for (minute, name) in (0..).zip(names) {
        let midnight = timestamp("2026-03-02T00:00:00Z").as_second();
        journal.set_now(Timestamp::from_second(midnight + 60 * minute).unwrap());
        let entry = entry_with_reframe(name, &format!("{name} was good enough 火"));
        journal.save(&entry).unwrap();
        assert!(journal.set_card(&id(name), true).unwrap());
    }
    journal
}

fn card_names(journal: &Journal) -> Vec<String> {
    let ids = journal.card_ids(&CardFilter::default()).unwrap();
    ids.iter().map(EntryId::to_string).collect()
}

#[test]
fn a_kept_line_is_read_with_the_fear_that_it_answered_and_what_came_of_it() {
    let journal = journal_with_cards(&["a"]);
    let card = journal.card(&id("a")).unwrap().unwrap();
    assert_eq!(card.line, "a was good enough 火");
    assert_eq!(card.thought.as_deref(), Some("We will never bond 👶"));
    assert_eq!(card.fear.as_deref(), Some("She'll stop knowing me"));
    assert_eq!(card.likelihood_before, Some(80));
    let open = CardFollowUp {
        due: day("2026-03-08"),
        outcome: Outcome::Open,
    };
    assert_eq!(card.follow_up, Some(open));
}

#[test]
fn only_a_finished_entry_with_a_reframe_can_be_kept() {
    let mut journal = Journal::in_memory().unwrap();
    journal
        .save(&finished_entry("without").with_thought("睡"))
        .unwrap();
    journal.save(&draft_entry("draft")).unwrap();
    for name in ["without", "draft", "missing"] {
        assert!(!journal.set_card(&id(name), true).unwrap(), "{name}");
        assert!(!journal.is_card(&id(name)).unwrap(), "{name}");
    }
    assert_eq!(card_names(&journal), [""; 0]);
}

#[test]
fn cards_are_listed_from_the_last_kept_one_and_can_be_removed() {
    let mut journal = journal_with_cards(&["b", "c", "a"]);
    assert_eq!(card_names(&journal), ["a", "c", "b"]);
    // Keeping a card twice changes nothing.
    assert!(!journal.set_card(&id("b"), true).unwrap());
    assert!(journal.set_card(&id("c"), false).unwrap());
    assert_eq!(card_names(&journal), ["a", "b"]);
    assert!(!journal.is_card(&id("c")).unwrap());
}

#[test]
fn a_card_follows_its_line_when_that_is_changed_taken_away_or_thrown_away() {
    let mut journal = journal_with_cards(&["a"]);
    let changed = entry_with_reframe("a", "Held is held");
    journal.save(&changed).unwrap();
    assert_eq!(
        journal.card(&id("a")).unwrap().unwrap().line,
        "Held is held"
    );
    journal
        .trash(&id("a"), timestamp("2026-03-05T10:00:00Z"))
        .unwrap();
    assert_eq!(card_names(&journal), [""; 0]);
    assert_eq!(journal.card(&id("a")).unwrap(), None);
    journal.restore(&id("a")).unwrap();
    assert_eq!(card_names(&journal), ["a"]);
    let mut without = changed;
    let is_line = |answered: &AnsweredStep| answered.role == Some(Role::Reframe);
    without.answers.retain(|answered| !is_line(answered));
    journal.load_for_editing(&without.id).unwrap();
    journal.save(&without).unwrap();
    assert_eq!(card_names(&journal), [""; 0]);
}

#[test]
fn cards_are_filtered_by_pattern_and_feeling() {
    let journal = journal_with_cards(&["a"]);
    let found = |pattern: Option<&str>, feeling: Option<&str>| {
        let filter = CardFilter {
            pattern: pattern.map(str::to_owned),
            feeling: feeling.map(str::to_owned),
        };
        journal.card_ids(&filter).unwrap().len()
    };
    assert_eq!(found(Some("Worst case"), None), 1);
    assert_eq!(found(Some("Worst"), None), 0);
    assert_eq!(found(None, Some("tired")), 1);
    assert_eq!(found(None, Some("afraid\ntired")), 1);
    assert_eq!(found(Some("Worst case"), Some("glad")), 0);
    let [patterns, feelings] = journal.card_labels().unwrap();
    assert_eq!(patterns, [("Worst case".to_owned(), 1)]);
    assert_eq!(
        feelings,
        [("afraid".to_owned(), 1), ("tired".to_owned(), 1)]
    );
}

#[test]
fn the_history_finds_cards_and_entries_by_their_kind() {
    let mut journal = journal_with_cards(&["a"]);
    let moment = Entry {
        kind: EntryKind::CheckIn,
        ..finished_entry("b").with_thought("short night")
    };
    journal.save(&moment).unwrap();
    let found = |journal: &Journal, filter: Filter| {
        let query = Query::new("", Filters::from(filter));
        let rows = journal.search_page(&query, PageRequest::Newest, 9).unwrap();
        let names = rows.iter().map(|row| row.id.to_string());
        names.collect::<Vec<_>>()
    };
    assert_eq!(found(&journal, Filter::Card), ["a"]);
    assert_eq!(found(&journal, Filter::Kind(EntryKind::CheckIn)), ["b"]);
    assert_eq!(found(&journal, Filter::Kind(EntryKind::Exercise)), ["a"]);
    assert_eq!(found(&journal, Filter::Kind(EntryKind::Break)), [""; 0]);
    journal.set_card(&id("a"), false).unwrap();
    assert_eq!(found(&journal, Filter::Card), [""; 0]);
}

#[test]
fn the_later_of_keeping_and_removing_a_card_wins_on_every_computer() {
    let mut here = journal_with_cards(&["a"]);
    here.set_now(timestamp("2026-03-05T10:00:00Z"));
    here.set_card(&id("a"), false).unwrap();
    let removed = here.record(&id("a")).unwrap().unwrap();
    here.set_now(timestamp("2026-03-06T10:00:00Z"));
    here.set_card(&id("a"), true).unwrap();
    let kept = here.record(&id("a")).unwrap().unwrap();
    assert!(kept.is_card && !removed.is_card);
    for (mine, theirs) in [(&kept, &removed), (&removed, &kept)] {
        let mut merged: Record = mine.clone();
        merged.merge(theirs);
        assert!(merged.is_card);
    }
}

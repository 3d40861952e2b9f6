use std::collections::BTreeSet;

use jiff::ToSpan;
use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::domain::entry::{Answer, DraftPosition, Entry, EntryKind};
use crate::domain::exercise::Role;
use crate::domain::outcome::Outcome;
use crate::domain::record::FollowUp;
use crate::domain::record::arbitrary::any_record;
use crate::domain::record::samples::{answered_step, finished_entry, finished_record};

const TODAY: Date = date(2026, 11, 24);

/// What a fear of [`journal_of`] became.
#[derive(Clone, Copy)]
struct Fate {
    outcome: Outcome,
    managed: Option<u8>,
}

const NOT_HAPPENED: Fate = Fate {
    outcome: Outcome::No,
    managed: None,
};
const MANAGED: Fate = Fate {
    outcome: Outcome::Yes,
    managed: Some(70),
};

/// A fear a day up to today, rated 80 and then 35.
fn fear(number: usize, fate: Fate) -> Record {
    let days = i64::try_from(number).unwrap();
    let day = TODAY.checked_sub(days.days()).unwrap();
    let rating = |role, number| answered_step(&format!("{role:?}"), role, Answer::Rating(number));
    let entry = Entry {
        day,
        answers: vec![
            rating(Role::LikelihoodBefore, 80),
            rating(Role::LikelihoodAfter, 35),
        ],
        ..finished_entry(&format!("fear{number:03}"))
    };
    let resolved = format!("{day}T20:00:00Z").parse().unwrap();
    Record {
        follow_up: Some(FollowUp {
            due: day,
            outcome: fate.outcome,
            acted: None,
            hardness: None,
            coping: fate.managed,
            note: None,
            resolved_at: Some(resolved),
            answered_in: None,
        }),
        ..finished_record(entry)
    }
}

fn fears(number: usize, fate: Fate) -> Vec<Record> {
    (0..number).map(|number| fear(number, fate)).collect()
}

fn journal_of(records: &[Record]) -> Journal {
    let mut journal = Journal::in_memory().unwrap();
    let merging = journal.begin_merge().unwrap();
    for record in records {
        merging.put_record(record).unwrap();
    }
    merging.commit().unwrap();
    journal
}

fn page_with(records: &[Record], request: &ReportRequest) -> String {
    let report = ConversationReport::read(&journal_of(records), request, TODAY).unwrap();
    report.to_html()
}

fn page(records: &[Record]) -> String {
    page_with(records, &ReportRequest::default())
}

/// The tags of a page. Fails unless they are balanced, ids are unique, and each name of a picture leads to an id.
fn tags(page: &str) -> Vec<&str> {
    let mut tags = Vec::new();
    let mut open = Vec::new();
    let mut ids = BTreeSet::new();
    let mut names = Vec::new();
    for piece in page.split('<').skip(1) {
        let (tag, _) = piece.split_once('>').expect("a tag ends");
        tags.push(tag);
        let name = tag.split(' ').next().unwrap();
        if let Some(name) = name.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "{tag}");
        } else if !["!DOCTYPE", "meta"].contains(&name) {
            open.push(name);
        }
        let quoted: Vec<_> = tag.split('"').collect();
        assert!(quoted.len() % 2 == 1, "{tag}");
        for pair in quoted.chunks_exact(2) {
            match pair[0].trim_end_matches('=').rsplit(' ').next() {
                Some("id") => assert!(ids.insert(pair[1]), "{tag}"),
                Some("aria-labelledby") => names.extend(pair[1].split(' ')),
                _ => {}
            }
        }
    }
    assert_eq!(open, Vec::<&str>::new());
    assert!(names.iter().all(|name| ids.contains(name)), "{names:?}");
    tags
}

fn has_picture(page: &str, name: &str) -> bool {
    page.contains(&format!("<title id=\"{name}-title\">"))
}

#[test]
fn a_page_has_its_parts_in_order_and_nothing_from_elsewhere() {
    let mut records = fears(100, NOT_HAPPENED);
    records[3] = fear(3, MANAGED);
    let request = ReportRequest {
        question: "How do I sleep? 睡 🍲".to_owned(),
        chosen: vec![records[0].entry.id.clone()],
        ..ReportRequest::default()
    };
    let page = page_with(&records, &request);
    let tags = tags(&page);
    let headings: Vec<_> = page
        .split("<h")
        .skip(1)
        .filter(|piece| piece.starts_with(|level: char| level.is_ascii_digit()))
        .map(|piece| {
            let (tag, rest) = piece.split_once('>').unwrap();
            format!("{} {}", &tag[..1], rest.split_once("</h").unwrap().0)
        })
        .collect();
    assert_eq!(
        headings,
        [
            "1 A report for a conversation",
            "2 What this is",
            "2 The question you would like to bring",
            "2 What you feared, and what happened",
            "2 How you managed",
            "2 Before and after an exercise",
            "2 Thinking patterns you named",
            "2 The year, day by day",
            "2 What these numbers can&#39;t show",
            "2 Words you chose to show",
            "3 Two-minute check",
        ]
    );
    assert!(tags.contains(&"html lang=\"en\""), "{tags:?}");
    for needed in [
        "<title>A report for a conversation, 17 August 2026 to 24 November 2026</title>",
        "default-src 'none'; style-src 'unsafe-inline'",
        "Written on 24 November 2026.",
        "It covers 100 finished entries on 100 days.",
        "it isn&#39;t encrypted, and anyone who has it can read it.",
        "no score, no diagnosis and no advice",
    ] {
        assert!(page.contains(needed), "{needed}");
    }
    for foreign in [
        "http:", "https:", "//", "<script", "src=", "url(", "@import", "<link", "href", "style=",
    ] {
        assert!(!page.contains(foreign), "{foreign}");
    }
    // Neither a score nor a verdict.
    for judging in ["Brier", "gut", "closer", "Calibration", "calibration"] {
        assert!(!page.contains(judging), "{judging}");
    }
    for name in ["outcomes", "expected", "weeks-1", "year"] {
        assert!(has_picture(&page, name), "{name}");
    }
}

#[test]
fn each_figure_waits_for_enough_of_what_it_shows_and_a_sentence_says_so() {
    let without_ratings = |mut record: Record| {
        let text = Answer::Text("The baby 👶".to_owned());
        record.entry.answers = vec![answered_step("fear", Role::Fear, text)];
        record
    };
    for (number, counted, compared, changed, charted) in [
        (0, false, false, false, false),
        (4, false, false, false, false),
        (5, true, false, false, false),
        (9, true, false, false, false),
        (10, true, true, true, false),
        (19, true, true, true, false),
        (20, true, true, true, true),
    ] {
        let page = page(&fears(number, NOT_HAPPENED));
        let found = [
            page.contains("<th scope=\"col\">Outcome</th>"),
            has_picture(&page, "expected"),
            page.contains("<th scope=\"col\">Lower after</th>"),
            has_picture(&page, "weeks-1"),
        ];
        assert_eq!(found, [counted, compared, changed, charted], "{number}");
        assert_eq!(has_picture(&page, "outcomes"), counted, "{number}");
        let said = [
            page.contains("looked back on, so"),
            page.contains("isn&#39;t compared with what happened."),
            page.contains("so no ratings are compared."),
            page.contains("so there is no chart of weeks."),
        ];
        assert_eq!(
            said,
            [
                !counted,
                counted && !compared,
                !changed,
                changed && !charted
            ],
            "{number}"
        );
    }
    // A single fear is never told as a story.
    let few = page(&fears(4, MANAGED));
    assert!(!few.contains("80%") && !few.contains("80 of 100"), "{few}");
    // How somebody managed is counted from three on.
    for (number, is_counted) in [(2, false), (3, true)] {
        let mut records = fears(10, NOT_HAPPENED);
        records[..number].clone_from_slice(&fears(number, MANAGED));
        let page = page(&records);
        assert_eq!(page.contains("you managed 3 times out of 3"), is_counted);
        assert_eq!(page.contains("so it isn&#39;t counted."), !is_counted);
    }
    let unrated: Vec<_> = fears(10, NOT_HAPPENED)
        .into_iter()
        .map(without_ratings)
        .collect();
    assert!(page(&unrated).contains("Fewer than 10 of them were rated at first"));
}

/// So many check-ins at night with a feeling in words of the person, and so many breaks of a minute.
fn moments(check_ins: usize, breaks: usize) -> Vec<Record> {
    let rating = |role, number| answered_step(&format!("{role:?}"), role, Answer::Rating(number));
    let feelings = Answer::Chosen(vec!["like a wet cat 濡れ猫 🐈".to_owned()]);
    let distress_at = |number| Entry {
        kind: EntryKind::CheckIn,
        day: TODAY,
        answers: vec![
            answered_step("feelings", Role::Feelings, feelings.clone()),
            rating(Role::DistressBefore, 60),
        ],
        ..finished_entry(&format!("check-in{number:03}"))
    };
    let minute_of_rest = |number| Entry {
        kind: EntryKind::Break,
        day: TODAY,
        answers: vec![
            answered_step("length", None, Answer::Seconds(60)),
            rating(Role::DistressBefore, 70),
            rating(Role::DistressAfter, 50),
        ],
        ..finished_entry(&format!("break{number:03}"))
    };
    let entries = (0..check_ins).map(distress_at);
    let entries = entries.chain((0..breaks).map(minute_of_rest));
    entries.map(finished_record).collect()
}

#[test]
fn check_ins_and_breaks_are_counted_and_compared_from_as_many_on_as_on_the_screen() {
    let few = page(&moments(19, 4));
    for said in [
        "<p>19 check-ins.</p>",
        "<p>Fewer than 20 check-ins have a number for distress, so it isn&#39;t averaged.</p>",
        "<p>4 breaks, 4 minutes in all.</p>",
        "<p>Fewer than 5 breaks have a number before and after, so they aren&#39;t compared.</p>",
    ] {
        assert!(few.contains(said), "{said} in {few}");
    }
    let enough = page(&moments(20, 5));
    for said in [
        "<p>20 check-ins.</p>",
        "<p>Over 20 check-ins, distress was 60 on average.</p>",
        "<p>You rated 5 breaks before and after. Your distress was lower after each.</p>",
        "So this doesn&#39;t tell what a break did.",
    ] {
        assert!(enough.contains(said), "{said} in {enough}");
    }
    // A feeling may be in words of the person.
    assert!(!enough.contains("wet cat"));
    let only_a_break = page(&moments(0, 1));
    assert!(only_a_break.contains("1 break, 1 minute.") && !only_a_break.contains("0 check-ins"));
    assert!(!page(&fears(5, NOT_HAPPENED)).contains("Check-ins and breaks</h2>"));
}

#[test]
fn many_fears_that_came_true_get_care_and_no_bars_of_what_was_expected() {
    let page = page(&fears(20, MANAGED));
    let care = page.find("That sounds like a hard stretch.").unwrap();
    assert!(care < page.find("You checked 20 fears").unwrap());
    assert!(!has_picture(&page, "expected"));
    assert!(!page.contains("You expected"), "{page}");
}

/// A record with words of its own in every place where a person can write.
fn wordy(number: usize) -> (Record, Vec<String>) {
    let words = [
        "title", "exercise", "prompt", "thought", "item", "label", "pattern", "draft", "note",
        "step",
    ];
    let words = words.map(|place| format!("zq{number}{place}"));
    let [
        title,
        exercise,
        prompt,
        thought,
        item,
        label,
        pattern,
        draft,
        note,
        step,
    ] = words.clone();
    let mut record = fear(number, MANAGED);
    let answers = [
        answered_step(&step, Role::Thought, Answer::Text(thought.clone())),
        answered_step("fear", Role::Fear, Answer::Text(format!("{thought} 明日"))),
        answered_step("facts", None, Answer::Items(vec![item])),
        answered_step(
            "feelings",
            Role::Feelings,
            Answer::Chosen(vec![label.clone()]),
        ),
        answered_step("patterns", Role::Patterns, Answer::Chosen(vec![label])),
        answered_step("own", Role::PatternName, Answer::Text(pattern)),
    ];
    record.entry.answers.extend(answers);
    for answered in &mut record.entry.answers {
        answered.prompt.clone_from(&prompt);
    }
    (record.entry.title, record.entry.exercise) = (title, exercise);
    record.entry.draft_position = Some(DraftPosition {
        step: "thought".to_owned(),
        caret: draft.len(),
        pending_text: draft,
    });
    record.follow_up.as_mut().unwrap().note = Some(note);
    (record, words.into())
}

#[test]
fn no_word_of_an_entry_that_wasnt_chosen_is_in_the_file() {
    let (records, words): (Vec<_>, Vec<_>) = (0..30).map(wordy).unzip();
    let chosen = [4, 17];
    let request = ReportRequest {
        chosen: chosen.map(|number| records[number].entry.id.clone()).into(),
        ..ReportRequest::default()
    };
    let page = page_with(&records, &request);
    tags(&page);
    for (number, words) in words.iter().enumerate() {
        for word in words {
            // The ids of an exercise and of a step are no text to read.
            let is_shown =
                chosen.contains(&number) && !word.ends_with("exercise") && !word.ends_with("step");
            assert_eq!(page.contains(word.as_str()), is_shown, "{word}");
        }
    }
    assert!(
        page.contains("and the words of 2 entries that you chose."),
        "{page}"
    );
    let without = page_with(&records, &ReportRequest::default());
    assert!(!without.contains("zq"), "{without}");
    assert!(
        without.contains("60 patterns have names in your own words"),
        "{without}"
    );
}

#[test]
fn a_pattern_of_the_list_has_its_name_and_another_only_if_its_entry_was_chosen() {
    let with_patterns = |number, labels: &[&str]| {
        let mut record = fear(number, NOT_HAPPENED);
        let labels = labels.iter().map(|label| (*label).to_owned()).collect();
        let answer = Answer::Chosen(labels);
        let answered = answered_step("patterns", Role::Patterns, answer);
        record.entry.answers.push(answered);
        record
    };
    let records = [
        with_patterns(0, &["Mind reading", "Mine: <夜> 🎬"]),
        with_patterns(1, &["Mind reading", "Another of mine"]),
    ];
    let without = page(&records);
    assert!(without.contains("Mind reading") && without.contains("conclusions"));
    assert!(!without.contains("Mine") && !without.contains("Another"));
    assert!(without.contains("2 patterns have names in your own words, which are left out."));
    let request = ReportRequest {
        chosen: vec![records[0].entry.id.clone()],
        ..ReportRequest::default()
    };
    let with = page_with(&records, &request);
    assert!(
        with.contains("<span dir=\"auto\">Mine: &lt;夜&gt; 🎬</span>"),
        "{with}"
    );
    assert!(!with.contains("Another"));
    assert!(with.contains("1 pattern has a name in your own words, which is left out."));
}

#[test]
fn an_empty_period_is_named_and_a_chosen_entry_fills_it() {
    let records = fears(1, NOT_HAPPENED);
    let journal = journal_of(&records);
    let request = |from, until, chosen: &[&str]| ReportRequest {
        period: Period { from, until },
        chosen: chosen
            .iter()
            .map(|id| EntryId::from((*id).to_owned()))
            .collect(),
        ..ReportRequest::default()
    };
    let read = |request| ConversationReport::read(&journal, &request, TODAY).unwrap();
    let (first, last) = (date(2026, 1, 1), date(2026, 1, 31));
    for (from, until, named) in [
        (
            Some(first),
            Some(last),
            "from 1 January 2026 to 31 January 2026",
        ),
        (None, Some(last), "until 31 January 2026"),
        (Some(date(2026, 12, 1)), None, "since 1 December 2026"),
    ] {
        let report = read(request(from, until, &[]));
        assert!(report.is_empty());
        assert_eq!(
            report.empty_message(),
            format!("There are no finished entries {named}, so there is no report to write.")
        );
    }
    assert!(!read(request(None, None, &[])).is_empty());
    let filled = read(request(Some(first), Some(last), &["fear000"]));
    assert!(!filled.is_empty());
    let page = filled.to_html();
    tags(&page);
    assert!(
        page.contains("It covers 0 finished entries on 0 days."),
        "{page}"
    );
    assert!(page.contains("Nothing was written in this time."), "{page}");
}

#[test]
fn entries_that_cant_be_read_are_told() {
    let journal = journal_of(&fears(1, NOT_HAPPENED));
    let sentence = "Some entries can&#39;t be read, so they aren&#39;t counted.";
    let page = |journal: &Journal| {
        let request = ReportRequest::default();
        let report = ConversationReport::read(journal, &request, TODAY);
        report.unwrap().to_html()
    };
    assert!(!page(&journal).contains(sentence));
    journal.skipped_rows.record();
    assert!(page(&journal).contains(sentence));
}

#[test]
fn the_first_and_the_last_days_there_are_do_no_harm() {
    for day in [Date::MIN, Date::MAX] {
        let mut record = fear(0, MANAGED);
        record.entry.day = day;
        let journal = journal_of(&[record]);
        for today in [Date::MIN, TODAY, Date::MAX] {
            let report = ConversationReport::read(&journal, &ReportRequest::default(), today);
            tags(&report.unwrap().to_html());
        }
    }
}

/// The contrast of two colours such as `#1d2326`, by the formula of WCAG 2.2.
fn contrast(one: &str, other: &str) -> f64 {
    let luminance = |color: &str| {
        let channel = |at: usize| {
            let value = u8::from_str_radix(&color[at..at + 2], 16).unwrap();
            let value = f64::from(value) / 255.0;
            if value <= 0.04045 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
    };
    let (one, other) = (luminance(one) + 0.05, luminance(other) + 0.05);
    one.max(other) / one.min(other)
}

#[test]
fn texts_and_bars_stand_out_in_light_and_dark_and_none_is_red() {
    let css = include_str!("style.css");
    for theme in css.split(":root {").skip(1) {
        let color = |name: &str| {
            let (_, rest) = theme.split_once(&format!("--{name}: ")).unwrap();
            &rest[..7]
        };
        for (name, least) in [
            ("text", 7.0),
            ("quiet", 4.5),
            ("after", 4.5),
            ("first", 3.0),
        ] {
            let ratio = contrast(color(name), color("page"));
            assert!(ratio >= least, "{name}: {ratio:.2}");
            let part = |at: usize| u8::from_str_radix(&color(name)[at..at + 2], 16).unwrap();
            assert!(part(1) <= part(3).max(part(5)), "{name}");
        }
    }
    assert_eq!(css.matches(":root {").count(), 2);
}

proptest! {
    #![proptest_config(crate::properties::config())]

    #[test]
    fn whatever_is_written_in_a_chosen_entry_is_text(record in any_record(), question in any::<String>()) {
        let id = record.entry.id.clone();
        let request = ReportRequest {
            question,
            chosen: vec![id],
            ..ReportRequest::default()
        };
        let page = page_with(&[record], &request);
        let known = [
            "!DOCTYPE", "html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "h3", "p", "ul", "li",
            "figure", "figcaption", "div", "table", "thead", "tbody", "tr", "th", "td", "dl", "dt", "dd", "span", "svg",
            "desc", "rect", "text",
        ];
        for tag in tags(&page) {
            let name = tag.split(' ').next().unwrap().trim_start_matches('/');
            prop_assert!(known.contains(&name), "{tag}");
        }
    }
}

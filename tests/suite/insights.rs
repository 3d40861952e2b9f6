//! What it adds up to, for people whose fears seldom come true and for people whose fears often do.

use good_enough::app::Opening;
use good_enough::entry::{Answer, Answered, Entry, EntryId, State};
use good_enough::exercise::{Means, Part};
use good_enough::journal::Journal;
use good_enough::library::Library;
use good_enough::theme::{Colours, Look};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use jiff::tz::Offset;

use crate::coach::Coach;

/// The day of the first walk.
const FIRST: Date = date(2026, 9, 1);

/// An answer, the part it plays, and what it says of a fear.
type Given = (Option<Part>, Answer, Option<Means>);

/// A walk on the day after so many days.
fn walk(id: String, exercise: &str, after: i32, answers: Vec<Given>) -> Entry {
    let day = FIRST.checked_add(after.days()).expect("a day there is");
    let started = Offset::UTC.to_timestamp(day.at(20, 0, 0, 0));
    let started = started.expect("a time there is");
    let answers = answers.into_iter().enumerate();
    let answers = answers.map(|(place, (part, answer, means))| Answered {
        step: format!("step-{place}"),
        part,
        prompt: "What about it?".to_owned(),
        answer,
        means,
    });
    Entry {
        id: EntryId::from(id),
        exercise: exercise.to_owned(),
        title: "From catastrophe to good enough".to_owned(),
        started,
        finished: Some(started),
        offset: 0,
        day,
        state: State::Done,
        origin: None,
        draft: None,
        answers: answers.collect(),
    }
}

/// A fear, written down on a day of its own, to be looked back on.
fn fear(place: usize) -> Entry {
    let rating = |numbers: &[u8]| Answer::Rating(numbers[place % numbers.len()]);
    let asked = Answer::AskOn(Some(date(2026, 11, 1)));
    let mut entry = walk(
        format!("fear{place:03}"),
        "catastrophe-to-good-enough",
        i32::try_from(2 * place).expect("it fits"),
        vec![
            (
                Some(Part::Fear),
                Answer::Text(format!("They'll see through me 見 🫣 {place}")),
                None,
            ),
            (
                Some(Part::LikelihoodBefore),
                rating(&[80, 70, 60, 90, 50, 40, 70, 80, 60, 30]),
                None,
            ),
            (Some(Part::CopingBefore), Answer::Rating(30), None),
            (
                Some(Part::LikelihoodAfter),
                rating(&[35, 70, 45, 20, 55]),
                None,
            ),
            (
                Some(Part::Patterns),
                Answer::Chosen(vec![
                    ["What if", "Mind reading", "All or nothing"][place % 3].to_owned(),
                ]),
                None,
            ),
            (None, asked, None),
        ],
    );
    if place.is_multiple_of(4) {
        entry.answers.push(Answered {
            part: Some(Part::PatternName),
            answer: Answer::Text("The 3 a.m. film 夜 🎬".to_owned()),
            ..entry.answers[0].clone()
        });
    }
    entry
}

/// What came of it.
fn looked_back(place: usize, means: Means) -> Entry {
    let chosen = || Answer::Chosen(vec!["A word for it".to_owned()]);
    let mut answers = vec![(Some(Part::Outcome), chosen(), Some(means))];
    if means == Means::No {
        let acted = [Means::Yes, Means::No, Means::Unknown][place % 3];
        answers.push((Some(Part::Acted), chosen(), Some(acted)));
    } else if means != Means::Open {
        let managed = if place.is_multiple_of(2) { 70 } else { 35 };
        answers.push((Some(Part::CopingAfter), Answer::Rating(managed), None));
    }
    let after = i32::try_from(2 * place + 1).expect("it fits");
    Entry {
        origin: Some(EntryId::from(format!("fear{place:03}"))),
        ..walk(
            format!("back{place:03}"),
            "prediction-check-in",
            after,
            answers,
        )
    }
}

/// A journal in which so many fears were looked back on. Of those that a person has whose fears come true
/// seldom, every sixth did; of another's, all but every third. Two more wait.
pub fn fill(journal: &mut Journal, number: usize, often: bool) {
    for place in 0..number {
        let happens = if often {
            place % 3 != 2
        } else {
            place % 6 == 5
        };
        let means = match place {
            _ if happens => Means::Yes,
            _ if place % 7 == 3 => Means::Partly,
            _ => Means::No,
        };
        for entry in [fear(place), looked_back(place, means)] {
            journal.save(&entry).expect("it is saved");
        }
    }
    if number > 0 {
        for place in [number, number + 1] {
            journal.save(&fear(place)).expect("it is saved");
        }
    }
}

fn journal(number: usize, often: bool) -> Journal {
    let mut journal = Journal::in_memory().expect("a journal in memory opens");
    fill(&mut journal, number, often);
    journal
}

fn looking(number: usize, often: bool, look: Look) -> Coach {
    let library = Library::built_in();
    let mut coach = Coach::opened(journal(number, often), library, Opening::Home, look);
    coach.press("i").expect("What it adds up to");
    coach
}

fn seldom(number: usize) -> Coach {
    looking(number, false, Look::new(Colours::None))
}

fn often(number: usize) -> Coach {
    looking(number, true, Look::new(Colours::None))
}

/// Every row of the page, from the first to the last.
fn whole(coach: &mut Coach) -> String {
    coach.resize(80, 250);
    let screen = coach.screen();
    coach.resize(80, 24);
    let end = screen.rfind("\n  Esc ").or_else(|| screen.rfind("\n  ? "));
    screen[..end.unwrap_or(screen.len())].trim_end().to_owned()
}

#[test]
fn nothing_yet_is_said_kindly_and_the_limits_are_said_all_the_same() {
    let mut coach = seldom(0);
    insta::assert_snapshot!(coach.screen(), @"");
    coach
        .expect("This page can't tell you that something is safe.")
        .expect_no("walks behind it")
        .press("<Enter><Up><Down>G");
    coach.press("<Esc>").expect("A thought is scaring me");
}

#[test]
fn up_to_four_are_stories() {
    insta::assert_snapshot!(seldom(1).screen(), @"");
    insta::assert_snapshot!(whole(&mut seldom(4)), @"");
}

#[test]
fn from_five_on_they_are_counted() {
    insta::assert_snapshot!(seldom(5).screen(), @"");
    insta::assert_snapshot!(seldom(9).screen(), @"");
}

#[test]
fn from_ten_on_what_was_expected_stands_beside_it() {
    insta::assert_snapshot!(seldom(10).screen(), @"");
    insta::assert_snapshot!(seldom(19).screen(), @"");
}

#[test]
fn from_twenty_on_there_are_details_and_from_thirty_then_and_now() {
    insta::assert_snapshot!(seldom(20).screen(), @"");
    insta::assert_snapshot!(whole(&mut seldom(30)), @"");
}

#[test]
fn care_comes_first_where_many_came_true_and_no_score_follows() {
    insta::assert_snapshot!(often(1).screen(), @"");
    insta::assert_snapshot!(often(4).screen(), @"");
    insta::assert_snapshot!(often(5).screen(), @"");
    insta::assert_snapshot!(often(9).screen(), @"");
    insta::assert_snapshot!(often(10).screen(), @"");
    insta::assert_snapshot!(often(19).screen(), @"");
    insta::assert_snapshot!(often(20).screen(), @"");
    let mut coach = often(30);
    insta::assert_snapshot!(coach.screen(), @"");
    let page = whole(&mut coach);
    assert!(!page.contains("Brier") && !page.contains("0 ·"), "{page}");
    coach.press("?").expect("If someone is in danger now");
}

#[test]
fn a_narrow_terminal_shows_the_same_below_one_another() {
    insta::assert_snapshot!(seldom(5).sized(40, 12).screen(), @"");
    insta::assert_snapshot!(often(10).sized(40, 12).screen(), @"");
    let mut coach = seldom(10);
    coach.resize(40, 250);
    insta::assert_snapshot!(coach.screen().trim_end(), @"");
}

#[test]
fn plain_letters_are_enough() {
    let look = Look {
        ascii: true,
        ..Look::new(Colours::None)
    };
    let page = whole(&mut looking(12, false, look));
    for letter in "○●◉─·░▒█›".chars() {
        assert!(!page.contains(letter), "{letter} on\n{page}");
    }
    assert!(
        page.contains("o expected") && page.contains("# 3 or more"),
        "{page}"
    );
}

#[test]
fn every_row_is_reached_by_the_arrows_alone_and_the_mark_stays_in_view() {
    for (width, height) in [(80, 24), (40, 12), (120, 40), (20, 4)] {
        let mut coach = seldom(12).sized(width, height);
        let rows = |screen: &str| -> Vec<String> {
            screen
                .lines()
                .map(|row| row.replace('›', " ").trim().to_owned())
                .collect()
        };
        coach.resize(width, 400);
        let page = rows(&coach.screen());
        coach.resize(width, height);
        let mut seen = rows(&coach.screen());
        for _ in 0..300 {
            coach.press("<Down>");
            seen.extend(rows(&coach.screen()));
        }
        for row in page {
            assert!(seen.contains(&row), "{row} at {width}x{height}");
        }
        coach.expect("›").press(&"<Up>".repeat(300));
        coach.press("<PgDn><PgUp>").press("G").press("g");
    }
}

#[test]
fn a_figure_leads_to_the_history_and_back() {
    let mut coach = seldom(10);
    coach.press("<Enter>").expect("›");
    coach.press("<Enter>").expect("History").press("<Esc>");
    coach.expect("What it adds up to").expect("›");
    // From the history it is one key, and doesn't pile up.
    coach.press("<Enter>").expect("History").press("i");
    coach.expect("What it adds up to").press("<Esc>");
    coach.expect("A thought is scaring me");
    coach.press("h").press("<F8>").expect("What it adds up to");
    coach.press("<Esc>").expect("History");
}

#[test]
fn what_was_deleted_isnt_counted_when_one_comes_back() {
    let mut coach = seldom(5);
    coach.expect("Of 5 fears you checked").expect("12 walks");
    coach
        .press("<Enter><Enter>")
        .expect("History")
        .press("jjjjd")
        .press("<Esc>");
    coach
        .expect("11 walks")
        .expect("With so few, each is a story of its own.");
}

#[test]
fn the_first_screen_offers_it() {
    let mut coach = Coach::new();
    coach.press("<End>").press(&"<Up>".repeat(4));
    coach
        .expect("› ")
        .press("<Enter>")
        .expect("Nothing has been looked back on yet.");
}

#[test]
fn a_year_of_cells_has_words_beside_it() {
    let mut coach = seldom(30);
    let page = whole(&mut coach);
    assert!(
        page.contains("In the last twelve months: 62 walks on 62 days."),
        "{page}"
    );
    assert!(page.contains("October 2026: 31 walks on 31 days"), "{page}");
}

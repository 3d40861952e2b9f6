//! The history and the reader.

use good_enough::domain::entry::{Answer, AnsweredStep, Entry};
use good_enough::domain::exercise::Role;
use good_enough::storage::journal::Journal;
use good_enough::ui::app::StartScreen;
use good_enough::ui::theme::{ColorSupport, Theme};
use insta::assert_snapshot;
use jiff::SignedDuration;
use jiff::civil::date;
use ratatui::style::Color;

use crate::coach::{Coach, first_exercises};
use crate::database::open_database;
use crate::entries::{answered, finished_entry};

/// Entry `number` of a history with one entry a day.
pub fn entry(number: i64) -> Entry {
    let day = date(2026, 1, 1) + SignedDuration::from_hours(24 * number);
    let text = |step: &str, role: Role, text: &str| AnsweredStep {
        step: step.to_owned(),
        prompt: format!("What about the {step}?"),
        ..answered(Some(role), Answer::Text(format!("{text} {number}")))
    };
    Entry {
        answers: vec![
            text("thought", Role::Thought, "It will go wrong"),
            text("reframe", Role::Reframe, "It was good enough"),
        ],
        ..finished_entry(format!("entry{number:07}"), "two-minute-check", day)
    }
}

/// A history with `count` entries, opened at the newest.
pub fn open_history(count: i64) -> Coach {
    let mut journal = Journal::in_memory().expect("a journal in memory opens");
    for number in 0..count {
        journal.save(&entry(number)).expect("it is saved");
    }
    Coach::with_journal(
        journal,
        first_exercises(),
        StartScreen::History,
        Theme::new(ColorSupport::None),
    )
}

#[test]
fn an_empty_history_says_what_will_appear() {
    open_history(0)
        .expect("Nothing here yet.")
        .expect("Esc back ? people to talk to F1 keys")
        .expect_no("Enter read")
        .expect_no("delete")
        .expect_no("undo");
}

#[test]
fn an_emptied_history_offers_to_restore_the_last_entry() {
    // In a window whose footer has room for every hint.
    let mut coach = open_history(1).sized(120, 24);
    coach
        .expect("Enter read")
        .expect("d delete")
        .expect_no("u undo")
        .press("d");
    coach
        .expect("Nothing here yet.")
        .expect("u undo")
        .expect_no("delete")
        .expect_no("Enter read");
    coach
        .press("u")
        .expect("It will go wrong 0")
        .expect("d delete")
        .expect_no("u undo");
}

#[test]
fn an_entry_that_is_brought_back_is_selected_again() {
    let mut coach = open_history(5);
    coach.press("jj").expect("3 of 5").press("d");
    coach.expect("In the trash. Press u").press("u");
    coach.expect("It's back.").expect("3 of 5");
}

#[test]
fn the_newest_entry_is_first_and_the_reader_shows_its_questions() {
    let mut coach = open_history(5);
    coach
        .expect("1 of 5")
        .expect("January 2026")
        .expect("Mon 5")
        .expect("It will go wrong 4")
        .press("<Enter>")
        .expect("Monday, 5 January 2026, 20:00")
        .expect("What about the thought?")
        .expect("It will go wrong 4");
}

#[test]
fn a_long_history_scrolls_from_end_to_end_in_pages() {
    let mut coach = open_history(300);
    coach
        .press("G")
        .expect("300 of 300")
        .expect("It will go wrong 0");
    coach
        .press("g")
        .expect("1 of 300")
        .expect("It will go wrong 299");
    for _ in 0..150 {
        coach.press("j");
    }
    coach.expect("151 of 300").expect("It will go wrong 149");
    for _ in 0..150 {
        coach.press("k");
    }
    coach.expect("1 of 300").expect("It will go wrong 299");
}

#[test]
fn an_arrow_shows_a_prefetched_entry_and_reloads_changes_of_another_window() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("journal.db");
    let mut window = Journal::open(&path).expect("it opens");
    for number in 0..4 {
        window.save(&entry(number)).expect("it is saved");
    }
    let mut coach = Coach::with_journal_at(&path).sized(120, 40);
    coach.press("h").expect("It will go wrong 3");

    let mut changed = entry(2);
    changed.answers[0].answer = Answer::Text("It went well".to_owned());
    window.load_for_editing(&changed.id).expect("it exists");
    window.save(&changed).expect("it is saved");
    coach
        .press_without_idle("j")
        .expect("It will go wrong 2")
        .run_idle_work()
        .expect("It went well");
    // Only the list still has the words from before.
    assert_eq!(coach.screen().matches("It will go wrong 2").count(), 1);
    coach.expect("  It will go wrong 2");
    // Back again, and one page beyond the prefetched ones.
    coach
        .press_without_idle("kjjj")
        .expect("It will go wrong 0")
        .run_idle_work()
        .expect("It will go wrong 0");
}

#[test]
fn one_key_restores_a_deleted_entry_and_no_other_changes() {
    let mut coach = open_history(3);
    coach
        .press("jd")
        .expect("In the trash")
        .expect("2 of 2")
        .expect_no("good enough 1");
    coach
        .press("u")
        .expect("It's back.")
        .expect("of 3")
        .expect("good enough 1");
    coach.press("u").expect("There's nothing to bring back.");
}

#[test]
fn the_reader_scrolls_and_escape_goes_back_one_level_at_a_time() {
    let mut coach = open_history(2).sized(40, 12);
    coach
        .press("<Enter><Down><Down><Down><End>")
        .expect("It was good enough 1");
    coach.press("<Esc>").expect("1 of 2");
    coach.press("<Esc>").expect("A thought is scaring me");
}

#[test]
fn stray_keys_in_the_history_delete_nothing() {
    let mut coach = open_history(3);
    coach.press("abcefgjklmnoprstvwxyzABCDEFGHIJKLMNOPRSTUVWXYZ0123456789");
    // One of them looks back early.
    coach.expect("How did it turn out?").press("<Esc>5");
    coach.expect("History").expect("of 3");
}

/// A history of thoughts in Hebrew and Arabic, each with two numbers.
fn rtl_journal() -> Journal {
    let mut journal = Journal::in_memory().expect("a journal in memory opens");
    for (number, thought) in [
        (1, "הם יפטרו אותי"),
        (2, "سوف يطردونني 3 مرات"),
        (
            3,
            "הם יפטרו אותי והילד שלי יבכה כל הלילה עד הבוקר ואף אחד לא יבוא",
        ),
    ] {
        let mut entry = entry(number);
        let thought = AnsweredStep {
            answer: Answer::Text(thought.to_owned()),
            ..entry.answers[0].clone()
        };
        let rated = |step: &str, part, number| AnsweredStep {
            step: step.to_owned(),
            role: Some(part),
            answer: Answer::Rating(number),
            ..thought.clone()
        };
        entry.answers = vec![
            rated("likelihood_before", Role::LikelihoodBefore, 80),
            rated("likelihood_after", Role::LikelihoodAfter, 35),
            thought,
        ];
        journal.save(&entry).expect("it is saved");
    }
    journal
}

/// Whether a number in this row would be displayed as part of adjacent right-to-left text.
fn number_joins_rtl_text(row: &str) -> bool {
    let is_rtl = |letter: char| ('\u{590}'..='\u{8ff}').contains(&letter);
    let (mut is_open, mut blanks) = (false, 0);
    for letter in row.chars() {
        if is_open && blanks > 1 && letter.is_ascii_digit() {
            return true;
        }
        // A blank Braille pattern is a left-to-right character to terminals.
        is_open = is_rtl(letter) || (is_open && !letter.is_alphabetic() && letter != '\u{2800}');
        blanks = if letter == ' ' { blanks + 1 } else { 0 };
    }
    false
}

#[test]
fn numbers_beside_right_to_left_text_stay_separate() {
    for opening in [StartScreen::History, StartScreen::Home] {
        for (width, height) in [(200, 50), (120, 40), (100, 32), (80, 24), (40, 12)] {
            let library = first_exercises();
            let theme = Theme::new(ColorSupport::None);
            let coach = Coach::with_journal(rtl_journal(), library, opening.clone(), theme);
            let screen = coach.sized(width, height).screen();
            if opening == StartScreen::History {
                assert!(screen.contains("80→35"), "{screen}");
            }
            let swallowed = screen.lines().find(|row| number_joins_rtl_text(row));
            assert_eq!(swallowed, None, "{width}x{height}:\n{screen}");
        }
    }
}

/// A walk from a catastrophe on this day, as a whole entry.
fn whole_entry(number: i64) -> Entry {
    let asked = |prompt: &str, role: Option<Role>, answer: Answer| AnsweredStep {
        step: prompt.to_lowercase(),
        prompt: prompt.to_owned(),
        ..answered(role, answer)
    };
    let text = |words: &str| Answer::Text(words.to_owned());
    let chosen =
        |labels: &[&str]| Answer::Chosen(labels.iter().map(|label| (*label).to_owned()).collect());
    let rated = |prompt: &str, role, number| asked(prompt, Some(role), Answer::Rating(number));
    Entry {
        title: "From catastrophe to good enough".to_owned(),
        answers: vec![
            asked(
                "What is the thought?",
                Some(Role::Thought),
                text("If I use a bottle, we will never bond."),
            ),
            asked(
                "What may happen?",
                Some(Role::Fear),
                text("By Sunday she won't take the breast 🍼."),
            ),
            asked(
                "What do you feel?",
                Some(Role::Feelings),
                chosen(&["afraid", "guilty"]),
            ),
            rated("Gut feeling?", Role::LikelihoodBefore, 90),
            rated("How heavy is it?", Role::DistressBefore, 60),
            asked(
                "What is most likely?",
                None,
                text("Some fussing for a few days."),
            ),
            asked(
                "What would be good enough?",
                Some(Role::Reframe),
                text("She is fed, and a bottle is only a bottle."),
            ),
            rated("And now?", Role::LikelihoodAfter, 30),
            rated("How heavy is it now?", Role::DistressAfter, 40),
        ],
        ..entry(number)
    }
}

/// Whole entries of two months: the second is due, and the worry of the third waits.
fn whole_journal() -> Journal {
    let mut journal = Journal::in_memory().expect("a journal in memory opens");
    for (number, request) in [
        (33, None),
        (32, Some(Answer::FollowUpOn(Some(date(2026, 2, 20))))),
        (
            30,
            Some(Answer::PostponedUntil(date(2026, 11, 26).at(18, 30, 0, 0))),
        ),
    ] {
        let mut entry = whole_entry(number);
        if matches!(request, Some(Answer::PostponedUntil(_))) {
            entry
                .answers
                .retain(|answered| answered.role == Some(Role::Thought));
            "Worry later".clone_into(&mut entry.title);
        }
        entry
            .answers
            .extend(request.map(|request| answered(None, request)));
        journal.save(&entry).expect("it is saved");
    }
    journal
}

fn open_whole_history(theme: Theme) -> Coach {
    Coach::with_journal(
        whole_journal(),
        first_exercises(),
        StartScreen::History,
        theme,
    )
}

#[test]
fn months_are_headings_and_each_entry_has_two_rows() {
    let coach = open_whole_history(Theme::new(ColorSupport::None)).sized(80, 21);
    assert_snapshot!(coach.screen(), @"
      History                                                           1 of 3

      February 2026
    › Tue 3        If I use a bottle, we will never bond.
      catastrophe  She is fed, and a bottle is only a bottle.         ▇▂ 90→30
      Mon 2        If I use a bottle, we will never bond.                ready
      catastrophe  She is fed, and a bottle is only a bottle.         ▇▂ 90→30
      January 2026
      Sat 31       If I use a bottle, we will never bond.                waits
      worry        It waits until Thursday, 18:30.








      Enter read   Esc back   ? people to talk to   / search           F1 keys
    ");
}

#[test]
fn due_and_waiting_entries_say_so_in_a_word() {
    let mut coach = open_whole_history(Theme::new(ColorSupport::None));
    coach
        .expect("bond. ready")
        .expect("bond. waits")
        .expect("It waits until Thursday, 18:30.");
    coach.expect_no("30 ?").expect_no("ready to look back on");
    for (width, height) in [(200, 50), (120, 40), (60, 20), (40, 12)] {
        coach.resize(width, height);
        coach.expect("ready").expect("waits").expect("90→30");
    }
}

#[test]
fn a_card_beside_the_list_sums_the_entry_up_and_enter_shows_every_answer() {
    let mut coach = open_whole_history(Theme::new(ColorSupport::None)).sized(120, 32);
    assert_snapshot!(coach.screen(), @"
      History                                                                                               1 of 3

      February 2026                                          ╭─────────────────────────────────────────────────────╮
    › Tue 3     If I use a bottle, we will never bond.       │                                                     │
      catastro… She is fed, and a bottle is on… ▇▂ 90→30     │  From catastrophe to good enough                    │
      Mon 2     If I use a bottle, we will never…  ready     │  Tuesday, 3 February 2026, 20:00                    │
      catastro… She is fed, and a bottle is on… ▇▂ 90→30     │                                                     │
      January 2026                                           │  The thought                                        │
      Sat 31    If I use a bottle, we will never…  waits     │  If I use a bottle, we will never bond.             │
      worry     It waits until Thursday, 18:30.              │                                                     │
                                                             │  Afraid of                                          │
                                                             │  By Sunday she won't take the breast 🍼.            │
                                                             │                                                     │
                                                             │  Feelings                                           │
                                                             │  afraid, guilty                                     │
                                                             │                                                     │
                                                             │  What is most likely?                               │
                                                             │  Some fussing for a few days.                       │
                                                             │                                                     │
                                                             │  ─────────────────────────────────────────────────  │
                                                             │                                                     │
                                                             │  She is fed, and a bottle is only a bottle.         │
                                                             │                                                     │
                                                             │  How likely       90% ━━━━━━━━─  →   30% ━━━──────  │
                                                             │  How heavy         60 ━━━━━────  →    40 ━━━━─────  │
                                                             │                                                     │
                                                             │                                                     │
                                                             ╰─────────────────────────────────────────────────────╯

      Enter read   Esc back   ? people to talk to   / search   f filter   d delete   c look back           F1 keys
    ");
    coach.expect("Afraid of").expect_no("What may happen?");
    coach
        .press("<Enter>")
        .expect("› What is the thought?")
        .expect("What may happen?")
        .expect("Gut feeling?");
    coach.press("<Esc>").expect("Afraid of");
}

#[test]
fn a_short_card_keeps_the_good_enough_line_and_the_ratings() {
    for (width, height) in [(96, 22), (100, 18), (120, 20)] {
        let mut coach = open_whole_history(Theme::new(ColorSupport::None)).sized(width, height);
        coach.expect("…").expect("She is fed, and a bottle");
        let likely = if width < 100 {
            "How likely 90% → 30%"
        } else {
            "How likely 90%"
        };
        coach.expect(likely);
    }
}

#[test]
fn without_colours_and_with_ascii_the_numbers_and_words_say_everything() {
    let theme = Theme {
        ascii_only: true,
        ..Theme::new(ColorSupport::Ansi16)
    };
    let mut coach = open_whole_history(theme);
    for (width, height) in [(120, 40), (80, 24), (40, 12)] {
        coach.resize(width, height);
        coach.expect("90->30").expect("ready").expect("> ");
        let screen = coach.screen().replace('🍼', "");
        assert!(screen.is_ascii(), "{screen}");
    }
    let plain = open_whole_history(Theme::new(ColorSupport::None));
    let marked: Vec<_> = plain
        .screen()
        .lines()
        .filter(|row| row.contains('›'))
        .map(str::to_owned)
        .collect();
    assert_eq!(marked.len(), 1, "{marked:?}");
}

#[test]
fn the_selection_covers_both_rows_and_the_whole_width() {
    let background = Color::Rgb(1, 2, 3);
    let plain = Theme::new(ColorSupport::TrueColor);
    let theme = Theme {
        selection: plain.selection.bg(background),
        ..plain
    };
    let coach = open_whole_history(theme);
    let buffer = coach.buffer();
    let selected = |y: u16| (0..80).filter(|x| buffer[(*x, y)].bg == background).count();
    let rows: Vec<_> = (0..24).map(selected).filter(|cells| *cells > 0).collect();
    assert_eq!(rows, [76, 76]);
    let bars = buffer.content.iter().filter(|cell| cell.symbol() == "▌");
    assert_eq!(bars.count(), 2);
}

#[test]
fn a_thumb_or_words_show_that_there_is_more() {
    let thumb = |coach: &Coach| coach.screen().matches('┃').count();
    let mut coach = open_whole_history(Theme::new(ColorSupport::None)).sized(80, 20);
    assert_eq!(thumb(&coach), 0, "all three are in view");
    coach.press("<Enter>");
    assert!(thumb(&coach) > 0, "{}", coach.screen());
    assert!(thumb(&open_history(300)) > 0);
    let ascii = Theme {
        ascii_only: true,
        ..Theme::new(ColorSupport::None)
    };
    for size in [(40, 12), (120, 20)] {
        let mut coach = open_whole_history(ascii).sized(size.0, size.1);
        coach.press("<Enter>").expect("more below");
        coach
            .press("<End>")
            .expect("How heavy")
            .expect_no("more below");
    }
}

#[test]
fn a_tall_window_and_a_search_show_the_entry_below_the_list() {
    let mut coach = open_history(40).sized(80, 40);
    coach
        .expect("Mon 9")
        .expect("The thought")
        .expect("It was good enough 39");
    let mut coach = open_history(40);
    coach.expect_no("The thought").press("/").type_in("wrong");
    coach.expect("Mon 9").expect("What about the thought?");
    coach
        .press("<Enter><Enter>")
        .expect("› What about the thought?")
        .expect_no("Mon 9");
    coach.press("<Esc>").expect("Mon 9");
}

#[test]
fn a_narrow_list_leaves_out_the_exercise_and_cuts_with_an_ellipsis() {
    let mut coach = open_whole_history(Theme::new(ColorSupport::None)).sized(40, 12);
    coach
        .expect("Tue 3 If I use")
        .expect("…")
        .expect_no("catastrophe");
    coach.resize(30, 12);
    coach
        .expect("February 2026")
        .expect("If I use")
        .expect_no("Tue 3");
}

#[test]
fn the_month_of_the_first_entry_in_view_stays_at_the_top() {
    let mut coach = open_history(300);
    let heading = |coach: &Coach| {
        coach
            .screen()
            .lines()
            .nth(3)
            .map(|row| row.trim().to_owned())
    };
    assert_eq!(heading(&coach).as_deref(), Some("October 2026"));
    coach.press("<End>");
    assert_eq!(heading(&coach).as_deref(), Some("January 2026"));
    for _ in 0..299 {
        coach.press_without_idle("k").run_idle_work();
        let month = heading(&coach).expect("there is a row");
        assert!(month.ends_with("2026"), "{month}");
    }
}

#[test]
fn unreadable_entries_are_skipped_and_reported() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let mut journal = Journal::open(&path).unwrap();
    for number in 0..40 {
        journal.save(&entry(number)).unwrap();
    }
    let spoil = "update entry set title = cast(x'ff' as text)
        where id in ('entry0000038', 'entry0000000', 'entry0000020')";
    let db = open_database(&path);
    db.execute_batch(spoil).unwrap();
    let theme = Theme::new(ColorSupport::None);
    let mut coach = Coach::with_journal(journal, first_exercises(), StartScreen::History, theme);
    coach
        .expect("good enough 39")
        .expect_no("good enough 38")
        .expect("good enough 37")
        .expect("can't be read")
        .press("<End>")
        .expect("good enough 1")
        .press("<Down><Up><Home>")
        .expect("good enough 39");
    for _ in 0..50 {
        coach.press("<Down>");
    }
    coach.expect("good enough 1").expect_no("good enough 20");
    assert!(coach.is_idle());
}

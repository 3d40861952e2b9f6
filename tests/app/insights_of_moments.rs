//! The insights of check-ins and breaks, as a picture and in sentences.

use good_enough::content::library::Library;
use good_enough::storage::journal::Journal;
use good_enough::ui::app::StartScreen;
use good_enough::ui::theme::{ColorSupport, Theme};
use ratatui::style::Color;

use crate::coach::Coach;
use crate::moments::fill;

fn open_insights(check_ins: i32, breaks: i32) -> Coach {
    open_with_theme(check_ins, breaks, Theme::new(ColorSupport::None))
}

fn open_with_theme(check_ins: i32, breaks: i32, theme: Theme) -> Coach {
    let mut journal = Journal::in_memory().expect("a journal in memory opens");
    fill(&mut journal, check_ins, breaks);
    let library = Library::embedded();
    let mut coach = Coach::with_journal(journal, library, StartScreen::Home, theme);
    coach.press("i").expect("What your entries show");
    coach
}

/// All rows of the page in a window of this width, without the key hints.
fn full_text(coach: &mut Coach, width: u16) -> String {
    coach.resize(width, 120);
    let screen = coach.screen();
    let (page, _hints) = screen.trim_end().rsplit_once('\n').expect("many rows");
    page.trim_end().to_owned()
}

/// The rows from this heading up to the next empty row.
fn block<'a>(page: &'a str, heading: &str) -> &'a str {
    let start = page
        .find(heading)
        .unwrap_or_else(|| panic!("no {heading} in\n{page}"));
    page[start..].split("\n\n").next().unwrap_or_default()
}

#[test]
fn check_ins_and_breaks_have_bars_and_enter_says_the_same_in_sentences() {
    let mut coach = open_insights(36, 12);
    insta::assert_snapshot!(full_text(&mut coach, 80), @"
    What your entries show                    48 entries since November 2026

    No look back yet. Once there is one, it shows up here.

    Distress by week
    week of 2 Nov   ━━━━━━━━━━━━━━━━━━━━  48
    week of 9 Nov   ━━━━━━━━━━━━━━━━━━━━  48

    Distress by time of day
    night 22-6        ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━  71
    morning 6-12      ━━━━━━━━━━━━  30
    afternoon 12-18   ━━━━━━━━━━━━━━━━━━  43

    Feelings at check-ins
    tired        ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━  18
    worried      ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━  18
    calm         ━━━━━━━━━━━━━━━━━━━━━  9
    müde 睡 🥱   ━━━━━━━━━━━━━━━━━━━━━  9

    Distress by weekday
    Monday      ━━━━━━━━━━━━━━━━━━━━━  50
    Tuesday     ━━━━━━━━━━━━━━━━━━━━  48
    Wednesday   ━━━━━━━━━━━━━━━━━━━  47
    Thursday    ━━━━━━━━━━━━━━━━━━━━━  50
    Friday      ━━━━━━━━━━━━━━━━━━━━  48

    After a break, your distress was
    lower            ━━━━━━━━━━━━━━━━━━━━━━━━  7
    about the same   ━━━━━━━━━━━━━━  4
    higher           ━━━  1

    Over 36 check-ins, distress was 48 on average. These are only the
    moments at which you checked in, and small differences between them say
    little.
    12 breaks, 48 minutes in all. People often rest when it's worst, and the
    worst often eases by itself. So this doesn't tell what a break did.

    The year                        · none   ░ one   ▒ two   █ three or more
       Dec Jan Feb Mar  Apr May  Jun Jul Aug  Sep Oct Nov
    Mo ················································██··
    Tu ················································██··
    We ················································██·
    Th ················································██·
    Fr ················································██·
    Sa ················································█··
    Su ················································█··
    48 entries on 12 days. Days without an entry are fine too.

    Once you've checked ten rated fears, you'll see what you expected next
    to what happened.
    Once you've said a few times how you managed, it's counted here.
    Once ten exercises have two ratings of a kind, they're counted here.

    Rare, serious things may never show up in numbers like these. They can't
    tell you that something is safe.
    ");
    coach.press("<Enter>");
    let page = full_text(&mut coach, 80);
    insta::assert_snapshot!(block(&page, "After a break"), @"
    After a break
        After 12 breaks, your distress was lower in 7, about the same in 4 and
        higher in 1.
        People often rest when it's worst, and the worst often eases by itself.
        So this doesn't tell what a break did.
    ");
    insta::assert_snapshot!(block(&page, "Check-ins"), @"
    Check-ins
        Over 36 check-ins, distress was 48 on average.
        On average, distress was 48 in the week of 2 November and 48 in the week
        of 9 November.
        On average, distress was 71 at night, 30 in the morning and 43 in the
        afternoon.
        On average, distress was 50 on Mondays, 48 on Tuesdays, 47 on
        Wednesdays, 50 on Thursdays and 48 on Fridays.
        You named “tired” in 18 check-ins, “worried” in 18, “calm” in 9 and
        “müde 睡 🥱” in 9.
        These are only the moments at which you checked in, and small
        differences between them say little.
    ");
    coach.resize(80, 24);
    coach
        .press("<Tab>")
        .expect("› 12 breaks, 48 minutes in all");
    coach
        .press("<Enter>")
        .expect("Only: breaks")
        .expect("Slow six");
    coach.press("<Esc>").expect("What your entries show");
    coach.press("<Tab>").expect("› 36 check-ins");
    coach
        .press("<Enter>")
        .expect("Only: check-ins")
        .expect("found 36 of 48");
}

#[test]
fn a_wide_window_has_two_columns() {
    let page = full_text(&mut open_insights(36, 12), 120);
    let start = page.find("Distress by week").expect("it is shown");
    let end = page.find("The year").expect("it follows");
    insta::assert_snapshot!(page[start..end].trim_end(), @"
    Distress by week                                        Distress by weekday
          week of 2 Nov   ━━━━━━━━━━━━━━━  48                     Monday      ━━━━━━━━━━━━━━━━━━  50
          week of 9 Nov   ━━━━━━━━━━━━━━━  48                     Tuesday     ━━━━━━━━━━━━━━━━━  48
                                                                  Wednesday   ━━━━━━━━━━━━━━━━  47
          Distress by time of day                                 Thursday    ━━━━━━━━━━━━━━━━━━  50
          night 22-6        ━━━━━━━━━━━━━━━━━━━━━  71             Friday      ━━━━━━━━━━━━━━━━━  48
          morning 6-12      ━━━━━━━━━  30
          afternoon 12-18   ━━━━━━━━━━━━  43                      After a break, your distress was
                                                                  lower            ━━━━━━━━━━━━━━━━━━  7
          Feelings at check-ins                                   about the same   ━━━━━━━━━━  4
          tired        ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━  18    higher           ━━━  1
          worried      ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━  18
          calm         ━━━━━━━━━━━━━━━━━━  9
          müde 睡 🥱   ━━━━━━━━━━━━━━━━━━  9

          Over 36 check-ins, distress was 48 on average. These are only the moments at which you checked in, and small
          differences between them say little.
          12 breaks, 48 minutes in all. People often rest when it's worst, and the worst often eases by itself. So
          this doesn't tell what a break did.
    ");
}

#[test]
fn a_narrow_window_scrolls_to_all_of_it() {
    let mut coach = open_insights(36, 12).sized(40, 12);
    coach.press("<PgDn>");
    insta::assert_snapshot!(coach.screen(), @"
    What your entries show        48 entries
    afternoon 12-18   ━━━━━━  43
                                          ┃
    Feelings at check-ins
    tired        ━━━━━━━━━━━━━━━━━━━━━  18
    worried      ━━━━━━━━━━━━━━━━━━━━━  18
    calm         ━━━━━━━━━━━  9
    müde 睡 🥱   ━━━━━━━━━━━  9

    Distress by weekday
    Monday      ━━━━━━━━━━━  50
    Esc back   ? people to talk to   F1 keys
    ");
    coach.press("<PgDn>").expect("about the same   ━━━");
}

#[test]
fn in_ascii_the_bars_are_ascii() {
    let theme = Theme {
        ascii_only: true,
        ..Theme::new(ColorSupport::None)
    };
    let page = full_text(&mut open_with_theme(36, 12, theme), 80);
    let bars = block(&page, "Distress by time of day");
    assert!(
        bars.is_ascii() && bars.contains("night 22-6        ####"),
        "{bars}"
    );
}

#[test]
fn nothing_of_it_is_red() {
    let mut coach = open_with_theme(36, 12, Theme::new(ColorSupport::Ansi16));
    coach.resize(80, 120);
    let buffer = coach.buffer();
    for cell in buffer.content() {
        let colors = [cell.fg, cell.bg];
        assert!(!colors.contains(&Color::Red) && !colors.contains(&Color::LightRed));
    }
}

#[test]
fn with_too_few_a_sentence_says_when_they_are_compared() {
    let breaks_later = "Once five breaks have a number before and after, they're";
    let check_ins_later = "Once twenty check-ins have a number for distress, it's";
    let mut few = open_insights(19, 4);
    let page = full_text(&mut few, 80);
    assert!(
        page.contains(breaks_later) && page.contains(check_ins_later),
        "{page}"
    );
    assert!(
        !page.contains("Distress by") && !page.contains("After a break"),
        "{page}"
    );
    assert!(page.contains("4 breaks, 16 minutes in all."), "{page}");
    // Feelings are counted from five on.
    assert!(page.contains("Feelings at check-ins"), "{page}");
    few.press("<Enter>");
    let page = full_text(&mut few, 80);
    insta::assert_snapshot!(block(&page, "After a break"), @"
    After a break
        Once five breaks have a number before and after, they're compared here.
    ");
    insta::assert_snapshot!(block(&page, "Check-ins"), @"
    Check-ins
        Once twenty check-ins have a number for distress, it's averaged here.
        You named “tired” in 10 check-ins, “worried” in 10, “müde 睡 🥱” in 5
        and “calm” in 4.
    ");
    let enough = full_text(&mut open_insights(20, 5), 80);
    assert!(
        !enough.contains("Once twenty") && !enough.contains("Once five"),
        "{enough}"
    );
    assert!(
        enough.contains("After a break, your distress was"),
        "{enough}"
    );
    let none = full_text(&mut open_insights(0, 0), 80);
    assert!(
        !none.contains("breaks") && !none.contains("check-ins"),
        "{none}"
    );
}

#[test]
fn a_break_is_no_pair_of_ratings_of_an_exercise() {
    let mut coach = open_insights(0, 24);
    coach.press("<Enter>");
    coach
        .expect("Once ten exercises have two ratings of a kind, they're counted here.")
        .expect("After 24 breaks, your distress was lower in 14, about the same in 8 and")
        .expect_no("exercises, you rated twice")
        .expect_no("distress 70, then 40");
}

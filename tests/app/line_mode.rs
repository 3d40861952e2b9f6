//! Line mode, as a screen reader reads it.

use std::collections::VecDeque;
use std::io;
use std::path::Path;
use std::time::Duration;

use good_enough::content::library::Library;
use good_enough::domain::entry::{Answer, LocalTime};
use good_enough::platform::paths::AppPaths;
use good_enough::storage::journal::{EntryList, Journal};
use good_enough::storage::work_observer::WorkObserver;
use good_enough::ui::app::{App, StartScreen, WorkRequest, WorkResult};
use good_enough::ui::exit_reason::ExitReason;
use good_enough::ui::line_mode::{LineInput, LineIo, run};
use good_enough::ui::theme::{ColorSupport, Theme};
use rand::SeedableRng;
use rand::rngs::StdRng;

use super::coach::{Coach, first_exercises};
use super::endings;
use crate::database::open_database;

/// A user of line mode who types prepared lines.
#[derive(Default)]
pub struct ScriptedUser {
    lines: VecDeque<String>,
    output: Vec<String>,
    /// The simulated time without output.
    passed: Duration,
    /// The day offset of the clock.
    days: i32,
}

impl ScriptedUser {
    fn with_lines(lines: &[&str]) -> Self {
        Self {
            lines: lines.iter().map(|line| (*line).to_owned()).collect(),
            ..Self::default()
        }
    }

    pub fn output(&self) -> String {
        self.output.join("\n")
    }

    #[track_caller]
    pub fn expect(&self, text: &str) -> &Self {
        assert!(
            self.output().contains(text),
            "“{text}” in\n{}",
            self.output()
        );
        self
    }
}

impl LineIo for ScriptedUser {
    fn write_paragraph(&mut self, text: &str) -> io::Result<()> {
        self.output.push(text.to_owned());
        Ok(())
    }

    fn read_line(&mut self, at_most: Option<Duration>) -> io::Result<(LineInput, Duration)> {
        let is_waiting = self.lines.front().is_some_and(|line| line == "…");
        // Waits until no timer is left.
        if let (Some(time), true) = (at_most, is_waiting) {
            self.passed += time;
            return Ok((LineInput::TimedOut, time));
        }
        if is_waiting {
            self.lines.pop_front();
        }
        let line = self.lines.pop_front();
        Ok((line.map_or(LineInput::Eof, LineInput::Line), Duration::ZERO))
    }

    fn run_work(&mut self, work: WorkRequest) -> WorkResult {
        self.output.push("(The progress of long work.)".to_owned());
        work.run(&WorkObserver::default())
    }

    fn now(&self) -> LocalTime {
        let at: jiff::Timestamp = "2026-11-24T22:41:00Z".parse().expect("it is a time");
        let day: jiff::civil::Date = "2026-11-24".parse().expect("it is a day");
        LocalTime {
            timestamp: at + jiff::SignedDuration::from_hours(24 * i64::from(self.days)),
            utc_offset: 3600,
            day: day + jiff::Span::new().days(self.days),
        }
    }
}

fn run_at(path: &Path, opening: StartScreen, lines: &[&str]) -> (ScriptedUser, ExitReason) {
    run_days_later(0, path, opening, lines)
}

fn run_days_later(
    days: i32,
    path: &Path,
    opening: StartScreen,
    lines: &[&str],
) -> (ScriptedUser, ExitReason) {
    run_library(first_exercises(), days, path, opening, lines)
}

/// With the exercises as they are shipped.
pub fn run_shipped(opening: StartScreen, lines: &[&str]) -> (ScriptedUser, ExitReason) {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let path = folder.path().join("journal.db");
    run_library(Library::embedded(), 0, &path, opening, lines)
}

pub fn run_library(
    library: Library,
    days: i32,
    path: &Path,
    opening: StartScreen,
    lines: &[&str],
) -> (ScriptedUser, ExitReason) {
    let journal = Journal::open(path).expect("the journal opens");
    let mut theme = Theme::new(ColorSupport::None);
    theme.reduced_motion = true;
    let mut app = App::new(library, journal, theme, StdRng::seed_from_u64(7));
    let mut listener = ScriptedUser {
        days,
        ..ScriptedUser::with_lines(lines)
    };
    let exit = run(&mut app, (opening, None), "a test says so", &mut listener);
    (listener, exit.expect("nothing is in the way"))
}

/// What a person who types these lines from the first screen on hears.
pub fn run_line_mode(lines: &[&str]) -> ScriptedUser {
    run_lines(StartScreen::Home, lines).0
}

fn run_lines(opening: StartScreen, lines: &[&str]) -> (ScriptedUser, ExitReason) {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    run_at(&folder.path().join("journal.db"), opening, lines)
}

#[test]
fn an_exercise_completed_in_line_mode_can_be_read_on_the_screen() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let lines = [
        "1",
        "One bug and they'll fire me",
        "90",
        "3",
        "My sister.",
        "2",
        "they grumble and I mend it.",
        "",
        "40",
        "",
        "1",
        "/quit",
    ];
    let (transcript, exit) = run_at(&path, StartScreen::Home, &lines);
    assert_eq!(exit, ExitReason::Quit, "{}", transcript.output());
    transcript
        .expect("This is line mode, because a test says so.")
        .expect("1. Two-minute check, 2 minutes")
        .expect("23. Three slow breaths, 36 seconds")
        .expect("Two-minute check")
        .expect("1 of 8")
        .expect("What is the thought, in one line?")
        .expect("0 is “can't happen”, 50 is “as likely as not”, 100 is “certain”.")
        .expect("It could happen. It's more likely that ____")
        .expect("Your line: “It could happen. It's more likely that they grumble and I mend it.”")
        .expect("Saved.")
        .expect("You're on the first screen.");
    let journal = Journal::open(&path).unwrap();
    let row = &journal.newest_summaries(EntryList::Done, 9).unwrap()[0];
    assert_eq!(
        (row.likelihood_before, row.likelihood_after),
        (Some(90), Some(40))
    );
    assert_eq!(
        row.reframe.as_deref(),
        Some("It could happen. It's more likely that they grumble and I mend it.")
    );
    drop(journal);
    let mut coach = Coach::with_journal_at(&path);
    coach
        .press("h")
        .expect("One bug and they'll fire me")
        .press("<Enter>")
        .expect("My sister.");
}

#[test]
fn line_mode_prints_only_text_and_newlines() {
    let hostile = "red \u{1b}[31m and \u{7} bell \u{202e}turned 👨‍👩‍👧";
    let (transcript, _) = run_lines(
        StartScreen::Home,
        &["1", hostile, "/back", "/again", "/help", "nonsense"],
    );
    for text in &transcript.output {
        let strange = |letter: char| letter.is_control() && letter != '\n';
        assert!(!text.contains(strange), "{text:?}");
        assert!(!text.contains(['\u{202e}', '│', '█', '─']), "{text:?}");
    }
    transcript.expect("/people: people to talk to");
}

#[test]
fn invalid_input_repeats_the_question() {
    let lines = [
        "three",
        "99",
        "1",
        "",
        "/back",
        "I said it",
        "101",
        "-1",
        "many",
        "50",
    ];
    let (transcript, exit) = run_lines(StartScreen::Home, &lines);
    assert_eq!(exit, ExitReason::EndOfInput);
    transcript
        .expect("Please type a number from 1 to 37, or /help.")
        .expect("Please type a whole number from 0 to 100, or leave it empty.")
        .expect("If it happened, would you manage?");
}

#[test]
fn numbers_in_any_script_are_understood() {
    for lines in [
        ["1", "", "I said it", "80%"],
        ["１．", "", "I said it", "８０％"],
        ["١", "", "I said it", "٨٠٪"],
    ] {
        let (transcript, _) = run_lines(StartScreen::Home, &lines);
        transcript.expect("If it happened, would you manage?");
    }
}

#[test]
fn at_end_of_input_the_session_is_saved_as_a_draft() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let (_, exit) = run_at(&path, StartScreen::Home, &["2", "", "In a meeting"]);
    assert_eq!(exit, ExitReason::EndOfInput);
    let (transcript, exit) = run_at(
        &path,
        StartScreen::Resume,
        &["that's half", ".", "/pause", "/quit"],
    );
    assert_eq!(exit, ExitReason::Quit);
    transcript.expect("In a meeting");
    let journal = Journal::open(&path).unwrap();
    assert_eq!(journal.count(EntryList::Drafts).unwrap(), 1);
}

#[test]
fn a_text_of_many_lines_ends_with_an_empty_line_or_a_full_stop_alone() {
    for end in ["", "."] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.db");
        let lines = ["", "Late at night.", "The phone rang…", end, "/quit"];
        let opening = StartScreen::Exercise("catastrophe-to-good-enough".into());
        let (transcript, _) = run_at(&path, opening, &lines);
        transcript.expect("As many lines as you like. An empty line ends it.");
        let journal = Journal::open(&path).unwrap();
        let id = journal.latest_draft().unwrap().expect("a draft");
        let entry = journal.entry(&id).unwrap().expect("it is there");
        let first = &entry.answers[0].answer;
        let text = "Late at night.\nThe phone rang…";
        assert_eq!(first, &Answer::Text(text.into()), "{end}");
    }
}

/// Walks an exercise whose sentences have gaps.
fn run_gaps(lines: &[&str]) -> ScriptedUser {
    let journal = Journal::in_memory().expect("there is memory");
    let library = super::sentence_gaps::library();
    let theme = Theme::new(ColorSupport::None);
    let mut app = App::new(library, journal, theme, StdRng::seed_from_u64(7));
    let mut user = ScriptedUser::with_lines(lines);
    let opening = StartScreen::Exercise("gaps".into());
    let exit = run(&mut app, (opening, None), "a test says so", &mut user);
    assert!(exit.is_ok());
    user
}

#[test]
fn gaps_are_asked_for_one_by_one() {
    let lines = ["1", "Mum 火", "1", "she weans", "it takes time", "", "."];
    run_gaps(&lines)
        .expect("1. It's possible that [what I fear]. It's more likely that [what usually happens].")
        .expect("Gap: what I fear.\nType the words for this gap only; one more gap is asked for after it. An empty line leaves this one open.\nGap: what usually happens.\nType the words for this gap. An empty line leaves it open.")
        .expect("Your line: “It's possible that she weans. It's more likely that it takes time.”\nAn empty line saves it.")
        .expect("Here is a draft.\nSo far: Mum 火, can I ask you something?");
}

#[test]
fn what_is_added_below_a_filled_line_is_shown_with_the_question_again() {
    let lines = [
        "1",
        "Mum 火",
        "1",
        "she weans",
        "it takes time",
        "And 睡.",
        "",
        ".",
    ];
    run_gaps(&lines)
        .expect("it takes time. And 睡.”\nAn empty line saves it.")
        .expect("Here is a draft.");
}

#[test]
fn a_gap_left_open_is_named_once_in_line_mode() {
    // The second gap stays open.
    let lines = ["1", "Mum", "1", "she weans", "", "", "."];
    run_gaps(&lines)
        .expect("One gap is still open. Without it, your line is: “It's possible that she weans.”")
        .expect("An empty line leaves it out.\n\n4 of 8");
    // It is filled after the question.
    let lines = ["2", "Mum", "1", "", "nobody was hurt", "More 睡.", "", "."];
    run_gaps(&lines)
        .expect("Gap: “That was probably good enough, because …”")
        .expect("Without it, your line is: “That was probably good enough.”")
        .expect("Your line: “That was probably good enough, because nobody was hurt”")
        .expect("4 of 8");
    // A draft without any answer of the person is passed with one line.
    let lines = ["3", "", "", "", "", "Fact.", "", "/quit"];
    run_gaps(&lines)
        .expect("[Who to ask], could you tell me [the words]?\nGap: Who to ask.")
        .expect("Here is a note.\nDear [Who to ask], [what I wish].")
        .expect("One per line, up to 4. An empty line ends it.")
        .expect("7 of 8");
}

#[test]
fn breathing_prints_timed_lines() {
    let (transcript, exit) = run_lines(StartScreen::Break("slow-six".into(), Some(1)), &["…"]);
    assert_eq!(exit, ExitReason::Quit);
    let breaths = transcript
        .output
        .iter()
        .filter(|text| text.starts_with("In through your nose, 4 seconds"));
    assert_eq!(breaths.count(), 6, "{}", transcript.output());
    transcript
        .expect("In through your nose, 4 seconds\nOut, soft and slow, 6 seconds")
        .expect("That was probably enough.");
    assert!(
        transcript.passed >= Duration::from_secs(59)
            && transcript.passed <= Duration::from_secs(62)
    );
}

#[test]
fn cautions_come_before_a_break_with_a_hold() {
    let lines = ["2", "…", ""];
    let (transcript, _) = run_lines(StartScreen::Break("box".into(), None), &lines);
    transcript.expect("2. Without holding the breath");
    assert!(
        !transcript.output().contains("Hold"),
        "{}",
        transcript.output()
    );
    transcript.expect("4 seconds");
    let (transcript, exit) = run_lines(StartScreen::Break("box".into(), None), &["3"]);
    assert_eq!(exit, ExitReason::Quit);
    assert!(!transcript.output().contains("4 seconds"));
}

#[test]
fn the_history_is_printed_in_pages_of_ten() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let mut journal = Journal::open(&path).unwrap();
    for number in 0..23 {
        journal.save(&super::history::entry(number)).unwrap();
    }
    drop(journal);
    let lines = [
        "2", "", "", "", "", "wrong 7", "1", "/back", "/back", "/back", "/quit",
    ];
    let (transcript, exit) = run_at(&path, StartScreen::History, &lines);
    assert_eq!(exit, ExitReason::Quit);
    transcript
        .expect("History, 1 of 23")
        .expect("What about the thought? It will go wrong 21")
        .expect("History, 11 of 23")
        .expect("History, 21 of 23")
        .expect("These are the oldest.")
        .expect("Only: “wrong 7”\n1. 8 January 2026")
        .expect("What about the thought? It will go wrong 7");
}

#[test]
fn contacts_and_insights_are_printed() {
    let (transcript, _) = run_lines(StartScreen::Home, &["/people", "", "33", "", "/quit"]);
    transcript
        .expect("People to talk to")
        .expect("What you feared, and what happened");
}

#[test]
fn breaks_and_check_ins_are_told_in_words_only() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    super::moments::fill(&mut Journal::open(&path).unwrap(), 36, 12);
    let (transcript, _) = run_at(&path, StartScreen::Home, &["33", "", "/quit"]);
    transcript
        .expect("After a break\nAfter 12 breaks, your distress was lower in 7, about the same in 4 and higher in 1.")
        .expect("12 breaks, 48 minutes in all.")
        .expect("On average, distress was 71 at night, 30 in the morning and 43 in the afternoon.")
        .expect("36 check-ins.");
    assert!(!transcript.output().contains("━━"));
}

#[test]
fn a_due_follow_up_works_in_line_mode() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    super::follow_up::coach_with_fear(&path);
    let lines = ["31", "", "2", "It was half as bad.", ".", "", "", "/quit"];
    let (transcript, exit) = run_days_later(7, &path, StartScreen::Home, &lines);
    assert_eq!(exit, ExitReason::Quit, "{}", transcript.output());
    transcript
        .expect("1 fear to check, whenever you like.")
        .expect("How did it turn out?")
        .expect("you were afraid of this");
}

/// A user who answers every question, based on the printed text alone.
#[derive(Default)]
struct AutoAnswerer {
    printed: Vec<String>,
    asked: u32,
    is_writing: bool,
}

impl AutoAnswerer {
    fn answer(&mut self) -> &'static str {
        let last = self.printed.last().map_or("", String::as_str);
        if std::mem::take(&mut self.is_writing) {
            return ".";
        }
        if last.contains("An empty line ends it") {
            self.is_writing = true;
            return "Some words of mine.";
        }
        match last {
            ask if ask.contains("What would help now?") => "/quit",
            ask if ask.contains("from 0 to 100") => "40",
            ask if ask.contains("Write one line") => "A thought 睡 🍲",
            ask if ask.contains("words for this gap") => "the words of a gap",
            ask if ask.contains("number") => "1",
            _ => "",
        }
    }
}

impl LineIo for AutoAnswerer {
    fn write_paragraph(&mut self, text: &str) -> io::Result<()> {
        self.printed.push(text.to_owned());
        Ok(())
    }

    fn read_line(&mut self, at_most: Option<Duration>) -> io::Result<(LineInput, Duration)> {
        if let Some(time) = at_most {
            return Ok((LineInput::TimedOut, time));
        }
        self.asked += 1;
        assert!(self.asked < 200, "no end in\n{}", self.printed.join("\n"));
        Ok((LineInput::Line(self.answer().to_owned()), Duration::ZERO))
    }

    fn now(&self) -> LocalTime {
        ScriptedUser::default().now()
    }
}

#[test]
fn every_exercise_can_be_completed_in_line_mode() {
    let ids: Vec<String> = Library::embedded()
        .exercises()
        .filter(|exercise| exercise.follows_up.is_none())
        .map(|exercise| exercise.id.clone())
        .collect();
    assert_eq!(ids.len(), 18);
    for id in ids {
        let journal = Journal::in_memory().expect("there is memory");
        let mut theme = Theme::new(ColorSupport::None);
        theme.reduced_motion = true;
        let mut app = App::new(
            Library::embedded(),
            journal,
            theme,
            StdRng::seed_from_u64(3),
        );
        let mut robot = AutoAnswerer::default();
        let opening = StartScreen::Exercise(id.clone());
        let exit = run(&mut app, (opening, None), "a test says so", &mut robot);
        assert_eq!(exit.expect("nothing is in the way"), ExitReason::Quit);
        let all = robot.printed.join("\n");
        let says_where = all.contains("1 of") || all.contains("step 1");
        assert!(says_where, "{id}: {all}");
        assert!(!all.contains("Please type"), "{id}: {all}");
        assert!(!all.contains('{'), "{id}: {all}");
    }
}

#[test]
fn an_own_answer_may_begin_like_a_command() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let lines = ["", "/r/parenting says so", "/ 明日", ".", "/quit"];
    let opening = StartScreen::Exercise("catastrophe-to-good-enough".into());
    run_at(&path, opening, &lines);
    let journal = Journal::open(&path).unwrap();
    let id = journal.latest_draft().unwrap().expect("a draft");
    let entry = journal.entry(&id).unwrap().expect("it is there");
    let text = Answer::Text("/r/parenting says so\n/ 明日".into());
    assert_eq!(entry.answers[0].answer, text);
}

#[test]
fn existing_text_is_appended_to_kept_or_cleared_on_request() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let first = |journal: &Journal| {
        let id = journal.latest_draft().unwrap().expect("a draft");
        let entry = journal.entry(&id).unwrap().expect("it is there");
        let draft = entry
            .draft_position
            .map(|draft| draft.pending_text)
            .unwrap_or_default();
        let answer = entry.answers.first().map(|given| given.answer.to_text());
        answer.unwrap_or(draft)
    };
    let opening = || StartScreen::Exercise("catastrophe-to-good-enough".into());
    // The input ends in the middle, and the session is resumed.
    run_at(
        &path,
        opening(),
        &["", "Late at night 睡.", "The phone rang."],
    );
    let (transcript, _) = run_at(
        &path,
        StartScreen::Resume,
        &["Nobody was there.", ".", "/quit"],
    );
    transcript.expect("So far: Late at night 睡.\nThe phone rang.");
    transcript.expect("Keep writing. An empty line ends it. /clear starts over.");
    let whole = "Late at night 睡.\nThe phone rang.\nNobody was there.";
    assert_eq!(first(&Journal::open(&path).unwrap()), whole);
    // Passing the step again loses nothing, whatever ends the text.
    for past in ["/skip", ".", ""] {
        run_at(&path, StartScreen::Resume, &["/back", past, "/quit"]);
        assert_eq!(first(&Journal::open(&path).unwrap()), whole, "{past}");
    }
    let lines = ["/back", "/clear", "Noon 🍲.", ".", "/quit"];
    run_at(&path, StartScreen::Resume, &lines);
    assert_eq!(first(&Journal::open(&path).unwrap()), "Noon 🍲.");
}

#[test]
fn a_follow_up_can_start_early_in_line_mode() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    super::follow_up::coach_with_fear(&path);
    let (transcript, _) = run_at(&path, StartScreen::History, &["1", "2", "/quit"]);
    transcript
        .expect("2. Look back on it.")
        .expect("you were afraid of this");
}

/// Completes the first exercise with this thought.
fn complete_first_exercise(path: &Path, thought: &str) {
    let lines = [
        "1",
        thought,
        "90",
        "3",
        "My sister.",
        "2",
        "I mend it.",
        ".",
        "40",
        "",
        "1",
    ];
    let (transcript, _) = run_at(path, StartScreen::Home, &[&lines[..], &["/quit"]].concat());
    transcript.expect("Saved.");
}

#[test]
fn line_mode_deletes_and_restores_an_entry() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    for thought in ["They'll fire me", "睡 We will never bond 🍼"] {
        complete_first_exercise(&path, thought);
    }
    let (transcript, _) = run_at(
        &path,
        StartScreen::History,
        &["1", "6", "1", "/back", "/quit"],
    );
    transcript
        .expect("What would you like to do with it?")
        .expect("6. Move it to the trash.")
        .expect("In the trash. Type /undo to bring it back.");
    let list = |list| Journal::open(&path).unwrap().count(list).unwrap();
    assert_eq!((list(EntryList::Done), list(EntryList::Trash)), (1, 1));
    let (transcript, _) = run_at(&path, StartScreen::History, &["/undo", "/quit"]);
    transcript.expect("There's nothing to bring back.");
    // The trash is a filter; its entries can be read and restored.
    let lines = ["/filter", "9", "4", "1", "2", "/back", "/quit"];
    let (transcript, _) = run_at(&path, StartScreen::History, &lines);
    transcript
        .expect("Only: in the trash")
        .expect("2. Bring it back.")
        .expect("It's back.");
    assert_eq!((list(EntryList::Done), list(EntryList::Trash)), (2, 0));
}

#[test]
fn line_mode_edits_a_single_answer() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    complete_first_exercise(&path, "They'll fire me");
    let row = Journal::open(&path)
        .unwrap()
        .newest_summaries(EntryList::Done, 9)
        .unwrap()
        .remove(0);
    let before = Journal::open(&path)
        .unwrap()
        .entry(&row.id)
        .unwrap()
        .unwrap();
    let lines = ["1", "3", "3", "70", "/quit"];
    let (transcript, _) = run_at(
        &path,
        StartScreen::Entry(row.id.clone()),
        &["3", "3", "70", "/quit"],
    );
    transcript
        .expect("Which answer would you like to change?")
        .expect("1. None of them.");
    let after = Journal::open(&path)
        .unwrap()
        .entry(&row.id)
        .unwrap()
        .unwrap();
    assert_eq!(
        (after.day, after.answers.len()),
        (before.day, before.answers.len())
    );
    let changed: Vec<_> = before
        .answers
        .iter()
        .zip(&after.answers)
        .filter(|(old, new)| old.answer != new.answer)
        .collect();
    assert_eq!(changed.len(), 1, "{changed:?}");
    assert_eq!(changed[0].1.answer, Answer::Rating(70));
    // The same from the list.
    run_at(&path, StartScreen::History, &lines);
}

#[test]
fn filters_are_removed_one_by_one_in_line_mode() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    for thought in ["The baby won't sleep", "They'll fire me"] {
        complete_first_exercise(&path, thought);
    }
    let lines = [
        "baby", "/filter", "6", "2", "/back", "/back", "/back", "/quit",
    ];
    let (transcript, exit) = run_at(&path, StartScreen::History, &lines);
    assert_eq!(exit, ExitReason::Quit);
    transcript
        .expect("Only: “baby”")
        .expect("Only: “baby”, since 24 Nov 2026")
        .expect("Only: since 24 Nov 2026")
        .expect("You're on the first screen.");
}

#[test]
fn a_time_in_words_is_said_as_it_is_understood_and_asked_about() {
    let start = |time: &[&str]| {
        let mut lines = vec!["7", "The rent 家", "4"];
        lines.extend(time);
        run_lines(StartScreen::Home, &lines).0
    };
    start(&["half past six", "", "/quit"])
        .expect("Another time: “at 20:15”, “half past six” or “tomorrow 9:00”.")
        .expect("That is Wednesday, 25 November, 18:30.")
        .expect("An empty line takes that time. Or write another one.")
        .expect("4 of 5");
    // Other words, or a number of the list, take the place of the first ones.
    start(&["at 9", "friday at 6", "", "/quit"])
        .expect("That is Wednesday, 25 November, 09:00.")
        .expect("That is Friday, 27 November, 18:00.");
    start(&["31 feb", "tonight at 9", "soon", "/quit"])
        .expect("February has no day 31. Its last one is 29 February.")
        .expect("That time has passed. Try “20:15” or “tomorrow 20:15”.")
        .expect("That isn't clear as a time. Try “20:15” or “tomorrow 9:00”.");
    // A date in numbers can mean nothing else, so a script isn't asked.
    let exact = start(&["2026-11-27 07:00", "/quit"]);
    assert!(!exact.output().contains("That is"), "{}", exact.output());
}

#[test]
fn a_break_in_line_mode_ends_with_offers() {
    let opening = StartScreen::Break("three-breaths".into(), None);
    let (transcript, exit) = run_lines(opening, &["…", "5", "2", "…", "3", "…", ""]);
    assert_eq!(exit, ExitReason::Quit);
    transcript
        .expect("That was probably enough. 1. Back to the terminal. 2. Once more. 3. A little longer, about a minute. 4. How is it now?")
        .expect("Please type a number from 1 to 4, or /help.")
        .expect("Three slow breaths, 36 seconds")
        .expect("Three slow breaths, 60 seconds");
    let quiet = StartScreen::Break("quiet-minute".into(), None);
    let (transcript, _) = run_lines(quiet, &["…", ""]);
    assert!(
        !transcript.output().contains("dizzy"),
        "{}",
        transcript.output()
    );
    let slow = StartScreen::Break("slow-six".into(), Some(1));
    let (transcript, _) = run_lines(slow, &["…", ""]);
    transcript.expect("Slow six: calm, six a minute, 60 seconds");
}

#[test]
fn minutes_and_another_break_are_typed_in_line_mode() {
    let opening = StartScreen::Break("long-out".into(), None);
    let lines = ["1", "5 minutes", "next", "next", "1 min", "2", ""];
    let (transcript, exit) = run_lines(opening, &lines);
    assert_eq!(exit, ExitReason::Quit);
    transcript
        .expect("Long out-breath, 2 minutes")
        .expect("1 to 9 makes it last so many minutes, “next” starts another break.")
        .expect("Long out-breath, 63 seconds")
        .expect("Long out-breath, 5 minutes")
        .expect("A quiet minute, 5 minutes")
        .expect("“5 min” makes it last so long, “next” shows another break.")
        .expect("Tense and let go, 60 seconds");
}

#[test]
fn a_search_in_many_new_entries_shows_its_progress() {
    let folder = tempfile::tempdir().unwrap();
    let paths = AppPaths::find(Some(folder.path())).unwrap();
    complete_first_exercise(&paths.journal_file, "They'll fire me 睡 🍲");
    let database = open_database(&paths.journal_file);
    let many = "with recursive n(i) as (select 1 union all select i + 1 from n limit 3000)
        insert into fts_pending select 'gone-' || i from n";
    for typed in ["fire", "/filter"] {
        database.execute_batch(many).unwrap();
        let journal = Journal::open(&paths.journal_file).unwrap();
        let theme = Theme::new(ColorSupport::None);
        let mut app = App::new(first_exercises(), journal, theme, StdRng::seed_from_u64(7))
            .with_paths(paths.clone());
        // The second search has nothing to prepare.
        let mut listener = ScriptedUser::with_lines(&[typed, "/back", "fire", "/quit"]);
        let opening = (StartScreen::History, None);
        let _ = run(&mut app, opening, "a test says so", &mut listener).unwrap();
        listener.expect("Only: “fire”\n1. 24 November 2026");
        let output = listener.output();
        assert_eq!(
            output.matches("(The progress of long work.)").count(),
            1,
            "{output}"
        );
    }
}

#[test]
fn the_history_is_filtered_by_days_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    complete_first_exercise(&path, "They'll fire me");
    let lines = [
        "/filter",
        "6",
        "8",
        "some day",
        "last week",
        "this week",
        "",
        "/quit",
    ];
    let (transcript, _) = run_at(&path, StartScreen::History, &lines);
    transcript
        .expect("Which days? For example: last week, november, 1 nov to 20 nov.")
        .expect("That isn't clear as days. Try “last week”, “november” or “since 12 oct”.")
        .expect("That is 16 Nov 2026 to 22 Nov 2026.")
        .expect("That is 23 Nov 2026 to 29 Nov 2026.")
        .expect("Only: 23 Nov 2026 to 29 Nov 2026")
        .expect("They'll fire me");
}

#[test]
fn a_tag_is_picked_or_typed_in_line_mode() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("journal.db");
    for thought in ["They'll fire me #work 職", "The baby #work #sleep"] {
        complete_first_exercise(&path, thought);
    }
    let lines = [
        "/filter", "5", "2", "/back", "#SLE", "/back", "/filter", "5", "", "/quit",
    ];
    let (transcript, _) = run_at(&path, StartScreen::History, &lines);
    transcript
        .expect("5. A tag …")
        .expect("2. #work in 2 entries.")
        .expect("3. #sleep in 1 entry.")
        .expect("Only: #work")
        .expect("Only: “#SLE”")
        .expect("The baby #work #sleep");
}

#[test]
fn the_end_of_an_exercise_in_line_mode_has_fitting_words_and_offers() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let path = folder.path().join("journal.db");
    let start = StartScreen::Exercise("small-look".to_owned());
    let lines = ["They will leave", "3?", "3", "", "4"];
    let (transcript, _) = run_library(endings::library(), 0, &path, start, &lines);
    transcript
        .expect("A number and a question mark, as in 1?, tells what it can sound like.")
        .expect("For example: “If I can't do the full workout, there's no point.”")
        .expect("If 0 is awful and 100 is perfect, where was it really?")
        .expect("You named the thought.")
        .expect("The looking was found by a friend.")
        .expect("What next?")
        .expect("4. Try “How much is enough?”")
        .expect("\nHow much is enough?\nThe rule, 1 of");
    let journal = Journal::open(&path).expect("the journal opens");
    let done = journal.newest_summaries(EntryList::Done, 9);
    assert_eq!(done.expect("the journal can be read").len(), 1);
}

#[test]
fn line_mode_tells_where_an_exercise_comes_from() {
    let start = StartScreen::Exercise("bigger-stronger-wiser-kind".to_owned());
    let (transcript, _) = run_shipped(start, &["/about", "", "/quit"]);
    transcript
        .expect("Where it comes from")
        .expect("This program is not connected with it.");
}

const HEAVY_DAY: &str = "title: A heavy day
purpose: Look at one day.
steps:
  - {kind: rate, id: first, label: At first, prompt: How heavy is it?, scale: distress}
  - kind: write
    id: day
    label: The day
    prompt: What happened?
    examples: {parent: A cup broke., general: A train was late.}
  - {kind: read, id: pause, prompt: \"You can stop here: press ?.\"}
  - {kind: rate, id: again, label: Now, prompt: And now?, scale: distress, first_rating: first}
  - kind: summary
    id: summary
    fields: [day]
    pairs: [again]
    closing: If it stays like this, press ? for people who can help.
";

#[test]
fn every_text_about_help_names_the_command_in_line_mode() {
    let library = Library::embedded().with_file(Path::new("heavy-day.yaml"), HEAVY_DAY.as_bytes());
    assert!(
        library.rejected_files.is_empty(),
        "{}",
        library.rejected_files[0]
    );
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let path = folder.path().join("journal.db");
    let start = StartScreen::Exercise("heavy-day".to_owned());
    let words = "I was told to press ? 睡眠";
    // The second time, no break is offered, so the notice stands above the question.
    let lines = ["85", "1", "/back", "", words, "", "99", "", "/quit"];
    let (transcript, _) = run_library(library, 0, &path, start, &lines);
    transcript
        .expect("If you'd like to talk to someone, type /people. You can rest first; this will wait.")
        .expect("2 of 5\nThat's a lot to carry. If you'd like to talk to someone, type /people.\nWhat happened?")
        .expect("For example: A train was late.\nOr: A cup broke.")
        .expect("You can stop here: type /people.")
        .expect("The day: I was told to press ? 睡眠")
        .expect("Type /people to reach someone.")
        .expect("If it stays like this, type /people for people who can help.");
    let others = transcript.output().replace(words, "");
    assert!(
        !others.contains("ress ?") && !others.contains("ress Ctrl"),
        "{others}"
    );
}

#[test]
fn a_check_in_is_made_in_line_mode() {
    let lines = [
        "check in",
        "28",
        "3 4",
        "45",
        "short night 睡",
        "1",
        "27",
        "/quit",
    ];
    let (transcript, exit) = run_lines(StartScreen::Home, &lines);
    assert_eq!(exit, ExitReason::Quit, "{}", transcript.output());
    transcript
        .expect("28. Check in")
        .expect("How are you right now?")
        .expect("How strong is any distress?")
        .expect("Noted. You don't have to do anything about it.")
        .expect("1. Done.")
        .expect("3. Look at a thought, two minutes.");
}

#[test]
fn a_line_is_kept_and_read_again_in_line_mode() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    complete_first_exercise(&path, "They'll fire me 火");
    let (transcript, _) = run_at(&path, StartScreen::History, &["1", "5", "/back", "/quit"]);
    transcript
        .expect("5. Keep the good-enough line as a card, or no longer.")
        .expect("Kept as a card.");
    let lines = [
        "29", "/fear", "", "/shuffle", "/filter", "2", "what", "/remove", "/undo", "/back", "/quit",
    ];
    let (transcript, exit) = run_at(&path, StartScreen::Home, &lines);
    assert_eq!(exit, ExitReason::Quit, "{}", transcript.output());
    transcript
        .expect("My lines, 1 of 1. From 24 November 2026:")
        .expect("It could happen. It's more likely that I mend it.")
        .expect("They'll fire me 火")
        .expect("How likely it seemed: 90% at first, 40% after.")
        .expect("Which cards would you like to see?")
        .expect("Enter shows the next card. Also: /fear, /filter, /shuffle, /edit, /remove, /undo, /back.")
        .expect("It isn't a card any more. The line stays in the history.")
        .expect("No lines are kept yet. At the end of an exercise, /card keeps");
    // Undo kept it again.
    let (transcript, _) = run_at(&path, StartScreen::Home, &["29", "/back", "/quit"]);
    transcript.expect("My lines, 1 of 1.");
}

#[test]
fn how_it_is_after_a_break_is_said_in_line_mode() {
    let opening = StartScreen::Break("three-breaths".into(), None);
    let (transcript, exit) = run_lines(opening, &["…", "4", "20", "55"]);
    assert_eq!(exit, ExitReason::Quit, "{}", transcript.output());
    transcript
        .expect("4. How is it now?")
        .expect("How strong is any distress now?")
        .expect("And before the break, as you remember it?");
}

#[test]
fn back_from_changing_a_line_in_line_mode_leads_back_to_its_card() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    complete_first_exercise(&path, "They'll fire me 火");
    let keep = ["1", "5", "/back", "/quit"];
    let _ = run_at(&path, StartScreen::History, &keep);
    let before = Journal::open(&path).unwrap().ids().unwrap();
    let words = |journal: &Journal| journal.entry(&before[0]).unwrap().unwrap().answers;
    let written = words(&Journal::open(&path).unwrap());
    let lines = ["29", "/edit", "/back", "/fear", "/back", "/quit"];
    let (transcript, exit) = run_at(&path, StartScreen::Home, &lines);
    assert_eq!(exit, ExitReason::Quit, "{}", transcript.output());
    transcript.expect("How likely it seemed: 90% at first, 40% after.");
    assert_eq!(words(&Journal::open(&path).unwrap()), written);
}

//! Sentences with gaps to finish, and what Enter does in long texts and lists.

use std::path::Path;

use good_enough::content::library::Library;
use good_enough::domain::exercise::Role;
use good_enough::storage::journal::{EntryList, Journal};
use good_enough::ui::app::StartScreen;
use good_enough::ui::theme::{ColorSupport, Theme};

use crate::coach::Coach;

const EXERCISE: &str = "title: Gaps
purpose: A try.
steps:
  - {kind: choose, id: about, label: About, prompt: What is it about?, options: [Something that may happen, Something I did, Others]}
  - {kind: write, id: who, label: Who to ask, prompt: Who?}
  - kind: reframe
    id: line
    role: reframe
    prompt: Finish a line.
    stems:
      - say: It's possible that [what I fear]. It's more likely that [what usually happens].
        when: {step: about, in: [Something that may happen]}
      - say: That was probably good enough, because ...
        when: {step: about, in: [Something I did]}
      - Even if [the hard version], I would [what I'd do first].
      - Tomorrow is another go.
  - kind: reframe
    id: draft
    prompt: Here is a draft.
    start:
      - say: '{who}, could you tell me [the words]?'
        when: {step: about, in: [Others]}
      - '{who}, can I ask you something?'
  - kind: reframe
    id: note
    prompt: Here is a note.
    start:
      - say: 'Dear {who}, [what I wish].'
        when: {step: about, in: [Others]}
  - {kind: list, id: facts, max_items: 4, prompt: Which facts?}
  - {kind: write, id: more, lines: many, prompt: What else?}
  - {kind: summary, id: end, fields: [line, draft, facts, more]}
";

pub fn library() -> Library {
    let library = Library::embedded().with_file("gaps.yaml".as_ref(), EXERCISE.as_bytes());
    assert!(
        library.rejected_files.is_empty(),
        "{}",
        library.rejected_files[0]
    );
    library
}

fn open_with(journal: Journal) -> Coach {
    let opening = StartScreen::Exercise("gaps".to_owned());
    Coach::with_journal(journal, library(), opening, Theme::new(ColorSupport::None))
}

/// Goes to the sentence to finish.
fn go_to_line(mut coach: Coach, about: &str) -> Coach {
    coach.expect("What is it about?").press(about);
    coach.expect("Who?").type_in("Mum 火").press("<Enter>");
    coach.expect("Finish a line.");
    coach
}

/// The app at the sentence to finish.
fn open_at_line(about: &str, path: &Path) -> Coach {
    go_to_line(
        open_with(Journal::open(path).expect("the journal opens")),
        about,
    )
}

fn saved_line(path: &Path, list: EntryList) -> Option<String> {
    let journal = Journal::open(path).expect("the journal opens");
    let id = journal.newest_summaries(list, 1).expect("it is read")[0]
        .id
        .clone();
    let entry = journal.entry(&id).expect("it is read").expect("it exists");
    entry.text_for(Role::Reframe)
}

#[test]
fn enter_leads_from_gap_to_gap_and_then_on() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let mut coach = open_at_line("1", &path);
    coach
        .press("1")
        .expect("It's possible that [what I fear]. It's");
    let caret = coach.caret().expect("there is a cursor");
    assert_eq!(usize::from(caret.x), 4 + "It's possible that ".len());
    coach.expect("Enter next gap");
    coach
        .type_in("she weans")
        .expect("It's possible that she weans. It's more likely that [what usually");
    coach
        .press("<Enter>")
        .type_in("it takes time")
        .press("<Enter>");
    coach.expect("Here is a draft.");
    let line = "It's possible that she weans. It's more likely that it takes time.";
    assert_eq!(saved_line(&path, EntryList::Drafts).as_deref(), Some(line));
    // Back leads to the line as it was saved, and Enter on again.
    coach.press("<S-Tab>").expect(line).press("<Enter>");
    coach.expect("Here is a draft.");
}

#[test]
fn shift_tab_leads_to_the_gap_before() {
    let mut coach = open_at_new_line("1");
    coach.press("1<Tab>").type_in("x").press("<S-Tab>");
    coach
        .type_in("we never bond")
        .expect("It's possible that we never bond. It's more likely that x.");
    // Without an open gap it leads to the beginnings.
    coach
        .press("<S-Tab>")
        .expect("1 It's possible that [what I fear].");
}

#[test]
fn an_open_gap_is_asked_about_once_and_never_saved() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let mut coach = open_at_line("1", &path);
    coach
        .press("1")
        .type_in("she weans")
        .press("<Enter><Enter>");
    coach
        .expect("One gap is still open. Fill it, or press Enter to leave it out.")
        .expect("It then reads: “It's possible that she weans.”")
        .expect_no("next gap");
    coach.press("<Enter>").expect("Here is a draft.");
    let line = saved_line(&path, EntryList::Drafts);
    assert_eq!(line.as_deref(), Some("It's possible that she weans."));
    coach
        .press("<S-Tab>")
        .expect("It's possible that she weans.");
    coach
        .expect_no("still open")
        .press("<Enter>")
        .expect("Here is a draft.");
}

#[test]
fn the_question_about_a_gap_fits_a_small_screen() {
    let mut coach = open_at_new_line("2").sized(40, 12);
    coach.press("1").expect("because ____").press("<Enter>");
    coach
        .expect("One gap is still open.")
        .expect("It then reads: “That was probably good enough.”")
        .expect("because ____");
}

#[test]
fn gaps_survive_an_interruption() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let mut coach = open_at_line("1", &path);
    coach.press("1").type_in("she weans").press("<C-c><C-c>");
    assert!(coach.has_quit());
    let journal = Journal::open(&path).unwrap();
    let opening = StartScreen::Resume;
    let theme = Theme::new(ColorSupport::None);
    let mut coach = Coach::with_journal(journal, library(), opening, theme);
    coach.expect("she weans. It's more likely that [what usually");
    coach
        .press("<Enter>")
        .type_in("it takes time")
        .press("<Enter>");
    coach.expect("Here is a draft.");
    let line = saved_line(&path, EntryList::Drafts);
    assert!(
        line.unwrap()
            .ends_with("It's more likely that it takes time.")
    );
}

/// The app at the first question, with an empty journal.
fn open_anew() -> Coach {
    open_with(Journal::in_memory().expect("there is memory"))
}

/// The app at the sentence to finish, with an empty journal.
fn open_at_new_line(about: &str) -> Coach {
    go_to_line(open_anew(), about)
}

#[test]
fn beginnings_fit_the_earlier_answer() {
    open_at_new_line("1")
        .expect("1 It's possible that [what I fear].")
        .expect("2 Even if [the hard version], I would")
        .expect_no("good enough");
    open_at_new_line("2")
        .expect("1 That was probably good enough, because …")
        .expect_no("It's possible");
    open_at_new_line("3")
        .expect("1 Even if")
        .expect("2 Tomorrow is another go.")
        .expect_no("good enough");
    // Without the answer, the first of the file is offered and no other that has a condition.
    open_anew()
        .press("<Tab><Enter>")
        .expect("Finish a line.")
        .expect("1 It's possible that [what I fear].")
        .expect("2 Even if")
        .expect_no("good enough");
}

#[test]
fn a_draft_fits_the_earlier_answer_and_a_missing_answer_is_a_gap() {
    open_at_new_line("3")
        .press("<Tab>")
        .expect("Here is a draft.")
        .expect("Mum 火, could you tell me [the words]?")
        .type_in("that I do well")
        .press("<Enter>")
        .expect("Here is a note.");
    open_at_new_line("2")
        .press("<Tab>")
        .expect("Mum 火, can I ask you something?");
    open_anew()
        .press("3<Enter><Tab>")
        .expect("Here is a draft.")
        .expect("[Who to ask], could you tell me [the words]?")
        // Nothing in it is the person's, so one key passes it.
        .press("<Enter>")
        .expect("Here is a note.");
}

#[test]
fn no_draft_is_taken_that_waits_for_an_answer_not_given() {
    open_anew()
        .press("<Tab>")
        .type_in("Mum 火")
        .press("<Enter><Tab>")
        .expect("Here is a draft.")
        .expect("Mum 火, can I ask you something?")
        .expect_no("could you tell me")
        .press("<Tab>")
        .expect("Here is a note.")
        .expect_no("Dear Mum 火")
        .type_in("My own words.")
        .expect("My own words.");
}

/// The app at the list or the long text.
fn open_at_list() -> Coach {
    let mut coach = open_at_new_line("2");
    coach.press("<Tab><Tab><Tab>").expect("Which facts?");
    coach
}

#[test]
fn enter_adds_a_line_and_goes_on_from_an_empty_last_one() {
    let mut coach = open_at_list();
    coach
        .type_in("She cried")
        .press("<Enter>")
        .type_in("She drank 👍")
        .press("<Enter>");
    coach.expect("Which facts?").press("<Enter>");
    coach
        .expect("What else?")
        .type_in("It was late")
        .press("<Enter><Enter>");
    coach
        .expect("She cried")
        .expect("She drank 👍")
        .expect("It was late");
    // An empty text is passed with one key, as an empty line is.
    let mut coach = open_at_list();
    coach
        .press("<Enter>")
        .expect("What else?")
        .press("<Enter>")
        .expect_no("What else?");
}

#[test]
fn a_full_list_needs_no_empty_line() {
    let mut coach = open_at_list();
    for line in ["one", "two", "three", "four"] {
        coach.type_in(line).press("<Enter>");
    }
    coach.expect("What else?");
}

#[test]
fn alt_enter_and_ctrl_j_make_an_empty_line() {
    let mut coach = open_at_list();
    coach.press("<Enter>").expect("What else?");
    coach
        .type_in("Late.")
        .press("<A-Enter><C-j>")
        .type_in("Then quiet 睡.");
    coach.expect("What else?").expect("Late. Then quiet 睡.");
    coach
        .press("<Enter><Enter>")
        .expect("Late.")
        .expect("Then quiet 睡.");
}

#[test]
fn someone_whose_enter_cannot_go_on_is_told_what_does() {
    for (width, height) in [(80, 24), (40, 12)] {
        let mut coach = open_at_list().sized(width, height);
        coach.press("<Enter>").type_in("A long day").press("<Home>");
        let hint = "Tab continues from here. On an empty last line, Enter does too.";
        coach.press("<Enter>").expect_no(hint);
        coach
            .press("<Enter>")
            .expect(hint)
            .expect("What else?")
            .expect("A long day");
        coach.type_in("x").expect_no(hint);
        coach.press("<Tab>").expect("8 of 8");
    }
}

#[test]
fn a_long_starter_can_be_read_in_full_on_a_small_screen() {
    let folder = tempfile::tempdir().unwrap();
    let mut coach = open_at_line("1", &folder.path().join("journal.db"));
    for (width, height) in [(80, 24), (40, 12), (40, 10), (30, 12)] {
        coach.resize(width, height);
        let words = coach
            .screen()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        assert!(
            words.contains(
                "It's possible that [what I fear]. It's more likely that [what usually happens]."
            ),
            "{width}x{height}\n{}",
            coach.screen()
        );
    }
}

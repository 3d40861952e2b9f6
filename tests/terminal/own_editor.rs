use std::fs;

use rustix::process::Signal;

use crate::person::Person;
use crate::terminal::Seen;

#[test]
fn words_come_back_from_the_persons_own_editor() {
    // It reads a line as editors of old did: from a terminal that waits, echoes and knows Enter.
    let person = Person::new();
    let editor = person.script(
        "editor",
        "stty -g > settings\necho the editor is here\nread line\necho \"$line\" >> \"$1\"\n",
    );
    let person = person.with("EDITOR", editor);
    let script = "stty -g > before; echo go on; read go; exec \"$0\" start two-minute";
    let mut terminal = person.opens_shell(script);
    terminal
        .expect("go on")
        .press("<Enter>")
        .expect("What is the thought")
        .type_in("They will fire me")
        .press("<C-o>")
        .expect("the editor is here")
        .until("the screen of the shell", |seen| {
            !seen.screen().alternate_screen()
        })
        .type_in("says 🍲 he")
        .press("<Enter>");
    terminal
        .expect("What is the thought")
        .expect("They will fire me")
        .expect("says 🍲 he")
        .until("the screen of the program", |seen| {
            let screen = seen.screen();
            screen.alternate_screen() && screen.bracketed_paste() && seen.caret().is_some()
        });
    let read = |name| fs::read_to_string(person.home().join(name)).unwrap();
    assert_eq!(read("settings"), read("before"));
    assert_eq!(fs::read_dir(person.state()).unwrap().count(), 0);
    terminal
        .type_in("!")
        .expect("says 🍲 he!")
        .press("<Enter>")
        .expect("how likely is it?");
}

#[test]
fn an_editor_that_fails_leaves_the_words_as_they_are() {
    let person = Person::new().with("EDITOR", "false");
    let mut terminal = person.opens(&["start", "two-minute"]);
    terminal
        .expect("What is the thought")
        .type_in("They will fire me")
        .press("<C-o>")
        .expect("ended without saving")
        .expect("Your words are still here.")
        .expect("They will fire me")
        .type_in("!")
        .expect("They will fire me!");
}

#[test]
fn an_editor_that_is_not_there_leaves_the_words_as_they_are() {
    let person = Person::new().with("EDITOR", "there-is-no-such-editor");
    let mut terminal = person.opens(&["start", "two-minute"]);
    terminal
        .expect("What is the thought")
        .type_in("They will fire me")
        .press("<C-o>")
        .expect("Your words are still here.")
        .expect("They will fire me");
}

#[test]
fn a_signal_that_comes_while_the_editor_is_open_is_heard_afterwards() {
    let person = Person::new();
    let editor = person.script(
        "editor",
        "echo the editor is here\nread line\necho more >> \"$1\"\n",
    );
    let person = person.with("VISUAL", editor);
    let mut terminal = person.opens(&["start", "two-minute"]);
    terminal
        .expect("What is the thought")
        .type_in("They will fire me")
        .press("<C-o>")
        .expect("the editor is here")
        .signal(Signal::TERM)
        .press("<Enter>")
        .expect_end(143);
    let mut again = person.opens(&["resume"]);
    again
        .expect("They will fire me")
        .until("the editor's line", |seen: &Seen| seen.shows("more"));
}

#[test]
fn an_editor_that_fails_after_saving_leaves_its_words_and_says_where() {
    let person = Person::new();
    let editor = person.script("editor", "echo only here >> \"$1\"\nexit 1\n");
    let person = person.with("EDITOR", editor);
    let mut terminal = person.opens(&["start", "two-minute"]);
    terminal
        .expect("What is the thought")
        .type_in("They will fire me")
        .press("<C-o>");
    terminal.expect("is kept in").expect("They will fire me");
    let state = person.state();
    let kept = fs::read_dir(&state)
        .unwrap()
        .next()
        .expect("a folder is kept")
        .unwrap();
    assert!(
        fs::read_to_string(kept.path().join("words.txt"))
            .unwrap()
            .contains("only here")
    );
}

#[test]
fn an_editor_that_saves_another_encoding_loses_no_letter() {
    let person = Person::new();
    let editor = person.script(
        "editor",
        "printf '\\377\\376c\\0a\\0f\\0\\351\\0' > \"$1\"\n",
    );
    let person = person.with("EDITOR", editor);
    let mut terminal = person.opens(&["start", "two-minute"]);
    terminal
        .expect("What is the thought")
        .press("<C-o>")
        .expect("café");
    drop(terminal);

    let person = Person::new();
    let editor = person.script("editor", "printf 'caf\\351 only here' > \"$1\"\n");
    let person = person.with("EDITOR", editor);
    let mut terminal = person.opens(&["start", "two-minute"]);
    terminal
        .expect("What is the thought")
        .type_in("They will fire me")
        .press("<C-o>")
        .expect("isn't UTF-8 text")
        .expect("They will fire me");
    let folder = fs::read_dir(person.state()).unwrap().next();
    let folder = folder.expect("a folder is kept").unwrap().path();
    assert_eq!(
        fs::read(folder.join("words.txt")).unwrap(),
        b"caf\xe9 only here"
    );
}

#[test]
fn what_the_editor_wrote_is_kept_as_a_file_while_the_journal_cannot_take_it() {
    let person = Person::new();
    let editor = person.script("editor", "echo from the editor 🍲 >> \"$1\"\n");
    let person = person.with("EDITOR", editor);
    let mut terminal = person.opens(&["start", "two-minute"]);
    terminal
        .expect("What is the thought")
        .type_in("They will fire me")
        .expect("saved");
    let other = rusqlite::Connection::open(person.journal()).unwrap();
    other.execute_batch("begin immediate").unwrap();
    terminal
        .press("<C-o>")
        .expect("What your editor wrote is kept in")
        .expect("from the editor 🍲");
    let listing = fs::read_dir(person.state()).unwrap().flatten();
    let mut kept =
        listing.filter_map(|file| fs::read_to_string(file.path().join("words.txt")).ok());
    let words = kept.next().expect("the editor's file is there");
    assert!(words.contains("from the editor 🍲"), "{words}");
    other.execute_batch("rollback").unwrap();
    terminal.expect("That is saved now.");
}

#[test]
fn words_an_editor_left_behind_are_named_at_the_next_start() {
    let person = Person::new();
    let name = format!("state/enough/editing-{}/words.txt", i32::MAX);
    let left = person.write(&name, "half a page");
    person
        .opens(&[])
        .expect("Words of yours were left by an editor in")
        .expect(&left.display().to_string());
}

#[test]
fn what_one_editor_left_is_there_after_the_next_one() {
    let person = Person::new();
    let editor = person.script(
        "editor",
        "[ -e once ] && exit 0\n: > once\necho only here >> \"$1\"\nexit 1\n",
    );
    let person = person.with("EDITOR", editor);
    let mut terminal = person.opens(&["start", "two-minute"]);
    terminal
        .expect("What is the thought")
        .type_in("They will fire me")
        .press("<C-o>")
        .expect("is kept in")
        .press("<C-o>")
        .until("the second one has come and gone", |seen| {
            !seen.shows("is kept in") && seen.screen().alternate_screen()
        });
    let kept = fs::read_dir(person.state())
        .unwrap()
        .filter_map(|folder| fs::read_to_string(folder.unwrap().path().join("words.txt")).ok());
    assert!(kept.into_iter().any(|words| words.contains("only here")));
}

#[test]
fn more_than_fits_stays_in_the_editors_file() {
    let person = Person::new();
    let editor = person.script(
        "editor",
        "head -c 300000 /dev/zero | tr '\\0' a >> \"$1\"\necho the end >> \"$1\"\n",
    );
    let person = person.with("EDITOR", editor);
    let mut terminal = person.opens(&["start", "two-minute"]);
    terminal
        .expect("What is the thought")
        .type_in("They will fire me")
        .press("<C-o>")
        .expect("aaaaaaaa")
        .expect("is kept in");
}

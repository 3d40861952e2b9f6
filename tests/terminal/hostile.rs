use rustix::process::Signal;

use crate::person::Person;
use crate::terminal::{Seen, Terminal};

/// A step of many lines, ready to be written in.
fn writing(person: &Person) -> Terminal {
    let mut terminal = person.opens(&["start", "catastrophe"]);
    terminal
        .expect("You will take one scary thought")
        .press("<Enter>")
        .expect("What was going on before the thought came?");
    terminal
}

#[test]
fn half_a_key_neither_hangs_nor_shuts_signals_out() {
    for half in [
        "\x1b[",
        "\x1b[1;",
        "\x1bO",
        "\x1b[200~half a paste",
        "\u{f0}",
    ] {
        let person = Person::new();
        let mut terminal = person.opens(&["start", "two-minute"]);
        terminal
            .expect("What is the thought")
            .type_in("They will fire me")
            .expect("They will fire me")
            .send(half.as_bytes())
            .expect("saved")
            .signal(Signal::TERM)
            .expect_end(143);
        person.opens(&["resume"]).expect("They will fire me");
    }
}

#[test]
fn half_a_key_does_not_stop_the_breath() {
    let person = Person::new();
    let mut terminal = person.opens(&["breathe"]);
    terminal
        .expect("2:59 left")
        .send(b"\x1b[")
        .expect("2:57 left");
}

#[test]
fn five_thousand_letters_at_once_all_arrive() {
    let person = Person::new();
    let words: Vec<_> = (0..1000).map(|number| format!("{number:04}")).collect();
    let words = words.join(" ") + "!";
    assert_eq!(words.len(), 5000);
    let mut terminal = writing(&person);
    terminal.type_in(&words).expect("0999!").press("<Tab>");
    terminal
        .expect("What is the scary thought?")
        .press("<S-Tab>")
        .expect("0999!");
    // What the program holds is what the editor is given.
    let editor = person.script("editor", "cat \"$1\" > kept\necho seen >> \"$1\"\n");
    let person = person.with("EDITOR", editor);
    drop(terminal);
    let mut again = person.opens(&["resume"]);
    again.expect("0999!").press("<C-o>").expect("seen");
    again.signal(Signal::TERM).expect_end(143);
    let kept = std::fs::read_to_string(person.home().join("kept")).unwrap();
    assert_eq!(kept.trim_end(), words);
}

#[test]
fn a_paste_of_a_whole_chapter_arrives_whole() {
    let person = Person::new();
    let chapter = "Ein langer Satz über Æpfel und 🍲. ".repeat(2000);
    let mut terminal = writing(&person);
    terminal
        .paste(&format!("{chapter}The end."))
        .expect("The end.");
    terminal.press("<Tab>").expect("What is the scary thought?");
}

#[test]
fn random_bytes_never_break_it() {
    for seed in 1..=4_u64 {
        let person = Person::new();
        let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let bytes: Vec<u8> = (0..4096)
            .map(|_| {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                state.to_be_bytes()[0]
            })
            // Two of these in a row end the program, as they should.
            .filter(|byte| *byte != 3)
            .collect();
        let mut terminal = if seed % 2 == 0 {
            writing(&person)
        } else {
            let mut terminal = person.opens(&[]);
            terminal.expect("A thought is scaring me");
            terminal
        };
        for part in bytes.chunks(512) {
            if terminal.look(Seen::is_over) {
                break;
            }
            terminal.send(part);
        }
        // The end of a paste that may have begun, a key that may be half, and one that leaves a mark.
        if !terminal.look(Seen::is_over) {
            terminal.send(b"\x1b[201~").signal(Signal::TERM);
        }
        terminal.until("the end of the program", Seen::is_over);
        let code = terminal.look(Seen::code);
        assert!(
            matches!(code, Some(0 | 143)),
            "seed {seed}: {code:?}\n{}",
            terminal.screen()
        );
        terminal.drain();
        terminal.look(|seen| {
            let screen = seen.screen();
            assert!(!screen.alternate_screen() && !screen.bracketed_paste());
            assert!(!seen.shows("a mistake of its own"));
        });
    }
}

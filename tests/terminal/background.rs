//! The background colour of the terminal: asked for once, and right or wrong, late or missing, the program goes on.

use std::time::Duration;

use crate::pty::PtyTerminal;
use crate::test_user::TestUser;

const QUERY: &[u8] = b"\x1b]11;?\x1b\\\x1b[c";
const ATTRIBUTES: &[u8] = b"\x1b[?62;22c";

fn user() -> TestUser {
    TestUser::new().with("COLORTERM", "truecolor")
}

fn has_written(terminal: &PtyTerminal, bytes: &[u8]) -> bool {
    terminal.inspect(|state| contains(&state.bytes, bytes))
}

fn contains(all: &[u8], part: &[u8]) -> bool {
    all.windows(part.len()).any(|window| window == part)
}

/// Opens the first screen and waits for the query.
fn open(user: &TestUser) -> PtyTerminal {
    let mut terminal = user.open(&[]);
    terminal
        .expect("A thought is scaring me")
        .wait_until("the query", |state| contains(&state.bytes, QUERY));
    terminal
}

/// Waits for a colour of text.
#[track_caller]
fn expect_color(terminal: &mut PtyTerminal, red_green_blue: &str) {
    let code = format!("38;2;{red_green_blue}");
    terminal.wait_until(&code, |state| contains(&state.bytes, code.as_bytes()));
}

/// The colours of headings on the two backgrounds, and without an answer.
const ON_DUSK: &str = "140;195;198";
const ON_PAPER: &str = "32;104;122";
const ON_UNKNOWN: &str = "36;137;125";

#[test]
fn a_dark_terminal_gets_light_text_and_a_light_one_dark_text() {
    for (reply, color) in [
        ("rgb:1b1b/1b1b/2525", ON_DUSK),
        ("rgb:fafa/f7f7/f0f0", ON_PAPER),
    ] {
        let user = user();
        let mut terminal = open(&user);
        expect_color(&mut terminal, ON_UNKNOWN);
        terminal
            .send(format!("\x1b]11;{reply}\x1b\\").as_bytes())
            .send(ATTRIBUTES);
        expect_color(&mut terminal, color);
        terminal.press("q").expect_exit(0);
    }
}

#[test]
fn the_theme_of_the_terminal_may_change_while_the_program_runs() {
    let user = user();
    let mut terminal = open(&user);
    assert!(has_written(&terminal, b"\x1b[?2031h"));
    terminal.send(b"\x1b]11;rgb:1b/1b/25\x07").send(ATTRIBUTES);
    expect_color(&mut terminal, ON_DUSK);
    let queries = |bytes: &[u8]| {
        bytes
            .windows(QUERY.len())
            .filter(|part| *part == QUERY)
            .count()
    };
    terminal
        .send(b"\x1b[?997;2n")
        .wait_until("another query", |state| queries(&state.bytes) == 2)
        .send(b"\x1b]11;rgb:fa/f7/f0\x07")
        .send(ATTRIBUTES);
    expect_color(&mut terminal, ON_PAPER);
    terminal.press("q").expect_exit(0).drain();
    assert!(has_written(&terminal, b"\x1b[?2031l"));
}

#[test]
fn a_malformed_or_missing_answer_keeps_colours_for_every_background() {
    for reply in ["rgb:1b1b/1b1b", "rgb:zz/zz/zz", "", "#12345", "gray"] {
        let user = user();
        let mut terminal = open(&user);
        terminal
            .send(format!("\x1b]11;{reply}\x1b\\").as_bytes())
            .send(ATTRIBUTES)
            .press("<Down>")
            .expect("From catastrophe")
            .press("q")
            .expect_exit(0)
            .drain();
        assert!(has_written(
            &terminal,
            format!("38;2;{ON_UNKNOWN}").as_bytes()
        ));
        assert!(
            !has_written(&terminal, format!("38;2;{ON_DUSK}").as_bytes()),
            "{reply}"
        );
    }
}

/// Over SSH an answer may take a while. The program waits for it, so that the shell doesn't read it as typed text.
#[test]
fn an_answer_that_comes_after_leaving_is_not_typed_into_the_shell() {
    let user = user().with("SSH_CONNECTION", "192.0.2.1 1 192.0.2.2 22");
    let mut terminal = user.open_shell("\"$0\"; stty -echo -icanon; echo typed:; exec cat -v");
    terminal
        .wait_until("the query", |state| contains(&state.bytes, QUERY))
        .press("q")
        // The program has left when the shell takes over.
        .wait_at_most(Duration::from_millis(50), |state| state.shows("typed:"))
        .send(b"\x1b]11;rgb:1b1b/1b1b/2525\x1b\\")
        .send(ATTRIBUTES)
        .expect("typed:")
        .wait_at_most(Duration::from_millis(200), |state| state.shows("rgb"));
    let after = terminal.screen();
    let typed = after.split("typed:").nth(1).unwrap_or_default();
    assert_eq!(typed.trim(), "", "{after}");
}

#[test]
fn themes_that_ignore_the_background_send_no_query() {
    for theme in ["dusk", "paper", "mono", "high-contrast"] {
        let user = user();
        user.write("config/enough/config.yaml", &format!("theme: {theme}\n"));
        let mut terminal = user.open(&[]);
        terminal
            .expect("A thought is scaring me")
            .press("q")
            .expect_exit(0)
            .drain();
        assert!(!has_written(&terminal, QUERY), "{theme}");
        assert!(!has_written(&terminal, b"\x1b[?2031h"), "{theme}");
    }
}

#[test]
fn a_linux_console_is_not_asked() {
    let user = user().with("TERM", "linux");
    let mut terminal = user.open(&[]);
    terminal
        .expect("A thought is scaring me")
        .press("q")
        .expect_exit(0)
        .drain();
    assert!(!has_written(&terminal, QUERY));
}

use crate::pty::{PtyTerminal, ScreenImage, TerminalState};
use crate::test_user::TestUser;

const THOUGHT: &str = "They will fire me";

/// A text in a terminal of this size, completely drawn.
fn screen_at_size(user: &TestUser, size: (u16, u16)) -> PtyTerminal {
    let mut terminal = user.open_sized(&["resume"], size);
    terminal.wait_until("the first frame", |state| {
        let contents = state.screen().contents();
        state.screen().alternate_screen() && !contents.trim().is_empty()
    });
    terminal
}

/// A user with a draft.
fn user_with_draft() -> TestUser {
    let user = TestUser::new();
    let mut terminal = user.open(&["start", "two-minute"]);
    terminal
        .expect("What is the thought")
        .type_in(THOUGHT)
        .expect(THOUGHT);
    terminal
        .press("<C-c>")
        .expect("again to quit")
        .press("<C-c>")
        .expect_exit(0);
    user
}

#[test]
fn a_resized_terminal_shows_the_same_as_one_of_that_size() {
    let user = user_with_draft();
    let mut resized = screen_at_size(&user, (80, 24));
    resized.expect(THOUGHT).expect("saved");
    let sizes = [
        (1, 1),
        (10, 3),
        (19, 4),
        (20, 4),
        (21, 5),
        (40, 12),
        (300, 100),
        (80, 24),
    ];
    for (width, height) in sizes {
        let fresh = screen_at_size(&user, (width, height));
        resized.resize(width, height).expect_same_image(&fresh);
        if width == 10 {
            resized.expect("Please");
        }
    }
    resized
        .expect(THOUGHT)
        .type_in("!")
        .expect("They will fire me!");
}

#[test]
fn many_resizes_leave_no_trace() {
    let user = user_with_draft();
    let mut terminal = screen_at_size(&user, (80, 24));
    terminal.expect(THOUGHT).expect("saved");
    let mut state = 7_u32;
    for _ in 0..60 {
        state = state.wrapping_mul(1_103_515_245).wrapping_add(12345);
        let part = |shift: u32, most: u32| u16::try_from((state >> shift) % most + 1).unwrap_or(1);
        terminal.resize(part(8, 130), part(16, 50));
    }
    let calm = screen_at_size(&user, (100, 30));
    terminal.resize(100, 30).expect_same_image(&calm);
    terminal.type_in("!").expect("They will fire me!");
}

#[test]
fn the_first_screen_survives_every_size_too() {
    let user = user_with_draft();
    let mut terminal = user.open(&[]);
    let has_no_caret = |state: &TerminalState| state.cursor().is_none();
    terminal
        .expect("Enter open")
        .wait_until("no cursor", has_no_caret);
    let picture: ScreenImage = terminal.image();
    for (width, height) in [(1, 1), (300, 2), (2, 300), (20, 4), (100, 30), (71, 9)] {
        terminal.resize(width, height);
    }
    terminal.resize(80, 24).expect_image(&picture);
    terminal.press("q").expect_exit(0);
}

#[test]
fn absurd_sizes_use_bounded_memory_and_break_nothing() {
    let user = user_with_draft();
    let mut terminal = screen_at_size(&user, (80, 24));
    terminal.expect(THOUGHT);
    for size in [(65_535, 65_535), (1, 65_535), (65_535, 1), (80, 24)] {
        terminal.resize_unseen(size.0, size.1);
        terminal.type_in("x").type_in("\x7f");
    }
    terminal
        .resize_unseen(0, 0)
        .type_in("!")
        .expect("They will fire me!");
    terminal.resize(80, 24).expect("They will fire me!");
    // Three times the memory for a large window.
    #[cfg(target_os = "linux")]
    {
        let path = format!("/proc/{}/status", terminal.pid().as_raw_nonzero());
        let status = std::fs::read_to_string(path).expect("the program runs");
        let most = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let most = most.and_then(|most| most.trim().strip_suffix(" kB"));
        let most: u32 = most.and_then(|most| most.parse().ok()).expect("a number");
        assert!(most < 150_000, "{most} kB");
    }
}

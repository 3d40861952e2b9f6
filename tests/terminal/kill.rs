//! SIGKILL at any moment of a session: acknowledged text is in the journal, and the journal is intact.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use rusqlite::OptionalExtension;
use rustix::process::Signal;

use crate::database::open_database;
use crate::pty::{PtyTerminal, TerminalState};
use crate::test_user::TestUser;

/// The delay of the autosave.
const MAX_SAVE_DELAY: Duration = Duration::from_secs(2);
/// The number of killed sessions, and the number with `ENOUGH_LONG` set.
const SESSION_COUNTS: (u64, u64) = (20, 200);
/// Users who write at the same time.
const THREADS: u64 = 4;

/// A step of the two-minute check: its text on the screen, its id, the typed keys, and the saved answer.
const STEPS: [(&str, &str, &str, &str); 5] = [
    (
        "What is the thought",
        "thought",
        "They will fire me 睡 🍲",
        "They will fire me 睡 🍲",
    ),
    (
        "Arrows or digits give a number",
        "likelihood_before",
        "80",
        "80",
    ),
    ("What is it mostly about?", "about", "", "[]"),
    ("Would you manage?", "manage", "", "[]"),
    (
        "Writing two lines to them after lunch.",
        "help_with",
        "My sister, a walk, and über-strong tea",
        "My sister, a walk, and über-strong tea",
    ),
];
const LAST: &str = "Pick a line and finish it";

#[expect(
    clippy::disallowed_methods,
    reason = "how far a draft is behind can only be told by a clock"
)]
fn now() -> Instant {
    Instant::now()
}

/// The result of a series of sessions.
#[derive(Default)]
struct Statistics {
    walks: u64,
    answers: usize,
    drafts: usize,
    /// Drafts with text that had been on the screen for longer than the autosave delay.
    due: usize,
    /// Characters that were on the screen but not on disk yet.
    max_unsaved: usize,
    slowest_save: Duration,
}

/// A text in the field on the screen, and when it appeared.
struct TypedText {
    text: String,
    seen_at: Instant,
}

#[test]
fn a_session_killed_at_a_random_moment_keeps_every_answer() {
    let is_long = std::env::var_os("ENOUGH_LONG").is_some();
    let sessions = if is_long {
        SESSION_COUNTS.1
    } else {
        SESSION_COUNTS.0
    };
    let all = std::thread::scope(|scope| {
        let people: Vec<_> = (0..THREADS)
            .map(|number| scope.spawn(move || kill_repeatedly(number, sessions / THREADS)))
            .collect();
        people
            .into_iter()
            .map(|user| user.join().expect("its walks ended well"))
            .collect::<Vec<_>>()
    });
    let sum = |part: fn(&Statistics) -> usize| all.iter().map(part).sum::<usize>();
    println!(
        "{} walks killed; {} answers acknowledged and kept; {} drafts looked at, {} with words of two seconds and \
         more, which were all kept; at most {} letters behind; \
         the slowest save of a draft was seen after {:?}",
        all.iter().map(|one| one.walks).sum::<u64>(),
        sum(|one| one.answers),
        sum(|one| one.drafts),
        sum(|one| one.due),
        all.iter().map(|one| one.max_unsaved).max().unwrap_or(0),
        all.iter()
            .map(|one| one.slowest_save)
            .max()
            .unwrap_or_default(),
    );
    assert!(sum(|one| one.answers) > 0 && sum(|one| one.due) > 0);
}

/// Starts sessions on one journal and kills each of them.
fn kill_repeatedly(number: u64, sessions: u64) -> Statistics {
    let user = TestUser::new();
    let mut figures = Statistics::default();
    let mut rng = StdRng::seed_from_u64(number);
    for _ in 0..sessions {
        kill_once(&user, &mut rng, &mut figures);
    }
    figures
}

/// The worry repeats so often here that a question about it precedes the next step.
fn answer_and_expect(terminal: &mut PtyTerminal, next: &str) {
    let question = "Could this be the worry";
    terminal.wait_until("the next step", |state| {
        state.shows(next) || state.shows(question)
    });
    if terminal.inspect(|state| state.shows(question)) {
        terminal.press("<Enter>").expect(next);
    }
}

fn kill_once(user: &TestUser, rng: &mut StdRng, figures: &mut Statistics) {
    let last = "select coalesce(max(rowid), 0) from entry";
    let before = open_database(user.journal())
        .query_row(last, [], |row| row.get(0))
        .expect("the journal can be read");
    let mut terminal = user.open(&["start", "two-minute"]);
    let completed = rng.random_range(0..=STEPS.len());
    let next_shown = STEPS.iter().skip(1).map(|step| step.0).chain([LAST]);
    for ((prompt, _, keys, _), next) in STEPS.iter().zip(next_shown).take(completed) {
        terminal.expect(prompt).type_in(keys);
        terminal.press("<Tab>");
        answer_and_expect(&mut terminal, next);
    }
    // Within the next step, or right at its start.
    let mut typed = Vec::new();
    let mut sent_on = false;
    if let Some((prompt, _, keys, _)) = STEPS.get(completed) {
        terminal.expect(prompt);
        typed = type_some_steps(&mut terminal, keys, rng, figures);
        if rng.random_bool(0.4) {
            terminal.press("<Tab>");
            sent_on = true;
        }
    }
    wait_for_some_bytes(&mut terminal, rng.random_range(0..400));
    let killed_at = now();
    terminal.signal(Signal::KILL).expect_killed();
    figures.walks += 1;
    check_journal(user, before, completed, &typed, sent_on, killed_at, figures);
}

/// Types a part of `keys` in a few pieces; each is waited for, and sometimes saved.
fn type_some_steps(
    terminal: &mut PtyTerminal,
    keys: &str,
    rng: &mut StdRng,
    figures: &mut Statistics,
) -> Vec<TypedText> {
    let mut typed = Vec::new();
    let mut text = String::new();
    let is_text = keys.len() > 3;
    for piece in keys.split_inclusive(' ') {
        if !is_text || rng.random_bool(0.2) {
            break;
        }
        text.push_str(piece);
        terminal.type_in(piece).expect(text.trim());
        let seen_at = now();
        if rng.random_bool(0.25) {
            terminal.wait_until("the draft to be saved", is_saved);
            figures.slowest_save = figures.slowest_save.max(seen_at.elapsed());
        }
        typed.push(TypedText {
            text: text.clone(),
            seen_at,
        });
    }
    typed
}

fn is_saved(state: &TerminalState) -> bool {
    let contents = state.screen().contents();
    contents.trim_end().ends_with(" saved")
}

/// A random moment: after so many more bytes of output, or when no more come.
fn wait_for_some_bytes(terminal: &mut PtyTerminal, bytes: usize) {
    let before = terminal.inspect(|state| state.bytes.len());
    let patience = Duration::from_millis(u64::try_from(bytes).unwrap_or(0) / 4);
    terminal.wait_at_most(patience, |state| state.bytes.len() >= before + bytes);
}

fn check_journal(
    user: &TestUser,
    before: i64,
    acknowledged: usize,
    typed: &[TypedText],
    sent_on: bool,
    killed_at: Instant,
    figures: &mut Statistics,
) {
    let journal = open_database(user.journal());
    let integrity: String = journal
        .query_row("pragma integrity_check", [], |row| row.get(0))
        .expect("the journal can be read");
    assert_eq!(integrity, "ok");
    let newest = "select id, coalesce(draft_text, '') from entry where rowid > ?1";
    let left: Option<(String, String)> = journal
        .query_row(newest, [before], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()
        .expect("the journal can be read");
    let (id, typing) = left.unwrap_or_default();
    let answers: BTreeMap<String, String> = journal
        .prepare("select step, coalesce(text, number) from answer where entry_id = ?1")
        .expect("the journal can be read")
        .query_map([&id], |row| Ok((row.get(0)?, row.get::<_, AnyText>(1)?.0)))
        .expect("the journal can be read")
        .collect::<Result<_, _>>()
        .expect("the journal can be read");
    for (_, step, _, saved) in &STEPS[..acknowledged] {
        let answer = answers.get(*step).map_or("[]", String::as_str);
        assert_eq!(
            answer, *saved,
            "{step} after {acknowledged} answers: {answers:?}"
        );
        figures.answers += 1;
    }
    let Some(last) = typed.last() else { return };
    let here = STEPS[acknowledged].1;
    let on_disk = answers.get(here).unwrap_or(&typing);
    let due = typed
        .iter()
        .rev()
        .find(|typed| killed_at.duration_since(typed.seen_at) >= MAX_SAVE_DELAY);
    if let Some(due) = due {
        figures.due += 1;
        assert!(
            on_disk.starts_with(due.text.trim_end()),
            "{on_disk:?} was to hold {:?}",
            due.text
        );
    }
    let is_part = last.text.starts_with(on_disk.trim_end());
    assert!(
        is_part || sent_on,
        "{on_disk:?} is no part of {:?}",
        last.text
    );
    let behind = last
        .text
        .chars()
        .count()
        .saturating_sub(on_disk.chars().count());
    figures.max_unsaved = figures.max_unsaved.max(behind);
    figures.drafts += 1;
}

/// An answer of any kind as text.
struct AnyText(String);

impl rusqlite::types::FromSql for AnyText {
    fn column_result(value: rusqlite::types::ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {
        Ok(Self(match value {
            rusqlite::types::ValueRef::Integer(number) => number.to_string(),
            other => other.as_str()?.to_owned(),
        }))
    }
}

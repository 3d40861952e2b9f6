//! Time to read, check and run exercises, and to play a breath: `cargo bench --bench exercises`.

use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::Duration;

use divan::{Bencher, black_box};
use good_enough::content::library::Library;
use good_enough::domain::breath::{BreathPattern, state_at};
use good_enough::domain::entry::{Answer, EntryId};
use good_enough::domain::exercise::Exercise;
use good_enough::domain::session::{CarriedAnswers, Next, Session, SessionMeta};
use rand::SeedableRng;
use rand::rngs::StdRng;

fn main() {
    divan::main();
}

/// The shipped files.
fn files() -> Vec<PathBuf> {
    fn add(folder: &Path, files: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                add(&path, files);
            } else if path.extension().is_some_and(|ending| ending == "yaml") {
                files.push(path);
            }
        }
    }
    let mut files = Vec::new();
    add(
        Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/exercises")),
        &mut files,
    );
    files
}

fn exercise() -> Rc<Exercise> {
    let library = Library::embedded();
    Rc::clone(
        library
            .exercise("catastrophe-to-good-enough")
            .expect("it is embedded"),
    )
}

/// The work of a start before its first frame.
#[divan::bench]
fn library(bencher: Bencher<'_, '_>) {
    bencher.bench_local(Library::embedded);
}

/// What home needs of the exercises: their headers, without steps, and the rows of the menu.
#[divan::bench]
fn heads(bencher: Bencher<'_, '_>) {
    bencher.bench_local(|| {
        let library = Library::embedded();
        let menu = library.menu().len() + library.kindness().len();
        menu + library.headers().count() + library.breaks().count()
    });
}

/// Every shipped exercise, ready to start.
#[divan::bench]
fn parse_all(bencher: Bencher<'_, '_>) {
    bencher.bench_local(|| {
        let library = Library::embedded();
        library
            .exercises()
            .map(|exercise| exercise.steps.len())
            .sum::<usize>()
    });
}

/// The work of `exercises check --strict` on every shipped file.
#[divan::bench]
fn check_all(bencher: Bencher<'_, '_>) {
    let library = Library::embedded();
    let files = files();
    bencher.bench_local(|| {
        files
            .iter()
            .filter_map(|file| library.validate_and_lint_file(file))
            .count()
    });
}

fn begin_session(exercise: &Rc<Exercise>, rng: &mut StdRng) -> Session {
    let stamp = SessionMeta {
        id: EntryId::random(rng),
        started_at: jiff::Timestamp::UNIX_EPOCH,
        utc_offset: 0,
        day: jiff::civil::date(2026, 11, 27),
        origin: None,
    };
    Session::start(Rc::clone(exercise), stamp, &CarriedAnswers::new(), rng)
}

/// All steps of the longest exercise, each skipped.
#[divan::bench]
fn run_session(bencher: Bencher<'_, '_>) {
    let (exercise, mut rng) = (exercise(), StdRng::seed_from_u64(1));
    bencher.bench_local(|| {
        let mut session = begin_session(&exercise, &mut rng);
        while session.submit(None) == Next::NextStep {}
        session
    });
}

/// One accepted answer, and the entry made of it for the journal.
#[divan::bench]
fn answer(bencher: Bencher<'_, '_>) {
    let (exercise, mut rng) = (exercise(), StdRng::seed_from_u64(1));
    bencher
        .with_inputs(|| begin_session(&exercise, &mut rng))
        .bench_local_refs(|session| {
            let text = "They will all be angry with me".to_owned();
            let _ = session.submit(Some(Answer::Text(text)));
            session.to_entry("", 0)
        });
}

/// The state of a breath for one frame.
#[divan::bench]
fn breath(bencher: Bencher<'_, '_>) {
    let library = Library::embedded();
    let pause = library.breathing_break("slow-six").expect("it is embedded");
    let pattern = BreathPattern::new(&pause.phases);
    let mut elapsed = Duration::ZERO;
    bencher.bench_local(|| {
        elapsed += Duration::from_millis(33);
        black_box(state_at(&pattern, elapsed).progress)
    });
}

//! The set-up of homes and programs, and the turns of each group of measurements.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use clap::ValueEnum;

use crate::ENOUGH;
use crate::bench_home::BenchHome;
use crate::build_floor;
use crate::commit_baseline::CommitBaseline;
use crate::measurements::{animation, answers, commands, first_frame, idle, keys, warm_up};
use crate::pty_program::{LaunchSpec, PtyProgram};
use crate::rounds::{BenchSubject, Measurements};

const DEFAULT_SIZE: (u16, u16) = (80, 24);
const LARGE_SIZE: (u16, u16) = (200, 60);
/// The duration of the idle measurement and of the animation.
const WATCH_TIME: Duration = Duration::from_secs(10);

/// The breath in many colours.
pub const COLOURFUL: &str = "80x24, many colours";

const DOWN_KEY: &str = "\x1b[B";
const TYPED_TEXT: &str = "They will all be angry with me";
const SEARCH_TEXT: &str = "the talk that I have tomorrow";
/// The text of the step after the first text step.
const NEXT_STEP_TEXT: &str = "how likely";

/// The groups, in the order of their measurement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Suite {
    /// First frames, and the memory used then.
    Frames,
    Keys,
    Answers,
    Commands,
    Breaths,
    /// Idle programs.
    Idle,
}

pub struct Scenarios {
    floor: PathBuf,
    /// For the floor and for users without entries.
    empty: BenchHome,
    small: BenchHome,
    /// Without entries, in all colours.
    colourful: BenchHome,
    large: BenchHome,
    /// The same journal on a disk.
    large_on_disk: BenchHome,
}

impl Scenarios {
    pub fn prepare(few: u32, many: u32) -> Self {
        let floor = build_floor::build_floor();
        eprintln!("Making a journal of {many} entries…");
        let many = BenchHome::in_memory(many);
        let stage = Self {
            floor,
            empty: BenchHome::in_memory(0),
            small: BenchHome::in_memory(few),
            colourful: BenchHome::in_memory(0).colourful(),
            large_on_disk: many.copied_to_disk(),
            large: many,
        };
        // The first contestant would wait for the disk.
        warm_up(&stage.floor(&[]));
        for home in [
            &stage.empty,
            &stage.small,
            &stage.colourful,
            &stage.large,
            &stage.large_on_disk,
        ] {
            warm_up(&program_recipe(home, &[]));
        }
        stage
    }

    pub fn measure(&self, part: Suite, rounds: u32, records: &mut Measurements) {
        eprintln!("{part:?}…");
        match part {
            Suite::Frames => records.run_rounds(rounds, self.first_frames()),
            Suite::Keys => records.run_rounds(rounds, self.keys()),
            Suite::Answers => records.run_rounds(rounds, self.answers()),
            Suite::Commands => records.run_rounds(rounds, self.commands()),
            // Each turn is hundreds of frames.
            Suite::Breaths => records.run_rounds(rounds.div_ceil(5), self.breaths()),
            Suite::Idle => self.idle(records),
        }
    }

    fn first_frames(&self) -> Vec<BenchSubject<'_>> {
        let named = |name, spec| BenchSubject::new(name, move || first_frame(&spec));
        vec![
            named("floor", self.floor(&[])),
            named("empty", program_recipe(&self.empty, &[])),
            named("few", program_recipe(&self.small, &[])),
            named("many", program_recipe(&self.large, &[])),
            named("history of few", history_recipe(&self.small)),
            named("history of many", history_recipe(&self.large)),
            named("break", breath_recipe(&self.empty)),
        ]
    }

    fn keys(&self) -> Vec<BenchSubject<'_>> {
        let arrows = |name, spec| BenchSubject::new(name, move || keys(&spec, "", &[DOWN_KEY; 30]));
        let typed = |name, spec, before, text: &'static str| {
            let letters: Vec<_> = text.split_inclusive(|_| true).collect();
            BenchSubject::new(name, move || keys(&spec, before, &letters))
        };
        vec![
            arrows("floor's keys", self.floor(&[])),
            typed("letters", session_recipe(&self.empty), "", TYPED_TEXT),
            arrows("arrows in few", history_recipe(&self.small)),
            arrows("arrows in many", history_recipe(&self.large)),
            typed("search", history_recipe(&self.large), "/", SEARCH_TEXT),
        ]
    }

    fn answers(&self) -> Vec<BenchSubject<'_>> {
        let floor = self.floor(&[]);
        let spec = session_recipe(&self.large_on_disk);
        let mut ledger = CommitBaseline::open(self.large_on_disk.path());
        vec![
            BenchSubject::new("floor beside answers", move || {
                keys(&floor, "", &[DOWN_KEY; 5])
            }),
            BenchSubject::new("bare commit", move || ledger.commit(5)),
            BenchSubject::new("answer", move || answers(&spec, NEXT_STEP_TEXT, 5)),
        ]
    }

    fn commands(&self) -> Vec<BenchSubject<'_>> {
        let program = Path::new(ENOUGH);
        let history = move || commands(program, &["history", "-n", "10"], &self.large, 5);
        let mut subjects = vec![BenchSubject::new("history -n 10", history)];
        if Command::new("sqlite3").arg("-version").output().is_ok() {
            let journal = self.large.journal().display().to_string();
            let ask = move || {
                commands(
                    Path::new("sqlite3"),
                    &[&journal, NEWEST_ENTRY_TEXT],
                    &self.large,
                    5,
                )
            };
            subjects.push(BenchSubject::new("sqlite3", ask));
        }
        subjects
    }

    fn breaths(&self) -> Vec<BenchSubject<'_>> {
        let named = |name, size, spec| {
            let spec = LaunchSpec { size, ..spec };
            BenchSubject::new(name, move || animation(&spec, WATCH_TIME))
        };
        vec![
            named("floor, 80x24", DEFAULT_SIZE, self.floor(&["breathe"])),
            named("80x24", DEFAULT_SIZE, breath_recipe(&self.empty)),
            named(COLOURFUL, DEFAULT_SIZE, breath_recipe(&self.colourful)),
            named("floor, 200x60", LARGE_SIZE, self.floor(&["breathe"])),
            named("200x60", LARGE_SIZE, breath_recipe(&self.empty)),
        ]
    }

    /// All at once and in a single round, because an idle program does nothing.
    fn idle(&self, records: &mut Measurements) {
        let names = ["floor, idle", "home", "history", "text"];
        let mut programs = [
            self.floor(&[]),
            program_recipe(&self.large, &[]),
            history_recipe(&self.large),
            session_recipe(&self.empty),
        ]
        .map(|spec| PtyProgram::start_ready(&spec));
        // Unsaved text, to include the autosave.
        programs[3].send(TYPED_TEXT);
        let mut taken = idle(&mut programs, WATCH_TIME).into_iter();
        let take = |name| {
            let taken = taken.next().unwrap_or_default();
            BenchSubject::new(name, move || taken.clone())
        };
        records.run_rounds(1, names.map(take).into());
    }

    fn floor<'a>(&'a self, arguments: &'a [&'a str]) -> LaunchSpec<'a> {
        LaunchSpec {
            program: &self.floor,
            arguments,
            home: &self.empty,
            size: DEFAULT_SIZE,
            ready: "q quit",
        }
    }
}

/// The query of `history -n 10` for the `sqlite3` shell.
const NEWEST_ENTRY_TEXT: &str =
    "select entry.id, day, likelihood_before, likelihood_after, coalesce(reframe, thought, title)
    from entry left join follow_up on follow_up.entry_id = entry.id and follow_up.outcome = 'open'
    where state = 'done' order by started_at desc, entry.id desc limit 10";

fn program_recipe<'a>(home: &'a BenchHome, arguments: &'a [&'a str]) -> LaunchSpec<'a> {
    LaunchSpec {
        program: Path::new(ENOUGH),
        arguments,
        home,
        size: DEFAULT_SIZE,
        ready: "Enter open",
    }
}

fn history_recipe(home: &BenchHome) -> LaunchSpec<'_> {
    LaunchSpec {
        ready: "Esc back",
        ..program_recipe(home, &["history"])
    }
}

fn session_recipe(home: &BenchHome) -> LaunchSpec<'_> {
    LaunchSpec {
        ready: "Enter next",
        ..program_recipe(home, &["start", "two-minute"])
    }
}

fn breath_recipe(home: &BenchHome) -> LaunchSpec<'_> {
    LaunchSpec {
        ready: "Space pause",
        ..program_recipe(home, &["breathe"])
    }
}

//! Everything that is set up once, and who is measured with it in turns.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use clap::ValueEnum;

use crate::ENOUGH;
use crate::bare;
use crate::commit::Ledger;
use crate::home::Home;
use crate::measure::{acquaint, answers, commands, first_frame, idle, keys, movement};
use crate::program::{Program, Recipe};
use crate::rounds::{Records, Subject};

const USUAL: (u16, u16) = (80, 24);
const LARGE: (u16, u16) = (200, 60);
/// How long nothing happens, and how long a breath is watched.
const WATCHED: Duration = Duration::from_secs(10);

const DOWN: &str = "\x1b[B";
const TYPED: &str = "They will all be angry with me";
const SOUGHT: &str = "the talk that I have tomorrow";
/// The next step after the first words of a walk.
const NEXT: &str = "how likely";

/// What is measured, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// First frames, and the memory that is in use then.
    Frames,
    Keys,
    Answers,
    Commands,
    Breaths,
    /// Nothing at all.
    Idle,
}

pub struct Stage {
    floor: PathBuf,
    /// Where a bare program runs, and people type who have no walks yet.
    empty: Home,
    few: Home,
    many: Home,
    /// As many, on a disk.
    kept: Home,
}

impl Stage {
    pub fn set(few: u32, many: u32) -> Self {
        let floor = bare::floor();
        eprintln!("Making a journal of {many} entries…");
        let many = Home::in_memory(many);
        let stage = Self {
            floor,
            empty: Home::in_memory(0),
            few: Home::in_memory(few),
            kept: many.copied_to_disk(),
            many,
        };
        // Whoever comes first would wait for the disk.
        acquaint(&stage.floor(&[]));
        for home in [&stage.empty, &stage.few, &stage.many, &stage.kept] {
            acquaint(&enough(home, &[]));
        }
        stage
    }

    pub fn play(&self, part: Part, rounds: u32, records: &mut Records) {
        eprintln!("{part:?}…");
        match part {
            Part::Frames => records.take(rounds, self.first_frames()),
            Part::Keys => records.take(rounds, self.keys()),
            Part::Answers => records.take(rounds, self.answers()),
            Part::Commands => records.take(rounds, self.commands()),
            // Each is hundreds of frames.
            Part::Breaths => records.take(rounds.div_ceil(5), self.breaths()),
            Part::Idle => self.idle(records),
        }
    }

    fn first_frames(&self) -> Vec<Subject<'_>> {
        let named = |name, recipe| Subject::new(name, move || first_frame(&recipe));
        vec![
            named("floor", self.floor(&[])),
            named("empty", enough(&self.empty, &[])),
            named("few", enough(&self.few, &[])),
            named("many", enough(&self.many, &[])),
            named("history of few", history(&self.few)),
            named("history of many", history(&self.many)),
            named("break", breath(&self.empty)),
        ]
    }

    fn keys(&self) -> Vec<Subject<'_>> {
        let arrows = |name, recipe| Subject::new(name, move || keys(&recipe, "", &[DOWN; 30]));
        let typed = |name, recipe, before, words: &'static str| {
            let letters: Vec<_> = words.split_inclusive(|_| true).collect();
            Subject::new(name, move || keys(&recipe, before, &letters))
        };
        vec![
            arrows("floor's keys", self.floor(&[])),
            typed("letters", walk(&self.empty), "", TYPED),
            arrows("arrows in few", history(&self.few)),
            arrows("arrows in many", history(&self.many)),
            typed("search", history(&self.many), "/", SOUGHT),
        ]
    }

    fn answers(&self) -> Vec<Subject<'_>> {
        let floor = self.floor(&[]);
        let recipe = walk(&self.kept);
        let mut ledger = Ledger::begin(self.kept.path());
        vec![
            Subject::new("floor beside answers", move || keys(&floor, "", &[DOWN; 5])),
            Subject::new("bare commit", move || ledger.commit(5)),
            Subject::new("answer", move || answers(&recipe, NEXT, 5)),
        ]
    }

    fn commands(&self) -> Vec<Subject<'_>> {
        let program = Path::new(ENOUGH);
        let history = move || commands(program, &["history", "-n", "10"], &self.many, 5);
        let mut subjects = vec![Subject::new("history -n 10", history)];
        if Command::new("sqlite3").arg("-version").output().is_ok() {
            let journal = self.many.journal().display().to_string();
            let ask = move || commands(Path::new("sqlite3"), &[&journal, NEWEST], &self.many, 5);
            subjects.push(Subject::new("sqlite3", ask));
        }
        subjects
    }

    fn breaths(&self) -> Vec<Subject<'_>> {
        let named = |name, size, recipe| {
            let recipe = Recipe { size, ..recipe };
            Subject::new(name, move || movement(&recipe, WATCHED))
        };
        vec![
            named("floor, 80x24", USUAL, self.floor(&["breathe"])),
            named("80x24", USUAL, breath(&self.empty)),
            named("floor, 200x60", LARGE, self.floor(&["breathe"])),
            named("200x60", LARGE, breath(&self.empty)),
        ]
    }

    /// All at the same time, once: nothing is nothing.
    fn idle(&self, records: &mut Records) {
        let names = ["floor, idle", "home", "history", "text"];
        let mut programs = [
            self.floor(&[]),
            enough(&self.many, &[]),
            history(&self.many),
            walk(&self.empty),
        ]
        .map(|recipe| Program::ready(&recipe));
        // Words that wait to be saved, so that even they come to rest.
        programs[3].send(TYPED);
        let mut taken = idle(&mut programs, WATCHED).into_iter();
        let take = |name| {
            let taken = taken.next().unwrap_or_default();
            Subject::new(name, move || taken.clone())
        };
        records.take(1, names.map(take).into());
    }

    fn floor<'a>(&'a self, arguments: &'a [&'a str]) -> Recipe<'a> {
        Recipe {
            program: &self.floor,
            arguments,
            home: &self.empty,
            size: USUAL,
            ready: "q quit",
        }
    }
}

/// What `history -n 10` asks, for SQLite's own shell.
const NEWEST: &str =
    "select entry.id, day, likelihood_before, likelihood_after, coalesce(reframe, thought, title)
    from entry left join check_in on check_in.entry = entry.id and check_in.outcome = 'open'
    where state = 'done' order by started desc, entry.id desc limit 10";

fn enough<'a>(home: &'a Home, arguments: &'a [&'a str]) -> Recipe<'a> {
    Recipe {
        program: Path::new(ENOUGH),
        arguments,
        home,
        size: USUAL,
        ready: "q quit",
    }
}

fn history(home: &Home) -> Recipe<'_> {
    Recipe {
        ready: "Esc back",
        ..enough(home, &["history"])
    }
}

fn walk(home: &Home) -> Recipe<'_> {
    Recipe {
        ready: "Enter next",
        ..enough(home, &["start", "two-minute"])
    }
}

fn breath(home: &Home) -> Recipe<'_> {
    Recipe {
        ready: "Space pause",
        ..enough(home, &["breathe"])
    }
}

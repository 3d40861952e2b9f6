//! The commands that open a screen.

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use anyhow::{Context, bail};
use rand::SeedableRng;
use rand::rngs::StdRng;

use super::{Global, When};
use crate::app::{App, Opening};
use crate::journal::Journal;
use crate::library::Library;
use crate::places::Places;
use crate::shell::{self, Ended};
use crate::theme::{Colours, Look};

/// Opens the break called `name`.
pub fn breathe(
    global: &Global,
    name: Option<&str>,
    minutes: Option<u16>,
) -> anyhow::Result<ExitCode> {
    let name = name.unwrap_or(App::DEFAULT_BREAK);
    let library = library(global)?;
    let found = library.find_pause(name);
    let Some(pause) = one(&found, |pause| &pause.id, name)? else {
        bail!("there is no break called “{name}”; “enough breathe --list” shows those there are");
    };
    let id = pause.id.clone();
    run(global, library, Opening::Breathe(id, minutes))
}

/// Opens the exercise called `name`, or the first screen.
pub fn start(global: &Global, name: Option<&str>) -> anyhow::Result<ExitCode> {
    let Some(name) = name else {
        return open(global, Opening::Home);
    };
    let library = library(global)?;
    let found = library.find(name);
    let Some(exercise) = one(&found, |exercise| &exercise.id, name)? else {
        bail!("there is no exercise called “{name}”; “enough exercises” lists those there are");
    };
    let id = exercise.id.clone();
    run(global, library, Opening::Walk(id))
}

/// The one thing that was found; several are named, so that a longer name can be typed.
fn one<'a, T>(
    found: &[&'a T],
    id: impl Fn(&'a T) -> &'a String,
    name: &str,
) -> anyhow::Result<Option<&'a T>> {
    match found {
        [] => Ok(None),
        [one] => Ok(Some(one)),
        several => {
            let ids: Vec<_> = several.iter().map(|one| id(one).as_str()).collect();
            bail!(
                "“{name}” could be any of these, so please type a little more: {}",
                ids.join(", ")
            )
        }
    }
}

/// Opens a screen that needs no name.
pub fn open(global: &Global, opening: Opening) -> anyhow::Result<ExitCode> {
    run(global, library(global)?, opening)
}

fn library(global: &Global) -> anyhow::Result<Library> {
    Ok(Library::with_folder(
        &Places::find(global.data_dir.as_deref())?.exercises,
    ))
}

fn run(global: &Global, library: Library, opening: Opening) -> anyhow::Result<ExitCode> {
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        bail!(
            "this opens a whole screen, and there is no terminal here. \
             “enough history -n 10” and “enough show last” print lines"
        );
    }
    let places = Places::find(global.data_dir.as_deref())?;
    // A break needs no journal, and is there even when the journal can't be opened.
    let is_break = matches!(opening, Opening::Breathe(..));
    let is_first = !is_break && !global.private && !places.journal.exists();
    let journal = if global.private || is_break {
        Journal::in_memory()?
    } else {
        Journal::open(&places.journal)?
    };
    let chance = StdRng::from_rng(&mut entropy());
    let mut app = App::new(library, journal, look(global), chance);
    let shown = places.journal.display().to_string();
    let ended = shell::run(
        &mut app,
        opening,
        is_first.then_some(shown.as_str()),
        &places.state,
    )
    .context("the screen couldn't be kept open; every answer you gave is in the journal")?;
    if let Some(words) = app.parting() {
        let _ = writeln!(io::stderr(), "{words}");
    }
    Ok(match ended {
        Ended::Left => ExitCode::SUCCESS,
        Ended::By(signal) => ExitCode::from(u8::try_from(128 + signal).unwrap_or(1)),
    })
}

/// The one source of true chance; everything else draws from what was seeded here.
#[expect(
    clippy::disallowed_methods,
    reason = "this is where chance comes in, once"
)]
fn entropy() -> rand::rngs::ThreadRng {
    rand::rng()
}

/// What this terminal can show, by the flags first and the environment second.
fn look(global: &Global) -> Look {
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let says = |name: &str, words: &[&str]| {
        std::env::var(name).is_ok_and(|value| words.iter().any(|word| value.contains(word)))
    };
    let colours = match global.color {
        When::Never => Colours::None,
        When::Auto if is_set("NO_COLOR") => Colours::None,
        When::Auto | When::Always if says("COLORTERM", &["truecolor", "24bit"]) => Colours::True,
        When::Auto | When::Always => Colours::Sixteen,
    };
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|v| !v.is_empty()));
    let is_utf8 = locale.is_none_or(|locale| {
        let locale = locale.to_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    });
    Look {
        ascii: global.ascii || !is_utf8,
        still: global.reduced_motion || is_set("NO_MOTION"),
        ..Look::new(colours)
    }
}

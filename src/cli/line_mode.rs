//! Line by line instead of whole screens: when, and how that begins and ends.

use std::io::{self, IsTerminal};

use anyhow::{Context, bail};

use super::{DisplayArgs, output};
use crate::storage::backup::DailyBackup;
use crate::terminal::line_io::StdLineIo;
use crate::terminal::{self, BackgroundTask, ExitReason};
use crate::ui::app::{App, Event, StartScreen};
use crate::ui::line_mode;

/// Why the program goes line by line, if it does.
pub fn line_mode_reason(show: &DisplayArgs) -> Option<&'static str> {
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if show.plain {
        Some("of --plain")
    } else if is_set("ACCESSIBLE") {
        Some("ACCESSIBLE is set")
    } else if std::env::var_os("TERM").is_some_and(|name| name == "dumb") {
        Some("TERM is dumb")
    } else if !io::stdout().is_terminal() {
        Some("the output is no terminal")
    } else if !io::stdin().is_terminal() {
        Some("the input is no terminal")
    } else if terminal::size().is_none() {
        Some("the terminal doesn't tell its size")
    } else {
        None
    }
}

/// Runs the program line by line, and makes the backup of the day once nobody waits.
pub fn run_line_mode(
    app: &mut App,
    begin: (StartScreen, Option<&str>),
    why: &str,
    backup: BackgroundTask<DailyBackup>,
    is_ascii: bool,
) -> anyhow::Result<ExitReason> {
    if StdLineIo::is_output_discarded() {
        bail!(
            "there is nobody to tell anything here, so nothing was begun; everything is as it was"
        );
    }
    let mut lines = StdLineIo::new(is_ascii).context("nothing can be read here")?;
    if lines.is_input_empty()? {
        bail!("there is nothing to read here, so nothing was begun; everything is as it was");
    }
    let ended = terminal::panic_hook::catch_panic(|| line_mode::run(app, begin, why, &mut lines));
    lines.flush_with_timeout(terminal::OUTPUT_TIMEOUT);
    let ended = match ended {
        Ok(ended) => match ended? {
            line_mode::LineModeExit::Quit => ExitReason::Quit,
            line_mode::LineModeExit::InputEnded => ExitReason::EndOfInput,
            line_mode::LineModeExit::Signal(number) => ExitReason::Signal(number),
        },
        Err(place) => {
            let stop = || app.update(Event::Terminate, &terminal::now());
            let is_saved = terminal::panic_hook::catch_panic(stop).is_ok();
            return Ok(ExitReason::Panicked {
                location: place,
                is_saved,
            });
        }
    };
    if let Some(daily) = backup.run_to_completion() {
        app.on_backup_done(daily);
        output::print_final_message(app.take_status())?;
    }
    Ok(ended)
}
